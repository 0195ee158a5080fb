#include <tbb/parallel_for.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/fit/nuisance.hpp>
#include <sunsi/fit/solar_chi2.hpp>
#include <sunsi/pipeline/predictions.hpp>

#include "point_chi2.hpp"

using namespace sunsi;
using fit::Point;
using fit::SolarChi2;
using model::OscillationParameters;

namespace {

pipeline::Config config_of(const std::string& text) {
  return pipeline::parse_config("test.yaml", text, {}, SUNSI_TEST_DATA);
}

constexpr auto all_day =
    "experiments: [borexino, sno, super-kamiokande, gallium, chlorine]\nearth: {enabled: false}\n";
constexpr auto all =
    "experiments: [borexino, sno, super-kamiokande, gallium, chlorine]\nearth: {enabled: true}\n";

OscillationParameters lma(double sin2_theta12 = 0.307, double dm21 = 7.5e-5) {
  return OscillationParameters::from_sin2({sin2_theta12, 0.022, 0.47, 3.5, dm21, 2.5e-3});
}

/// With an electron coupling that matters (tan_eta = -0.75) and a mediator light enough to be seen.
Point zprime_point(double eps, double sin2_theta12 = 0.307) {
  const double c = eps > 0 ? -0.1 : 0.1;
  const double g = model::ZPrime::coupling_for({eps}, 1.4, 10e6, c);
  return {lma(sin2_theta12), model::ZPrime::from_tan_eta(10e6, g, c, -0.75)};
}

double slow_chi2(const pipeline::Config& config, const Point& point) {
  const pipeline::Config own = point.zprime ? config.with(*point.zprime, point.oscillation)
                               : point.nsi  ? config.with(*point.nsi, point.oscillation)
                                            : config.with(point.oscillation);
  return reference::point_chi2(pipeline::predict(own), pipeline::fluxes_of(own)).total;
}

/// Values of one experiment at the reference fluxes.
Eigen::VectorXd values_of(const SolarChi2& chi2, const Point& point, const std::string& name) {
  const auto list = chi2.contributions(point);
  const auto predicted = chi2.predict(point);
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i].experiment == name && list[i].label.front() != "A_DN") {
      return predicted[i];
    }
  }
  return {};
}

}  // namespace

TEST_CASE("the likelihood agrees with the slow chi2 of a point by day") {
  const pipeline::Config config =
      config_of("experiments: [borexino, sno]\nearth: {enabled: false}");
  const SolarChi2 chi2(config);
  const Point point = GENERATE(Point{lma()}, Point{lma(0.69)}, zprime_point(0.05),
                               zprime_point(-0.05), zprime_point(1.9, 0.69));
  const double slow = slow_chi2(config, point);
  // Rates of the two differ by 1e-6, and chi2 by twice that times itself.
  CHECK(chi2(point).total == Approx(slow).epsilon(1e-5).margin(1e-4));
}

TEST_CASE("general NSI agree with the slow chi2 of a point by day") {
  const pipeline::Config config =
      config_of("experiments: [borexino, sno]\nearth: {enabled: false}");
  model::EpsilonMatrixStd quarks, electron;
  quarks.emu = {0.05, 0.02};
  electron.etau = {0.1, -0.05};
  electron.tautau = 0.2;
  const Point point{lma(), {}, model::Nsi::from_quarks_and_electron(quarks, {}, electron)};
  CHECK(SolarChi2(config)(point).total ==
        Approx(slow_chi2(config, point)).epsilon(1e-5).margin(1e-4));
}

TEST_CASE("the likelihood agrees with the slow chi2 of a point by night") {
  const pipeline::Config config =
      config_of("experiments: [borexino, sno, super-kamiokande]\nearth: {enabled: true}");
  const SolarChi2 chi2(config);
  const Point point = GENERATE(Point{lma()}, Point{lma(0.32, 5e-5)});
  const auto slow = pipeline::predict(config.with(point.oscillation));
  double slow_A = 0, A = 0;
  for (const auto& experiment : slow) {
    if (experiment.experiment == "super-kamiokande") {
      slow_A = experiment.observables.front().value;
    }
  }
  for (const auto& set : chi2.contributions(point)) {
    if (set.label.front() == "A_DN") {
      A = set.fixed[0];
    }
  }
  // Fringes of the zenith average, sampled at other energies: 3e-5 each, a part in 200 of the error
  // of the measured asymmetry.
  CHECK(A == Approx(slow_A).margin(6e-5));
  CHECK(A < -0.01);
  for (const auto& experiment : slow) {
    if (experiment.experiment == "sno") {
      const Eigen::VectorXd here = values_of(chi2, point, "sno");
      CHECK(here[1] == Approx(experiment.observables[1].value).margin(2e-5));  // c0, of 0.017
      CHECK(here[4] == Approx(experiment.observables[4].value).margin(1e-4));  // a0, of 0.03
    }
  }
}

TEST_CASE("chi2 converges with the energies of the night") {
  const pipeline::Config config = config_of(all);
  fit::SolarChi2Options fine;
  fine.night_points = 28;
  const Point point{lma()};
  // A minimiser asks for 1e-2 of chi2 along dm21.
  CHECK(SolarChi2(config)(point).total ==
        Approx(SolarChi2(config, fine)(point).total).margin(5e-3));
}

TEST_CASE("chi2 is the sum of its parts and the same from any thread") {
  const SolarChi2 chi2(config_of(all));
  const std::vector<Point> points{{lma()}, {lma(0.7)}, zprime_point(0.1), {lma(0.33, 4e-5)}};
  std::vector<double> alone;
  for (const Point& point : points) {
    const fit::Chi2 result = chi2(point);
    alone.push_back(result.total);
    double sum = result.fluxes + result.pulls;
    for (const auto& [name, part] : result.by_experiment) {
      sum += part;
    }
    CHECK(result.total == Approx(sum).epsilon(1e-13));
  }
  std::vector<double> together(40);
  tbb::parallel_for(std::size_t{0}, together.size(),
                    [&](std::size_t k) { together[k] = chi2(points[k % 4]).total; });
  for (std::size_t k = 0; k < together.size(); ++k) {
    CHECK(together[k] == alone[k % 4]);  // to the bit
  }
  // LMA describes the data, the dark octant without new interactions does not.
  CHECK(alone[0] < 110);
  CHECK(alone[1] > alone[0] + 30);
}

TEST_CASE("Asimov data are described exactly at their own point only") {
  const pipeline::Config config = config_of(all_day);
  const SolarChi2 chi2(config);
  const Point truth{lma(0.32, 7.0e-5)};
  const SolarChi2 asimov = chi2.with_data(chi2.predict(truth));
  const fit::Chi2 there = asimov(truth);
  CHECK(there.total == Approx(0).margin(1e-12));
  CHECK(asimov({lma(0.30, 7.0e-5)}).total > 0.5);
  CHECK(chi2(truth).total > 10);  // the published data stay as they are
  // Data with one flux and one pull moved are found again, at the price of their priors at most.
  std::array<double, 8> flux{1, 1, 1, 1, 1, 1, 1, 1};
  flux[static_cast<std::size_t>(model::Source::b8)] = 1.05;
  const fit::Chi2 moved = chi2.with_data(chi2.predict(truth, flux, {{"sk4-scale", 0.5}}))(truth);
  CHECK(moved.total > 0.01);
  CHECK(moved.total <= fit::flux_chi2(pipeline::flux_prior_of(config), flux) + 0.25);
  CHECK(moved.flux[static_cast<std::size_t>(model::Source::b8)] > 1.01);
  CHECK_THROWS_AS(chi2.with_data({}), core::InvalidInput);
}

TEST_CASE("held fluxes and priors count") {
  fit::SolarChi2Options options;
  options.priors = {"juno-2025"};
  const pipeline::Config config = config_of(all_day);
  const SolarChi2 chi2(config);
  const Point point{lma()};
  const fit::Chi2 best = chi2(point);
  const fit::Chi2 with_prior = SolarChi2(config, options)(point);
  REQUIRE(with_prior.by_prior.contains("juno-2025"));
  CHECK(with_prior.total == Approx(best.total + with_prior.by_prior.at("juno-2025")));
  CHECK(with_prior.data > best.data);
  Point held = point;
  const auto b8 = static_cast<std::size_t>(model::Source::b8);
  held.fixed_flux[model::Source::b8] = best.flux[b8] * chi2.reference_flux()[b8];
  CHECK(chi2(held).total == Approx(best.total).epsilon(1e-9));
  held.fixed_flux[model::Source::b8] *= 1.2;
  CHECK(chi2(held).total > best.total + 10);  // SNO knows it to 4 %
  held.fixed_flux[model::Source::b8] = -1;
  CHECK_THROWS_AS(chi2(held), core::InvalidInput);
}

TEST_CASE("free fluxes find what is measured") {
  const SolarChi2 chi2(config_of(std::string(all_day) + "solar: {fluxes: free}\n"));
  const fit::Chi2 result = chi2({lma()});
  const auto flux = [&](model::Source source) {
    const auto s = static_cast<std::size_t>(source);
    return result.flux[s] * chi2.reference_flux()[s];
  };
  // A global determination, arXiv:1109.0763 for 8B (5.25e6 +- 4 %); Borexino's 7Be (5e9 +- 3 %).
  CHECK(flux(model::Source::b8) == Approx(5.25e6).epsilon(0.06));
  CHECK(flux(model::Source::be7) == Approx(5.0e9).epsilon(0.06));
  CHECK(flux(model::Source::pp) == Approx(6.0e10).epsilon(0.02));  // luminosity
  CHECK(result.total < SolarChi2(config_of(all_day))({lma()}).total);
}

TEST_CASE("spectra by day and by night replace the asymmetry") {
  const pipeline::Config config =
      config_of("experiments: [super-kamiokande]\nearth: {enabled: true}");
  fit::SolarChi2Options split;
  split.day_night_spectra = true;
  const SolarChi2 merged(config), apart(config, split);
  const auto has_asymmetry = [](const SolarChi2& chi2) {
    const auto list = chi2.contributions({lma()});
    return std::any_of(list.begin(), list.end(),
                       [](const auto& set) { return set.label.front() == "A_DN"; });
  };
  CHECK(has_asymmetry(merged));
  CHECK_FALSE(has_asymmetry(apart));
  CHECK(apart({lma()}).data > merged({lma()}).data + 40);
}

TEST_CASE("a likelihood without data is an error") {
  pipeline::Config config = config_of(all_day);
  config.experiments.clear();
  CHECK_THROWS_AS(SolarChi2(config), core::InvalidInput);
  fit::SolarChi2Options options;
  options.priors = {"nobody"};
  CHECK_THROWS_AS(SolarChi2(config_of(all_day), options), core::InvalidInput);
  Point both = zprime_point(0.1);
  both.nsi = model::Nsi::from_quarks_and_electron({}, {});
  CHECK_THROWS_AS(SolarChi2(config_of(all_day))(both), core::InvalidInput);
}
