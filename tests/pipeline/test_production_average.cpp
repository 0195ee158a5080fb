#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <random>
#include <sunsi/core/constants.hpp>
#include <sunsi/pipeline/medium.hpp>
#include <sunsi/pipeline/survival.hpp>
#include <sunsi/propagation/levels.hpp>

using namespace sunsi;
using core::units::MeV;

namespace {

pipeline::Config parse(const std::string& text) {
  return pipeline::parse_config("c.yaml", text, {}, SUNSI_TEST_DATA);
}

/// P(e -> i) of the three-flavour levels, averaged over radii.
std::array<double, 3> average(const pipeline::Config& c,
                              double energy,
                              const std::vector<double>& radius,
                              const std::vector<double>& weight,
                              double unit) {
  const propagation::LevelSolver solver(c.oscillation);
  const propagation::PotentialProfile profile = pipeline::potential_profile(c);
  std::array<double, 3> P{};
  for (std::size_t k = 0; k < radius.size(); ++k) {
    const propagation::Levels levels = solver(energy, profile.at(radius[k] * unit));
    for (std::size_t i = 0; i < 3; ++i) {
      P[i] += weight[k] * levels.electron[i];
    }
  }
  return P;
}

/// Largest distance of the zone's average from the sum over the whole table.
double distance(const pipeline::Config& c,
                model::Source source,
                const propagation::ProductionZone& zone,
                double energy) {
  const solar::ProductionRule rows = c.sun->production_rows(source);
  const auto gauss = average(c, energy, zone.radius, zone.weight, 1);
  const auto table = average(c, energy, rows.node, rows.weight, core::R_sun);
  double largest = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    largest = std::max(largest, std::abs(gauss[i] - table[i]));
  }
  return largest;
}

}  // namespace

TEST_CASE("the stated error of a production average covers the true one at random points",
          "[property]") {
  // Energies between those that chose the order; couplings of both signs, resonances inside the
  // core among them; mixing from 0.1 to 0.9. The bound is not idle either: somewhere a quarter of
  // it is used.
  std::mt19937 random(20251);
  std::uniform_real_distribution<double> uniform(0, 1);
  double used = 0;
  for (int point = 0; point < 200; ++point) {
    const double eps = -4 + 8 * uniform(random);
    const std::string& name = solar::solar_model_names()[random() % 8];
    const double tolerance = std::pow(10, -6 - 4 * uniform(random));
    const auto c = parse(fmt::format(
        "model: {{kind: zprime, mass_MeV: 40, c: {}, tan_eta: -0.75, eps_medium: {{value: {}}}}}\n"
        "oscillation: {{sin2_theta12: {}, dm21_eV2: {}}}\nsolar: {{model: {}}}\n"
        "propagation: {{tolerance: {}}}\n",
        eps > 0 ? -0.1 : 0.1, eps, 0.1 + 0.8 * uniform(random),
        7.5e-5 * std::pow(4, 2 * uniform(random) - 1), name, tolerance));
    const auto zones = pipeline::production_zones(c);
    const double energy = 0.1 * std::pow(200, uniform(random)) * MeV;
    const std::size_t k = random() % 8;
    const double d = distance(c, model::all_sources[k], zones[k], energy);
    INFO(name << " eps " << eps << " zone " << k << " energy " << energy << " error "
              << zones[k].error);
    CHECK(d <= zones[k].error + 1e-13);  // rounding of a sum over 1700 rows and of the levels
    CHECK(zones[k].error <= pipeline::production_accuracy(tolerance));
    used = std::max(used, zones[k].error > 1e-12 ? d / zones[k].error : 0);
  }
  CHECK(used > 0.25);
  CHECK(used < 0.9);
  WARN("largest part of the stated error that was used: " << used);
}

TEST_CASE("few radii are enough in the standard model and at the highlighted point",
          "[reference]") {
  const std::string highlighted =
      "model: {kind: zprime, mass_MeV: 40, c: -0.1, tan_eta: -0.75, eps_medium: {value: 1.93}}\n";
  for (const std::string& text : {std::string(), highlighted}) {
    for (const std::string octant : {"", "oscillation: {dark_octant: true}\n"}) {
      const auto zones = pipeline::production_zones(parse(text + octant));
      CHECK(zones[static_cast<std::size_t>(model::Source::b8)].radius.size() <= 8);
      for (const auto& zone : zones) {
        CHECK(zone.radius.size() <= 16);
        CHECK(zone.error > 0);
        CHECK(zone.error <= 1e-8);
      }
    }
  }
}

TEST_CASE("any tolerance leaves room for the engines", "[property]") {
  CHECK(pipeline::production_accuracy(1e-6) == 1e-8);
  CHECK(pipeline::production_accuracy(1e-9) == 2.5e-10);
  CHECK(pipeline::production_accuracy(1e-12) == 1e-12);
  const auto c = parse("propagation: {tolerance: 1.0e-10, engine: adiabatic}\n");
  for (const auto& zone : pipeline::production_zones(c)) {
    CHECK(zone.error <= 2.5e-11);
  }
  // The table carries the error of the average: at low energy there is hardly another.
  const auto loose = parse("solar: {sources: [8B]}\nenergies: [0.1]\n");
  const auto row = pipeline::SolarPropagator(loose).survival(pipeline::table_queries(loose)).at(0);
  const double zone_error = pipeline::production_zones(loose)[4].error;
  CHECK(row.fractions.error > zone_error);
  CHECK(row.fractions.error < zone_error + 1e-10);
}

TEST_CASE("a place of production has no error of an average", "[property]") {
  for (const auto& zone : pipeline::production_zones(parse("solar: {production_radius: 0.05}\n"))) {
    CHECK(zone.radius.size() == 1);
    CHECK(zone.error == 0);
  }
}
