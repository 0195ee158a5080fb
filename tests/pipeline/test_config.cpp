#include <catch2/catch.hpp>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/pipeline/config.hpp>
#include <sunsi/pipeline/inputs.hpp>
#include <sunsi/pipeline/presets.hpp>

using namespace sunsi;
using Catch::Matchers::Contains;
using pipeline::parse_config;

namespace {
pipeline::Config parse(const std::string& text,
                       const std::vector<pipeline::Override>& overrides = {}) {
  return parse_config("c.yaml", text, overrides, SUNSI_TEST_DATA);
}
const std::string point = "model: {kind: zprime, mass_MeV: 40, c: -0.1, tan_eta: -0.75, ";
}  // namespace

TEST_CASE("an empty configuration is the standard model with NuFIT 6.1", "[property]") {
  const auto c = parse("");
  CHECK_FALSE(c.zprime);
  CHECK(c.preset == "nufit-6.1-no");
  CHECK(c.oscillation.dm21() == 7.537e-5);
  CHECK(c.sources.size() == 8);
  REQUIRE(c.energies_MeV.size() == 160);
  CHECK(c.energies_MeV.front() == 0.1);
  CHECK(c.energies_MeV[9] == Approx(1.0));
  CHECK(c.energies_MeV.back() == 16.0);
}

TEST_CASE("eps_medium to g: the numbers of the highlighted point", "[reference]") {
  // m = 40 MeV, c = -0.1: g^2 = sqrt2 G_F m^2/(0.1 R) gives 4.21e-4 (standard, centre, R
  // = 1.4866), 4.32e-4 (standard, 8B average), 5.96e-4 (paper, centre), and 5.85e-4 of
  // arXiv:2211.15686, which takes (N_n + N_p)/N_e = 1.54.
  const auto g = [](const std::string& rest) { return parse(point + rest).zprime->g(); };
  CHECK(g("eps_medium: {value: 1}}") == Approx(4.213e-4).epsilon(0.5 / 4213));
  CHECK(g("eps_medium: {value: 1, at: 8B}}") == Approx(4.32e-4).epsilon(0.5 / 432));
  CHECK(g("eps_medium: {value: 1}}\nconvention: paper") == Approx(5.96e-4).epsilon(0.5 / 596));
  CHECK(g("eps_medium: {value: 1, at: 1.54}}\nconvention: paper") ==
        Approx(5.85e-4).epsilon(0.5 / 585));
  CHECK(g("g: 4.22e-4}\nconvention: paper") == 4.22e-4);  // couplings mean the same in both
  // g_mu = 7.2e-4 at that point, eq. (19).
  CHECK(
      parse(point + "eps_medium: {value: 1, at: 1.54}}\nconvention: paper").zprime->charges().mu ==
      Approx(7.2e-4).epsilon(0.5 / 72));
}

TEST_CASE("IO presets: dm31 = dm32 + dm21", "[reference]") {
  const auto c = parse("oscillation: {preset: nufit-6.0-io}");
  CHECK(c.oscillation.dm31() == Approx(-2.484e-3 + 7.49e-5).epsilon(1e-12));
  CHECK(parse("oscillation: {preset: nufit-6.0-io, dm21_eV2: 8.0e-5}").oscillation.dm31() ==
        Approx(-2.484e-3 + 8e-5).epsilon(1e-12));
  CHECK(pipeline::load_presets(SUNSI_TEST_DATA).size() == 9);
}

TEST_CASE("overrides act like the file and say so", "[property]") {
  const auto a = parse(point + "g: 4.0e-4}", {{"model.g", "5.0e-4"}, {"solar.sources", "[8B]"}});
  const auto b = parse(point + "g: 5.0e-4}\nsolar: {sources: [8B]}");
  CHECK(a.zprime->g() == b.zprime->g());
  CHECK(a.hash == b.hash);
  CHECK(a.hash != parse(point + "g: 4.0e-4}").hash);
  CHECK_THAT(a.completed, Contains("--set"));
  CHECK_THROWS_WITH(parse("", {{"model.masss_MeV", "4"}}),
                    Contains("--set model.masss_MeV=4") && Contains("mass_MeV"));
}

TEST_CASE("fluxes: the model's, free, given, or some of each") {
  using model::Source;
  CHECK(parse("").free_fluxes.none());
  CHECK(parse("solar: {fluxes: ssm}").free_fluxes.none());
  CHECK(parse("solar: {fluxes: free}").free_fluxes.all);
  const auto mixed = parse("solar: {fluxes: {8B: free, pp: 6e10}}");
  CHECK_FALSE(mixed.free_fluxes.all);
  CHECK(mixed.free_fluxes.single == std::set<Source>{Source::b8});
  CHECK(mixed.flux_override.at(Source::pp) == 6e10);
  CHECK(mixed.flux_override.size() == 1);
  CHECK_THROWS_WITH(parse("solar: {fluxes: {8B: -1}}"), Contains("1:22") && Contains("or free"));
  CHECK_THROWS_WITH(parse("solar: {fluxes: {9B: free}}"), Contains("8B"));
}

TEST_CASE("the completed configuration is itself a configuration", "[property]") {
  for (const std::string& text :
       {std::string(),
        point + "g: 4.0e-4, phi: {charge: 40, mass_ratio: 0.3}}\nenergies: [1, 2.5]\nsolar: "
                "{fluxes: {8B: 5.25e6}}",
        std::string("solar: {fluxes: free}"), std::string("solar: {fluxes: {8B: free, pp: 6e10}}"),
        point + "eps_medium: {value: 0.7, at: 8B}}\nconvention: paper\noscillation: {dark_octant: "
                "true}"}) {
    const auto c = parse(text);
    const auto again = parse_config("completed.yaml", c.completed, {}, SUNSI_TEST_DATA);
    CHECK(again.hash == c.hash);
    CHECK(again.free_fluxes.all == c.free_fluxes.all);
    CHECK(again.free_fluxes.single == c.free_fluxes.single);
    CHECK(again.oscillation.theta12() == c.oscillation.theta12());
    CHECK(again.energies_MeV == c.energies_MeV);
  }
}

TEST_CASE("errors carry file, line and column", "[property]") {
  CHECK_THROWS_WITH(parse("oscillation:\n  sin2_theta21: 0.3\n"),
                    Contains("c.yaml:2:3: ") && Contains("did you mean 'sin2_theta12'"));
  CHECK_THROWS_WITH(parse("model:\n  kind: zprime\n  mass_MeV: 40\n  c: 0\n  tan_eta: 1\n  "
                          "eps_medium: {value: 1}\n"),
                    Contains("c.yaml:4:6") && Contains("model.c"));
  CHECK_THROWS_AS(parse("convention: papr"), core::ConfigError);
  CHECK_THROWS_AS(pipeline::load_config("/nonexistent.yaml", {}, SUNSI_TEST_DATA),
                  core::InvalidInput);
}

TEST_CASE("every shipped file is what the manifest says", "[property]") {
  const auto files = pipeline::shipped_files(SUNSI_TEST_DATA);
  CHECK(files.size() >= 19);
  for (const auto& file : files) {
    CHECK_NOTHROW(pipeline::verify(file, SUNSI_TEST_DATA));
    CHECK_FALSE(file.title.empty());
    // Lists of other files have no source of their own.
    CHECK((!file.source.empty() || file.file == "references.yaml" ||
           file.file == "bounds/index.yaml"));
  }
  auto damaged = files.front();
  damaged.sha256[0] = damaged.sha256[0] == '0' ? '1' : '0';
  CHECK_THROWS_WITH(pipeline::verify(damaged, SUNSI_TEST_DATA),
                    Contains(damaged.file) && Contains("damaged"));
}
