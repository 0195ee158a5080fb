/// \file fit/solar_fit.hpp
/// All that a configuration's section `fit` asks for.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <sunsi/fit/contours.hpp>
#include <sunsi/fit/solar_chi2.hpp>
#include <sunsi/fit/solutions.hpp>
#include <utility>
#include <vector>

namespace sunsi::fit {

/// The profile of one parameter, of one solution; over both octants when it is theta12 itself.
struct ProfileTable {
  std::optional<Octant> octant;
  std::size_t parameter = 0;
  std::vector<ProfilePoint> points;
};

/// Contours of two parameters, likewise.
struct ContourTable {
  std::optional<Octant> octant;
  Contours contours;
};

/// The result of a fit.
struct SolarFit {
  std::vector<FreeParameter> parameters;  ///< none when only the point was asked for
  std::vector<double> start;              ///< of the parameters: the configuration's point
  Chi2 point;                             ///< at the configuration's point
  std::vector<Solution> solutions;        ///< lma, lma_dark
  std::vector<Chi2> at;                   ///< at the best fit of each solution
  std::vector<ProfileTable> profiles;
  std::vector<ContourTable> contours;
  std::array<double, 8> reference_flux{};  ///< [cm^-2 s^-1]
};

/// Runs a piece of work, named for a progress bar, with a monitor.
using Stage =
    std::function<void(const std::string& what, const std::function<void(const Monitor&)>& work)>;

/// The likelihood of a configuration, with its priors and its choice of spectra.
/// \throws as SolarChi2
SolarChi2 likelihood_of(const pipeline::Config& config);

/// chi2 at the configuration's point and, unless fit.point is set, solutions, profiles and contours.
/// \throws InvalidInput    parameters that contradict each other or the model
/// \throws NumericalError  a search failed; names the point
/// \throws Interrupted     a monitor's stop was set
SolarFit solar_fit(const pipeline::Config& config, const Stage& stage);

/// The same with a likelihood that stands already, that of likelihood_of(config).
SolarFit solar_fit(const pipeline::Config& config, const SolarChi2& likelihood, const Stage& stage);

/// Values of an axis of a table: those asked for, else the three-sigma interval of `solution` with a
/// quarter of it on either side, up to the parameter's range.
core::GridAxis axis_of(const pipeline::FitAxis& asked,
                       const FreeParameter& parameter,
                       const Interval& three_sigma);

/// Probability of a larger chi2; 1 without degrees of freedom.
double p_value(double chi2, int dof);

}  // namespace sunsi::fit
