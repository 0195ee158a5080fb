#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/quadrature.hpp>
#include <sunsi/earth/earth_model.hpp>

using namespace sunsi;
using core::units::km;

namespace {

const earth::EarthModel& prem() {
  static const auto model = earth::EarthModel::load("prem", SUNSI_TEST_DATA);
  return model;
}

double total_length(const earth::Chord& chord) {
  double sum = 0;
  for (const earth::Segment& s : chord.segments) {
    sum += s.length();
  }
  return sum;
}

double total_column(const earth::Chord& chord) {
  double sum = 0;
  for (const earth::Segment& s : chord.segments) {
    sum += prem().electron_column(chord, s);
  }
  return sum;
}

}  // namespace

TEST_CASE("length of the chord is that of geometry", "[property]") {
  const double R = prem().radius();
  // At the surface 2 R |cos z|, to the last digits even next to the horizon.
  for (const double c : {-1.0, -0.9, -0.5, -0.1, -1e-3, -1e-7}) {
    CAPTURE(c);
    const earth::Chord chord = prem().chord(c, 0);
    CHECK(total_length(chord) == Approx(2 * R * -c).epsilon(1e-12));
    CHECK(chord.length() == Approx(2 * R * -c).epsilon(1e-12));
  }
  CHECK(prem().chord(-1, 0).length() / km == Approx(2 * 6371.0).epsilon(1e-14));
  CHECK(prem().chord(0, 0).segments.empty());
  CHECK(prem().chord(0.7, 0).segments.empty());
  // Below it, the law of cosines: R^2 = r^2 + L^2 + 2 r L cos z.
  for (const double depth : {1.0 * km, 2.4 * km, 20 * km}) {
    for (const double c : {-1.0, -0.7, -0.02, 0.0, 0.02, 0.6, 1.0}) {
      CAPTURE(depth / km, c);
      const double L = total_length(prem().chord(c, depth));
      const double r = R - depth;
      CHECK(r * r + L * L + 2 * r * L * c == Approx(R * R).epsilon(1e-12));
      CHECK(L > 0);
    }
    CHECK(total_length(prem().chord(1, depth)) == Approx(depth).epsilon(1e-9));
    CHECK(total_length(prem().chord(-1, depth)) == Approx(2 * R - depth).epsilon(1e-12));
  }
}

TEST_CASE("pieces follow each other, each inside its shell, from surface to detector",
          "[property]") {
  const auto& shells = prem().shells();
  for (const double depth : {0.0, 1.4 * km, 20 * km, 400 * km}) {
    for (double c = -1; c <= 1; c += 0.03125) {
      const earth::Chord chord = prem().chord(c, depth);
      if (chord.segments.empty()) {
        continue;
      }
      CAPTURE(depth / km, c);
      CHECK(chord.radius(chord.segments.front().begin) == Approx(prem().radius()).epsilon(1e-12));
      CHECK(chord.radius(chord.segments.back().end) ==
            Approx(prem().radius() - depth).epsilon(1e-12));
      double previous = chord.segments.front().begin;
      for (const earth::Segment& s : chord.segments) {
        CHECK(s.begin == previous);
        CHECK(s.end > s.begin);
        previous = s.end;
        for (const double share : {1e-6, 0.3, 0.5, 0.7, 1 - 1e-6}) {
          const double r = chord.radius(s.begin + share * s.length());
          CHECK(r >= shells[s.shell].r_in * (1 - 1e-12));
          CHECK(r <= shells[s.shell].r_out * (1 + 1e-12));
        }
      }
    }
  }
}

TEST_CASE("a chord at the surface reads the same both ways", "[property]") {
  const earth::Chord chord = prem().chord(-0.99, 0);
  const std::size_t n = chord.segments.size();
  REQUIRE(n == 17);  // nine shells, eight of them twice: 0.99 passes through the inner core
  for (std::size_t i = 0; i < n; ++i) {
    CHECK(chord.segments[i].shell == chord.segments[n - 1 - i].shell);
    CHECK(chord.segments[i].begin == -chord.segments[n - 1 - i].end);
  }
}

TEST_CASE("the number of pieces changes by two at the tangents, and nowhere else", "[property]") {
  for (const double depth : {0.0, 1.4 * km}) {
    const std::vector<double> tangents = prem().tangent_cosines(depth);
    REQUIRE(tangents.size() == 8);
    double low = -1;
    for (std::size_t i = 0; i < tangents.size(); ++i) {
      CAPTURE(depth / km, tangents[i]);
      CHECK(tangents[i] > low);
      const auto count = [&](double c) { return prem().chord(c, depth).segments.size(); };
      CHECK(count(tangents[i] - 1e-9) == count(tangents[i] + 1e-9) + 2);
      CHECK(count(low + 1e-9) == count(tangents[i] - 1e-9));
      low = tangents[i];
    }
    CHECK(low < 0);
  }
  // The core is seen below cos z = -0.838 (r = 3480 of 6371 km): -sqrt(1 - 0.54623^2) = -0.83764.
  CHECK(prem().tangent_cosines(0)[1] == Approx(-0.83764).margin(1e-5));
  // A detector inside the mantle has no tangents to what lies above it.
  // The boundary at 5971 km lies below the first of these and above the second.
  CHECK(prem().tangent_cosines(399 * km).size() == 5);
  CHECK(prem().tangent_cosines(401 * km).size() == 4);
  CHECK(prem().tangent_cosines(399 * km).back() ==
        Approx(-std::sqrt(1 - std::pow(5971.0 / 5972.0, 2))).epsilon(1e-9));
}

TEST_CASE("electron column: exact integral of the composition along the way", "[property]") {
  for (const double c : {-1.0, -0.99, -0.84, -0.83, -0.4, -0.05}) {
    CAPTURE(c);
    const earth::Chord chord = prem().chord(c, 1.4 * km);
    for (const earth::Segment& s : chord.segments) {
      const auto rule = core::gauss_legendre(s.begin, s.end, 40);
      double sum = 0;
      for (std::size_t i = 0; i < rule.node.size(); ++i) {
        sum += rule.weight[i] * prem().composition(chord.radius(rule.node[i])).n_e;
      }
      // The rule meets the square root of r near b = 0 only; 1e-6 holds for all of these.
      CHECK(prem().electron_column(chord, s) == Approx(sum).epsilon(1e-6));
    }
  }
  // Through the centre r = |x|: twice the sum of (r_out^(k+1) - r_in^(k+1)) a_k/(k+1).
  double by_hand = 0;
  for (const earth::Shell& shell : prem().shells()) {
    for (int k = 0; k < 4; ++k) {
      const double R = prem().radius();
      by_hand += 2 * R * shell.electrons[static_cast<std::size_t>(k)] / (k + 1) *
                 (std::pow(shell.r_out / R, k + 1) - std::pow(shell.r_in / R, k + 1));
    }
  }
  CHECK(total_column(prem().chord(-1, 0)) == Approx(by_hand).epsilon(1e-12));
}

TEST_CASE("the electron column grows with the nadir", "[property]") {
  double previous = 0;
  for (double c = 0.5; c >= -1; c -= 1.0 / 256) {
    const double column = total_column(prem().chord(c, 1.0 * km));
    CAPTURE(c);
    CHECK(column > previous);
    previous = column;
  }
}

TEST_CASE("integrals of powers of r along a line", "[property]") {
  // r^2 = b^2 + x^2 by hand; r and r^3 through derivatives: d/dx gives r^k back.
  CHECK(earth::integral_of_power(0, 3, -1, 2) == 3);
  CHECK(earth::integral_of_power(2, 3, -1, 2) == Approx(9 * 3 + (8 + 1) / 3.0).epsilon(1e-14));
  for (const int k : {1, 3}) {
    for (const double x : {-2.0, 0.5, 7.0}) {
      const double h = 1e-4;
      CHECK(earth::integral_of_power(k, 3, x - h, x + h) / (2 * h) ==
            Approx(std::pow(std::hypot(3, x), k)).epsilon(1e-7));  // h^2 of the difference
    }
    CHECK(earth::integral_of_power(k, 0, -1, 2) ==
          Approx((std::pow(2.0, k + 1) + 1) / (k + 1)).epsilon(1e-14));
  }
  CHECK_THROWS_AS(earth::integral_of_power(4, 1, 0, 1), core::InvalidInput);
}

TEST_CASE("no chord for what is no direction or depth", "[faulty]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double c : {-1.0001, 1.0001, nan}) {
    CHECK_THROWS_AS(prem().chord(c, 0), core::InvalidInput);
  }
  for (const double depth : {-1.0, 6371 * km, nan}) {
    CHECK_THROWS_AS(prem().chord(-0.5, depth), core::InvalidInput);
    CHECK_THROWS_AS(prem().tangent_cosines(depth), core::InvalidInput);
  }
}
