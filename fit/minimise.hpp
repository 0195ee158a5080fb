/// \file fit/minimise.hpp
/// The minimum of a chi2 of a few parameters within their ranges.
#pragma once

#include <span>
#include <string>
#include <sunsi/fit/problem.hpp>
#include <vector>

namespace sunsi::fit {

/// A minimum of chi2.
struct Minimum {
  std::vector<double> values;  ///< in the order of the parameters
  double chi2 = 0;
  /// Row-major covariance of the values, 2 (d^2 chi2)^-1, of parameters that are not at an end of their
  /// range and that chi2 depends on; rows and columns of the others are 0.
  std::vector<double> covariance;
  std::vector<bool> at_end;  ///< the value is an end of its range
  int evaluations = 0;

  [[nodiscard]] double sigma(std::size_t parameter) const;
  /// Between two parameters [1]; 0 where one has no error.
  [[nodiscard]] double correlation(std::size_t a, std::size_t b) const;
};

/// chi2 at the minimum is within this of the true one (of a smooth chi2).
inline constexpr double chi2_accuracy = 1e-4;

/// How a search begins.
enum class Begin {
  afar,    ///< a simplex finds the valley first
  nearby,  ///< the start lies in it: from a neighbouring point of a profile
};

/// Local minimum that a search from `start` falls into. From afar the simplex of Nelder and Mead (GSL,
/// nmsimplex2) comes first, reflected at the ends of the ranges. Then Newton's method: gradient and
/// second derivatives by central differences, with steps over which chi2 rises by about 0.003 (far above
/// its rounding, and third derivatives shift the minimum by 1e-3 of the error or less); the quadratic is minimised within the ranges and a box of trust. Ends when the quadratic
/// promises less than chi2_accuracy/10, twice without the box. Where steps
/// of chi2's own numerical error (by night 2e-3) keep it from ending, a place is taken from which the
/// quadratic promises less than 5e-3. Deterministic.
/// \param start  values, taken into the ranges
/// \throws NumericalError  no convergence, or chi2 not finite; names the point
/// \throws Interrupted     monitor.stop was set
Minimum minimise(const Problem& problem,
                 std::span<const double> start,
                 Begin begin = Begin::afar,
                 const Monitor& monitor = {});

/// The lowest minimum of several starts, in parallel (oneTBB); the first of equal ones. Starts whose
/// search fails are passed over as long as one succeeds.
/// \throws as minimise, when all fail
Minimum minimise(const Problem& problem,
                 const std::vector<std::vector<double>>& starts,
                 const Monitor& monitor = {});

}  // namespace sunsi::fit
