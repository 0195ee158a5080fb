// Error of the production average against the number of radii, for docs/studies: CSV to stdout.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <string>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/quadrature.hpp>
#include <sunsi/pipeline/medium.hpp>
#include <sunsi/propagation/adiabatic.hpp>
#include <vector>

namespace {

using namespace sunsi;

constexpr int energies = 160;
constexpr double lowest = 0.1 * core::units::MeV;
constexpr double highest = 20 * core::units::MeV;

pipeline::Config configuration(const std::string& model, bool zprime, bool dark) {
  std::string text = "solar: {model: " + model + "}\n";
  if (zprime) {
    text +=
        "model: {kind: zprime, mass_MeV: 40, c: -0.1, tan_eta: -0.75, eps_medium: {value: 1.93}}\n";
  }
  if (dark) {
    text += "oscillation: {dark_octant: true}\n";
  }
  return pipeline::parse_config("study", text, {}, SUNSI_BENCH_DATA);
}

/// P_ee of the adiabatic engine at every energy, averaged over the radii of a rule.
std::vector<double> survival(const pipeline::Config& c, const solar::ProductionRule& rule) {
  propagation::ProductionZone zone{rule.node, rule.weight};
  for (double& r : zone.radius) {
    r *= core::R_sun;
  }
  const propagation::AdiabaticEngine engine(c.oscillation, pipeline::potential_profile(c),
                                            {&zone, 1});
  std::vector<double> P;
  for (int k = 0; k < energies; ++k) {
    const double energy = lowest * std::pow(highest / lowest, k / (energies - 1.0));
    P.push_back(model::survival_day(engine(energy, 0), c.oscillation.electron_row()));
  }
  return P;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    largest = std::max(largest, std::abs(a[i] - b[i]));
  }
  return largest;
}

/// Averages of a family at the radii of a rule.
std::vector<double> averages(const solar::SolarModel& sun,
                             const solar::Averaged& f,
                             const solar::ProductionRule& rule) {
  std::vector<double> sum(f.count, 0.0);
  std::vector<double> values(f.count);
  for (std::size_t k = 0; k < rule.node.size(); ++k) {
    f.at(f.variable(sun.composition(rule.node[k]).value), values);
    for (std::size_t i = 0; i < f.count; ++i) {
      sum[i] += rule.weight[k] * values[i];
    }
  }
  return sum;
}

void study(const std::string& name, model::Source source) {
  std::vector<pipeline::Config> configs;
  for (const bool zprime : {false, true}) {
    for (const bool dark : {false, true}) {
      configs.push_back(configuration(name, zprime, dark));
    }
  }
  const solar::SolarModel& sun = *configs.front().sun;
  const solar::ProductionRule rows = sun.production_rows(source);
  const solar::Averaged mixing =
      solar::mixing_in_matter(0.25, sun.composition(0).value.n_e);  // as SolarModel::production
  std::vector<std::vector<double>> exact;
  for (const pipeline::Config& c : configs) {
    exact.push_back(survival(c, rows));
  }
  const std::vector<double> exact_mixing = averages(sun, mixing, rows);
  for (const bool in_potential : {true, false}) {
    for (int n = 4; n <= solar::Production::most_nodes; n += 2) {
      const auto rule = [&](const solar::Averaged& f) -> solar::ProductionRule {
        if (in_potential) {
          return sun.gauss_rule(source, f, n);
        }
        const core::Quadrature gauss = core::gauss_from_measure(rows.node, rows.weight, n);
        return {gauss.node, gauss.weight, 0};
      };
      std::printf("%s,%s,%s,%d,%.2e", name.c_str(), std::string(model::name(source)).c_str(),
                  in_potential ? "potential" : "radius", n,
                  largest_difference(averages(sun, mixing, rule(mixing)), exact_mixing));
      for (std::size_t k = 0; k < configs.size(); ++k) {
        const auto P = survival(configs[k], rule(pipeline::fractions_of_energies(configs[k])));
        std::printf(",%.2e", largest_difference(P, exact[k]));
      }
      std::printf("\n");
    }
  }
}

}  // namespace

int main() {
  try {
    std::printf("model,source,variable,nodes,family,standard,standard_dark,eps193,eps193_dark\n");
    for (const std::string& name : sunsi::solar::solar_model_names()) {
      for (const sunsi::model::Source source : sunsi::model::all_sources) {
        study(name, source);
      }
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 4;
  }
  return 0;
}
