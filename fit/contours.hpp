/// \file fit/contours.hpp
/// chi2 over two parameters on a grid, and its contour lines.
#pragma once

#include <array>
#include <cstddef>
#include <sunsi/core/outline.hpp>
#include <sunsi/fit/intervals.hpp>
#include <vector>

namespace sunsi::fit {

/// Levels of the contours in Gaussian standard deviations: 68.27, 95.45 and 99.73 %.
inline constexpr std::array<double, 3> contour_sigmas{1, 2, 3};

/// A table of chi2 over two parameters, minimised over the others.
struct Contours {
  std::array<std::size_t, 2> parameter{};  ///< places in the problem: x, y
  std::array<core::GridAxis, 2> axes{};
  std::vector<double> chi2;  ///< row by row (y), x the fastest
  /// All parameters at each grid point, where chi2 is lowest.
  std::vector<std::vector<double>> values;
  double least = 0;  ///< what levels count from: of contours(), the lowest of grid and `minimum`

  /// Lines of one level: chi2 = least + rise_of_sigmas(sigmas, 2); the inside is on their right.
  struct Level {
    double sigmas = 0;
    double rise = 0;
    std::vector<core::OutlineLine> lines;
  };
  std::array<Level, 3> levels{};
};

/// chi2 on the grid of two axes. Rows are tasks (oneTBB), walked outwards from the minimum's place; the
/// same bytes for any number of threads. Lines are traced on a bicubic spline through the table, over
/// the logarithm of an axis that is logarithmic.
/// \param axes  at least 4 values each, within the parameters' ranges
/// \throws InvalidInput  an axis that cannot be
/// \throws as minimise
Contours contours(const Problem& problem,
                  const Minimum& minimum,
                  const std::array<std::size_t, 2>& parameter,
                  const std::array<core::GridAxis, 2>& axes,
                  const Monitor& monitor = {});

/// Draws the lines of a table whose axes and chi2 are there again, counted from `least` (that of a
/// better solution, say); sets `least` and `levels`.
/// \throws InvalidInput  chi2 has not one value a grid point, or fewer than 4 values an axis
void trace_levels(Contours& table, double least);

}  // namespace sunsi::fit
