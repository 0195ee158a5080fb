#include <tbb/global_control.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <sunsi/bounds/plane.hpp>
#include <sunsi/bounds/reverse.hpp>
#include <sunsi/core/error.hpp>

#include "points.hpp"

using namespace test;
using pipeline::ScanKey;

namespace {

pipeline::ZPrimeInputs inputs(double mass = 40) {
  pipeline::ZPrimeInputs z;
  z.mass_MeV = mass;
  z.g = 1e-4;
  z.c = -0.1;
  z.tan_eta = -0.75;
  z.nucleons_per_electron = 1.5;
  return z;
}

const bounds::List& only_na64() {
  static const bounds::List list({true, "2025", 5, false, false, {"na64-2019"}, {}},
                                 SUNSI_TEST_DATA);
  return list;
}

bool allowed(pipeline::ZPrimeInputs z, double g) {
  z.set(ScanKey::g, g);
  return bounds::worst_at(all(), bounds::point_of(z)).allowed();
}

}  // namespace

TEST_CASE("just below the largest g is allowed, just above excluded", "[property]") {
  for (const double mass : {6.0, 20.0, 40.0, 150.0}) {
    const auto largest = bounds::largest_g(all(), inputs(mass));
    REQUIRE(largest.g);
    REQUIRE(largest.set_by != nullptr);
    CHECK(allowed(inputs(mass), 0.9999 * *largest.g));
    CHECK_FALSE(allowed(inputs(mass), 1.0001 * *largest.g));
    pipeline::ZPrimeInputs z = inputs(mass);
    z.set(ScanKey::g, 1.0001 * *largest.g);
    CHECK(bounds::worst_at(all(), bounds::point_of(z)).bound == largest.set_by);
    for (const bounds::Allowed& a : largest.intervals) {
      CHECK(allowed(inputs(mass), std::sqrt(a.low * a.high)));
    }
  }
}

TEST_CASE("intervals between exclusions are found, and what makes each end", "[property]") {
  // g as a mass: NA64's curve excludes a strip of masses at a coupling that is large enough.
  const bounds::Bound& na64 = named("na64-2019");
  const auto point = [](double mass) { return with_tan_eta(mass, 5e-4, -0.1, -0.75); };
  const auto intervals = bounds::allowed_intervals(only_na64(), point, {0.5, 500, 3000});
  REQUIRE(intervals.size() == 2);
  CHECK(intervals[0].low == 0.5);
  CHECK(intervals[0].below == nullptr);
  CHECK(intervals[0].high == Approx(1).epsilon(1e-9));  // the curve begins at 1 MeV
  CHECK(intervals[0].above->label().name == "na64-2019");
  CHECK(intervals[1].below->label().name == "na64-2019");
  CHECK(na64.compare(point(intervals[1].low)).ratio == Approx(1).epsilon(1e-6));
  CHECK(intervals[1].high == 500);
}

TEST_CASE("the largest eps_medium is reached by its point and no smaller than a coarse look",
          "[property]") {
  const auto largest = bounds::largest_eps_medium(all(), inputs());
  CHECK(largest.eps_medium > 0);  // the sign of -c
  CHECK(bounds::worst_at(all(), bounds::point_of(largest.at)).ratio <= 1);
  CHECK(largest.at.zprime().eps_medium(1.5).value == Approx(largest.eps_medium).epsilon(1e-12));
  for (const double mass : {5.0, 40.0, 200.0}) {
    for (const double tan_eta : {-0.75, 0.3, 2.0}) {
      pipeline::ZPrimeInputs z = inputs(mass);
      z.set(ScanKey::tan_eta, tan_eta);
      const auto intervals = bounds::largest_g(all(), z).intervals;
      if (!intervals.empty()) {
        z.set(ScanKey::g, intervals.back().high);
        CHECK(std::abs(z.zprime().eps_medium(1.5).value) <= largest.eps_medium * (1 + 1e-6));
      }
    }
  }
  pipeline::ZPrimeInputs none = inputs();
  none.c = 0;
  CHECK_THROWS_AS(bounds::largest_eps_medium(all(), none), core::InvalidInput);
}

TEST_CASE("demands are read", "[input]") {
  const auto demands = bounds::parse_demands("eps_medium in 1.9..3.3, tan_eta > 0.5,c=-0.1");
  REQUIRE(demands.size() == 3);
  CHECK(demands[0].quantity == "eps_medium");
  CHECK(demands[0].low == 1.9);
  CHECK(demands[0].high == 3.3);
  CHECK(demands[1].low == 0.5);
  CHECK(demands[1].high > 1e300);
  CHECK(demands[2].low == -0.1);
  CHECK(demands[2].high == -0.1);
  const auto narrowed = bounds::parse_demands("g > 1e-5, g < 1e-4");
  REQUIRE(narrowed.size() == 1);
  CHECK(narrowed[0].low == 1e-5);
  CHECK(narrowed[0].high == 1e-4);
  for (const char* bad : {"", "g", "g >", "g in 1", "g in 1..", "g in 2..1", "g > 1, g < 0.5",
                          "q > 1", "g > nan", "g > 1,,c < 2", "g > 1e-5 MeV"}) {
    INFO(bad);
    CHECK_THROWS_AS(bounds::parse_demands(bad), core::InvalidInput);
  }
}

TEST_CASE("what is found meets the demands and is allowed", "[property]") {
  const auto demands =
      bounds::parse_demands("eps_medium in 1.9..3.3, tan_eta > 0.5, mass_MeV < 60");
  const auto found = bounds::find_allowed(all(), inputs(), demands);
  const bounds::Point p = bounds::point_of(found.inputs);
  const double eps = found.inputs.zprime().eps_medium(1.5).value;
  CHECK(found.worst.allowed());
  CHECK(bounds::worst_at(all(), p).ratio == found.worst.ratio);
  CHECK(eps >= 1.9 * (1 - 1e-12));
  CHECK(eps <= 3.3 * (1 + 1e-12));
  CHECK(*found.inputs.zprime().tan_eta() > 0.5 * (1 - 1e-12));
  CHECK(p.mass_MeV <= 60);
  CHECK(p.c == -0.1);
}

TEST_CASE("where nothing is allowed the least violated point is given", "[property]") {
  // e eps far above NA64's limit at any of these masses, and neutrinos to decay to.
  const auto demands =
      bounds::parse_demands("mass_MeV in 10..100, eps_kin in 1e-2..1e-1, g in 1e-2..1e-1");
  const auto found = bounds::find_allowed(only_na64(), inputs(), demands);
  CHECK_FALSE(found.worst.allowed());
  REQUIRE(found.worst.bound != nullptr);
  // NA64's limit is weakest at large masses, and small couplings violate least.
  CHECK(found.inputs.mass_MeV == Approx(100).epsilon(0.02));
  CHECK(found.inputs.eps_kin == Approx(1e-2).epsilon(0.05));
}

TEST_CASE("demands that contradict", "[input]") {
  for (const char* bad : {"g > 1e-5, eps_medium > 1", "tan_eta > 1, eps_kin > 0", "eps_medium < 0",
                          "eps_medium > 1, c > 0.1", "mass_MeV < -1"}) {
    INFO(bad);
    CHECK_THROWS_AS(bounds::find_allowed(all(), inputs(), bounds::parse_demands(bad)),
                    core::InvalidInput);
  }
}

TEST_CASE("a search gives the same point for any number of threads", "[property]") {
  const auto demands = bounds::parse_demands("eps_kin in 1e-4..1e-2, g in 1e-3..1e-1");
  const auto with = [&](std::size_t threads) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    return std::pair(bounds::find_allowed(all(), inputs(), demands),
                     bounds::largest_eps_medium(all(), inputs()));
  };
  const auto one = with(1);
  for (const std::size_t threads : {2, 4}) {
    const auto other = with(threads);
    CHECK(one.first.inputs.mass_MeV == other.first.inputs.mass_MeV);
    CHECK(*one.first.inputs.g == *other.first.inputs.g);
    CHECK(one.first.worst.ratio == other.first.worst.ratio);
    CHECK(one.second.eps_medium == other.second.eps_medium);
    CHECK(one.second.at.mass_MeV == other.second.at.mass_MeV);
  }
}
