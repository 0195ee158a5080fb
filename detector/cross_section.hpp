/// \file detector/cross_section.hpp
/// Neutrino-electron elastic scattering with electroweak radiative corrections and a light
/// mediator.
#pragma once

#include <limits>

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

/// Cross-sections after Bahcall, Kamionkowski and Sirlin, Phys. Rev. D 51, 6146 (1995),
/// astro-ph/9502003:
///   dsigma/dT = (2 G_F^2 m_e/pi) [g_L^2 (1 + a f_-/pi) + g_R^2 ((1-z)^2 + a ft_+/pi)
///                                 - g_L g_R (m_e z/E) (1 + a f_+-/pi)],  z = T/E,
/// with rho = 1.0126, s2 = 0.2317, kappa_e(T), kappa_mu(T) and the sign of g_L that of the PDG
/// (+0.73 for nu_e, -0.27 for nu_x), because a new vector coupling adds to it: g_L, g_R += (eps/2)
/// m^2/(m^2 + 2 m_e T). In f_-, ft_+, f_+- the logarithm ln(1 - z - m_e/(E_e + l)) diverges,
/// integrably, at the largest recoil: its argument is kept above 1e-14. Valid for T, E in the MeV
/// range (T < 100 MeV).
class NuElectronCrossSection {
 public:
  explicit NuElectronCrossSection(CrossSectionMode mode, ElectronNsi nsi = {});

  /// Couplings at a recoil energy T_MeV > 0, corrections and mediator included.
  [[nodiscard]] ChiralCouplings couplings(Flavour flavour, double T_MeV) const;

  /// dsigma/dT [cm^2/MeV]; 0 for T outside (0, T_max(E)].
  [[nodiscard]] double differential(Flavour flavour, double E_MeV, double T_MeV) const;

  /// Integral over recoil energies between the bounds (cut at T_max) [cm^2].
  /// \throws InvalidInput  E <= 0 or a bound that is negative or not a number
  [[nodiscard]] double total(Flavour flavour,
                             double E_MeV,
                             double T_low_MeV = 0,
                             double T_high_MeV = std::numeric_limits<double>::infinity()) const;

  [[nodiscard]] CrossSectionMode mode() const { return mode_; }

 private:
  CrossSectionMode mode_;
  ElectronNsi nsi_;
};

/// Largest recoil energy 2 E^2/(m_e + 2 E) [MeV].
double largest_recoil_MeV(double E_MeV);

/// Smallest neutrino energy that can give a recoil of T_MeV [MeV]: (T + sqrt(T^2 + 2 m_e T))/2.
double smallest_energy_MeV(double T_MeV);

}  // namespace sunsi::detector
