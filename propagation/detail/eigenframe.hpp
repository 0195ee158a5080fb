/// \file propagation/detail/eigenframe.hpp
/// The instantaneous eigenbasis of H, and exponential steps in it.
#pragma once

#include <Eigen/Core>
#include <functional>

namespace sunsi::propagation::detail {

/// Eigenvalues and eigenvectors of H at one radius; the phases and the order of the vectors follow
/// those of a neighbouring frame (parallel transport), so that the overlap of two frames is close
/// to 1.
struct Frame {
  double r = -1;
  Eigen::Vector3d lambda;
  Eigen::Matrix3cd U;
};

/// Eigenframe of a hermitian H(r), levels ascending.
/// \throws NumericalError  H is not finite
Frame frame_at(const std::function<Eigen::Matrix3cd(double)>& H, double r);

/// Orders the vectors of `frame` after those of `reference` and gives them its phases.
void align(Frame& frame, const Frame& reference);

/// Evolution of the frame amplitudes from `from` outwards to the aligned `to`, with phase = int
/// lambda dr > 0: exp(-i phase + log(U_to^+ U_from)), exact where the rotation of the basis and the
/// levels are even over the step.
Eigen::Matrix3cd outward(const Frame& from, const Frame& to, const Eigen::Vector3d& phase);

/// Root of the summed squares off the diagonal.
double off_diagonal(const Eigen::Matrix3cd& M);

}  // namespace sunsi::propagation::detail
