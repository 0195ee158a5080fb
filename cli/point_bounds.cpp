#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <sunsi/cli/point_bounds.hpp>
#include <sunsi/cli/sheets.hpp>

namespace sunsi::cli {
namespace {

using pipeline::InputFile;
using pipeline::ScanAxis;
using pipeline::ScanKey;

constexpr long plane_count = 120;   // values an axis: a plane in well below 0.3 s
constexpr double plane_reach = 10;  // factor to either side of the point

std::vector<InputFile> inputs_of_bounds(const bounds::List& list, const pipeline::Config& config) {
  if (!list.needs_survival() || !config.places(model::Source::b8)) {
    return pipeline::verified_files(list.files(), config.data);
  }
  std::set<std::string> files = list.files();
  files.insert("oscillation/presets.yaml");
  return pipeline::verified_files_with_sun(std::move(files), config);
}

ScanAxis axis_around(ScanKey key, double value) {
  return {key, value / plane_reach, value * plane_reach, plane_count, true};
}

/// Intervals of the second axis that something excludes, at every value of the first. Ends lie half
/// a step beyond the last excluded grid point, or on the frame.
core::Sheet excluded_sheet(const PlaneResult& result) {
  const bounds::Plane& plane = result.plane;
  const auto& [x, y] = plane.axes;
  core::Sheet sheet{result.metadata, {{"mass_MeV", "MeV"}, {"g_low", "1"}, {"g_high", "1"}}, {}};
  sheet.metadata.emplace_back(
      "excluded",
      "what any bound excludes at a mass, between g_low and g_high, to half "
      "a step of the grid; planned ones exclude nothing");
  const double last = static_cast<double>(y.count) - 1;
  const auto excluded = [&](long i, long j) {
    return plane.excludes(static_cast<std::size_t>(j * x.count + i));
  };
  for (long i = 0; i < x.count; ++i) {
    for (long j = 0; j < y.count; ++j) {
      if (!excluded(i, j)) {
        continue;
      }
      const double low = std::max(static_cast<double>(j) - 0.5, 0.0);
      while (j + 1 < y.count && excluded(i, j + 1)) {
        ++j;
      }
      const double high = std::min(static_cast<double>(j) + 0.5, last);
      sheet.rows.push_back({x.at(static_cast<double>(i)), y.at(low), y.at(high)});
    }
  }
  return sheet;
}

}  // namespace

std::string PointBounds::short_summary() const {
  if (apply == 0) {
    return "none applies";
  }
  const std::string all =
      apply == 1 ? "the one bound that applies" : fmt::format("the {} bounds that apply", apply);
  return excluded_by.empty() ? "allowed by " + all
                             : fmt::format("excluded by {} ({} of {})",
                                           fmt::join(excluded_by, ", "), excluded_by.size(), all);
}

BoundsTask::BoundsTask(const pipeline::Config& config) {
  if (!config.zprime) {
    absence_ =
        fmt::format("No bounds: they are those of a Z', and model.kind is {}.", config.kind());
  } else if (!config.bounds.enabled) {
    absence_ = "No bounds: bounds.enabled is false.";
  } else {
    list_ = std::make_unique<const bounds::List>(config.bounds, config.data);
    inputs_ = inputs_of_bounds(*list_, config);
  }
}

std::vector<InputFile> BoundsTask::inputs_of_run(const pipeline::Config& config) const {
  return list_ == nullptr
             ? inputs_
             : joined(inputs_, pipeline::verified_files({"bounds/bands.yaml"}, config.data));
}

std::optional<PointBounds> BoundsTask::of(const pipeline::Config& config) const {
  if (list_ == nullptr || !config.zprime) {
    return std::nullopt;
  }
  bounds::Point point = bounds::point_of(config);
  if (list_->needs_survival()) {
    bounds::add_survival(point, config);
  }
  PointBounds result{list_->verdicts(point), "", {}, 0};
  result.summary = bounds::summary(result.verdicts);
  for (const bounds::Verdict& v : result.verdicts) {
    result.apply += v.applies && v.ratio ? 1 : 0;
    if (v.excluded) {
      result.excluded_by.push_back(v.bound);
    }
  }
  return result;
}

std::vector<std::pair<std::string, core::Sheet>> BoundsTask::plane(
    const pipeline::Config& config, const pipeline::Monitor& monitor) const {
  if (list_ == nullptr || !config.zprime_inputs) {
    return {};
  }
  const bounds::Point point = bounds::point_of(config);
  const bounds::Outline::Axes axes{axis_around(ScanKey::mass_MeV, point.mass_MeV),
                                   axis_around(ScanKey::g, point.g)};
  PlaneResult result = plane_of(config, axes, *list_, monitor);
  result.metadata.emplace_back(
      "marked", fmt::format("mass_MeV = {:.12g}, g = {:.12g}", point.mass_MeV, point.g));
  auto sheets = line_sheets(result);
  sheets.emplace_back("excluded", excluded_sheet(result));
  return sheets;
}

core::Sheet bounds_table(const PointBounds& bounds,
                         const pipeline::Config& config,
                         const std::vector<InputFile>& inputs) {
  auto meta = metadata(config, inputs);
  meta.emplace_back("summary", bounds.summary);
  return bounds_sheet(bounds.verdicts, std::move(meta));
}

std::vector<InputFile> joined(std::vector<InputFile> files, const std::vector<InputFile>& more) {
  for (const InputFile& input : more) {
    const auto same = [&](const InputFile& file) { return file.file == input.file; };
    if (std::none_of(files.begin(), files.end(), same)) {
      files.push_back(input);
    }
  }
  return files;
}

}  // namespace sunsi::cli
