// Rates of Super-Kamiokande's phases: limits, and against the other way to the same numbers.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <sunsi/detector/super_kamiokande.hpp>
#include <sunsi/model/source.hpp>
#include <sunsi/pipeline/day_night.hpp>
#include <sunsi/pipeline/night.hpp>
#include <sunsi/pipeline/sk_rates.hpp>

using namespace sunsi;
namespace fs = std::filesystem;

namespace {

constexpr auto b8 = static_cast<std::size_t>(model::Source::b8);
constexpr auto hep = static_cast<std::size_t>(model::Source::hep);

pipeline::Config parse(const std::string& text) {
  return pipeline::parse_config("c.yaml", text, {}, SUNSI_TEST_DATA);
}

std::vector<pipeline::Prediction> ratios(const std::string& text,
                                         const std::string& experiments = "[super-kamiokande]") {
  const auto list = pipeline::predict(parse(text + "experiments: " + experiments + "\n"));
  REQUIRE(list.size() == 1);
  CHECK(list[0].experiment == "super-kamiokande");
  return list[0].observables;
}

}  // namespace

TEST_CASE("names ask for phases", "[property]") {
  CHECK(pipeline::sk_phases({"sno", "super-kamiokande"}) == std::vector<int>{1, 2, 3, 4});
  CHECK(pipeline::sk_phases({"super-kamiokande-4", "super-kamiokande-2"}) ==
        std::vector<int>{2, 4});
  CHECK(pipeline::sk_phases({"sno", "borexino-phase1"}).empty());
  const auto all = ratios("");
  const auto some = ratios("", "[super-kamiokande-3, super-kamiokande-1]");
  REQUIRE(all.size() == 4);
  REQUIRE(some.size() == 2);
  CHECK(some[0].measurement.experiment == "super-kamiokande-1");
  CHECK(some[1].measurement.experiment == "super-kamiokande-3");
  CHECK(some[1].value == all[2].value);  // the digits that a phase has among others
  for (const auto& one : all) {
    CHECK(one.measurement.observable == "8B-ratio");
    CHECK_FALSE(one.measurement.used);
  }
}

TEST_CASE("8B-ratio is 1 where the expectation is met, and grows with its fluxes", "[property]") {
  const std::string free = "oscillation: {enabled: false}\n";
  const auto at = [&](const std::string& fluxes) {
    return ratios(free + "solar: {fluxes: {" + fluxes + "}}\n");
  };
  const auto iv = at("8B: 5.25e6, hep: 7.88e3");
  const auto i = at("8B: 5.79e6, hep: 7.88e3");
  CHECK(iv[3].value == Approx(1).epsilon(1e-9));
  for (const std::size_t k : {0, 1, 2}) {
    CHECK(i[k].value == Approx(1).epsilon(1e-9));
    CHECK(iv[k].by_source[b8] / i[k].by_source[b8] == Approx(5.25 / 5.79).epsilon(1e-9));
  }
  const auto more = at("8B: 5.25e6, hep: 15.76e3");
  CHECK(more[3].by_source[hep] == Approx(2 * iv[3].by_source[hep]).epsilon(1e-9));
  CHECK(more[3].by_source[hep] + more[3].by_source[b8] == Approx(more[3].value).epsilon(1e-12));
  // hep is 2e-3 (3.5 MeV) to 0.14 (16 MeV) of the bins' expectation; weighted with statistics 4e-3.
  CHECK(iv[3].by_source[hep] == Approx(4e-3).epsilon(0.3));
}

TEST_CASE("rates by bin are those of cross-sections folded with the resolution", "[reference]") {
  // The other way: detector::seen_cross_section at common energies, 8B alone (hep 1e-9 of it), by day and
  // by night, oscillated over unoscillated, times the published expectation. P_ee by night is
  // interpolated between fewer energies here: 2e-5.
  const std::string flux = "solar: {fluxes: {8B: 5.25e6, hep: 1e-3}}\n";
  const std::string nights = "earth: {enabled: true, site: kamioka}\n";
  const std::string points[] = {"oscillation: {dm21_eV2: 6.1e-5}\n",
                                // eps^e that tells nu_mu from nu_tau: the states of flavour arrive
                                "model: {kind: nsi, eps_u: [[0.1, 0.05, 0], [0.05, 0, 0], [0, 0, "
                                "0]], eps_e: [[0, 0, 0], [0, 0.2, "
                                "0.1], [0, 0.1, -0.1]]}\n"};
  const auto phase = detector::SkPhase::load(SUNSI_TEST_DATA, 4);
  auto experiment = detector::SuperKamiokande::load(SUNSI_TEST_DATA);
  experiment.resolution = phase.resolution();
  std::vector<detector::RecoilWindow> windows;
  for (const std::size_t b : {0, 7, 15, 22}) {
    windows.push_back(phase.bins()[b].seen);
  }
  const auto without = pipeline::day_night_rates(parse(flux + "oscillation: {enabled: false}\n"),
                                                 experiment, windows);
  for (const std::string& point : points) {
    const pipeline::Config config = parse(flux + nights + point);
    const auto with = pipeline::day_night_rates(config, experiment, windows);
    const detector::SkRecoils recoils = pipeline::sk_recoils(config);
    const auto day = phase.rates(recoils, {5.25e6, 0}, false);
    const auto night = phase.rates(recoils, {5.25e6, 0}, true);
    std::size_t k = 0;
    for (const std::size_t b : {0, 7, 15, 22}) {
      const auto i = static_cast<Eigen::Index>(b);
      const double mc = phase.bins()[b].mc_b8;
      CHECK(day(i, 0) == Approx(mc * with[k].day / without[k].day).epsilon(2e-6));
      CHECK(night(i, 0) == Approx(mc * with[k].night / without[k].day).epsilon(5e-5));
      CHECK(night(i, 0) != Approx(day(i, 0)).epsilon(1e-3));
      ++k;
    }
  }
}

TEST_CASE("a Sun of the user's own without hep sees 8B alone", "[property]") {
  const fs::path file =
      fs::temp_directory_path() / ("sunsi-test-sk-sun-" + std::to_string(::getpid()) + ".csv");
  std::ofstream(file) << "r,Ne,Nn,nu_8B\n0,100,50,0\n0.1,90,40,1\n0.2,80,30,1\n1,1,0.4,0\n";
  const auto own = ratios("solar: {file: " + file.string() + "}\n");
  const auto both = ratios("");
  fs::remove(file);
  REQUIRE(own.size() == 4);
  CHECK(own[3].by_source[hep] == 0);
  CHECK(both[3].by_source[hep] > 0);
  CHECK(own[3].value == Approx(both[3].by_source[b8]).epsilon(0.1));  // another Sun, the same MSW
  CHECK(pipeline::predict_sk_ratios(parse(""), {}).empty());
}
