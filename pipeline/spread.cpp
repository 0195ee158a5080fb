#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <set>
#include <sunsi/core/constants.hpp>
#include <sunsi/pipeline/presets.hpp>
#include <sunsi/pipeline/spread.hpp>

namespace sunsi::pipeline {
namespace {

using core::units::MeV;
using model::Source;

constexpr int continuum_points = 24;  // P_ee is smooth: the report interpolates the edges
constexpr int pp_points = 6;
constexpr double pp_end_MeV = 0.42;  // the report draws pp below
// Mean energies that Borexino's published P_ee stand at or near (data/experiments).
constexpr double reference_8B_MeV = 10;
constexpr double reference_pp_MeV = 0.267;
constexpr double least_tolerance = 1e-5;

double sin2(double angle) { return std::sin(angle) * std::sin(angle); }

/// `count` energies from low to high, evenly in the logarithm, the ends as given.
void add_range(std::set<double>& energies, double low, double high, int count) {
  energies.insert(low);
  for (int i = 1; i + 1 < count && high > low; ++i) {
    energies.insert(low * std::pow(high / low, static_cast<double>(i) / (count - 1)));
  }
  energies.insert(high);
}

void add_queries(std::vector<Query>& queries, Source source, const std::set<double>& energies_MeV) {
  for (const double energy : energies_MeV) {
    queries.push_back({source, energy * MeV});
  }
}

/// The same configuration with another Sun or with other oscillation parameters.
struct Variant {
  std::string sun;  ///< a shipped model; empty: the configuration's own
  model::OscillationParameters osc;
};

model::OscillationParameters with_values(const model::OscillationParameters& osc,
                                         double sin2_theta12,
                                         double dm21) {
  return model::OscillationParameters::from_sin2(
      {sin2_theta12, sin2(osc.theta13()), sin2(osc.theta23()), osc.delta_cp(), dm21, osc.dm31()});
}

std::vector<model::SurvivalTable> evaluate(const Config& config,
                                           const std::vector<Variant>& variants,
                                           const std::vector<Query>& queries,
                                           const Monitor& monitor) {
  std::vector<model::SurvivalTable> tables(variants.size());
  std::mutex mutex;
  std::size_t done = 0;
  tbb::parallel_for(std::size_t{0}, variants.size(), [&](std::size_t k) {
    Config other = config.with(variants[k].osc);
    other.night.reset();
    other.engine = config.engine == Engine::adiabatic ? Engine::adiabatic : Engine::automatic;
    other.tolerance = std::max(config.tolerance, least_tolerance);
    if (!variants[k].sun.empty()) {
      other.sun = std::make_shared<const solar::SolarModel>(
          solar::SolarModel::load(variants[k].sun, config.data));
    }
    tables[k] = SolarPropagator(other).survival(queries, {{}, monitor.stop});
    if (monitor.progress) {
      const std::lock_guard lock(mutex);
      monitor.progress(++done, variants.size());
    }
  });
  return tables;
}

/// The envelope of the configuration's own Sun and of the models' tables, at one row.
void add_model_band(SpreadPoint& point,
                    std::size_t row,
                    const std::string& own,
                    const std::vector<std::string>& names,
                    const model::SurvivalTable* tables) {
  Band band{point.P_ee_day, point.P_ee_day};
  point.lowest = point.highest = own;
  for (std::size_t k = 0; k < names.size(); ++k) {
    const double P = tables[k][row].P_ee_day;
    if (P < band.low) {
      band.low = P;
      point.lowest = names[k];
    }
    if (P > band.high) {
      band.high = P;
      point.highest = names[k];
    }
  }
  point.model = band;
}

/// Shifts of theta12 and dm21 (two tables each) in quadrature, up and down apart.
void add_osc_band(SpreadPoint& point, std::size_t row, const model::SurvivalTable* tables) {
  double up = 0;
  double down = 0;
  for (std::size_t parameter = 0; parameter < 2; ++parameter) {
    const double one = tables[2 * parameter][row].P_ee_day - point.P_ee_day;
    const double two = tables[2 * parameter + 1][row].P_ee_day - point.P_ee_day;
    up = std::hypot(up, std::max({0.0, one, two}));
    down = std::hypot(down, std::max({0.0, -one, -two}));
  }
  point.osc = Band{std::max(0.0, point.P_ee_day - down), std::min(1.0, point.P_ee_day + up)};
}

/// Why the solar models cannot stand in for the configuration's Sun; empty when they can.
std::string why_no_model(const Config& config) {
  if (!config.oscillation_enabled) {
    return "without oscillation P_ee = 1 in every Sun";
  }
  if (config.production_radius.value_or(0) > 1) {
    return "solar.production_radius lies outside the shipped models";
  }
  return "";
}

}  // namespace

OneSigmaChoice one_sigma(const Config& config) {
  if (!config.oscillation_enabled) {
    return {std::nullopt, "oscillation is switched off"};
  }
  const std::vector<OscillationPreset> presets = load_presets(config.data);
  const auto preset = std::find_if(presets.begin(), presets.end(), [&](const OscillationPreset& p) {
    return p.name == config.preset;
  });
  if (preset == presets.end() || !preset->sin2_theta12_interval || !preset->dm21_interval_eV2) {
    return {std::nullopt, fmt::format("the preset {} has no intervals", config.preset)};
  }
  const double s12 = sin2(config.oscillation.theta12());
  const auto same = [](double a, double b) { return std::abs(a - b) <= 1e-9 * b; };
  const bool dark = s12 > 0.5;
  if (!same(dark ? 1 - s12 : s12, preset->sin2_theta12) ||
      !same(config.oscillation.dm21(), preset->dm21_eV2)) {
    return {std::nullopt,
            fmt::format("sin2_theta12 or dm21_eV2 was set to another value than that of the preset "
                        "{}, whose intervals do not belong to it",
                        config.preset)};
  }
  const auto [low, high] = *preset->sin2_theta12_interval;
  OneSigma interval{preset->name, preset->source, {low, high}, *preset->dm21_interval_eV2};
  if (dark) {
    interval.sin2_theta12 = {1 - high, 1 - low};
  }
  return {interval, ""};
}

std::vector<Query> spread_queries(const Config& config) {
  const auto asked = [&](Source source) {
    return std::find(config.sources.begin(), config.sources.end(), source) != config.sources.end();
  };
  const auto [low, high] =
      std::minmax_element(config.energies_MeV.begin(), config.energies_MeV.end());
  std::vector<Query> queries;
  for (const Source source :
       {Source::b8, Source::hep, Source::pp, Source::n13, Source::o15, Source::f17}) {
    if (asked(source)) {
      std::set<double> energies;
      add_range(energies, *low, *high, continuum_points);
      if (source == Source::b8) {
        energies.insert(reference_8B_MeV);
      }
      if (source == Source::pp) {
        energies.insert(reference_pp_MeV);
      }
      add_queries(queries, source, energies);
      break;
    }
  }
  if (asked(Source::pp) && queries.front().source != Source::pp) {
    std::set<double> energies{reference_pp_MeV};
    if (*low < pp_end_MeV) {
      add_range(energies, *low, std::min(*high, pp_end_MeV), pp_points);
    }
    add_queries(queries, Source::pp, energies);
  }
  for (const Query& query : table_queries(config)) {
    if (query.source == Source::be7 || query.source == Source::pep) {
      queries.push_back(query);
    }
  }
  return queries;
}

Spread spread(const Config& config,
              const std::vector<std::string>& models,
              const Monitor& monitor) {
  Spread result;
  result.why_no_model = why_no_model(config);
  result.one_sigma = one_sigma(config);
  const bool own_is_shipped = !config.sun->files().empty();
  std::vector<Variant> variants{{"", config.oscillation}};
  std::vector<std::string> others;
  if (result.why_no_model.empty()) {
    result.models = models;
    for (const std::string& name : models) {
      if (!own_is_shipped || name != config.sun->name()) {
        others.push_back(name);
        variants.push_back({name, config.oscillation});
      }
    }
  }
  if (const auto& interval = result.one_sigma.interval) {
    const double s12 = sin2(config.oscillation.theta12());
    for (const double end : interval->sin2_theta12) {
      variants.push_back({"", with_values(config.oscillation, end, config.oscillation.dm21())});
    }
    for (const double end : interval->dm21) {
      variants.push_back({"", with_values(config.oscillation, s12, end)});
    }
  }
  const std::vector<Query> queries = spread_queries(config);
  const std::vector<model::SurvivalTable> tables = evaluate(config, variants, queries, monitor);
  for (std::size_t row = 0; row < queries.size(); ++row) {
    SpreadPoint point{queries[row], tables[0][row].P_ee_day, {}, {}, {}, {}};
    if (result.why_no_model.empty()) {
      add_model_band(point, row, config.sun->name(), others, tables.data() + 1);
    }
    if (result.one_sigma.interval) {
      add_osc_band(point, row, tables.data() + 1 + others.size());
    }
    result.rows.push_back(std::move(point));
  }
  return result;
}

}  // namespace sunsi::pipeline
