/// \file core/interpolation.hpp
/// Interpolation by GSL behind a value with an owner.
#pragma once

#include <memory>
#include <span>
#include <sunsi/core/hermite.hpp>

namespace sunsi::core {

/// `steffen` is Steffen's monotone cubic: no overshoot between the points (GSL,
/// gsl_interp_steffen). `smooth` is the natural cubic spline (GSL, gsl_interp_cspline): two
/// continuous derivatives, may overshoot.
enum class SplineKind { steffen, smooth };

/// A cubic spline through given points.
class Spline {
 public:
  /// \param x  strictly increasing, at least 3 points
  /// \param y  same length, finite
  /// \throws InvalidInput when that does not hold
  Spline(std::span<const double> x,
         std::span<const double> y,
         SplineKind kind = SplineKind::steffen);
  ~Spline();
  Spline(Spline&&) noexcept;
  Spline& operator=(Spline&&) noexcept;

  [[nodiscard]] double min() const;
  [[nodiscard]] double max() const;
  /// The points that it goes through; between two of them it is one cubic.
  [[nodiscard]] std::span<const double> knots() const;
  /// Value at x; 0 outside [min, max] (a spectrum vanishes beyond its table).
  [[nodiscard]] double operator()(double x) const;
  /// Value and slope; x outside [min, max] is taken at the nearer end.
  [[nodiscard]] ValueAndSlope with_slope(double x) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace sunsi::core
