#include <catch2/catch.hpp>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/quadrature.hpp>
#include <sunsi/solar/spectrum.hpp>

using namespace sunsi;
using core::units::MeV;
using model::Source;

TEST_CASE("continua are normalised and have the published mean energies", "[reference]") {
  // Mean energies [MeV]: pp, hep of Bahcall, PRC 56, 3391 (1997); CNO of Bahcall and Ulrich, RMP
  // 60, 297 (1988); 8B of Winter et al., PRC 73, 025503 (2006), from the tables themselves
  // (trapezoid on their grids); end points [MeV], 8B where its six decimals end.
  struct Case {
    Source source;
    double mean, end;
  };
  for (const Case& c : {Case{Source::pp, 0.26667, 0.4234}, Case{Source::hep, 9.63025, 18.784},
                        Case{Source::n13, 0.70674, 1.199}, Case{Source::o15, 0.99651, 1.732},
                        Case{Source::f17, 0.99959, 1.740}, Case{Source::b8, 6.77001, 15.3}}) {
    const auto spectrum = solar::Spectrum::load(c.source, SUNSI_TEST_DATA);
    CHECK_FALSE(spectrum.is_line());
    const auto rule = core::gauss_legendre(0, spectrum.end(), 400);
    double area = 0, mean = 0;
    for (std::size_t i = 0; i < rule.node.size(); ++i) {
      const double density = spectrum.density(rule.node[i]);
      CHECK(density >= 0);
      area += rule.weight[i] * density;
      mean += rule.weight[i] * density * rule.node[i] / MeV;
    }
    CHECK(area == Approx(1).epsilon(2e-5));
    CHECK(mean == Approx(c.mean).epsilon(5e-4));  // cubic against trapezoid on 84 points of pp
    CHECK(spectrum.end() / MeV == Approx(c.end).epsilon(0.02));
    CHECK(spectrum.density(25 * MeV) == 0);
  }
}

TEST_CASE("lines: both of 7Be with 0.897 and 0.103, pep", "[reference]") {
  const auto be7 = solar::Spectrum::load(Source::be7, SUNSI_TEST_DATA);
  REQUIRE(be7.lines().size() == 2);
  CHECK(be7.lines()[0].energy == Approx(0.8618 * MeV));
  CHECK(be7.lines()[0].fraction == 0.897);
  CHECK(be7.lines()[1].energy == Approx(0.3843 * MeV));
  CHECK(be7.lines()[0].fraction + be7.lines()[1].fraction == Approx(1));
  const auto pep = solar::Spectrum::load(Source::pep, SUNSI_TEST_DATA);
  REQUIRE(pep.lines().size() == 1);
  CHECK(pep.lines()[0].energy == Approx(1.442 * MeV));
}

TEST_CASE("8B spectra: three shapes and their variations", "[reference]") {
  const auto mean = [](const solar::Spectrum8B& choice) {
    const auto spectrum = solar::Spectrum::load(Source::b8, SUNSI_TEST_DATA, choice);
    const auto rule = core::gauss_legendre(0, spectrum.end(), 400);
    double sum = 0;
    for (std::size_t i = 0; i < rule.node.size(); ++i) {
      sum += rule.weight[i] * spectrum.density(rule.node[i]) * rule.node[i] / MeV;
    }
    return sum;
  };
  // Mean energies [MeV]: 6.735 and, "+3 sigma" being the softer, 6.629 and 6.842 (PRC 54, 411); 6.770, one sigma of Winter
  // is 8.7 keV softer; Ortiz 6.783 as digitised.
  CHECK(mean({"bahcall1996", 0}) == Approx(6.735).margin(0.002));
  CHECK(mean({"bahcall1996", 3}) == Approx(6.629).margin(0.002));
  CHECK(mean({"bahcall1996", -3}) == Approx(6.842).margin(0.002));
  CHECK(mean({"winter2006", 1}) - mean({"winter2006", 0}) == Approx(-0.0087).margin(0.0003));
  CHECK(mean({"ortiz2000", 0}) == Approx(6.783).margin(0.01));
  CHECK_THROWS_AS(mean({"ortiz2000", 1}), core::InvalidInput);
  CHECK_THROWS_AS(mean({"winter2006", 4}), core::InvalidInput);
  CHECK_THROWS_AS(mean({"winter2005", 0}), core::InvalidInput);
}
