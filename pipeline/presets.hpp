/// \file pipeline/presets.hpp
/// Oscillation parameters by name, from data/oscillation/presets.yaml.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sunsi::pipeline {

/// As the tables print them: dm31 for normal, dm32 for inverted ordering.
struct OscillationPreset {
  std::string name;
  std::string source;  ///< key of data/references.yaml
  double sin2_theta12 = 0, sin2_theta13 = 0, sin2_theta23 = 0;
  double delta_cp_deg = 0;
  double dm21_eV2 = 0;
  double dm3l_eV2 = 0;  ///< dm31 (normal, > 0) or dm32 (inverted, < 0)
  /// One standard deviation (Delta chi2 = 1), [low, high] around the value; absent where the card
  /// has none.
  std::optional<std::array<double, 2>> sin2_theta12_interval, dm21_interval_eV2;
  /// dm31: dm3l for normal ordering, dm32 + dm21 for inverted ordering.
  [[nodiscard]] double dm31_eV2(double dm21) const {
    return dm3l_eV2 > 0 ? dm3l_eV2 : dm3l_eV2 + dm21;
  }
};

/// All presets in the order of the card.
/// \throws DataError  the card is missing or damaged, an interval does not hold its value
std::vector<OscillationPreset> load_presets(const std::filesystem::path& data);

}  // namespace sunsi::pipeline
