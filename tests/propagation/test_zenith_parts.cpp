#include <catch2/catch.hpp>
#include <sunsi/core/quadrature.hpp>

#include "earth.hpp"

using namespace test;

namespace {

/// Twice as often at the horizon as overhead's opposite: a share that is no length.
propagation::NightSky uneven_sky(const std::vector<Layer>& layers) {
  propagation::NightSky sky = uniform_sky(layers);
  const auto below = [](double c) { return (c + 1) * (2 + (c + 1)) / 3; };  // density 2(2 + c)/3
  sky.weight = [below](double lo, double hi) { return below(hi) - below(lo); };
  return sky;
}

/// The average over an interval by certified chords of three flavours.
std::array<double, 3> by_chords(
    const model::OscillationParameters& osc, double energy, double low, double high, int nodes) {
  const auto layers = four_layers();
  std::vector<double> edges{low};
  for (const double kink : earth_kinks(layers)) {
    if (kink > low && kink < high) {
      edges.insert(std::upper_bound(edges.begin(), edges.end(), kink), kink);
    }
  }
  edges.push_back(high);
  // Each piece in s, c = b - (b - a) s^2: behind a tangent the length grows as a root.
  const auto rule = core::gauss_legendre(0, 1, nodes);
  const propagation::ChordEngine engine(osc, 1e-9);
  std::array<double, 3> mean{};
  for (std::size_t p = 0; p + 1 < edges.size(); ++p) {
    const double piece = edges[p + 1] - edges[p];
    for (std::size_t k = 0; k < rule.node.size(); ++k) {
      const double s = rule.node[k];
      const auto P = engine(energy, earth_path(layers, edges[p + 1] - piece * s * s)).electron();
      for (std::size_t i = 0; i < 3; ++i) {
        mean[i] += rule.weight[k] * 2 * s * piece * P[i] / (high - low);
      }
    }
  }
  return mean;
}

const std::vector<double> uneven_edges{-1, -0.97, -0.8, -0.795, -0.5, -0.445, -0.2, -0.01, 0};

}  // namespace

TEST_CASE("parts of the night, each with its share, add up to the night", "[property]") {
  const auto sky = uneven_sky(four_layers());
  for (const double tolerance : {1e-6, 1e-8}) {
    for (const double E :
         tolerance > 1e-7 ? std::vector{0.15, 0.5, 2.0, 10.0} : std::vector{10.0}) {
      const auto whole = propagation::RegenerationEngine(lma(), sky, tolerance)({E * MeV})[0];
      std::array<double, 3> sum{};
      double error = whole.error - whole.left_out;
      for (std::size_t k = 0; k + 1 < uneven_edges.size(); ++k) {
        const auto part = propagation::part_of(sky, uneven_edges[k], uneven_edges[k + 1]);
        const auto mean = propagation::RegenerationEngine(lma(), part, tolerance)({E * MeV})[0];
        const double share = sky.weight(uneven_edges[k], uneven_edges[k + 1]);
        error += share * (mean.error - mean.left_out);
        for (std::size_t i = 0; i < 3; ++i) {
          sum[i] += share * mean.P[i];
        }
      }
      CAPTURE(E, tolerance, error, sum[1] - whole.P[1]);
      for (std::size_t i = 0; i < 3; ++i) {
        // What all leave out is the same: the parts agree to what the grids leave.
        CHECK(std::abs(sum[i] - whole.P[i]) <= error + 1e-13);
      }
      if (E > 0.2) {
        CHECK(error < 3 * tolerance);
      }
    }
  }
}

TEST_CASE("a part of the night against certified chords", "[reference]") {
  // theta13 = 0 takes the third state out of nu_e: nothing is left out, and the chords resolve all.
  const auto two = model::OscillationParameters::from_sin2({0.308, 0, 0.47, 1, 7.49e-5, 2.5e-3});
  for (const double E : {5.0, 12.0}) {
    for (const auto& [low, high] : std::vector<std::pair<double, double>>{
             {-0.6, -0.5}, {-0.9, -0.8}, {-0.3, -0.29}, {-1.0, -0.98}}) {
      const auto part = propagation::part_of(uniform_sky(four_layers()), low, high);
      const auto mean = propagation::RegenerationEngine(two, part, 1e-7)({E * MeV})[0];
      const auto exact = by_chords(two, E * MeV, low, high, 60);
      CAPTURE(E, low, high, mean.error);
      for (std::size_t i = 0; i < 3; ++i) {
        CHECK(std::abs(mean.P[i] - exact[i]) <= mean.error + 1e-8);
      }
      CHECK(mean.left_out == 0);
      CHECK(mean.error < 2e-7);
    }
  }
}

TEST_CASE("the error of a narrow part holds the third state's interference", "[reference]") {
  const auto osc = lma();
  const auto sky = uniform_sky(four_layers());
  const propagation::RegenerationEngine night(osc, sky, 1e-6);
  double largest = 0;
  for (const double E : {3.0, 10.0}) {
    const double whole = night({E * MeV})[0].error;
    for (const double c : {-0.95, -0.55, -0.12}) {
      for (const double width : {0.0004, 0.02}) {
        const auto part = propagation::part_of(sky, c - width, c);
        const auto mean = propagation::RegenerationEngine(osc, part, 1e-6)({E * MeV})[0];
        // 2 R dm31/(2 E) width: 27 and 540 rad at 3 MeV.
        const auto exact = by_chords(osc, E * MeV, c - width, c, width < 0.01 ? 24 : 260);
        CAPTURE(E, c, width, mean.error, mean.P[1] - exact[1]);
        for (std::size_t i = 0; i < 3; ++i) {
          CHECK(std::abs(mean.P[i] - exact[i]) <= mean.error);
          largest = std::max(largest, std::abs(mean.P[i] - exact[i]) / whole);
        }
      }
    }
  }
  CHECK(largest > 1);  // the error of a whole night would not do
}

TEST_CASE("a part without width is one angle", "[property]") {
  const auto sky = uniform_sky(four_layers(), 0.3);
  const propagation::RegenerationEngine night(lma(), sky, 1e-7);
  for (const double E : {1.0, 10.0}) {
    for (const double c : {-0.9, -0.6, -0.2}) {
      const auto part = propagation::part_of(sky, c - 1e-7, c + 1e-7);
      const auto mean = propagation::RegenerationEngine(lma(), part, 1e-7)({E * MeV})[0];
      const auto P = night.at(E * MeV, c);
      for (std::size_t i = 0; i < 3; ++i) {
        CHECK(mean.P[i] == Approx(P[i]).margin(1e-7));  // the tolerance; steps are the same
      }
    }
  }
}

TEST_CASE("parts that are none", "[property]") {
  const auto sky = uniform_sky(four_layers());
  for (const auto& [low, high] : std::vector<std::pair<double, double>>{
           {-0.5, -0.5}, {-0.4, -0.5}, {-1.1, -0.5}, {-0.5, 0.1}, {NAN, -0.5}, {-0.5, NAN}}) {
    CHECK_THROWS_AS(propagation::part_of(sky, low, high), core::InvalidInput);
  }
  const auto part = propagation::part_of(sky, -0.6, -0.5);
  CHECK(part.weight(-1, 0) == Approx(1).epsilon(1e-15));
  CHECK(part.weight(-0.6, -0.55) == Approx(0.5).epsilon(1e-12));
  CHECK_THROWS_AS(propagation::part_of(part, -0.7, -0.55), core::InvalidInput);
  propagation::NightSky dark = sky;
  dark.weight = [](double lo, double hi) {
    return std::max(0.0, hi + 0.5) * 2 - std::max(0.0, lo + 0.5) * 2;
  };
  CHECK_THROWS_AS(propagation::part_of(dark, -0.9, -0.6), core::InvalidInput);
}
