#include <catch2/catch.hpp>
#include <cmath>

#include "points.hpp"

using namespace test;

namespace {

bounds::Point with_survival(bounds::Point p, double P_ee) {
  p.survival.emplace();
  p.survival->P_ee.fill(P_ee);
  return p;
}

const bounds::Bound& xenon() { return named("xenon-8b"); }

}  // namespace

TEST_CASE("xenon: nothing to say without P_ee", "[property]") {
  const auto v = xenon().verdict(with_tan_eta(40, 1e-3, -0.1, 1));
  CHECK_FALSE(v.applies);
  CHECK_FALSE(v.ratio);
  CHECK_FALSE(xenon().quick());
  CHECK(xenon().needs_survival());
}

TEST_CASE("xenon: events of the standard model", "[published]") {
  // arXiv:2408.02877: 37 - 26.4 events are a flux of 4.7e6; SNO's 5.25e6 makes 11.8 of them. P_ee
  // does not matter as long as all flavours scatter alike.
  for (const double P_ee : {0.3, 0.8}) {
    const auto result = xenon().compare(with_survival(with_tan_eta(40, 1e-9, -0.1, 1), P_ee));
    CHECK(result.prediction == Approx(10.6 * 5.25 / 4.7).epsilon(1e-4));
    CHECK_FALSE(result.excluded());
  }
}

TEST_CASE("xenon: limits by hand", "[published]") {
  // With both thresholds alike chi2(k) = ((5.25 k - 4.7)/s)^2 + ((5.25 k - 8.4)/3.1)^2, s = 3.6
  // above, 2.3 below. The least is at 4.7 < 5.25 k < 8.4, so with 3.6:
  const double w1 = 1 / (3.6 * 3.6), w2 = 1 / (3.1 * 3.1);
  const double best = (4.7 * w1 + 8.4 * w2) / (w1 + w2);
  // the lower end lies below 4.7 and the upper one above 8.4, a little; 1.645/sqrt(w1 + w2) = 3.86
  const double high = best + std::sqrt(2.7055 / (w1 + w2));
  const auto standard = xenon().compare(with_survival(with_tan_eta(40, 1e-9, -0.1, 1), 0.3));
  // the point is below the best: a lower limit
  CHECK(5.25 < best);
  const double low = standard.limit / standard.prediction * 5.25;
  const double d1 = (low - 4.7) / 2.3, d2 = (low - 8.4) / 3.1;
  const double b1 = (best - 4.7) / 3.6, b2 = (best - 8.4) / 3.1;
  CHECK(d1 * d1 + d2 * d2 - b1 * b1 - b2 * b2 == Approx(2.7055).epsilon(1e-6));
  // where the Z' more than doubles everything, 5.25 r = high is the border. tan_eta = 1: eps of a
  // heavy mediator, all flavours but nu_e.
  double below = 0, above = 0;
  for (int k = 0; k < 400; ++k) {
    const auto r = xenon().compare(with_survival(with_tan_eta(1e4, 0.25 + 1e-3 * k, -0.1, 1), 0.3));
    if (r.prediction > 12) {
      (r.excluded() ? above : below) = r.prediction / standard.prediction * 5.25;
    }
    if (r.excluded() && r.prediction > 12) {
      break;
    }
  }
  // the thresholds of 0.33 and 0.5 keV see different parts of the spectrum: 1 % for a contact
  // interaction, whose recoils have the standard shape
  CHECK(below < high * 1.01);
  CHECK(above > high * 0.99);
}

TEST_CASE("xenon: nu_e do not feel the Z'", "[property]") {
  const auto strong = with_tan_eta(40, 1e-3, -0.1, 1);
  const auto events = [&](double P_ee) {
    return xenon().compare(with_survival(strong, P_ee)).prediction;
  };
  CHECK(events(1) == Approx(10.6 * 5.25 / 4.7).epsilon(1e-4));
  // linear in P_ee
  CHECK(events(0.5) == Approx((events(1) + events(0)) / 2).epsilon(1e-9));
  CHECK(std::abs(events(0) / events(1) - 1) > 0.5);
}

TEST_CASE("xenon: -Z/N is the zero", "[published]") {
  // arXiv:2211.15686 and the weak charge: tan_eta = -54/77.3 = -0.699
  const auto shift = [&](double tan_eta) {
    const auto p = with_survival(with_tan_eta(1e4, 0.13, -0.1, tan_eta), 0.3);
    return xenon().compare(p).prediction / (10.6 * 5.25 / 4.7) - 1;
  };
  CHECK(std::abs(shift(-0.699)) < 0.02);  // the skin of 0.1 fm
  CHECK(std::abs(shift(-0.75)) > 0.1);
  CHECK(shift(-0.75) * shift(-0.65) < 0);
}

TEST_CASE("xenon: P_ee of a configuration", "[property]") {
  auto config = pipeline::parse_config(
      "test", "model: {kind: zprime, mass_MeV: 40, g: 1.0e-9, c: -0.1, tan_eta: 1}\n", {},
      SUNSI_TEST_DATA);
  auto point = bounds::point_of(config);
  CHECK_FALSE(point.survival);
  bounds::add_survival(point, config);
  REQUIRE(point.survival);
  // MSW: from the vacuum's value down to sin^2 theta12 with energy
  CHECK(point.survival->P_ee.front() > point.survival->P_ee.back());
  CHECK(point.survival->P_ee[6] == Approx(0.32).margin(0.02));
}
