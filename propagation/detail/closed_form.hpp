/// \file propagation/detail/closed_form.hpp
/// Eigenvalues and exponentials of 3x3 matrices without iteration.
#pragma once

#include <Eigen/Core>

namespace sunsi::propagation::detail {

/// Eigenvalues of a real symmetric or hermitian matrix, ascending, by the trigonometric solution of
/// its characteristic cubic. Absolute error of some 1e-16 of the largest, 1e-8 of it for a pair that
/// nearly meets (whose mean is exact to 1e-16).
Eigen::Vector3d eigenvalues(const Eigen::Matrix3d& M);
Eigen::Vector3d eigenvalues(const Eigen::Matrix3cd& M);

/// exp(-i M) of a real symmetric or hermitian matrix up to a phase common to all rows (that of its
/// trace), unitary to some 1e-16 (1 + norm of M).
///
/// Newton's interpolation of exp(-i x) through the eigenvalues a <= b <= c,
///   f[a] + f[a,b] (M - a) + f[a,b,c] (M - a)(M - b),
/// whose error is the characteristic polynomial of the computed roots at M times a third divided
/// difference: roots that are off by 1e-8 because they nearly meet cost 1e-16 (Higham, Functions of
/// Matrices, SIAM 2008, on divided differences).
Eigen::Matrix3cd exp_minus_i(const Eigen::Matrix3d& M);
Eigen::Matrix3cd exp_minus_i(const Eigen::Matrix3cd& M);

}  // namespace sunsi::propagation::detail
