#include <catch2/catch.hpp>
#include <numbers>
#include <sunsi/core/constants.hpp>

using namespace sunsi::core;

// Each derived constant is recomputed here from numbers typed independently.

TEST_CASE("hbar c and the units of length and time", "[reference]") {
  // PDG 2024, table 1.1: hbar c = 197.3269804... MeV fm (exact), hbar = 6.582119569...e-22 MeV s
  // (exact).
  CHECK(si::hbar_c_eV_m == Approx(1.973269804593025e-7).epsilon(1e-12));
  CHECK(si::hbar_eV_s == Approx(6.582119569509066e-16).epsilon(1e-12));
  CHECK(units::km == Approx(5.06773071e9).epsilon(1e-8));
  CHECK(units::second / units::metre == Approx(299792458.0).epsilon(1e-14));
  CHECK(units::day / units::second == 86400);
}

TEST_CASE("matter potential of one mol of electrons in a cubic centimetre", "[reference]") {
  // sqrt2 G_F N_A in SI steps: G_F/(hbar c)^3 [GeV^-2], N_A [cm^-3], hbar c [GeV cm].
  const double hbar_c_GeV_cm = 1.973269804593025e-14;
  const double V_GeV = std::numbers::sqrt2 * 1.1663788e-5 * 6.02214076e23 * hbar_c_GeV_cm *
                       hbar_c_GeV_cm * hbar_c_GeV_cm;
  CHECK(V_CC_per_mol_cm3 == Approx(V_GeV * 1e9).epsilon(1e-12));
  CHECK(V_CC_per_mol_cm3 == Approx(7.63247e-14).epsilon(1e-6));
}

TEST_CASE("charge, masses, radius", "[reference]") {
  CHECK(std::sqrt(4 * std::numbers::pi * alpha_em) == Approx(0.30282212).epsilon(1e-7));
  CHECK(m_e == Approx(510998.95).epsilon(1e-12));
  CHECK(m_mu / m_e == Approx(206.7682830).epsilon(1e-7));  // CODATA 2018
  CHECK(R_sun / units::km == Approx(695700.0).epsilon(1e-12));
  CHECK(units::mol_per_cm3 ==
        Approx(6.02214076e23 * std::pow(1.973269804593025e-5, 3)).epsilon(1e-12));
}
