/// Functions whose minima and intervals are known.
#pragma once

#include <cmath>
#include <sunsi/fit/problem.hpp>

namespace toy {

/// chi2 = 5 + the Gaussian's exponent with means, errors and correlation.
inline sunsi::fit::Problem quadratic(double x0, double sx, double y0, double sy, double rho) {
  sunsi::fit::Problem problem;
  problem.parameters = {{"x", "1", x0 - 20 * sx, x0 + 20 * sx, false, x0, sx},
                        {"y", "1", y0 - 20 * sy, y0 + 20 * sy, false, y0, sy}};
  problem.chi2 = [=](std::span<const double> v) {
    const double a = (v[0] - x0) / sx, b = (v[1] - y0) / sy;
    return 5 + (a * a + b * b - 2 * rho * a * b) / (1 - rho * rho);
  };
  return problem;
}

/// (1 - x)^2 + 100 (y - x^2)^2: the profile of x is the parabola (1 - x)^2 exactly.
inline sunsi::fit::Problem banana() {
  sunsi::fit::Problem problem;
  problem.parameters = {{"x", "1", -3, 5, false, 0, 0.5}, {"y", "1", -4, 26, false, 0, 0.5}};
  problem.chi2 = [](std::span<const double> v) {
    return std::pow(1 - v[0], 2) + 100 * std::pow(v[1] - v[0] * v[0], 2);
  };
  return problem;
}

/// The lower of two paraboloids, errors 0.02 and 1, at x = a and x = b with depths A and B.
inline sunsi::fit::Problem two_valleys(double a, double A, double b, double B) {
  sunsi::fit::Problem problem;
  problem.parameters = {{"x", "1", 0, 1, false, 0.5, 0.02}, {"y", "1", -10, 10, false, 0, 1}};
  problem.chi2 = [=](std::span<const double> v) {
    const auto well = [&](double x, double depth) {
      return depth + std::pow((v[0] - x) / 0.02, 2) + std::pow(v[1], 2);
    };
    return std::min(well(a, A), well(b, B));
  };
  return problem;
}

}  // namespace toy
