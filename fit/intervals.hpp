/// \file fit/intervals.hpp
/// The profile of chi2 in one parameter, and what it says of that parameter.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <sunsi/fit/minimise.hpp>
#include <vector>

namespace sunsi::fit {

/// One place of a profile.
struct ProfilePoint {
  double value = 0;            ///< of the parameter
  double chi2 = 0;             ///< lowest over the others
  std::vector<double> values;  ///< of all parameters, where it is lowest
};

/// Profile of a parameter at given values, each minimised over the others. The values are walked
/// outwards from the minimum on both sides (two tasks), every search beginning where its neighbour
/// ended.
/// \param values  rising, within the parameter's range
/// \throws as minimise
std::vector<ProfilePoint> profile(const Problem& problem,
                                  const Minimum& minimum,
                                  std::size_t parameter,
                                  std::span<const double> values,
                                  const Monitor& monitor = {});

/// Where a parameter can lie. An end is empty when chi2 does not rise enough up to the end of the
/// range: there is no limit on that side.
struct Interval {
  std::optional<double> low, high;
};

/// Of a parameter at 1, 2 and 3 standard deviations: the profile rises by 1, 4 and 9 (one degree of
/// freedom).
using Intervals = std::array<Interval, 3>;

/// What the search for intervals came to.
struct IntervalResult {
  std::vector<Intervals> of;  ///< in the order of the parameters
  /// A point whose chi2 is lower than the minimum's by more than chi2_accuracy, met on the way: the
  /// minimum was not the lowest. Intervals are then not to be used.
  std::optional<ProfilePoint> lower;
};

/// Intervals of every parameter: the connected region around the minimum, its ends where
/// sqrt(profile - minimum) is 1, 2, 3 to 1e-3 (bracketed from the parabola of the covariance, then
/// regula falsi). One task a parameter and side. What lies beyond a barrier of the profile is not
/// looked for: other minima are solutions of their own.
/// \throws as minimise
IntervalResult intervals(const Problem& problem,
                         const Minimum& minimum,
                         const Monitor& monitor = {});

/// Rise of chi2 with `dof` degrees of freedom that contains the probability of so many Gaussian
/// standard deviations: 1, 4, 9 for dof = 1; 2.30, 6.18, 11.83 for dof = 2.
/// \throws InvalidInput  sigmas or dof not positive
double rise_of_sigmas(double sigmas, int dof);

}  // namespace sunsi::fit
