#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/earth/chord.hpp>

namespace sunsi::earth {
namespace {

/// The antiderivative of r^k that vanishes at x = 0.
double power_primitive(int k, double b, double x) {
  const double r = std::hypot(b, x);
  // b^2 asinh(x/b) goes to zero with b.
  const double b2_asinh = b > 0 ? b * b * std::asinh(x / b) : 0;
  switch (k) {
    case 0:
      return x;
    case 1:
      return (x * r + b2_asinh) / 2;
    case 2:
      return x * (b * b + x * x / 3);
    case 3:
      return x * r * r * r / 4 + 3 * b * b / 8 * (x * r + b2_asinh);
    default:
      throw core::InvalidInput("the power of r along a chord must be 0, 1, 2 or 3");
  }
}

}  // namespace

double Chord::length() const {
  return segments.empty() ? 0 : segments.back().end - segments.front().begin;
}

double Chord::radius(double x) const { return std::hypot(impact, x); }

double integral_of_power(int k, double impact, double begin, double end) {
  return power_primitive(k, impact, end) - power_primitive(k, impact, begin);
}

}  // namespace sunsi::earth
