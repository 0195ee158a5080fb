#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <random>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/model/widths.hpp>
#include <sunsi/model/zprime.hpp>

using namespace sunsi;
using namespace sunsi::model;
using core::G_F;
using core::units::MeV;

namespace {
constexpr double sqrt2 = std::numbers::sqrt2;
const ZPrime example = ZPrime::from_kinetic_mixing(40 * MeV, 4.22e-4, -0.1, 3e-4);

bool is_convertible_implicitly(EpsilonPaper) { return true; }
template <class T>
concept TakesPaper = requires(T eps) {
  is_convertible_implicitly(eps);
};
}  // namespace

TEST_CASE("charges are those of the Lagrangian, eqs. (3) and (4) of arXiv:2211.15686",
          "[reference]") {
  const double g = example.g(), c = example.c(), ee = electric_charge() * 3e-4;
  const VectorCharges q = example.charges();
  CHECK(q.u == Approx(-c / 3 * g + 2.0 / 3 * ee).epsilon(1e-14));
  CHECK(q.d == Approx(-c / 3 * g - 1.0 / 3 * ee).epsilon(1e-14));
  CHECK(q.mu == Approx(g - ee).epsilon(1e-14));
  CHECK(q.nu_mu == g);
  CHECK(q.nu_e == 0);
  CHECK(q.e == Approx(-ee).epsilon(1e-14));
  CHECK(q.top == Approx(-2 * (1 - c) * g / 3 + 2 * ee / 3).epsilon(1e-14));
  // Proton and neutron: uud and udd.
  CHECK(q.p == Approx(ee - c * g).epsilon(1e-13));
  CHECK(q.n == Approx(-c * g).epsilon(1e-13));
  // Anomaly freedom of L_mu + L_tau - c (B1 + B2) - 2 (1-c) B3: the sum of the gauge charges of the
  // doublets (3 colours x 3 generations of quarks, the leptons) vanishes for every c, without
  // mixing.
  const VectorCharges pure = ZPrime::from_kinetic_mixing(MeV, g, c, 0).charges();
  CHECK(3 * (2 * pure.u + pure.top) + pure.nu_mu + pure.nu_tau == Approx(0).margin(1e-18));
}

TEST_CASE("eqs. (5)-(13) as printed are the Lagrangian with eps_paper = eps_std/2", "[reference]") {
  const double g = example.g(), c = example.c(), ee = example.e_eps_kin(),
               m2 = std::pow(40 * MeV, 2);
  const EffectiveNsi nsi = example.effective_nsi();
  CHECK(to_paper(nsi.u).value ==
        Approx((2 * ee - c * g) * g / (6 * sqrt2 * G_F * m2)).epsilon(1e-13));  // (5)
  CHECK(to_paper(nsi.d).value ==
        Approx(-(ee + c * g) * g / (6 * sqrt2 * G_F * m2)).epsilon(1e-13));                 // (6)
  CHECK(to_paper(nsi.e).value == Approx(-g * ee / (2 * sqrt2 * G_F * m2)).epsilon(1e-13));  // (9)
  CHECK(to_paper(nsi.n).value ==
        Approx(-c * g * g / (2 * sqrt2 * G_F * m2)).epsilon(1e-13));  // (10)
  CHECK(to_paper(nsi.p).value ==
        Approx((ee - c * g) * g / (2 * sqrt2 * G_F * m2)).epsilon(1e-13));        // (10)
  CHECK(*example.tan_eta() == Approx(nsi.n.value / nsi.p.value).epsilon(1e-13));  // (11)
  // (12): V = 2 sqrt2 G_F sum_f N_f eps_paper^f = sqrt2 G_F sum_f N_f eps_std^f, the potential
  // itself from couplings.
  const Composition matter{90, 90, 40};
  const double N_u = 2 * matter.n_p + matter.n_n, N_d = matter.n_p + 2 * matter.n_n;
  const double V = 2 * sqrt2 * G_F *
                   (matter.n_e * to_paper(nsi.e).value + N_u * to_paper(nsi.u).value +
                    N_d * to_paper(nsi.d).value);
  CHECK(example.potential(matter).mu == Approx(V).epsilon(1e-12));
  CHECK(2 * N_u / 3 - N_d / 3 - matter.n_e == Approx(0).margin(1e-12));  // (14)
  // (13)
  const double R = (matter.n_n + matter.n_p) / matter.n_e;
  CHECK(to_paper(example.eps_medium(R)).value ==
        Approx(-c * g * g / (2 * sqrt2 * G_F * m2) * R).epsilon(1e-13));
  // (34) holds in either convention.
  CHECK(nsi.e.value ==
        Approx(example.eps_medium(R).value * (1 - 1 / *example.tan_eta()) / R).epsilon(1e-12));
}

TEST_CASE("the potential of neutral matter does not know eps_kin", "[property]") {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> u(-1, 1);
  const Composition neutral{70, 70, 31};
  const double V = ZPrime::from_kinetic_mixing(20 * MeV, 2e-4, -0.3, 0).potential(neutral).mu;
  CHECK(V == Approx(0.3 * 4e-8 * 101 / std::pow(20 * MeV, 2))
                 .epsilon(1e-13));  // -c g^2 (N_n + N_p)/m^2 > 0 for c < 0
  for (int i = 0; i < 50; ++i) {
    const ZPrime z = ZPrime::from_kinetic_mixing(20 * MeV, 2e-4, -0.3, u(random));
    CHECK(z.potential(neutral).mu == V);       // to the last bit
    CHECK(z.potential({71, 70, 31}).mu != V);  // charged matter would know it
  }
  CHECK(ZPrime::from_kinetic_mixing(20 * MeV, 2e-4, 0.3, 0).potential(neutral).mu ==
        -V);  // the sign is c's
}

TEST_CASE("conventions are distinct types with one factor of two", "[property]") {
  STATIC_REQUIRE(!TakesPaper<EpsilonStd>);
  STATIC_REQUIRE(!TakesPaper<double>);
  CHECK(to_standard(EpsilonPaper{1}).value == 2);
  CHECK(to_paper(EpsilonStd{1}).value == 0.5);
  CHECK(from_convention(1, Convention::standard).value == 1);
  CHECK(from_convention(1, Convention::paper).value == 2);
}

TEST_CASE("every set of inputs gives the same point", "[property]") {
  const double R = 1.4;
  const double tan_eta = *example.tan_eta();
  const ZPrime from_eta = ZPrime::from_tan_eta(40 * MeV, example.g(), example.c(), tan_eta);
  CHECK(from_eta.eps_kin() == Approx(example.eps_kin()).epsilon(1e-12));
  const double g = ZPrime::coupling_for(example.eps_medium(R), R, 40 * MeV, example.c());
  CHECK(g == Approx(example.g()).epsilon(1e-13));
  // tan eta = 1: no coupling to electrons.
  CHECK(ZPrime::from_tan_eta(40 * MeV, 1e-4, -0.1, 1).e_eps_kin() == Approx(0).margin(1e-20));
}

TEST_CASE("what cannot be met is an error that names the key", "[property]") {
  using Catch::Matchers::Contains;
  CHECK_THROWS_WITH(ZPrime::from_kinetic_mixing(-1, 1e-4, 0.1, 0), Contains("mass"));
  CHECK_THROWS_WITH(ZPrime::from_kinetic_mixing(1e6, 0, 0.1, 0), Contains("g = 0"));
  CHECK_THROWS_WITH(ZPrime::from_kinetic_mixing(1e6, 1e-4, NAN, 0), Contains("c = nan"));
  CHECK_THROWS_WITH(ZPrime::from_tan_eta(1e6, 1e-4, 0.1, 0), Contains("tan_eta"));
  CHECK_THROWS_WITH(ZPrime::from_tan_eta(1e6, 1e-4, 0, 1), Contains("c = 0"));
  CHECK_THROWS_WITH(ZPrime::coupling_for({1}, 1.4, 1e6, 0), Contains("c = 0"));
  CHECK_THROWS_WITH(ZPrime::coupling_for({1}, 1.4, 1e6, 0.1), Contains("sign"));
  CHECK_THROWS_WITH(ZPrime::coupling_for({0}, 1.4, 1e6, 0.1), Contains("eps_medium = 0"));
}

TEST_CASE("widths: limits, thresholds and sum", "[property]") {
  const Phi phi{40, 40.0 / 3 * MeV};
  const ZPrime z = ZPrime::from_tan_eta(40 * MeV, 5.85e-4, -0.1, -0.75, phi);
  const Widths w = decay_widths(z);
  // (21): the ratio of ee to nunu is (e eps)^2/g^2 up to (m_e/m)^4.
  CHECK(w.ee / w.nunu == Approx(std::pow(z.e_eps_kin() / z.g(), 2)).epsilon(1e-6));
  // (23) by hand: x = 1 - 4/9.
  CHECK(w.phi ==
        Approx(1600 * std::pow(z.g(), 2) * 40e6 / (48 * std::numbers::pi) * std::pow(5.0 / 9, 1.5))
            .epsilon(1e-12));
  CHECK(w.mumu == 0);
  CHECK(w.total() == w.ee + w.nunu + w.phi);
  CHECK(lifetime(z) * w.total() == Approx(1));
  // Open muons above 2 m_mu, with g_mu.
  const ZPrime heavy = ZPrime::from_kinetic_mixing(1000 * MeV, 1e-4, -0.1, 1e-4);
  CHECK(decay_widths(heavy).mumu / decay_widths(heavy).nunu ==
        Approx(std::pow(heavy.charges().mu / heavy.g(), 2)).epsilon(0.002));
  CHECK(
      decay_widths(ZPrime::from_kinetic_mixing(2 * core::m_mu * (1 + 1e-12), 1e-4, -0.1, 0)).mumu <
      1e-5 * decay_widths(ZPrime::from_kinetic_mixing(2 * core::m_mu, 1e-4, -0.1, 0)).nunu);
  // At rest it goes nowhere; far above, gamma c tau.
  CHECK(decay_length(z, 40 * MeV) == 0);
  CHECK(decay_length(z, 30e9) == Approx(750 * lifetime(z)).epsilon(1e-6));
  CHECK_THROWS_AS(decay_length(z, 10 * MeV), core::InvalidInput);
}
