#include <catch2/catch.hpp>
#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/pipeline/night.hpp>
#include <sunsi/pipeline/node_survival.hpp>
#include <sunsi/pipeline/survival.hpp>

using namespace sunsi;
using model::OscillationParameters;
using model::Source;

namespace {

const std::filesystem::path data = SUNSI_TEST_DATA;

pipeline::Config config_of(const std::string& text = "") {
  return pipeline::parse_config("test.yaml", text, {}, data);
}

OscillationParameters lma(double sin2_theta12 = 0.307, double dm21 = 7.5e-5) {
  return OscillationParameters::from_sin2({sin2_theta12, 0.022, 0.47, 3.5, dm21, 2.5e-3});
}

/// A Z' whose potential is (1 - eps) times the standard one where (N_n + N_p)/N_e = 1.4.
std::optional<model::ZPrime> zprime_of(double eps) {
  if (eps == 0) {
    return std::nullopt;
  }
  const double c = eps > 0 ? -0.1 : 0.1;
  const double g = model::ZPrime::coupling_for({eps}, 1.4, 40e6, c);
  return model::ZPrime::from_tan_eta(40e6, g, c, -0.75);
}

std::vector<double> plain(const Eigen::VectorXd& v) { return {v.begin(), v.end()}; }

const std::size_t be7 = static_cast<std::size_t>(Source::be7);
const std::size_t b8 = static_cast<std::size_t>(Source::b8);

}  // namespace

TEST_CASE("probabilities at nodes interpolate to those of the engine by day") {
  const pipeline::Config config = config_of("propagation: {engine: adiabatic}");
  const pipeline::NodeSurvival nodes(config);
  const double eps = GENERATE(0.0, 1.0, -3.0, 5.0);
  const double sin2_theta12 = GENERATE(0.307, 0.7);
  const auto osc = lma(sin2_theta12);
  const auto zprime = zprime_of(eps);
  const pipeline::NodeProbabilities P = nodes(osc, zprime);
  CHECK_FALSE(P.by_engines);
  CHECK(P.night.empty());
  const pipeline::SolarPropagator engine(zprime ? config.with(*zprime, osc) : config.with(osc));
  for (const Source source : model::all_sources) {
    const core::NodeBasis& basis = nodes.basis(source);
    std::vector<pipeline::Query> queries;
    for (int k = 1; k < 40; ++k) {
      const double E =
          basis.is_lines() ? basis.nodes().front() : nodes.spectrum(source).end_MeV() * k / 40;
      queries.push_back({source, E * 1e6});
    }
    const model::SurvivalTable table = engine.survival(queries);
    for (const model::SurvivalPoint& point : table) {
      const double here =
          basis.interpolate(plain(P.day[static_cast<std::size_t>(source)]), point.energy / 1e6);
      // The engine's own error is counted: the table over production is not the rule.
      CHECK(here == Approx(point.P_ee_day).margin(1e-6 + point.fractions.error));
    }
  }
}

TEST_CASE("a night at nodes is that of the engine") {
  const pipeline::Config config = config_of("earth: {enabled: true}");
  const pipeline::NodeSurvival nodes(config,
                                     {{"kamioka", pipeline::experiment_night("kamioka", data)},
                                      {"sno", pipeline::sno_night(data)},
                                      {"lngs", pipeline::experiment_night("lngs", data)}});
  REQUIRE(nodes.sites() == 3);
  CHECK(nodes.night_share(1) == pipeline::sno_night(data).exposure->night_fraction());
  CHECK(nodes.night_share(1) > nodes.night_share(0) + 0.05);  // SNO counted more by night
  const auto zprime = zprime_of(GENERATE(0.0, -0.6));
  const auto osc = lma();
  const pipeline::NodeProbabilities P = nodes(osc, zprime);
  REQUIRE(P.night.size() == 3);
  const core::NodeBasis& basis = nodes.basis(Source::b8);
  pipeline::Config own = zprime ? config.with(*zprime, osc) : config.with(osc);
  for (const std::size_t site : {0, 1}) {
    own.night = site == 0 ? pipeline::experiment_night("kamioka", data) : pipeline::sno_night(data);
    std::vector<pipeline::Query> queries;
    std::vector<std::size_t> at;
    for (std::size_t k = 0; k < basis.size(); k += 11) {
      if (basis.nodes()[k] > nodes.night_energies().front()) {
        queries.push_back({Source::b8, basis.nodes()[k] * 1e6});
        at.push_back(k);
      }
    }
    REQUIRE(queries.size() > 5);
    const model::SurvivalTable table = pipeline::SolarPropagator(own).survival(queries);
    for (std::size_t q = 0; q < queries.size(); ++q) {
      const double here = P.night[site][b8][static_cast<Eigen::Index>(at[q])];
      CHECK(
          here ==
          Approx(table[q].P_ee_night).margin(1e-4));  // 3e-4 of P(nu_i -> nu_e), a third of it here
      // Not the day: regeneration is far more at these energies.
      if (queries[q].energy > 6e6) {
        CHECK(std::abs(here - table[q].P_ee_day) > 1e-3);
      }
    }
  }
}

TEST_CASE("what night adds to the lines is known to 4e-5") {
  const pipeline::Config config = config_of("earth: {enabled: true}");
  const pipeline::Night night = pipeline::experiment_night("lngs", data, 1e-6);
  const pipeline::NodeSurvival nodes(config, {{"lngs", night}});
  const auto osc = lma(GENERATE(0.307, 0.69));
  const pipeline::NodeProbabilities P = nodes(osc);
  pipeline::Config own = config.with(osc);
  own.night = night;
  std::vector<pipeline::Query> queries;
  for (const double E : nodes.basis(Source::be7).nodes()) {
    queries.push_back({Source::be7, E * 1e6});
  }
  const model::SurvivalTable table = pipeline::SolarPropagator(own).survival(queries);
  for (std::size_t q = 0; q < queries.size(); ++q) {
    const auto k = static_cast<Eigen::Index>(q);
    const double average = (P.night[0][be7][k] + P.day[be7][k]) / 2;
    // Fringes at the lines' own energies: a part in 300 of the error of Borexino's 7Be rate.
    CHECK(average == Approx((table[q].P_ee_night + table[q].P_ee_day) / 2).margin(4e-5));
  }
  // And there is something to know: 1e-4 at 862 keV.
  CHECK(std::abs(P.night[0][be7][1] - P.day[be7][1]) > 1e-4);
}

TEST_CASE("without oscillation every neutrino is nu_e") {
  const pipeline::NodeSurvival nodes(config_of("oscillation: {enabled: false}"));
  const pipeline::NodeProbabilities P = nodes(lma());
  CHECK(P.day[b8].minCoeff() == 1);
  CHECK(P.day[b8].maxCoeff() == 1);
}

TEST_CASE("general NSI go to the engines and bring flavour states") {
  const pipeline::Config config = config_of();
  const pipeline::NodeSurvival nodes(config);
  model::EpsilonMatrixStd eps;
  eps.emu = {0.1, 0.05};
  eps.tautau = 0.2;
  const auto nsi = model::Nsi::from_quarks_and_electron(eps, {});
  const auto osc = lma();
  const pipeline::NodeProbabilities P = nodes(osc, {}, nsi);
  CHECK(P.by_engines);
  REQUIRE(P.day_state[b8].size() == nodes.basis(Source::b8).size());
  const Eigen::Matrix3cd& rho = P.day_state[b8][60];
  CHECK(rho.trace().real() == Approx(1).epsilon(1e-9));
  CHECK(rho(0, 0).real() == Approx(P.day[b8][60]).epsilon(1e-12));
  // Other NSI with one potential are those of the Z' and stay fast.
  model::EpsilonMatrixStd one;
  one.ee = 0.3;
  CHECK_FALSE(nodes(osc, {}, model::Nsi::from_quarks_and_electron(one, {})).by_engines);
  CHECK_THROWS_AS(nodes(osc, zprime_of(0.3), nsi), core::InvalidInput);
}

TEST_CASE("levels that cross are found out and followed by the ode", "[slow]") {
  // dm21 a tenth of the LOW solution's: the certificate must not let the adiabatic limit pass.
  const pipeline::Config config = config_of("propagation: {tolerance: 1e-4}");
  const pipeline::NodeSurvival nodes(config);
  const auto osc = lma(0.3, 1e-8);
  const pipeline::NodeProbabilities P = nodes(osc);
  CHECK(P.by_engines);
  const core::NodeBasis& basis = nodes.basis(Source::b8);
  pipeline::Config ode = config.with(osc);
  ode.engine = pipeline::Engine::ode;
  const std::vector<pipeline::Query> queries{{Source::b8, basis.nodes().back() * 1e6}};
  CHECK(P.day[b8][P.day[b8].size() - 1] ==
        Approx(pipeline::SolarPropagator(ode).survival(queries)[0].P_ee_day).margin(2e-4));
}

TEST_CASE("nodes refuse numbers of points that make no sense") {
  CHECK_THROWS_AS(pipeline::NodeSurvival(config_of(), {}, 2), core::InvalidInput);
  CHECK_THROWS_AS(pipeline::NodeSurvival(config_of(), {}, 65), core::InvalidInput);
}
