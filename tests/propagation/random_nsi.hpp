// Random points with general hermitian NSI: shared by the comparisons of the engines.
#pragma once

#include <random>
#include <sunsi/model/nsi.hpp>
#include <sunsi/propagation/magnus.hpp>
#include <vector>

#include "sun.hpp"

namespace test {

/// Entries even in [-size, size], real and imaginary parts alike.
inline model::EpsilonMatrixStd random_matrix(std::mt19937& random, double size) {
  std::uniform_real_distribution<double> entry(-size, size);
  const auto complex = [&] {
    const double re = entry(random);
    return std::complex<double>(re, entry(random));
  };
  model::EpsilonMatrixStd eps;
  eps.ee = entry(random);
  eps.mumu = entry(random);
  eps.tautau = entry(random);
  eps.emu = complex();
  eps.etau = complex();
  eps.mutau = complex();
  return eps;
}

inline propagation::PotentialProfile nsi_profile(const model::Nsi& nsi) {
  return {[nsi](double r) {
            const auto s = sun().composition(r / core::R_sun);
            const model::Composition slope{s.slope.n_e / core::R_sun, s.slope.n_p / core::R_sun,
                                           s.slope.n_n / core::R_sun};
            return propagation::PotentialSample{nsi.potential(s.value), nsi.potential(slope)};
          },
          core::R_sun};
}

struct NsiPoint {
  model::OscillationParameters osc;
  model::Nsi nsi;
  double energy;
  model::Source source;
};

/// NSI with protons and neutrons up to 4 in every entry (often much less), theta12 over both octants,
/// any theta23 and delta, dm21 6e-6 to 1.6e-4 eV^2, both orderings, 0.1 to 20 MeV, every source.
inline std::vector<NsiPoint> random_nsi_points(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> unit(0, 1);
  std::vector<NsiPoint> points;
  while (points.size() < count) {
    const double s12 = 0.05 + 0.9 * unit(random), s13 = 0.001 + 0.04 * unit(random);
    const double s23 = 0.1 + 0.8 * unit(random), delta = 2 * std::numbers::pi * unit(random);
    const double dm21 = std::pow(10, -5.2 + 1.4 * unit(random));
    const double dm31 = unit(random) < 0.5 ? 2.5e-3 : -2.5e-3;
    const double size = 4 * std::pow(unit(random), 2);
    const auto p = random_matrix(random, size);
    const auto n = random_matrix(random, size);
    const double E = std::pow(10, 5 + std::log10(200) * unit(random));
    const auto source = model::all_sources[static_cast<std::size_t>(8 * unit(random))];
    points.push_back({model::OscillationParameters::from_sin2({s12, s13, s23, delta, dm21, dm31}),
                      model::Nsi::from_nucleons(p, n), E, source});
  }
  return points;
}

}  // namespace test
