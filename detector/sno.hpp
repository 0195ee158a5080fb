/// \file detector/sno.hpp
/// SNO's combined result of all phases: an active 8B flux and five coefficients, arXiv:1109.0763.
#pragma once

#include <Eigen/Core>
#include <array>
#include <filesystem>
#include <sunsi/detector/measurement.hpp>
#include <vector>

namespace sunsi::detector {

/// P_day(E) = c0 + c1 (E-10) + c2 (E-10)^2, A(E) = a0 + a1 (E-10), E in MeV,
/// P_night = P_day (1 + A/2)/(1 - A/2)   (arXiv:1109.0763).
struct SnoPolynomial {
  double c0 = 0, c1 = 0, c2 = 0, a0 = 0, a1 = 0;
  [[nodiscard]] double day(double E_MeV) const;
  [[nodiscard]] double asymmetry(double E_MeV) const;
  [[nodiscard]] double night(double E_MeV) const;
};

/// A phase of the experiment whose live time by zenith angle of the Sun is known.
struct SnoPhase {
  std::string exposure;  ///< data/earth/exposure-<exposure>.csv
  double live_days = 0;
};

/// Measured parameters in the order phi_8B [1e6 cm^-2 s^-1], c0, c1, c2, a0, a1, and their
/// covariance.
struct SnoResult {
  std::array<Measurement, 6> parameters;
  Eigen::Matrix<double, 6, 6> covariance;
  std::vector<SnoPhase> phases;  ///< whose nights, by live time, stand for all of SNO's
};

/// Unoscillated events expected in bins of neutrino energy (last appendix table of
/// arXiv:1109.0763): all vectors have the same length, energies are bin centres.
struct SnoSensitivity {
  std::vector<double> energy_MeV;
  std::vector<double> cc_day, cc_night, es_e_day, es_e_night, es_x_day, es_x_night;
};

/// \throws DataError  a card or table is missing or damaged
SnoResult load_sno(const std::filesystem::path& data);
SnoSensitivity load_sno_sensitivity(const std::filesystem::path& data);

}  // namespace sunsi::detector
