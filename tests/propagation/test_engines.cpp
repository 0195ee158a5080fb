#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <sunsi/core/error.hpp>

#include "sun.hpp"

using namespace test;

TEST_CASE("ode against adiabatic at 20 energies, four couplings, both octants", "[reference]") {
  // physics: for E <= 15 MeV the adiabatic fractions are within 3.4e-6 of the full evolution (one
  // radius); averaged over production less. 1e-5 is the bar; both engines' own errors must cover
  // the difference.
  double worst = 0;
  std::string where;
  for (const double eps : {0.0, 1.0, 1.93, -1.0}) {
    for (const bool dark : {false, true}) {
      const auto osc = dark ? lma().other_octant() : lma();
      for (int k = 0; k < 20; ++k) {
        const double E = 0.2 * std::pow(15 / 0.2, k / 19.0);
        const auto a = adiabatic(osc, solar_profile(eps), zone(model::Source::b8), E * MeV);
        const auto b = ode(osc, solar_profile(eps), zone(model::Source::b8), E * MeV);
        const double d = largest_difference(a, b);
        CHECK(d < 1e-5);
        CHECK(d <= a.error + 1e-6);  // tolerance of the ode
        CHECK(std::abs(sum(b) - 1) < 1e-9);
        if (d > worst) {
          worst = d;
          where = fmt::format("eps {} {} {:.2f} MeV", eps, dark ? "dark" : "light", E);
        }
      }
    }
  }
  WARN("largest difference ode - adiabatic " << worst << " at " << where);
}

TEST_CASE("the ode's error means the error of P", "[property]") {
  for (const double E : {0.5, 3.0, 10.0}) {
    const auto exact = ode(lma(), solar_profile(1.93), zone(model::Source::b8), E * MeV, 1e-9);
    for (const double tolerance : {1e-4, 1e-6}) {
      const auto coarse =
          ode(lma(), solar_profile(1.93), zone(model::Source::b8), E * MeV, tolerance);
      CHECK(coarse.error <= tolerance);
      CHECK(largest_difference(coarse, exact) <= tolerance);
    }
  }
}

TEST_CASE("ode: eps = 1 everywhere is vacuum, and the mirror holds", "[property]") {
  const auto row = lma().electron_row();
  const auto f = ode(lma(), constant_eps(1), at(0.05), 5 * MeV);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(f.P[i] == Approx(row[i]).margin(1e-9));
  }
  const double here = P_ee(ode(lma(), solar_profile(1.93), at(0.05), 5 * MeV, 1e-8), lma());
  const double there =
      P_ee(ode(lma().mirror(), solar_profile(1.93, true), at(0.05), 5 * MeV, 1e-8), lma().mirror());
  CHECK(std::abs(here - there) < 1e-8);
}

TEST_CASE("any real potential: V_mu != V_tau in both engines", "[reference]") {
  propagation::PotentialProfile profile = solar_profile(1.0);
  const auto at_centre = profile.at;
  profile.at = [at_centre](double r) {
    auto s = at_centre(r);
    s.V.tau *= -0.4;
    s.slope.tau *= -0.4;
    return s;
  };
  for (const double E : {1.0, 10.0}) {
    const auto a = adiabatic(lma(), profile, zone(model::Source::b8), E * MeV);
    const auto b = ode(lma(), profile, zone(model::Source::b8), E * MeV);
    CHECK(largest_difference(a, b) <= a.error + b.error);
    CHECK(a.error < 1e-3);
    CHECK(largest_difference(
              a, adiabatic(lma(), solar_profile(1.0), zone(model::Source::b8), E * MeV)) > 1e-3);
  }
}

TEST_CASE("inverted ordering agrees between the engines", "[reference]") {
  const auto io = lma(-2.484e-3);
  const auto a = adiabatic(io, solar_profile(1.93), zone(model::Source::b8), 8 * MeV);
  const auto b = ode(io, solar_profile(1.93), zone(model::Source::b8), 8 * MeV);
  CHECK(largest_difference(a, b) < 1e-5);
  CHECK(std::abs(a.P[2] -
                 adiabatic(lma(), solar_profile(1.93), zone(model::Source::b8), 8 * MeV).P[2]) >
        1e-5);
}

TEST_CASE("the error of a production zone is part of the error of both engines", "[property]") {
  propagation::ProductionZone where = zone(model::Source::b8);
  const auto a = adiabatic(lma(), solar_profile(0), where, 5 * MeV);
  const auto b = ode(lma(), solar_profile(0), where, 5 * MeV, 1e-5);
  where.error = 3e-6;
  const auto a_more = adiabatic(lma(), solar_profile(0), where, 5 * MeV);
  const auto b_more = ode(lma(), solar_profile(0), where, 5 * MeV, 1e-5);
  CHECK(a_more.error - a.error == Approx(3e-6).epsilon(1e-9));
  CHECK(b_more.error >= 3e-6);
  CHECK(b_more.error <= 1e-5);  // the tolerance holds for the sum
  CHECK(b_more.error - b.error == Approx(3e-6).epsilon(1e-9));
  CHECK(a_more.P == a.P);
  CHECK_THROWS_AS(ode(lma(), solar_profile(0), where, 5 * MeV, 2e-6), core::NumericalError);
  where.error = -1e-9;
  CHECK_THROWS_AS(adiabatic(lma(), solar_profile(0), where, 5 * MeV), core::InvalidInput);
  CHECK_THROWS_AS(ode(lma(), solar_profile(0), where, 5 * MeV), core::InvalidInput);
}
