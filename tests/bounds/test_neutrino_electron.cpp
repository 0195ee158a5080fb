#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <sunsi/bounds/curve.hpp>

#include "with_settings.hpp"

using namespace test;
using model::Convention;

TEST_CASE("Borexino quoted: eps_std or eps_paper below 2", "[published]") {
  const bounds::Bound& bound = named("borexino-quoted");
  // eqs. (13) and (34) of arXiv:2211.15686: eps_paper^e = eps_paper (1 - 1/tan eta)/R; the
  // highlighted point eps_paper = 1 with the R = 1.54 of that paper gives 1.515.
  const double g = model::ZPrime::coupling_for(model::to_standard({1}), 1.54, 40 * MeV, -0.1);
  const auto printed = bound.compare(with_tan_eta(40, g, -0.1, -0.75, Convention::paper));
  CHECK(printed.prediction == Approx((1 + 1 / 0.75) / 1.54).epsilon(1e-9));
  CHECK_FALSE(printed.excluded());
  // The same couplings are 3.03 in the epsilon of the fits.
  const auto standard = bound.compare(with_tan_eta(40, g, -0.1, -0.75));
  CHECK(standard.ratio == Approx(2 * printed.ratio).epsilon(1e-12));
  CHECK(standard.excluded());
  // tan eta = 1: no mixing, no coupling to electrons.
  CHECK(bound.compare(with_tan_eta(40, g, -0.1, 1)).ratio == Approx(0).margin(1e-12));
}

TEST_CASE("Borexino's rates: eps_std^e against the fit, each sign at its own end", "[property]") {
  const bounds::Bound& bound = named("borexino-es");
  const auto high = table("borexino-es", "high");
  const auto low = table("borexino-es", "minus_low");
  // eps_std^e = -g e eps_kin/(sqrt2 G_F m^2) of nu_mu and nu_tau.
  const auto at = [](double m, double eps_e, Convention convention = Convention::standard) {
    const double g = 1e-3;
    const double m_eV = m * MeV;
    const double e = model::electric_charge();
    return with_mixing(m, g, -0.1, -eps_e * std::numbers::sqrt2 * core::G_F * m_eV * m_eV / (g * e),
                       convention);
  };
  for (const double m : {5.0, 10.0, 40.0, 100.0}) {
    CHECK(bound.compare(at(m, *high.at(m))).ratio == Approx(1).epsilon(1e-9));
    CHECK(bound.compare(at(m, -*low.at(m))).ratio == Approx(1).epsilon(1e-9));
    CHECK(bound.compare(at(m, 1.01 * *high.at(m))).excluded());
    CHECK(bound.compare(at(m, -1.01 * *low.at(m))).excluded());
    CHECK_FALSE(bound.compare(at(m, 0.99 * *high.at(m))).excluded());
    // A fit's number, not a printed one: eps_std whatever the convention.
    CHECK(bound.compare(at(m, 0.3, Convention::paper)).ratio ==
          Approx(bound.compare(at(m, 0.3)).ratio).epsilon(1e-12));
  }
  // The interference lets eps > 0 reach further: the rate is least where g_L + eps/2 + (g_R + eps/2)/3
  // = 0, near eps = 0.3 for g_L = -0.27, g_R = 0.23, and the interval lies around that.
  CHECK(*high.at(40) > *low.at(40));
  // A rate-only estimate (7Be to 12 %, P_ee = 0.55) is (-0.33, 0.9): the fit is no weaker, and far
  // stronger than the quoted 2.
  CHECK(*high.at(40) < 0.95);
  CHECK(*low.at(40) < 0.35);
  // A propagator m^2/(m^2 + 2 m_e T) weakens it: 0.8 at 1 MeV for recoils of 0.25 MeV. (The upper end
  // is where the falling and the rising part of the rate cancel: it need not move with the mass.)
  CHECK(*low.at(1) > 1.5 * *low.at(1000));
  CHECK_FALSE(bound.compare(at(0.5, 3)).known);
}

TEST_CASE("Borexino's rates exclude the highlighted point in both readings", "[reference]") {
  const bounds::Bound& bound = named("borexino-es");
  const double centre = 1.4866;  // (N_n + N_p)/N_e, b16-gs98
  const double standard = model::ZPrime::coupling_for({1}, centre, 40 * MeV, -0.1);
  const double paper = model::ZPrime::coupling_for(model::to_standard({1}), 1.54, 40 * MeV, -0.1);
  // eps_std^e = eps_std (1 - 1/tan eta)/R: 1.57 and 3.03.
  CHECK(bound.compare(with_tan_eta(40, standard, -0.1, -0.75)).prediction ==
        Approx((1 + 1 / 0.75) / centre).epsilon(1e-4));
  CHECK(bound.compare(with_tan_eta(40, standard, -0.1, -0.75)).excluded());
  CHECK(bound.compare(with_tan_eta(40, paper, -0.1, -0.75)).ratio >
        1.9 * bound.compare(with_tan_eta(40, standard, -0.1, -0.75)).ratio);
  // tan eta = 1: nothing couples to electrons.
  CHECK(bound.compare(with_tan_eta(40, paper, -0.1, 1)).ratio == Approx(0).margin(1e-12));
}

TEST_CASE("white dwarfs: abs(eps_std^e) < 1.02, and (35) as printed", "[published]") {
  pipeline::BoundSettings asked;
  asked.white_dwarf = true;
  const bounds::List list = only("white-dwarf", asked);
  for (const double m : {5.0, 40.0}) {
    for (const double eps : {3e-4, -3e-4}) {
      const bounds::Point p = with_mixing(m, 4e-4, -0.1, eps);
      const auto result = list[0].compare(p);
      // 1.12e-5 GeV^-2 (3/2)/(sqrt2 G_F) = 1.0185
      CHECK(std::abs(p.eps_e_std) / result.ratio == Approx(1.02).epsilon(0.005));
      const bounds::Point q = with_mixing(m, 4e-4, -0.1, eps, Convention::paper);
      const double m_GeV = m / 1000;
      CHECK(list[0].compare(q).prediction ==
            Approx(2 * 16e-8 * 3e-4 / (3 * m_GeV * m_GeV)).epsilon(1e-12));
    }
  }
  // Optional: the same number, but it excludes only when asked for.
  const bounds::Point strong = with_mixing(10, 1e-3, -0.1, 1e-3);
  CHECK(list[0].verdict(strong).excluded);
  const auto off = named("white-dwarf").verdict(strong);
  CHECK(*off.ratio > 1);
  CHECK(*off.ratio == Approx(*list[0].verdict(strong).ratio));
  CHECK_FALSE(off.applies);
  CHECK_FALSE(off.excluded);
}

TEST_CASE("CHARM-II: the product of the couplings in place of g_BL^2", "[published]") {
  const bounds::Bound& bound = named("charm2-es");
  const double e = model::electric_charge();
  // A row of the digitised curve, arXiv:1803.05466 Fig. 13: g_BL = 6.3571e-5 at 4.801 MeV.
  const double g_bl = 6.3571e-5;
  const bounds::Point limit = with_mixing(4.801, 3 * g_bl, -0.1, -g_bl / (3 * e));
  CHECK(bound.compare(limit).ratio == Approx(1).epsilon(1e-9));
  CHECK(bound.compare(limit).prediction == Approx(g_bl * g_bl));
  CHECK(bound.compare(with_mixing(4.801, 3.1 * g_bl, -0.1, -g_bl / (3 * e))).excluded());
  // The other sign interferes the other way: said, not applied.
  const auto other = bound.verdict(with_mixing(4.801, 30 * g_bl, -0.1, g_bl / (3 * e)));
  CHECK_FALSE(other.applies);
  CHECK_FALSE(other.excluded);
  CHECK(*other.prediction < 0);
  CHECK(*other.ratio == Approx(10));
  CHECK(other.reason.find("sign") != std::string::npos);
  // The decay does not enter: nothing has to be seen of the Z'.
  CHECK(bound.compare(with_mixing(4.801, 3 * g_bl, 5, -g_bl / (3 * e))).ratio == Approx(1));
  CHECK_FALSE(bound.compare(with_mixing(0.5, 1e-3, -0.1, -1e-3)).known);
}

TEST_CASE("CHARM-II: two digitisations of the curve agree", "[independent]") {
  const std::filesystem::path curves = std::filesystem::path(SUNSI_TEST_DATA) / "bounds/curves";
  const auto first = bounds::Curve::load(curves / "charm2-es.csv", "g_BL");
  const auto second = bounds::Curve::load(curves / "charm2-es-foresee.csv", "g_BL");
  // Reading a logarithmic figure by eye: 3 %.
  for (const double m : {2.0, 5.0, 10.0, 20.0, 40.0, 80.0, 150.0, 220.0}) {
    CHECK(*first.at(m) == Approx(*second.at(m)).epsilon(0.04));
  }
}

TEST_CASE("CHARM-II excludes the highlighted point of arXiv:2211.15686", "[reference]") {
  // g = 5.85e-4, c = -0.1, tan eta = -0.75: e eps = -0.233 g, product 8.0e-8 against g_BL^2 =
  // (6.9e-5)^2 at 40 MeV.
  const auto v = named("charm2-es").compare(with_tan_eta(40, 5.85e-4, -0.1, -0.75));
  CHECK(v.prediction == Approx(5.85e-4 * 5.85e-4 * 0.1 * (1 + 1 / 0.75)).epsilon(1e-9));
  CHECK(v.ratio > 10);
}
