#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <sunsi/cli/output.hpp>
#include <sunsi/cli/points.hpp>
#include <sunsi/cli/report_json.hpp>
#include <sunsi/cli/verbs.hpp>
#include <sunsi/core/provenance.hpp>

namespace sunsi::cli {

int check(const Options& options, const StopSignal& stop) {
  const pipeline::Config config =
      pipeline::load_config(options.config, options.overrides, core::data_directory());
  (void)pipeline::inputs_of(config);  // a verdict rests on verified data
  Progress progress("check", options.quiet);
  const Evaluated point = evaluate_rates(own_point(config), progress.monitor(stop));
  if (options.format == Format::csv) {
    emit(verdict_line(point) + "\n", options);
    return 0;
  }
  nlohmann::ordered_json out{{"label", point.point.label},
                             {"verdict", verdict_of(point.chi2.p_value)},
                             {"chi2", point.chi2.total},
                             {"dof", point.chi2.dof},
                             {"p_value", point.chi2.p_value},
                             {"excluded_by", nlohmann::ordered_json::array()},
                             {"experiments", nlohmann::ordered_json::object()},
                             {"config_hash", config.hash}};
  for (const auto& [experiment, p] : point.p_alone) {
    out["experiments"][experiment] = {{"chi2", point.chi2.by_experiment.at(experiment)},
                                      {"p_value", p}};
    if (verdict_of(p) == "excluded") {
      out["excluded_by"].push_back(experiment);
    }
  }
  emit(out.dump(1) + "\n", options);
  return 0;
}

}  // namespace sunsi::cli
