#include <algorithm>
#include <cmath>
#include <sunsi/bounds/detail/decay_window.hpp>
#include <sunsi/core/error.hpp>

namespace sunsi::bounds::detail {
namespace {

constexpr int intervals =
    512;  // cubic steps of q < 0.05: h^4/384 < 2e-8 of a fourth derivative < 1

/// The root of a falling function, to rounding.
template <class Function>
double falling_root(Function f, double low, double high) {
  for (int k = 0; k < 200 && high - low > 4e-16 * high; ++k) {
    const double middle = 0.5 * (low + high);
    (f(middle) > 0 ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

DecayWindow::DecayWindow(double decay_over_shield, double largest_q) : ratio_(decay_over_shield) {
  core::require_positive(decay_over_shield, "decay_m/shield_m");
  core::require_positive(largest_q, "ln of the squared ratio of the edges");
  // N rises as u^2 at first (l/L small or not) and falls as e^-u in the end: the peak lies below 2.
  peak_ = falling_root([this](double u) { return log_events_slope(u); }, 1e-12, 2.0);
  step_ = largest_q / intervals;
  for (int k = 0; k <= intervals; ++k) {
    const double q = step_ * k;
    const double u = k == 0 ? peak_ : solve(q);
    const double lower = u * std::exp(-q);
    const double below = log_events_slope(lower) * lower;
    // du/dq from log_events(u) = log_events(u e^-q); at q = 0, where both edges meet at the peak,
    // by symmetry half of u.
    value_.push_back(u);
    slope_.push_back(k == 0 ? 0.5 * u : -below / (log_events_slope(u) - below / u));
  }
}

double DecayWindow::log_events(double u) const {
  return std::log(u) - u + std::log(-std::expm1(-u * ratio_));
}

double DecayWindow::log_events_slope(double u) const {
  return 1 / u - 1 + ratio_ / std::expm1(u * ratio_);
}

double DecayWindow::solve(double q) const {
  const double peak = peak_;
  const auto excess = [this, q](double u) { return log_events(u) - log_events(u * std::exp(-q)); };
  // Beyond the peak N falls while it still rises at u e^-q; 2 q + 40 is far out on e^-u.
  return falling_root(excess, peak, peak * std::exp(0.5 * q) + 2 * q + 40);
}

double DecayWindow::operator()(double q) const {
  const double place = std::clamp(q / step_, 0.0, static_cast<double>(intervals));
  const auto k = std::min(static_cast<std::size_t>(place), static_cast<std::size_t>(intervals - 1));
  const double t = place - static_cast<double>(k);
  const double s = 1 - t;
  return value_[k] * (1 + 2 * t) * s * s + value_[k + 1] * (3 - 2 * t) * t * t +
         step_ * t * s * (slope_[k] * s - slope_[k + 1] * t);
}

}  // namespace sunsi::bounds::detail
