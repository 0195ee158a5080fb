#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <sunsi/cli/fit_report.hpp>
#include <sunsi/cli/night_sheets.hpp>
#include <sunsi/cli/output.hpp>
#include <sunsi/cli/points.hpp>
#include <sunsi/cli/render.hpp>
#include <sunsi/cli/report_json.hpp>
#include <sunsi/cli/sheets.hpp>
#include <sunsi/cli/verbs.hpp>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/files.hpp>
#include <sunsi/pipeline/night.hpp>

namespace sunsi::cli {
namespace {

namespace fs = std::filesystem;

/// Files of a run, complete in memory before the first is written.
using Files = std::vector<std::pair<fs::path, std::string>>;

/// A table as CSV and, when another format was asked for, in that one beside it.
void add_table(Files& files, const fs::path& stem, const core::Sheet& sheet, Format format) {
  files.emplace_back(stem.string() + ".csv", sheet.csv());
  if (format != Format::csv) {
    files.emplace_back(stem.string() + (format == Format::json ? ".json" : ".h5"),
                       formatted(sheet, format));
  }
}

void add_point(Files& files,
               const Evaluated& e,
               const std::vector<pipeline::InputFile>& inputs,
               const BoundsTask& task,
               Format format) {
  const pipeline::Config& config = e.point.config;
  auto meta = metadata(config, inputs);
  meta.emplace_back("point", e.point.label);
  const fs::path folder = fs::path("points") / e.point.name;
  const auto add = [&](const std::string& stem, const core::Sheet& sheet) {
    add_table(files, folder / stem, sheet, format);
    if (e.point.main) {
      add_table(files, stem, sheet, format);
    }
  };
  add("probability",
      probability_sheet(config, e.survival, meta, e.flavours ? &*e.flavours : nullptr));
  add("rates", rates_sheet(e.predictions, meta));
  add("potential", potential_sheet(config, meta));
  if (!e.day_night.empty()) {
    add("daynight-rates", daynight_rates_sheet(e.day_night, meta));
  }
  if (has_daynight(e)) {
    add("daynight", daynight_sheet(e.survival, meta));
  }
  if (config.kind() != "standard") {
    add("model", model_sheet(pipeline::model_quantities(config), meta));
  }
  if (e.bounds) {
    core::Sheet sheet = bounds_table(*e.bounds, config, task.inputs());
    sheet.metadata.emplace_back("point", e.point.label);
    add("bounds", sheet);
  }
}

/// The tables of the night of one point. Without oscillation nothing is regenerated.
void add_night(Files& files,
               const Evaluated& e,
               const std::vector<pipeline::InputFile>& inputs,
               const Options& options,
               const StopSignal& stop) {
  const pipeline::Config& config = e.point.config;
  if (!config.night || !config.oscillation_enabled) {
    return;
  }
  auto meta = metadata(config, inputs);
  meta.emplace_back("point", e.point.label);
  const auto add = [&](const std::string& stem, const core::Sheet& sheet) {
    add_table(files, fs::path("points") / e.point.name / stem, sheet, options.format);
    if (e.point.main) {
      add_table(files, stem, sheet, options.format);
    }
  };
  Progress progress(e.point.label + ", zenith angles", options.quiet);
  const pipeline::Monitor monitor = progress.monitor(stop);
  add("regeneration", regeneration_sheet(config, e.survival, meta));
  const auto curve = pipeline::zenith_curve(config, {nullptr, monitor.stop});
  if (!curve.empty()) {
    add("zenith-curve", zenith_curve_sheet(curve, meta));
  }
  if (!config.night->zenith_edges.empty()) {
    add("zenith", zenith_sheet(config, pipeline::zenith_table(config, e.survival, monitor), meta));
  }
  if (e.point.main) {
    add_table(files, "exposure", exposure_sheet(config, metadata(config, inputs)), options.format);
  }
}

bool same_couplings(const pipeline::Config& a, const pipeline::Config& b) {
  return a.convention == b.convention && a.zprime->mass() == b.zprime->mass() &&
         a.zprime->g() == b.zprime->g() && a.zprime->eps_kin() == b.zprime->eps_kin();
}

/// The plane around every set of couplings: bounds that planes hold do not know the octant.
RunBounds add_planes(Files& files,
                     const std::vector<Evaluated>& points,
                     const BoundsTask& task,
                     const Options& options,
                     const StopSignal& stop) {
  RunBounds result{task.absence(), {}};
  const pipeline::Config* last = nullptr;
  for (const Evaluated& e : points) {
    const pipeline::Config& config = e.point.config;
    if (!e.bounds) {
      continue;
    }
    if (last != nullptr && same_couplings(*last, config)) {
      result.planes.back().points.push_back(e.point.name);
      continue;
    }
    last = &config;
    Progress progress(e.point.label + ", plane of bounds", options.quiet);
    const fs::path folder = fs::path("planes") / e.point.name;
    for (const auto& [stem, sheet] : task.plane(config, progress.monitor(stop))) {
      add_table(files, folder / stem, sheet, options.format);
    }
    result.planes.push_back({folder.string(),
                             {e.point.name},
                             std::string(model::name(config.convention)),
                             config.zprime->mass() / core::units::MeV,
                             config.zprime->g()});
  }
  return result;
}

/// The bands of the main point; gives every file that the run read, those of the other solar models
/// with them.
std::vector<pipeline::InputFile> add_spread(Files& files,
                                            const pipeline::Config& config,
                                            const Options& options,
                                            const StopSignal& stop) {
  Progress progress("Spread of P_ee", options.quiet);
  const pipeline::Spread spread =
      pipeline::spread(config, solar::solar_model_names(), progress.monitor(stop));
  std::vector<pipeline::InputFile> inputs = pipeline::inputs_of(config, spread.models);
  add_table(files, "spread", spread_sheet(spread, metadata(config, inputs)), options.format);
  return inputs;
}

void write_all(const fs::path& folder, const Files& files) {
  for (const auto& [path, text] : files) {
    std::error_code ec;
    fs::create_directories((folder / path).parent_path(), ec);
    if (ec) {
      throw core::DataError(fmt::format("{}: cannot be made ({}); choose another place with -o",
                                        (folder / path).parent_path().string(), ec.message()));
    }
    core::write_file_atomically(folder / path, text);
  }
}

/// Files of a fit that an earlier run left and this one does not write.
void remove_earlier_fit(const fs::path& folder, const Files& files) {
  std::error_code ec;
  std::vector<fs::path> old;
  for (const auto& entry : fs::directory_iterator(folder, ec)) {
    const std::string name = entry.path().filename().string();
    const auto same = [&](const auto& file) { return file.first == name; };
    if (is_fit_file(name) && std::none_of(files.begin(), files.end(), same)) {
      old.push_back(entry.path());
    }
  }
  for (const fs::path& path : old) {
    fs::remove(path, ec);
  }
}

/// Tables of bounds that an earlier run left and this one does not write: they would be read as this
/// run's. Nothing else in the folder is touched.
void remove_earlier_bounds(const fs::path& folder, const Files& files) {
  std::vector<fs::path> places{""};
  for (const char* parent : {"points", "planes"}) {
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(folder / parent, ec)) {
      places.push_back(fs::path(parent) / entry.path().filename());
    }
  }
  for (const fs::path& place : places) {
    const bool plane = place.parent_path() == "planes";
    for (const char* stem : {"bounds", "contours", "bands", "regions", "excluded"}) {
      for (const char* ending : {".csv", ".json", ".h5"}) {
        const fs::path path = place / (std::string(stem) + ending);
        const auto same = [&](const auto& file) { return file.first == path; };
        std::error_code ec;
        if (plane == (stem != std::string("bounds")) &&
            std::none_of(files.begin(), files.end(), same)) {
          fs::remove(folder / path, ec);
        }
      }
    }
    std::error_code ec;
    if (plane) {
      fs::remove(folder / place, ec);  // when empty
    }
  }
  std::error_code ec;
  fs::remove(folder / "planes", ec);
}

/// The night of the configuration's site, the same in all points, works out its weights once.
void share_night(std::vector<Point>& points) {
  std::optional<pipeline::Night> night = points.front().config.night;
  if (night && points.front().config.oscillation_enabled) {
    night = pipeline::with_weights(std::move(*night));
    for (Point& point : points) {
      point.config.night = night;
    }
  }
}

}  // namespace

int run(const Options& options, const StopSignal& stop) {
  std::vector<Point> points = points_of(options);
  share_night(points);
  const auto main =
      std::find_if(points.begin(), points.end(), [](const Point& point) { return point.main; });
  const pipeline::Config& config = main->config;
  const std::vector<pipeline::InputFile> inputs = pipeline::inputs_of(config);
  const BoundsTask task(config);
  const Shared shared(config);  // the points differ in the interaction alone
  std::vector<Evaluated> evaluated;
  Files files;
  for (const Point& point : points) {
    Progress progress(point.label, options.quiet);
    evaluated.push_back(evaluate(point, shared, progress.monitor(stop)));
    evaluated.back().bounds = task.of(point.config);
    add_point(files, evaluated.back(), inputs, task, options.format);
    add_night(files, evaluated.back(), inputs, options, stop);
  }
  const RunBounds bounds = add_planes(files, evaluated, task, options, stop);
  const auto all_inputs =
      joined(add_spread(files, config, options, stop), task.inputs_of_run(config));
  add_table(files, "profile", profile_sheet(config, metadata(config, inputs)), options.format);
  files.emplace_back("borexino-pee.csv",
                     core::read_file(config.data / "experiments/borexino-pee.csv"));
  files.emplace_back("config.yaml", config.completed);
  FitReport fitted;
  if (config.fit.enabled) {
    fitted = fit_report(config, shared.likelihood.value(), options, stop);
    for (auto& [path, text] : fitted.files) {
      files.emplace_back(path, std::move(text));
    }
  }
  files.emplace_back("report.json",
                     report_json(options, evaluated, all_inputs, bounds, fitted.summary));
  const fs::path folder = options.output.empty() ? "sunsi-output" : options.output;
  write_all(folder, files);
  remove_earlier_bounds(folder, files);
  remove_earlier_fit(folder, files);
  if (!options.quiet) {
    for (const Evaluated& e : evaluated) {
      fmt::print("{}\n", verdict_line(e));
    }
  }
  std::fflush(stdout);
  const int status = render_report(folder, Rendering::optional);
  return status;
}

}  // namespace sunsi::cli
