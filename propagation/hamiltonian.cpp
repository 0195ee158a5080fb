#include <sunsi/propagation/hamiltonian.hpp>

namespace sunsi::propagation {

Eigen::Matrix3cd mixing_matrix(const model::OscillationParameters& osc) {
  const auto rows = osc.mixing_matrix();
  Eigen::Matrix3cd U;
  for (int alpha = 0; alpha < 3; ++alpha) {
    for (int i = 0; i < 3; ++i) {
      U(alpha, i) = rows[static_cast<std::size_t>(alpha)][static_cast<std::size_t>(i)];
    }
  }
  return U;
}

Eigen::Matrix3cd mass_squared_matrix(const model::OscillationParameters& osc) {
  const Eigen::Matrix3cd U = mixing_matrix(osc);
  const Eigen::Vector3d m2(0, osc.dm21(), osc.dm31());
  return U * m2.asDiagonal() * U.adjoint();
}

}  // namespace sunsi::propagation
