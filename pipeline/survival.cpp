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
#include <sunsi/propagation/adiabatic.hpp>
#include <sunsi/propagation/adiabatic_table.hpp>
#include <sunsi/propagation/hamiltonian.hpp>
#include <sunsi/propagation/magnus.hpp>
#include <sunsi/propagation/ode.hpp>
#include <sunsi/solar/spectrum.hpp>

namespace sunsi::pipeline {
namespace {

/// Of a table [eV], rising, each once.
std::vector<double> distinct_energies(const model::SurvivalTable& table) {
  std::vector<double> energies;
  for (const model::SurvivalPoint& point : table) {
    energies.push_back(point.energy);
  }
  std::sort(energies.begin(), energies.end());
  energies.erase(std::unique(energies.begin(), energies.end()), energies.end());
  return energies;
}

void set_day(model::SurvivalPoint& point, double P_ee) {
  point.P_ee_day = point.P_ee_night = point.P_ee = P_ee;
}

}  // namespace

struct SolarPropagator::Engines {
  Engines(const Config& config, const std::vector<propagation::ProductionZone>& zones)
      : Engines(config, zones, potential_profile(config)) {}

  Engines(const Config& config,
          const std::vector<propagation::ProductionZone>& zones,
          const propagation::PotentialProfile& profile)
      : ode(config.oscillation, profile, zones, config.tolerance),
        magnus(config.oscillation, profile, zones, config.tolerance) {
    if (auto medium = propagation::day_medium(profile, zones)) {
      table.emplace(config.oscillation, std::move(*medium));
    } else {
      engine.emplace(config.oscillation, profile, zones);
    }
  }

  std::optional<propagation::AdiabaticTable> table;    ///< where V_mu = V_tau
  std::optional<propagation::AdiabaticEngine> engine;  ///< elsewhere
  propagation::OdeEngine ode;
  propagation::MagnusEngine magnus;
};

SolarPropagator::SolarPropagator(const Config& config)
    : config_(config),
      electron_row_(config.oscillation.electron_row()),
      engines_(std::make_shared<const Engines>(config, production_zones(config))) {}

SolarPropagator SolarPropagator::with_night(std::optional<Night> night) const {
  SolarPropagator other = *this;
  other.config_.night = std::move(night);
  return other;
}

model::MassFractions SolarPropagator::adiabatic(double energy, std::size_t zone) const {
  if (engines_->table) {
    const propagation::AdiabaticTable::Point point{energy, zone};
    return (*engines_->table)({&point, 1}).front();
  }
  return (*engines_->engine)(energy, zone);
}

std::vector<model::MassFractions> SolarPropagator::by_engine_of_steps(
    double energy, std::span<const std::size_t> zones, const Monitor& monitor) const {
  // The rules' few radii average what depends on the place through the potential alone, as the
  // adiabatic fractions do. Where those do not hold, levels nearly meet in the region: every row of
  // its table then.
  const bool smooth =
      config_.production_radius || std::all_of(zones.begin(), zones.end(), [&](std::size_t zone) {
        return adiabatic(energy, zone).error <= config_.tolerance;
      });
  const auto by = [&](const auto& engine) { return engine(energy, zones, nullptr, monitor.stop); };
  if (smooth) {
    return config_.engine == Engine::magnus ? by(engines_->magnus) : by(engines_->ode);
  }
  const propagation::PotentialProfile profile = potential_profile(config_);
  const std::vector<propagation::ProductionZone> rows = production_rows(config_);
  return config_.engine == Engine::magnus
             ? by(propagation::MagnusEngine(config_.oscillation, profile, rows, config_.tolerance))
             : by(propagation::OdeEngine(config_.oscillation, profile, rows, config_.tolerance));
}

bool SolarPropagator::fill_by_table(model::SurvivalTable& table, const Monitor& monitor) const {
  if (!config_.oscillation_enabled || !engines_->table || config_.engine == Engine::ode ||
      config_.engine == Engine::magnus) {
    return false;
  }
  constexpr std::size_t block = 256;  // some 0.6 ms; rows do not depend on each other
  tbb::parallel_for(std::size_t{0}, (table.size() + block - 1) / block, [&](std::size_t k) {
    if (monitor.stop != nullptr && monitor.stop->load()) {
      throw core::Interrupted();
    }
    const auto rows =
        std::span(table).subspan(k * block, std::min(block, table.size() - k * block));
    std::vector<propagation::AdiabaticTable::Point> points;
    points.reserve(rows.size());
    for (const model::SurvivalPoint& row : rows) {
      points.push_back({row.energy, static_cast<std::size_t>(row.source)});
    }
    const std::vector<model::MassFractions> fractions = (*engines_->table)(points);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i].fractions = fractions[i];
      set_day(rows[i], model::survival_day(fractions[i], electron_row_));
    }
  });
  return true;
}

void SolarPropagator::fill_energy(model::SurvivalTable& table,
                                  std::span<const std::size_t> rows,
                                  bool tabulated,
                                  const Monitor& monitor) const {
  const double energy = table[rows.front()].energy;
  const bool stepped = config_.engine == Engine::ode || config_.engine == Engine::magnus;
  std::vector<std::size_t> by_steps;  // rows that an engine of steps is to answer, all in one pass
  for (const std::size_t row : rows) {
    const auto zone = static_cast<std::size_t>(table[row].source);
    if (!config_.oscillation_enabled) {
      table[row].fractions = {electron_row_, 0};
    } else if (!stepped && !tabulated) {
      table[row].fractions = adiabatic(energy, zone);
    }
    const bool fall_back =
        config_.engine == Engine::automatic && table[row].fractions.error > config_.tolerance;
    if (config_.oscillation_enabled && (stepped || fall_back)) {
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
      table[by_steps[k]].certified_by_ode = config_.engine != Engine::magnus;
    }
  }
  for (const std::size_t row : rows) {
    set_day(table[row], config_.oscillation_enabled
                            ? model::survival_day(table[row].fractions, electron_row_)
                            : 1);
  }
}

model::SurvivalTable SolarPropagator::by_day(std::span<const Query> queries,
                                             const Monitor& monitor) const {
  model::SurvivalTable table(queries.size());
  for (std::size_t i = 0; i < queries.size(); ++i) {
    core::require_positive(queries[i].energy, "energy");
    if (!config_.places(queries[i].source)) {
      throw core::InvalidInput(fmt::format("the profile does not say where {} neutrinos are made",
                                           model::name(queries[i].source)));
    }
    table[i].source = queries[i].source;
    table[i].energy = queries[i].energy;
  }
  if (monitor.stop != nullptr && monitor.stop->load()) {
    throw core::Interrupted();
  }
  const bool tabulated = fill_by_table(table, monitor);
  std::map<double, std::vector<std::size_t>> by_energy;  // one pass of the ode serves all sources
  for (std::size_t i = 0; i < table.size(); ++i) {
    const bool done = tabulated && (config_.engine == Engine::adiabatic ||
                                    table[i].fractions.error <= config_.tolerance);
    if (!done) {
      by_energy[table[i].energy].push_back(i);
    }
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
    fill_energy(table, *groups[k], tabulated, monitor);
    if (monitor.progress) {
      const std::lock_guard lock(mutex);
      monitor.progress(++done, groups.size());
    }
  });
  return table;
}

model::SurvivalTable SolarPropagator::survival(std::span<const Query> queries,
                                               const Monitor& monitor) const {
  model::SurvivalTable table = by_day(queries, monitor);
  if (config_.night && config_.oscillation_enabled) {
    fill_night(table, monitor);
  }
  return table;
}

FlavourTable SolarPropagator::flavours(std::span<const Query> queries,
                                       const Monitor& monitor) const {
  model::SurvivalTable table = by_day(queries, monitor);
  FlavourTable::Night night;
  if (config_.night && config_.oscillation_enabled) {
    night.energies = distinct_energies(table);
    night.earth = regeneration_of_flavours(config_, *config_.night, night.energies, monitor);
    night.share = config_.night->exposure->night_fraction();
  }
  return {std::move(table), propagation::mixing_matrix(config_.oscillation),
          config_.oscillation_enabled, std::move(night)};
}

void SolarPropagator::fill_night(model::SurvivalTable& table, const Monitor& monitor) const {
  const std::vector<double> energies = distinct_energies(table);
  const std::vector<propagation::Regeneration> night =
      regeneration(config_, *config_.night, energies, monitor);
  const double share = config_.night->exposure->night_fraction();
  for (model::SurvivalPoint& point : table) {
    const auto place = std::lower_bound(energies.begin(), energies.end(), point.energy);
    const propagation::Regeneration& earth =
        night[static_cast<std::size_t>(place - energies.begin())];
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
