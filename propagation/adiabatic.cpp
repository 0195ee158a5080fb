#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <sunsi/core/error.hpp>
#include <sunsi/propagation/adiabatic.hpp>
#include <sunsi/propagation/hamiltonian.hpp>

namespace sunsi::propagation {
namespace {

constexpr int path_samples = 384;  // the sharpest feature of the solar models is rounded over 0.005
constexpr double slope_distance =
    1e-3;  // of r_end: well inside the scale on which densities change
constexpr double rounding = 1e-14;

double largest(const std::array<double, 3>& kappa) {
  return std::max({kappa[0], kappa[1], kappa[2]});
}

double sum_of_squares(const std::array<double, 3>& kappa) {
  return kappa[0] * kappa[0] + kappa[1] * kappa[1] + kappa[2] * kappa[2];
}

/// sum over pairs of sqrt(P_i P_j) abs(dkappa/dr)/(E_i - E_j)
double slope_term(double energy, const Levels& here, const Levels& next, double distance) {
  double sum = 0;
  for (std::size_t k = 0; k < 3; ++k) {
    const auto [i, j] = level_pairs[k];
    const double gap = std::abs(here.lambda[i] - here.lambda[j]) / (2 * energy);
    sum += std::sqrt(here.electron[i] * here.electron[j]) *
           std::abs((next.kappa[k] - here.kappa[k]) / distance) / gap;
  }
  return sum;
}

}  // namespace

void check_zones(const PotentialProfile& profile, std::span<const ProductionZone> zones) {
  core::require_positive(profile.r_end, "end of the profile");
  for (const ProductionZone& zone : zones) {
    const double sum = std::accumulate(zone.weight.begin(), zone.weight.end(), 0.0);
    if (zone.radius.empty() || zone.radius.size() != zone.weight.size() ||
        !(std::abs(sum - 1) < 1e-9)) {
      throw core::InvalidInput(fmt::format(
          "a production zone needs radii and as many weights that add up to 1 (they give {})",
          sum));
    }
    if (!(zone.error >= 0 && zone.error <= 1)) {
      throw core::InvalidInput(
          fmt::format("error = {:g} of a production zone must lie in [0, 1]", zone.error));
    }
    for (const double r : zone.radius) {
      if (!(r >= 0 && r <= profile.r_end)) {
        throw core::InvalidInput(fmt::format("production radius {:g} lies outside the profile", r));
      }
    }
  }
}

AdiabaticEngine::AdiabaticEngine(const model::OscillationParameters& osc,
                                 const PotentialProfile& profile,
                                 std::span<const ProductionZone> zones)
    : solver_(osc), end_(profile.at(profile.r_end)), vacuum_{0, osc.dm21(), osc.dm31()} {
  check_zones(profile, zones);
  const Eigen::Matrix3cd U = mixing_matrix(osc);
  const Eigen::Matrix3cd V = U.adjoint() * potential_matrix(end_.V) * U;
  for (std::size_t k = 0; k < 3; ++k) {
    const auto [i, j] = level_pairs[k];
    end_coupling_[k] = std::abs(V(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)));
  }
  for (const ProductionZone& zone : zones) {
    std::vector<Node> nodes;
    for (std::size_t k = 0; k < zone.radius.size(); ++k) {
      const double r = zone.radius[k];
      const double way = (r < profile.r_end / 2 ? 1 : -1) * slope_distance * profile.r_end;
      nodes.push_back({profile.at(r), profile.at(r + way), way, zone.weight[k]});
    }
    zones_.push_back(std::move(nodes));
    zone_errors_.push_back(zone.error);
    const double inner = *std::min_element(zone.radius.begin(), zone.radius.end());
    Path path{{}, (profile.r_end - inner) / path_samples};
    for (int k = 0; k < path_samples; ++k) {
      path.samples.push_back(profile.at(inner + path.spacing * (k + 0.5)));
    }
    paths_.push_back(std::move(path));
  }
}

double AdiabaticEngine::edge(double energy, const std::array<double, 3>& P) const {
  const Levels levels = solver_(energy, end_);
  double sum = 0;
  for (std::size_t k = 0; k < 3; ++k) {
    const auto [i, j] = level_pairs[k];
    const double gap =
        std::min(std::abs(levels.lambda[i] - levels.lambda[j]), std::abs(vacuum_[i] - vacuum_[j]));
    sum +=
        std::sqrt(std::abs(P[i] * P[j])) * (levels.kappa[k] + 2 * energy * end_coupling_[k] / gap);
  }
  return 2 * sum;
}

AdiabaticEngine::PathKappa AdiabaticEngine::along(const Path& path, double energy) const {
  std::vector<Levels> levels;
  PathKappa result{0, 0};
  for (const PotentialSample& sample : path.samples) {
    levels.push_back(solver_(energy, sample));
    result.largest = std::max(result.largest, largest(levels.back().kappa));
  }
  if (path.spacing == 0) {
    return result;
  }
  for (std::size_t k = 0; k + 3 < levels.size(); ++k) {
    for (std::size_t pair = 0; pair < 3; ++pair) {
      const auto kappa = [&](std::size_t n) { return levels[k + n].kappa[pair]; };
      const double third = kappa(3) - 3 * kappa(2) + 3 * kappa(1) - kappa(0);
      const auto [i, j] = level_pairs[pair];
      const double gap =
          (levels[k + 1].lambda[i] - levels[k + 1].lambda[j]) / (2 * energy) * path.spacing;
      result.features += std::abs(third) / (gap * gap);
    }
  }
  return result;
}

model::MassFractions AdiabaticEngine::operator()(double energy, std::size_t zone) const {
  core::require_positive(energy, "energy");
  if (zone >= zones_.size()) {
    throw core::InvalidInput(fmt::format("zone {} of {}", zone, zones_.size()));
  }
  model::MassFractions result;
  double second_order = 0;
  double worst = 0;
  for (const Node& node : zones_[zone]) {
    const Levels levels = solver_(energy, node.sample);
    for (std::size_t i = 0; i < 3; ++i) {
      result.P[i] += node.weight * (levels.electron[i] + levels.first_order[i]);
    }
    second_order +=
        node.weight * (sum_of_squares(levels.kappa) +
                       slope_term(energy, levels, solver_(energy, node.next), node.distance));
    worst = std::max(worst, largest(levels.kappa));
  }
  const PathKappa path = along(paths_[zone], energy);
  worst = std::max(worst, path.largest);
  const double crossing = worst > 0 ? std::exp(-std::numbers::pi / (8 * worst)) : 0;
  result.error = std::min(1.0, 2 * second_order + edge(energy, result.P) + path.features +
                                   crossing + rounding + zone_errors_[zone]);
  for (const double p : result.P) {
    core::ensure_finite(p, fmt::format("P(e -> i) of the adiabatic engine at {:g} eV", energy));
  }
  return result;
}

}  // namespace sunsi::propagation
