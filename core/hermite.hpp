/// \file core/hermite.hpp
/// Quintic Hermite interpolation: the form in which sunsi ships smooth functions.
#pragma once

#include <array>
#include <span>
#include <vector>

namespace sunsi::core {

/// Value and first derivative of a function.
struct ValueAndSlope {
  double value;
  double slope;
};

/// Piecewise polynomial of degree 5 through values, first and second derivatives at its
/// breakpoints. A quintic spline given this way is reproduced exactly (four continuous
/// derivatives).
class QuinticHermite {
 public:
  /// \param x           breakpoints, strictly increasing, at least 2
  /// \param y, d1, d2   value and derivatives there, same length
  /// \throws InvalidInput when that does not hold
  QuinticHermite(std::span<const double> x,
                 std::span<const double> y,
                 std::span<const double> d1,
                 std::span<const double> d2);

  [[nodiscard]] double min() const { return x_.front(); }
  [[nodiscard]] double max() const { return x_.back(); }
  /// Value and slope at x; x outside [min, max] is taken at the nearer end.
  [[nodiscard]] ValueAndSlope operator()(double x) const;

 private:
  std::vector<double> x_;
  std::vector<std::array<double, 6>> coefficients_;  ///< of (x - x_i), ascending
};

}  // namespace sunsi::core
