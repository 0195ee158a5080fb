/// \file pipeline/medium.hpp
/// From a solar model and couplings to the plain medium that the engines take.
#pragma once

#include <functional>
#include <sunsi/pipeline/config.hpp>
#include <sunsi/propagation/medium.hpp>

namespace sunsi::pipeline {

/// The potential of a configuration's interaction in matter of any composition [eV]: the charged
/// current, and what the Z' or the NSI add to it. Linear in the densities.
std::function<model::FlavourPotential(const model::Composition&)> potential_of(
    const Config& config);

/// Potentials of a configuration along the Sun's radius.
propagation::PotentialProfile potential_profile(const Config& config);

/// How well an average over production must be known for a tolerance of P: a quarter of it, at most
/// 1e-8, so that the engines have room below the tolerance; at least 1e-12, the engines' own rounding.
double production_accuracy(double tolerance);

/// The probabilities P(e -> i) that a configuration with V_mu = V_tau averages over production, as
/// functions of V_e - V_mu [eV]: all three at energies 10 % apart, from 20 MeV or the highest energy of the
/// configuration, whichever is higher, down to where matter hardly matters, A = dm21/10.
solar::Averaged fractions_of_energies(const Config& config);

/// Production zones in the order of model::all_sources: for each source the smallest Gauss rule
/// that averages the probabilities of this configuration (its mixing, its potential) within
/// production_accuracy(tolerance), so that `error` holds up to the highest of these energies. With
/// general NSI no single potential says everything: the rules are then in N_e and their error is
/// measured against every row of the table (detail/production_matter.hpp).
/// config.production_radius puts all in one place.
std::vector<propagation::ProductionZone> production_zones(const Config& config);

/// The same with every row of the production tables: some hundred radii a source, no error of
/// their own.
std::vector<propagation::ProductionZone> production_rows(const Config& config);

}  // namespace sunsi::pipeline
