/// \file pipeline/detail/production_matter.hpp
/// Production averages where no single potential says everything: V_mu != V_tau, or potentials off
/// the diagonal.
#pragma once

#include <sunsi/pipeline/config.hpp>
#include <sunsi/propagation/medium.hpp>
#include <vector>

namespace sunsi::pipeline::detail {

/// Production zones in the order of model::all_sources, radii in 1/eV. The rules are Gauss's in
/// N_e, which falls outwards in every Sun, so that a node is one radius and with it one composition,
/// N_n too; the probabilities as functions of N_e are as smooth as the profile's N_n/N_e, which
/// measures 1e-8 at 14 radii for pp and 6 for 8B. The error is twice the largest difference from the
/// sum over every row of the table itself, over all P(e -> i) at the given energies, twice for what
/// lies between them. The smallest rule (4, 6, ... 24 radii) within `accuracy` is taken, else every
/// row, with error 0.
/// \param energies  [eV], no more than some 20 % apart
/// \throws NumericalError  a probability that is not finite
std::vector<propagation::ProductionZone> zones_over_matter(const Config& config,
                                                           const std::vector<double>& energies,
                                                           double accuracy);

}  // namespace sunsi::pipeline::detail
