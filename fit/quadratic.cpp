#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <sunsi/fit/detail/quadratic.hpp>
#include <vector>

namespace sunsi::fit::detail {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

double Quadratic::at(const VectorXd& x) const {
  const VectorXd d = x - centre;
  return value + gradient.dot(d) + 0.5 * d.dot(hessian * d);
}

Quadratic Quadratic::convex(double floor) const {
  VectorXd size = hessian.diagonal().cwiseAbs().cwiseSqrt();
  const double largest = size.maxCoeff();
  size = size.cwiseMax(largest > 0 ? 1e-8 * largest : 1);
  const MatrixXd scaled =
      size.cwiseInverse().asDiagonal() * hessian * size.cwiseInverse().asDiagonal();
  const Eigen::SelfAdjointEigenSolver<MatrixXd> eigen(scaled);
  const VectorXd values = eigen.eigenvalues().cwiseAbs().cwiseMax(floor);
  Quadratic result = *this;
  result.hessian = size.asDiagonal() * eigen.eigenvectors() * values.asDiagonal() *
                   eigen.eigenvectors().transpose() * size.asDiagonal();
  return result;
}

/// Active sets: the free coordinates are solved for; the first end that the way there meets becomes
/// active, and an active one is released where the gradient points inwards. The quadratic falls with
/// every change of the set, so none comes twice.
VectorXd Quadratic::minimum_in(const VectorXd& low, const VectorXd& high) const {
  const Index n = centre.size();
  VectorXd x = centre.cwiseMax(low).cwiseMin(high);
  std::vector<int> active(static_cast<std::size_t>(n), 0);
  for (int round = 0; round < 50 * (static_cast<int>(n) + 1); ++round) {
    std::vector<Index> free;
    for (Index i = 0; i < n; ++i) {
      if (active[static_cast<std::size_t>(i)] == 0) {
        free.push_back(i);
      }
    }
    const VectorXd slope = gradient + hessian * (x - centre);
    VectorXd step = VectorXd::Zero(n);
    if (!free.empty()) {
      const VectorXd move = hessian(free, free).llt().solve(-slope(free));
      step(free) = move;
    }
    double share = 1;
    Index hit = -1;
    for (const Index i : free) {
      const double room = step[i] > 0 ? high[i] - x[i] : low[i] - x[i];
      if (step[i] != 0 && room / step[i] < share) {
        share = std::max(room / step[i], 0.0);
        hit = i;
      }
    }
    x += share * step;
    if (hit >= 0) {
      active[static_cast<std::size_t>(hit)] = step[hit] > 0 ? 1 : -1;
      x[hit] = step[hit] > 0 ? high[hit] : low[hit];
      continue;
    }
    const VectorXd last = gradient + hessian * (x - centre);
    Index worst = -1;
    double most = 0;
    for (Index i = 0; i < n; ++i) {  // at the lower end a falling chi2 wants in: slope < 0
      const double inwards = active[static_cast<std::size_t>(i)] * last[i];
      if (inwards > most) {
        most = inwards;
        worst = i;
      }
    }
    if (worst < 0 || most <= 1e-12 * last.cwiseAbs().maxCoeff()) {
      break;
    }
    active[static_cast<std::size_t>(worst)] = 0;
  }
  return x;
}

}  // namespace sunsi::fit::detail
