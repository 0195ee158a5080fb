// Random points of the error study: shared by the test and by bench/study_errors.cpp.
#pragma once

#include <algorithm>
#include <random>
#include <sunsi/core/error.hpp>
#include <sunsi/propagation/magnus.hpp>
#include <vector>

#include "sun.hpp"

namespace test {

struct RandomPoint {
  model::OscillationParameters osc;
  double eps_centre;
  double energy;
  model::Source source;
  double tolerance;
};

/// theta12 over both octants, dm21 6e-6 to 1.6e-4 eV^2, both orderings, eps at the centre in
/// [-4, 4], 0.1 to 16 MeV, every source, tolerances 1e-8 to 1e-5.
inline std::vector<RandomPoint> random_points(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> unit(0, 1);
  std::vector<RandomPoint> points;
  while (points.size() < count) {
    const double s12 = 0.05 + 0.9 * unit(random), s13 = 0.001 + 0.04 * unit(random);
    const double dm21 = std::pow(10, -5.2 + 1.4 * unit(random));
    const double dm31 = unit(random) < 0.5 ? 2.5e-3 : -2.5e-3;
    const double eps = -4 + 8 * unit(random), E = std::pow(10, 5 + 2.2 * unit(random));
    const auto source = model::all_sources[static_cast<std::size_t>(8 * unit(random))];
    const double tolerance = std::pow(10, -8 + 3 * unit(random));
    points.push_back({model::OscillationParameters::from_sin2({s12, s13, 0.5, 0, dm21, dm31}), eps,
                      E, source, tolerance});
  }
  return points;
}

struct ErrorSample {
  model::MassFractions automatic;  ///< what `auto` gives at the point's tolerance
  model::MassFractions adiabatic;
  model::MassFractions reference;
  bool by_ode;
};

/// magnus above 3 MeV, the ode below (each where it is the faster one), at 1e-8, which over a
/// production region leaves 1e-12; looser where what the region leaves of the interference is more.
inline model::MassFractions reference(const RandomPoint& p,
                                      const propagation::PotentialProfile& profile,
                                      const propagation::ProductionZone& where) {
  const std::size_t only[] = {0};
  for (double tolerance = 1e-8;; tolerance *= 10) {
    try {
      return p.energy > 3 * MeV
                 ? propagation::MagnusEngine(p.osc, profile, {where}, tolerance)(p.energy, only)[0]
                 : ode(p.osc, profile, where, p.energy, tolerance);
    } catch (const core::NumericalError&) {
      if (tolerance > 1e-7) {
        throw;
      }
    }
  }
}

inline ErrorSample error_sample(const RandomPoint& p) {
  const auto profile = solar_profile(p.eps_centre);
  const propagation::ProductionZone where = zone(p.source);
  ErrorSample sample{};
  sample.adiabatic = adiabatic(p.osc, profile, where, p.energy);
  sample.by_ode = sample.adiabatic.error > p.tolerance;
  sample.automatic =
      sample.by_ode ? ode(p.osc, profile, where, p.energy, p.tolerance) : sample.adiabatic;
  sample.reference = reference(p, profile, where);
  return sample;
}

inline double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace test
