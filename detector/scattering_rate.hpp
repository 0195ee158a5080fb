/// \file detector/scattering_rate.hpp
/// Event rates of electron scattering for neutrinos that arrive with a given survival probability.
#pragma once

#include <span>
#include <sunsi/detector/cross_section.hpp>

namespace sunsi::detector {

/// A window of the true recoil energy [MeV].
struct RecoilWindow {
  double low_MeV = 0;
  double high_MeV = std::numeric_limits<double>::infinity();
};

/// Neutrinos of one source as a quadrature: the flux-normalised spectrum is sum_k weight[k] at
/// energy_MeV[k]. All spans have the same length.
struct SpectralNodes {
  std::span<const double> energy_MeV;
  std::span<const double> weight;
  std::span<const double> P_ee;
};

/// The same with the flavour state that arrives: density matrices, rows and columns e, mu, tau.
struct SpectralStates {
  std::span<const double> energy_MeV;
  std::span<const double> weight;
  std::span<const Eigen::Matrix3cd> rho;
};

/// Mean cross-section sum_k w_k [P_ee sigma_e + (1 - P_ee) sigma_x] in a window [cm^2]. nu_mu and
/// nu_tau couple alike, so the trace Tr[rho G] of flavour density and couplings reduces to this
/// sum.
/// \throws InvalidInput  lengths differ, or a cross-section that is not alike()
double mean_cross_section(const NuElectronCrossSection& sigma,
                          const SpectralNodes& nodes,
                          const RecoilWindow& window);

/// Mean cross-section sum_k w_k Tr[rho_k sigma(E_k)] in a window [cm^2], for any couplings.
/// \throws InvalidInput  lengths differ
double mean_cross_section(const NuElectronCrossSection& sigma,
                          const SpectralStates& nodes,
                          const RecoilWindow& window);

/// Counts a day on `electrons` targets: flux [cm^-2 s^-1] x mean cross-section x targets x 86400 s.
double counts_per_day(double flux, double mean_cross_section_cm2, double electrons);

}  // namespace sunsi::detector
