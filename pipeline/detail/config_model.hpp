/// \file pipeline/detail/config_model.hpp
/// The `model` section: every complete set of inputs of the Z', and what contradicts.
#pragma once

#include <optional>
#include <sunsi/model/zprime.hpp>
#include <sunsi/pipeline/detail/section.hpp>
#include <sunsi/solar/solar_model.hpp>

namespace sunsi::pipeline::detail {

/// \param root  the whole document (for the key `model`)
/// \return      the Z', empty for kind: standard
/// \throws ConfigError
std::optional<model::ZPrime> read_model(const Section& root,
                                        model::Convention convention,
                                        const solar::SolarModel& sun);

}  // namespace sunsi::pipeline::detail
