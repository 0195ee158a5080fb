/// \file pipeline/schema.hpp
/// The JSON schema of the configuration.
#pragma once

#include <filesystem>
#include <string>

namespace sunsi::pipeline {

/// JSON schema (draft 2020-12) of the configurations that this version takes: every key with type,
/// allowed values, range, unit and default, and the sets of inputs that fix the model. Keys and words
/// are the reader's own lists, the defaults those of an empty configuration, the presets those of the
/// data folder. YAML is meant as its version 1.2 has it: 1e-4 is a number.
/// What no schema can say stays with `sunsi validate`: numbers that YAML has and JSON has not (nan,
/// inf), keys that stand twice, and physics across keys (|dm31| > dm21, dark_octant with a dark
/// theta12, the sign of eps_medium, min_MeV < max_MeV, sources that a profile does not place, a
/// production radius beyond a profile's end, a variation of a 8B spectrum that has none).
/// \throws DataError  a shipped table is missing or damaged
std::string config_schema(const std::filesystem::path& data);

}  // namespace sunsi::pipeline
