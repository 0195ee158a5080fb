/// \file propagation/hamiltonian.hpp
/// The three-flavour Hamiltonian H = U diag(0, dm21, dm31) U^dagger/(2E) + V, V hermitian.
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

/// The potential as a hermitian matrix in the flavour basis [eV].
inline Eigen::Matrix3cd potential_matrix(const model::FlavourPotential& V) {
  Eigen::Matrix3cd M;
  M << V.e, V.emu, V.etau, std::conj(V.emu), V.mu, V.mutau, std::conj(V.etau), std::conj(V.mutau),
      V.tau;
  return M;
}

/// H [eV] in the flavour basis.
inline Eigen::Matrix3cd hamiltonian(const Eigen::Matrix3cd& mass_squared,
                                    double energy,
                                    const model::FlavourPotential& V) {
  return mass_squared / (2 * energy) + potential_matrix(V);
}

}  // namespace sunsi::propagation
