/// \file propagation/path.hpp
/// A straight path through layered matter as plain values.
#pragma once

#include <array>
#include <sunsi/model/composition.hpp>
#include <sunsi/propagation/medium.hpp>
#include <vector>

namespace sunsi::propagation {

/// A piece of a path inside one layer, in the direction of travel. With x the path coordinate,
/// r = sqrt(impact^2 + x^2) and u = r/scale of the Path, electrons are sum_k n_e[k] u^k and the
/// potential follows them.
struct PathSegment {
  double begin = 0;                      ///< x [1/eV]
  double end = 0;                        ///< x [1/eV], > begin
  std::array<double, 4> n_e{};           ///< [eV^3]
  model::FlavourPotential per_electron;  ///< V/n_e [eV^-2]
};

/// From vacuum through the segments to the detector.
struct Path {
  double impact = 0;  ///< [1/eV]
  double scale = 1;   ///< [1/eV]
  std::vector<PathSegment> segments;

  [[nodiscard]] double length() const;
};

/// n_e [eV^3] and its slope along the path [eV^4] at x.
struct ElectronSample {
  double value;
  double slope;
};
ElectronSample electrons(const Path& path, const PathSegment& segment, double x);

/// The potential and its slope along the path.
PotentialSample potential(const PathSegment& segment, const ElectronSample& electrons);

}  // namespace sunsi::propagation
