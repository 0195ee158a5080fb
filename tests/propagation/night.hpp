// Nights over the toy layers of earth.hpp, for the kernel and for the engine of steps.
#pragma once

#include <sunsi/propagation/night_kernel.hpp>

#include "earth.hpp"

namespace test {

using propagation::NightKernel;
using propagation::NightSphere;

inline propagation::LayeredSphere sphere_of(const std::vector<Layer>& layers) {
  propagation::LayeredSphere sphere;
  for (const Layer& layer : layers) {
    propagation::SphereLayer own{layer.outer * earth_radius, {}, sphere.size()};
    for (std::size_t k = 0; k < 4; ++k) {
      own.n_e[k] = layer.density[k] * core::units::mol_per_cm3 * layer.electrons_per_nucleon;
    }
    sphere.push_back(own);
  }
  return sphere;
}

inline double even(double lo, double hi) { return hi - lo; }

/// V/n_e of each layer with a coupling per nucleon as in earth_path, or any hermitian one per nucleon.
inline std::vector<model::FlavourPotential> potentials(const std::vector<Layer>& layers,
                                                       const model::FlavourPotential& per_nucleon) {
  const double V = model::charged_current_potential(1.0);
  std::vector<model::FlavourPotential> result;
  for (const Layer& layer : layers) {
    const double s = V / layer.electrons_per_nucleon;
    result.push_back({V + s * per_nucleon.e, s * per_nucleon.mu, s * per_nucleon.tau,
                      s * per_nucleon.emu, s * per_nucleon.etau, s * per_nucleon.mutau});
  }
  return result;
}

/// The sky of the engine of steps with the same potentials.
inline propagation::NightSky sky_of(const std::vector<Layer>& layers,
                                    const std::vector<model::FlavourPotential>& per_electron) {
  propagation::NightSky sky = uniform_sky(layers);
  sky.path = [layers, per_electron](double c) {
    propagation::Path path = earth_path(layers, c);
    for (propagation::PathSegment& segment : path.segments) {
      for (std::size_t k = 0; k < layers.size(); ++k) {
        // Each layer has its own density at the centre of its polynomial.
        const double unit = core::units::mol_per_cm3 * layers[k].electrons_per_nucleon;
        if (segment.n_e[0] == layers[k].density[0] * unit) {
          segment.per_electron = per_electron[k];
        }
      }
    }
    return path;
  };
  return sky;
}

inline const std::vector<double>& some_energies() {
  static const std::vector<double> energies{10 * MeV,  0.9 * MeV, 2 * MeV,   3.1 * MeV, 4.4 * MeV,
                                            5.7 * MeV, 7 * MeV,   8.3 * MeV, 12 * MeV,  15 * MeV};
  return energies;
}

inline NightKernel kernel_of(const std::vector<Layer>& layers,
                             double accuracy,
                             propagation::kernel::Isa isa = propagation::kernel::chosen_isa()) {
  NightKernel::Settings settings;
  settings.accuracy = accuracy;
  settings.isa = isa;
  return {NightSphere(sphere_of(layers), {{0, even}}), some_energies(), settings};
}

inline const std::vector<model::FlavourPotential>& couplings() {
  static const std::vector<model::FlavourPotential> list{
      {0, 0, 0, 0, 0, 0},
      {0, 0.9, 0.9, 0, 0, 0},  // a Z': eps = 1.8, 1.9 in mantle and core
      {0, -0.7, -0.7, 0, 0, 0},
      {0.1, -0.2, 0.15, {0.1, 0.2}, {-0.15, 0.1}, {0.05, -0.1}}};
  return list;
}

}  // namespace test
