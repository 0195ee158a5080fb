#include <cmath>
#include <sunsi/propagation/detail/closed_form.hpp>
#include <sunsi/propagation/hamiltonian.hpp>
#include <sunsi/propagation/levels.hpp>

namespace sunsi::propagation {
namespace {

/// The closed form starts Newton's method at dm31: it wants the matter term well below it.
constexpr double largest_matter_term = 0.25;

/// Shift d of the level dm31 + d that the rank-one term A u u^T makes, from the secular equation
/// d (1 - A [u1/(dm31+d) + u2/(dm31+d-dm21)]) = A u3 with u_i = abs(U_ei)^2.
double third_level_shift(double A, double dm21, double dm31, const std::array<double, 3>& u) {
  double d = A * u[2];
  for (int iteration = 0; iteration < 20; ++iteration) {
    const double p = 1 / (dm31 + d);
    const double q = 1 / (dm31 + d - dm21);
    const double h = A * (u[0] * p + u[1] * q);
    const double f = d * (1 - h) - A * u[2];
    const double slope = 1 - h + d * A * (u[0] * p * p + u[1] * q * q);
    const double step = f / slope;
    d -= step;
    if (std::abs(step) <= 1e-16 * std::abs(d)) {
      break;
    }
  }
  return d;
}

/// The pair of roots of l^2 - sum l + product, smaller first, without cancellation.
std::array<double, 2> quadratic_roots(double sum, double product) {
  const double root = std::sqrt(std::max(sum * sum - 4 * product, 0.0));
  const double large = (sum + (sum < 0 ? -root : root)) / 2;
  const double small = large != 0 ? product / large : 0;
  return large < small ? std::array{large, small} : std::array{small, large};
}

}  // namespace

LevelSolver::LevelSolver(const model::OscillationParameters& osc)
    : dm21_(osc.dm21()),
      dm31_(osc.dm31()),
      ue2_(osc.electron_row()),
      mass_squared_(mass_squared_matrix(osc)) {
  const double trace = dm21_ * (1 - ue2_[1]) + dm31_ * (1 - ue2_[2]);
  const auto block = quadratic_roots(trace, dm21_ * dm31_ * ue2_[0]);
  x_ = block[1];
  y_ = block[0];
}

Levels LevelSolver::operator()(double energy, const PotentialSample& sample) const {
  const double A = 2 * energy * (sample.V.e - sample.V.mu);
  const bool equal = sample.V.mu == sample.V.tau && sample.slope.mu == sample.slope.tau &&
                     sample.V.diagonal() && sample.slope.diagonal();
  if (equal && std::abs(A) < largest_matter_term * std::abs(dm31_) &&
      dm21_ < largest_matter_term * std::abs(dm31_)) {
    return closed_form(A, 2 * energy * (sample.slope.e - sample.slope.mu), energy);
  }
  return eigenproblem(energy, sample);
}

Levels LevelSolver::closed_form(double A, double slope, double energy) const {
  const double shift = third_level_shift(A, dm21_, dm31_, ue2_);
  const double l3 = dm31_ + shift;
  const auto pair = quadratic_roots(dm21_ + A - shift, A * dm21_ * dm31_ * ue2_[0] / l3);
  Levels levels;
  levels.lambda = {pair[0], pair[1], l3};
  for (std::size_t i = 0; i < 3; ++i) {
    const double li = levels.lambda[i];
    const double lj = levels.lambda[(i + 1) % 3];
    const double lk = levels.lambda[(i + 2) % 3];
    levels.electron[i] = std::max((li - x_) * (li - y_) / ((li - lj) * (li - lk)), 0.0);
  }
  for (std::size_t k = 0; k < 3; ++k) {
    const auto [i, j] = level_pairs[k];
    const double gap = levels.lambda[i] - levels.lambda[j];
    levels.kappa[k] = 2 * energy * std::abs(slope) *
                      std::sqrt(levels.electron[i] * levels.electron[j]) / (gap * gap);
  }
  return levels;
}

Levels LevelSolver::eigenproblem(double energy, const PotentialSample& sample) const {
  const double E2 = 2 * energy;
  const detail::Eigensystem solver =
      detail::eigensystem(mass_squared_ + E2 * potential_matrix(sample.V));
  const Eigen::Matrix3cd& U = solver.U;
  const Eigen::Matrix3cd coupling = U.adjoint() * (E2 * potential_matrix(sample.slope)) * U;
  // Ascending levels become nu_1 nu_2 nu_3 (normal ordering) or nu_3 nu_1 nu_2 (inverted).
  const std::array<Eigen::Index, 3> order =
      dm31_ > 0 ? std::array<Eigen::Index, 3>{0, 1, 2} : std::array<Eigen::Index, 3>{1, 2, 0};
  Levels levels;
  for (std::size_t i = 0; i < 3; ++i) {
    levels.lambda[i] = solver.lambda[order[i]];
    levels.electron[i] = std::norm(U(0, order[i]));
  }
  for (std::size_t k = 0; k < 3; ++k) {
    const auto [i, j] = level_pairs[k];
    const double gap = levels.lambda[i] - levels.lambda[j];
    levels.kappa[k] = E2 * std::abs(coupling(order[i], order[j])) / (gap * gap);
    const double shift =
        2 * E2 / (gap * gap) *
        std::imag(std::conj(U(0, order[i])) * U(0, order[j]) * coupling(order[j], order[i]));
    levels.first_order[i] += shift;
    levels.first_order[j] -= shift;
  }
  return levels;
}

}  // namespace sunsi::propagation
