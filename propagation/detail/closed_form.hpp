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

/// Of a real symmetric or hermitian matrix.
double determinant(const Eigen::Matrix3d& M);
double determinant(const Eigen::Matrix3cd& M);

/// Newton's method on the characteristic cubic x^3 - trace x^2 + minors x - det from a good guess of
/// a root that stands apart from the others: two steps bring 1e-8 to rounding.
double polished_root(double root, double trace, double minors, double det);

/// Eigenvalues, ascending, and eigenvectors (columns) of a hermitian matrix.
struct Eigensystem {
  Eigen::Vector3d lambda;
  Eigen::Matrix3cd U;
};

/// Eigensystem without iteration. The level farthest from the other two is a well-conditioned root of
/// the cubic: its distance from them is at least 1/sqrt2 of the norm of the traceless matrix, because
/// the levels are 2p cos(phi + 2 pi k/3) with p = norm/sqrt6 and 0 <= phi <= pi/6 for a determinant
/// >= 0 (mirrored below). Newton's method polishes it, its vector is the largest column of the
/// adjugate, and the other two levels are a 2x2 problem in the plane orthogonal to it, exact however
/// near they are. Residual and departure from unitarity stay near 1e-15 in any near degeneracy
/// (tests/propagation), as those of an iterative solver do, at half of its time.
Eigensystem eigensystem(const Eigen::Matrix3cd& M);

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
