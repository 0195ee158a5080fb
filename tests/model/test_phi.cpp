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

// Numbers of arXiv:2211.15686 as printed, with their equation.

TEST_CASE("(26) as printed and from (25)", "[reference]") {
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

TEST_CASE("(31) as printed, and with the normalisation of <H>", "[reference]") {
  const double printed = quartic_coupling(30 * MeV, 8.5e-4, 1e-3, Convention::paper);
  CHECK(printed == Approx(0.026).epsilon(0.5 / 26));
  CHECK(quartic_coupling(30 * MeV, 8.5e-4, 1e-3, Convention::standard) ==
        Approx(std::numbers::sqrt2 * printed));
  CHECK(quartic_coupling(60 * MeV, 8.5e-4, 1e-3, Convention::paper) == Approx(printed / 2));
}

TEST_CASE("coupling of phi to electrons, text below (30)", "[reference]") {
  // tau_phi ~ 1e-14 s asks for 4e-4 (10 MeV/m_phi)^{1/2}.
  CHECK(required_phi_electron_coupling(10 * MeV, 1e-14 * core::units::second) ==
        Approx(4e-4).epsilon(0.5 / 4));
  CHECK(required_phi_electron_coupling(40 * MeV, 1e-14 * core::units::second) ==
        Approx(2e-4).epsilon(0.5 / 4));
}

TEST_CASE("(24): 8 as printed, 4 from (21) and (23)", "[reference]") {
  const ZPrime z = ZPrime::from_tan_eta(40 * MeV, 5.85e-4, -0.1, -0.75, Phi{400, 40.0 / 3 * MeV});
  const Widths w = decay_widths(z);
  const PhiBranchings standard = phi_branchings(z, Convention::standard);
  // The exact ratio w.r.t. the phi channel alone, which (24) approximates.
  CHECK(standard.ee == Approx(w.ee / w.phi).epsilon(1e-6));
  CHECK(standard.invisible == Approx(w.nunu / w.phi).epsilon(1e-12));
  CHECK(phi_branchings(z, Convention::paper).ee == Approx(2 * standard.ee));
  CHECK(phi_branchings(z, Convention::paper).invisible == Approx(2 * standard.invisible));
}

TEST_CASE("conditions on phi are named and have margins", "[property]") {
  const ZPrime z = ZPrime::from_tan_eta(40 * MeV, 5.85e-4, -0.1, -0.75, Phi{40, 40.0 / 3 * MeV});
  const auto list = phi_conditions(z, Convention::standard);
  const auto find = [&](const std::string& name) {
    for (const Condition& c : list) {
      if (c.name == name) {
        return c;
      }
    }
    FAIL("no condition " << name);
    return list.front();
  };
  CHECK(find("phi_mass").holds());
  CHECK(find("phi_mass").margin == Approx(4.0 / 3));
  CHECK(find("c_phi_g_26").value == Approx(40 * 5.85e-4));
  CHECK(find("c_phi_g_26").holds());
  CHECK(find("perturbativity")
            .holds());  // "the perturbativity limit ... is still satisfied" for c_phi = 40
  CHECK(find("tau_zprime_25").holds());
  CHECK_FALSE(find("naturalness_30").holds());  // docs/errata.md: the shift is sin(beta) m_Phi
  const auto printed = phi_conditions(z, Convention::paper);
  for (const Condition& c : printed) {
    if (c.name == "naturalness_30") {
      CHECK(c.margin > 10 * find("naturalness_30").margin);
    }
  }
  CHECK(phi_conditions(ZPrime::from_tan_eta(40 * MeV, 5.85e-4, -0.1, -0.75), Convention::standard)
            .empty());
  // phi too heavy: a verdict, not an error.
  const auto closed = phi_conditions(
      ZPrime::from_tan_eta(40 * MeV, 5e-4, -0.1, -0.75, Phi{40, 25 * MeV}), Convention::standard);
  CHECK_FALSE(closed.back().holds());
}
