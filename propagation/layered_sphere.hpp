/// \file propagation/layered_sphere.hpp
/// A sphere of layers and those who look through it, as plain values.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <vector>

namespace sunsi::propagation {

/// One layer, with u = r over the radius of the sphere: electrons are sum_k n_e[k] u^k, > 0.
struct SphereLayer {
  double outer = 0;             ///< its outer radius [1/eV]
  std::array<double, 4> n_e{};  ///< [eV^3]
  std::size_t material = 0;     ///< what it is made of: an index into the potentials per electron
};

/// Layers from the centre to the surface, each from the outer radius of the one before.
using LayeredSphere = std::vector<SphereLayer>;

/// A detector inside the sphere and what it sees of the night.
struct Observer {
  double depth = 0;  ///< below the surface [1/eV]
  /// Share of the night in which the cosine of the zenith angle lies in [lo, hi], -1 <= lo <= hi <= 0;
  /// the whole of [-1, 0] gives 1.
  std::function<double(double, double)> weight;
};

}  // namespace sunsi::propagation
