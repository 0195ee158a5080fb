/// \file pipeline/detail/config_fit.hpp
/// The section `fit` of the configuration.
#pragma once

#include <sunsi/pipeline/config.hpp>
#include <sunsi/pipeline/detail/section.hpp>

namespace sunsi::pipeline::detail {

/// \param config  with its oscillation, model and fluxes read already
/// \throws ConfigError  an unknown name, two parameters that fix the same coupling, one that the
/// model does not have, a range that is none or lies outside of what a fit may search
FitSettings read_fit(const Section& root, const Config& config);

}  // namespace sunsi::pipeline::detail
