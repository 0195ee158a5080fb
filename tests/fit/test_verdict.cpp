#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sunsi/core/error.hpp>
#include <sunsi/fit/solar_fit.hpp>
#include <sunsi/fit/verdict.hpp>

#include "point_chi2.hpp"

using namespace sunsi;

namespace {

pipeline::Config config_of(const std::string& text) {
  return pipeline::parse_config("test.yaml", text, {}, SUNSI_TEST_DATA);
}

fit::Verdict verdict_of(const pipeline::Config& config) {
  return fit::verdict(fit::likelihood_of(config), fit::point_of(config));
}

constexpr auto zprime = "model: {mass_MeV: 10, g: 3.0e-5, c: -0.1, tan_eta: -0.75}\n";

/// Written apart from the likelihood (point_chi2.hpp): the engines' own rates.
void agrees_with_reference(const pipeline::Config& config) {
  const auto experiments = pipeline::predict(config);
  const solar::Fluxes fluxes = pipeline::fluxes_of(config);
  const solar::FluxPrior prior = pipeline::flux_prior_of(config);
  const reference::PointChi2 slow = reference::point_chi2(experiments, fluxes, prior);
  const fit::Verdict here = verdict_of(config);
  // Rates of the two differ by 1e-6 to 1e-5, chi2 by twice that times itself.
  const auto near = [](double x) { return Approx(x).epsilon(3e-5).margin(2e-4); };
  CHECK(here.total == near(slow.total));
  CHECK(here.fluxes == near(slow.fluxes));
  CHECK(here.dof == slow.dof);
  CHECK(here.p_value == Approx(slow.p_value).epsilon(1e-3));
  REQUIRE(here.by_experiment.size() == slow.by_experiment.size());
  for (const auto& experiment : experiments) {
    const std::string& name = experiment.experiment;
    const reference::PointChi2 one = reference::point_chi2({&experiment, 1}, fluxes, prior);
    CHECK(here.by_experiment.at(name) == near(slow.by_experiment.at(name)));
    CHECK(here.alone.at(name).total == near(one.total));
    CHECK(here.p_alone(name) == Approx(one.p_value).epsilon(1e-3));
  }
  for (std::size_t s = 0; s < 8; ++s) {
    CHECK(here.flux_pull[s] == Approx(slow.flux_pull[s]).margin(1e-4));
  }
}

}  // namespace

TEST_CASE("a verdict is the chi2 of the engines' own rates where there are no pulls",
          "[property]") {
  const std::string day = "experiments: [borexino, sno]\n";
  const auto text =
      GENERATE(std::string(), std::string(zprime), std::string("solar: {fluxes: {8B: 5.0e6}}\n"));
  agrees_with_reference(config_of(day + text));
}

TEST_CASE("without oscillation the verdict knows any scattering", "[property]") {
  const auto night = GENERATE(false, true);
  const auto text =
      GENERATE(std::string("model: {kind: nsi, eps_e: [[0, 0.1, 0], [0.1, 0, 0], [0, 0, 0.2]]}\n"),
               std::string("model: {kind: nsi, eps_e: [[0.2, 0, 0], [0, 0, 0], [0, 0, 0]]}\n"));
  agrees_with_reference(config_of(text +
                                  "experiments: [borexino, sno]\noscillation: {enabled: false}\n" +
                                  "earth: {enabled: " + (night ? "true" : "false") + "}\n"));
}

TEST_CASE("the parts of a verdict add up, phases of Super-Kamiokande as one experiment",
          "[property]") {
  const auto config =
      config_of(std::string(zprime) +
                "experiments: [borexino, sno, super-kamiokande, gallium, chlorine]\n"
                "earth: {enabled: true}\n");
  const fit::SolarChi2 likelihood = fit::likelihood_of(config);
  const fit::Verdict here = fit::verdict(likelihood, fit::point_of(config));
  double sum = here.fluxes + here.pulls;
  for (const auto& [name, chi2] : here.by_experiment) {
    sum += chi2;
  }
  CHECK(here.by_experiment.size() == 5);
  CHECK(here.total == Approx(sum).epsilon(1e-13));
  CHECK(here.systematics);
  int data = 0;
  for (const auto& [name, alone] : here.alone) {
    data += alone.data;
    CHECK(alone.total > 0);
    CHECK(here.p_alone(name) <= 1);
  }
  CHECK(data == here.dof);
  CHECK(data == likelihood.solar_data());
  // Bins of the four phases (docs/likelihood.md) and A_DN.
  CHECK(here.alone.at("super-kamiokande").data == 82 + 1);
  // chi2 of the fit itself, to the bit: one function.
  CHECK(here.total == likelihood(fit::point_of(config)).total);
}

TEST_CASE("priors of oscillation parameters are of the fit and not of the verdict", "[property]") {
  const std::string text = "oscillation: {dm21_eV2: 5.0e-5}\nexperiments: [borexino, sno]\n";
  const auto config = config_of(text + "fit: {priors: [juno-2025]}\n");
  const fit::Verdict here = verdict_of(config);
  const fit::Verdict without = verdict_of(config_of(text));
  CHECK(here.total == without.total);
  CHECK(here.dof == without.dof);
  const fit::Chi2 fitted = fit::likelihood_of(config)(fit::point_of(config));
  CHECK(fitted.solar == here.total);
  CHECK(fitted.solar_data == here.dof);
  // JUNO's dm21, 7.50 +- 0.12 in 1e-5 eV^2 (arXiv:2511.14593): 5.0 is 21 errors away.
  CHECK(fitted.total > here.total + 400);
  CHECK(fitted.data > here.dof);
}

TEST_CASE("many bins that a point describes do not hide rates that it does not", "[property]") {
  // No coupling of nu_mu, nu_tau fits Borexino and leaves the shape of Super-Kamiokande's spectra as it is.
  const auto config = config_of(
      "model: {kind: nsi, eps_e: [[0, 0, 0], [0, 1.3, 0], [0, 0, 1.3]]}\n"
      "experiments: [borexino, super-kamiokande]\n");
  const fit::Verdict here = verdict_of(config);
  const double borexino = here.p_alone("borexino");
  CHECK(borexino < 0.1 * here.p_value);
  CHECK(here.p_judged() == Approx(2 * borexino).epsilon(1e-12));
  // One experiment is judged by its data, no factor.
  const fit::Verdict one = verdict_of(config_of("experiments: [borexino]\n"));
  CHECK(one.p_judged() == one.p_value);
}

TEST_CASE("free fluxes are no data", "[property]") {
  const std::string sno = "experiments: [sno]\n";
  CHECK(verdict_of(config_of(sno)).dof == 4);
  const fit::Verdict free = verdict_of(config_of(sno + "solar: {fluxes: {8B: free}}\n"));
  CHECK(free.dof == 3);
  CHECK(fit::likelihood_of(config_of(sno + "solar: {fluxes: {8B: free}}\n")).solar_data() == 3);
  CHECK(free.total < verdict_of(config_of(sno)).total);
}

TEST_CASE("without data there is no verdict but an error", "[property]") {
  const auto path = std::filesystem::temp_directory_path() / "sunsi-test-verdict-profile.csv";
  std::ofstream(path)
      << "r,Ne,Nn,nu_7Be\n0,60,30,1\n0.1,40,15,1\n0.2,20,5,0.2\n0.5,1,0.2,0\n1,1e-6,1e-7,0\n";
  const std::string sun = "solar: {file: " + path.string() + ", sources: [7Be]}\n";
  const auto none = config_of(sun + "experiments: [sno, gallium]\n");
  CHECK_FALSE(fit::has_solar_data(none));
  CHECK_THROWS_AS(fit::likelihood_of(none), core::InvalidInput);
  const auto some = config_of(sun + "experiments: [sno, borexino]\n");
  CHECK(fit::has_solar_data(some));
  CHECK(verdict_of(some).by_experiment.size() == 1);
  // Phase 3 has CNO and 8B, which this Sun does not make.
  CHECK_FALSE(fit::has_solar_data(config_of(sun + "experiments: [borexino-phase3]\n")));
  std::filesystem::remove(path);
}
