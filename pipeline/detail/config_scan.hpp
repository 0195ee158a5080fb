/// \file pipeline/detail/config_scan.hpp
/// The section `scan` of the configuration.
#pragma once

#include <optional>
#include <sunsi/pipeline/detail/section.hpp>
#include <sunsi/pipeline/scan.hpp>

namespace sunsi::pipeline::detail {

/// \param inputs  of the Z' of the section `model`; absent without one
/// \throws ConfigError  other than two axes, an unknown key, a range that is none, axes that
/// contradict each other or the model, an unknown output
ScanSettings read_scan(const Section& root, const std::optional<ZPrimeInputs>& inputs);

}  // namespace sunsi::pipeline::detail
