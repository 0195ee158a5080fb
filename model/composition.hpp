/// \file model/composition.hpp
/// What matter is made of, and the potentials that neutrinos feel in it.
#pragma once

#include <complex>

namespace sunsi::model {

/// Number densities of electrons, protons and neutrons [eV^3]; neutral matter has n_e = n_p.
struct Composition {
  double n_e = 0;
  double n_p = 0;
  double n_n = 0;
};

/// A hermitian potential in the flavour basis [eV]: its diagonal and, for general NSI, what stands
/// above it (V_emu multiplies |nu_e><nu_mu|). A common part of the diagonal drops out of every
/// probability.
struct FlavourPotential {
  double e = 0;
  double mu = 0;
  double tau = 0;
  std::complex<double> emu{};
  std::complex<double> etau{};
  std::complex<double> mutau{};

  [[nodiscard]] bool diagonal() const { return emu == 0.0 && etau == 0.0 && mutau == 0.0; }
};

/// sqrt2 G_F n_e [eV] of the charged current, n_e [eV^3] (Wolfenstein 1978; physics of eq. (12) of
/// arXiv:2211.15686 for nu_e).
double charged_current_potential(double n_e);

/// Electrons per nucleon of the Earth, Y_e: (N_n + N_p)/N_e = 1/Y_e. Core and mantle as public
/// long-baseline codes take them with PREM (NuFast-Earth; others differ by 0.002): PREM itself does
/// not determine them. The crust counts as mantle: pure silica has 0.4993, one per cent more, on
/// 24 km of rock.
struct EarthElectronFraction {
  double mantle = 0.494;       ///< [1]
  double core = 0.466;         ///< [1]
  double water = 10.0 / 18.0;  ///< [1], H2O: ten electrons, eighteen nucleons
};

}  // namespace sunsi::model
