#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/pipeline/medium.hpp>
#include <sunsi/pipeline/night.hpp>
#include <sunsi/pipeline/survival.hpp>
#include <sunsi/solar/spectrum.hpp>

namespace sunsi::pipeline {

SolarPropagator::SolarPropagator(const Config& config)
    : SolarPropagator(config, production_zones(config)) {}

SolarPropagator::SolarPropagator(const Config& config,
                                 const std::vector<propagation::ProductionZone>& zones)
    : config_(config),
      enabled_(config.oscillation_enabled),
      engine_(config.engine),
      tolerance_(config.tolerance),
      electron_row_(config.oscillation.electron_row()),
      adiabatic_(config.oscillation, potential_profile(config), zones),
      ode_(config.oscillation, potential_profile(config), zones, config.tolerance),
      magnus_(config.oscillation, potential_profile(config), zones, config.tolerance) {
  for (const model::Source source : model::all_sources) {
    placed_[static_cast<std::size_t>(source)] = config.places(source);
  }
}

std::vector<model::MassFractions> SolarPropagator::by_engine_of_steps(
    double energy, std::span<const std::size_t> zones, const Monitor& monitor) const {
  // The rules' few radii average what depends on the place through the potential alone, as the
  // adiabatic fractions do. Where those do not hold, levels nearly meet in the region: every row of
  // its table then.
  const bool smooth =
      config_.production_radius || std::all_of(zones.begin(), zones.end(), [&](std::size_t zone) {
        return adiabatic_(energy, zone).error <= tolerance_;
      });
  const auto by = [&](const auto& engine) { return engine(energy, zones, nullptr, monitor.stop); };
  if (smooth) {
    return engine_ == Engine::magnus ? by(magnus_) : by(ode_);
  }
  const propagation::PotentialProfile profile = potential_profile(config_);
  const std::vector<propagation::ProductionZone> rows = production_rows(config_);
  return engine_ == Engine::magnus
             ? by(propagation::MagnusEngine(config_.oscillation, profile, rows, tolerance_))
             : by(propagation::OdeEngine(config_.oscillation, profile, rows, tolerance_));
}

void SolarPropagator::fill_energy(model::SurvivalTable& table,
                                  std::span<const std::size_t> rows,
                                  const Monitor& monitor) const {
  const double energy = table[rows.front()].energy;
  const bool stepped = engine_ == Engine::ode || engine_ == Engine::magnus;
  std::vector<std::size_t> by_steps;  // rows that an engine of steps is to answer, all in one pass
  for (const std::size_t row : rows) {
    const auto zone = static_cast<std::size_t>(table[row].source);
    if (!enabled_) {
      table[row].fractions = {electron_row_, 0};
    } else if (!stepped) {
      table[row].fractions = adiabatic_(energy, zone);
    }
    const bool fall_back = engine_ == Engine::automatic && table[row].fractions.error > tolerance_;
    if (enabled_ && (stepped || fall_back)) {
      by_steps.push_back(row);
    }
  }
  if (!by_steps.empty()) {
    std::vector<std::size_t> zones;
    for (const std::size_t row : by_steps) {
      zones.push_back(static_cast<std::size_t>(table[row].source));
    }
    const std::vector<model::MassFractions> exact = by_engine_of_steps(energy, zones, monitor);
    for (std::size_t k = 0; k < by_steps.size(); ++k) {
      table[by_steps[k]].fractions = exact[k];
      table[by_steps[k]].certified_by_ode = engine_ != Engine::magnus;
    }
  }
  for (const std::size_t row : rows) {
    const double P = enabled_ ? model::survival_day(table[row].fractions, electron_row_) : 1;
    table[row].P_ee_day = table[row].P_ee_night = table[row].P_ee = P;
  }
}

model::SurvivalTable SolarPropagator::survival(std::span<const Query> queries,
                                               const Monitor& monitor) const {
  model::SurvivalTable table(queries.size());
  std::map<double, std::vector<std::size_t>> by_energy;  // one pass of the ode serves all sources
  for (std::size_t i = 0; i < queries.size(); ++i) {
    core::require_positive(queries[i].energy, "energy");
    if (!placed_[static_cast<std::size_t>(queries[i].source)]) {
      throw core::InvalidInput(fmt::format("the profile does not say where {} neutrinos are made",
                                           model::name(queries[i].source)));
    }
    table[i].source = queries[i].source;
    table[i].energy = queries[i].energy;
    by_energy[queries[i].energy].push_back(i);
  }
  std::vector<const std::vector<std::size_t>*> groups;
  for (const auto& [energy, rows] : by_energy) {
    groups.push_back(&rows);
  }
  std::mutex mutex;
  std::size_t done = 0;
  tbb::parallel_for(std::size_t{0}, groups.size(), [&](std::size_t k) {
    if (monitor.stop != nullptr && monitor.stop->load()) {
      throw core::Interrupted();
    }
    fill_energy(table, *groups[k], monitor);
    if (monitor.progress) {
      const std::lock_guard lock(mutex);
      monitor.progress(++done, groups.size());
    }
  });
  if (config_.night && enabled_) {
    fill_night(table, monitor);
  }
  return table;
}

void SolarPropagator::fill_night(model::SurvivalTable& table, const Monitor& monitor) const {
  std::map<double, std::size_t> place;
  for (const model::SurvivalPoint& point : table) {
    place.emplace(point.energy, 0);
  }
  std::vector<double> energies;
  for (auto& [energy, index] : place) {
    index = energies.size();
    energies.push_back(energy);
  }
  const std::vector<propagation::Regeneration> night =
      regeneration(config_, *config_.night, energies, monitor);
  const double share = config_.night->exposure->night_fraction();
  for (model::SurvivalPoint& point : table) {
    const propagation::Regeneration& earth = night[place.at(point.energy)];
    point.P_ee_night = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      point.P_ee_night += point.fractions.P[i] * earth.P[i];
    }
    point.P_ee = share * point.P_ee_night + (1 - share) * point.P_ee_day;
    point.regenerated = earth.P;
    point.night_error = earth.error;
    point.fractions.error += earth.error;
  }
}

std::vector<Query> table_queries(const Config& config) {
  std::vector<Query> queries;
  for (const model::Source source : config.sources) {
    if (source == model::Source::be7 || source == model::Source::pep) {
      const solar::Spectrum spectrum =
          solar::Spectrum::load(source, config.data, config.spectrum_8B);
      for (const solar::Line& line : spectrum.lines()) {
        queries.push_back({source, line.energy});
      }
      continue;
    }
    for (const double energy : config.energies_MeV) {
      queries.push_back({source, energy * core::units::MeV});
    }
  }
  return queries;
}

}  // namespace sunsi::pipeline
