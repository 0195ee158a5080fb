/// \file pipeline/medium.hpp
/// From a solar model and couplings to the plain medium that the engines take.
#pragma once

#include <sunsi/pipeline/config.hpp>
#include <sunsi/propagation/medium.hpp>

namespace sunsi::pipeline {

/// Potentials of a configuration along the Sun's radius: V_e of the charged current, V_mu = V_tau
/// of the Z'.
propagation::PotentialProfile potential_profile(const Config& config);

/// Production zones in the order of model::all_sources; config.production_radius puts all in one
/// place.
std::vector<propagation::ProductionZone> production_zones(const Config& config);

}  // namespace sunsi::pipeline
