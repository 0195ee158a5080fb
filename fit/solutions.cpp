#include <fmt/format.h>

#include <algorithm>
#include <sunsi/core/error.hpp>
#include <sunsi/fit/solutions.hpp>

namespace sunsi::fit {
namespace {

/// Deeper minima that intervals may still find.
constexpr int most_repeats = 5;

/// Minimum and intervals of one octant.
void solve(Solution& solution,
           const PointFunction& chi2,
           bool with_intervals,
           const Monitor& monitor) {
  const Problem problem = problem_of(solution.parameters, chi2);
  solution.best = minimise(problem, solution.parameters.starts(), monitor);
  for (int k = 0; with_intervals && !problem.parameters.empty(); ++k) {
    IntervalResult result = intervals(problem, solution.best, monitor);
    if (!result.lower) {
      solution.intervals = std::move(result.of);
      return;
    }
    if (k == most_repeats) {
      throw core::NumericalError(fmt::format(
          "chi2 has ever lower minima ({:.8g} at {}); narrow fit.limits or free fewer parameters",
          result.lower->chi2, problem.describe(result.lower->values)));
    }
    solution.best = minimise(problem, result.lower->values, Begin::nearby, monitor);
  }
}

}  // namespace

Problem problem_of(const Parameters& parameters, const PointFunction& chi2) {
  return {parameters.list(), [parameters, chi2](std::span<const double> values) {
            return chi2(parameters.point(values));
          }};
}

std::vector<Solution> solutions_of(const Parameters& parameters,
                                   const PointFunction& chi2,
                                   const SolutionOptions& options,
                                   const Monitor& monitor) {
  std::vector<Solution> list;
  for (const Octant octant : {Octant::light, Octant::dark}) {
    list.push_back({octant, parameters.in(octant), {}});
    solve(list.back(), chi2, options.intervals, monitor);
    if (monitor.progress) {
      monitor.progress(list.size(), 2);
    }
  }
  const double least = best_of(list).best.chi2;
  for (Solution& solution : list) {
    solution.delta_chi2 = solution.best.chi2 - least;
  }
  return list;
}

const Solution& best_of(const std::vector<Solution>& solutions) {
  return *std::min_element(
      solutions.begin(), solutions.end(),
      [](const Solution& a, const Solution& b) { return a.best.chi2 < b.best.chi2; });
}

}  // namespace sunsi::fit
