/// \file pipeline/detail/scattering.hpp
/// The neutrino-electron cross-section of a configuration.
#pragma once

#include <sunsi/detector/cross_section.hpp>
#include <sunsi/pipeline/config.hpp>

namespace sunsi::pipeline::detail {

/// Mode and eps^e with its mediator.
detector::NuElectronCrossSection cross_section(const Config& config);

/// \throws InvalidInput  general NSI with eps_e != 0, whose rates need more than P_ee
void require_scattering_by_P_ee(const Config& config);

}  // namespace sunsi::pipeline::detail
