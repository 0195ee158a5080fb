/// \file fit/overview.hpp
/// What a report shows of a fit beyond what the configuration asks for.
#pragma once

#include <string>
#include <sunsi/fit/solar_fit.hpp>
#include <vector>

namespace sunsi::fit {

/// chi2 of one experiment alone over theta12 and dm21, in one octant.
struct ExperimentPlane {
  std::string experiment;  ///< as SolarChi2::each_alone
  Octant octant = Octant::light;
  Contours table;  ///< counted from the experiment's lowest chi2 in the octants that are shown
};

/// The window of the planes of single experiments: sin2_theta12 in the light octant (mirrored in the
/// dark one) and dm21 [eV^2], where every solar experiment has something to say.
inline constexpr std::array<double, 2> plane_sin2_theta12{0.1, 0.5};
inline constexpr std::array<double, 2> plane_dm21{2e-5, 3e-4};

/// A solution is shown when it lies within three standard deviations (two degrees of freedom) of the
/// better one.
bool is_shown(const Solution& solution);

/// Adds to a fit, unless the configuration asked for them: the profile of eps_medium where that is free,
/// of both solutions, each over its three-sigma interval and a quarter more; contours of sin2_theta12 and dm21_eV2 where both are free,
/// of every solution that is shown, counted from the better one's chi2.
/// \throws as minimise
void add_overview(SolarFit& fit,
                  const pipeline::Config& config,
                  const SolarChi2& likelihood,
                  const Stage& stage);

/// Planes of every experiment alone, of the solutions that are shown, their other parameters at the
/// solution's best fit; none unless sin2_theta12 and dm21_eV2 are free. The prior of the fluxes counts,
/// priors of oscillation parameters do not.
/// \throws as SolarChi2::each_alone, minimise
std::vector<ExperimentPlane> experiment_planes(const SolarFit& fit,
                                               const SolarChi2& likelihood,
                                               const Stage& stage);

}  // namespace sunsi::fit
