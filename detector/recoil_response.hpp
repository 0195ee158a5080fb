/// \file detector/recoil_response.hpp
/// The true recoil spectrum of a source on electrons, linear in the probabilities at energy nodes.
#pragma once

#include <Eigen/Core>
#include <functional>
#include <span>
#include <sunsi/core/node_basis.hpp>
#include <sunsi/core/quadrature.hpp>
#include <sunsi/detector/cross_section.hpp>
#include <sunsi/detector/scattering_rate.hpp>
#include <vector>

namespace sunsi::detector {

/// Neutrinos of one source: either lines or a density, of integral 1.
struct SourceSpectrum {
  struct Line {
    double energy_MeV;
    double fraction;
  };
  std::vector<Line> lines{};
  std::function<double(double)> density{};  ///< [1/MeV] at an energy [MeV]
  /// Rising, from the least energy with flux to the greatest: between them the density is smooth.
  std::vector<double> knots_MeV{};

  [[nodiscard]] double end_MeV() const;
};

/// Couplings at recoil nodes, of nu_e and of nu_mu, nu_tau where these are alike.
struct RecoilCouplings {
  Eigen::ArrayXd left_e, right_e, left_x, right_x;
};

/// dR/dT = int phi(E) sigma(E, T) dE of a source at fixed recoil energies T_k, per unit flux and
/// electron. With P(E) = sum_j P_j L_j(E) (core/node_basis.hpp) and the terms F of dsigma/dT
/// (KinematicTerms) it is
///   dR/dT(T_k) = sum_F g_F(T_k) sum_j W_F(k, j) P_j,  W_F(k, j) = int_{E_min(T_k)} phi L_j F(E, T_k) dE,
/// so that couplings, mediator and probabilities cost matrix times vector. The weights are right to
/// 1e-8 of a row (tests/detector); they integrate the corrections' logarithm at E = E_min(T) in the
/// variable sqrt(E - E_min). Immutable.
class RecoilResponse {
 public:
  /// \param spectrum  of the source; a line must be a node of `basis`
  /// \param basis     nodes in MeV; its panels must cover the spectrum
  /// \param recoil_MeV  T_k > 0, in any order
  /// \throws InvalidInput    when that does not hold
  /// \throws NumericalError  the spectrum is not finite
  RecoilResponse(const SourceSpectrum& spectrum,
                 const core::NodeBasis& basis,
                 std::vector<double> recoil_MeV,
                 CrossSectionMode mode);

  [[nodiscard]] const std::vector<double>& recoil_MeV() const { return recoil_; }
  [[nodiscard]] Eigen::Index energies() const { return left_.cols(); }
  [[nodiscard]] CrossSectionMode mode() const { return mode_; }

  /// Couplings at T_k with a point's eps^e and mediator.
  /// \throws InvalidInput  unless sigma.alike() and of the response's mode
  [[nodiscard]] RecoilCouplings couplings(const NuElectronCrossSection& sigma) const;

  /// dR/dT at T_k [cm^2/MeV] for P_ee at the nodes, the rest of the neutrinos being nu_mu or nu_tau.
  /// P_ee = 1 everywhere gives the unoscillated spectrum.
  /// \throws InvalidInput  sizes differ
  [[nodiscard]] Eigen::VectorXd recoils(const Eigen::VectorXd& P_ee,
                                        const RecoilCouplings& couplings) const;

  /// The same for the flavour states at the nodes and any couplings: Tr[rho G] of cross_section.hpp.
  /// \throws InvalidInput  sizes differ, another mode
  [[nodiscard]] Eigen::VectorXd recoils(std::span<const Eigen::Matrix3cd> rho,
                                        const NuElectronCrossSection& sigma) const;

 private:
  void add_energy(Eigen::Index k, double weight, double E, const core::NodeBasis::Values& at);
  void integrate(Eigen::Index k, const SourceSpectrum& spectrum, const core::NodeBasis& basis);
  std::vector<double> recoil_;
  CrossSectionMode mode_;
  RecoilCouplings standard_;
  Eigen::MatrixXd left_, right_, mixed_;              ///< W_F, recoils x energies
  Eigen::VectorXd all_left_, all_right_, all_mixed_;  ///< rows' sums: P = 1
};

/// A rule in true recoil energy for the rate of a source in a window: nodes crowd at both ends, where
/// dR/dT has a root or a logarithm; cut at the largest recoil of the spectrum, empty when the window
/// lies beyond. For lines give one line at a time.
core::Quadrature recoil_rule(const SourceSpectrum& spectrum,
                             const RecoilWindow& window,
                             int points = 48);

}  // namespace sunsi::detector
