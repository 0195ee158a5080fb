/// \file fit/detail/search.hpp
/// The parts of a minimisation: a problem in its search variables, the simplex, Newton's method.
#pragma once

#include <Eigen/Core>
#include <sunsi/fit/detail/quadratic.hpp>
#include <sunsi/fit/minimise.hpp>

namespace sunsi::fit::detail {

/// A problem in the variables of its search, with a count of evaluations.
class Search {
 public:
  Search(const Problem& problem, const Monitor& monitor);

  /// \throws NumericalError, Interrupted
  double operator()(const Eigen::VectorXd& x);

  [[nodiscard]] std::vector<double> values(const Eigen::VectorXd& x) const;
  [[nodiscard]] Eigen::VectorXd from_values(std::span<const double> values) const;
  [[nodiscard]] const Problem& problem() const { return *problem_; }

  Eigen::VectorXd low, high, step;
  int evaluations = 0;

 private:
  const Problem* problem_;
  const Monitor* monitor_;
};

/// A point and its chi2.
struct Place {
  Eigen::VectorXd x;
  double chi2 = 0;
};

/// Nelder and Mead until the simplex is smaller than a third of the steps.
Place simplex(Search& search, const Eigen::VectorXd& start, double scale);

/// Where Newton's method ended.
struct Valley {
  Place place;
  Quadratic model;
  bool converged = false;
  double left = 0;  ///< by how much the last quadratic promises to lower chi2 within the range
};

Valley newton(Search& search, const Place& start);

}  // namespace sunsi::fit::detail
