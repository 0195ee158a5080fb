#include <algorithm>
#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/propagation/detail/block_rotation.hpp>
#include <sunsi/propagation/detail/incoherent.hpp>
#include <sunsi/propagation/detail/third_state.hpp>
#include <sunsi/propagation/hamiltonian.hpp>
#include <sunsi/propagation/regeneration.hpp>

namespace sunsi::propagation {
namespace {

/// rad of the first two levels in a panel of 12 Gauss nodes: measured 1e-10 of P at 1 MeV; in the
/// coarser grid, twice as wide, 2e-8.
constexpr double phase_per_panel = 20;

constexpr int density_cells = 64;

/// One energy after the other, each on grids as fine as it needs.
template <typename Result, typename Average>
std::vector<Result> refined(const RegenerationEngine& engine,
                            const std::vector<double>& energies,
                            Asked asked,
                            const Average& average) {
  std::vector<Result> results;
  for (const double energy : energies) {
    const std::optional<int> needed = engine.grid_level(energy, asked);
    Result result = needed ? Result{} : average(energy, nullptr);
    for (int k = 0; needed && k < engine.most_refinements; ++k) {
      const RegenerationEngine::Grids both = engine.grids(*needed, k);
      result = average(energy, &both);
      if (engine.enough(energy, result.error, asked)) {
        break;
      }
    }
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace

RegenerationEngine::RegenerationEngine(const model::OscillationParameters& osc,
                                       NightSky sky,
                                       double tolerance)
    : osc_(osc),
      sky_(std::move(sky)),
      tolerance_(tolerance),
      crowding_(crowding()),
      surface_(sky_.path(-1e-3)),
      third_state_(std::make_shared<const detail::ThirdState>(osc_, sky_)) {
  const Path down = sky_.path(-1);
  for (const PathSegment& segment : down.segments) {
    for (const double x : {segment.begin, segment.end}) {
      const double n_e = electrons(down, segment, x).value;
      deepest_ = std::max(deepest_, detail::mixed_by(osc_, segment.per_electron, n_e));
    }
  }
}

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

FlavourStates RegenerationEngine::flavour_sum(double energy, const ZenithGrid& grid) const {
  const detail::BlockRotation rotation(osc_, energy, grid.materials(), grid.densest());
  FlavourStates total;
  total.fill(Eigen::Matrix3cd::Zero());
  for (const ZenithGrid::Node& node : grid.nodes()) {
    if (node.weight == 0) {
      continue;
    }
    const FlavourStates states = rotation.flavours(node);
    for (std::size_t i = 0; i < 3; ++i) {
      total[i] += node.weight * states[i];
    }
  }
  return total;
}

FlavourRegeneration RegenerationEngine::incoherent(double energy, Asked asked) const {
  const PathSegment& crust = surface_.segments.back();
  const auto inside = std::count_if(sky_.kinks.begin(), sky_.kinks.end(),
                                    [&](double c) { return c > sky_.lowest && c < sky_.highest; });
  const detail::Incoherent average(osc_, crust.per_electron,
                                   electrons(surface_, crust, crust.end).value, deepest_,
                                   static_cast<double>(inside + 2) * crowding_, sky_.radius);
  return average(energy, third_state_->left_out(energy, asked));
}

RegenerationEngine::Grids RegenerationEngine::grids(int level, int refinement) const {
  const double step = std::ldexp(longest_step(), -refinement);
  // A piece that one panel would do has two in the finer grid, or the grids could not differ.
  return {ZenithGrid(sky_, level + refinement, step, 2 << refinement),
          ZenithGrid(sky_, level + refinement - 1, 2 * step, 1 << refinement)};
}

std::optional<int> RegenerationEngine::grid_level(double energy, Asked asked) const {
  core::require_positive(energy, "energy");
  const int needed = level(energy);
  return needed > max_level || incoherent(energy, asked).error <= tolerance_
             ? std::nullopt
             : std::optional(needed);
}

Regeneration RegenerationEngine::average(double energy, const Grids* grids) const {
  if (grids == nullptr) {
    const FlavourRegeneration all = incoherent(energy, Asked::electron);
    Regeneration result{{}, all.error, all.left_out};
    for (std::size_t i = 0; i < 3; ++i) {
      result.P[i] = all.state[i](0, 0).real();
    }
    return result;
  }
  Regeneration result{sum(energy, grids->fine)};
  const std::array<double, 3> rough = sum(energy, grids->coarse);
  for (std::size_t i = 0; i < 3; ++i) {
    result.error = std::max(result.error, std::abs(result.P[i] - rough[i]));
  }
  result.left_out = third_state_->left_out(energy, Asked::electron);
  result.error += result.left_out;
  core::ensure_finite(result.error, "regeneration by night");
  return result;
}

FlavourRegeneration RegenerationEngine::flavour_average(double energy, const Grids* grids) const {
  if (grids == nullptr) {
    return incoherent(energy, Asked::flavours);
  }
  FlavourRegeneration result{flavour_sum(energy, grids->fine)};
  const FlavourStates rough = flavour_sum(energy, grids->coarse);
  for (std::size_t i = 0; i < 3; ++i) {
    result.error = std::max(result.error, (result.state[i] - rough[i]).cwiseAbs().maxCoeff());
  }
  result.left_out = third_state_->left_out(energy, Asked::flavours);
  result.error += result.left_out;
  core::ensure_finite(result.error, "regeneration by night");
  return result;
}

bool RegenerationEngine::enough(double energy, double error, Asked asked) const {
  // Finer grids bring the difference of two of them down, not what the third state leaves.
  const double left_out = third_state_->left_out(energy, asked);
  return error - left_out <= std::max(tolerance_ - left_out, tolerance_ / 2);
}

std::vector<Regeneration> RegenerationEngine::operator()(
    const std::vector<double>& energies) const {
  return refined<Regeneration>(*this, energies, Asked::electron,
                               [&](double E, const Grids* g) { return average(E, g); });
}

std::vector<FlavourRegeneration> RegenerationEngine::flavours(
    const std::vector<double>& energies) const {
  return refined<FlavourRegeneration>(
      *this, energies, Asked::flavours,
      [&](double E, const Grids* g) { return flavour_average(E, g); });
}

std::array<double, 3> RegenerationEngine::at(double energy, double cosine) const {
  core::require_positive(energy, "energy");
  return sum(energy, ZenithGrid(sky_.path(cosine), cosine, longest_step()));
}

FlavourStates RegenerationEngine::flavours_at(double energy, double cosine) const {
  core::require_positive(energy, "energy");
  return flavour_sum(energy, ZenithGrid(sky_.path(cosine), cosine, longest_step()));
}

}  // namespace sunsi::propagation
