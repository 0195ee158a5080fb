#include <fmt/format.h>

#include <algorithm>
#include <numbers>
#include <sunsi/cli/points.hpp>
#include <sunsi/core/provenance.hpp>

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

Evaluated evaluate_rates(Point point,
                         const pipeline::Experiments& experiments,
                         const pipeline::SolarPropagator& propagator,
                         const pipeline::Monitor& monitor,
                         std::vector<pipeline::DayNightBin>* bins) {
  Evaluated result{std::move(point), {}, {}, {}, {}, {}, {}, {}};
  const pipeline::Config& config = result.point.config;
  result.predictions = experiments.predict(propagator, monitor, bins);
  const solar::Fluxes fluxes = pipeline::fluxes_of(config);
  const solar::FluxPrior prior = pipeline::flux_prior_of(config);
  result.chi2 = fit::point_chi2(result.predictions, fluxes, prior);
  for (const pipeline::ExperimentPrediction& experiment : result.predictions) {
    if (experiment.inverse_covariance.size() == 0) {
      continue;  // shown, but no part of chi2
    }
    result.p_alone[experiment.experiment] =
        fit::point_chi2({&experiment, 1}, fluxes, prior).p_value;
  }
  return result;
}

Evaluated evaluate(Point point,
                   const pipeline::Experiments& experiments,
                   const pipeline::Monitor& monitor) {
  const pipeline::SolarPropagator propagator(point.config);
  std::vector<pipeline::DayNightBin> bins;
  Evaluated result = evaluate_rates(std::move(point), experiments, propagator, monitor, &bins);
  const pipeline::Config& config = result.point.config;
  const std::vector<pipeline::Query> queries = pipeline::table_queries(config);
  if (config.flavours) {
    result.flavours = propagator.flavours(queries, monitor);
    result.survival = result.flavours->points();
  } else {
    result.survival = propagator.survival(queries, monitor);
  }
  // Super-Kamiokande among the experiments has averaged these nights already.
  result.day_night =
      bins.empty() ? pipeline::day_night_bins(propagator, experiments.night_at("kamioka"), monitor)
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

std::string verdict_of(const Evaluated& e) {
  return e.bounds && !e.bounds->excluded_by.empty() ? "excluded" : verdict_of(e.chi2.p_value);
}

}  // namespace sunsi::cli
