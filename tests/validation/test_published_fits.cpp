// Fits that collaborations have published, again from their data: central values within 0.4 of the
// published error, widths within 25 %. The values of arXiv:2312.12907 are as quoted in a public
// verification of that paper; the paper's figures were not read.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <validation/published_fit.hpp>

using namespace sunsi;
using model::Source;
using test::Fitted;
using test::PublishedFit;

namespace {

/// Value with errors above and below.
struct Published {
  double value, up, down;
};

void compare(const char* what, const Fitted& ours, const Published& theirs, double unit) {
  const double up = ours.high - ours.best, down = ours.best - ours.low;
  const double shift =
      (ours.best - theirs.value) / (ours.best > theirs.value ? theirs.up : theirs.down);
  const double width = (up + down) / (theirs.up + theirs.down);
  WARN(
      fmt::format("{}: {:.4f} +{:.4f} -{:.4f}, published {:.4f} +{:.4f} -{:.4f}: {:+.2f} standard "
                  "deviations off, {:.2f} times as wide",
                  what, ours.best / unit, up / unit, down / unit, theirs.value / unit,
                  theirs.up / unit, theirs.down / unit, shift, width));
  CHECK(std::abs(shift) < 0.4);
  CHECK(width == Approx(1).margin(0.25));
}

PublishedFit fit_of(const std::string& text, double s13, double s13_error) {
  const pipeline::Config config = test::config_of("earth: {enabled: true}\n" + text);
  return {fit::SolarChi2(config), pipeline::flux_prior_of(config), s13, s13_error};
}

/// The conditions of arXiv:2312.12907, figure 39: 8B from SNO's neutral currents, hep all but free.
PublishedFit sk4() {
  PublishedFit f =
      fit_of("experiments: [super-kamiokande]\nsolar: {fluxes: {8B: 5.25e6, hep: 7.88e3}}\n",
             0.0218, 0.0007);
  test::set_flux_error(f.fluxes, Source::b8, 0.20 / 5.25);
  test::set_flux_error(f.fluxes, Source::hep, 15.76 / 7.88);
  f.change = [](std::vector<detector::Contribution>& list) {
    std::erase_if(list, [](const detector::Contribution& set) {
      return set.label.front() != "A_DN" && set.experiment != "super-kamiokande-4";
    });
    for (detector::Contribution& set : list) {
      if (set.label.front() == "A_DN") {  // of phase IV alone: -2.62 +- 1.07 +- 0.30 %
        set.measured[0] = -0.0262;
        set.inverse_covariance(0, 0) = 1 / (0.0107 * 0.0107 + 0.0030 * 0.0030);
      }
    }
  };
  return f;
}

/// Figure 47: 8B free, the others the solar model's; of Borexino pp, pep and 7Be of phase II.
PublishedFit all_solar() {
  PublishedFit f = fit_of(
      "experiments: [super-kamiokande, sno, borexino-phase2, gallium, chlorine]\n"
      "solar: {fluxes: {8B: free}}\n",
      0.0218, 0.0007);
  f.change = [](std::vector<detector::Contribution>& list) {
    for (detector::Contribution& set : list) {
      if (set.experiment == "borexino") {
        test::keep_only(
            set, [](const std::string& label) { return label.find("8B") == std::string::npos; });
      }
    }
  };
  return f;
}

/// tan^2 of an angle as its sin^2.
double sin2(double tan2) { return tan2 / (1 + tan2); }

}  // namespace

TEST_CASE("SNO alone with two flavours", "[slow]") {
  // arXiv:1109.0763, abstract: tan^2 theta12 = 0.427 +0.033 -0.029, dm21 = 5.6 +1.9 -1.4 e-5 eV^2.
  const test::FittedPair f =
      test::fitted(fit_of("experiments: [sno]\nsolar: {fluxes: {8B: free}}\n", 0, 0));
  const double best = sin2(0.427);
  compare("SNO, sin2_theta12", f.s12, {best, sin2(0.460) - best, best - sin2(0.398)}, 1);
  compare("SNO, dm21 [1e-5 eV2]", f.dm21, {5.6e-5, 1.9e-5, 1.4e-5}, 1e-5);
}

TEST_CASE("Super-Kamiokande IV alone", "[slow]") {
  const test::FittedPair f = test::fitted(sk4());
  compare("SK-IV, sin2_theta12", f.s12, {0.308, 0.030, 0.029}, 1);
  // dm21: 6.90 +1.62 -1.21. Our interval is 1.26 times as wide, more than the 25 % of the other fits; it
  // is that of an independent public reproduction from the same tables, 6.65 (5.01 to 8.61). Systematic
  // errors do not make it: without norm, or with a fifth of the resolution's, it is 3 % narrower. An error
  // of A_DN of 0.85 instead of 1.07 % would give the published width: the collaboration fits the time of
  // every event, of which the amplitude A_DN is all that is published.
  const double shift = (f.dm21.best - 6.90e-5) / 1.21e-5;
  const double width = f.dm21.high - f.dm21.low;
  WARN(
      fmt::format("SK-IV, dm21 [1e-5 eV2]: {:.3f} ({:.3f} to {:.3f}), published 6.90 +1.62 -1.21: "
                  "{:+.2f} standard deviations off, {:.2f} times as wide",
                  1e5 * f.dm21.best, 1e5 * f.dm21.low, 1e5 * f.dm21.high, shift, width / 2.83e-5));
  CHECK(std::abs(shift) < 0.4);
  CHECK(width == Approx(8.61e-5 - 5.01e-5).epsilon(0.1));
}

TEST_CASE("All solar data and KamLAND", "[slow]") {
  PublishedFit solar = all_solar();
  const test::FittedPair f = test::fitted(solar);
  compare("solar, sin2_theta12", f.s12, {0.306, 0.013, 0.013}, 1);
  compare("solar, dm21 [1e-5 eV2]", f.dm21, {6.10e-5, 0.95e-5, 0.81e-5}, 1e-5);
  // KamLAND's dm21 as arXiv:1606.07538 quotes it, and its own theta12 of arXiv:0801.4589 (abstract: tan^2 =
  // 0.56 +0.14 -0.09, errors in quadrature), without which theta12 stays that of solar data, 0.302.
  solar.dm21 = 7.53e-5;
  solar.dm21_error = 0.18e-5;
  solar.s12 = sin2(0.56);
  solar.s12_error = sin2(0.56) - sin2(0.47);
  const test::FittedPair k = test::fitted(solar);
  compare("solar + KamLAND, sin2_theta12", k.s12, {0.307, 0.012, 0.012}, 1);
  compare("solar + KamLAND, dm21 [1e-5 eV2]", k.dm21, {7.50e-5, 0.19e-5, 0.18e-5}, 1e-5);
  // The tension of JUNO's dm21 (arXiv:2511.14593: 7.50 +- 0.12) with the solar one: solar data lie below.
  const double pull = (f.dm21.best - 7.50e-5) / std::hypot(f.dm21.high - f.dm21.best, 0.12e-5);
  WARN(fmt::format("solar less JUNO in dm21: {:+.2f} standard deviations", pull));
  CHECK(pull < -0.8);
  CHECK(pull > -2);
}
