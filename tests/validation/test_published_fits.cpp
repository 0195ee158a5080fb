// Fits that collaborations have published, again from their data.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <validation/published_fit.hpp>

using namespace sunsi;
using model::Source;
using test::Fitted;
using test::PublishedFit;

namespace {

const char* line(const char* what, const test::FittedPair& f) {
  static std::string text;
  text = fmt::format("{}: sin2_theta12 {:.4f} [{:.4f}, {:.4f}], dm21 {:.3f} [{:.3f}, {:.3f}]e-5, chi2 {:.2f}", what, f.s12.best,
                     f.s12.low, f.s12.high, 1e5 * f.dm21.best, 1e5 * f.dm21.low, 1e5 * f.dm21.high,
                     f.chi2);
  return text.c_str();
}

PublishedFit fit_of(const std::string& text, double s13, double s13_error, const fit::SolarChi2Options& options = {}) {
  const pipeline::Config config = test::config_of(text);
  return {fit::SolarChi2(config, options), pipeline::flux_prior_of(config), s13, s13_error};
}

}  // namespace

TEST_CASE("SNO alone with two flavours", "[slow]") {
  const PublishedFit f = fit_of("experiments: [sno]\nearth: {enabled: true}\nsolar: {fluxes: {8B: free}}\n", 0, 0);
  WARN(line("SNO", test::fitted(f)));
}

TEST_CASE("SK-IV alone", "[slow]") {
  PublishedFit f = fit_of(
      "experiments: [super-kamiokande]\nearth: {enabled: true}\nsolar: {fluxes: {8B: 5.25e6, hep: 7.88e3}}\n",
      0.0218, 0.0007);
  test::set_flux_error(f.fluxes, Source::b8, 0.20 / 5.25);
  test::set_flux_error(f.fluxes, Source::hep, 2);
  f.phases = {"super-kamiokande-4"};
  f.asymmetry = -0.0262;
  f.asymmetry_error = std::hypot(0.0107, 0.0030);
  WARN(line("SK-IV merged and A_DN", test::fitted(f)));
}

TEST_CASE("SK-IV alone by day and night", "[slow]") {
  fit::SolarChi2Options options;
  options.day_night_spectra = true;
  PublishedFit f = fit_of(
      "experiments: [super-kamiokande-4]\nearth: {enabled: true}\nsolar: {fluxes: {8B: 5.25e6, hep: 7.88e3}}\n",
      0.0218, 0.0007, options);
  test::set_flux_error(f.fluxes, Source::b8, 0.20 / 5.25);
  test::set_flux_error(f.fluxes, Source::hep, 2);
  WARN(line("SK-IV by day and night", test::fitted(f)));
}

TEST_CASE("All solar", "[slow]") {
  PublishedFit f = fit_of(
      "experiments: [super-kamiokande, sno, borexino-phase2, gallium, chlorine]\nearth: {enabled: true}\nsolar: {fluxes: {8B: free}}\n",
      0.0218, 0.0007);
  f.wanted = [](const std::string& label) { return label.find("8B") == std::string::npos; };
  WARN(line("solar", test::fitted(f)));
  PublishedFit k = f;
  k.dm21 = 7.53e-5;
  k.dm21_error = 0.18e-5;
  WARN(line("solar + KamLAND", test::fitted(k)));
}
