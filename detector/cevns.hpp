/// \file detector/cevns.hpp
/// Coherent elastic scattering of neutrinos on nuclei, with the vector coupling of a mediator.
#pragma once

#include <limits>
#include <sunsi/detector/cross_section.hpp>

namespace sunsi::detector {

/// One isotope. Radii are root mean squares [fm].
struct Nucleus {
  int Z = 0;
  int N = 0;
  double mass_MeV = 0;
  double proton_radius_fm = 0;
  double neutron_radius_fm = 0;
};

/// The isotope of an atomic mass [u]: nuclear mass = atomic mass - Z m_e (binding of the electrons,
/// below 0.3 MeV, left out).
/// \throws InvalidInput  Z, N < 1, a mass that is not positive, a radius of 1.6 fm or less
Nucleus make_nucleus(int Z, int N, double atomic_mass_u, double proton_fm, double neutron_fm);

/// helm: 3 j1(q R0)/(q R0) exp(-q^2 s^2/2), s = 0.9 fm, R0^2 = (5/3)(R_rms^2 - 3 s^2), of protons and
/// of neutrons each (R. H. Helm, Phys. Rev. 104, 1466 (1956)).
/// klein_nystrand: 3 j1(q R_A)/(q R_A) / (1 + q^2 a^2), R_A = 1.23 fm A^{1/3}, a = 0.7 fm, of both
/// alike (S. Klein, J. Nystrand, Phys. Rev. C 60, 014903 (1999)).
/// point: 1.
enum class FormFactor { helm, klein_nystrand, point };

/// Vector coupling of nu_mu and nu_tau (equal) to nucleons, standard convention.
struct NucleonNsi {
  double eps_p = 0;  ///< eps^p_mumu = 2 eps^u + eps^d at q^2 = 0 [1]
  double eps_n = 0;  ///< eps^n_mumu = eps^u + 2 eps^d at q^2 = 0 [1]
  double mediator_mass_MeV = std::numeric_limits<double>::infinity();
};

/// The standard model's vector couplings g_p = 1/2 - 2 s2, g_n = -1/2 with s2 = 0.23867 at q^2 = 0
/// (MS-bar; J. Erler, M. J. Ramsey-Musolf, Phys. Rev. D 72, 073003 (2005), hep-ph/0409169), else at
/// tree level.
double weak_coupling_p();
double weak_coupling_n();

/// Form factor at momentum transfer q [MeV]; 1 at q = 0.
double form_factor_p(FormFactor kind, const Nucleus& nucleus, double q_MeV);
double form_factor_n(FormFactor kind, const Nucleus& nucleus, double q_MeV);

/// dsigma/dT = (G_F^2 M/pi) (1 - T/E - M T/(2 E^2)) A^2,
///   A = Z (g_p + eps^p P) F_p(q) + N (g_n + eps^n P) F_n(q),
///   P = m^2/(m^2 + 2 M T), q^2 = 2 M T; nu_e without eps (the Z' does not couple to it).
/// Barranco, Miranda, Rashba, JHEP 12 (2005) 021 (hep-ph/0508299), for vector couplings. The same
/// for antineutrinos: a spinless nucleus sees the vector current alone.
///
/// Why eps_std adds with factor 1: L_NC = -2 sqrt2 G_F g^f (nu_L gamma nu_L)(f gamma f) with the
/// vector part g^f = g_p, g_n gives V = sqrt2 G_F N_f g^f, for neutrons -G_F N_n/sqrt2, which is the
/// known V_NC; and eps_std is defined by V = sqrt2 G_F N_f eps_std. Both are labels of one operator.
///
/// Valid while T << M and E well below the pion mass. [cm^2/MeV]; 0 for T outside (0, 2E^2/(M + 2E)].
double cevns_differential(const Nucleus& nucleus,
                          FormFactor kind,
                          Flavour flavour,
                          const NucleonNsi& nsi,
                          double E_MeV,
                          double T_MeV);

/// G_F^2 M/pi [cm^2/MeV].
double cevns_prefactor(double mass_MeV);

/// 1 - T/E - M T/(2 E^2), 0 where it is negative.
double cevns_kinematics(double mass_MeV, double E_MeV, double T_MeV);

/// Largest recoil 2 E^2/(M + 2 E) and the smallest energy that gives the recoil T,
/// (T + sqrt(T^2 + 2 M T))/2 [MeV].
double cevns_largest_recoil_MeV(double mass_MeV, double E_MeV);
double cevns_smallest_energy_MeV(double mass_MeV, double T_MeV);

}  // namespace sunsi::detector
