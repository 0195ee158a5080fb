// chi2 over all that a fit may search, far from the data too: always a number, without steps.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <sunsi/fit/parameters.hpp>
#include <sunsi/fit/solar_fit.hpp>

using namespace sunsi;

namespace {

constexpr auto by_day =
    "experiments: [borexino, sno, super-kamiokande, gallium, chlorine]\nearth: {enabled: false}\n";

using Values = std::map<std::string, double>;

/// A Z' of either sign of c.
class Everywhere {
 public:
  explicit Everywhere(const std::string& fluxes)
      : attractive_(parameters("-0.1", "0.3")),
        repulsive_(parameters("0.1", "-0.3")),
        chi2_(fit::likelihood_of(config(fluxes, "-0.1", "0.3"))) {}

  [[nodiscard]] fit::Chi2 operator()(const Values& values) const {
    return chi2_((values.at("eps_medium") < 0 ? repulsive_ : attractive_).point(values));
  }

 private:
  static pipeline::Config config(const std::string& fluxes,
                                 const std::string& c,
                                 const std::string& eps) {
    return pipeline::parse_config("everywhere.yaml",
                                  by_day + fluxes + "model: {mass_MeV: 40, tan_eta: 1, c: " + c +
                                      ", eps_medium: {value: " + eps + "}}",
                                  {}, SUNSI_TEST_DATA);
  }
  static fit::Parameters parameters(const std::string& c, const std::string& eps) {
    return fit::Parameters(config("", c, eps));
  }

  fit::Parameters attractive_;
  fit::Parameters repulsive_;
  fit::SolarChi2 chi2_;
};

double uniform(std::mt19937_64& random, double lo, double hi) {
  return lo + (hi - lo) * static_cast<double>(random() >> 11) * 0x1p-53;
}

Values anywhere(std::mt19937_64& random) {
  return {{"sin2_theta12", uniform(random, 0, 1)},
          {"dm21_eV2", std::exp(uniform(random, std::log(1e-5), std::log(4e-4)))},
          {"eps_medium", uniform(random, -4, 6)},
          {"tan_eta", std::tan(uniform(random, -1.5, 1.5))},  // to +-14
          {"mass_MeV", std::exp(uniform(random, 0, std::log(100)))}};
}

std::string told(const Values& values) {
  std::string text;
  for (const auto& [name, value] : values) {
    text += name + " = " + fmt::format("{:.9g}, ", value);
  }
  return text;
}

}  // namespace

TEST_CASE("chi2 is a number wherever a fit may look", "[slow]") {
  const std::string fluxes =
      GENERATE("", "solar: {fluxes: free}\n", "solar: {fluxes: {8B: free}}\n");
  const Everywhere chi2(fluxes);
  std::mt19937_64 random(11);
  for (int k = 0; k < (fluxes.empty() ? 500 : 100); ++k) {
    const Values values = anywhere(random);
    INFO(fluxes << told(values));
    double total = NAN;
    CHECK_NOTHROW(total = chi2(values).total);
    if (std::isnan(total))
      continue;
    CHECK(std::isfinite(total));
    CHECK(total > 40);  // the standard model's best is 76, with free fluxes less
  }
}

TEST_CASE("chi2 has no steps", "[slow]") {
  const std::string fluxes = GENERATE("", "solar: {fluxes: free}\n");
  const Everywhere chi2(fluxes);
  std::mt19937_64 random(12);
  for (int line = 0; line < (fluxes.empty() ? 30 : 10); ++line) {
    const Values from = anywhere(random);
    const double eps_sign = from.at("eps_medium") < 0 ? -1 : 1;
    Values to = anywhere(random);
    to["eps_medium"] = eps_sign * std::abs(to["eps_medium"]);
    to["tan_eta"] = std::copysign(to["tan_eta"], from.at("tan_eta"));
    const double centre = uniform(random, 0, 1);
    // Of nine points on a short piece of the line, third differences: a step of h stands out as 3 h.
    std::vector<double> value;
    for (int i = -4; i <= 4; ++i) {
      const double x = centre + 1e-4 * i;
      Values at;
      for (const auto& [name, a] : from) {
        at[name] = a + x * (to.at(name) - a);
      }
      INFO(told(at));
      double total = NAN;
      CHECK_NOTHROW(total = chi2(at).total);
      value.push_back(total);
    }
    double rough = 0;
    for (std::size_t i = 3; i < value.size(); ++i) {
      rough =
          std::max(rough, std::abs(value[i] - 3 * value[i - 1] + 3 * value[i - 2] - value[i - 3]));
    }
    INFO(fluxes << told(from) << " to " << told(to) << " at " << centre);
    CHECK(rough < 1e-4 * (1 + value.front()));
  }
}

TEST_CASE("a fit of Super-Kamiokande alone ends in the same minima from anywhere", "[slow]") {
  const fit::Stage quietly = [](const std::string&, const auto& work) { work(fit::Monitor{}); };
  std::vector<fit::SolarFit> fits;
  for (const std::string start :
       {"{}", "{sin2_theta12: 0.15, dm21_eV2: 3.0e-5}", "{sin2_theta12: 0.48, dm21_eV2: 3.9e-4}",
        "{sin2_theta12: 0.97, dm21_eV2: 1.0e-5}"}) {
    INFO(start);
    const auto config = pipeline::parse_config(
        "sk.yaml",
        "experiments: [super-kamiokande]\nearth: {enabled: true}\noscillation: " + start + "\n", {},
        SUNSI_TEST_DATA);
    fits.push_back(fit::solar_fit(config, quietly));
    for (std::size_t k = 0; k < 2; ++k) {
      const fit::Minimum& first = fits.front().solutions[k].best;
      const fit::Minimum& best = fits.back().solutions[k].best;
      // Steps of chi2 by night are 2e-3: 0.05 of a standard deviation.
      CHECK(best.chi2 == Approx(first.chi2).margin(5e-3));
      CHECK(best.values[0] == Approx(first.values[0]).margin(0.05 * 0.05));
      CHECK(best.values[1] == Approx(first.values[1]).margin(0.05 * 1.2e-5));
    }
  }
  // arXiv:2312.12907, phase IV alone: sin2_theta12 0.308 +0.030 -0.029, dm21 (6.90 +1.62 -1.21)e-5 eV^2. All
  // phases with the solar model's 12 % of 8B in place of SNO's 4 % know theta12 to 0.05.
  const fit::Minimum& best = fits.front().solutions[0].best;
  CHECK(best.values[0] == Approx(0.308).margin(0.03));
  CHECK(best.values[1] == Approx(6.9e-5).margin(1.6e-5));
  CHECK(fits.front().solutions[1].delta_chi2 > 4);
}
