#include <fmt/format.h>

#include <sunsi/cli/night_sheets.hpp>
#include <sunsi/cli/output.hpp>
#include <sunsi/cli/point_bounds.hpp>
#include <sunsi/cli/render.hpp>
#include <sunsi/cli/sheets.hpp>
#include <sunsi/cli/verbs.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/provenance.hpp>
#include <sunsi/pipeline/schema.hpp>

namespace sunsi::cli {
namespace {

pipeline::Config load(const Options& options) {
  return pipeline::load_config(options.config, options.overrides, core::data_directory());
}

std::vector<pipeline::InputFile> inputs_of_run(const pipeline::Config& config) {
  return joined(pipeline::inputs_of(config), BoundsTask(config).inputs_of_run(config));
}

}  // namespace

int probability(const Options& options, const StopSignal& stop) {
  const pipeline::Config config = load(options);
  if (options.zenith && (!config.night || config.night->zenith_edges.empty())) {
    throw core::InvalidInput(
        config.night ? "--zenith needs bins: set earth.zenith_bins, say --set earth.zenith_bins=10"
                     : "--zenith needs a night: set earth.enabled: true");
  }
  const auto meta = metadata(config, pipeline::inputs_of(config));
  const std::vector<pipeline::Query> queries = pipeline::table_queries(config);
  Progress progress("probability", options.quiet);
  const pipeline::SolarPropagator propagator(config);
  if (options.zenith) {
    const model::SurvivalTable table = propagator.survival(queries, progress.monitor(stop));
    Progress bins("zenith bins", options.quiet);
    emit(zenith_sheet(config, pipeline::zenith_table(config, table, bins.monitor(stop)), meta),
         options);
  } else if (config.flavours) {
    const pipeline::FlavourTable table = propagator.flavours(queries, progress.monitor(stop));
    emit(probability_sheet(config, table.points(), meta, &table), options);
  } else {
    emit(probability_sheet(config, propagator.survival(queries, progress.monitor(stop)), meta),
         options);
  }
  return 0;
}

int rates(const Options& options, const StopSignal& stop) {
  const pipeline::Config config = load(options);
  const auto meta = metadata(config, pipeline::inputs_of(config));
  Progress progress("rates", options.quiet);
  emit(rates_sheet(pipeline::predict(config, progress.monitor(stop)), meta), options);
  return 0;
}

int model(const Options& options) {
  const pipeline::Config config = load(options);
  emit(model_sheet(pipeline::model_quantities(config),
                   metadata(config, pipeline::inputs_of(config))),
       options);
  return 0;
}

int validate(const Options& options) {
  const pipeline::Config config = load(options);
  emit(config.completed, options);
  return 0;
}

int schema(const Options& options) {
  emit(pipeline::config_schema(core::data_directory()), options);
  return 0;
}

int data(const Options& options) {
  const std::filesystem::path folder = core::data_directory();
  // With a configuration: what a run of it uses (verified on the way). Without: every shipped file.
  const std::vector<pipeline::InputFile> files =
      options.config.empty() ? pipeline::shipped_files(folder) : inputs_of_run(load(options));
  std::vector<std::string> status;
  std::string first_error;
  for (const pipeline::InputFile& file : files) {
    try {
      if (options.config.empty()) {
        pipeline::verify(file, folder);
      }
      status.emplace_back("ok");
    } catch (const core::DataError& error) {
      status.emplace_back("damaged or missing");
      first_error = first_error.empty() ? error.what() : first_error;
    }
  }
  if (options.bibtex) {
    emit(pipeline::bibtex_of(files, folder), options);
  } else {
    emit(data_sheet(files, status), options);
  }
  if (!first_error.empty()) {
    throw core::DataError(first_error);
  }
  return 0;
}

int report(const Options& options) {
  if (options.config.empty()) {
    throw core::InvalidInput("report needs the folder that `sunsi run` wrote");
  }
  if (std::filesystem::exists(std::filesystem::path(options.config) / "plane.json")) {
    return render_plane(options.config, Rendering::required, options.quiet);
  }
  return render_report(options.config, Rendering::required);
}

}  // namespace sunsi::cli
