// The fit of the solar data themselves.
#include <catch2/catch.hpp>
#include <chrono>
#include <cmath>
#include <string>
#include <sunsi/core/error.hpp>
#include <sunsi/fit/fit_json.hpp>
#include <sunsi/fit/solar_fit.hpp>
#include <sunsi/fit/toys.hpp>

using namespace sunsi;

namespace {

pipeline::Config config_of(const std::string& text) {
  return pipeline::parse_config("c.yaml", text, {}, SUNSI_TEST_DATA);
}

const fit::Stage quietly = [](const std::string&, const auto& work) { work(fit::Monitor{}); };

}  // namespace

TEST_CASE("chi2 at the point is the likelihood's, and its parts add up") {
  const auto config =
      config_of("fit: {point: true, priors: [juno-2025]}\nexperiments: [borexino, sno]");
  const fit::SolarFit result = fit::solar_fit(config, quietly);
  CHECK(result.solutions.empty());
  double sum = result.point.fluxes + result.point.pulls;
  for (const auto& [name, chi2] : result.point.by_experiment) {
    sum += chi2;
  }
  for (const auto& [name, chi2] : result.point.by_prior) {
    sum += chi2;
  }
  CHECK(result.point.by_prior.count("juno-2025") == 1);
  CHECK(sum == Approx(result.point.total).epsilon(1e-9));
  const fit::SolarChi2 likelihood = fit::likelihood_of(config);
  CHECK(likelihood({config.oscillation, {}, {}, {}}).total == result.point.total);
}

TEST_CASE("Solar data take theta12 into the light octant and a strong prior on dm21 holds dm21") {
  const auto config = config_of(
      "fit: {priors: [juno-2025]}\nexperiments: [borexino, sno]\nearth: {enabled: false}");
  const fit::SolarFit result = fit::solar_fit(config, quietly);
  const fit::Solution& best = fit::best_of(result.solutions);
  CHECK(best.octant == fit::Octant::light);
  CHECK(best.best.values[0] == Approx(0.309).margin(0.02));   // JUNO's 0.3092 +- 0.0087
  CHECK(best.best.values[1] == Approx(7.5e-5).margin(3e-6));  // JUNO's 7.50 +- 0.12
  CHECK(result.solutions[1].delta_chi2 > 9);                  // MSW matter excludes the dark octant
  CHECK(best.intervals[1][0].high.value() - best.intervals[1][0].low.value() ==
        Approx(2 * 1.2e-6).epsilon(0.15));
  // The minimum is one: nothing around it is lower.
  const fit::SolarChi2 likelihood = fit::likelihood_of(config);
  for (const double step : {-0.3, 0.3}) {
    for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
      auto values = best.best.values;
      values[k] += step * best.best.sigma(k);
      CHECK(likelihood(best.parameters.point(values)).total > best.best.chi2);
    }
  }
}

TEST_CASE("A fitted flux is the profiled one") {
  const std::string rest = "\nexperiments: [sno]\nearth: {enabled: false}";
  const auto config = config_of("fit: {parameters: [flux_8B]}" + rest);
  const fit::SolarFit result = fit::solar_fit(config, quietly);
  const auto b8 = static_cast<std::size_t>(model::Source::b8);
  CHECK(result.solutions[0].best.chi2 == Approx(result.point.total).margin(2 * fit::chi2_accuracy));
  CHECK(result.solutions[0].best.values[0] ==
        Approx(result.point.flux[b8] * result.reference_flux[b8]).epsilon(1e-3));
}

TEST_CASE("Toys refuse priors, whose own data they would not draw") {
  const auto config =
      config_of("fit: {priors: [juno-2025]}\nexperiments: [sno]\nearth: {enabled: false}");
  const fit::SolarChi2 likelihood = fit::likelihood_of(config);
  CHECK_THROWS_AS(fit::ToyData(config, likelihood, {config.oscillation, {}, {}, {}}, 1),
                  core::InvalidInput);
}
