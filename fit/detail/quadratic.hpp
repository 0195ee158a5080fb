/// \file fit/detail/quadratic.hpp
/// A quadratic in a box.
#pragma once

#include <Eigen/Core>

namespace sunsi::fit::detail {

/// value + gradient . (x - centre) + (x - centre)^T hessian (x - centre)/2.
struct Quadratic {
  Eigen::VectorXd centre;
  double value = 0;
  Eigen::VectorXd gradient;
  Eigen::MatrixXd hessian;

  [[nodiscard]] double at(const Eigen::VectorXd& x) const;

  /// With every eigenvalue of the hessian, taken in units where its diagonal is 1, made positive and
  /// at least `floor`: a saddle or a flat direction becomes a valley that a box can bound.
  [[nodiscard]] Quadratic convex(double floor) const;

  /// Its lowest point with low <= x <= high. The hessian is positive definite.
  [[nodiscard]] Eigen::VectorXd minimum_in(const Eigen::VectorXd& low,
                                           const Eigen::VectorXd& high) const;
};

}  // namespace sunsi::fit::detail
