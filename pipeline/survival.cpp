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
#include <sunsi/propagation/hamiltonian.hpp>
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
  if (auto medium = propagation::day_medium(potential_profile(config), zones)) {
    day_table_.emplace(config.oscillation, std::move(*medium));
  }
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

bool SolarPropagator::fill_by_table(model::SurvivalTable& table) const {
  if (!enabled_ || !day_table_ || engine_ == Engine::ode || engine_ == Engine::magnus) {
    return false;
  }
  std::vector<propagation::AdiabaticTable::Point> points;
  points.reserve(table.size());
  for (const model::SurvivalPoint& point : table) {
    points.push_back({point.energy, static_cast<std::size_t>(point.source)});
  }
  const std::vector<model::MassFractions> fractions = (*day_table_)(points);
  for (std::size_t i = 0; i < table.size(); ++i) {
    table[i].fractions = fractions[i];
    set_day(table[i], model::survival_day(fractions[i], electron_row_));
  }
  return true;
}

void SolarPropagator::fill_energy(model::SurvivalTable& table,
                                  std::span<const std::size_t> rows,
                                  bool tabulated,
                                  const Monitor& monitor) const {
  const double energy = table[rows.front()].energy;
  const bool stepped = engine_ == Engine::ode || engine_ == Engine::magnus;
  std::vector<std::size_t> by_steps;  // rows that an engine of steps is to answer, all in one pass
  for (const std::size_t row : rows) {
    const auto zone = static_cast<std::size_t>(table[row].source);
    if (!enabled_) {
      table[row].fractions = {electron_row_, 0};
    } else if (!stepped && !tabulated) {
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
    set_day(table[row], enabled_ ? model::survival_day(table[row].fractions, electron_row_) : 1);
  }
}

model::SurvivalTable SolarPropagator::by_day(std::span<const Query> queries,
                                             const Monitor& monitor) const {
  model::SurvivalTable table(queries.size());
  for (std::size_t i = 0; i < queries.size(); ++i) {
    core::require_positive(queries[i].energy, "energy");
    if (!placed_[static_cast<std::size_t>(queries[i].source)]) {
      throw core::InvalidInput(fmt::format("the profile does not say where {} neutrinos are made",
                                           model::name(queries[i].source)));
    }
    table[i].source = queries[i].source;
    table[i].energy = queries[i].energy;
  }
  if (monitor.stop != nullptr && monitor.stop->load()) {
    throw core::Interrupted();
  }
  const bool tabulated = fill_by_table(table);
  std::map<double, std::vector<std::size_t>> by_energy;  // one pass of the ode serves all sources
  for (std::size_t i = 0; i < table.size(); ++i) {
    const bool done =
        tabulated && (engine_ == Engine::adiabatic || table[i].fractions.error <= tolerance_);
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
  if (config_.night && enabled_) {
    fill_night(table, monitor);
  }
  return table;
}

FlavourTable SolarPropagator::flavours(std::span<const Query> queries,
                                       const Monitor& monitor) const {
  model::SurvivalTable table = by_day(queries, monitor);
  FlavourTable::Night night;
  if (config_.night && enabled_) {
    night.energies = distinct_energies(table);
    night.earth = regeneration_of_flavours(config_, *config_.night, night.energies, monitor);
    night.share = config_.night->exposure->night_fraction();
  }
  return {std::move(table), propagation::mixing_matrix(config_.oscillation), enabled_,
          std::move(night)};
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
