#include <catch2/catch.hpp>
#include <sunsi/propagation/magnus.hpp>

#include "sun.hpp"

using namespace test;

namespace {

/// Two flavours in an exponential density from far above resonance, averaged over phases (Petcov,
/// PLB 200, 373 (1988); Kuo and Pantaleone, Rev. Mod. Phys. 61, 937 (1989)):
///   P_c = (e^{-g s} - e^{-g})/(1 - e^{-g}), g = pi r0 dm2/E, s = sin^2 theta.
double crossing(double sin2_theta, double dm2, double energy, double scale) {
  const double g = std::numbers::pi * scale * dm2 / energy;
  return (std::exp(-g * sin2_theta) - std::exp(-g)) / (1 - std::exp(-g));
}

}  // namespace

TEST_CASE("LOW: the ode finds the exact crossing probability of an exponential profile",
          "[reference]") {
  // Bahcall's exponential, N_e = 245 N_A exp(-10.54 r/R) mol/cm^3 (Bahcall, Neutrino Astrophysics
  // (1989)).
  const double V0 = 245 * core::V_CC_per_mol_cm3, scale = core::R_sun / 10.54;
  // Far out enough that the cut is in vacuum, 5e-9 of the resonance's density at 0.3 MeV.
  const auto profile = exponential(V0, scale, 3.5 * core::R_sun);
  for (const double s2 : {0.1, 0.3}) {
    const auto osc = model::OscillationParameters::from_sin2({s2, 0, 0.5, 0, 1e-7, 2.5e-3});
    for (const double E : {0.3, 1.0, 5.0, 12.0}) {
      const propagation::ProductionZone centre{{0.0}, {1.0}};
      const auto a = adiabatic(osc, profile, centre, E * MeV);
      const auto b = ode(osc, profile, centre, E * MeV, 1e-7);
      const double P_c = crossing(s2, 1e-7, E * MeV, scale);
      // nu_e starts as the upper level up to the mixing left at the finite central density: P_2 = 1
      // - P_c.
      const double start = a.P[0];
      const double expected = start + (1 - 2 * start) * P_c;
      CAPTURE(s2, E, P_c, a.P[0], b.P[0], a.error);
      // What the interference of the two starting levels leaves: 2 sqrt(start P_c (1 - P_c)), start
      // <= 1e-6 here.
      CHECK(std::abs(b.P[0] - expected) <
            2 * std::sqrt(start * P_c * (1 - P_c)) + 1e-4 * P_c + 1e-6);
      CHECK(b.error <= 1e-7);
      if (P_c > 0.01) {
        CHECK(largest_difference(a, b) > 0.009);          // the engines must differ
        CHECK(a.error > 0.5 * largest_difference(a, b));  // and the adiabatic one knows
      }
    }
  }
}

TEST_CASE("LOW in the real Sun: the engines differ", "[property]") {
  const auto osc =
      model::OscillationParameters::from_sin2({0.308, 0.02215, 0.47, 0, 1e-7, 2.513e-3});
  const auto a = adiabatic(osc, solar_profile(0), zone(model::Source::b8), 10 * MeV);
  const auto b = ode(osc, solar_profile(0), zone(model::Source::b8), 10 * MeV);
  CHECK(largest_difference(a, b) > 1e-3);
  CHECK(a.error > largest_difference(a, b) / 2);
  CHECK(b.error <= 1e-6);
  CHECK(std::abs(sum(b) - 1) < 1e-9);
}

TEST_CASE("a profile that jumps to vacuum projects on the mass states", "[property]") {
  // Constant density, then nothing: P(e -> i) = sum over levels of coherent amplitudes; production
  // at the edge itself leaves the vacuum composition of nu_e, whatever the density.
  const double V = 1e-11;
  const propagation::PotentialProfile slab{
      [V](double) {
        return propagation::PotentialSample{{V, 0, 0}, {0, 0, 0}};
      },
      0.1 * core::R_sun};
  const propagation::ProductionZone edge{{0.1 * core::R_sun}, {1.0}};
  const auto row = lma().electron_row();
  const auto f = ode(lma(), slab, edge, 10 * MeV);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(f.P[i] == Approx(row[i]).margin(1e-12));
  }
}

TEST_CASE("non-adiabatic points: few radii average as every row of the table does", "[reference]") {
  // Interference of the levels at production turns thousands of times over the core: its mean, not
  // its value at a few radii, is what the source sees.
  const auto rows = sun().production_rows(model::Source::b8);
  propagation::ProductionZone all{rows.node, rows.weight};
  for (double& r : all.radius) {
    r *= core::R_sun;
  }
  const auto osc =
      model::OscillationParameters::from_sin2({0.308, 0.02215, 0.47, 0, 1e-8, 2.513e-3});
  const auto few = ode(osc, solar_profile(0), zone(model::Source::b8), 5 * MeV, 1e-7);
  const auto many = ode(osc, solar_profile(0), all, 5 * MeV, 1e-7);
  CHECK(zone(model::Source::b8).radius.size() < 20);
  // 2e-8: the Gauss rule's own error (1e-8, left out of these zones) beside those of the engines.
  CHECK(largest_difference(few, many) <= few.error + many.error + 2e-8);
  CHECK(largest_difference(few, adiabatic(osc, solar_profile(0), all, 5 * MeV)) > 0.05);
}

TEST_CASE("eps = 1 where neutrinos are made: a table of radii, coarse or fine", "[property]") {
  // The levels nearly meet at 0.05 R: their interference neither averages out nor is it seen by few
  // radii. Made as r^2 exp(-(r/0.04 R)^2), 400 radii and 1600 of them, by two engines.
  const auto table = [](int count) {
    propagation::ProductionZone zone;
    double sum = 0;
    for (int k = 1; k <= count; ++k) {
      const double x = 0.2 * k / count;
      zone.radius.push_back(x * core::R_sun);
      zone.weight.push_back(x * x * std::exp(-x * x / (0.04 * 0.04)));
      sum += zone.weight.back();
    }
    for (double& w : zone.weight) {
      w /= sum;
    }
    return zone;
  };
  const std::size_t only[] = {0};
  for (const double dm21 : {1e-8, 1e-7, 5e-6}) {
    for (const double E : {0.3, 5.0}) {
      CAPTURE(dm21, E);
      const auto osc =
          model::OscillationParameters::from_sin2({0.308, 0.02215, 0.47, 0, dm21, 2.513e-3});
      const auto eps = solar_profile(1.03);  // at the centre: 1 near 0.05 R
      const auto coarse = ode(osc, eps, table(400), E * MeV, 1e-6);
      const auto fine = ode(osc, eps, table(1600), E * MeV, 1e-6);
      const auto other =
          propagation::MagnusEngine(osc, eps, {table(400)}, 1e-5)(E * MeV, only).front();
      CHECK(largest_difference(coarse, fine) <= coarse.error + fine.error);
      CHECK(largest_difference(coarse, other) <= coarse.error + other.error);
      CHECK(coarse.error <= 1e-6);  // what the ode was asked for
    }
  }
}
