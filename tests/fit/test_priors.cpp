#include <unistd.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sunsi/core/error.hpp>
#include <sunsi/fit/priors.hpp>

using namespace sunsi;

namespace {

const std::filesystem::path data_folder = SUNSI_TEST_DATA;

model::OscillationParameters point(double s12, double s13, double dm21) {
  return model::OscillationParameters::from_sin2({s12, s13, 0.47, 0, dm21, 2.5e-3});
}

double chi2(std::vector<std::string> names, const model::OscillationParameters& at) {
  return fit::priors_chi2(fit::load_priors(names, data_folder), at);
}

}  // namespace

TEST_CASE("a prior costs 1 at one standard deviation, in both octants", "[reference]") {
  // JUNO 59.1 days, arXiv:2511.14593: 0.3092 +- 0.0087, (7.50 +- 0.12)e-5 eV^2. Rounding: 1e-9.
  const auto best = point(0.3092, 0.0218, 7.50e-5);
  CHECK(chi2({"juno-2025"}, best) == Approx(0).margin(1e-12));
  CHECK(chi2({"juno-2025"}, point(0.3092 + 0.0087, 0.0218, 7.50e-5)) == Approx(1).epsilon(1e-9));
  CHECK(chi2({"juno-2025"}, point(0.3092 - 0.0087, 0.0218, 7.50e-5)) == Approx(1).epsilon(1e-9));
  CHECK(chi2({"juno-2025"}, point(0.3092, 0.0218, 7.62e-5)) == Approx(1).epsilon(1e-9));
  CHECK(chi2({"juno-2025"}, point(0.3092 + 2 * 0.0087, 0.0218, 7.62e-5)) ==
        Approx(5).epsilon(1e-9));
  CHECK(chi2({"juno-2025"}, best.other_octant()) == Approx(0).margin(1e-9));
  CHECK(chi2({"juno-2025"}, point(1 - 0.3092 + 0.0087, 0.0218, 7.50e-5)) ==
        Approx(1).epsilon(1e-9));
  // KamLAND: dm21 alone, (7.53 +- 0.18)e-5; theta12 does not matter.
  CHECK(chi2({"kamland"}, point(0.5, 0.0218, 7.71e-5)) == Approx(1).epsilon(1e-9));
  CHECK(chi2({"kamland"}, point(0.2, 0.0218, 7.35e-5)) == Approx(1).epsilon(1e-9));
  // theta13 of the reactors as arXiv:2312.12907 uses it: 0.0218 +- 0.0007.
  CHECK(chi2({"reactor"}, point(0.3, 0.0225, 7.5e-5)) == Approx(1).epsilon(1e-9));
  CHECK(chi2({"reactor"}, point(0.7, 0.0211, 7.0e-5)) == Approx(1).epsilon(1e-9));
}

TEST_CASE("priors add up, and are continuous at maximal mixing") {
  const auto at = point(0.33, 0.0225, 7.4e-5);
  CHECK(chi2({"juno-2025", "kamland", "reactor"}, at) ==
        Approx(chi2({"juno-2025"}, at) + chi2({"kamland"}, at) + chi2({"reactor"}, at)));
  CHECK(chi2({}, at) == 0);
  CHECK(chi2({"juno-2025"}, point(0.5 - 1e-9, 0.02, 7.5e-5)) ==
        Approx(chi2({"juno-2025"}, point(0.5 + 1e-9, 0.02, 7.5e-5))).epsilon(1e-6));
  int count = 0;
  const std::vector<std::string> names = fit::prior_names(data_folder);
  for (const fit::Prior& prior : fit::load_priors(names, data_folder)) {
    count += prior.count();
  }
  CHECK(names == std::vector<std::string>{"juno-2025", "kamland", "reactor"});
  CHECK(count == 4);
}

TEST_CASE("asymmetric errors count on the side of the point") {
  fit::Prior prior{"test", "test"};
  prior.dm21 = fit::PriorValue{7.5e-5, 0.2e-5, 0.1e-5};
  CHECK(prior.chi2(point(0.3, 0.02, 7.7e-5)) == Approx(1));
  CHECK(prior.chi2(point(0.3, 0.02, 7.3e-5)) == Approx(4));
}

TEST_CASE("a card's errors go to their own sides") {
  const auto folder =
      std::filesystem::temp_directory_path() / ("sunsi-test-priors-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder / "experiments");
  std::stringstream text;
  text << std::ifstream(data_folder / "experiments/priors.yaml").rdbuf();
  std::string card = text.str();
  const std::string errors = "up: 0.12e-5, down: 0.12e-5";
  const auto at = card.find(errors);
  REQUIRE(at != std::string::npos);
  card.replace(at, errors.size(), "up: 0.24e-5, down: 0.12e-5");
  std::ofstream(folder / "experiments/priors.yaml") << card;
  const std::vector<std::string> names{"juno-2025"};
  const auto priors = fit::load_priors(names, folder);
  std::filesystem::remove_all(folder);
  CHECK(fit::priors_chi2(priors, point(0.3092, 0.02, 7.74e-5)) == Approx(1));
  CHECK(fit::priors_chi2(priors, point(0.3092, 0.02, 7.26e-5)) == Approx(4));
}

TEST_CASE("an experiment that knows the octant keeps it") {
  fit::Prior prior{"test", "test"};
  prior.sin2_theta12 = fit::PriorValue{0.3, 0.1, 0.1};
  CHECK(prior.chi2(point(0.7, 0.02, 7.5e-5)) == Approx(0).margin(1e-9));
  prior.octant_free = false;
  CHECK(prior.chi2(point(0.7, 0.02, 7.5e-5)) == Approx(16));
}

TEST_CASE("priors that cannot be met") {
  using Catch::Matchers::Contains;
  const std::vector<std::string> misspelt{"juno-2052"};
  CHECK_THROWS_WITH(fit::load_priors(misspelt, data_folder),
                    Contains("unknown prior 'juno-2052', did you mean juno-2025?; allowed are "
                             "juno-2025, kamland, reactor"));
  const std::vector<std::string> twice{"kamland", "kamland"};
  CHECK_THROWS_WITH(fit::load_priors(twice, data_folder), Contains("stands twice"));
  CHECK_THROWS_AS(fit::load_priors(misspelt, "/nonexistent"), core::DataError);
}
