/// \file bounds/detail/decay_window.hpp
/// Where in its own decay lengths the shield of a beam dump ends.
#pragma once

#include <vector>

namespace sunsi::bounds::detail {

/// A dump with a shield of length L and a decay region of length l behind it sees
///   N(eps) ~ eps^2 [exp(-u) - exp(-u (1 + l/L))],  u = L/d ~ eps^2
/// of a dark photon with mean decay length d. N is the same at both edges of the published region,
/// eps_upper^2 = e^q eps_lower^2, which fixes u there (the method of arXiv:1801.04847): no energy
/// and no length but l/L has to be known.
class DecayWindow {
 public:
  /// \param decay_over_shield  l/L [1], > 0
  /// \param largest_q          q up to which the function is tabulated
  /// \throws InvalidInput  when that does not hold
  DecayWindow(double decay_over_shield, double largest_q);

  /// u at the upper edge [1], for 0 <= q <= largest_q; relative error below 1e-8 (checked against
  /// the root in tests).
  [[nodiscard]] double operator()(double q) const;

  /// The root itself, by bisection to rounding: what the table holds.
  [[nodiscard]] double solve(double q) const;

  /// ln of u [exp(-u) - exp(-u (1 + l/L))], N up to a constant.
  [[nodiscard]] double log_events(double u) const;

 private:
  [[nodiscard]] double log_events_slope(double u) const;
  double ratio_;  ///< l/L
  double step_;
  double peak_;  ///< u of the largest N
  std::vector<double> value_, slope_;
};

}  // namespace sunsi::bounds::detail
