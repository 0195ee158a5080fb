#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <sunsi/core/error.hpp>
#include <sunsi/model/oscillation.hpp>

namespace sunsi::model {
namespace {

double angle_from_sin2(double sin2, const char* what) {
  core::require_finite(sin2, what);
  if (sin2 < 0 || sin2 > 1) {
    throw core::InvalidInput(fmt::format("{} = {:g} must lie in [0, 1]", what, sin2));
  }
  return std::atan2(std::sqrt(sin2), std::sqrt(1 - sin2));
}

}  // namespace

OscillationParameters OscillationParameters::from_sin2(const Sin2& v) {
  OscillationParameters osc;
  osc.theta12_ = angle_from_sin2(v.sin2_theta12, "sin2_theta12");
  osc.theta13_ = angle_from_sin2(v.sin2_theta13, "sin2_theta13");
  osc.theta23_ = angle_from_sin2(v.sin2_theta23, "sin2_theta23");
  osc.delta_cp_ = core::require_finite(v.delta_cp, "delta_cp");
  osc.dm21_ = core::require_positive(v.dm21, "dm21");
  osc.dm31_ = core::require_finite(v.dm31, "dm31");
  if (std::abs(v.dm31) <= v.dm21) {
    throw core::InvalidInput(fmt::format(
        "dm31 = {:g} eV^2 must exceed dm21 = {:g} eV^2 in size; nu_3 is the state apart", v.dm31,
        v.dm21));
  }
  return osc;
}

std::array<double, 3> OscillationParameters::electron_row() const {
  const double c13 = std::cos(theta13_);
  const double c12 = std::cos(theta12_);
  const double s12 = std::sin(theta12_);
  const double s13 = std::sin(theta13_);
  return {c13 * c13 * c12 * c12, c13 * c13 * s12 * s12, s13 * s13};
}

std::array<std::array<std::complex<double>, 3>, 3> OscillationParameters::mixing_matrix() const {
  const double c12 = std::cos(theta12_);
  const double s12 = std::sin(theta12_);
  const double c13 = std::cos(theta13_);
  const double s13 = std::sin(theta13_);
  const double c23 = std::cos(theta23_);
  const double s23 = std::sin(theta23_);
  const std::complex<double> phase = std::polar(1.0, delta_cp_);
  return {{{c12 * c13, s12 * c13, s13 * std::conj(phase)},
           {-s12 * c23 - c12 * s23 * s13 * phase, c12 * c23 - s12 * s23 * s13 * phase, s23 * c13},
           {s12 * s23 - c12 * c23 * s13 * phase, -c12 * s23 - s12 * c23 * s13 * phase, c23 * c13}}};
}

OscillationParameters OscillationParameters::other_octant() const {
  OscillationParameters other = *this;
  other.theta12_ = std::numbers::pi / 2 - theta12_;
  return other;
}

OscillationParameters OscillationParameters::mirror() const {
  OscillationParameters other = other_octant();
  other.dm31_ = dm21_ - dm31_;
  other.delta_cp_ = std::numbers::pi - delta_cp_;
  return other;
}

}  // namespace sunsi::model
