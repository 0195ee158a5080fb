#include <algorithm>
#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/propagation/detail/block_rotation.hpp>
#include <sunsi/propagation/hamiltonian.hpp>
#include <sunsi/propagation/regeneration.hpp>

namespace sunsi::propagation {
namespace {

/// rad of the first two levels in a panel of 12 Gauss nodes: measured 1e-10 of P at 1 MeV; in the
/// coarser grid, twice as wide, 2e-8.
constexpr double phase_per_panel = 20;

constexpr int density_cells = 64;

/// Of its tolerance what the grids keep when the third state's interference takes it all.
constexpr double share_of_grids = 0.25;

}  // namespace

RegenerationEngine::RegenerationEngine(const model::OscillationParameters& osc,
                                       NightSky sky,
                                       double tolerance)
    : osc_(osc),
      sky_(std::move(sky)),
      tolerance_(tolerance),
      crowding_(crowding()),
      surface_(sky_.path(-1e-3)) {}

double RegenerationEngine::crowding() const {
  if (sky_.lowest == -1 && sky_.highest == 0) {
    return 1;
  }
  const double width = (sky_.highest - sky_.lowest) / density_cells;
  double largest = 0;
  for (int k = 0; k < density_cells; ++k) {
    const double lo = sky_.lowest + k * width;
    largest = std::max(largest, sky_.weight(lo, lo + width) / width);
  }
  return largest;
}

double RegenerationEngine::longest_step() const {
  // Steps are of second order where they do not resolve the oscillation.
  return sky_.radius / 150 * std::clamp(std::sqrt(tolerance_ / 1e-6), 0.1, 2.0);
}

int RegenerationEngine::level(double energy) const {
  const double phase = 2 * sky_.radius * osc_.dm21() / (2 * energy) + 30;  // matter adds some 20
  return std::max(3, static_cast<int>(std::ceil(std::log2(phase / phase_per_panel))));
}

std::array<double, 3> RegenerationEngine::sum(double energy, const ZenithGrid& grid) const {
  const detail::BlockRotation rotation(osc_, energy, grid.materials(), grid.densest());
  std::array<double, 3> total{};
  for (const ZenithGrid::Node& node : grid.nodes()) {
    if (node.weight == 0) {
      continue;
    }
    const std::array<double, 3> P = rotation.electron(node);
    for (std::size_t i = 0; i < 3; ++i) {
      total[i] += node.weight * P[i];
    }
  }
  return total;
}

double RegenerationEngine::third_state(double energy) const {
  double V = 0;
  for (const PathSegment& segment : surface_.segments) {
    V = std::max(
        V,
        potential_matrix(potential(segment, electrons(surface_, segment, segment.end)).V).norm());
  }
  const double gap = std::abs(osc_.dm31()) / (2 * energy);
  // Jumps of five times the surface's potential, averaged over the phase of a chord.
  return 2 * std::sqrt(osc_.electron_row()[2]) * 5 * V / gap / (1 + gap * sky_.radius / crowding_);
}

Regeneration RegenerationEngine::incoherent(double energy) const {
  const PathSegment& crust = surface_.segments.back();
  const PotentialSample sample = potential(crust, electrons(surface_, crust, crust.end));
  const detail::BlockRotation rotation(osc_, energy, {crust.per_electron},
                                       electrons(surface_, crust, crust.end).value);
  Regeneration result;
  result.P = rotation.incoherent(sample);
  const double gap = osc_.dm21() / (2 * energy);
  // Densities reach 4.6 times that of the surface. A jump turns the levels by V_12/gap; each kink and
  // end of the zenith angle leaves 1/phase of the interference, and each jump its square.
  const Eigen::Matrix3cd U = mixing_matrix(osc_);
  const Eigen::Matrix3cd V = U.adjoint() * potential_matrix(sample.V) * U;
  const double jump = 5 * std::abs(V(0, 1)) / gap;
  const auto inside = std::count_if(sky_.kinks.begin(), sky_.kinks.end(),
                                    [&](double c) { return c > sky_.lowest && c < sky_.highest; });
  const double ends = static_cast<double>(inside + 2) * crowding_;
  result.left_out = third_state(energy);
  result.error =
      jump * std::min(1.0, ends / (2 * gap * sky_.radius)) + jump * jump + result.left_out;
  return result;
}

RegenerationEngine::Grids RegenerationEngine::grids(int level, int refinement) const {
  const double step = std::ldexp(longest_step(), -refinement);
  // A piece that one panel would do has two in the finer grid, or the grids could not differ.
  return {ZenithGrid(sky_, level + refinement, step, 2 << refinement),
          ZenithGrid(sky_, level + refinement - 1, 2 * step, 1 << refinement)};
}

std::optional<int> RegenerationEngine::grid_level(double energy) const {
  core::require_positive(energy, "energy");
  const int needed = level(energy);
  return needed > max_level || converged(incoherent(energy)) ? std::nullopt : std::optional(needed);
}

Regeneration RegenerationEngine::average(double energy, const Grids* grids) const {
  if (grids == nullptr) {
    return incoherent(energy);
  }
  Regeneration result{sum(energy, grids->fine), 0, third_state(energy)};
  const std::array<double, 3> rough = sum(energy, grids->coarse);
  for (std::size_t i = 0; i < 3; ++i) {
    result.error = std::max(result.error, std::abs(result.P[i] - rough[i]));
  }
  result.error += result.left_out;
  core::ensure_finite(result.error, "regeneration by night");
  return result;
}

bool RegenerationEngine::converged(const Regeneration& night) const {
  const double by_grids = night.error - night.left_out;
  return by_grids <= tolerance_ - std::min(night.left_out, (1 - share_of_grids) * tolerance_);
}

std::vector<Regeneration> RegenerationEngine::operator()(
    const std::vector<double>& energies) const {
  std::vector<Regeneration> result;
  for (const double energy : energies) {
    const std::optional<int> needed = grid_level(energy);
    result.push_back(average(energy, nullptr));
    for (int k = 0; needed && k < most_refinements && !converged(result.back()); ++k) {
      const Grids both = grids(*needed, k);
      result.back() = average(energy, &both);
    }
  }
  return result;
}

std::array<double, 3> RegenerationEngine::at(double energy, double cosine) const {
  core::require_positive(energy, "energy");
  const double step = longest_step();
  const ZenithGrid grid(sky_.path(cosine), cosine, step);
  return sum(energy, grid);
}

}  // namespace sunsi::propagation
