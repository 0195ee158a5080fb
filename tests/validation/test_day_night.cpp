// Day and night: Super-Kamiokande's expectation, the Earth's own composition, LMA-Dark.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/quadrature.hpp>
#include <sunsi/core/table.hpp>
#include <sunsi/detector/super_kamiokande.hpp>
#include <sunsi/pipeline/day_night.hpp>
#include <sunsi/pipeline/night.hpp>
#include <sunsi/pipeline/predictions.hpp>
#include <sunsi/pipeline/survival.hpp>
#include <sunsi/solar/spectrum.hpp>

using namespace sunsi;
using core::units::MeV;

namespace {

pipeline::Config parse(const std::string& text) {
  return pipeline::parse_config("day-night", text, {}, SUNSI_TEST_DATA);
}

/// 2 (D - N)/(D + N) of event rates in Super-Kamiokande's window over the nights of the
/// configuration's own site.
double asymmetry(const pipeline::Config& config) {
  const auto experiment = detector::SuperKamiokande::load(config.data);
  return detector::asymmetry_sk(
      pipeline::day_night_rates(config, experiment, {&experiment.window, 1}).front());
}

/// The same of 8B alone, by plain sums, with a width of any function of the kinetic energy T.
double plain_asymmetry(const pipeline::Config& config, double (*width)(double)) {
  const auto spectrum = solar::Spectrum::load(model::Source::b8, config.data, config.spectrum_8B);
  std::vector<double> edges;
  for (int i = 0; i <= 12; ++i) {
    edges.push_back(2.2 + (spectrum.end() / MeV - 2.2) * i / 12);
  }
  const auto nodes = core::composite_gauss_legendre(edges, 12);
  std::vector<pipeline::Query> queries;
  for (const double E : nodes.node) {
    queries.push_back({model::Source::b8, E * MeV});
  }
  const auto table = pipeline::SolarPropagator(config).survival(queries);
  const detector::NuElectronCrossSection sigma(detector::CrossSectionMode::full);
  double day = 0;
  double night = 0;
  for (std::size_t k = 0; k < nodes.node.size(); ++k) {
    const double E = nodes.node[k];
    double e = 0;
    double x = 0;
    const auto recoil = core::gauss_legendre(0.5, detector::largest_recoil_MeV(E) - 1e-6, 48);
    for (std::size_t n = 0; n < recoil.node.size(); ++n) {
      const double T = recoil.node[n];
      const auto below = [&](double edge) {
        return std::erfc((T - edge) / (std::sqrt(2.0) * width(T))) / 2;
      };
      const double w = recoil.weight[n] * (below(19.5) - below(4.49));
      e += w * sigma.differential(detector::Flavour::e, E, T);
      x += w * sigma.differential(detector::Flavour::x, E, T);
    }
    const double flux = nodes.weight[k] * spectrum.density(E * MeV);
    day += flux * (x + table[k].P_ee_day * (e - x));
    night += flux * (x + table[k].P_ee_night * (e - x));
  }
  return 2 * (day - night) / (day + night);
}

/// Super-Kamiokande IV's resolution of arXiv:2312.12907, of the energy in MeV.
double width_of(double E) { return -0.05525 + 0.3162 * std::sqrt(E) + 0.04572 * E; }

}  // namespace

TEST_CASE("Super-Kamiokande's expected day-night asymmetry", "[published]") {
  // arXiv:2312.12907: -3.42, -2.42, -1.72 % at dm21 = 4.8, 6.1, 7.5e-5 eV^2, sin^2 theta12 = 0.306,
  // sin^2 theta13 = 0.0218. Ours is 1.1 to 1.7 % less from 3.6 to 9e-5 (their live time, other phases
  // and efficiency are not in it): within 2 % and not above it.
  const core::Table expected =
      core::Table::read(std::filesystem::path(SUNSI_TEST_DATA) / "experiments/sk-adn-expected.csv");
  const std::vector<double>& dm21 = expected.values("dm21");
  for (std::size_t i = 0; i < dm21.size(); ++i) {
    const bool printed = dm21[i] == 4.8e-5 || dm21[i] == 6.1e-5 || dm21[i] == 7.5e-5;
    if (!printed && dm21[i] != 3.6e-5 && dm21[i] != 9e-5) {
      continue;
    }
    const double A = expected.values("A_DN")[i];
    const double found = asymmetry(parse(
        fmt::format("oscillation: {{sin2_theta12: 0.306, sin2_theta13: 0.0218, dm21_eV2: {}}}\n"
                    "earth: {{enabled: true, site: kamioka}}\n",
                    dm21[i])));
    WARN("A_DN at " << dm21[i] << ": " << 100 * found << " % (Super-Kamiokande: " << 100 * A
                    << " %)");
    CHECK(found / A == Approx(0.986).margin(0.006));
  }
}

TEST_CASE("the resolution is one of the total energy, and the asymmetry tells", "[regression]") {
  // Plain sums with the width of total and of kinetic energy; hep, which they leave out, is 1e-4.
  const auto config = parse(
      "oscillation: {sin2_theta12: 0.306, sin2_theta13: 0.0218, dm21_eV2: 6.1e-5}\n"
      "earth: {enabled: true, site: kamioka}\n");
  const double found = asymmetry(config);
  const double total =
      plain_asymmetry(config, [](double T) { return width_of(T + core::m_e / MeV); });
  const double kinetic = plain_asymmetry(config, [](double T) { return width_of(T); });
  WARN("A_DN " << 100 * found << " %, by plain sums " << 100 * total
               << " %, with the width of the kinetic energy " << 100 * kinetic << " %");
  CHECK(found == Approx(total).epsilon(5e-4));
  CHECK(std::abs(kinetic / found - 1) > 1.5e-3);
}

TEST_CASE("eps in the Earth follows the Earth's composition", "[property]") {
  // (N_n + N_p)/N_e is 1.41 where 8B is made and 1/0.494 = 2.02 in the mantle: eps_std = 0.5 there is
  // 0.72 here. Regeneration goes with 1 - eps (first order in 2 E V/dm21): 0.28 of the standard one,
  // and 0.5 of it when the composition is left out.
  const std::string nights = "earth: {enabled: true, site: kamioka}\n";
  const auto standard = parse(nights);
  const auto nsi = parse(nights +
                         "model: {kind: zprime, mass_MeV: 40, c: -0.1, tan_eta: 1, eps_medium: "
                         "{value: 0.5, at: 8B}}\n");
  const double s2 = standard.oscillation.electron_row()[1];
  for (const double E : {6.0, 10.0}) {
    const double with = pipeline::regeneration(nsi, *nsi.night, {E * MeV})[0].P[1] - s2;
    const double without =
        pipeline::regeneration(standard, *standard.night, {E * MeV})[0].P[1] - s2;
    const double ratio = nsi.sun->mean_nucleons_per_electron(model::Source::b8);
    CHECK(with / without == Approx(1 - 0.5 / 0.494 / ratio).epsilon(0.06));
  }
  // In event rates: with the same eps = 0.5 in the Sun, but one that follows the electrons (couplings
  // to protons alone), the Earth has 0.5 in place of 0.72, and the asymmetry is another by more than
  // 30 %: 0.50/0.28 of it.
  const double A = asymmetry(nsi);
  const double left_out = asymmetry(
      parse(nights + "model: {kind: nsi, eps_p: [[0, 0, 0], [0, 0.5, 0], [0, 0, 0.5]]}\n"));
  WARN("A_DN with eps_std = 0.5 at 8B: " << 100 * A << " %, composition of the Earth left out "
                                         << 100 * left_out << " %");
  CHECK(left_out / A > 1.3);
  CHECK(left_out / A == Approx(0.5 / (1 - 0.5 / 0.494 / 1.4116)).epsilon(0.1));
  CHECK(A / asymmetry(standard) < 0.45);
}

TEST_CASE("LMA-Dark by night: twice the asymmetry of the standard point", "[property]") {
  // c < 0, eps_std = 2 where 8B is made, dark octant: by day the mirror of the standard model up to
  // eps(r); in the mantle 1 - eps = -1.87 instead of the mirror's -1.
  const double standard = asymmetry(parse("earth: {enabled: true, site: kamioka}\n"));
  const double dark =
      asymmetry(parse("earth: {enabled: true, site: kamioka}\noscillation: {dark_octant: true}\n"
                      "model: {kind: zprime, mass_MeV: 40, c: -0.1, tan_eta: 1, eps_medium: "
                      "{value: 2, at: 8B}}\n"));
  WARN("A_DN standard " << 100 * standard << " %, LMA-Dark " << 100 * dark << " %");
  CHECK(dark / standard == Approx(1.87).epsilon(0.1));
}

TEST_CASE("P_ee is the mean of day and night with the site's share", "[property]") {
  const auto config =
      parse("earth: {enabled: true, site: lngs}\nenergies: [3, 9]\nsolar: {sources: [8B]}\n");
  const double share = config.night->exposure->night_fraction();
  for (const auto& row :
       pipeline::SolarPropagator(config).survival(pipeline::table_queries(config))) {
    CHECK(row.P_ee == Approx(share * row.P_ee_night + (1 - share) * row.P_ee_day).epsilon(1e-14));
    CHECK(row.P_ee_night > row.P_ee_day);
    CHECK(row.fractions.error < 3e-6);
  }
}

TEST_CASE("SNO's asymmetry of an LMA curve and without the Earth it is zero", "[regression]") {
  // sin^2 theta12 = 0.308, dm21 = 7.49e-5: a second calculation with its own Earth and live time gave
  // a0 = 0.0302, a1 = 0.0051/MeV; the choice of live time moves a0 by 1 %.
  const std::string point =
      "oscillation: {sin2_theta12: 0.308, dm21_eV2: 7.49e-5, sin2_theta13: 0.02215}\n"
      "experiments: [sno]\n";
  const auto with = pipeline::predict(parse(point + "earth: {enabled: true}\n")).at(0);
  const auto without = pipeline::predict(parse(point)).at(0);
  CHECK(with.observables[4].value == Approx(0.0302).epsilon(0.01));
  CHECK(with.observables[5].value == Approx(0.0051).margin(2e-4));
  CHECK(with.observables[4].measurement.used);
  CHECK(with.inverse_covariance.rows() == 6);
  CHECK(std::abs(without.observables[4].value) < 1e-4);
  CHECK_FALSE(without.observables[4].measurement.used);
}
