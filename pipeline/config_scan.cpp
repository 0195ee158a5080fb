#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <sunsi/core/spelling.hpp>
#include <sunsi/pipeline/detail/config_scan.hpp>
#include <sunsi/pipeline/detail/vocabulary.hpp>

namespace sunsi::pipeline::detail {
namespace {

/// A number of an axis. The axes are recorded as one value, so this records nothing.
double number(const Section& item, const char* key) {
  if (!item.has(key)) {
    item.fail(key, fmt::format("{} is missing; an axis is {{key, min, max, count, spacing}}",
                               item.path(key)));
  }
  return item.parse_number(item.node(key), key, item.path(key));
}

ScanKey key_of(const Section& item) {
  const YAML::Node node = item.node("key");
  const std::string word = item.has("key") && node.IsScalar() ? node.Scalar() : "";
  if (const auto key = scan_key(word)) {
    return *key;
  }
  Words allowed;
  for (const ScanKey key : all_scan_keys) {
    allowed.emplace_back(path(key));
  }
  const std::string near = core::nearest(word, allowed);
  item.fail("key", fmt::format("no axis can run over '{}'{}; allowed are {}", word,
                               near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                               fmt::join(allowed, ", ")));
}

bool is_log(const Section& item) {
  if (!item.has("spacing")) {
    return false;
  }
  const YAML::Node node = item.node("spacing");
  const std::string word = node.IsScalar() ? node.Scalar() : "";
  if (std::find(spacings.begin(), spacings.end(), word) == spacings.end()) {
    const std::string near = core::nearest(word, spacings);
    item.fail("spacing",
              fmt::format("unknown value of {} '{}'{}; allowed are {}", item.path("spacing"), word,
                          near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                          fmt::join(spacings, ", ")));
  }
  return word == "log";
}

ScanAxis read_axis(const Section& item) {
  ScanAxis axis;
  axis.key = key_of(item);
  axis.min = number(item, "min");
  axis.max = number(item, "max");
  const double count = number(item, "count");
  if (count != std::floor(count) || count < 2 || count > static_cast<double>(most_scan_values)) {
    item.fail("count", fmt::format("{} = {} must be a whole number from 2 to {}",
                                   item.path("count"), count, most_scan_values));
  }
  axis.count = static_cast<long>(count);
  axis.log = is_log(item);
  if (axis.max <= axis.min) {
    item.fail("max", fmt::format("{} = {:g} must exceed min = {:g}", item.path("max"), axis.max,
                                 axis.min));
  }
  if (axis.log && axis.min <= 0) {
    item.fail("min", fmt::format("{} = {:g} has no logarithm; take min > 0 or spacing: linear",
                                 item.path("min"), axis.min));
  }
  return axis;
}

std::string as_yaml(const ScanAxis& axis) {
  return fmt::format("{{key: {}, min: {}, max: {}, count: {}, spacing: {}}}", path(axis.key),
                     axis.min, axis.max, axis.count, axis.log ? "log" : "linear");
}

void read_outputs(const Section& scan, ScanSettings& settings) {
  const Words words = scan.words("outputs", scan_outputs, scan_outputs);
  const auto asked = [&](const char* name) {
    return std::find(words.begin(), words.end(), name) != words.end();
  };
  settings.chi2_solar = asked("chi2_solar");
  settings.bounds = asked("bounds");
}

void check_together(const Section& scan,
                    const std::array<ScanAxis, 2>& axes,
                    const std::optional<ZPrimeInputs>& inputs) {
  const YAML::Node list = scan.node("axes");
  if (!inputs) {
    scan.fail_at(list, "axes",
                 "axes run over inputs of a Z', and model.kind is not zprime; give model.mass_MeV, "
                 "c, g and tan_eta or eps_kin, or remove scan");
  }
  if (const auto fault = fault_of(axes, *inputs)) {
    scan.fail_at(list[fault->axis], "axes", fault->what);
  }
}

}  // namespace

ScanSettings read_scan(const Section& root, const std::optional<ZPrimeInputs>& inputs) {
  const Section scan = root.section("scan", scan_keys);
  ScanSettings settings;
  settings.enabled = scan.boolean("enabled", true);
  if (!scan.has("axes")) {
    settings.enabled = false;
    scan.document().record("scan.axes", "null", "default");
    read_outputs(scan, settings);
    return settings;
  }
  const YAML::Node list = scan.node("axes");
  if (!list.IsSequence() || list.size() != 2) {
    scan.fail("axes", fmt::format("scan.axes must be a list of two axes {{key, min, max, count, "
                                  "spacing}}, not of {}",
                                  list.IsSequence() ? list.size() : 1));
  }
  for (std::size_t k = 0; k < 2; ++k) {
    if (!list[k].IsMap()) {
      scan.fail_at(list[k], "axes", "an axis must be a map {key, min, max, count, spacing}");
    }
    settings.axes[k] = read_axis({scan.document(), list[k], "scan.axes", axis_keys});
  }
  scan.document().record(
      "scan.axes", fmt::format("[{}, {}]", as_yaml(settings.axes[0]), as_yaml(settings.axes[1])),
      scan.document().origin(list, "scan.axes"));
  read_outputs(scan, settings);
  if (settings.enabled) {
    check_together(scan, settings.axes, inputs);
  }
  return settings;
}

}  // namespace sunsi::pipeline::detail
