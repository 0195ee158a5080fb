// Ignoring the switch `convention` must show: every bound at points in both.
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "with_settings.hpp"

using namespace test;
using model::Convention;

namespace {

struct Couplings {
  double mass, g, c, eps_kin;
};

/// ratio(paper)/ratio(standard) for the bounds whose formula as printed differs.
double expected(const std::string& name, const bounds::Point& p) {
  if (name == "borexino-quoted") {
    return 0.5;  // eps_paper is half of eps_std
  }
  if (name == "white-dwarf") {
    return p.g / model::electric_charge();  // g^2 eps for g e eps
  }
  if (name == "c9") {
    return p.g / (2 * p.g_mu);
  }
  if (name == "phi-lifetime") {
    return 0.01 / 299792458.0 * 1e-3 / 3e-14;  // 1 cm/(1000 c) = 3.34e-14 s, printed as 3e-14 s
  }
  return 1;
}

}  // namespace

TEST_CASE("what the convention changes, bound by bound", "[property]") {
  for (const Couplings& x :
       {Couplings{10, 5e-4, -0.1, -4e-4}, Couplings{40, 5.85e-4, -0.1, -4.5e-4},
        Couplings{40, 1e-4, 0.7, 2e-4}, Couplings{90, 2e-3, -1, 1e-3}}) {
    const std::optional<model::Phi> phi = model::Phi{40, x.mass / 3 * MeV};
    const auto standard = with_mixing(x.mass, x.g, x.c, x.eps_kin, Convention::standard, phi);
    const auto paper = with_mixing(x.mass, x.g, x.c, x.eps_kin, Convention::paper, phi);
    for (const char* name :
         {"borexino-quoted", "charm2-es", "gminus2", "white-dwarf", "c9", "k-pi-zprime",
          "b-k-zprime", "bbn-cmb", "phi-mass", "phi-lifetime", "phi-perturbativity"}) {
      const auto a = named(name).compare(standard);
      const auto b = named(name).compare(paper);
      REQUIRE(a.known);
      INFO(name);
      CHECK(b.ratio == Approx(a.ratio * std::abs(expected(name, standard))).epsilon(1e-6));
    }
    // (32) limits g, the corrected one a branching ratio.
    CHECK(named("k-mu-nu-zprime").compare(paper).prediction == Approx(x.g));
    CHECK(named("k-mu-nu-zprime").compare(standard).limit == Approx(1e-5));
  }
}

TEST_CASE("no bound is ever NaN", "[property]") {
  std::mt19937 random(20221115);
  std::uniform_real_distribution<double> u(0, 1);
  for (int i = 0; i < 3000; ++i) {
    const double mass = std::pow(10, -3 + 9 * u(random));
    const double g = std::pow(10, -14 + 15 * u(random));
    const double c = -3 + 6 * u(random);
    const double eps = (u(random) < 0.5 ? 1 : -1) * std::pow(10, -14 + 15 * u(random));
    std::optional<model::Phi> phi;
    if (i % 2 == 0) {
      phi = model::Phi{100 * u(random) + 1e-3, mass * u(random) * MeV};
    }
    const auto p =
        with_mixing(mass, g, c, eps, i % 3 == 0 ? Convention::paper : Convention::standard, phi);
    for (const auto& v : all().verdicts(p)) {  // throws on a number that is not finite
      CHECK((!v.ratio || (std::isfinite(*v.ratio) && *v.ratio >= 0)));
      CHECK_FALSE(v.reason.empty());
    }
  }
}
