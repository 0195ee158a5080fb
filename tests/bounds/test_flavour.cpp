#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "with_settings.hpp"

using namespace test;
using model::Convention;
using std::numbers::pi;

namespace {
constexpr double G_F = core::G_F * 1e18;  // [GeV^-2]

bounds::List asked(const std::string& name) {
  pipeline::BoundSettings settings;
  settings.fcnc = true;
  return only(name, settings);
}
}  // namespace

TEST_CASE("(37)-(38) as printed: -2.13 GeV^2/q^2", "[published]") {
  // eq. (38): -2 (g/3.5e-4)^2 (GeV^2/q^2) (3c - 2)/(-2); with alpha = 1/137.036 it is -2.13.
  const auto printed = named("c9").compare(with_mixing(10, 3.5e-4, 0, 0, Convention::paper));
  CHECK(printed.prediction == Approx(-2.13).epsilon(0.5 / 213));
  CHECK(named("c9").compare(with_mixing(10, 7e-4, 0, 0, Convention::paper)).prediction ==
        Approx(4 * printed.prediction));
  CHECK(named("c9").compare(with_mixing(10, 3.5e-4, -0.1, 0, Convention::paper)).prediction ==
        Approx(2.3 / 2 * printed.prediction));
  CHECK_FALSE(named("c9").verdict(with_mixing(10, 1e-2, 0, 0)).excluded);  // for information
}

TEST_CASE("C9 from the two Hamiltonians", "[independent]") {
  // Z' exchange: -L = [g (3c-2)/3 V] g_mu (s-bar b)(mu-bar mu)/(m^2 - q^2); standard model form:
  // -(4 G_F/sqrt2) V alpha/(4 pi) C9. Above and below q^2 = 1 GeV^2.
  for (const double m : {20.0, 3000.0}) {
    const bounds::Point p = with_mixing(m, 4e-4, -0.2, -2e-4);
    const double exchange = p.g * (3 * p.c - 2) / 3 * p.g_mu / (m * m * 1e-6 - 1);
    const double unit = -(4 * G_F / std::numbers::sqrt2) * core::alpha_em / (4 * pi);
    CHECK(named("c9").compare(p).prediction == Approx(exchange / unit).epsilon(1e-10));
  }
  // Without mixing g_mu = g: twice the printed one.
  CHECK(
      named("c9").compare(with_mixing(10, 4e-4, 0.3, 0)).prediction ==
      Approx(2 * named("c9").compare(with_mixing(10, 4e-4, 0.3, 0, Convention::paper)).prediction));
  CHECK_FALSE(named("c9").compare(with_mixing(1000, 4e-4, 0.3, 0)).known);  // on the resonance
}

TEST_CASE("K -> pi Z' and B -> K Z' from their amplitude", "[independent]") {
  // A = (g_ij/2) f_+ (p + p').e; sum over polarisations -P^2 + (P.l)^2/m^2; G = k/(8 pi M^2) sum.
  struct Decay {
    const char* name;
    double M, M2, tau, f, V;
  };
  // PDG 2024 masses, lifetimes and CKM (V_td V_ts = 0.00858 x 0.04111, V_ts V_tb = 0.04111 x
  // 0.999118); f_+(0) of arXiv:2111.09849 and arXiv:2207.12468.
  const Decay decays[] = {{"k-pi-zprime", 493.677, 139.57039, 1.2380e-8, 0.9698, 0.00858 * 0.04111},
                          {"b-k-zprime", 5279.41, 493.677, 1.638e-12, 0.332, 0.04111 * 0.999118}};
  for (const Decay& d : decays) {
    const bounds::List list = asked(d.name);
    for (const double m : {10.0, 200.0}) {
      const bounds::Point p = with_mixing(m, 3e-9, -0.1, 1e-9);
      const double coupling = p.g * (3 * p.c - 2) / 3 * d.V / 2;
      const double energy = (d.M * d.M + d.M2 * d.M2 - m * m) / (2 * d.M);
      const double k = std::sqrt(energy * energy - d.M2 * d.M2);
      const double along = d.M * d.M - d.M2 * d.M2;
      const double sum = along * along / (m * m) - 2 * (d.M * d.M + d.M2 * d.M2) + m * m;
      const double width = k / (8 * pi * d.M * d.M) * coupling * coupling * d.f * d.f * sum;
      const double hbar = 6.582119569e-22;  // [MeV s]
      // 1e-4: the card gives the CKM product to four digits.
      CHECK(list[0].compare(p).prediction == Approx(width * d.tau / hbar * p.br_inv).epsilon(2e-4));
    }
  }
}

TEST_CASE("flavour-changing decays: switch, masses, charges", "[property]") {
  const bounds::Point p = with_mixing(10, 1e-4, -0.1, 0);
  for (const char* name : {"k-pi-zprime", "b-k-zprime"}) {
    CHECK(asked(name)[0].verdict(p).excluded);
    const auto off = named(name).verdict(p);
    CHECK(*off.ratio > 1);
    CHECK_FALSE(off.applies);
    CHECK_FALSE(off.excluded);
    // (3c - 2)^2: zero at c = 2/3, 16 times more at c = -2 than at c = 0.
    CHECK(named(name).compare(with_mixing(10, 1e-4, 2.0 / 3, 0)).ratio == 0);
    CHECK(named(name).compare(with_mixing(10, 1e-4, -2, 0)).ratio ==
          Approx(16 * named(name).compare(with_mixing(10, 1e-4, 0, 0)).ratio));
    // Growth as 1/m^2 of the longitudinal Z'.
    CHECK(named(name).compare(with_mixing(1, 1e-4, 0, 0)).ratio ==
          Approx(100 * named(name).compare(with_mixing(10, 1e-4, 0, 0)).ratio).epsilon(0.01));
  }
  CHECK(named("c9").compare(with_mixing(10, 1e-4, 2.0 / 3, 0)).prediction == 0);
  // arXiv:2007.08218: 1.78e-10 at 90 %; arXiv:2311.14647: 2.3e-5 + 2 x 0.7e-5.
  CHECK(named("k-pi-zprime").compare(p).limit == Approx(1.78e-10));
  CHECK(named("b-k-zprime").compare(p).limit == Approx(3.7e-5));
  // arXiv:2011.11329: 0-110 and 154-260 MeV; in between is the pi0.
  CHECK(named("k-pi-zprime").compare(with_mixing(109, 1e-4, 0, 0)).known);
  CHECK_FALSE(named("k-pi-zprime").compare(with_mixing(135, 1e-4, 0, 0)).known);
  CHECK(named("k-pi-zprime").compare(with_mixing(155, 1e-4, 0, 0)).known);
  CHECK_FALSE(named("k-pi-zprime").compare(with_mixing(261, 1e-4, 0, 0)).known);
}
