// Numbers of arXiv:2211.15686 on the scalar sector as printed, with their equation.
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/model/phi.hpp>
#include <sunsi/model/widths.hpp>

using namespace sunsi;
using namespace sunsi::model;
using core::units::GeV;
using core::units::MeV;

TEST_CASE("(26) as printed and from (25)", "[validation]") {
  // c_phi g > 3.3e-4 (30 MeV/m)(1 - 4 m_phi^2/m^2)^{-3/4}: `paper`, to the printed digits.
  const double light = 1e-3 * MeV;  // phase space 1
  CHECK(required_phi_coupling(30 * MeV, light, Convention::paper) ==
        Approx(3.3e-4).epsilon(0.5 / 33));
  CHECK(required_phi_coupling(60 * MeV, light, Convention::paper) ==
        Approx(3.3e-4 / 2).epsilon(0.5 / 33));
  CHECK(required_phi_coupling(30 * MeV, 10 * MeV, Convention::paper) ==
        Approx(required_phi_coupling(30 * MeV, light, Convention::paper) *
               std::pow(1 - 4.0 / 9, -0.75))
            .epsilon(1e-6));
  // Without the rounding of 1 cm/(gamma c) to 3e-14 s.
  CHECK(required_phi_coupling(30 * MeV, light, Convention::standard) ==
        Approx(3.15e-4).epsilon(0.002));
  // It is the inverse of the width: at that coupling gamma c tau(phi phi alone) is 1 cm at 30 GeV.
  const double g = required_phi_coupling(30 * MeV, 10 * MeV, Convention::standard);
  const Widths w =
      decay_widths(ZPrime::from_kinetic_mixing(30 * MeV, g, -0.1, 0, Phi{1, 10 * MeV}));
  CHECK(30 * GeV / (30 * MeV) / w.phi / core::units::cm == Approx(1).epsilon(1e-12));
  CHECK_THROWS_AS(required_phi_coupling(30 * MeV, 15 * MeV, Convention::paper), core::InvalidInput);
}

TEST_CASE("(31) as printed, and with the normalisation of <H>", "[validation]") {
  const double printed = quartic_coupling(30 * MeV, 8.5e-4, 1e-3, Convention::paper);
  CHECK(printed == Approx(0.026).epsilon(0.5 / 26));
  CHECK(quartic_coupling(30 * MeV, 8.5e-4, 1e-3, Convention::standard) ==
        Approx(std::numbers::sqrt2 * printed));
  CHECK(quartic_coupling(60 * MeV, 8.5e-4, 1e-3, Convention::paper) == Approx(printed / 2));
}

TEST_CASE("coupling of phi to electrons, text below (30)", "[validation]") {
  // tau_phi ~ 1e-14 s asks for 4e-4 (10 MeV/m_phi)^{1/2}.
  CHECK(required_phi_electron_coupling(10 * MeV, 1e-14 * core::units::second) ==
        Approx(4e-4).epsilon(0.5 / 4));
  CHECK(required_phi_electron_coupling(40 * MeV, 1e-14 * core::units::second) ==
        Approx(2e-4).epsilon(0.5 / 4));
}
