/// \file pipeline/detail/schema_scan.hpp
/// The sections `bounds`, `scan` and `fit` in the JSON schema of the configuration.
#pragma once

#include <filesystem>
#include <sunsi/pipeline/detail/schema_parts.hpp>

namespace sunsi::pipeline::detail::schema {

/// \throws DataError  the list of bounds is missing or damaged
Json bounds_section(const std::filesystem::path& data);

Json scan_section();

Json fit_section();

}  // namespace sunsi::pipeline::detail::schema
