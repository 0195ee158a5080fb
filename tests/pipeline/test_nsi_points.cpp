#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <random>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/pipeline/medium.hpp>
#include <sunsi/pipeline/model_table.hpp>
#include <sunsi/pipeline/predictions.hpp>
#include <sunsi/pipeline/survival.hpp>
#include <sunsi/propagation/levels.hpp>

using namespace sunsi;
using core::units::MeV;

namespace {

pipeline::Config parse(const std::string& text) {
  return pipeline::parse_config("c.yaml", text, {}, SUNSI_TEST_DATA);
}

std::string random_matrix(std::mt19937& random, double size) {
  std::uniform_real_distribution<double> x(-size, size);
  const double a = x(random), b = x(random), c = x(random), d = x(random), e = x(random),
               f = x(random), g = x(random), h = x(random), i = x(random);
  return fmt::format(
      "[[{}, [{}, {}], [{}, {}]], [[{}, {}], {}, [{}, {}]], [[{}, {}], [{}, {}], {}]]", a, d, e, f,
      g, d, -e, b, h, i, f, -g, h, -i, c);
}

/// Largest distance of the zone's averages of P(e -> i) from the sum over every row.
double distance(const pipeline::Config& c,
                model::Source source,
                const propagation::ProductionZone& zone,
                double energy) {
  const propagation::LevelSolver solver(c.oscillation);
  const propagation::PotentialProfile profile = pipeline::potential_profile(c);
  const auto average = [&](const std::vector<double>& r, const std::vector<double>& w,
                           double unit) {
    std::array<double, 3> P{};
    for (std::size_t k = 0; k < r.size(); ++k) {
      const propagation::Levels levels = solver(energy, profile.at(r[k] * unit));
      for (std::size_t i = 0; i < 3; ++i) {
        P[i] += w[k] * levels.electron[i];
      }
    }
    return P;
  };
  const solar::ProductionRule rows = c.sun->production_rows(source);
  const auto a = average(zone.radius, zone.weight, 1);
  const auto b = average(rows.node, rows.weight, core::R_sun);
  return std::max({std::abs(a[0] - b[0]), std::abs(a[1] - b[1]), std::abs(a[2] - b[2])});
}

double quantity(const pipeline::Config& c, const std::string& name) {
  for (const pipeline::Quantity& q : pipeline::model_quantities(c)) {
    if (q.name == name) {
      return q.value.value();
    }
  }
  throw std::runtime_error("no quantity " + name);
}

}  // namespace

TEST_CASE("production averages with general NSI: the stated error covers the true one",
          "[property]") {
  std::mt19937 random(77);
  std::uniform_real_distribution<double> uniform(0, 1);
  double used = 0;
  std::size_t most = 0;
  std::size_t every_row = 0;
  for (int point = 0; point < 100; ++point) {
    const double size = 4 * std::pow(uniform(random), 2);
    const double tolerance = std::pow(10, -6 - 2.5 * uniform(random));
    const auto c = parse(fmt::format(
        "model: {{eps_p: {}, eps_n: {}}}\n"
        "oscillation: {{sin2_theta12: {}, dm21_eV2: {}, preset: {}}}\nsolar: {{model: {}}}\n"
        "propagation: {{tolerance: {}}}\n",
        random_matrix(random, size), random_matrix(random, size), 0.1 + 0.8 * uniform(random),
        7.5e-5 * std::pow(4, 2 * uniform(random) - 1),
        uniform(random) < 0.5 ? "nufit-6.1-no" : "nufit-6.1-io",
        solar::solar_model_names()[random() % 8], tolerance));
    const auto zones = pipeline::production_zones(c);
    for (int query = 0; query < 4; ++query) {
      const double energy = 0.1 * std::pow(200, uniform(random)) * MeV;
      const std::size_t k = random() % 8;
      const double d = distance(c, model::all_sources[k], zones[k], energy);
      CAPTURE(point, k, energy, size, zones[k].error, zones[k].radius.size());
      CHECK(d <= zones[k].error + 1e-13);  // rounding of a sum over 1700 rows
      CHECK(zones[k].error <= pipeline::production_accuracy(tolerance));
      used = std::max(used, zones[k].error > 1e-12 ? d / zones[k].error : 0);
      every_row += zones[k].radius.size() > 24 ? 1 : 0;
      most = std::max(most, zones[k].radius.size() > 24 ? 0 : zones[k].radius.size());
    }
  }
  CHECK(used > 0.25);
  CHECK(used < 0.9);
  WARN("largest part of the stated error that was used: " << used << "; " << every_row
                                                          << " of 400 took every row, the others "
                                                          << most << " radii at most");
}

TEST_CASE("kind nsi: what is typed becomes standard couplings", "[reference]") {
  const std::string m = "[[0.2, [0.1, 0.3], 0], [[0.1, -0.3], 0, 0.1], [0, 0.1, -0.2]]";
  const auto u = parse("model: {eps_u: " + m + "}");
  CHECK(u.kind() == "nsi");
  CHECK(u.nsi->p().emu == std::complex<double>(0.2, 0.6));
  CHECK(u.nsi->n().ee == 0.2);
  const auto paper = parse("model: {kind: nsi, eps_u: " + m + "}\nconvention: paper");
  CHECK(paper.nsi->p().emu == std::complex<double>(0.4, 1.2));
  // 26.565 deg is u alone: tan = 1/2.
  const auto angle = parse("model: {eps: " + m + ", eta_deg: 26.56505117707799}");
  CHECK(std::abs(angle.nsi->p().emu - u.nsi->p().emu) < 1e-14);
  CHECK(std::abs(angle.nsi->n().tautau - u.nsi->n().tautau) < 1e-14);
  const auto scalar = parse("model: {eps_ee_minus_mumu: -1, eta_deg: 90}\nconvention: paper");
  CHECK(scalar.nsi->n().ee == Approx(-2 * std::sqrt(5.0)).epsilon(1e-14));
  CHECK(std::abs(scalar.nsi->p().ee) < 1e-14);
  CHECK(parse("model: {eps_n: " + m + ", eps_e: " + m + "}").nsi->e().ee == 0.2);
  CHECK(u.hash != paper.hash);
  for (const auto& c : {u, paper, angle, scalar}) {
    const auto again = parse(c.completed);
    CHECK(again.hash == c.hash);
    CHECK(*again.nsi == *c.nsi);
  }
}

TEST_CASE("NSI of a Z' as kind: nsi give the same table", "[property]") {
  const std::string rest =
      "solar: {sources: [8B]}\nenergies: {min_MeV: 0.2, max_MeV: 15, count: 7}\n";
  const auto z = parse("model: {mass_MeV: 40, g: 5e-4, c: -0.1, tan_eta: -0.75}\n" + rest);
  const model::EffectiveNsi eps = z.zprime->effective_nsi();
  const auto matrix = [](model::EpsilonStd e) {
    return fmt::format("[[0, 0, 0], [0, {0}, 0], [0, 0, {0}]]", e.value);
  };
  const auto n = parse(fmt::format("model: {{eps_p: {}, eps_n: {}, eps_e: {}}}\n", matrix(eps.p),
                                   matrix(eps.n), matrix(eps.e)) +
                       rest);
  const auto a = pipeline::SolarPropagator(z).survival(pipeline::table_queries(z));
  const auto b = pipeline::SolarPropagator(n).survival(pipeline::table_queries(n));
  for (std::size_t i = 0; i < a.size(); ++i) {
    CHECK(std::abs(a[i].P_ee - b[i].P_ee) < 1e-12);
  }
  CHECK(n.with(n.oscillation.other_octant()).nsi.has_value());
  CHECK(n.standard(n.oscillation).kind() == "standard");
  CHECK(n.with(*z.zprime, n.oscillation).kind() == "zprime");
  CHECK(z.with(*n.nsi, n.oscillation).kind() == "nsi");
}

TEST_CASE("the model table of NSI, and rates without and with eps_e", "[property]") {
  const std::string m = "[[0.2, [0.1, 0.3], 0], [[0.1, -0.3], 0, 0.1], [0, 0.1, -0.2]]";
  const auto c = parse("model: {eps_u: " + m + "}\nexperiments: [sno]\n");
  const double R = c.sun->nucleons_per_electron(0);
  CHECK(quantity(c, "eps_n_emu_im_std") == 0.3);
  CHECK(quantity(c, "eps_n_emu_im_paper") == 0.15);
  CHECK(quantity(c, "eps_d_ee_std") == Approx(0).margin(1e-15));
  CHECK(quantity(c, "eps_medium_emu_re_std_centre") ==
        Approx(0.1 * (2 + R - 1)).epsilon(1e-14));  // 2 u in p, 1 in n
  CHECK(quantity(c, "V_emu_abs_centre") / quantity(c, "V_CC_centre") ==
        Approx(std::hypot(0.1, 0.3) * (1 + R)).epsilon(1e-13));
  CHECK(quantity(c, "V_ee_centre") / quantity(c, "V_CC_centre") ==
        Approx(1 + 0.2 * (1 + R)).epsilon(1e-13));
  CHECK(pipeline::predict(c).size() == 1);
  CHECK(pipeline::predict(parse("model: {eps_e: " + m + "}")).size() == 3);
  CHECK_THROWS_AS(pipeline::model_quantities(parse("")), core::InvalidInput);
}
