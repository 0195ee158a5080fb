/// \file core/interpolation.hpp
/// Interpolation by GSL behind a value with an owner.
#pragma once

#include <memory>
#include <span>

namespace sunsi::core {

/// Steffen's monotone cubic spline: no overshoot between the points (GSL, gsl_interp_steffen).
class SteffenSpline {
 public:
  /// \param x  strictly increasing, at least 3 points
  /// \param y  same length, finite
  /// \throws InvalidInput when that does not hold
  SteffenSpline(std::span<const double> x, std::span<const double> y);
  ~SteffenSpline();
  SteffenSpline(SteffenSpline&&) noexcept;
  SteffenSpline& operator=(SteffenSpline&&) noexcept;

  [[nodiscard]] double min() const;
  [[nodiscard]] double max() const;
  /// Value at x; 0 outside [min, max] (a spectrum vanishes beyond its table).
  [[nodiscard]] double operator()(double x) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace sunsi::core
