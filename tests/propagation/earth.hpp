// A layered Earth for the tests of chords and regeneration: PREM without its crust, and toy layers.
#pragma once

#include <cmath>
#include <sunsi/propagation/chord.hpp>
#include <sunsi/propagation/regeneration.hpp>

#include "sun.hpp"

namespace test {

inline constexpr double earth_radius = 6371 * core::units::km;

struct Layer {
  double outer;                   // of the radius
  std::array<double, 4> density;  // g/cm^3, in r/R
  double electrons_per_nucleon;
};

/// Core and lower mantle of PREM (Dziewonski and Anderson 1981), the rest as one layer.
inline std::vector<Layer> four_layers() {
  return {{1221.5 / 6371, {13.0885, 0, -8.8381, 0}, 0.466},
          {3480.0 / 6371, {12.5815, -1.2638, -3.6426, -5.5281}, 0.466},
          {5701.0 / 6371, {7.9565, -6.4761, 5.5283, -3.0807}, 0.494},
          {1.0, {3.4, 0, 0, 0}, 0.494}};
}

/// Straight through to a detector at the surface; V_mu = V_tau = eps_per_nucleon (N_n + N_p).
inline propagation::Path earth_path(const std::vector<Layer>& layers,
                                    double cosine,
                                    double eps_per_nucleon = 0) {
  propagation::Path path;
  const double half = -cosine * earth_radius;
  path.impact = earth_radius * std::sqrt(1 - cosine * cosine);
  path.scale = earth_radius;
  std::vector<propagation::PathSegment> out;
  double x = 0;
  for (const Layer& layer : layers) {
    const double r = layer.outer * earth_radius;
    if (r <= path.impact && layer.outer < 1.0) {
      continue;
    }
    const double end = layer.outer == 1.0 ? half : std::sqrt(r * r - path.impact * path.impact);
    const double unit = core::units::mol_per_cm3 * layer.electrons_per_nucleon;
    const double V = model::charged_current_potential(1.0);
    const double mu = eps_per_nucleon * V / layer.electrons_per_nucleon;
    out.push_back({x, end, {}, {V, mu, mu}});
    for (std::size_t k = 0; k < 4; ++k) {
      out.back().n_e[k] = layer.density[k] * unit;
    }
    x = end;
  }
  for (auto it = out.rbegin(); it != out.rend(); ++it) {
    path.segments.push_back({-it->end, -it->begin, it->n_e, it->per_electron});
  }
  // The two halves of the innermost layer are one piece.
  path.segments.back().end = out.front().end;
  path.segments.insert(path.segments.end(), out.begin() + 1, out.end());
  return path;
}

inline std::vector<double> earth_kinks(const std::vector<Layer>& layers) {
  std::vector<double> kinks;
  for (std::size_t k = 0; k + 1 < layers.size(); ++k) {
    kinks.push_back(-std::sqrt(1 - layers[k].outer * layers[k].outer));
  }
  return kinks;
}

/// Every cosine equally often.
inline propagation::NightSky uniform_sky(const std::vector<Layer>& layers, double eps = 0) {
  return {[=](double c) { return earth_path(layers, c, eps); }, earth_kinks(layers),
          [](double lo, double hi) { return hi - lo; }, earth_radius};
}

}  // namespace test
