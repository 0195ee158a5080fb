/// \file detector/cross_section.hpp
/// Neutrino-electron elastic scattering with electroweak radiative corrections and a light
/// mediator.
#pragma once

#include <Eigen/Core>
#include <limits>
#include <sunsi/model/nsi.hpp>

namespace sunsi::detector {

/// tree: rho = kappa = 1; kappa: rho and kappa(T) of the electroweak corrections; full: with the
/// QED corrections f_-, f_+, f_+-. All with the same weak mixing angle.
enum class CrossSectionMode { tree, kappa, full };

/// The vector coupling of nu_mu and nu_tau (equal) to electrons through a mediator.
struct ElectronNsi {
  double eps_std = 0;  ///< eps^e_mumu = eps^e_tautau at q^2 = 0, standard convention [1]
  double mediator_mass_MeV = std::numeric_limits<double>::infinity();
};

/// nu_e, or nu_mu and nu_tau, which scatter alike.
enum class Flavour { e, x };

/// Left and right couplings g_L, g_R of a flavour to electrons, PDG signs.
struct ChiralCouplings {
  double left;
  double right;
};

/// The same for all flavours, hermitian matrices with rows and columns e, mu, tau: g[alpha][beta]
/// takes nu_beta to nu_alpha.
struct ChiralMatrices {
  Eigen::Matrix3cd left;
  Eigen::Matrix3cd right;
};

/// Cross-sections after Bahcall, Kamionkowski and Sirlin, Phys. Rev. D 51, 6146 (1995),
/// astro-ph/9502003:
///   dsigma/dT = (2 G_F^2 m_e/pi) [g_L^2 (1 + a f_-/pi) + g_R^2 ((1-z)^2 + a ft_+/pi)
///                                 - g_L g_R (m_e z/E) (1 + a f_+-/pi)],  z = T/E,
/// with rho = 1.0126, s2 = 0.2317, kappa_e(T), kappa_mu(T) and the sign of g_L that of the PDG
/// (+0.73 for nu_e, -0.27 for nu_x), because a new vector coupling adds to it: g_L, g_R += (eps/2)
/// m^2/(m^2 + 2 m_e T).
///
/// With a general hermitian eps^e the couplings are matrices, g_L = diag(g_Le, g_Lx, g_Lx) + eps^e/2
/// and g_R likewise. A neutrino of flavour amplitudes psi ends as nu_alpha with (g psi)_alpha, and the
/// final flavour is not seen: for its density matrix rho = psi psi^+ the squares g^2 above become
/// Tr[rho g_L g_L], Tr[rho g_R g_R] and g_L g_R becomes (1/2) Tr[rho {g_L, g_R}], so that
/// dsigma/dT = Tr[rho G(E, T)] with a hermitian G (docs/nsi.md). In f_-, ft_+, f_+- the logarithm ln(1 - z - m_e/(E_e + l)) diverges,
/// integrably, at the largest recoil: its argument is kept above 1e-14. Valid for T, E in the MeV
/// range (T < 100 MeV).
class NuElectronCrossSection {
 public:
  /// \throws InvalidInput  eps that is not finite, a mediator mass that is not > 0
  explicit NuElectronCrossSection(CrossSectionMode mode, ElectronNsi nsi = {});

  /// Any vector coupling eps^e at q^2 = 0, standard convention.
  /// \throws InvalidInput  as above
  static NuElectronCrossSection general(
      CrossSectionMode mode,
      const model::EpsilonMatrixStd& eps_e,
      double mediator_mass_MeV = std::numeric_limits<double>::infinity());

  /// Whether the couplings are diagonal and those of nu_mu and nu_tau equal: P_ee is then all that
  /// scattering needs, and `Flavour` all that can be asked for.
  [[nodiscard]] bool alike() const;

  /// Couplings at a recoil energy T_MeV > 0, corrections and mediator included.
  /// \throws InvalidInput  unless alike(), here and where else a Flavour is asked for
  [[nodiscard]] ChiralCouplings couplings(Flavour flavour, double T_MeV) const;
  [[nodiscard]] ChiralMatrices couplings(double T_MeV) const;

  /// dsigma/dT [cm^2/MeV]; 0 for T outside (0, T_max(E)].
  [[nodiscard]] double differential(Flavour flavour, double E_MeV, double T_MeV) const;
  /// The matrix G of dsigma/dT = Tr[rho G] [cm^2/MeV].
  [[nodiscard]] Eigen::Matrix3cd differential(double E_MeV, double T_MeV) const;

  /// Integral over recoil energies between the bounds (cut at T_max) [cm^2].
  /// \throws InvalidInput  E <= 0 or a bound that is negative or not a number
  [[nodiscard]] double total(Flavour flavour,
                             double E_MeV,
                             double T_low_MeV = 0,
                             double T_high_MeV = std::numeric_limits<double>::infinity()) const;

  /// The matrix of sigma = Tr[rho total] [cm^2].
  /// \throws InvalidInput  as above
  [[nodiscard]] Eigen::Matrix3cd total(
      double E_MeV,
      double T_low_MeV = 0,
      double T_high_MeV = std::numeric_limits<double>::infinity()) const;

  [[nodiscard]] CrossSectionMode mode() const { return mode_; }
  /// eps^e at q^2 = 0.
  [[nodiscard]] const model::EpsilonMatrixStd& eps() const { return eps_; }
  /// m^2/(m^2 + 2 m_e T), what a mediator leaves of eps^e at a recoil energy [1].
  [[nodiscard]] double propagator(double T_MeV) const;

 private:
  CrossSectionMode mode_;
  model::EpsilonMatrixStd eps_;
  double mediator_mass_MeV_;
};

/// What the couplings are multiplied with, prefactor and corrections included [cm^2/MeV]:
///   dsigma/dT = g_L^2 left + g_R^2 right - g_L g_R mixed.
struct KinematicTerms {
  double left = 0;
  double right = 0;
  double mixed = 0;
};

/// The three terms at a neutrino energy and a recoil energy; all zero for T outside (0, T_max(E)].
KinematicTerms kinematic_terms(CrossSectionMode mode, double E_MeV, double T_MeV);

/// Tr[rho G] of two hermitian matrices, a real number.
double trace(const Eigen::Matrix3cd& rho, const Eigen::Matrix3cd& G);

/// Largest recoil energy 2 E^2/(m_e + 2 E) [MeV].
double largest_recoil_MeV(double E_MeV);

/// Smallest neutrino energy that can give a recoil of T_MeV [MeV]: (T + sqrt(T^2 + 2 m_e T))/2.
double smallest_energy_MeV(double T_MeV);

}  // namespace sunsi::detector
