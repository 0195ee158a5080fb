#include <gsl/gsl_cdf.h>

#include <algorithm>
#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/fit/detail/walk.hpp>
#include <sunsi/fit/intervals.hpp>
#include <sunsi/fit/tasks.hpp>

namespace sunsi::fit {
namespace {

using detail::Walk;

/// One side of a parameter: where its profile rises by 1, 4, 9.
class Side {
 public:
  Side(const Problem& problem,
       const Minimum& minimum,
       std::size_t parameter,
       bool upwards,
       const Monitor& monitor)
      : own_(problem.parameters[parameter]),
        walk_(problem, minimum, parameter, monitor),
        least_(minimum.chi2),
        end_(own_.to_search(upwards ? own_.max : own_.min)),
        inner_{own_.to_search(minimum.values[parameter]), 0} {
    const double slope = own_.log ? minimum.values[parameter] : 1;
    const double sigma = minimum.sigma(parameter) / slope;
    first_ = sigma > 0 ? sigma : own_.step;
  }

  /// The three ends; fewer where the range ends before. Search variables.
  std::vector<double> ends() {
    std::vector<double> list;
    for (const double sigmas : {1.0, 2.0, 3.0}) {
      const std::optional<double> x = find(sigmas);
      if (!x || lower) {
        break;
      }
      list.push_back(own_.from_search(*x));
    }
    return list;
  }

  std::optional<ProfilePoint> lower;

 private:
  /// A place and the root of the rise there.
  struct Place {
    double x, s;
  };

  Place at(double x) {
    const ProfilePoint point = walk_.to(own_.from_search(x));
    if (point.chi2 < least_ - chi2_accuracy && (!lower || point.chi2 < lower->chi2)) {
      lower = point;
    }
    return {x, std::sqrt(std::max(point.chi2 - least_, 0.0))};
  }

  /// Outwards until sqrt(rise) exceeds `sigmas`, then between: nearly linear, a few steps.
  std::optional<double> find(double sigmas) {
    const double direction = end_ > inner_.x ? 1 : -1;
    Place outer = outer_;
    while (outer.s < sigmas) {
      if (inner_.x == end_ || lower) {
        return std::nullopt;
      }
      // The parabola's own place first, a tenth further to be beyond it; then by what was learnt.
      const double slope = inner_.s > 0.1 ? inner_.s / std::abs(inner_.x - origin_) : 1 / first_;
      const double wanted = 1.1 * std::max(sigmas - inner_.s, 0.3) / slope;
      const double far = std::clamp(wanted, 0.2 * first_, 3 * first_ * grow_);
      grow_ *= 1.5;
      const double x = std::abs(end_ - inner_.x) <= far ? end_ : inner_.x + direction * far;
      outer = at(x);
      if (outer.s < sigmas) {
        inner_ = outer;
      }
    }
    outer_ = outer;
    return between(inner_, outer, sigmas);
  }

  double between(Place in, Place out, double sigmas) {
    double below = in.s - sigmas, above = out.s - sigmas;
    int kept = 0;
    for (int k = 0; k < 60; ++k) {
      const double x = in.x + (out.x - in.x) * below / (below - above);
      const Place middle = at(x);
      const double value = middle.s - sigmas;
      if (std::abs(value) < 1e-3 || lower) {
        // Straight from the nearer end: second order of what is left.
        const Place& other = value < 0 ? out : in;
        const double left = other.s - middle.s;
        inner_ = value < 0 ? middle : in;
        return std::abs(left) > 1e-9 ? x - value * (other.x - x) / left : x;
      }
      if (value < 0) {
        in = middle;
        below = value;
        above /= kept == 1 ? 2 : 1;  // Illinois
        kept = 1;
      } else {
        out = middle;
        above = value;
        below /= kept == -1 ? 2 : 1;
        kept = -1;
      }
      inner_ = in;
    }
    return (in.x + out.x) / 2;
  }

  const FreeParameter& own_;
  Walk walk_;
  double least_, end_;
  Place inner_;
  double origin_ = inner_.x;
  Place outer_{0, -1};
  double first_ = 1;
  double grow_ = 1;
};

}  // namespace

std::vector<ProfilePoint> profile(const Problem& problem,
                                  const Minimum& minimum,
                                  std::size_t parameter,
                                  std::span<const double> values,
                                  const Monitor& monitor) {
  std::vector<ProfilePoint> points(values.size());
  const double origin = minimum.values[parameter];
  const auto split = static_cast<std::size_t>(
      std::lower_bound(values.begin(), values.end(), origin) - values.begin());
  run_tasks(2, [&](std::size_t side) {
    Walk walk(problem, minimum, parameter, monitor);
    if (side == 0) {
      for (std::size_t i = split; i-- > 0;) {
        points[i] = walk.to(values[i]);
      }
    } else {
      for (std::size_t i = split; i < values.size(); ++i) {
        points[i] = walk.to(values[i]);
      }
    }
  });
  return points;
}

IntervalResult intervals(const Problem& problem, const Minimum& minimum, const Monitor& monitor) {
  const std::size_t n = problem.parameters.size();
  std::vector<std::vector<double>> ends(2 * n);
  std::vector<std::optional<ProfilePoint>> lower(2 * n);
  run_tasks(2 * n, [&](std::size_t task) {
    Side side(problem, minimum, task / 2, task % 2 == 1, monitor);
    ends[task] = side.ends();
    lower[task] = side.lower;
  });
  IntervalResult result;
  result.of.resize(n);
  for (std::size_t task = 0; task < 2 * n; ++task) {
    for (std::size_t k = 0; k < ends[task].size(); ++k) {
      Interval& interval = result.of[task / 2][k];
      (task % 2 == 1 ? interval.high : interval.low) = ends[task][k];
    }
    if (lower[task] && (!result.lower || lower[task]->chi2 < result.lower->chi2)) {
      result.lower = lower[task];
    }
  }
  return result;
}

double rise_of_sigmas(double sigmas, int dof) {
  core::require_positive(sigmas, "number of standard deviations");
  core::require_positive(dof, "degrees of freedom");
  // The tail keeps its digits where 1 - p would lose them.
  return gsl_cdf_chisq_Qinv(2 * gsl_cdf_ugaussian_Q(sigmas), dof);
}

}  // namespace sunsi::fit
