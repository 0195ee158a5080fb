#include <cmath>
#include <complex>
#include <numbers>
#include <sunsi/propagation/detail/closed_form.hpp>

namespace sunsi::propagation::detail {

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

double polished_root(double root, double trace, double minors, double det) {
  for (int step = 0; step < 2; ++step) {
    const double value = ((root - trace) * root + minors) * root - det;
    const double slope = (3 * root - 2 * trace) * root + minors;
    if (slope == 0) {
      break;
    }
    root -= value / slope;
  }
  return root;
}

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

/// The root that is farthest from the other two, to rounding.
double isolated_root(double norm2, double det) {
  const Eigen::Vector3d l = traceless_eigenvalues(norm2, det);
  return polished_root(det >= 0 ? l[2] : l[0], 0, -norm2 / 2, det);
}

/// The eigenvector of B at an isolated root: the largest column of adj(B - l).
Eigen::Vector3cd isolated_vector(const Eigen::Matrix3cd& B, double l) {
  const double a = B(0, 0).real() - l;
  const double b = B(1, 1).real() - l;
  const double c = B(2, 2).real() - l;
  const complex x = B(0, 1);
  const complex y = B(0, 2);
  const complex z = B(1, 2);
  const double d0 = b * c - std::norm(z);
  const double d1 = a * c - std::norm(y);
  const double d2 = a * b - std::norm(x);
  const complex xy = y * std::conj(z) - x * c;  // adj(0, 1)
  const complex xz = x * z - y * b;             // adj(0, 2)
  const complex yz = std::conj(x) * y - z * a;  // adj(1, 2)
  Eigen::Vector3cd v;
  if (std::abs(d0) >= std::abs(d1) && std::abs(d0) >= std::abs(d2)) {
    v = {d0, std::conj(xy), std::conj(xz)};
  } else if (std::abs(d1) >= std::abs(d2)) {
    v = {xy, d1, std::conj(yz)};
  } else {
    v = {xz, yz, d2};
  }
  return v / std::sqrt(v.squaredNorm());
}

/// Orthogonal to both in the hermitian sense.
Eigen::Vector3cd cross(const Eigen::Vector3cd& a, const Eigen::Vector3cd& b) {
  return {std::conj(a[1] * b[2] - a[2] * b[1]), std::conj(a[2] * b[0] - a[0] * b[2]),
          std::conj(a[0] * b[1] - a[1] * b[0])};
}

/// A unit vector orthogonal to the unit vector v: v crossed with the axis that it has least of.
Eigen::Vector3cd orthogonal_to(const Eigen::Vector3cd& v) {
  int axis = std::norm(v[0]) < std::norm(v[1]) ? 0 : 1;
  axis = std::norm(v[2]) < std::norm(v[axis]) ? 2 : axis;
  const int j = (axis + 1) % 3;
  const int k = (axis + 2) % 3;
  const double size = std::sqrt(std::norm(v[j]) + std::norm(v[k]));
  Eigen::Vector3cd a = Eigen::Vector3cd::Zero();
  a[j] = -std::conj(v[k]) / size;
  a[k] = std::conj(v[j]) / size;
  return a;
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

Eigensystem eigensystem(const Eigen::Matrix3cd& M) {
  const double mean = M.trace().real() / 3;
  const Eigen::Matrix3cd B = without_trace(M);
  const double norm2 = B.squaredNorm();
  if (norm2 == 0) {
    return {Eigen::Vector3d::Constant(mean), Eigen::Matrix3cd::Identity()};
  }
  const double det = determinant(B);
  const double far = isolated_root(norm2, det);
  const Eigen::Vector3cd v = isolated_vector(B, far);
  const Eigen::Vector3cd a = orthogonal_to(v);
  const Eigen::Vector3cd b = cross(v, a);
  const Eigen::Vector3cd Bb = B * b;
  const double aa = a.dot(B * a).real();
  const double bb = b.dot(Bb).real();
  const complex ab = a.dot(Bb);
  const double half = (aa - bb) / 2;
  const double root = std::sqrt(half * half + std::norm(ab));
  Eigen::Vector3cd low = a;
  Eigen::Vector3cd high = b;
  if (root > 0) {
    // (x, y) in the basis a, b belongs to the level that is nearer to the larger diagonal entry.
    const double x = root + std::abs(half);
    const double size = 1 / std::sqrt(2 * root * x);
    if (half >= 0) {
      high = (x * a + std::conj(ab) * b) * size;
      low = (x * b - ab * a) * size;
    } else {
      high = (x * b + ab * a) * size;
      low = (x * a - std::conj(ab) * b) * size;
    }
  }
  const double centre = mean + (aa + bb) / 2;
  Eigensystem result;
  if (det >= 0) {
    result.lambda = {centre - root, centre + root, mean + far};
    result.U << low, high, v;
  } else {
    result.lambda = {mean + far, centre - root, centre + root};
    result.U << v, low, high;
  }
  return result;
}

Eigen::Matrix3cd exp_minus_i(const Eigen::Matrix3d& M) { return exponential(M); }
Eigen::Matrix3cd exp_minus_i(const Eigen::Matrix3cd& M) { return exponential(M); }

}  // namespace sunsi::propagation::detail
