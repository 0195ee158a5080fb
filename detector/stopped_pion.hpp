/// \file detector/stopped_pion.hpp
/// Neutrinos of pions and muons that decay at rest: spectra and arrival times.
#pragma once

#include <sunsi/core/quadrature.hpp>

namespace sunsi::detector {

/// One neutrino of each kind for each pi+ that stops: pi+ -> mu+ nu_mu, mu+ -> e+ nu_e anti-nu_mu.
enum class PionNeutrino { nu_mu, nu_e, anti_nu_mu };

/// The line of nu_mu, (m_pi^2 - m_mu^2)/(2 m_pi) = 29.79 MeV, and the end of the other two,
/// m_mu/2 = 52.83 MeV (the electron's mass left out).
double pion_line_MeV();
double muon_end_MeV();

/// Density [1/MeV] of nu_e, 192 E^2/m_mu^3 (1/2 - E/m_mu), and of anti-nu_mu,
/// 64 E^2/m_mu^3 (3/4 - E/m_mu), each with integral 1 (Michel spectra, V - A, m_e = 0); 0 beyond the
/// end and everywhere for the line.
double muon_decay_density(PionNeutrino kind, double E_MeV);

/// Sum of node times weight is the spectrum above `low_MeV`: the line (if above) or 48 nodes.
core::Quadrature pion_spectrum(PionNeutrino kind, double low_MeV);

/// The protons' pulse as it is seen in the detector's clock: a Gaussian.
struct ProtonPulse {
  double mean_us = 0;
  double sigma_us = 0;
};

/// Share of the neutrinos of a kind that have arrived at time t [us]: the pulse, folded with the
/// life of the pion (26.033 ns, PDG 2024) and, but for nu_mu, with the muon's (2.19698 us).
double arrived(PionNeutrino kind, const ProtonPulse& pulse, double t_us);

}  // namespace sunsi::detector
