#include <gsl/gsl_cdf.h>

#include <algorithm>
#include <cmath>
#include <sunsi/fit/solar_fit.hpp>
#include <sunsi/fit/verdict.hpp>

namespace sunsi::fit {
namespace {

bool is_theta12(const pipeline::FitAxis& axis) { return axis.parameter == "sin2_theta12"; }

/// A problem with a minimum to walk from.
struct Ground {
  std::optional<Octant> octant;
  Problem problem;
  const Solution* solution;
};

class Work {
 public:
  Work(const pipeline::Config& config, const SolarChi2& likelihood, SolarFit& fit)
      : config_(config),
        parameters_(config),
        chi2_([likelihood](const Point& point) { return likelihood(point).total; }),
        fit_(fit) {}

  void run(const Stage& stage) {
    fit_.parameters = parameters_.list();
    fit_.start = parameters_.start();
    stage("fit", [&](const Monitor& monitor) {
      fit_.solutions = solutions_of(parameters_, chi2_, {}, monitor);
    });
    for (const pipeline::FitAxis& axis : config_.fit.profiles) {
      stage("profile of " + axis.parameter,
            [&](const Monitor& monitor) { add_profile(axis, monitor); });
    }
    for (const auto& axes : config_.fit.contours) {
      stage("contours of " + axes[0].parameter + " and " + axes[1].parameter,
            [&](const Monitor& monitor) { add_contours(axes, monitor); });
    }
  }

 private:
  /// Both octants each for itself, or, when theta12 is on an axis, together from the better one.
  [[nodiscard]] std::vector<Ground> grounds(bool over_theta12) const {
    if (over_theta12) {
      return {{std::nullopt, problem_of(parameters_, chi2_), &best_of(fit_.solutions)}};
    }
    std::vector<Ground> list;
    for (const Solution& s : fit_.solutions) {
      list.push_back({s.octant, problem_of(s.parameters, chi2_), &s});
    }
    return list;
  }

  [[nodiscard]] core::GridAxis axis(const pipeline::FitAxis& asked, const Ground& ground) const {
    const std::size_t k = *parameters_.place(asked.parameter);
    return axis_of(asked, ground.problem.parameters[k], ground.solution->intervals[k][2]);
  }

  void add_profile(const pipeline::FitAxis& asked, const Monitor& monitor) {
    const std::size_t k = *parameters_.place(asked.parameter);
    for (const Ground& ground : grounds(is_theta12(asked))) {
      const core::GridAxis grid = axis(asked, ground);
      std::vector<double> values;
      for (long i = 0; i < grid.count; ++i) {
        values.push_back(grid.at(static_cast<double>(i)));
      }
      fit_.profiles.push_back(
          {ground.octant, k, profile(ground.problem, ground.solution->best, k, values, monitor)});
    }
  }

  void add_contours(const std::array<pipeline::FitAxis, 2>& axes, const Monitor& monitor) {
    const std::array<std::size_t, 2> places{*parameters_.place(axes[0].parameter),
                                            *parameters_.place(axes[1].parameter)};
    for (const Ground& ground : grounds(is_theta12(axes[0]) || is_theta12(axes[1]))) {
      fit_.contours.push_back(
          {ground.octant, contours(ground.problem, ground.solution->best, places,
                                   {axis(axes[0], ground), axis(axes[1], ground)}, monitor)});
    }
  }

  const pipeline::Config& config_;
  Parameters parameters_;
  PointFunction chi2_;
  SolarFit& fit_;
};

}  // namespace

core::GridAxis axis_of(const pipeline::FitAxis& asked,
                       const FreeParameter& parameter,
                       const Interval& three_sigma) {
  core::GridAxis axis{parameter.min, parameter.max, asked.count, parameter.log};
  if (asked.min) {
    axis.min = *asked.min;
    axis.max = *asked.max;
    return axis;
  }
  const double low = parameter.to_search(three_sigma.low.value_or(parameter.min));
  const double high = parameter.to_search(three_sigma.high.value_or(parameter.max));
  const double margin = (high - low) / 4;
  axis.min = parameter.from_search(low - margin);
  axis.max = parameter.from_search(high + margin);
  return axis;
}

SolarChi2 likelihood_of(const pipeline::Config& config) {
  return SolarChi2(config, {config.fit.priors, config.fit.spectra == "day-night"});
}

SolarFit solar_fit(const pipeline::Config& config, const Stage& stage) {
  if (!config.fit.point) {
    const Parameters checked(config);  // what contradicts is said before any work
  }
  std::optional<SolarChi2> likelihood;
  stage("likelihood", [&](const Monitor&) { likelihood.emplace(likelihood_of(config)); });
  return solar_fit(config, *likelihood, stage);
}

SolarFit solar_fit(const pipeline::Config& config,
                   const SolarChi2& likelihood,
                   const Stage& stage) {
  SolarFit fit;
  fit.reference_flux = likelihood.reference_flux();
  fit.point = likelihood(point_of(config));
  if (config.fit.point) {
    return fit;
  }
  Work(config, likelihood, fit).run(stage);
  for (const Solution& s : fit.solutions) {
    fit.at.push_back(likelihood(s.parameters.point(s.best.values)));
  }
  return fit;
}

double p_value(double chi2, int dof) { return dof > 0 ? gsl_cdf_chisq_Q(chi2, dof) : 1; }

}  // namespace sunsi::fit
