#include <cmath>
#include <complex>
#include <numbers>
#include <sunsi/propagation/detail/closed_form.hpp>

namespace sunsi::propagation::detail {
namespace {

using complex = std::complex<double>;

/// Eigenvalues of a traceless matrix with squared norm `norm2` and determinant `det`, ascending.
Eigen::Vector3d traceless_eigenvalues(double norm2, double det) {
  const double p = std::sqrt(norm2 / 6);
  if (p == 0) {
    return Eigen::Vector3d::Zero();
  }
  const double q = std::clamp(det / (2 * p * p * p), -1.0, 1.0);
  const double phi = std::acos(q) / 3;
  const double largest = 2 * p * std::cos(phi);
  const double smallest = 2 * p * std::cos(phi + 2 * std::numbers::pi / 3);
  return {smallest, -largest - smallest, largest};
}

double determinant(const Eigen::Matrix3d& M) {
  return M(0, 0) * (M(1, 1) * M(2, 2) - M(1, 2) * M(1, 2)) -
         M(0, 1) * (M(0, 1) * M(2, 2) - 2 * M(1, 2) * M(0, 2)) - M(0, 2) * M(0, 2) * M(1, 1);
}

double determinant(const Eigen::Matrix3cd& M) {
  const double a = M(0, 0).real();
  const double b = M(1, 1).real();
  const double c = M(2, 2).real();
  return a * b * c + 2 * std::real(M(0, 1) * M(1, 2) * std::conj(M(0, 2))) -
         a * std::norm(M(1, 2)) - b * std::norm(M(0, 2)) - c * std::norm(M(0, 1));
}

template <class Matrix>
Matrix without_trace(const Matrix& M) {
  Matrix B = M;
  B.diagonal().array() -= M.trace() / 3.0;
  return B;
}

template <class Matrix>
Eigen::Vector3d eigenvalues_of(const Matrix& M) {
  const Matrix B = without_trace(M);
  return traceless_eigenvalues(B.squaredNorm(), determinant(B)).array() + std::real(M.trace()) / 3;
}

/// First divided difference of exp(-i x) at a, b: -i exp(-i (a + b)/2) sin((b - a)/2)/((b - a)/2).
complex divided_difference(double a, double b) {
  const double half = (b - a) / 2;
  const double sinc = half == 0 ? 1.0 : std::sin(half) / half;
  const double mean = (a + b) / 2;
  return {-std::sin(mean) * sinc, -std::cos(mean) * sinc};
}

template <class Matrix>
Eigen::Matrix3cd exponential(const Matrix& M) {
  const Matrix B = without_trace(M);
  const Eigen::Vector3d l = traceless_eigenvalues(B.squaredNorm(), determinant(B));
  const complex f0(std::cos(l[0]), -std::sin(l[0]));
  const complex f01 = divided_difference(l[0], l[1]);
  const complex f12 = divided_difference(l[1], l[2]);
  const complex f012 = l[2] > l[0] ? (f12 - f01) / (l[2] - l[0]) : complex{};
  Matrix first = B;
  first.diagonal().array() -= l[0];
  Matrix second = B;
  second.diagonal().array() -= l[1];
  const Matrix both = first * second;
  Eigen::Matrix3cd result =
      f01 * first.template cast<complex>() + f012 * both.template cast<complex>();
  result.diagonal().array() += f0;
  return result;
}

}  // namespace

Eigen::Vector3d eigenvalues(const Eigen::Matrix3d& M) { return eigenvalues_of(M); }
Eigen::Vector3d eigenvalues(const Eigen::Matrix3cd& M) { return eigenvalues_of(M); }
Eigen::Matrix3cd exp_minus_i(const Eigen::Matrix3d& M) { return exponential(M); }
Eigen::Matrix3cd exp_minus_i(const Eigen::Matrix3cd& M) { return exponential(M); }

}  // namespace sunsi::propagation::detail
