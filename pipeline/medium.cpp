#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <sunsi/core/constants.hpp>
#include <sunsi/pipeline/detail/production_matter.hpp>
#include <sunsi/pipeline/medium.hpp>
#include <sunsi/propagation/fraction_kernel.hpp>

namespace sunsi::pipeline {
namespace {

/// Spread of the levels of a potential, from above; abs(V_e - V_mu) when it is diagonal with
/// V_mu = V_tau.
double size(const model::FlavourPotential& V) {
  const double off = std::abs(V.emu) + std::abs(V.etau) + std::abs(V.mutau);
  return std::max({std::abs(V.e - V.mu), std::abs(V.e - V.tau), std::abs(V.mu - V.tau)}) + 2 * off;
}

bool one_potential(const Config& config) { return !config.nsi || config.nsi->one_potential(); }

}  // namespace

std::function<model::FlavourPotential(const model::Composition&)> potential_of(
    const Config& config) {
  return [zprime = config.zprime, nsi = config.nsi](const model::Composition& matter) {
    return zprime ? zprime->potential(matter)
           : nsi  ? nsi->potential(matter)
                  : model::FlavourPotential{model::charged_current_potential(matter.n_e), 0, 0};
  };
}

propagation::PotentialProfile potential_profile(const Config& config) {
  const auto at = [sun = config.sun, potential = potential_of(config)](double r) {
    const solar::CompositionSample sample = sun->composition(r / core::R_sun);
    // Potentials are linear in the densities: their slopes are the potentials of the slopes.
    const model::Composition slope{sample.slope.n_e / core::R_sun, sample.slope.n_p / core::R_sun,
                                   sample.slope.n_n / core::R_sun};
    return propagation::PotentialSample{potential(sample.value), potential(slope)};
  };
  return {at, config.sun->r_end() * core::R_sun};
}

double production_accuracy(double tolerance) { return std::clamp(tolerance / 4, 1e-12, 1e-8); }

namespace {

/// Energies 10 % apart, the first quarter every fourth of them.
std::vector<double> averaged_energies(const Config& config) {
  constexpr double step = 1.1;
  double highest = 20 * core::units::MeV;  // hep ends at 18.8 MeV
  for (const double asked : config.energies_MeV) {
    highest = std::max(highest, asked * core::units::MeV);
  }
  double largest_V = 0;
  const propagation::PotentialProfile profile = potential_profile(config);
  for (int k = 0; k <= 64; ++k) {
    largest_V = std::max(largest_V, size(profile.at(profile.r_end * k / 64).V));
  }
  // As functions of A/dm21 the probabilities are analytic but for exp(+-2i theta12), at distance 1
  // from the vacuum: below A/dm21 = 0.1 four points leave 1e-13.
  const double few = 0.1 * config.oscillation.dm21() / (2 * largest_V * highest);
  const double steps = std::ceil(std::log(1 / std::clamp(few, 1e-8, 0.9)) / std::log(step));
  std::vector<double> energies;
  for (const std::size_t k :
       solar::every_fourth_first(4 * (static_cast<std::size_t>(steps) / 4 + 1))) {
    energies.push_back(highest / std::pow(step, static_cast<double>(k)));
  }
  return energies;
}

}  // namespace

solar::Averaged fractions_of_energies(const Config& config) {
  const std::vector<double> energies = averaged_energies(config);
  const auto variable = [potential = potential_of(config)](const model::Composition& matter) {
    const model::FlavourPotential V = potential(matter);
    return V.e - V.mu;
  };
  const auto at = [energies, kernel = propagation::FractionKernel(config.oscillation)](
                      double V, std::span<double> values) {
    const std::size_t n = values.size() / 3;
    std::vector<double> work(4 * n);
    const std::span<double> all(work);
    const auto A = all.subspan(0, n), P1 = all.subspan(n, n), P2 = all.subspan(2 * n, n),
               P3 = all.subspan(3 * n, n);
    for (std::size_t k = 0; k < n; ++k) {
      A[k] = 2 * energies[k] * V;
    }
    kernel.fractions(A, P1, P2, P3);
    for (std::size_t k = 0; k < n; ++k) {
      values[3 * k] = P1[k];
      values[3 * k + 1] = P2[k];
      values[3 * k + 2] = P3[k];
    }
  };
  return {variable, 3 * energies.size(), at};
}

std::vector<propagation::ProductionZone> production_rows(const Config& config) {
  std::vector<propagation::ProductionZone> zones;
  for (const model::Source source : model::all_sources) {
    if (!config.sun->has(source)) {
      zones.push_back({{0.0}, {1.0}});
      continue;
    }
    solar::ProductionRule rule = config.sun->production_rows(source);
    for (double& r : rule.node) {
      r *= core::R_sun;
    }
    zones.push_back({std::move(rule.node), std::move(rule.weight), rule.error});
  }
  return zones;
}

std::vector<propagation::ProductionZone> production_zones(const Config& config) {
  const double accuracy = production_accuracy(config.tolerance);
  if (!one_potential(config) && !config.production_radius) {
    return detail::zones_over_matter(config, averaged_energies(config), accuracy);
  }
  std::vector<propagation::ProductionZone> zones(model::all_sources.size());
  const solar::Averaged fractions = fractions_of_energies(config);
  tbb::parallel_for(std::size_t{0}, zones.size(), [&](std::size_t k) {
    const model::Source source = model::all_sources[k];
    if (config.production_radius) {
      zones[k] = {{*config.production_radius * core::R_sun}, {1.0}};
    } else if (!config.sun->has(source)) {
      zones[k] = {{0.0}, {1.0}};  // never asked for: the configuration refuses such sources
    } else {
      solar::ProductionRule rule = config.sun->production_rule(source, fractions, accuracy);
      for (double& r : rule.node) {
        r *= core::R_sun;
      }
      zones[k] = {std::move(rule.node), std::move(rule.weight), rule.error};
    }
  });
  return zones;
}

}  // namespace sunsi::pipeline
