#include <algorithm>
#include <sunsi/fit/solar_fit.hpp>
#include <sunsi/fit/verdict.hpp>

namespace sunsi::fit {

double Verdict::p_alone(const std::string& experiment) const {
  const AloneChi2& one = alone.at(experiment);
  return fit::p_value(one.total, one.data);
}

double Verdict::p_judged() const {
  double smallest = 1;
  for (const auto& [experiment, one] : alone) {
    smallest = std::min(smallest, p_alone(experiment));
  }
  return std::min(p_value, smallest * static_cast<double>(alone.size()));
}

Verdict verdict(const SolarChi2& likelihood, const Point& point) {
  const auto [all, alone] = likelihood.with_each_alone(point);
  Verdict result;
  result.total = all.solar;
  for (const auto& [set, chi2] : all.by_experiment) {
    result.by_experiment[experiment_of(set)] += chi2;
  }
  result.fluxes = all.fluxes;
  result.pulls = all.pulls;
  result.systematics = !all.pull.empty();
  result.flux_pull = all.flux_pull;
  result.dof = std::max(0, all.solar_data);
  result.p_value = fit::p_value(result.total, result.dof);
  result.alone = alone;
  return result;
}

Point point_of(const pipeline::Config& config) {
  return {config.oscillation, config.zprime, config.nsi, {}};
}

}  // namespace sunsi::fit
