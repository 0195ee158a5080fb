#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <sunsi/core/error.hpp>
#include <sunsi/core/files.hpp>
#include <sunsi/pipeline/presets.hpp>

namespace sunsi::pipeline {
namespace {

/// [low, high] of a parameter under `interval`, which must hold the value itself.
std::optional<std::array<double, 2>> interval(const YAML::Node& card,
                                              const char* key,
                                              const std::filesystem::path& path) {
  const YAML::Node node = card["interval"] ? card["interval"][key] : YAML::Node();
  if (!node.IsDefined() || node.IsNull()) {
    return std::nullopt;
  }
  const auto ends = node.as<std::array<double, 2>>();
  const auto value = card[key].as<double>();
  if (!(ends[0] < value && value < ends[1])) {
    const YAML::Mark mark = node.Mark();
    throw core::DataError(
        core::Location{path.string(), mark.line + 1, mark.column + 1}.prefix() +
        fmt::format("the interval [{:g}, {:g}] does not hold {} = {:g}; restore the shipped file",
                    ends[0], ends[1], key, value));
  }
  return ends;
}

}  // namespace

std::vector<OscillationPreset> load_presets(const std::filesystem::path& data) {
  const std::filesystem::path path = data / "oscillation/presets.yaml";
  std::vector<OscillationPreset> list;
  try {
    const YAML::Node root = YAML::Load(core::read_file(path));
    for (const auto& pair : root["presets"]) {
      const YAML::Node& card = pair.second;
      OscillationPreset preset;
      preset.name = pair.first.as<std::string>();
      preset.source = card["source"].as<std::string>();
      preset.sin2_theta12 = card["sin2_theta12"].as<double>();
      preset.sin2_theta13 = card["sin2_theta13"].as<double>();
      preset.sin2_theta23 = card["sin2_theta23"].as<double>();
      preset.delta_cp_deg = card["delta_cp_deg"].as<double>();
      preset.dm21_eV2 = card["dm21_eV2"].as<double>();
      preset.dm3l_eV2 =
          card["dm31_eV2"] ? card["dm31_eV2"].as<double>() : card["dm32_eV2"].as<double>();
      preset.sin2_theta12_interval = interval(card, "sin2_theta12", path);
      preset.dm21_interval_eV2 = interval(card, "dm21_eV2", path);
      list.push_back(preset);
    }
  } catch (const YAML::Exception& error) {
    throw core::DataError(
        core::Location{path.string(), error.mark.line + 1, error.mark.column + 1}.prefix() +
        error.msg);
  }
  if (list.empty()) {
    throw core::DataError(path.string() + ": no presets");
  }
  return list;
}

}  // namespace sunsi::pipeline
