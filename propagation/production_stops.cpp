#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <sunsi/core/error.hpp>
#include <sunsi/propagation/detail/production_stops.hpp>

namespace sunsi::propagation::detail {

std::vector<double> stops(std::span<const ProductionZone> zones,
                          std::span<const std::size_t> which,
                          double r_end) {
  std::vector<double> radii{r_end};
  for (const std::size_t zone : which) {
    radii.insert(radii.end(), zones[zone].radius.begin(), zones[zone].radius.end());
  }
  std::sort(radii.begin(), radii.end(), std::greater<>());
  radii.erase(std::unique(radii.begin(), radii.end()), radii.end());
  return radii;
}

std::vector<model::MassFractions> average(
    std::span<const ProductionZone> zones,
    std::span<const std::size_t> which,
    const std::map<double, std::array<double, 3>>& at_radius) {
  std::vector<model::MassFractions> result;
  for (const std::size_t zone : which) {
    model::MassFractions fractions;
    for (std::size_t k = 0; k < zones[zone].radius.size(); ++k) {
      // Odeint may end a rounding below the radius asked for.
      const auto found = at_radius.lower_bound(zones[zone].radius[k] * (1 - 1e-15));
      for (std::size_t i = 0; i < 3; ++i) {
        fractions.P[i] += zones[zone].weight[k] * found->second[i];
      }
    }
    result.push_back(fractions);
  }
  return result;
}

void check_request(double energy, std::span<const std::size_t> which, std::size_t zones) {
  core::require_positive(energy, "energy");
  for (const std::size_t zone : which) {
    if (zone >= zones) {
      throw core::InvalidInput(fmt::format("zone {} of {}", zone, zones));
    }
  }
}

}  // namespace sunsi::propagation::detail
