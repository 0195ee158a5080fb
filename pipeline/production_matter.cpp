#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/pipeline/detail/production_matter.hpp>
#include <sunsi/pipeline/medium.hpp>
#include <sunsi/propagation/levels.hpp>

namespace sunsi::pipeline::detail {
namespace {

constexpr int fewest_nodes = 4;
constexpr double safety = 2;
constexpr double rounding = 1e-14;  // of the levels

/// All P(e -> i) at some energies as functions of the radius.
class Fractions {
 public:
  Fractions(const Config& config, const std::vector<double>& energies)
      : solver_(config.oscillation), profile_(potential_profile(config)), energies_(energies) {}

  [[nodiscard]] std::vector<double> at(double x) const {
    propagation::PotentialSample sample = profile_.at(x * core::R_sun);
    sample.slope = {};
    std::vector<double> values;
    for (const double energy : energies_) {
      const propagation::Levels levels = solver_(energy, sample);
      values.insert(values.end(), levels.electron.begin(), levels.electron.end());
    }
    return values;
  }

 private:
  propagation::LevelSolver solver_;
  propagation::PotentialProfile profile_;
  std::vector<double> energies_;
};

/// The average of functions whose values at the radii are known or worked out here.
template <class At>
std::vector<double> average(const solar::ProductionRule& rule, const At& at) {
  std::vector<double> sum;
  for (std::size_t k = 0; k < rule.node.size(); ++k) {
    const std::vector<double>& values = at(rule.node[k]);
    sum.resize(values.size(), 0.0);
    for (std::size_t i = 0; i < sum.size(); ++i) {
      sum[i] += rule.weight[k] * values[i];
    }
  }
  return sum;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    largest = std::max(largest, std::abs(a[i] - b[i]));
  }
  return core::ensure_finite(largest, "the error of a production average");
}

solar::ProductionRule smallest_rule(const solar::SolarModel& sun,
                                    model::Source source,
                                    const Fractions& fractions,
                                    const std::map<double, std::vector<double>>& of_rows,
                                    double accuracy) {
  const solar::ProductionRule rows = sun.production_rows(source);
  const std::vector<double> exact =
      average(rows, [&](double x) -> const std::vector<double>& { return of_rows.at(x); });
  const solar::Averaged electrons{[](const model::Composition& n) { return n.n_e; }, 0,
                                  [](double, std::span<double>) {}};
  const int most = std::min(solar::Production::most_nodes, static_cast<int>(rows.node.size()) - 1);
  for (int n = fewest_nodes; n <= most; n += 2) {
    solar::ProductionRule rule;
    try {
      rule = sun.gauss_rule(source, electrons, n);
    } catch (const core::InvalidInput&) {
      return rows;  // a profile of the user's own whose N_e takes fewer values than that
    }
    rule.error = safety * largest_difference(
                              average(rule, [&](double x) { return fractions.at(x); }), exact) +
                 rounding;
    if (rule.error <= accuracy) {
      return rule;
    }
  }
  return rows;
}

}  // namespace

std::vector<propagation::ProductionZone> zones_over_matter(const Config& config,
                                                           const std::vector<double>& energies,
                                                           double accuracy) {
  const Fractions fractions(config, energies);
  std::map<double, std::vector<double>> of_rows;  // most radii are common to all sources
  for (const model::Source source : model::all_sources) {
    if (config.sun->has(source)) {
      for (const double x : config.sun->production_rows(source).node) {
        of_rows[x];
      }
    }
  }
  std::vector<std::pair<const double, std::vector<double>>*> entries;
  for (auto& entry : of_rows) {
    entries.push_back(&entry);
  }
  tbb::parallel_for(std::size_t{0}, entries.size(),
                    [&](std::size_t k) { entries[k]->second = fractions.at(entries[k]->first); });
  std::vector<propagation::ProductionZone> zones(model::all_sources.size());
  tbb::parallel_for(std::size_t{0}, zones.size(), [&](std::size_t k) {
    if (!config.sun->has(model::all_sources[k])) {
      zones[k] = {{0.0}, {1.0}};  // never asked for: the configuration refuses such sources
      return;
    }
    solar::ProductionRule rule =
        smallest_rule(*config.sun, model::all_sources[k], fractions, of_rows, accuracy);
    for (double& r : rule.node) {
      r *= core::R_sun;
    }
    zones[k] = {std::move(rule.node), std::move(rule.weight), rule.error};
  });
  return zones;
}

}  // namespace sunsi::pipeline::detail
