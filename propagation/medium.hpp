/// \file propagation/medium.hpp
/// The medium as the engines see it: potentials along the path and where each source makes its
/// neutrinos. Nothing here knows of the Sun.
#pragma once

#include <functional>
#include <sunsi/model/composition.hpp>
#include <vector>

namespace sunsi::propagation {

/// Flavour potentials [eV] at a radius and their slopes [eV^2] (per 1/eV of radius).
struct PotentialSample {
  model::FlavourPotential V;
  model::FlavourPotential slope;
};

/// Hermitian potentials along the path as a function of the radius r [1/eV], 0 <= r <= r_end; vacuum
/// beyond. The function must be safe to call from several threads.
struct PotentialProfile {
  std::function<PotentialSample(double)> at;
  double r_end = 0;  ///< [1/eV]
};

/// The potential on the whole line through the centre: even in r, none beyond the end.
inline model::FlavourPotential potential_anywhere(const PotentialProfile& profile, double r) {
  const double x = r < 0 ? -r : r;
  return x > profile.r_end ? model::FlavourPotential{} : profile.at(x).V;
}

/// Where one source makes its neutrinos: radii [1/eV] and weights that add up to 1. One radius is a
/// place; several stand for a continuous region, over which fast phases average.
struct ProductionZone {
  std::vector<double> radius;
  std::vector<double> weight;
  /// Bound on what these radii leave out of an average of P(e -> i) over the whole production
  /// region; the engines add it to the `error` of their results.
  double error = 0;
};

}  // namespace sunsi::propagation
