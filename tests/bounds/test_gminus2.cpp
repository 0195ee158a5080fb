#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <sunsi/bounds/gminus2.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/quadrature.hpp>

#include "with_settings.hpp"

using namespace test;
using model::Convention;

namespace {

constexpr double muon = core::m_mu / MeV;

/// The integral itself, on pieces that narrow towards both ends, where it has its structure.
double integrated(double mass_MeV) {
  std::vector<double> edges{0};
  for (int k = -60; k <= -1; ++k) {
    edges.push_back(0.5 * std::pow(2, k));
  }
  for (int k = -1; k >= -45; --k) {
    edges.push_back(1 - 0.5 * std::pow(2, k));
  }
  edges.push_back(1);
  std::sort(edges.begin(), edges.end());
  const core::Quadrature rule = core::composite_gauss_legendre(edges, 16);
  double sum = 0;
  for (std::size_t i = 0; i < rule.node.size(); ++i) {
    const double x = rule.node[i];
    sum += rule.weight[i] * muon * muon * x * x * (1 - x) /
           (muon * muon * x * x + mass_MeV * mass_MeV * (1 - x));
  }
  return sum;
}

}  // namespace

TEST_CASE("the loop: closed form against its integral", "[property]") {
  // Rounding of 1 - x near x = 1 leaves the quadrature 1e-10 at the heaviest masses.
  for (const double m :
       {1e-3, 0.1, 1.0, 10.0, 40.0, 100.0, 211.3, 300.0, 420.0, 425.0, 1e3, 1e4, 1e5}) {
    CHECK(bounds::vector_loop(m) == Approx(integrated(m)).epsilon(1e-9));
  }
  // Where the roots of the denominator meet (m = 2 m_mu) and where the form changes (m = 4 m_mu).
  for (const double m : {2 * muon, 4 * muon}) {
    const double below = bounds::vector_loop(m * (1 - 1e-9));
    CHECK(bounds::vector_loop(m * (1 + 1e-9)) == Approx(below).epsilon(1e-8));
    CHECK(bounds::vector_loop(m) == Approx(integrated(m)).epsilon(1e-10));
  }
}

TEST_CASE("the loop: light and heavy limits", "[property]") {
  const double g = 3e-4;
  const double pi2 = std::numbers::pi * std::numbers::pi;
  // g^2/(8 pi^2); the next term is -pi m/m_mu of it.
  CHECK(bounds::delta_a_mu(1e-7, g) == Approx(g * g / (8 * pi2)).epsilon(1e-8));
  CHECK(bounds::delta_a_mu(1e-200, g) == Approx(g * g / (8 * pi2)).epsilon(1e-12));
  // g^2 m_mu^2/(12 pi^2 m^2); the next term is (m_mu/m)^2 ln of it.
  CHECK(bounds::delta_a_mu(1e7, g) ==
        Approx(g * g * muon * muon / (12 * pi2 * 1e14)).epsilon(1e-8));
  CHECK(bounds::delta_a_mu(10, 2 * g) == Approx(4 * bounds::delta_a_mu(10, g)));
  CHECK(bounds::delta_a_mu(10, -g) == bounds::delta_a_mu(10, g));
  CHECK(bounds::coupling_for_delta_a(10, bounds::delta_a_mu(10, g)) == Approx(g));
}

TEST_CASE("(20): printed and integrated, 2021 and 2025", "[published]") {
  const auto moment = bounds::load_muon_moment(SUNSI_TEST_DATA, "2021");
  const auto now = bounds::load_muon_moment(SUNSI_TEST_DATA, "2025");
  // arXiv:2104.03281: (251 +- 59)e-11. arXiv:2505.21476: (38 +- 63)e-11.
  CHECK(moment.centre == Approx(251e-11));
  CHECK(moment.limit() == Approx(369e-11));
  CHECK(now.limit() == Approx(164e-11));
  // To the digits given; at 10 MeV.
  CHECK(bounds::coupling_for_delta_a(10, 251e-11) == Approx(5.03e-4).epsilon(0.5 / 503));
  const auto band = *bounds::favoured_band(moment, 10, Convention::standard);
  CHECK(band.low == Approx(3.66e-4).epsilon(0.5 / 366));
  CHECK(band.high == Approx(6.10e-4).epsilon(0.5 / 610));
  CHECK(bounds::coupling_for_delta_a(10, now.limit()) == Approx(4.1e-4).epsilon(0.5 / 41));
  CHECK_FALSE(bounds::favoured_band(now, 10, Convention::standard));
  // As printed: (3.5-7)e-4, which is 121 to 486 in 1e-11, not 133 to 369.
  const auto printed = *bounds::favoured_band(moment, 10, Convention::paper);
  CHECK(bounds::delta_a_mu(10, printed.low) == Approx(121e-11).epsilon(0.01));
  CHECK(bounds::delta_a_mu(10, printed.high) == Approx(486e-11).epsilon(0.01));
  const auto heavier = *bounds::favoured_band(moment, 40, Convention::paper);
  CHECK(bounds::delta_a_mu(40, heavier.high) == Approx(486e-11).epsilon(0.01));
  CHECK_THROWS_AS(bounds::load_muon_moment(SUNSI_TEST_DATA, "2030"), core::DataError);
}

TEST_CASE("gminus2 takes the data set that is asked for and the coupling g - e eps",
          "[reference]") {
  pipeline::BoundSettings settings;
  settings.gminus2 = "2021";
  const bounds::List then = only("gminus2", settings);
  const bounds::List now = only("gminus2");
  // The highlighted point of arXiv:2211.15686: g = 5.85e-4, g_mu = g (1 - c (1 - 1/tan eta)) =
  // 7.2e-4.
  const bounds::Point p = with_tan_eta(40, 5.85e-4, -0.1, -0.75, Convention::paper);
  CHECK(p.g_mu == Approx(7.2e-4).epsilon(0.5 / 72));
  const auto old = then[0].verdict(p);
  CHECK(*old.limit == Approx(369e-11));
  CHECK(*old.prediction ==
        Approx(p.g_mu * p.g_mu / (4 * std::numbers::pi * std::numbers::pi) * integrated(40))
            .epsilon(1e-8));
  CHECK_FALSE(old.excluded);
  CHECK(old.source == "Abi2021");
  const auto today = now[0].verdict(p);
  CHECK(*today.limit == Approx(164e-11));
  CHECK(today.excluded);
  CHECK(today.source == "Aliberti2025");
}
