/// \file model/widths.hpp
/// Partial widths, branching ratios and lifetime of the Z'.
#pragma once

#include <sunsi/model/zprime.hpp>

namespace sunsi::model {

/// Partial widths of the Z' [eV]; 0 below a threshold.
struct Widths {
  double ee = 0;
  double nunu = 0;  ///< nu_mu and nu_tau together
  double mumu = 0;
  double phi = 0;
  [[nodiscard]] double total() const { return ee + nunu + mumu + phi; }
};

/// Partial width into a pair of charged leptons, leading order [eV]; 0 below threshold:
///   G(l l) = coupling^2 m/(12 pi) (1 + 2 m_l^2/m^2) sqrt(1 - 4 m_l^2/m^2)
double lepton_width(double coupling, double mass, double lepton_mass);

/// Leading order, massive charged leptons, left-handed neutrinos:
///   G(l l) = g_l^2 m/(12 pi) (1 + 2 m_l^2/m^2) sqrt(1 - 4 m_l^2/m^2), g_e = -e eps_kin, g_mu = g -
///   e eps_kin G(nu nu) = g^2 m/(24 pi) for each of nu_mu, nu_tau G(phi phi) = c_phi^2 g^2 m/(48
///   pi) (1 - 4 m_phi^2/m^2)^{3/2}      (arXiv:2211.15686, eq. (23))
/// Hadronic and tau channels are not included: valid for m < 2 m_pi.
Widths decay_widths(const ZPrime& model);

/// Lifetime hbar/G_total [1/eV].
/// \throws NumericalError when nothing is open (it cannot be: nu nu
/// is)
double lifetime(const ZPrime& model);

/// Mean decay length [1/eV] in the laboratory at total energy `energy` [eV] >= m: gamma beta c tau.
double decay_length(const ZPrime& model, double energy);

}  // namespace sunsi::model
