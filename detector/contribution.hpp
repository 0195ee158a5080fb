/// \file detector/contribution.hpp
/// What one data set says of one model point: the plain value that a likelihood is made of.
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

namespace sunsi::detector {

/// A systematic error that moves all data of a set together: at its value xi (in standard
/// deviations) a prediction mu_b becomes mu_b (1 + s_b(xi)) with s_b(xi) = xi (up_b - down_b)/2 +
/// xi^2 (up_b + down_b)/2, which is up_b at +1 and down_b at -1. Pulls of one name in several
/// contributions are one and the same number.
struct Pull {
  std::string name;      ///< "sk4-scale", "8B-shape", "ga-cross-section"
  Eigen::VectorXd up;    ///< relative shift of each prediction at +1 standard deviation [1]
  Eigen::VectorXd down;  ///< at -1; -up for a linear pull
};

/// Data, predictions and errors at a point. With f_s = flux of source s over the reference flux that
/// `by_source` was made with, the prediction is mu_b = (fixed_b + sum_s f_s by_source(b, s)) times
/// prod_pulls (1 + s_b(xi)), and chi2 = (measured - mu)^T inverse_covariance (measured - mu) + sum
/// xi^2.
struct Contribution {
  std::string experiment;          ///< "super-kamiokande-4", "gallium", ...
  std::vector<std::string> label;  ///< of each datum: "3.49-3.99", "7Be", "c0"
  Eigen::VectorXd measured;
  Eigen::VectorXd fixed;      ///< what does not grow with a flux (c0, A_DN)
  Eigen::MatrixXd by_source;  ///< n x 8, columns in the order of model::all_sources
  Eigen::MatrixXd inverse_covariance;
  std::vector<Pull> pulls;
};

}  // namespace sunsi::detector
