// What a report shows of a fit: single experiments, data beside predictions, day and night by phase.
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <sunsi/core/error.hpp>
#include <sunsi/fit/fitted_data.hpp>
#include <sunsi/fit/overview.hpp>

using namespace sunsi;

namespace {

pipeline::Config config_of(const std::string& text) {
  return pipeline::parse_config("c.yaml", text, {}, SUNSI_TEST_DATA);
}

const fit::Stage quietly = [](const std::string&, const auto& work) { work(fit::Monitor{}); };

fit::Point point_of(const pipeline::Config& config) {
  return {config.oscillation, config.zprime, config.nsi, {}};
}

}  // namespace

TEST_CASE("an experiment alone is a likelihood of that experiment") {
  const std::string point = "oscillation: {sin2_theta12: 0.25, dm21_eV2: 4.0e-5}\n";
  const auto all = config_of(point + "experiments: [borexino, sno, super-kamiokande, gallium]");
  const auto alone = fit::SolarChi2(all).each_alone(point_of(all));
  CHECK(alone.size() == 4);
  for (const auto& [name, chi2] : alone) {
    const auto one = config_of(point + "experiments: [" + name + "]");
    const fit::Chi2 there = fit::SolarChi2(one)(point_of(one));
    CHECK(chi2.total == Approx(there.total).epsilon(1e-12));
    CHECK(chi2.data == there.data);
  }
}

TEST_CASE("levels count from the chi2 that is given") {
  // chi2 = x^2 + y^2 over a square: the line of a rise r above `least` is a circle of radius
  // sqrt(r + least). The spline is exact for a parabola.
  fit::Contours table;
  table.axes = {core::GridAxis{-5, 5, 21, false}, core::GridAxis{-5, 5, 21, false}};
  for (long j = 0; j < 21; ++j) {
    for (long i = 0; i < 21; ++i) {
      const double x = table.axes[0].at(static_cast<double>(i));
      const double y = table.axes[1].at(static_cast<double>(j));
      table.chi2.push_back(x * x + y * y);
    }
  }
  for (const double least : {0.0, -1.5}) {
    fit::trace_levels(table, least);
    for (std::size_t k = 0; k < 3; ++k) {
      const double radius = std::sqrt(fit::rise_of_sigmas(static_cast<double>(k + 1), 2) + least);
      REQUIRE(table.levels[k].lines.size() == 1);
      for (const auto& [x, y] : table.levels[k].lines[0].points) {
        CHECK(std::hypot(x, y) == Approx(radius).epsilon(0.002));  // natural ends of the spline
      }
    }
  }
  table.chi2.pop_back();
  CHECK_THROWS_AS(fit::trace_levels(table, 0), core::InvalidInput);
}

TEST_CASE("planes and contours of a fit count from the right places") {
  const auto config = config_of(
      "experiments: [borexino, sno]\nearth: {enabled: false}\nfit: {priors: [juno-2025]}");
  const fit::SolarChi2 likelihood = fit::likelihood_of(config);
  fit::SolarFit result = fit::solar_fit(config, likelihood, quietly);
  REQUIRE(result.contours.empty());
  fit::add_overview(result, config, likelihood, quietly);
  REQUIRE(result.contours.size() == 1);  // the dark octant is excluded without new interactions
  CHECK(result.contours[0].octant == fit::Octant::light);
  CHECK(result.profiles.empty());
  // The widest contour's ends in dm21 are where a profile with sqrt(11.83) of the error lies.
  const auto& lines = result.contours[0].contours.levels[2].lines;
  REQUIRE(lines.size() == 1);
  double low = 1, high = 0;
  for (const auto& [x, y] : lines[0].points) {
    low = std::min(low, y);
    high = std::max(high, y);
  }
  const fit::Interval three = result.solutions[0].intervals[1][2];
  CHECK((high - low) / (*three.high - *three.low) ==
        Approx(std::sqrt(fit::rise_of_sigmas(3, 2)) / 3).epsilon(0.01));  // nearly Gaussian

  const auto planes = fit::experiment_planes(result, likelihood, quietly);
  REQUIRE(planes.size() == 2);
  for (const fit::ExperimentPlane& plane : planes) {
    const auto& chi2 = plane.table.chi2;
    const double on_grid = *std::min_element(chi2.begin(), chi2.end());
    CHECK(plane.table.least <= on_grid);
    CHECK(plane.table.least > on_grid - 1);
    // A corner of the table is the likelihood there.
    auto values = result.solutions[0].best.values;
    values[0] = fit::plane_sin2_theta12[1];
    values[1] = fit::plane_dm21[0];
    const auto there = likelihood.each_alone(result.solutions[0].parameters.point(values));
    const auto corner = static_cast<std::size_t>(plane.table.axes[0].count - 1);
    CHECK(chi2[corner] == Approx(there.at(plane.experiment).total).epsilon(1e-12));
  }
}

TEST_CASE("data, predictions and errors give the parts of chi2") {
  const auto config = config_of("experiments: [super-kamiokande-1, chlorine]\nfit: {point: true}");
  const fit::SolarChi2 likelihood = fit::likelihood_of(config);
  const fit::SolarFit result = fit::solar_fit(config, likelihood, quietly);
  std::map<std::string, double> sum;
  int bins = 0;
  for (const fit::FittedDatum& d : fit::fitted_data(config, likelihood, result)) {
    CHECK(d.at == "point");
    sum[d.experiment] += std::pow((d.measured - d.predicted) / d.sigma, 2);
    bins += d.expected ? 1 : 0;
    if (d.expected) {
      CHECK(d.measured / *d.expected == Approx(0.42).margin(0.25));  // P_ee and some nu_mu, nu_tau
      CHECK(d.seen->low_MeV < d.seen->high_MeV);
    }
  }
  CHECK(bins == 21);
  for (const auto& [name, chi2] : sum) {
    CHECK(chi2 == Approx(result.point.by_experiment.at(name)).epsilon(1e-9));
  }
  CHECK(fit::phase_asymmetries(config, result).empty());  // no night
}

TEST_CASE("day and night by phase have the published sign and size") {
  const auto config = config_of(
      "oscillation: {dm21_eV2: 6.1e-5}\nexperiments: [super-kamiokande]\n"
      "earth: {enabled: true, site: kamioka}\nfit: {point: true}");
  const fit::SolarChi2 likelihood = fit::likelihood_of(config);
  const fit::SolarFit result = fit::solar_fit(config, likelihood, quietly);
  const auto phases = fit::phase_asymmetries(config, result);
  REQUIRE(phases.size() == 4);
  double weights = 0, measured = 0;
  for (const fit::PhaseAsymmetry& phase : phases) {
    const double weight = 1 / (phase.sigma * phase.sigma);
    weights += weight;
    measured += weight * phase.measured;
    CHECK(phase.sigma > 0.01);
    CHECK(phase.sigma < 0.07);
  }
  double amplitude = 0, error = 0, predicted = 0;
  for (const fit::FittedDatum& d : fit::fitted_data(config, likelihood, result)) {
    if (d.observable == "A_DN") {
      amplitude = d.measured;
      error = d.sigma;
      predicted = d.predicted;
    }
  }
  // The same events: their plain mean lies within two errors of the amplitude fit.
  CHECK(std::abs(measured / weights - amplitude) < 2 * error);
  // Phase IV's window is about that of A_DN.
  CHECK(phases[3].predicted == Approx(predicted).epsilon(0.15));
  CHECK(predicted < -0.01);
}
