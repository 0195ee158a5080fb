// Many energies and sources at once against the engine that takes them one by one.
#include <catch2/catch.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/propagation/adiabatic_table.hpp>

#include "random_points.hpp"

using namespace test;
using propagation::AdiabaticTable;

namespace {

std::vector<propagation::ProductionZone> all_zones() {
  std::vector<propagation::ProductionZone> zones;
  for (const model::Source source : model::all_sources) {
    zones.push_back(zone(source));
  }
  return zones;
}

}  // namespace

TEST_CASE("the table's fractions and errors are the engine's to rounding", "[property]") {
  // Random mixing, both octants and orderings, eps at the centre in [-4, 4], 0.1 to 16 MeV. Of the
  // error itself 3e-12: third differences of 384 samples lose five digits, and either side's features
  // are within 5e-12 of those in long double; 1.7e-12 was the largest distance over 6400 points.
  double worst = 0, worst_error = 0;
  for (const RandomPoint& p : random_points(400, 77)) {
    const auto profile = solar_profile(p.eps_centre);
    auto zones = all_zones();
    const auto k = static_cast<std::size_t>(p.source);
    zones[k].error = 1e-9;
    const AdiabaticTable table(p.osc, *propagation::day_medium(profile, zones));
    const propagation::AdiabaticEngine engine(p.osc, profile, zones);
    for (const double E : {p.energy, p.energy / 3}) {
      const AdiabaticTable::Point point[] = {{E, k}};
      const model::MassFractions exact = engine(E, k);
      const model::MassFractions a = table(point)[0];
      worst = std::max(worst, largest_difference(exact, a));
      worst_error = std::max(worst_error, std::abs(a.error / exact.error - 1));
    }
  }
  CHECK(worst <= 1e-12);
  CHECK(worst_error <= 3e-12);
  WARN("P " << worst << ", error " << worst_error << " of itself");
}

TEST_CASE("a row does not depend on the others", "[property]") {
  const auto zones = all_zones();
  const AdiabaticTable table(lma(), *propagation::day_medium(solar_profile(1.93), zones));
  std::vector<AdiabaticTable::Point> points;
  for (std::size_t z = 0; z < zones.size(); ++z) {
    for (int k = 1; k < 40; ++k) {
      points.push_back({0.4 * k * MeV, z});
    }
  }
  const auto rows = table(points);
  for (std::size_t i = 0; i < points.size(); i += 7) {
    const auto one = table(std::span(&points[i], 1))[0];
    CHECK(one.P == rows[i].P);
    CHECK(one.error == rows[i].error);
  }
  CHECK(table({}).empty());
}

TEST_CASE("the bound over a range is not below the engine's errors", "[property]") {
  // What the averages leave out is not part of it; the zones here say 0. The largest over the zones at
  // the energy itself: a margin that is too small shows where third differences decide.
  double least = 10, most = 0;
  for (const RandomPoint& p : random_points(300, 78)) {
    const auto profile = solar_profile(p.eps_centre);
    const auto zones = all_zones();
    const AdiabaticTable table(p.osc, *propagation::day_medium(profile, zones));
    const propagation::AdiabaticEngine engine(p.osc, profile, zones);
    double largest = 0, in_range = 0;
    for (std::size_t z = 0; z < zones.size(); ++z) {
      largest = std::max(largest, engine(p.energy, z).error);
      in_range =
          std::max({in_range, engine(p.energy / 1.4, z).error, engine(p.energy / 7, z).error});
    }
    const double ratio = table.non_adiabatic_bound(p.energy, p.energy) / largest;
    least = std::min(
        {least, ratio,
         table.non_adiabatic_bound(p.energy / 10, p.energy) / std::max(largest, in_range)});
    most = std::max(most, ratio);
  }
  CHECK(least >= 1);
  CHECK(most < 4);  // and is not idle: 1.5 on the features, (1.15)^4 of the energy, exponents
  WARN("bound over the engine's largest error " << least << " to " << most);
}

TEST_CASE("the bound tells where a fit may not trust the fractions", "[property]") {
  const auto zones = all_zones();
  const std::size_t b8 = static_cast<std::size_t>(model::Source::b8);
  double least = 1;
  for (const double dm21 : {7.5e-5, 1e-5, 1e-6, 2e-7}) {
    const auto osc =
        model::OscillationParameters::from_sin2({0.308, 0.02215, 0.47, 0, dm21, 2.513e-3});
    const auto profile = solar_profile(0);
    const AdiabaticTable table(osc, *propagation::day_medium(profile, zones));
    const double bound = table.non_adiabatic_bound(1 * MeV, 16 * MeV);
    const propagation::AdiabaticEngine engine(osc, profile, zones);
    double largest = 0;
    for (const double E : {1.0, 1.7, 3.1, 5.3, 9.0, 16.0}) {
      for (const std::size_t z : {std::size_t{0}, b8}) {
        largest = std::max(largest, engine(E * MeV, z).error);
      }
    }
    INFO("dm21 " << dm21 << " bound " << bound << " engine " << largest);
    CHECK(bound >= largest);
    least = std::min(least, largest / bound);
    CHECK((dm21 > 1.5e-5) == (bound < 1e-6));
    CHECK((dm21 > 5e-6) == (bound < 1e-4));  // a fit falls back on the full engines at 1e-6 eV^2
  }
  CHECK(least > 0.3);  // and is not idle
}

TEST_CASE("only a potential V_mu = V_tau has a table", "[errors]") {
  const std::vector<propagation::ProductionZone> zones{at(0.1)};
  const propagation::PotentialProfile other{
      [](double) {
        return propagation::PotentialSample{{1e-12, 1e-13, 0}, {}};
      },
      core::R_sun};
  CHECK_FALSE(propagation::day_medium(other, zones));
  const propagation::PotentialProfile off{
      [](double) {
        return propagation::PotentialSample{{1e-12, 0, 0, {1e-13, 0}, {}, {}}, {}};
      },
      core::R_sun};
  CHECK_FALSE(propagation::day_medium(off, zones));
  const AdiabaticTable table(lma(), *propagation::day_medium(constant_eps(0), zones));
  const AdiabaticTable::Point bad_zone[] = {{MeV, 1}}, bad_energy[] = {{-MeV, 0}};
  CHECK_THROWS_AS(table(bad_zone), core::InvalidInput);
  CHECK_THROWS_AS(table(bad_energy), core::InvalidInput);
  CHECK_THROWS_AS(table.non_adiabatic_bound(2 * MeV, MeV), core::InvalidInput);
  CHECK_THROWS_AS(table.non_adiabatic_bound(0, MeV), core::InvalidInput);
  CHECK_THROWS_AS(AdiabaticTable(lma(), {}), core::InvalidInput);
  // Without the samples of a zone's own way there is the bound over all zones, but no row.
  propagation::DayMedium common = table.medium();
  common.zones[0].way = {};
  const AdiabaticTable::Point good[] = {{MeV, 0}};
  CHECK_THROWS_AS(AdiabaticTable(lma(), common)(good), core::InvalidInput);
  CHECK(AdiabaticTable(lma(), common).non_adiabatic_bound(MeV, MeV) ==
        table.non_adiabatic_bound(MeV, MeV));
}

TEST_CASE("a table of a vacuum is the vacuum", "[property]") {
  const std::vector<propagation::ProductionZone> zones{at(0.1)};
  const AdiabaticTable table(lma(), *propagation::day_medium(constant_eps(1), zones));
  const AdiabaticTable::Point point[] = {{10 * MeV, 0}};
  const auto f = table(point)[0];
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(f.P[i] == Approx(lma().electron_row()[i]).margin(2e-15));
  }
  CHECK(f.error <= 2e-14);
  CHECK(table.non_adiabatic_bound(MeV, 16 * MeV) <= 2e-14);
}
