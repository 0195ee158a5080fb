#include <gsl/gsl_integration.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <memory>
#include <numeric>
#include <sunsi/core/error.hpp>
#include <sunsi/core/quadrature.hpp>

namespace sunsi::core {

Quadrature gauss_legendre(double a, double b, int n) {
  const double edges[] = {a, b};
  return composite_gauss_legendre(edges, n);
}

Quadrature composite_gauss_legendre(std::span<const double> edges, int n) {
  if (n < 1 || edges.size() < 2) {
    throw InvalidInput("a Gauss-Legendre rule needs n >= 1 and at least two edges");
  }
  const std::unique_ptr<gsl_integration_glfixed_table, void (*)(gsl_integration_glfixed_table*)>
      rule(gsl_integration_glfixed_table_alloc(static_cast<std::size_t>(n)),
           gsl_integration_glfixed_table_free);
  Quadrature result;
  for (std::size_t piece = 0; piece + 1 < edges.size(); ++piece) {
    const double a = edges[piece];
    const double b = edges[piece + 1];
    if (!(a <= b)) {
      throw InvalidInput("the edges of a Gauss-Legendre rule must not decrease");
    }
    for (std::size_t i = 0; a < b && i < static_cast<std::size_t>(n); ++i) {
      double x = 0;
      double w = 0;
      gsl_integration_glfixed_point(a, b, i, &x, &w, rule.get());
      result.node.push_back(x);
      result.weight.push_back(w);
    }
  }
  return result;
}

Recursion recursion_of_measure(std::span<const double> point,
                               std::span<const double> weight,
                               int n) {
  const auto m = static_cast<Eigen::Index>(point.size());
  if (n < 1 || m < 1 || point.size() != weight.size()) {
    throw InvalidInput("the recursion of a measure needs points, as many weights, and n >= 1");
  }
  const Eigen::Map<const Eigen::ArrayXd> x(point.data(), m);
  const Eigen::Map<const Eigen::ArrayXd> w(weight.data(), m);
  Recursion result;
  result.total = w.sum();
  if (!(result.total > 0) || w.minCoeff() < 0) {
    throw InvalidInput("a Gauss rule needs a measure with weights >= 0, not all zero");
  }
  // What is left of a polynomial that vanishes at every point is rounding of this size.
  const double vanished = 1e-13 * x.abs().maxCoeff();
  Eigen::ArrayXd previous = Eigen::ArrayXd::Zero(m);
  Eigen::ArrayXd current = Eigen::ArrayXd::Constant(m, 1 / std::sqrt(result.total));
  Eigen::ArrayXd next(m);
  n = std::min(n, static_cast<int>(m));
  for (int k = 0; k < n; ++k) {
    result.a.push_back((w * x * current.square()).sum());
    if (k + 1 == n) {
      break;
    }
    next = (x - result.a.back()) * current - (k > 0 ? result.b.back() : 0.0) * previous;
    const double norm = std::sqrt((w * next.square()).sum());
    if (!(norm > vanished)) {
      break;
    }
    result.b.push_back(norm);
    previous.swap(current);
    current = next / norm;
  }
  return result;
}

Quadrature gauss_from_recursion(const Recursion& recursion, int n) {
  if (n < 1 || static_cast<std::size_t>(n) > recursion.a.size()) {
    throw InvalidInput("a Gauss rule of n points needs n distinct points with weight");
  }
  const Eigen::Map<const Eigen::VectorXd> a(recursion.a.data(), n);
  const Eigen::Map<const Eigen::VectorXd> b(recursion.b.data(), n - 1);
  // To order one: Eigen's test for a vanishing off-diagonal element is not free of scale, and with
  // potentials of 1e-12 eV it would give up at 1e-10 of them.
  const double largest = a.cwiseAbs().maxCoeff();
  const double scale = largest > 0 ? largest : 1;
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> jacobi;
  jacobi.computeFromTridiagonal(a / scale, b / scale, Eigen::ComputeEigenvectors);
  Quadrature result;
  for (Eigen::Index k = 0; k < n; ++k) {
    const double first = jacobi.eigenvectors()(0, k);
    result.node.push_back(scale * jacobi.eigenvalues()[k]);
    result.weight.push_back(recursion.total * first * first);
  }
  return result;
}

Quadrature gauss_from_measure(std::span<const double> point,
                              std::span<const double> weight,
                              int n) {
  return gauss_from_recursion(recursion_of_measure(point, weight, n), n);
}

std::vector<double> trapezoid_weights(std::span<const double> grid) {
  if (grid.size() < 2) {
    throw InvalidInput("trapezoid weights need at least two points");
  }
  std::vector<double> weight(grid.size(), 0.0);
  for (std::size_t i = 0; i + 1 < grid.size(); ++i) {
    const double half = (grid[i + 1] - grid[i]) / 2;
    if (!(half > 0)) {
      throw InvalidInput("trapezoid weights need a strictly increasing grid");
    }
    weight[i] += half;
    weight[i + 1] += half;
  }
  return weight;
}

}  // namespace sunsi::core
