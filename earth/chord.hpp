/// \file earth/chord.hpp
/// The straight way of a neutrino through the Earth to a detector, cut at the shells. Plain values:
/// a propagator needs no more than these lengths and the densities of each piece.
#pragma once

#include <cstddef>
#include <vector>

namespace sunsi::earth {

/// A piece of the way inside one shell, from `begin` to `end` in the direction of travel. The path
/// coordinate x [1/eV] is zero at the point of the straight line that is nearest to the centre of
/// the Earth, so r = sqrt(impact^2 + x^2); it is negative on the way in.
struct Segment {
  std::size_t shell = 0;  ///< index in EarthModel::shells()
  double begin = 0;       ///< [1/eV]
  double end = 0;         ///< [1/eV], greater than begin
  [[nodiscard]] double length() const { return end - begin; }
};

/// All pieces, from the surface to the detector; each begins where the one before it ends. Empty
/// when the detector lies at the surface and the Sun is not below the horizon.
struct Chord {
  double impact = 0;  ///< distance of the straight line from the centre [1/eV]
  std::vector<Segment> segments;

  /// The whole way [1/eV].
  [[nodiscard]] double length() const;
  /// Distance from the centre at path coordinate x, both [1/eV].
  [[nodiscard]] double radius(double x) const;
};

/// int r^k dx, k = 0 to 3, between two path coordinates of a line with r = sqrt(b^2 + x^2):
/// elementary, so that columns and mean densities of a polynomial in r carry no quadrature error.
/// \param k  0 to 3
/// \throws InvalidInput  another k
double integral_of_power(int k, double impact, double begin, double end);

}  // namespace sunsi::earth
