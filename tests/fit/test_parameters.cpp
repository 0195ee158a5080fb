// Names of free parameters and the points that their values mean.
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/fit/parameters.hpp>

using namespace sunsi;
using fit::Octant;
using fit::Parameters;

namespace {

pipeline::Config config_of(const std::string& text) {
  return pipeline::parse_config("c.yaml", text, {}, SUNSI_TEST_DATA);
}

double sin2(double angle) { return std::pow(std::sin(angle), 2); }

const std::string zprime = "model: {mass_MeV: 40, g: 4.22e-4, c: -0.1, tan_eta: -0.75}\n";

}  // namespace

TEST_CASE("Starts are the configuration's numbers, and give its point back") {
  const auto config = config_of(
      zprime +
      "fit: {parameters: [sin2_theta12, sin2_theta13, dm21_eV2, g, c, mass_MeV, tan_eta]}");
  const Parameters parameters(config);
  const fit::Point point = parameters.point(parameters.start());
  CHECK(point.oscillation.theta12() == Approx(config.oscillation.theta12()).epsilon(1e-14));
  CHECK(point.oscillation.theta13() == Approx(config.oscillation.theta13()).epsilon(1e-14));
  CHECK(point.oscillation.dm31() == config.oscillation.dm31());
  CHECK(point.zprime->g() == Approx(4.22e-4).epsilon(1e-14));
  CHECK(point.zprime->eps_kin() == Approx(config.zprime->eps_kin()).epsilon(1e-12));
  CHECK(point.zprime->mass() == Approx(40 * core::units::MeV).epsilon(1e-14));
}

TEST_CASE("Each name moves its own quantity") {
  const Parameters parameters(
      config_of(zprime +
                "fit: {parameters: [sin2_theta12, sin2_theta13, dm21_eV2, mass_MeV, g, c, eps_kin, "
                "flux_8B]}"));
  const fit::Point p =
      parameters.point(std::vector{0.25, 0.03, 6e-5, 20.0, 1e-4, 0.3, 2e-4, 4.9e6});
  CHECK(sin2(p.oscillation.theta12()) == Approx(0.25));
  CHECK(sin2(p.oscillation.theta13()) == Approx(0.03));
  CHECK(p.oscillation.dm21() == 6e-5);
  CHECK(p.zprime->mass() == Approx(20e6));
  CHECK(p.zprime->g() == 1e-4);
  CHECK(p.zprime->c() == 0.3);
  CHECK(p.zprime->eps_kin() == 2e-4);
  CHECK(p.fixed_flux.at(model::Source::b8) == 4.9e6);
  CHECK(p.fixed_flux.size() == 1);
}

TEST_CASE("eps_medium is of its convention and meant at its place") {
  const std::string couplings =
      "c: -0.1, tan_eta: -0.75, mass_MeV: 40}\nfit: {parameters: [eps_medium]}\n";
  const auto config = config_of("model: {eps_medium: {value: 1, at: 8B}, " + couplings);
  const double nucleons = config.sun->mean_nucleons_per_electron(model::Source::b8);
  const Parameters standard(config);
  CHECK(standard.start().at(0) == 1);
  CHECK(standard.point(std::vector{1.7}).zprime->eps_medium(nucleons).value == Approx(1.7));
  // The paper's label is half of the standard one: the same number is twice the potential.
  const Parameters paper(
      config_of("convention: paper\nmodel: {eps_medium: {value: 1, at: 8B}, " + couplings));
  CHECK(paper.point(std::vector{1.7}).zprime->eps_medium(nucleons).value == Approx(3.4));
  // A typed g is an eps_medium at the centre.
  const auto by_g = config_of(zprime + "fit: {parameters: [eps_medium]}");
  const double centre = by_g.sun->nucleons_per_electron(0);
  CHECK(Parameters(by_g).start().at(0) == Approx(by_g.zprime->eps_medium(centre).value));
  const auto paper_g =
      config_of("convention: paper\n" + zprime + "fit: {parameters: [eps_medium]}");
  CHECK(Parameters(paper_g).start().at(0) == Approx(by_g.zprime->eps_medium(centre).value / 2));
  // Without any coupling there is no Z'.
  CHECK_FALSE(standard.point(std::vector{0.0}).zprime.has_value());
}

TEST_CASE("A search that starts far from the solar dm21 starts there, too") {
  const Parameters near(config_of("oscillation: {dm21_eV2: 7.5e-5}\nfit: {}"));
  CHECK(near.starts().size() == 1);
  const Parameters far(config_of("oscillation: {sin2_theta12: 0.48, dm21_eV2: 3.9e-4}\nfit: {}"));
  REQUIRE(far.starts().size() == 2);
  CHECK(far.starts()[0] == far.start());
  CHECK(far.starts()[1] == std::vector{far.start()[0], 6.1e-5});
  // Within the limits of the search.
  const Parameters narrow(
      config_of("oscillation: {dm21_eV2: 3.9e-4}\nfit: {limits: {dm21_eV2: [2.0e-4, 4.0e-4]}}"));
  REQUIRE(narrow.starts().size() == 2);
  CHECK(narrow.starts()[1][1] == 2e-4);
}

TEST_CASE("Ranges keep to the sign that the model can give") {
  const Parameters a(config_of(zprime + "fit: {parameters: [eps_medium, tan_eta]}"));
  CHECK(a.list()[0].min == 0);
  CHECK(a.list()[0].max == 20);
  CHECK(a.list()[1].max < 0);
  const Parameters b(config_of(
      "model: {mass_MeV: 40, g: 4e-4, c: 0.1, eps_kin: 1e-4}\nfit: {parameters: [eps_medium, c]}"));
  CHECK(b.list()[0].min == -20);
  CHECK(b.list()[0].max == 0);
  CHECK(b.list()[1].min > 0);  // eps_medium is held where c moves
  const Parameters c(
      config_of("model: {mass_MeV: 40, g: 4e-4, c: 0.1, eps_kin: 1e-4}\nfit: {parameters: [c]}"));
  CHECK(c.list()[0].min == -10);
  CHECK(c.point(std::vector{0.0}).zprime->c() == 0);
}

TEST_CASE("An octant is a range of theta12, or theta12 itself where it is not free") {
  const Parameters free(config_of("fit: {parameters: [dm21_eV2, sin2_theta12]}"));
  const double start = free.start()[1];
  const Parameters dark = free.in(Octant::dark);
  CHECK(dark.list()[1].min == 0.5);
  CHECK(dark.list()[1].max == 1);
  CHECK(dark.start()[1] == Approx(1 - start));
  CHECK(free.in(Octant::light).list()[1].max == 0.5);
  CHECK(free.in(Octant::light).start()[1] == start);
  const Parameters held(
      config_of("fit: {parameters: [dm21_eV2]}\noscillation: {sin2_theta12: 0.3}"));
  CHECK(sin2(held.in(Octant::dark).point(std::vector{7e-5}).oscillation.theta12()) == Approx(0.7));
  CHECK(sin2(held.in(Octant::light).point(std::vector{7e-5}).oscillation.theta12()) == Approx(0.3));
  CHECK(held.in(Octant::dark).in(Octant::light).octant() == Octant::light);
  // Limits that speak of one octant are mirrored for the other.
  const Parameters narrow(
      config_of("fit: {parameters: [sin2_theta12], limits: {sin2_theta12: [0.2, 0.4]}}"));
  CHECK(narrow.in(Octant::dark).list()[0].min == Approx(0.6));
  CHECK(narrow.in(Octant::dark).list()[0].max == Approx(0.8));
}

TEST_CASE("Searches begin on both sides of eps = 1") {
  for (const char* name : {"eps_medium", "g", "c", "mass_MeV"}) {
    const auto config = config_of(zprime + "fit: {parameters: [dm21_eV2, " + name + "]}");
    const Parameters parameters(config);
    const double centre = config.sun->nucleons_per_electron(0);
    std::vector<double> eps;
    for (const auto& start : parameters.starts()) {
      eps.push_back(parameters.point(start).zprime->eps_medium(centre).value);
    }
    INFO(name);
    REQUIRE(eps.size() == 3);
    CHECK(eps[0] == Approx(config.zprime->eps_medium(centre).value));
    CHECK(eps[1] == Approx(1.0 / 3));
    CHECK(eps[2] == Approx(1.9));
  }
  CHECK(Parameters(config_of("fit: {}")).starts().size() == 1);
}

TEST_CASE("Points by name") {
  const Parameters parameters(config_of(zprime));
  using Values = std::map<std::string, double>;
  CHECK(parameters.point(Values{{"g", 1e-4}}).zprime->g() == 1e-4);
  CHECK(parameters.point(Values{}).zprime->g() == 4.22e-4);
  CHECK_THROWS_WITH(parameters.point(Values{{"dm21_eV", 7e-5}}),
                    Catch::Contains("mean 'dm21_eV2'"));
  CHECK_THROWS_WITH(parameters.point(Values{{"g", 1e-4}, {"eps_medium", 1}}),
                    Catch::Contains("give one of them"));
  CHECK_THROWS_AS(parameters.point(Values{{"sin2_theta12", 1.2}}), core::InvalidInput);
  CHECK_THROWS_WITH(Parameters(config_of("")).point(Values{{"g", 1e-4}}), Catch::Contains("Z'"));
}

TEST_CASE("A start outside of its limits is told with both") {
  CHECK_THROWS_WITH(
      Parameters(config_of("fit: {parameters: [dm21_eV2], limits: {dm21_eV2: [1e-4, 2e-4]}}")),
      Catch::Contains("fit.limits.dm21_eV2") && Catch::Contains("oscillation.dm21_eV2"));
}

TEST_CASE("dm21 is searched where the kernels answer unless limits say more") {
  const auto range = [](const std::string& text) {
    const auto p = Parameters(config_of("fit: {parameters: [dm21_eV2" + text)).list()[0];
    return std::pair(p.min, p.max);
  };
  CHECK(range("]}") == std::pair(1e-5, 4e-4));
  CHECK(range("], limits: {dm21_eV2: [1e-7, 1e-3]}}") == std::pair(1e-7, 1e-3));
  CHECK(range("]}\noscillation: {dm21_eV2: 6e-4}") == std::pair(1e-5, 6e-4));
}
