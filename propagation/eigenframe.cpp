#include <fmt/format.h>

#include <array>
#include <cmath>
#include <complex>
#include <sunsi/core/error.hpp>
#include <sunsi/propagation/detail/closed_form.hpp>
#include <sunsi/propagation/detail/eigenframe.hpp>

namespace sunsi::propagation::detail {
namespace {

constexpr std::complex<double> imaginary{0, 1};

/// log of a unitary matrix close to 1: arsinh of its anti-hermitian part, to seventh order.
Eigen::Matrix3cd log_near_one(const Eigen::Matrix3cd& O) {
  const Eigen::Matrix3cd S = (O - O.adjoint()) / 2;
  const Eigen::Matrix3cd S2 = S * S;
  return S * (Eigen::Matrix3cd::Identity() - S2 / 6 + 3 * S2 * S2 / 40);
}

}  // namespace

Frame frame_at(const std::function<Eigen::Matrix3cd(double)>& H, double r) {
  const Eigensystem system = eigensystem(H(r));
  if (!system.lambda.allFinite()) {
    throw core::NumericalError(fmt::format("H is not finite at r = {:g} 1/eV", r));
  }
  return {r, system.lambda, system.U};
}

void align(Frame& frame, const Frame& reference) {
  const Eigen::Matrix3cd overlap = reference.U.adjoint() * frame.U;
  Frame aligned = frame;
  std::array<bool, 3> used{};
  for (int i = 0; i < 3; ++i) {
    int best = -1;
    for (int j = 0; j < 3; ++j) {
      if (!used[static_cast<std::size_t>(j)] &&
          (best < 0 || std::norm(overlap(i, j)) > std::norm(overlap(i, best)))) {
        best = j;
      }
    }
    used[static_cast<std::size_t>(best)] = true;
    const double size = std::abs(overlap(i, best));
    const std::complex<double> phase = size > 0 ? overlap(i, best) / size : 1.0;
    aligned.lambda[i] = frame.lambda[best];
    aligned.U.col(i) = frame.U.col(best) * std::conj(phase);
  }
  frame = aligned;
}

Eigen::Matrix3cd outward(const Frame& from, const Frame& to, const Eigen::Vector3d& phase) {
  Eigen::Matrix3cd M = imaginary * log_near_one(to.U.adjoint() * from.U);
  M.diagonal() += phase;
  return exp_minus_i(M);
}

double off_diagonal(const Eigen::Matrix3cd& M) {
  double sum = 0;
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      sum += i == j ? 0 : std::norm(M(i, j));
    }
  }
  return std::sqrt(sum);
}

}  // namespace sunsi::propagation::detail
