/// \file pipeline/detail/config_bounds.hpp
/// The section `bounds` of the configuration.
#pragma once

#include <filesystem>
#include <sunsi/pipeline/config.hpp>
#include <sunsi/pipeline/detail/section.hpp>

namespace sunsi::pipeline::detail {

/// \throws ConfigError  an unknown bound or data set, a mass that is not positive, `only` and `skip`
/// together
BoundSettings read_bounds(const Section& root, const std::filesystem::path& data);

}  // namespace sunsi::pipeline::detail
