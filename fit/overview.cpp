#include <algorithm>
#include <limits>
#include <map>
#include <mutex>
#include <sunsi/core/error.hpp>
#include <sunsi/fit/overview.hpp>
#include <sunsi/fit/tasks.hpp>

namespace sunsi::fit {
namespace {

constexpr const char* theta12 = "sin2_theta12";
constexpr const char* dm21 = "dm21_eV2";
constexpr const char* eps = "eps_medium";
constexpr long profile_values = 31;
constexpr long joint_values = 21;
constexpr long plane_values = 31;

PointFunction total(const SolarChi2& likelihood) {
  return [likelihood](const Point& point) { return likelihood(point).total; };
}

bool asked_profile(const pipeline::FitSettings& asked, const std::string& name) {
  return std::any_of(asked.profiles.begin(), asked.profiles.end(),
                     [&](const pipeline::FitAxis& axis) { return axis.parameter == name; });
}

bool asked_plane(const pipeline::FitSettings& asked) {
  return std::any_of(asked.contours.begin(), asked.contours.end(), [](const auto& axes) {
    return (axes[0].parameter == theta12 && axes[1].parameter == dm21) ||
           (axes[0].parameter == dm21 && axes[1].parameter == theta12);
  });
}

void add_profile(SolarFit& fit, std::size_t k, const PointFunction& chi2, const Monitor& monitor) {
  for (const Solution& s : fit.solutions) {
    const FreeParameter& p = s.parameters.list()[k];
    const core::GridAxis axis = axis_of({p.name, {}, {}, profile_values}, p, s.intervals[k][2]);
    std::vector<double> values;
    for (long i = 0; i < axis.count; ++i) {
      values.push_back(axis.at(static_cast<double>(i)));
    }
    fit.profiles.push_back(
        {s.octant, k, profile(problem_of(s.parameters, chi2), s.best, k, values, monitor)});
  }
}

void add_contours(SolarFit& fit,
                  const std::array<std::size_t, 2>& places,
                  const PointFunction& chi2,
                  const Monitor& monitor) {
  std::vector<ContourTable> tables;
  double least = std::numeric_limits<double>::infinity();
  for (const Solution& s : fit.solutions) {
    if (is_shown(s)) {
      std::array<core::GridAxis, 2> axes;
      for (std::size_t a = 0; a < 2; ++a) {
        const FreeParameter& p = s.parameters.list()[places[a]];
        axes[a] = axis_of({p.name, {}, {}, joint_values}, p, s.intervals[places[a]][2]);
      }
      tables.push_back(
          {s.octant, contours(problem_of(s.parameters, chi2), s.best, places, axes, monitor)});
      least = std::min(least, tables.back().contours.least);
    }
  }
  for (ContourTable& table : tables) {
    trace_levels(table.contours, least);
    fit.contours.push_back(std::move(table));
  }
}

/// Single experiments over one octant's window.
class Plane {
 public:
  Plane(const Solution& solution, const SolarChi2& likelihood)
      : solution_(solution),
        likelihood_(likelihood),
        places_{*solution.parameters.place(theta12), *solution.parameters.place(dm21)} {
    const bool light = solution.octant == Octant::light;
    const auto [low, high] = plane_sin2_theta12;
    axes_ = {core::GridAxis{light ? low : 1 - high, light ? high : 1 - low, plane_values, false},
             core::GridAxis{plane_dm21[0], plane_dm21[1], plane_values, true}};
  }

  [[nodiscard]] std::map<std::string, AloneChi2> at(double x, double y) const {
    std::vector<double> values = solution_.best.values;
    values[places_[0]] = x;
    values[places_[1]] = y;
    return likelihood_.each_alone(solution_.parameters.point(values));
  }

  /// One table an experiment; the rows are tasks.
  [[nodiscard]] std::vector<ExperimentPlane> tables(const Monitor& monitor) const {
    const auto n = static_cast<std::size_t>(plane_values);
    std::vector<std::vector<std::map<std::string, AloneChi2>>> rows(n);
    std::mutex mutex;
    std::size_t done = 0;
    run_tasks(n, [&](std::size_t j) {
      for (std::size_t i = 0; i < n; ++i) {
        stop_if_asked(monitor);
        rows[j].push_back(
            at(axes_[0].at(static_cast<double>(i)), axes_[1].at(static_cast<double>(j))));
      }
      const std::lock_guard lock(mutex);
      if (monitor.progress) {
        monitor.progress(++done, n);
      }
    });
    std::vector<ExperimentPlane> list;
    for (const auto& item : rows[0][0]) {
      ExperimentPlane plane{item.first, solution_.octant, {places_, axes_, {}, {}, 0, {}}};
      for (const auto& row : rows) {
        for (const auto& chi2 : row) {
          plane.table.chi2.push_back(chi2.at(item.first).total);
        }
      }
      plane.table.least = lowest(plane, monitor);
      list.push_back(std::move(plane));
    }
    return list;
  }

 private:
  /// The lowest chi2 between the grid's points, from the lowest of them.
  [[nodiscard]] double lowest(const ExperimentPlane& plane, const Monitor& monitor) const {
    const std::vector<double>& chi2 = plane.table.chi2;
    const auto least = std::min_element(chi2.begin(), chi2.end());
    const long k = least - chi2.begin();
    std::vector<FreeParameter> free;
    for (std::size_t a = 0; a < 2; ++a) {
      FreeParameter p = solution_.parameters.list()[places_[a]];
      p.min = axes_[a].min;
      p.max = axes_[a].max;
      p.log = axes_[a].log;
      const long place = a == 0 ? k % plane_values : k / plane_values;
      p.start = axes_[a].at(static_cast<double>(place));
      p.step = (p.to_search(p.max) - p.to_search(p.min)) / (plane_values - 1);
      free.push_back(p);
    }
    const Problem problem{
        free, [&](std::span<const double> v) { return at(v[0], v[1]).at(plane.experiment).total; }};
    const std::vector<double> start{free[0].start, free[1].start};
    try {
      return std::min(*least, minimise(problem, start, Begin::nearby, monitor).chi2);
    } catch (const core::NumericalError&) {
      return *least;  // a single rate leaves a valley without an end: the grid's own lowest will do
    }
  }

  const Solution& solution_;
  const SolarChi2& likelihood_;
  std::array<std::size_t, 2> places_;
  std::array<core::GridAxis, 2> axes_;
};

}  // namespace

bool is_shown(const Solution& solution) { return solution.delta_chi2 < rise_of_sigmas(3, 2); }

void add_overview(SolarFit& fit,
                  const pipeline::Config& config,
                  const SolarChi2& likelihood,
                  const Stage& stage) {
  if (fit.solutions.empty()) {
    return;
  }
  const PointFunction chi2 = total(likelihood);
  const Parameters& parameters = fit.solutions.front().parameters;
  if (const auto k = parameters.place(eps); k && !asked_profile(config.fit, eps)) {
    stage("profile of eps_medium",
          [&](const Monitor& monitor) { add_profile(fit, *k, chi2, monitor); });
  }
  const auto x = parameters.place(theta12), y = parameters.place(dm21);
  if (x && y && !asked_plane(config.fit)) {
    stage("contours of sin2_theta12 and dm21_eV2", [&](const Monitor& monitor) {
      add_contours(fit, {*x, *y}, chi2, monitor);
    });
  }
}

std::vector<ExperimentPlane> experiment_planes(const SolarFit& fit,
                                               const SolarChi2& likelihood,
                                               const Stage& stage) {
  std::vector<ExperimentPlane> list;
  if (fit.solutions.empty() || !fit.solutions.front().parameters.place(theta12) ||
      !fit.solutions.front().parameters.place(dm21)) {
    return list;
  }
  stage("theta12 and dm21 of single experiments", [&](const Monitor& monitor) {
    for (const Solution& s : fit.solutions) {
      if (is_shown(s)) {
        for (ExperimentPlane& plane : Plane(s, likelihood).tables(monitor)) {
          list.push_back(std::move(plane));
        }
      }
    }
  });
  std::map<std::string, double> least;
  for (const ExperimentPlane& plane : list) {
    const auto known = least.try_emplace(plane.experiment, plane.table.least).first;
    known->second = std::min(known->second, plane.table.least);
  }
  for (ExperimentPlane& plane : list) {
    trace_levels(plane.table, least.at(plane.experiment));
  }
  return list;
}

}  // namespace sunsi::fit
