#include <sunsi/core/constants.hpp>
#include <sunsi/pipeline/medium.hpp>

namespace sunsi::pipeline {
namespace {

/// Potentials are linear in the densities: the slopes of one are the potentials of the other's
/// slopes.
model::FlavourPotential potential(const std::optional<model::ZPrime>& zprime,
                                  const model::Composition& matter) {
  return zprime ? zprime->potential(matter)
                : model::FlavourPotential{model::charged_current_potential(matter.n_e), 0, 0};
}

}  // namespace

propagation::PotentialProfile potential_profile(const Config& config) {
  const auto at = [sun = config.sun, zprime = config.zprime](double r) {
    const solar::CompositionSample sample = sun->composition(r / core::R_sun);
    const model::FlavourPotential slope = potential(zprime, sample.slope);
    return propagation::PotentialSample{
        potential(zprime, sample.value),
        {slope.e / core::R_sun, slope.mu / core::R_sun, slope.tau / core::R_sun}};
  };
  return {at, config.sun->r_end() * core::R_sun};
}

std::vector<propagation::ProductionZone> production_zones(const Config& config) {
  std::vector<propagation::ProductionZone> zones;
  for (const model::Source source : model::all_sources) {
    if (config.production_radius) {
      zones.push_back({{*config.production_radius * core::R_sun}, {1.0}});
      continue;
    }
    if (!config.sun->has(source)) {
      zones.push_back({{0.0}, {1.0}});  // never asked for: the configuration refuses such sources
      continue;
    }
    const core::Quadrature& rule = config.sun->production(source);
    propagation::ProductionZone zone{rule.node, rule.weight};
    for (double& r : zone.radius) {
      r *= core::R_sun;
    }
    zones.push_back(std::move(zone));
  }
  return zones;
}

}  // namespace sunsi::pipeline
