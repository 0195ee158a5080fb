/// \file propagation/levels.hpp
/// Levels of the Hamiltonian in matter and the electron fraction of each.
#pragma once

#include <Eigen/Core>
#include <array>
#include <sunsi/model/oscillation.hpp>
#include <sunsi/propagation/medium.hpp>

namespace sunsi::propagation {

/// Pairs of levels in the order of Levels::kappa.
inline constexpr std::array<std::array<std::size_t, 2>, 3> level_pairs{{{0, 1}, {0, 2}, {1, 2}}};

/// The three levels at one radius, in the order of the mass states that they become in vacuum.
struct Levels {
  std::array<double, 3> lambda{};    ///< eigenvalues of 2 E H [eV^2], up to a common constant
  std::array<double, 3> electron{};  ///< abs(U^m_ei)^2, add up to 1
  /// Non-adiabaticity abs(<i| dH/dr |j>)/(E_i - E_j)^2 of the pairs 12, 13, 23 [1].
  std::array<double, 3> kappa{};
  /// First superadiabatic correction to `electron`: 2 sum_j Im[conj(U_ei) U_ej <j|H'|i>]/(E_i -
  /// E_j)^2. It vanishes for a real Hamiltonian, hence whenever V_mu = V_tau; adds up to 0.
  std::array<double, 3> first_order{};
};

/// Solves the levels for one set of oscillation parameters at any energy and potential.
///
/// With V_mu = V_tau only A = 2 E (V_e - V_mu) enters: the vacuum matrix gets a rank-one term, the
/// level that becomes nu_3 follows from Newton's method on the secular equation, the other two from
/// the quadratic with trace and product free of cancellation, and
///   abs(U^m_ei)^2 = (l_i - x)(l_i - y)/((l_i - l_j)(l_i - l_k)),
/// x, y the eigenvalues of the (mu, tau) block (eigenvector-eigenvalue identity, arXiv:1908.03795).
/// Stable down to dm21 = 1e-7 eV^2. Where V_mu != V_tau, a potential stands off the diagonal, or A is
/// not small against dm31, the 3x3 hermitian eigenproblem is solved instead, without iteration
/// (detail/closed_form.hpp): P to some 1e-16 dm31 over the distance of the levels.
class LevelSolver {
 public:
  explicit LevelSolver(const model::OscillationParameters& osc);

  /// \param energy  neutrino energy [eV], > 0 (not checked: the engines check it once)
  [[nodiscard]] Levels operator()(double energy, const PotentialSample& sample) const;

 private:
  [[nodiscard]] Levels closed_form(double A, double slope, double energy) const;
  [[nodiscard]] Levels eigenproblem(double energy, const PotentialSample& sample) const;

  double dm21_;
  double dm31_;
  std::array<double, 3> ue2_;  ///< vacuum abs(U_ei)^2
  double x_;                   ///< larger eigenvalue of the (mu, tau) block [eV^2]
  double y_;                   ///< smaller one
  Eigen::Matrix3cd mass_squared_;
};

}  // namespace sunsi::propagation
