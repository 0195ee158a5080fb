#include <catch2/catch.hpp>
#include <cmath>
#include <sunsi/model/phi.hpp>

#include "points.hpp"

using namespace test;

namespace {

constexpr auto standard = model::Convention::standard;
constexpr auto paper = model::Convention::paper;
const double e = model::electric_charge();

}  // namespace

TEST_CASE("curves: a pure dark photon returns what was published", "[property]") {
  for (const char* name :
       {"babar-visible", "na48-2", "kloe-ee", "kloe-phi-eta", "apex", "hps", "planned-mesa",
        "planned-vepp3", "planned-darklight", "planned-hps", "planned-belle2", "planned-mu3e"}) {
    const bounds::Curve curve = table(name);
    for (const double mass : curve.masses()) {
      INFO(name << " " << mass);
      const auto result = named(name).compare(dark_photon(mass, *curve.at(mass)));
      CHECK(result.ratio == Approx(1).epsilon(1e-9));  // g = 1e-24 beside e eps
      CHECK(result.applies);
    }
    CHECK_FALSE(named(name).compare(dark_photon(curve.first() * 0.999, 1e-2)).known);
    CHECK_FALSE(named(name).compare(dark_photon(curve.last() * 1.001, 1e-2)).known);
  }
}

TEST_CASE("curves: NA62 returns an invisible dark photon", "[property]") {
  const bounds::Curve curve = table("na62-pi0-invisible");
  for (const double mass : curve.masses()) {
    bounds::Point p = invisible(mass, *curve.at(mass));
    CHECK(named("na62-pi0-invisible").compare(p).ratio == Approx(1).epsilon(1e-9));
  }
}

TEST_CASE("curves: the stronger of A1's two", "[property]") {
  const bounds::Curve old = table("a1-2011");
  const bounds::Curve recent = table("a1-2014");
  for (const double mass : {40.0, 150.0, 202.0, 210.0, 230.0, 245.0, 249.0}) {
    double limit = *recent.at(mass);
    if (old.at(mass)) {
      limit = std::min(limit, *old.at(mass));
    }
    CHECK(named("a1").compare(dark_photon(mass, limit)).ratio == Approx(1).epsilon(1e-9));
  }
}

TEST_CASE("NA48/2: published limits", "[published]") {
  // arXiv:1504.00607, Fig. 4 as digitised: eps^2 = 6.5e-7, 4.8e-7, 3.9e-7, 1.1e-6, 2.2e-6, 4.5e-6
  // at 10, 20, 30, 50, 80, 100 MeV, two digits each.
  const double mass[] = {10, 20, 30, 50, 80, 100};
  const double limit[] = {6.5e-7, 4.8e-7, 3.9e-7, 1.1e-6, 2.2e-6, 4.5e-6};
  for (int k = 0; k < 6; ++k) {
    CHECK(named("na48-2").compare(dark_photon(mass[k], 1e-3)).limit ==
          Approx(limit[k]).epsilon(0.05));
  }
}

TEST_CASE("NA48/2: B-L from the curve of the dark photon", "[published]") {
  // DarkCast (arXiv:1801.04847) has g_BL = 5.069e-4 at 9.08 MeV: the proton's coupling is g_BL and
  // BR_ee = 2/5, so g_BL = eps e/sqrt(2/5). Four digits, at 9.0814 MeV of the table.
  bounds::Point p = dark_photon(9.0814, 0);
  p.br_ee = 0.4;
  p.br_inv = 0.6;
  p.g_p = 5.069e-4;
  p.c_tau_m = 0;
  CHECK(named("na48-2").compare(p).ratio == Approx(1).epsilon(5e-4));
}

TEST_CASE("NA48/2: the proton's coupling, none for e eps = c g", "[property]") {
  const double g = 1e-3;
  const double c = 0.4;
  CHECK(named("na48-2").compare(with_mixing(20, g, c, c * g / e)).ratio < 1e-20);
  // tan_eta = -0.75 at c = -0.1: e eps - c g = -c g/tan_eta.
  const bounds::Point p = with_tan_eta(20, g, -0.1, -0.75);
  CHECK(named("na48-2").compare(p).prediction ==
        Approx(std::pow(0.1 * g / 0.75 / e, 2) * p.br_ee).epsilon(1e-12));
}

TEST_CASE("NA48/2: the paper's c g/5", "[published]") {
  // Text below eq. (32) of arXiv:2211.15686; docs/errata.md: the amplitude is 1.6 times as large at
  // tan_eta = -0.75 as with c g, 0.2 times at tan_eta = 1 (two digits).
  const auto amplitude = [](double tan_eta, model::Convention convention) {
    return std::sqrt(
        named("na48-2").compare(with_tan_eta(20, 1e-4, -0.1, tan_eta, convention)).prediction);
  };
  CHECK(amplitude(-0.75, paper) / amplitude(-0.75, standard) == Approx(1.6).margin(0.05));
  // At 1 itself nothing decays to e+ e-.
  CHECK(amplitude(1.0001, paper) / amplitude(1.0001, standard) == Approx(0.2).epsilon(1e-3));
}

TEST_CASE("NA48/2: prompt decays only", "[property]") {
  // A dark photon of 10 MeV with 50 GeV flies 1 m at eps = 2.0e-4 (c tau = 3/(alpha eps^2 m) =
  // 1/5000 m, two digits).
  CHECK(named("na48-2").compare(dark_photon(10, 2.1e-4)).applies);
  const auto slow = named("na48-2").compare(dark_photon(10, 1.9e-4));
  CHECK_FALSE(slow.applies);
  CHECK(slow.known);
  CHECK_FALSE(slow.excluded());
}

TEST_CASE("KLOE phi -> eta U: the coupling of the s quark", "[property]") {
  const double g = 1e-3;
  for (const double c : {-0.3, 0.5}) {
    const auto model = model::ZPrime::from_kinetic_mixing(50 * MeV, g, c, 2e-3);
    const bounds::Point p = bounds::make_point(model, standard);
    // charges().d is that of d and s; a dark photon has -e eps/3.
    CHECK(named("kloe-phi-eta").compare(p).prediction ==
          Approx(std::pow(3 * model.charges().d / e, 2) * p.br_ee).epsilon(1e-12));
  }
}

TEST_CASE("curves scale with eps^2 BR and not with the number of baryons", "[property]") {
  for (const char* name : {"babar-visible", "kloe-ee", "a1", "hps"}) {
    INFO(name);
    const bounds::Point p = with_mixing(40, 1e-3, -0.1, 3e-3);
    CHECK(named(name).compare(p).prediction ==
          Approx(p.eps_kin * p.eps_kin * p.br_ee).epsilon(1e-12));
    // Half the mixing: (e eps)^4 over g^2 + (e eps)^2.
    const double mix = e * 3e-3;
    CHECK(named(name).compare(with_mixing(40, 1e-3, 0.7, 1.5e-3)).ratio ==
          Approx(named(name).compare(p).ratio / 16 * (1e-6 + mix * mix) / (1e-6 + mix * mix / 4))
              .epsilon(1e-6));
  }
  const bounds::Point p = with_mixing(40, 1e-3, -0.1, 3e-3);
  CHECK(named("planned-vepp3").compare(with_mixing(20, 1e-3, -0.1, 3e-3)).prediction ==
        Approx(9e-6).epsilon(1e-12));
  CHECK(named("na62-pi0-invisible").compare(p).prediction ==
        Approx(std::pow(p.g_p / e, 2) * p.br_inv).epsilon(1e-12));
}

TEST_CASE("curves are continuous at 2 m_mu, where the dark photon's own BR_ee falls",
          "[property]") {
  const double threshold = 2 * core::m_mu / MeV;
  for (const char* name : {"kloe-ee", "kloe-phi-eta", "a1", "apex", "babar-visible"}) {
    INFO(name);
    const auto at = [&](double mass) {
      return named(name).compare(with_mixing(mass, 2e-3, -0.1, 5e-3));
    };
    const auto below = at(threshold * (1 - 1e-12));
    const auto above = at(threshold * (1 + 1e-12));
    // Phase space opens as the root of 1e-12.
    CHECK(above.ratio == Approx(below.ratio).epsilon(1e-5));
    CHECK(above.limit == Approx(below.limit).epsilon(1e-5));
  }
  // Both leptons are counted by BaBar.
  const bounds::Point p = with_mixing(240, 2e-3, -0.1, 5e-3);
  REQUIRE(p.br_mumu > 0.01);
  CHECK(named("babar-visible").compare(p).prediction ==
        Approx(p.eps_kin * p.eps_kin * (p.br_ee + p.br_mumu)).epsilon(1e-12));
}

TEST_CASE("curves with phi: BR_ee of (24) as printed in the reading of the paper", "[published]") {
  const auto model = model::ZPrime::from_tan_eta(40 * MeV, 5.85e-4, -0.1, -0.75, phi(40, 40.0 / 3));
  const double printed = model::phi_branchings(model, paper).ee;
  for (const char* name : {"babar-visible", "kloe-ee", "hps"}) {
    const bounds::Point p = bounds::make_point(model, paper);
    CHECK(named(name).compare(p).prediction ==
          Approx(p.eps_kin * p.eps_kin * printed).epsilon(1e-12));
    const bounds::Point q = bounds::make_point(model, standard);
    CHECK(named(name).compare(q).prediction ==
          Approx(q.eps_kin * q.eps_kin * q.br_ee).epsilon(1e-12));
    CHECK(named(name).compare(q).ratio / named(name).compare(p).ratio ==
          Approx(0.5).epsilon(0.01));  // other widths, 0.7 % of that into phi
  }
}

TEST_CASE("NOMAD pi0 -> gamma X", "[published]") {
  // hep-ex/9804003: BR < 3.3e-5 for light X; eps = 4.1e-3 for a dark photon (2 eps^2).
  const bounds::Bound& nomad = named("nomad-pi0");
  const auto light = nomad.compare(dark_photon(1.03, 4.1e-3));
  CHECK(light.prediction == Approx(2 * 4.1e-3 * 4.1e-3).epsilon(2e-4));  // 3 m^2/m_pi^2
  CHECK(light.ratio == Approx(1.02).epsilon(0.01));
  CHECK(nomad.compare(with_mixing(100, 1e-3, 0.3, 0.3e-3 / e)).prediction ==
        Approx(0).margin(1e-30));
  const bounds::Point p = with_tan_eta(100, 1e-3, -0.1, -0.75);
  CHECK(nomad.compare(p).prediction ==
        Approx(2 * std::pow(p.g_p / e, 2) * std::pow(1 - std::pow(100 / 134.9768, 2), 3)));
  // It decays in the shield and is not what was searched for.
  CHECK_FALSE(nomad.compare(p).applies);
  CHECK(nomad.compare(with_mixing(0.5, 1e-12, 0, 1e-9)).applies);
  CHECK_FALSE(nomad.compare(with_mixing(121, 1e-3, 0, 1e-3)).known);
}

TEST_CASE("results that are not at hand say so", "[property]") {
  for (const char* name : {"na64-2023", "na64mu-2024", "na64-bl-2026"}) {
    const auto v = named(name).verdict(with_mixing(10, 1e-3, 0, 1));
    CHECK_FALSE(v.applies);
    CHECK_FALSE(v.ratio);
    CHECK(v.reason.find("not at hand") != std::string::npos);
  }
}
