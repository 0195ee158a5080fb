#include <atomic>
#include <catch2/catch.hpp>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/pipeline/medium.hpp>
#include <sunsi/pipeline/survival.hpp>
#include <sunsi/propagation/adiabatic.hpp>

using namespace sunsi;
using core::units::MeV;
using model::Source;

namespace {
pipeline::Config parse(const std::string& text) {
  return pipeline::parse_config("c.yaml", text, {}, SUNSI_TEST_DATA);
}
const std::string dark =
    "model: {kind: zprime, mass_MeV: 40, c: -0.1, tan_eta: -0.75, eps_medium: {value: "
    "1.93}}\noscillation: {dark_octant: true}\n";
}  // namespace

TEST_CASE("the table: every energy for continua, lines as they are", "[property]") {
  const auto c = parse("solar: {sources: [8B, 7Be, pep]}\nenergies: [20, 5]");
  const auto queries = pipeline::table_queries(c);
  REQUIRE(queries.size() == 5);
  const auto table = pipeline::SolarPropagator(c).survival(queries);
  CHECK(table[0].energy == 20 * MeV);
  CHECK(table[1].energy == 5 * MeV);
  CHECK(table[2].source == Source::be7);
  CHECK(table[3].energy == Approx(0.3843 * MeV));
  CHECK(table[4].energy == Approx(1.442 * MeV));
}

TEST_CASE("auto goes to the ode where the adiabatic bound exceeds the tolerance", "[property]") {
  const auto table = [](const std::string& text) {
    const auto c = parse(text + "solar: {sources: [8B]}\nenergies: [1, 10]\n");
    return pipeline::SolarPropagator(c).survival(pipeline::table_queries(c));
  };
  for (const auto& p : table(dark)) {
    CHECK_FALSE(p.certified_by_ode);
    CHECK(p.fractions.error < 1e-6);
  }
  for (const auto& p : table("oscillation: {dm21_eV2: 1.0e-7}\n")) {  // LOW
    CHECK(p.certified_by_ode);
    CHECK(p.fractions.error <= 1e-6);
  }
  const auto tight = table(dark + "propagation: {tolerance: 1.0e-9}\n");
  CHECK_FALSE(tight[0].certified_by_ode);
  CHECK(tight[1].certified_by_ode);
}

TEST_CASE("engines agree on the whole way from a configuration", "[reference]") {
  const auto run = [](const std::string& engine) {
    const auto c = parse(dark + "propagation: {engine: " + engine + "}\nenergies: [0.3, 3, 12]\n");
    return pipeline::SolarPropagator(c).survival(pipeline::table_queries(c));
  };
  const auto a = run("adiabatic"), b = run("ode");
  for (std::size_t i = 0; i < a.size(); ++i) {
    CHECK(std::abs(a[i].P_ee - b[i].P_ee) < 1e-5);
  }
}

TEST_CASE("without oscillation, with one production radius, and stopped", "[property]") {
  const auto off = parse("oscillation: {enabled: false}\nenergies: [5]");
  for (const auto& p : pipeline::SolarPropagator(off).survival(pipeline::table_queries(off))) {
    CHECK(p.P_ee == 1);
  }
  const auto far = parse(dark + "solar: {production_radius: 1, sources: [8B]}\nenergies: [5]");
  const auto edge = pipeline::SolarPropagator(far).survival(pipeline::table_queries(far))[0];
  CHECK(edge.fractions.P[0] == Approx(far.oscillation.electron_row()[0]).epsilon(1e-6));
  std::atomic<bool> stop{true};
  const auto c = parse("");
  CHECK_THROWS_AS(pipeline::SolarPropagator(c).survival(pipeline::table_queries(c), {{}, &stop}),
                  core::Interrupted);
}

TEST_CASE("the table states the adiabatic engine's numbers and errors", "[property]") {
  // Each source's own path at each energy. At dm21 = 1e-6 eV^2 the error is third differences of kappa
  // alone, which lose five digits: 3e-12 of itself there.
  const std::string low = "oscillation: {dm21_eV2: 1.0e-6}\n";
  for (const std::string& text : {std::string(), dark, low}) {
    const auto c = parse(text + "propagation: {engine: adiabatic}\n");
    const auto table = pipeline::SolarPropagator(c).survival(pipeline::table_queries(c));
    REQUIRE(table.size() == 963);
    const propagation::AdiabaticEngine engine(c.oscillation, pipeline::potential_profile(c),
                                              pipeline::production_zones(c));
    double P = 0, error = 0;
    for (const model::SurvivalPoint& row : table) {
      const auto exact = engine(row.energy, static_cast<std::size_t>(row.source));
      for (std::size_t k = 0; k < 3; ++k) {
        P = std::max(P, std::abs(row.fractions.P[k] - exact.P[k]));
      }
      error = std::max(error, std::abs(row.fractions.error / exact.error - 1));
    }
    CHECK(P <= 1e-12);
    CHECK(error <= (text == low ? 3e-12 : 1e-12));
    WARN("P " << P << ", error " << error << " of itself");
  }
}

TEST_CASE("another night of the same point has the same day", "[property]") {
  const auto c = parse(dark +
                       "solar: {sources: [8B]}\nenergies: [5, 10]\nearth: {enabled: true}\n"
                       "propagation: {tolerance: 1.0e-4}\n");
  REQUIRE(c.night);
  const pipeline::SolarPropagator with(c);
  const auto queries = pipeline::table_queries(c);
  const auto night = with.survival(queries);
  const auto day = with.with_night({}).survival(queries);
  const auto again = with.with_night(c.night).survival(queries);
  for (std::size_t i = 0; i < queries.size(); ++i) {
    CHECK(day[i].P_ee_day == night[i].P_ee_day);
    CHECK(day[i].P_ee_night == day[i].P_ee_day);
    CHECK(night[i].P_ee_night != night[i].P_ee_day);
    CHECK(again[i].P_ee == night[i].P_ee);
  }
}
