/// \file fit/fitted_data.hpp
/// Every datum of a fit beside its predictions, and day against night by phase.
#pragma once

#include <optional>
#include <string>
#include <sunsi/detector/super_kamiokande.hpp>
#include <sunsi/fit/solar_fit.hpp>
#include <vector>

namespace sunsi::fit {

/// A datum at one place of the fit.
struct FittedDatum {
  std::string at;  ///< "point", "lma", "lma_dark"
  std::string experiment;
  std::string observable;
  double measured = 0;  ///< that of A_DN depends on the place's dm21
  double sigma = 0;  ///< root of the covariance's diagonal, systematic errors with pulls left out
  double predicted = 0;            ///< with the fluxes and pulls of the place's own minimum
  std::optional<double> expected;  ///< Super-Kamiokande's unoscillated expectation of the bin
  std::optional<detector::RecoilWindow> seen;  ///< its bin of kinetic energy
};

/// All data of the likelihood at the configuration's point and at both solutions. Unit of an
/// observable: that of its table (events/kton/year, SNU, cpd/100t, SNO's own).
/// \throws as SolarChi2::contributions
std::vector<FittedDatum> fitted_data(const pipeline::Config& config,
                                     const SolarChi2& likelihood,
                                     const SolarFit& fit);

/// Day against night in the window of one phase of Super-Kamiokande.
struct PhaseAsymmetry {
  std::string at;
  std::string experiment;       ///< "super-kamiokande-1", ...
  detector::RecoilWindow seen;  ///< from its lowest to its highest divided bin
  double measured = 0;
  double sigma = 0;  ///< statistical
  double predicted = 0;
};

/// A_DN = 2 (D - N)/(D + N) (Super-Kamiokande's sign) of each phase that the configuration asks for.
/// D = sum_b w_b rate_b over the bins that are published by day and by night, w_b = MC_b/s_b^2 with the
/// unoscillated expectation MC_b and the statistical error s_b of the whole day: the weights of
/// SkPhase::ratio, the same for D and N and for data and prediction. Errors common to day and night
/// drop out. No amplitude fit: the shape of the night within zenith angles is not used, so the errors
/// are larger than those of the published A_DN. Empty without night or without phases.
/// \throws as SolarChi2
std::vector<PhaseAsymmetry> phase_asymmetries(const pipeline::Config& config, const SolarFit& fit);

}  // namespace sunsi::fit
