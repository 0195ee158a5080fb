#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/detector/cross_section.hpp>

using namespace sunsi;
using namespace sunsi::detector;

namespace {
constexpr double m_e = core::m_e / core::units::MeV;

/// Tree-level total cross-section in closed form [cm^2]: the integral of the three terms up to
/// T_max.
double tree_by_hand(double gL, double gR, double E) {
  const double G_F = 1.1663788e-11;                        // MeV^-2
  const double hbar_c2 = std::pow(1.973269804593e-11, 2);  // (MeV cm)^2
  const double T = 2 * E * E / (m_e + 2 * E), y = 1 - T / E;
  return 2 * G_F * G_F * m_e / std::numbers::pi * hbar_c2 *
         (gL * gL * T + gR * gR * E / 3 * (1 - y * y * y) - gL * gR * m_e * T * T / (2 * E * E));
}
}  // namespace

TEST_CASE("tree-level cross-section is its closed form", "[reference]") {
  const NuElectronCrossSection tree(CrossSectionMode::tree);
  for (const double E : {0.1, 0.862, 1.442, 10.0}) {
    CHECK(tree.total(Flavour::e, E) ==
          Approx(tree_by_hand(0.5 + 0.2317, 0.2317, E)).epsilon(1e-10));
    CHECK(tree.total(Flavour::x, E) ==
          Approx(tree_by_hand(-0.5 + 0.2317, 0.2317, E)).epsilon(1e-10));
  }
}

TEST_CASE("signs and sizes of the couplings are the PDG's", "[reference]") {
  const NuElectronCrossSection kappa(CrossSectionMode::kappa);
  // PDG 2024, electroweak review: g_L = rho (-1/2 + kappa s2), +1 for nu_e; g_R = rho kappa s2.
  CHECK(kappa.couplings(Flavour::e, 0.5).left == Approx(0.727).margin(0.005));
  CHECK(kappa.couplings(Flavour::x, 0.5).left == Approx(-0.273).margin(0.005));
  CHECK(kappa.couplings(Flavour::x, 0.5).right == Approx(0.234).margin(0.005));
  // astro-ph/9502003: I(T) vanishes at threshold, kappa_e = 0.9791 + 0.0097 I rises with energy,
  // kappa_mu falls.
  CHECK(kappa.couplings(Flavour::e, 1e-6).right == Approx(1.0126 * 0.9791 * 0.2317).epsilon(1e-5));
  CHECK(kappa.couplings(Flavour::e, 0.1).right < kappa.couplings(Flavour::e, 10).right);
  CHECK(kappa.couplings(Flavour::x, 0.1).right > kappa.couplings(Flavour::x, 10).right);
}

TEST_CASE("a light mediator on electrons: by hand at 0.862 MeV, eps^e_std = 1", "[reference]") {
  // g_L = -0.2683 + 1/2, g_R = 0.2317 + 1/2 (heavy mediator). Taking eps for eps/2, or the other
  // sign, is far off.
  const NuElectronCrossSection plus(CrossSectionMode::tree, {1, 1e9});
  const double right = tree_by_hand(-0.2683 + 0.5, 0.2317 + 0.5, 0.862);
  CHECK(plus.total(Flavour::x, 0.862) == Approx(right).epsilon(1e-9));
  CHECK(right * 1e45 == Approx(2.790).epsilon(0.001));
  CHECK(std::abs(tree_by_hand(-0.2683 + 1, 0.2317 + 1, 0.862) / right - 1) > 0.5);  // eps for eps/2
  CHECK(std::abs(tree_by_hand(-0.2683 - 0.5, 0.2317 - 0.5, 0.862) / right - 1) >
        0.5);  // the sign turned
  // nu_e does not feel it.
  CHECK(plus.total(Flavour::e, 0.862) ==
        NuElectronCrossSection(CrossSectionMode::tree).total(Flavour::e, 0.862));
  const NuElectronCrossSection full(CrossSectionMode::full, {1, 1e9});
  CHECK(full.total(Flavour::x, 0.862) == Approx(2.783e-45).epsilon(0.001));
  // Propagator m^2/(m^2 + 2 m_e T): at m^2 = 2 m_e T half the coupling is left.
  const double T = 0.4;
  const NuElectronCrossSection light(CrossSectionMode::tree, {1, std::sqrt(2 * m_e * T)});
  CHECK(light.couplings(Flavour::x, T).left == Approx(-0.2683 + 0.25).epsilon(1e-12));
}

TEST_CASE("kinematics and windows", "[property]") {
  const NuElectronCrossSection full(CrossSectionMode::full);
  for (const double E : {0.3, 5.0, 15.0}) {
    const double T = largest_recoil_MeV(E);
    CHECK(smallest_energy_MeV(T) == Approx(E).epsilon(1e-12));
    CHECK(full.differential(Flavour::e, E, T * 1.0001) == 0);
    CHECK(std::isfinite(full.differential(Flavour::e, E, T)));
    // Windows add up; nothing above T_max.
    const double parts = full.total(Flavour::e, E, 0, 0.3 * T) + full.total(Flavour::e, E, 0.3 * T);
    CHECK(parts == Approx(full.total(Flavour::e, E)).epsilon(1e-6));
    CHECK(full.total(Flavour::e, E, 1.01 * T) == 0);
    for (double t = 1e-4 * T; t < T; t += T / 50) {
      CHECK(full.differential(Flavour::e, E, t) > 0);
      CHECK(full.differential(Flavour::x, E, t) > 0);
    }
  }
  CHECK_THROWS_AS(full.total(Flavour::e, -1), core::InvalidInput);
  CHECK_THROWS_AS(full.total(Flavour::e, 1, -0.1), core::InvalidInput);
  CHECK_THROWS_AS(NuElectronCrossSection(CrossSectionMode::tree, {1, 0}), core::InvalidInput);
}
