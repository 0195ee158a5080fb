#include <Eigen/Eigenvalues>
#include <catch2/catch.hpp>
#include <complex>
#include <random>
#include <sunsi/propagation/detail/closed_form.hpp>

using namespace sunsi::propagation::detail;
using Complex = std::complex<double>;

namespace {

Eigen::Matrix3cd random_hermitian(std::mt19937& random, double size) {
  std::normal_distribution<double> normal(0, size);
  Eigen::Matrix3cd M;
  for (int i = 0; i < 3; ++i) {
    M(i, i) = normal(random);
    for (int j = i + 1; j < 3; ++j) {
      M(i, j) = Complex(normal(random), normal(random));
      M(j, i) = std::conj(M(i, j));
    }
  }
  return M;
}

/// exp(-i M) without its trace, by the eigenvectors of an iterative solver.
Eigen::Matrix3cd by_eigenvectors(const Eigen::Matrix3cd& M) {
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3cd> solver(M);
  const Eigen::Vector3d l = solver.eigenvalues().array() - solver.eigenvalues().mean();
  const Eigen::Vector3cd phase = (Complex(0, -1) * l.array()).exp();
  return solver.eigenvectors() * phase.asDiagonal() * solver.eigenvectors().adjoint();
}

}  // namespace

TEST_CASE("closed-form exponential of hermitian and real symmetric matrices", "[reference]") {
  std::mt19937 random(3);
  for (const double size : {1e-8, 1e-3, 0.3, 3.0, 30.0}) {
    for (int n = 0; n < 200; ++n) {
      const Eigen::Matrix3cd M = random_hermitian(random, size);
      const Eigen::Matrix3cd E = exp_minus_i(M);
      // Rounding of the phases, 1e-16 of their size, and of a handful of products.
      const double tolerance = 3e-15 * (1 + M.norm());
      CHECK((E - by_eigenvectors(M)).norm() < tolerance);
      CHECK((E * E.adjoint() - Eigen::Matrix3cd::Identity()).norm() < tolerance);
      const Eigen::Matrix3d real = M.real();
      CHECK((exp_minus_i(real) - by_eigenvectors(real.cast<Complex>())).norm() < tolerance);
    }
  }
}

TEST_CASE("exponential where levels meet, and of nothing", "[property]") {
  std::mt19937 random(4);
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3cd> solver(random_hermitian(random, 1));
  const Eigen::Matrix3cd U = solver.eigenvectors();
  for (const double split : {0.0, 1e-15, 1e-12, 1e-8, 1e-5}) {
    for (const Eigen::Vector3d& l :
         {Eigen::Vector3d(1, 1 + split, 4), Eigen::Vector3d(-7, 2 - split, 2),
          Eigen::Vector3d(0, split, 2 * split)}) {
      const Eigen::Matrix3cd M = U * l.asDiagonal() * U.adjoint();
      CHECK((exp_minus_i(M) - by_eigenvectors(M)).norm() < 2e-14);
    }
  }
  CHECK((exp_minus_i(Eigen::Matrix3cd(Eigen::Matrix3cd::Zero())) - Eigen::Matrix3cd::Identity())
            .norm() == 0);
  // exp(-i M) and not exp(+i M): diag(1, -1, 0) at phase pi/2 gives diag(-i, i, 1).
  const Eigen::Matrix3d D = Eigen::Vector3d(1, -1, 0).asDiagonal();
  const Eigen::Matrix3cd E = exp_minus_i(Eigen::Matrix3d(D * std::acos(-1.0) / 2));
  CHECK(std::abs(E(0, 0) - Complex(0, -1)) < 1e-15);
  CHECK(std::abs(E(1, 1) - Complex(0, 1)) < 1e-15);
}

TEST_CASE("closed-form eigenvalues, ascending", "[reference]") {
  std::mt19937 random(5);
  for (int n = 0; n < 500; ++n) {
    const Eigen::Matrix3cd M = random_hermitian(random, 2);
    const Eigen::Vector3d exact = Eigen::SelfAdjointEigenSolver<Eigen::Matrix3cd>(M).eigenvalues();
    CHECK((eigenvalues(M) - exact).norm() < 1e-12);  // gaps of random matrices are above 1e-3
    const Eigen::Matrix3d real = M.real();
    CHECK((eigenvalues(real) - Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d>(real).eigenvalues())
              .norm() < 1e-12);
  }
}

TEST_CASE("eigensystem without iteration, near degeneracies of any kind", "[reference]") {
  // Held against M itself (residual, unitarity) and, in projectors, against an iterative solver:
  // there the answer is only as certain as rounding over the gap.
  std::mt19937 random(11);
  std::uniform_real_distribution<double> unit(0, 1);
  double residual = 0, unitary = 0, levels = 0, fraction = 0;
  for (int n = 0; n < 20000; ++n) {
    const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3cd> frame(random_hermitian(random, 1));
    const Eigen::Matrix3cd Q = frame.eigenvectors();
    const double near = std::pow(10, -17 * unit(random));
    const double far = n % 3 == 0 ? std::pow(10, -17 * unit(random)) : 1.0;
    const Eigen::Vector3d l =
        n % 5 == 0 ? frame.eigenvalues() : Eigen::Vector3d(0, near, n % 2 == 0 ? far : -far);
    Eigen::Matrix3cd M = Q * l.asDiagonal() * Q.adjoint();
    M = (M + M.adjoint()).eval() / 2;
    if (n % 11 == 0) {
      M = l.cast<Complex>().asDiagonal();
    }
    const double size = M.norm();
    const Eigensystem mine = eigensystem(M);
    const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3cd> other(M);
    CHECK((mine.lambda[0] <= mine.lambda[1] + 2e-15 * size &&
           mine.lambda[1] <= mine.lambda[2] + 2e-15 * size));
    residual = std::max(residual, (M * mine.U - mine.U * mine.lambda.asDiagonal()).norm() / size);
    unitary = std::max(unitary, (mine.U.adjoint() * mine.U - Eigen::Matrix3cd::Identity()).norm());
    levels = std::max(levels, (mine.lambda - other.eigenvalues()).norm() / size);
    for (int i = 0; i < 3; ++i) {
      const double gap = std::min(std::abs(mine.lambda[i] - mine.lambda[(i + 1) % 3]),
                                  std::abs(mine.lambda[i] - mine.lambda[(i + 2) % 3]));
      const double off = std::abs(std::norm(mine.U(0, i)) - std::norm(other.eigenvectors()(0, i)));
      fraction = std::max(fraction, off * std::min(1.0, gap / size));
    }
  }
  CAPTURE(residual, unitary, levels, fraction);
  CHECK(residual < 4e-15);  // a dozen roundings, as the iterative solver's 2e-15
  CHECK(unitary < 4e-15);
  CHECK(levels < 1e-14);
  CHECK(fraction < 1e-14);
  const Eigensystem none = eigensystem(Eigen::Matrix3cd::Zero());
  CHECK((none.lambda.isZero() && none.U.isIdentity()));
}
