#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/propagation/fraction_kernel.hpp>

namespace sunsi::propagation {
namespace kernel {
namespace {

auto fractions_of(Isa isa) { return SUNSI_KERNEL_PICK(isa, fractions); }
auto averages_of(Isa isa) { return SUNSI_KERNEL_PICK(isa, averages); }
auto kappas_of(Isa isa) { return SUNSI_KERNEL_PICK(isa, kappas); }
auto node_sums_of(Isa isa) { return SUNSI_KERNEL_PICK(isa, node_sums); }
auto features_of(Isa isa) { return SUNSI_KERNEL_PICK(isa, features); }

}  // namespace
}  // namespace kernel

namespace {

constexpr double largest_ue3 = 0.05;
constexpr double largest_ratio = 0.1;  // dm21/abs(dm31)
constexpr double lowest_a = -2;
constexpr double highest_a = 0.5;

kernel::Isa checked(kernel::Isa isa) {
  const std::vector<kernel::Isa> supported = kernel::supported_isas();
  if (std::find(supported.begin(), supported.end(), isa) == supported.end()) {
    throw core::InvalidInput(
        fmt::format("instruction set {} is not of this build on this processor", name(isa)));
  }
  return isa;
}

void require_lengths(bool equal) {
  if (!equal) {
    throw core::InvalidInput("the fraction kernel needs arrays of one length");
  }
}

/// At one point, where the kernel does not serve.
struct Pairs {
  std::array<double, 3> P;
  std::array<double, 3> kappa;
  std::array<double, 3> inverse_gap;
};

Pairs by_solver(const LevelSolver& solver, double A, double slope = 0) {
  if (!std::isfinite(A) || !std::isfinite(slope)) {
    throw core::NumericalError("A = 2 E (V_e - V_mu) of the fraction kernel is not finite");
  }
  const Levels levels = solver(0.5, {{A, 0, 0}, {slope, 0, 0}});  // 2 E = 1
  Pairs pairs{levels.electron, levels.kappa, {}};
  for (std::size_t k = 0; k < 3; ++k) {
    const auto [i, j] = level_pairs[k];
    pairs.inverse_gap[k] = 1 / std::abs(levels.lambda[i] - levels.lambda[j]);
  }
  return pairs;
}

}  // namespace

FractionKernel::FractionKernel(const model::OscillationParameters& osc)
    : FractionKernel(osc, kernel::chosen_isa()) {}

FractionKernel::FractionKernel(const model::OscillationParameters& osc, kernel::Isa isa)
    : isa_(checked(isa)), solver_(osc) {
  const auto u = osc.electron_row();
  const double rho = osc.dm21() / osc.dm31();
  // Block of (mu, tau): trace and product are those of LevelSolver, over dm31. Its larger
  // eigenvalue is near 1 - u3, so that the root adds what does not cancel.
  const double trace = rho * (1 - u[1]) + (1 - u[2]);
  const double x = (trace + std::sqrt(std::max(trace * trace - 4 * rho * u[0], 0.0))) / 2;
  constants_ = {1 / osc.dm31(), rho, u[0],           u[1],
                u[2],           x,   rho * u[0] / x, osc.dm31() > 0 ? 1.0 : -1.0};
  if (u[2] <= largest_ue3 && std::abs(rho) <= largest_ratio) {
    lowest_A_ = std::min(lowest_a * osc.dm31(), highest_a * osc.dm31());
    highest_A_ = std::max(lowest_a * osc.dm31(), highest_a * osc.dm31());
  }
}

void FractionKernel::fractions(std::span<const double> A,
                               std::span<double> P1,
                               std::span<double> P2,
                               std::span<double> P3) const {
  require_lengths(P1.size() == A.size() && P2.size() == A.size() && P3.size() == A.size());
  kernel::fractions_of(isa_)(constants_, A.data(), static_cast<long>(A.size()), P1.data(),
                             P2.data(), P3.data());
  for (std::size_t i = 0; i < A.size(); ++i) {
    if (!serves(A[i])) {
      const auto P = by_solver(solver_, A[i]).P;
      P1[i] = P[0];
      P2[i] = P[1];
      P3[i] = P[2];
    }
  }
}

void FractionKernel::average(std::span<const double> energies,
                             const PotentialNodes& nodes,
                             std::span<double> P1,
                             std::span<double> P2,
                             std::span<double> P3) const {
  const std::size_t n = energies.size();
  require_lengths(P1.size() == n && P2.size() == n && P3.size() == n &&
                  nodes.V.size() == nodes.weight.size());
  double low = 0, high = 0;  // of V
  bool finite = true;
  for (std::size_t k = 0; k < nodes.V.size(); ++k) {
    finite = finite && std::isfinite(nodes.V[k]) && std::isfinite(nodes.weight[k]);
    low = std::min(low, nodes.V[k]);
    high = std::max(high, nodes.V[k]);
  }
  if (!finite) {
    throw core::NumericalError("a potential or a weight of a production average is not finite");
  }
  double largest = 0;  // 2 E
  std::array<double, 8> few{};
  std::vector<double> more(n > few.size() ? n : 0);
  double* two_E = n > few.size() ? more.data() : few.data();
  for (std::size_t i = 0; i < n; ++i) {
    core::require_positive(energies[i], "energy");
    two_E[i] = 2 * energies[i];
    largest = std::max(largest, two_E[i]);
  }
  kernel::averages_of(isa_)(constants_, two_E, static_cast<long>(n), nodes.V.data(),
                            nodes.weight.data(), static_cast<long>(nodes.V.size()), P1.data(),
                            P2.data(), P3.data());
  if (serves(largest * low) && serves(largest * high)) {
    return;
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (!(serves(two_E[i] * low) && serves(two_E[i] * high))) {
      const std::array<double, 3> P = average_by_solver(two_E[i], nodes);
      P1[i] = P[0];
      P2[i] = P[1];
      P3[i] = P[2];
    }
  }
}

std::array<double, 3> FractionKernel::average_by_solver(double two_E,
                                                        const PotentialNodes& nodes) const {
  std::array<double, 3> sum{};
  for (std::size_t k = 0; k < nodes.V.size(); ++k) {
    const auto P = by_solver(solver_, two_E * nodes.V[k]).P;
    for (std::size_t i = 0; i < 3; ++i) {
      sum[i] += nodes.weight[k] * P[i];
    }
  }
  return sum;
}

FractionArrays FractionKernel::average(std::span<const double> energies,
                                       const PotentialNodes& nodes) const {
  const std::size_t n = energies.size();
  FractionArrays result{std::vector<double>(n), std::vector<double>(n), std::vector<double>(n)};
  average(energies, nodes, result.P1, result.P2, result.P3);
  return result;
}

void FractionKernel::kappas(std::span<const double> A,
                            std::span<const double> slope,
                            std::span<double> P,
                            std::span<double> kappa,
                            std::span<double> inverse_gap) const {
  const std::size_t n = A.size();
  require_lengths(slope.size() == n && P.size() == 3 * n && kappa.size() == 3 * n &&
                  inverse_gap.size() == 3 * n);
  kernel::kappas_of(isa_)(constants_, A.data(), slope.data(), static_cast<long>(n), P.data(),
                          kappa.data(), inverse_gap.data());
  for (std::size_t i = 0; i < n; ++i) {
    if (!serves(A[i])) {
      const Pairs pairs = by_solver(solver_, A[i], slope[i]);
      for (std::size_t k = 0; k < 3; ++k) {
        P[k * n + i] = pairs.P[k];
        kappa[k * n + i] = pairs.kappa[k];
        inverse_gap[k * n + i] = pairs.inverse_gap[k];
      }
    }
  }
}

void FractionKernel::add_node(std::span<const double> two_E,
                              const kernel::NodeSample& node,
                              const kernel::NodeSums& sums) const {
  const auto served = [&](double E2) { return serves(E2 * node.V) && serves(E2 * node.next_V); };
  const auto run = kernel::node_sums_of(isa_);
  if (std::all_of(two_E.begin(), two_E.end(), served)) {
    run(constants_, two_E.data(), static_cast<long>(two_E.size()), node, sums);
    return;
  }
  for (std::size_t i = 0; i < two_E.size(); ++i) {
    const double E2 = two_E[i];
    if (served(E2)) {
      run(constants_, &E2, 1, node,
          {sums.P1 + i, sums.P2 + i, sums.P3 + i, sums.second + i, sums.worst + i});
      continue;
    }
    const Pairs here = by_solver(solver_, E2 * node.V, E2 * E2 * node.slope);
    const Pairs next = by_solver(solver_, E2 * node.next_V, E2 * E2 * node.next_slope);
    double second = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const auto [a, b] = level_pairs[k];
      second += here.kappa[k] * here.kappa[k] +
                E2 * node.inverse_distance * std::sqrt(here.P[a] * here.P[b]) *
                    std::abs(next.kappa[k] - here.kappa[k]) * here.inverse_gap[k];
      sums.worst[i] = std::max(sums.worst[i], here.kappa[k]);
    }
    sums.P1[i] += node.weight * here.P[0];
    sums.P2[i] += node.weight * here.P[1];
    sums.P3[i] += node.weight * here.P[2];
    sums.second[i] += node.weight * second;
  }
}

void FractionKernel::features(std::span<const double> kappa,
                              std::span<const double> inverse_gap,
                              double scale,
                              std::span<double> largest,
                              std::span<double> feature) const {
  const std::size_t n = largest.size();
  require_lengths(feature.size() == n && kappa.size() == 3 * n && inverse_gap.size() == 3 * n);
  kernel::features_of(isa_)(kappa.data(), inverse_gap.data(), static_cast<long>(n), scale,
                            largest.data(), feature.data());
}

}  // namespace sunsi::propagation
