#include <fmt/format.h>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <exception>
#include <optional>
#include <sunsi/core/error.hpp>
#include <sunsi/fit/detail/search.hpp>
#include <sunsi/fit/minimise.hpp>
#include <sunsi/fit/tasks.hpp>

namespace sunsi::fit {
namespace detail {

using Eigen::Index;
using Eigen::VectorXd;

Search::Search(const Problem& problem, const Monitor& monitor)
    : problem_(&problem), monitor_(&monitor) {
  const auto n = static_cast<Index>(problem.parameters.size());
  low.resize(n);
  high.resize(n);
  step.resize(n);
  for (Index i = 0; i < n; ++i) {
    const FreeParameter& p = problem.parameters[static_cast<std::size_t>(i)];
    low[i] = p.to_search(p.min);
    high[i] = p.to_search(p.max);
    step[i] = p.step;
  }
}

double Search::operator()(const VectorXd& x) {
  stop_if_asked(*monitor_);
  ++evaluations;
  return problem_->at(values(x));
}

std::vector<double> Search::values(const VectorXd& x) const {
  std::vector<double> list;
  for (Index i = 0; i < x.size(); ++i) {
    list.push_back(problem_->parameters[static_cast<std::size_t>(i)].from_search(x[i]));
  }
  return list;
}

VectorXd Search::from_values(std::span<const double> list) const {
  VectorXd x(low.size());
  for (Index i = 0; i < x.size(); ++i) {
    const auto k = static_cast<std::size_t>(i);
    const FreeParameter& p = problem_->parameters[k];
    x[i] = p.to_search(std::clamp(list[k], p.min, p.max));
  }
  return x;
}

}  // namespace detail

namespace {

using detail::Place;
using detail::Search;
using detail::Valley;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// What the steps of a chi2 by night may hide of the minimum [docs/likelihood.md].
constexpr double steps_of_chi2 = 5e-3;

/// Parameters that have an error: not at an end, and chi2 rises by at least `least` somewhere in the
/// range.
std::vector<Index> with_error(const Valley& valley, const Search& search, Minimum& minimum) {
  constexpr double least = 0.01;
  std::vector<Index> list;
  const VectorXd& x = valley.place.x;
  for (Index i = 0; i < x.size(); ++i) {
    const double width = search.high[i] - search.low[i];
    const bool end = std::min(x[i] - search.low[i], search.high[i] - x[i]) <= 1e-12 * width;
    minimum.at_end.push_back(end);
    if (!end && 0.5 * valley.model.hessian(i, i) * width * width > least) {
      list.push_back(i);
    }
  }
  return list;
}

Minimum minimum_of(const Valley& valley, const Search& search) {
  Minimum result;
  result.values = search.values(valley.place.x);
  result.chi2 = valley.place.chi2;
  result.evaluations = search.evaluations;
  const auto n = valley.place.x.size();
  const std::vector<Index> list = with_error(valley, search, result);
  MatrixXd covariance = MatrixXd::Zero(n, n);
  if (!list.empty()) {
    detail::Quadratic part;
    part.hessian = valley.model.hessian(list, list);
    part.centre = part.gradient = VectorXd::Zero(part.hessian.rows());
    covariance(list, list) = 2 * part.convex(1e-6).hessian.inverse();
  }
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < n; ++j) {
      const auto slope = [&](Index k) {  // d value/d search variable
        const auto s = static_cast<std::size_t>(k);
        return search.problem().parameters[s].log ? result.values[s] : 1.0;
      };
      result.covariance.push_back(covariance(i, j) * slope(i) * slope(j));
    }
  }
  return result;
}

}  // namespace

double Minimum::sigma(std::size_t parameter) const {
  return std::sqrt(covariance[parameter * values.size() + parameter]);
}

double Minimum::correlation(std::size_t a, std::size_t b) const {
  const double size = sigma(a) * sigma(b);
  return size > 0 ? covariance[a * values.size() + b] / size : 0;
}

Minimum minimise(const Problem& problem,
                 std::span<const double> start,
                 Begin begin,
                 const Monitor& monitor) {
  if (problem.parameters.empty()) {
    stop_if_asked(monitor);
    return {{}, problem.at({}), {}, {}, 1};
  }
  Search search(problem, monitor);
  const VectorXd x = search.from_values(start);
  Place place = begin == Begin::afar ? detail::simplex(search, x, 1) : Place{x, search(x)};
  Valley valley = detail::newton(search, place);
  for (const double scale : {1.0, 0.1}) {
    if (valley.converged) {
      break;
    }
    place = detail::simplex(search, valley.place.x, scale);
    valley = detail::newton(search, place.chi2 < valley.place.chi2 ? place : valley.place);
  }
  // By night chi2 has steps where the zenith rule changes its order. Beside one of them chi2 is lower than on
  // either side, though differences say that it falls on: the place is a minimum as far as chi2 can tell.
  valley.converged = valley.converged || valley.left < steps_of_chi2;
  if (!valley.converged) {
    throw core::NumericalError(fmt::format(
        "the minimum of chi2 was not found: the search came to {} with chi2 = {:.8g}; narrow "
        "fit.limits or free fewer parameters",
        problem.describe(search.values(valley.place.x)), valley.place.chi2));
  }
  return minimum_of(valley, search);
}

Minimum minimise(const Problem& problem,
                 const std::vector<std::vector<double>>& starts,
                 const Monitor& monitor) {
  std::vector<std::optional<Minimum>> found(starts.size());
  std::vector<std::exception_ptr> failed(starts.size());
  run_tasks(starts.size(), [&](std::size_t i) {
    try {
      found[i] = minimise(problem, starts[i], Begin::afar, monitor);
    } catch (const core::NumericalError&) {
      failed[i] = std::current_exception();
    }
  });
  const Minimum* best = nullptr;
  int evaluations = 0;
  for (const auto& minimum : found) {
    evaluations += minimum ? minimum->evaluations : 0;
    // Two searches that end in one valley differ by less than chi2_accuracy: the first one counts.
    if (minimum && (best == nullptr || minimum->chi2 < best->chi2 - chi2_accuracy)) {
      best = &*minimum;
    }
  }
  if (best == nullptr) {
    std::rethrow_exception(failed.at(0));
  }
  Minimum result = *best;
  result.evaluations = evaluations;
  return result;
}

}  // namespace sunsi::fit
