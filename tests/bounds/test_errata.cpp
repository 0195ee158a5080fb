// Entries of docs/errata.md that no bound of this folder's other tests shows.
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <sunsi/model/widths.hpp>

#include "with_settings.hpp"

using namespace test;
using model::Convention;

TEST_CASE("pi0 -> gamma Z' knows the coupling of the proton", "[independent]") {
  // The pi0 is (u-bar u - d-bar d)/sqrt2: the amplitude with one photon goes with q_u g_u - q_d g_d,
  // which is e eps/3 for pure mixing. So eps -> eps - c g/e, not eps - c g/(5e), which weighs both
  // flavours with the same sign (q_u^2 + q_d^2 = 5/9) as an isoscalar would.
  for (const double tan_eta : {-0.75, 1.0, 3.0}) {
    const auto z = model::ZPrime::from_tan_eta(40 * MeV, 5.85e-4, -0.1, tan_eta);
    const auto q = z.charges();
    const double isovector = (2.0 / 3 * q.u + 1.0 / 3 * q.d) / (1.0 / 3);
    const double isoscalar = (2.0 / 3 * q.u - 1.0 / 3 * q.d) / (5.0 / 9);
    CHECK(isovector == Approx(z.e_eps_kin() - z.c() * z.g()));
    CHECK(isovector == Approx(q.p));
    CHECK(isoscalar == Approx(z.e_eps_kin() - z.c() * z.g() / 5));  // the recast as printed
    if (tan_eta == -0.75) {
      CHECK(isoscalar / isovector == Approx(1.6));
    }
    if (tan_eta == 1.0) {
      CHECK(isoscalar / isovector == Approx(0.2));
    }
  }
}

TEST_CASE("(33): Q, and eps_std beside g_V", "[independent]") {
  // Z exchange: -(G_F/sqrt2) g_V [nu-bar gamma (1 - gamma5) nu][f-bar gamma f] = -sqrt2 G_F g_V
  // (nu-bar gamma P_L nu)(f-bar gamma f) with P_L = (1 - gamma5)/2; Z' exchange at q^2 = 0: -(g
  // g_f/m^2) (nu-bar gamma P_L nu)(f-bar gamma f). So g g_f/(sqrt2 G_F m^2), which is eps_std, adds
  // to g_V.
  const auto z = model::ZPrime::from_tan_eta(40 * MeV, 5.85e-4, -0.1, -55.0 / 78);
  const double scale = std::numbers::sqrt2 * core::G_F * z.mass() * z.mass();
  const auto nsi = z.effective_nsi();
  CHECK(nsi.p.value == Approx(z.g() * z.charges().p / scale));
  CHECK(nsi.p.value == Approx(2 * model::to_paper(nsi.p).value));
  // Caesium with tan eta = -Z/N: the sum over the nucleons cancels.
  CHECK(55 * nsi.p.value + 78 * nsi.n.value == Approx(0).margin(1e-12));
}

TEST_CASE("(24): branching ratios where phi dominates", "[reference]") {
  // BR_inv = 2 g^2/24 over c_phi^2 g^2 x^{3/2}/48 = 4/(c_phi^2 x^{3/2}): what the bounds multiply with.
  const double x = 1 - 4.0 / 9;
  const bounds::Point p =
      with_tan_eta(40, 5.85e-4, -0.1, 1, Convention::standard, model::Phi{400, 40.0 / 3 * MeV});
  CHECK(p.br_inv == Approx(4 / (160000 * std::pow(x, 1.5))).epsilon(1e-4));
}

TEST_CASE("face value of c != 2/3 at the highlighted point", "[reference]") {
  // Mixing in the down sector: K+ -> pi+ Z' at a rate beyond that of all decays of K+, nine orders of
  // magnitude above its limit. The paper looks at b -> s mu mu alone.
  const bounds::Point p = with_tan_eta(40, 5.85e-4, -0.1, -0.75);
  CHECK(named("k-pi-zprime").compare(p).ratio > 1e9);
  CHECK(named("b-k-zprime").compare(p).ratio > 1e6);
}
