/// \file pipeline/predictions.hpp
/// Event rates and coefficients that a configuration predicts for Borexino, SNO, Super-Kamiokande and
/// the radiochemical experiments.
#pragma once

#include <Eigen/Core>
#include <array>
#include <memory>
#include <string>
#include <sunsi/detector/measurement.hpp>
#include <sunsi/pipeline/survival.hpp>
#include <sunsi/solar/fluxes.hpp>
#include <vector>

namespace sunsi::pipeline {

/// A measured observable with its prediction.
struct Prediction {
  detector::Measurement measurement;
  double value = 0;
  /// Part of `value` that grows with the flux of each source (order of model::all_sources).
  std::array<double, 8> by_source{};
};

/// One experiment: its observables and the inverse covariance of those that enter chi2, in their
/// order.
struct ExperimentPrediction {
  std::string experiment;  ///< "borexino", "sno", "super-kamiokande", "gallium" or "chlorine"
  std::vector<Prediction> observables;
  Eigen::MatrixXd inverse_covariance;  ///< of the observables with measurement.used
  std::vector<std::string> notes{};    ///< what a reader of the numbers must know
};

struct DayNightBin;

/// Fluxes of the configuration: those of the solar model, single ones replaced (with no theoretical
/// error).
solar::Fluxes fluxes_of(const Config& config);

/// What is known of them beforehand: the solar model's errors, free fluxes, given ones.
/// \throws DataError  a table of fluxes is missing or damaged
solar::FluxPrior flux_prior_of(const Config& config);

/// Predictions of every experiment the configuration names: with config.night over days and nights
/// of each experiment's own site (Gran Sasso, SNOLAB; a whole year), else by day. Observables of
/// sources that a profile of the user's own does not place are left out.
///
/// Borexino: flux x electrons x mean cross-section over the window of the true recoil energy, with
/// eps^e of the point: by P_ee where nu_mu and nu_tau scatter alike (the Z', and eps^e = diag(b, a, a)),
/// else by Tr[rho G] with the flavour states that arrive. SNO: the total active 8B flux and the
/// projection of P_ee on its coefficients, elastic scattering with what eps^e adds by day and by night;
/// without night a0 = a1 = 0 by construction, so these two are shown but do not enter chi2 (the
/// covariance of the others is that with a0, a1 left free). Super-Kamiokande: A_DN with the night on
/// (pipeline/day_night.hpp), then the 8B-ratio of the phases (pipeline/sk_rates.hpp), which is shown but
/// does not enter chi2.
/// Gallium and chlorine: radiochemical.hpp.
/// \throws as SolarPropagator::survival; DataError for damaged cards
std::vector<ExperimentPrediction> predict(const Config& config, const Monitor& monitor = {});

/// What these predictions need whatever the couplings and oscillation parameters: cards, spectra, energy
/// nodes, recoil responses and the nights of the experiments' sites. Built once for all points of a run.
/// Immutable; copies share.
class Experiments {
 public:
  /// \throws DataError  a card or table is missing or damaged
  explicit Experiments(const Config& config);

  /// predict() of a point that differs from the configuration in couplings and oscillation parameters
  /// alone.
  /// \param bins  when given, Super-Kamiokande's asymmetry in the bins of its spectrum is added to it if
  ///              the configuration names that experiment: its nights are averaged once for both
  [[nodiscard]] std::vector<ExperimentPrediction> predict(
      const SolarPropagator& point,
      const Monitor& monitor = {},
      std::vector<DayNightBin>* bins = nullptr) const;

  /// The nights of a site, with their weights if an experiment looks from there at them.
  [[nodiscard]] Night night_at(const std::string& site, double coarsest = 1e-5) const;

 private:
  struct Parts;
  std::shared_ptr<const Parts> parts_;
};

}  // namespace sunsi::pipeline
