/// \file detector/detail/matrix.hpp
/// Matrices of the cards as Eigen's.
#pragma once

#include <Eigen/Core>
#include <sunsi/detector/card.hpp>

namespace sunsi::detector::detail {

/// \throws DataError  the value is no square matrix
inline Eigen::MatrixXd matrix(const Card& card) {
  const std::vector<std::vector<double>> rows = card.matrix();
  const auto n = static_cast<Eigen::Index>(rows.size());
  Eigen::MatrixXd m(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < n; ++j) {
      m(i, j) = rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
    }
  }
  return m;
}

}  // namespace sunsi::detector::detail
