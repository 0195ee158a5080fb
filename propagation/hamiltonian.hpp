/// \file propagation/hamiltonian.hpp
/// The three-flavour Hamiltonian H = U diag(0, dm21, dm31) U^dagger/(2E) + diag(V_e, V_mu, V_tau).
#pragma once

#include <Eigen/Core>
#include <sunsi/model/composition.hpp>
#include <sunsi/model/oscillation.hpp>

namespace sunsi::propagation {

/// Mixing matrix as an Eigen matrix, rows e, mu, tau.
Eigen::Matrix3cd mixing_matrix(const model::OscillationParameters& osc);

/// U diag(0, dm21, dm31) U^dagger [eV^2]; divide by 2E for the vacuum Hamiltonian in the flavour
/// basis.
Eigen::Matrix3cd mass_squared_matrix(const model::OscillationParameters& osc);

/// H [eV] in the flavour basis.
inline Eigen::Matrix3cd hamiltonian(const Eigen::Matrix3cd& mass_squared,
                                    double energy,
                                    const model::FlavourPotential& V) {
  Eigen::Matrix3cd H = mass_squared / (2 * energy);
  H(0, 0) += V.e;
  H(1, 1) += V.mu;
  H(2, 2) += V.tau;
  return H;
}

}  // namespace sunsi::propagation
