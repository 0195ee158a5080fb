#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>
#include <sunsi/bounds/highlight.hpp>
#include <sunsi/cli/plane_files.hpp>
#include <sunsi/cli/render.hpp>
#include <sunsi/cli/sheets.hpp>
#include <sunsi/cli/verbs.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/provenance.hpp>
#include <sunsi/core/spelling.hpp>

namespace sunsi::cli {
namespace {

using pipeline::ScanAxis;
using pipeline::ScanKey;

/// One of the two words of --plane KEY,KEY; "model." may be left out.
ScanKey key_of(const std::string& word) {
  std::vector<std::string> allowed;
  for (const ScanKey key : pipeline::all_scan_keys) {
    if (word == pipeline::path(key) || word == pipeline::name(key)) {
      return key;
    }
    allowed.emplace_back(pipeline::path(key));
  }
  const std::string near = core::nearest(word, allowed);
  throw core::InvalidInput(fmt::format(
      "--plane: no axis can run over '{}'{}; allowed are {}", word,
      near.empty() ? "" : fmt::format(", did you mean '{}'?", near), fmt::join(allowed, ", ")));
}

/// The configuration's axis over a key, else the usual one.
ScanAxis axis_over(ScanKey key, const pipeline::Config& config) {
  if (config.scan.enabled) {
    for (const ScanAxis& axis : config.scan.axes) {
      if (axis.key == key) {
        return axis;
      }
    }
  }
  return pipeline::usual_axis(key);
}

using Keys = std::array<ScanKey, 2>;

/// The keys that the command line names; nothing when it leaves them to the configuration.
std::optional<Keys> named_keys(const Options& options) {
  if (options.plane_keys.empty()) {
    return std::nullopt;
  }
  const auto comma = options.plane_keys.find(',');
  if (comma == std::string::npos) {
    throw core::InvalidInput(
        fmt::format("--plane {}: write two keys, say --plane model.mass_MeV,model.g (or none, and "
                    "CONFIG before it)",
                    options.plane_keys));
  }
  return Keys{key_of(options.plane_keys.substr(0, comma)),
              key_of(options.plane_keys.substr(comma + 1))};
}

bounds::Outline::Axes axes_of(const std::optional<Keys>& keys, const pipeline::Config& config) {
  if (!keys && config.scan.enabled) {
    return config.scan.axes;
  }
  const auto [x, y] = keys.value_or(Keys{ScanKey::mass_MeV, ScanKey::g});
  return {axis_over(x, config), axis_over(y, config)};
}

std::string level_note(const bounds::Plane& plane) {
  std::vector<std::string> none;
  for (const auto& bound : plane.bounds) {
    if (bound.bound->label().confidence_level <= 0) {
      none.push_back(bound.bound->label().name);
    }
  }
  return fmt::format("levels are mixed: each bound keeps the one of its source (regions.csv){}{}",
                     none.empty() ? "" : "; none stated for ", fmt::join(none, ", "));
}

void describe(PlaneResult& result) {
  auto& meta = result.metadata;
  const bounds::Plane& plane = result.plane;
  for (const ScanAxis& axis : plane.axes) {
    meta.emplace_back("axis",
                      fmt::format("{} from {:g} to {:g}, {} values, {}", path(axis.key), axis.min,
                                  axis.max, axis.count, axis.log ? "log" : "linear"));
  }
  meta.emplace_back("points", fmt::format("{}{}", plane.ratio.size(),
                                          plane.ratio.size() > most_written_points
                                              ? fmt::format(", not written one by one above {}",
                                                            most_written_points)
                                              : ""));
  meta.emplace_back("bounds", fmt::format("{}", plane.bounds.size()));
  meta.emplace_back("excluded-share", fmt::format("{:.6f}", plane.excluded));
  meta.emplace_back("confidence", level_note(plane));
}

std::string summary_of(const bounds::Plane& plane) {
  std::size_t some = 0;
  const bounds::PlaneBound* widest = nullptr;
  for (const auto& bound : plane.bounds) {
    if (bound.bound->label().planned || bound.excluded <= 0) {
      continue;
    }
    ++some;
    widest = widest == nullptr || bound.excluded > widest->excluded ? &bound : widest;
  }
  return fmt::format("{:.1f} % of the plane excluded by {} of {} bounds{}", 100 * plane.excluded,
                     some, plane.bounds.size(),
                     widest == nullptr
                         ? ""
                         : fmt::format("; most by {} ({:.1f} %)", widest->bound->label().name,
                                       100 * widest->excluded));
}

}  // namespace

PlaneResult plane_of(const pipeline::Config& config,
                     const sunsi::bounds::Outline::Axes& axes,
                     const sunsi::bounds::List& list,
                     const pipeline::Monitor& monitor) {
  const pipeline::ZPrimeInputs& inputs = config.zprime_inputs.value();
  std::set<std::string> files = list.files();
  PlaneResult result;
  result.bands = sunsi::bounds::bands_of(list, config, files);
  result.metadata = metadata(config, pipeline::verified_files(files, config.data));
  const auto task = sunsi::bounds::plane_task(list, config.bounds, inputs, axes);
  result.plane = sunsi::bounds::plane(task, monitor);
  for (const sunsi::bounds::Band& band : result.bands) {
    result.edges.push_back(sunsi::bounds::edges_of(band, list, inputs, axes));
  }
  result.fixed = inputs;
  result.highlighted = sunsi::bounds::highlighted_point(inputs, axes);
  describe(result);
  return result;
}

int plane(const Options& options, const StopSignal& stop) {
  const std::filesystem::path folder = options.output.empty() ? "sunsi-plane" : options.output;
  if (folder == "-") {
    throw core::InvalidInput("--plane writes a folder; give it a name: -o DIR");
  }
  check_folder(folder, "plane.json");
  const auto keys = named_keys(options);
  const pipeline::Config config =
      pipeline::load_config(options.config, options.overrides, core::data_directory());
  (void)sunsi::bounds::point_of(config);  // says what to do when there is no Z'
  const pipeline::ZPrimeInputs& inputs = config.zprime_inputs.value();
  const auto axes = axes_of(keys, config);
  if (const auto fault = pipeline::fault_of(axes, inputs)) {
    throw core::InvalidInput("--plane: " + fault->what);
  }
  const sunsi::bounds::List list(config.bounds, config.data);
  Progress progress("plane", options.quiet);
  const PlaneResult result = plane_of(config, axes, list, progress.monitor(stop));
  FolderFiles written = plane_files(result, options.format);
  written.emplace_back("config.yaml", config.completed);
  if (stop.flag().load()) {
    throw core::Interrupted();
  }
  write_folder(folder, written);
  if (!options.quiet) {
    std::fputs((summary_of(result.plane) + "\n").c_str(), stderr);
    fmt::print("{}\n", (folder / "plane.json").string());
    std::fflush(stdout);
  }
  return render_plane(folder, Rendering::optional, options.quiet);
}

}  // namespace sunsi::cli
