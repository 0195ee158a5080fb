#include <algorithm>
#include <cmath>
#include <sunsi/fit/detail/walk.hpp>

namespace sunsi::fit::detail {

Walk::Walk(const Problem& problem,
           const Minimum& minimum,
           std::size_t parameter,
           const Monitor& monitor)
    : problem_(&problem),
      parameter_(parameter),
      monitor_(&monitor),
      last_{minimum.values[parameter], minimum.chi2, minimum.values} {
  const std::size_t n = minimum.values.size();
  const auto scale = [&](std::size_t i) {  // d value/d search variable
    return problem.parameters[i].log ? minimum.values[i] : 1.0;
  };
  const double own = minimum.covariance[parameter * n + parameter];
  for (std::size_t i = 0; i < n; ++i) {
    slope_.push_back(
        own > 0 ? minimum.covariance[i * n + parameter] / own * scale(parameter) / scale(i) : 0);
  }
}

std::vector<double> Walk::guess(double value) const {
  const FreeParameter& own = problem_->parameters[parameter_];
  const double step = own.to_search(value) - own.to_search(last_.value);
  std::vector<double> values;
  for (std::size_t i = 0; i < slope_.size(); ++i) {
    const FreeParameter& p = problem_->parameters[i];
    if (i != parameter_) {
      const double x = p.to_search(last_.values[i]);
      values.push_back(std::isfinite(x) && std::isfinite(step) ? p.from_search(x + slope_[i] * step)
                                                               : last_.values[i]);
    }
  }
  return values;
}

ProfilePoint Walk::to(double value) {
  const Problem rest = problem_->held(parameter_, value);
  const Minimum minimum = minimise(rest, guess(value), Begin::nearby, *monitor_);
  ProfilePoint point{value, minimum.chi2, with_held(minimum.values, parameter_, value)};
  const FreeParameter& own = problem_->parameters[parameter_];
  const double step = own.to_search(value) - own.to_search(last_.value);
  if (step != 0) {
    for (std::size_t i = 0; i < slope_.size(); ++i) {
      const FreeParameter& p = problem_->parameters[i];
      slope_[i] = (p.to_search(point.values[i]) - p.to_search(last_.values[i])) / step;
    }
    last_ = point;
  }
  return point;
}

}  // namespace sunsi::fit::detail
