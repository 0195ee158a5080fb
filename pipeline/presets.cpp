#include <yaml-cpp/yaml.h>

#include <sunsi/core/error.hpp>
#include <sunsi/core/files.hpp>
#include <sunsi/pipeline/presets.hpp>

namespace sunsi::pipeline {

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
