#include <fmt/format.h>

#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/propagation/chord.hpp>
#include <sunsi/propagation/detail/closed_form.hpp>
#include <sunsi/propagation/detail/magnus_stepper.hpp>
#include <sunsi/propagation/detail/third_level_frame.hpp>
#include <sunsi/propagation/hamiltonian.hpp>

namespace sunsi::propagation {
namespace {

constexpr double first_phase = 1.0;  // rad of the first two levels in a step
constexpr int most_passes = 12;
constexpr double rounding = 1e-13;

/// One pass: amplitudes in the vacuum mass basis, columns nu_i.
Eigen::Matrix3cd pass(const detail::ThirdLevelFrame& frame,
                      const Path& path,
                      double phase,
                      double vacuum_gap,
                      long& steps) {
  Eigen::Matrix3cd psi = Eigen::Matrix3cd::Identity();
  for (const PathSegment& segment : path.segments) {
    const auto at = [&](double x) { return potential(segment, electrons(path, segment, x)); };
    const double length = segment.end - segment.begin;
    psi = frame.basis(at(segment.begin)).adjoint() * psi;
    const double V = std::abs(at(segment.begin).V.e) + std::abs(at(segment.end).V.e);
    const auto n = static_cast<long>(std::ceil((vacuum_gap + V) * length / phase)) + 1;
    const double h = length / static_cast<double>(n);
    for (long k = 0; k < n; ++k) {
      const double x = segment.begin + h * (static_cast<double>(k) + 0.5);
      const Eigen::Matrix3cd K1 = frame.generator(at(x - h * detail::half_gauss));
      const Eigen::Matrix3cd K2 = frame.generator(at(x + h * detail::half_gauss));
      psi = detail::exp_minus_i(detail::magnus_exponent(K1, K2, h)) * psi;
    }
    steps += n;
    psi = frame.basis(at(segment.end)) * psi;
  }
  return psi;
}

double largest_difference(const Eigen::Matrix3cd& a, const Eigen::Matrix3cd& b) {
  return (a.cwiseAbs2() - b.cwiseAbs2()).cwiseAbs().maxCoeff();
}

}  // namespace

std::array<double, 3> ChordResult::electron() const {
  return {std::norm(amplitude(0, 0)), std::norm(amplitude(0, 1)), std::norm(amplitude(0, 2))};
}

ChordEngine::ChordEngine(const model::OscillationParameters& osc, double tolerance)
    : osc_(osc), tolerance_(tolerance) {
  if (!(tolerance >= 1e-12 && tolerance <= 0.1)) {
    throw core::InvalidInput(fmt::format("tolerance = {:g} must lie in [1e-12, 0.1]", tolerance));
  }
}

ChordResult ChordEngine::operator()(double energy, const Path& path) const {
  core::require_positive(energy, "energy");
  const detail::ThirdLevelFrame frame(osc_, energy, true);
  const Eigen::Matrix3cd U = mixing_matrix(osc_);
  const double gap = osc_.dm21() / (2 * energy);
  ChordResult result;
  result.amplitude = U * pass(frame, path, first_phase, gap, result.steps);
  for (int k = 1; k < most_passes; ++k) {
    const Eigen::Matrix3cd finer =
        U * pass(frame, path, std::ldexp(first_phase, -k), gap, result.steps);
    result.error = rounding + largest_difference(finer, result.amplitude);
    result.amplitude = finer;
    if (result.error <= tolerance_) {
      core::ensure_finite(result.error, "error of a chord");
      return result;
    }
  }
  throw core::NumericalError(
      fmt::format("a path through layers did not reach tolerance {:g} at {:g} MeV: {:g}",
                  tolerance_, energy / 1e6, result.error));
}

}  // namespace sunsi::propagation
