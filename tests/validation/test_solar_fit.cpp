// The bands of eps_medium, the mirror and the sign of c, by chi2 of all solar data.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <sunsi/bounds/bands.hpp>
#include <sunsi/fit/solar_fit.hpp>

using namespace sunsi;
using fit::Octant;

namespace {

const std::string all_data =
    "experiments: [borexino, sno, super-kamiokande, gallium, chlorine]\n"
    "oscillation: {sin2_theta13: 0.0218}\n";
const std::string by_day = "earth: {enabled: false}\n";
const std::string with_earth = "earth: {enabled: true}\n";

pipeline::Config config_of(const std::string& text) {
  return pipeline::parse_config("c.yaml", text, {}, SUNSI_TEST_DATA);
}

std::string zprime(double eps, const std::string& at) {
  return fmt::format(
      "model: {{mass_MeV: 40, c: {}, tan_eta: 1, eps_medium: {{value: {:.17g}, at: {}}}}}\n",
      eps > 0 ? "-0.1" : "0.1", eps, at);
}

/// chi2 of one octant at its best over `free`, with JUNO.
double lowest(const fit::SolarChi2& chi2,
              const std::string& model,
              const std::string& free,
              Octant octant) {
  const auto config = config_of(all_data + model + "fit: {parameters: [" + free + "]}\n");
  const auto found = fit::solutions_of(fit::Parameters(config),
                                       [&](const fit::Point& p) { return chi2(p).total; }, {false});
  return found[octant == Octant::light ? 0 : 1].best.chi2;
}

const fit::SolarChi2& with_juno() {
  static const fit::SolarChi2 chi2 =
      fit::likelihood_of(config_of(all_data + with_earth + "fit: {priors: [juno-2025]}\n"));
  return chi2;
}

/// The octant's own minimum over eps of either sign, theta12 and dm21.
double own_minimum(Octant octant) {
  const std::string free = "sin2_theta12, dm21_eV2, eps_medium";
  if (octant == Octant::dark) {
    return lowest(with_juno(), zprime(1.9, "8B"), free, octant);
  }
  return std::min(lowest(with_juno(), zprime(0.1, "8B"), free, octant),
                  lowest(with_juno(), zprime(-0.1, "8B"), free, octant));
}

bounds::Band band_of(const std::string& name) {
  const auto config = config_of("model: {mass_MeV: 40, c: -0.1, g: 1e-4, tan_eta: 1}\n");
  std::set<std::string> files;
  const bounds::List list({}, SUNSI_TEST_DATA);
  for (const bounds::Band& band : bounds::bands_of(list, config, files)) {
    if (band.name == name) {
      return band;
    }
  }
  throw std::runtime_error("no band " + name);
}

}  // namespace

TEST_CASE("LMA and LMA-Dark end where chi2 has risen by 9", "[validation][slow]") {
  const std::pair<const char*, Octant> bands[] = {{"lma", Octant::light},
                                                  {"lma-dark", Octant::dark}};
  for (const auto& [name, octant] : bands) {
    const double minimum = own_minimum(octant);
    const bounds::Band band = band_of(name);
    for (const double end : {band.low, band.high}) {
      INFO(name << " " << end);
      // Four digits of an end are 1e-4 x slope (below 100) in chi2; minima are good to 1e-3.
      CHECK(lowest(with_juno(), zprime(end, "8B"), "sin2_theta12, dm21_eV2", octant) - minimum ==
            Approx(9).margin(0.05));
    }
  }
}

TEST_CASE("The mirror of the likelihood by day", "[property]") {
  // arXiv:1805.04530's degeneracy, exact for an eps that is the same everywhere: N_p = N_e.
  const fit::SolarChi2 chi2 = fit::likelihood_of(config_of(all_data + by_day));
  const auto at = [&](double s12, double eps, double dm31) {
    fit::Point point{
        model::OscillationParameters::from_sin2({s12, 0.0218, 0.47, 0, 7.5e-5, dm31}), {}, {}, {}};
    model::EpsilonMatrixStd p;
    p.mumu = p.tautau = eps;
    point.nsi = model::Nsi::from_nucleons(p, {});
    return chi2(point).total;
  };
  for (const double eps : {-0.3, 0.0, 0.4}) {
    const double light = at(0.31, eps, 2.51e-3);
    CHECK(at(0.69, 2 - eps, 7.5e-5 - 2.51e-3) == Approx(light).margin(1e-6));
    // Neither half of it alone: Sun and octant belong together.
    CHECK(std::abs(at(0.31, 2 - eps, 7.5e-5 - 2.51e-3) - light) > 50);
    CHECK(std::abs(at(0.69, eps, 2.51e-3) - light) > 50);
  }
}

TEST_CASE("c > 0 has no LMA-Dark", "[validation][slow]") {
  const std::string free = "sin2_theta12, dm21_eV2, eps_medium";
  const double light = own_minimum(Octant::light);
  // eps = -c (...) < 0 raises the matter potential of nu_e: the dark octant never turns round.
  CHECK(lowest(with_juno(), zprime(-0.5, "8B"), free, Octant::dark) - light > 50);
  CHECK(lowest(with_juno(), zprime(1.9, "8B"), free, Octant::dark) - light < 15);
}
