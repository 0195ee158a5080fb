/// \file pipeline/detail/config_fluxes.hpp
/// The key `solar.fluxes` of the configuration.
#pragma once

#include <sunsi/pipeline/config.hpp>
#include <sunsi/pipeline/detail/section.hpp>

namespace sunsi::pipeline::detail {

/// Which fluxes are the solar model's, free, or numbers.
/// \param solar  the section `solar`
/// \throws ConfigError  an unknown source or word, a negative flux
void read_fluxes(const Section& solar, Config& config);

}  // namespace sunsi::pipeline::detail
