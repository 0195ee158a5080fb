/// \file fit/solar_chi2.hpp
/// The likelihood of all solar data as one pure function of a point.
#pragma once

#include <Eigen/Core>
#include <array>
#include <map>
#include <memory>
#include <string>
#include <sunsi/detector/contribution.hpp>
#include <sunsi/fit/point.hpp>
#include <sunsi/pipeline/config.hpp>
#include <sunsi/pipeline/node_survival.hpp>
#include <utility>
#include <vector>

namespace sunsi::fit {

/// A systematic error at its best value, in standard deviations.
struct PullValue {
  std::string name;
  double value = 0;
};

/// chi2 of a point at the best fluxes and systematic errors.
struct Chi2 {
  double total = 0;                             ///< all parts below
  double solar = 0;                             ///< total without by_prior
  std::map<std::string, double> by_experiment;  ///< data parts, residual^T C^-1 residual
  std::map<std::string, double> by_prior;       ///< of the oscillation parameters: "kamland", ...
  double fluxes = 0;                            ///< prior of the fluxes
  double pulls = 0;                             ///< sum of the squares of `pull`
  int data = 0;                  ///< data (with priors of oscillation parameters) less free fluxes
  int solar_data = 0;            ///< the same without these priors
  std::array<double, 8> flux{};  ///< best, over the reference [1]
  std::array<double, 8> flux_pull{};  ///< (flux - model)/sigma of the solar model; 0 if given
  std::vector<PullValue> pull;
};

/// chi2 of one experiment alone.
struct AloneChi2 {
  double total = 0;  ///< its data, its systematic errors and the prior of the fluxes
  int data = 0;      ///< its data less free fluxes; may be negative
};

/// The experiment that a data set belongs to: "super-kamiokande" for its phases and A_DN, else the
/// name itself.
std::string experiment_of(const std::string& data_set);

/// Whether any of the configuration's experiments can be predicted with its Sun: without one there is
/// no likelihood.
bool has_solar_data(const pipeline::Config& config);

/// What the likelihood takes besides the configuration.
struct SolarChi2Options {
  std::vector<std::string> priors{};  ///< names of data/experiments/priors.yaml
  /// Super-Kamiokande's spectra by day and by night instead of the spectra of both with A_DN.
  bool day_night_spectra = false;
  /// Energies of the night, see pipeline::NodeSurvival.
  int night_points = pipeline::NodeSurvival::default_night_points;
};

/// Built once from a configuration: experiments, Sun, fluxes and their prior, whether there is night
/// (each experiment's own site), cross-section mode; its oscillation parameters and couplings are not
/// used. Immutable; calls are pure, deterministic and may run in several threads at once. Copies share
/// everything.
class SolarChi2 {
 public:
  /// \throws InvalidInput  no experiment that this likelihood knows, an unknown prior
  /// \throws DataError     a card or table is missing or damaged
  explicit SolarChi2(const pipeline::Config& config, const SolarChi2Options& options = {});

  /// \throws InvalidInput    a fixed flux that is not positive, zprime beside nsi
  /// \throws NumericalError  an engine or the profile failed; the message names the point
  [[nodiscard]] Chi2 operator()(const Point& point) const;

  /// chi2 of every experiment alone with the prior of the fluxes, each with fluxes and pulls of its own
  /// minimum; priors of the oscillation parameters do not count. Phases of Super-Kamiokande and A_DN are
  /// one experiment. They are not parts of one chi2: together, experiments share the fluxes.
  /// \throws NumericalError  as operator()
  [[nodiscard]] std::map<std::string, AloneChi2> each_alone(const Point& point) const;

  /// Both, with the probabilities of the point worked out once.
  [[nodiscard]] std::pair<Chi2, std::map<std::string, AloneChi2>> with_each_alone(
      const Point& point) const;

  /// Data, predictions by source, covariances and pulls at a point, in a fixed order. With the data
  /// of with_data().
  [[nodiscard]] std::vector<detector::Contribution> contributions(const Point& point) const;

  /// The predictions at given fluxes and pulls (those not named are 0), one vector a contribution: for
  /// toy experiments and Asimov data.
  /// \param flux  over the reference
  [[nodiscard]] std::vector<Eigen::VectorXd> predict(
      const Point& point,
      const std::array<double, 8>& flux = {1, 1, 1, 1, 1, 1, 1, 1},
      const std::map<std::string, double>& pulls = {}) const;

  /// The same likelihood for other data, one vector a contribution, in the order of contributions();
  /// errors stay as they are.
  /// \throws InvalidInput  sizes differ, values not finite
  [[nodiscard]] SolarChi2 with_data(std::vector<Eigen::VectorXd> measured) const;

  /// Number of data less free fluxes: Chi2::solar_data of every point.
  [[nodiscard]] int solar_data() const;

  /// The reference fluxes [cm^-2 s^-1] that Chi2::flux is relative to.
  [[nodiscard]] const std::array<double, 8>& reference_flux() const;

 private:
  struct Impl;
  [[nodiscard]] Chi2 together(const Point& point, std::vector<detector::Contribution> list) const;
  [[nodiscard]] std::map<std::string, AloneChi2> alone(
      const Point& point, const std::vector<detector::Contribution>& list) const;
  std::shared_ptr<const Impl> impl_;
  std::vector<Eigen::VectorXd> measured_;  ///< empty: as published
};

}  // namespace sunsi::fit
