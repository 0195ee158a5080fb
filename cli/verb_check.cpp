#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <sunsi/cli/output.hpp>
#include <sunsi/cli/points.hpp>
#include <sunsi/cli/report_json.hpp>
#include <sunsi/cli/verbs.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/provenance.hpp>
#include <sunsi/fit/solar_fit.hpp>

namespace sunsi::cli {
namespace {

using Json = nlohmann::ordered_json;

/// The rows of the table of bounds by name.
Json bounds_json(const PointBounds& point) {
  Json out = Json::object();
  const auto number = [](const std::optional<double>& x) { return x ? Json(*x) : Json(); };
  for (const sunsi::bounds::Verdict& v : point.verdicts) {
    out[v.bound] = {
        {"applies", v.applies},
        {"prediction", number(v.prediction)},
        {"limit", number(v.limit)},
        {"ratio", number(v.ratio)},
        {"excluded", v.excluded},
        {"confidence_level", v.confidence_level > 0 ? Json(v.confidence_level) : Json()},
        {"reason", v.reason},
        {"source", v.source}};
  }
  return out;
}

}  // namespace

int check(const Options& options, const StopSignal& stop) {
  const pipeline::Config config =
      pipeline::load_config(options.config, options.overrides, core::data_directory());
  (void)pipeline::inputs_of(config);  // a verdict rests on verified data
  if (stop.flag().load()) {
    throw core::Interrupted();
  }
  Evaluated point{own_point(config), {}, {}, {}, {}, {}, {}};
  const fit::Verdict& solar =
      point.solar.emplace(fit::verdict(fit::likelihood_of(config), fit::point_of(config)));
  const BoundsTask task(config);
  point.bounds = task.of(config);
  if (options.format == Format::csv) {
    emit(verdict_line(point) + "\n", options);
    return 0;
  }
  Json out{{"label", point.point.label},
           {"verdict", verdict_of(point)},
           {"verdict_solar", solar_verdict_of(point)},
           {"chi2", solar.total},
           {"dof", solar.dof},
           {"p_value", solar.p_value},
           {"p_judged", solar.p_judged()},
           {"chi2_fluxes", solar.fluxes},
           {"chi2_pulls", solar.pulls},
           {"excluded_by", Json::array()},
           {"experiments", Json::object()},
           {"bounds", point.bounds ? bounds_json(*point.bounds) : Json::object()},
           {"bounds_summary", point.bounds ? point.bounds->summary : task.absence()},
           {"config_hash", config.hash}};
  for (const auto& [experiment, chi2] : solar.by_experiment) {
    const double p = solar.p_alone(experiment);
    out["experiments"][experiment] = {{"chi2", chi2}, {"p_value", p}};
    if (verdict_of(p) == "excluded") {
      out["excluded_by"].push_back(experiment);
    }
  }
  if (point.bounds) {
    for (const std::string& name : point.bounds->excluded_by) {
      out["excluded_by"].push_back(name);
    }
  }
  emit(out.dump(1) + "\n", options);
  return 0;
}

}  // namespace sunsi::cli
