/// \file propagation/detail/production_stops.hpp
/// Where a pass inwards has to stop, and the averages that it takes there.
#pragma once

#include <map>
#include <span>
#include <sunsi/model/survival_table.hpp>
#include <sunsi/propagation/medium.hpp>
#include <vector>

namespace sunsi::propagation::detail {

/// The radii of the zones asked, from outside inwards, starting at the end of the profile.
std::vector<double> stops(std::span<const ProductionZone> zones,
                          std::span<const std::size_t> which,
                          double r_end);

/// Averages what was recorded at the stops over each zone asked, in their order; error left 0.
std::vector<model::MassFractions> average(std::span<const ProductionZone> zones,
                                          std::span<const std::size_t> which,
                                          const std::map<double, std::array<double, 3>>& at_radius);

/// \throws InvalidInput unless energy > 0 and every index is one of a zone
void check_request(double energy, std::span<const std::size_t> which, std::size_t zones);

}  // namespace sunsi::propagation::detail
