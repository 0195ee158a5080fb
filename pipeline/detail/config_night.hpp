/// \file pipeline/detail/config_night.hpp
/// The section `earth` of the configuration.
#pragma once

#include <filesystem>
#include <optional>
#include <sunsi/pipeline/config.hpp>
#include <sunsi/pipeline/detail/section.hpp>

namespace sunsi::pipeline::detail {

/// Empty unless earth.enabled: true.
/// \throws ConfigError  an unknown site, a latitude without a depth, both of them and a site
/// \throws DataError    the Earth's tables or the exposure are missing or damaged
std::optional<Night> read_night(const Section& root, const std::filesystem::path& data);

/// earth.zenith_bins: so many even bins of cos z from -1 to 0, or a list of edges; empty without it.
/// \throws ConfigError  fewer than one bin or more than 1000, edges that do not rise or leave [-1, 0]
std::vector<double> read_zenith_bins(const Section& section);

}  // namespace sunsi::pipeline::detail
