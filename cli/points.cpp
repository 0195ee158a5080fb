#include <fmt/format.h>

#include <algorithm>
#include <numbers>
#include <sunsi/cli/points.hpp>
#include <sunsi/core/provenance.hpp>
#include <sunsi/fit/solar_fit.hpp>

namespace sunsi::cli {
namespace {

/// The highlighted point of arXiv:2211.15686 (section 3 and fig. 1, right).
constexpr const char* highlighted_point = R"(model:
  kind: zprime
  mass_MeV: 40
  c: -0.1
  tan_eta: -0.75
  eps_medium: {value: 1.0, at: centre}
  phi: {charge: 40, mass_ratio: 0.3333333333333333}
)";

bool is_dark(const model::OscillationParameters& osc) {
  return osc.theta12() > std::numbers::pi / 4;
}

std::string octant_label(const model::OscillationParameters& osc) {
  return is_dark(osc) ? "LMA-Dark" : "LMA";
}

model::OscillationParameters in_octant(const model::OscillationParameters& osc, bool dark) {
  return is_dark(osc) == dark ? osc : osc.other_octant();
}

std::string what_it_is(const pipeline::Config& config) {
  return config.zprime ? "Point" : config.nsi ? "NSI point" : "Standard model";
}

Point standard_point(const pipeline::Config& config) {
  return {"standard", "Standard model, LMA", "", false,
          config.standard(in_octant(config.oscillation, false))};
}

std::vector<Point> built_in(const Options& options) {
  std::vector<Point> points;
  for (const model::Convention reading : {model::Convention::standard, model::Convention::paper}) {
    std::vector<pipeline::Override> overrides = options.overrides;
    overrides.emplace_back("convention", std::string(model::name(reading)));
    const pipeline::Config config = pipeline::parse_config("built-in example", highlighted_point,
                                                           overrides, core::data_directory());
    if (points.empty()) {
      points.push_back(standard_point(config));
    }
    const char* eps = reading == model::Convention::standard ? "eps_std = 1" : "eps_paper = 1";
    for (const bool dark : {false, true}) {
      const auto osc = in_octant(config.oscillation, dark);
      points.push_back(
          {fmt::format("{}-{}",
                       reading == model::Convention::standard ? "eps-std-1" : "eps-paper-1",
                       dark ? "dark" : "light"),
           fmt::format("{}, {}", eps, octant_label(osc)), std::string(model::name(reading)), false,
           config.with(osc)});
    }
  }
  points[1].main = true;
  return points;
}

}  // namespace

Point own_point(const pipeline::Config& config) {
  const std::string what = what_it_is(config);
  return {"point", fmt::format("{}, {}", what, octant_label(config.oscillation)), "", true, config};
}

std::vector<Point> points_of(const Options& options) {
  if (options.config.empty()) {
    return built_in(options);
  }
  const pipeline::Config config =
      pipeline::load_config(options.config, options.overrides, core::data_directory());
  std::vector<Point> points{standard_point(config)};
  const std::string what = what_it_is(config);
  const auto other = config.oscillation.other_octant();
  points.push_back(own_point(config));
  points.push_back({"point-other-octant", fmt::format("{}, {}", what, octant_label(other)), "",
                    false, config.with(other)});
  if (config.kind() == "standard" &&
      !is_dark(config.oscillation)) {  // the point is the standard one itself
    points.erase(points.begin());
  }
  return points;
}

Shared::Shared(const pipeline::Config& config) : experiments(config) {
  if (config.fit.enabled || fit::has_solar_data(config)) {  // a fit without data is an error
    likelihood.emplace(fit::likelihood_of(config));
  }
}

Evaluated evaluate(Point point, const Shared& shared, const pipeline::Monitor& monitor) {
  Evaluated result{std::move(point), {}, {}, {}, {}, {}, {}};
  const pipeline::Config& config = result.point.config;
  const pipeline::SolarPropagator propagator(config);
  std::vector<pipeline::DayNightBin> bins;
  result.predictions = shared.experiments.predict(propagator, monitor, &bins);
  if (shared.likelihood) {
    result.solar = fit::verdict(*shared.likelihood, fit::point_of(config));
  }
  const std::vector<pipeline::Query> queries = pipeline::table_queries(config);
  if (config.flavours) {
    result.flavours = propagator.flavours(queries, monitor);
    result.survival = result.flavours->points();
  } else {
    result.survival = propagator.survival(queries, monitor);
  }
  // Super-Kamiokande among the experiments has averaged these nights already.
  result.day_night = bins.empty() ? pipeline::day_night_bins(
                                        propagator, shared.experiments.night_at("kamioka"), monitor)
                                  : std::move(bins);
  return result;
}

bool has_daynight(const Evaluated& e) {
  const std::vector<model::Source>& sources = e.point.config.sources;
  return e.point.config.night &&
         std::find(sources.begin(), sources.end(), model::Source::b8) != sources.end();
}

std::string verdict_of(double p_value) {
  return p_value < 0.0027 ? "excluded" : p_value < 0.0455 ? "disfavoured" : "allowed";
}

std::string solar_verdict_of(const Evaluated& e) {
  return e.solar ? verdict_of(e.solar->p_judged()) : "allowed";
}

std::string verdict_of(const Evaluated& e) {
  return e.bounds && !e.bounds->excluded_by.empty() ? "excluded" : solar_verdict_of(e);
}

}  // namespace sunsi::cli
