/// \file fit/solutions.hpp
/// The two solutions of solar data, theta12 below and above 45 degrees, over the free parameters.
#pragma once

#include <functional>
#include <optional>
#include <sunsi/fit/intervals.hpp>
#include <sunsi/fit/parameters.hpp>
#include <vector>

namespace sunsi::fit {

/// chi2 of a point alone; pure and safe to call from several threads.
using PointFunction = std::function<double(const Point&)>;

/// chi2 over the free parameters. Where a point cannot be made (InvalidInput) the error names it.
Problem problem_of(const Parameters& parameters, const PointFunction& chi2);

/// One octant's best fit.
struct Solution {
  Octant octant = Octant::light;
  Parameters parameters;  ///< with the ranges of this octant
  Minimum best;
  double delta_chi2 = 0;  ///< above the lower of the two
  /// Of each parameter, from this solution's own minimum and within its octant.
  std::vector<Intervals> intervals{};
};

/// What is asked of solutions_of.
struct SolutionOptions {
  bool intervals = true;
};

/// lma and lma_dark in this order: lowest of the searches from every start (Parameters::starts) in
/// either octant, then intervals; where these meet a lower chi2 the search begins again from there.
/// \throws NumericalError  a search failed; names the point
/// \throws Interrupted     monitor.stop was set
std::vector<Solution> solutions_of(const Parameters& parameters,
                                   const PointFunction& chi2,
                                   const SolutionOptions& options = {},
                                   const Monitor& monitor = {});

/// The lower of the two; the first of equal ones.
const Solution& best_of(const std::vector<Solution>& solutions);

}  // namespace sunsi::fit
