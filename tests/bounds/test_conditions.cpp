#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <sunsi/model/phi.hpp>

#include "with_settings.hpp"

using namespace test;
using model::Convention;

TEST_CASE("the early universe wants a Z' above the mass that is set", "[property]") {
  const bounds::Bound& bound = named("bbn-cmb");
  CHECK(bound.compare(with_mixing(5.01, 1e-4, -0.1, 0)).ratio == Approx(5 / 5.01));
  CHECK_FALSE(bound.compare(with_mixing(5.01, 1e-4, -0.1, 0)).excluded());
  CHECK(bound.compare(with_mixing(4.9, 1e-4, -0.1, 0)).excluded());
  pipeline::BoundSettings settings;
  settings.bbn_min_mass_MeV = 10;
  CHECK(only("bbn-cmb", settings)[0].compare(with_mixing(5.01, 1e-4, -0.1, 0)).excluded());
}

TEST_CASE("bounds on phi are the conditions of model/phi.hpp", "[property]") {
  const std::pair<const char*, const char*> same[] = {{"phi-mass", "phi_mass"},
                                                      {"phi-lifetime", "tau_zprime_25"},
                                                      {"phi-perturbativity", "perturbativity"}};
  for (const Convention convention : {Convention::standard, Convention::paper}) {
    const auto z =
        model::ZPrime::from_tan_eta(40 * MeV, 5.85e-4, -0.1, -0.75, model::Phi{40, 40.0 / 3 * MeV});
    const bounds::Point p = bounds::make_point(z, convention);
    for (const auto& [bound, condition] : same) {
      const auto list = model::phi_conditions(z, convention);
      const auto found = std::find_if(list.begin(), list.end(),
                                      [&](const auto& c) { return c.name == condition; });
      REQUIRE(found != list.end());
      const auto result = named(bound).compare(p);
      CHECK(result.ratio == Approx(1 / found->margin).epsilon(1e-12));
      CHECK(result.prediction == Approx(found->value).epsilon(1e-12));
      CHECK(result.limit == Approx(found->limit).epsilon(1e-12));
    }
  }
}

TEST_CASE("phi: 10 MeV, c_phi g of a few 1e-2, and no phi at all", "[published]") {
  // arXiv:2211.15686: phi above 10 MeV (text above (22)); c_phi = 40 of Fig. 1 is still
  // perturbative at g = 5.85e-4 (caption and text below (31)).
  const auto at = [](double mass, double charge, double m_phi) {
    return with_tan_eta(mass, 5.85e-4, -0.1, -0.75, Convention::standard,
                        model::Phi{charge, m_phi * MeV});
  };
  CHECK(named("phi-mass").verdict(at(27, 40, 9)).excluded);  // Fig. 1: m/3 below 10 MeV
  CHECK_FALSE(named("phi-mass").verdict(at(33, 40, 11)).excluded);
  CHECK_FALSE(named("phi-perturbativity").verdict(at(40, 40, 13)).excluded);
  CHECK(named("phi-perturbativity").verdict(at(40, 80, 13)).excluded);
  // A Z' that lives too long takes NA64's relaxation away and excludes nothing by itself.
  const auto slow = named("phi-lifetime").verdict(at(40, 1e-3, 13));
  CHECK(*slow.ratio ==
        Approx(*named("phi-lifetime").verdict(at(40, 1e-6, 13)).ratio).epsilon(1e-5));
  CHECK_FALSE(slow.applies);
  CHECK_FALSE(named("phi-lifetime").verdict(at(40, 40, 25)).ratio);  // closed
  for (const char* name : {"phi-mass", "phi-lifetime", "phi-perturbativity"}) {
    const auto none = named(name).verdict(with_mixing(40, 1e-3, -0.1, 0));
    CHECK_FALSE(none.applies);
    CHECK_FALSE(none.ratio);
  }
}

TEST_CASE("bounds that are none say why", "[property]") {
  const std::pair<const char*, const char*> words[] = {{"reactor-cevns", "nu_e"},
                                                       {"supernova", "isotropic"}};
  for (const auto& [name, word] : words) {
    const auto v = named(name).verdict(with_mixing(10, 1e-2, -1, 1e-2));
    CHECK_FALSE(v.applies);
    CHECK_FALSE(v.excluded);
    CHECK_FALSE(v.prediction);
    CHECK(v.reason.find(word) != std::string::npos);
  }
}

TEST_CASE("trident: heavy Z' only", "[reference]") {
  const bounds::Bound& bound = named("trident");
  CHECK_FALSE(bound.compare(with_mixing(999, 1e-2, -0.1, 0)).known);
  // No coupling: the standard model, 1 by definition, within 0.82 + 2 x 0.28.
  CHECK(bound.compare(with_mixing(1000, 1e-9, -0.1, 0)).prediction == Approx(1).epsilon(1e-9));
  CHECK(bound.compare(with_mixing(1000, 1e-9, -0.1, 0)).limit == Approx(1.38));
  // g^2/m^2 at the limit, solved by hand from [1 + (1.9548 + x)^2] = 1.38 [1 + 1.9548^2]: x = 0.4229
  // = 2 (246.22 GeV)^2 g^2/m^2, so g = 1.8676e-3 (m/GeV).
  const auto at = bound.compare(with_mixing(2000, 2 * 1.8676e-3, -0.1, 0));
  CHECK(at.ratio == Approx(1).epsilon(1e-3));
  // g_mu < 0 interferes destructively and meets 0.82 - 2 x 0.28 from above.
  const double e = model::electric_charge();
  const bounds::Point low = with_mixing(1000, 2e-3, -0.1, 0.008 / e);  // g_mu = -6e-3
  CHECK(low.g_mu == Approx(-6e-3));
  const auto destructive = bound.compare(low);
  CHECK(destructive.prediction < 0.82);
  CHECK(destructive.limit == Approx(0.26));
  CHECK(destructive.ratio == Approx(0.26 / destructive.prediction));
}
