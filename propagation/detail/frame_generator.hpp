/// \file propagation/detail/frame_generator.hpp
/// The generator in the frame of the third level as eight numbers, without its trace.
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <complex>

namespace sunsi::propagation::detail {

/// Hermitian K up to a multiple of 1, which is a phase common to all amplitudes:
///   K = [[half, off, c13], [off*, -half, c23], [c13*, c23*, third]] + const.
/// half and off are half the difference and the coupling of the first two levels, third is the
/// distance of the third from their mean, c13 and c23 couple it to them [eV].
struct FrameGenerator {
  double half = 0;
  double third = 0;
  std::complex<double> off{};
  std::complex<double> c13{};
  std::complex<double> c23{};

  static FrameGenerator of(const Eigen::Matrix3cd& K) {
    const double a = K(0, 0).real();
    const double b = K(1, 1).real();
    return {(a - b) / 2, K(2, 2).real() - (a + b) / 2, K(0, 1), K(0, 2), K(1, 2)};
  }

  [[nodiscard]] Eigen::Matrix3cd matrix() const {
    Eigen::Matrix3cd K;
    K << half, off, c13, std::conj(off), -half, c23, std::conj(c13), std::conj(c23), third;
    return K;
  }

  /// Splitting of the first two levels; the third is all but alone.
  [[nodiscard]] double gap() const { return 2 * std::sqrt(half * half + std::norm(off)); }

  /// Frobenius norm of the traceless part, squared.
  [[nodiscard]] double squared_norm() const {
    return 2 * (half * half + third * third / 3 + std::norm(off) + std::norm(c13) + std::norm(c23));
  }
};

}  // namespace sunsi::propagation::detail
