#include <algorithm>
#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/core/hermite.hpp>

namespace sunsi::core {

QuinticHermite::QuinticHermite(std::span<const double> x,
                               std::span<const double> y,
                               std::span<const double> d1,
                               std::span<const double> d2)
    : x_(x.begin(), x.end()) {
  if (x.size() < 2 || y.size() != x.size() || d1.size() != x.size() || d2.size() != x.size()) {
    throw InvalidInput("Hermite data need at least 2 breakpoints and three values at each");
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!std::isfinite(x[i] + y[i] + d1[i] + d2[i])) {
      throw InvalidInput("Hermite data must be finite");
    }
  }
  for (std::size_t i = 0; i + 1 < x.size(); ++i) {
    const double h = x[i + 1] - x[i];
    if (!(h > 0)) {
      throw InvalidInput("the breakpoints of Hermite data must increase strictly");
    }
    // What is left at the right end after the Taylor polynomial of degree 2 of the left end.
    const double r0 = (y[i + 1] - y[i] - h * (d1[i] + h * d2[i] / 2)) / (h * h * h);
    const double r1 = (d1[i + 1] - d1[i] - h * d2[i]) / (h * h);
    const double r2 = (d2[i + 1] - d2[i]) / h;
    coefficients_.push_back({y[i], d1[i], d2[i] / 2, 10 * r0 - 4 * r1 + r2 / 2,
                             (-15 * r0 + 7 * r1 - r2) / h, (6 * r0 - 3 * r1 + r2 / 2) / (h * h)});
  }
}

ValueAndSlope QuinticHermite::operator()(double x) const {
  x = std::clamp(x, x_.front(), x_.back());
  const auto upper = std::upper_bound(x_.begin() + 1, x_.end() - 1, x);
  const auto i = static_cast<std::size_t>(upper - x_.begin()) - 1;
  const auto& c = coefficients_[i];
  const double t = x - x_[i];
  return {c[0] + t * (c[1] + t * (c[2] + t * (c[3] + t * (c[4] + t * c[5])))),
          c[1] + t * (2 * c[2] + t * (3 * c[3] + t * (4 * c[4] + t * 5 * c[5])))};
}

}  // namespace sunsi::core
