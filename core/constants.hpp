/// \file core/constants.hpp
/// Physical constants, in powers of eV with hbar = c = 1 unless a name says otherwise. Each
/// measured number stands here once, with its table and year; every product is derived from these,
/// never typed. tests/core/test_constants.cpp recomputes each.
#pragma once

#include <numbers>

namespace sunsi::core {

/// Exact SI values (2019 redefinition) and measured constants, in the units named.
namespace si {
inline constexpr double c = 299792458.0;                    ///< speed of light [m/s], exact
inline constexpr double h = 6.62607015e-34;                 ///< Planck constant [J s], exact
inline constexpr double e = 1.602176634e-19;                ///< elementary charge [C], exact
inline constexpr double N_A = 6.02214076e23;                ///< Avogadro constant [1/mol], exact
inline constexpr double hbar = h / (2 * std::numbers::pi);  ///< [J s]
inline constexpr double hbar_eV_s = hbar / e;               ///< [eV s]
inline constexpr double hbar_c_eV_m = hbar_eV_s * c;        ///< [eV m], 1.973269804e-7
}  // namespace si

/// Units: multiply to enter the internal system (powers of eV), divide to leave it.
namespace units {
inline constexpr double eV = 1.0;
inline constexpr double keV = 1e3;
inline constexpr double MeV = 1e6;
inline constexpr double GeV = 1e9;
inline constexpr double metre = 1.0 / si::hbar_c_eV_m;  ///< [1/eV]
inline constexpr double cm = 1e-2 * metre;
inline constexpr double km = 1e3 * metre;
inline constexpr double second = 1.0 / si::hbar_eV_s;  ///< [1/eV]
inline constexpr double day = 86400 * second;
inline constexpr double mol_per_cm3 = si::N_A / (cm * cm * cm);  ///< number density [eV^3]
inline constexpr double degree = std::numbers::pi / 180;
}  // namespace units

/// Fermi constant [eV^-2]: 1.1663788(6)e-5 GeV^-2, PDG 2024 (Phys. Rev. D 110, 030001), table 1.1.
inline constexpr double G_F = 1.1663788e-5 / (units::GeV * units::GeV);
/// Fine-structure constant at zero momentum: 1/137.035999084(21), CODATA 2018 (PDG 2024,
/// table 1.1).
inline constexpr double alpha_em = 1.0 / 137.035999084;
/// Electron mass [eV]: 0.51099895000(15) MeV, CODATA 2018 (PDG 2024, table 1.1).
inline constexpr double m_e = 0.51099895000 * units::MeV;
/// Muon mass [eV]: 105.6583755(23) MeV, PDG 2024 (lepton summary table).
inline constexpr double m_mu = 105.6583755 * units::MeV;
/// Nominal solar radius [1/eV]: 6.957e8 m, IAU 2015 Resolution B3 (arXiv:1510.07674).
inline constexpr double R_sun = 6.957e8 * units::metre;
/// Nominal solar luminosity [eV^2]: 3.828e26 W, IAU 2015 Resolution B3 (arXiv:1510.07674).
inline constexpr double L_sun = 3.828e26 / si::e / units::second;
/// Its measurement, (3.8275 +- 0.0014)e26 W (the same resolution): one relative standard deviation.
inline constexpr double L_sun_relative_error = 0.0014 / 3.8275;
/// Astronomical unit [1/eV]: 149 597 870 700 m, exact (IAU 2012 Resolution B2).
inline constexpr double astronomical_unit = 149597870700.0 * units::metre;

/// Matter potential of one electron number density unit, sqrt2 G_F N_A per mol/cm^3 [eV].
inline constexpr double V_CC_per_mol_cm3 = std::numbers::sqrt2 * G_F * units::mol_per_cm3;

}  // namespace sunsi::core
