/// \file detector/super_kamiokande.hpp
/// Super-Kamiokande's day-night asymmetry of recoil electrons: the card
/// data/experiments/super-kamiokande.yaml and its tables.
#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <string>
#include <sunsi/core/interpolation.hpp>
#include <sunsi/detector/cross_section.hpp>
#include <sunsi/detector/measurement.hpp>
#include <sunsi/detector/scattering_rate.hpp>
#include <vector>

namespace sunsi::detector {

/// Width of the energy seen, a Gaussian: sigma(E) = a + b sqrt(E) + c E [MeV] with E the electron's
/// TOTAL energy [MeV] in every phase (sources by phase in data/experiments/sk-response.csv).
struct EnergyResolution {
  double a = 0;  ///< [MeV]
  double b = 0;  ///< [sqrt(MeV)]
  double c = 0;  ///< [1]

  /// Of an electron of the kinetic energy T [MeV], T >= 0; positive for every phase of the table.
  [[nodiscard]] double sigma_MeV(double T_MeV) const;

  /// Chance that an electron of true kinetic energy T [MeV] is seen in a window of kinetic energy.
  [[nodiscard]] double seen(double T_MeV, const RecoilWindow& window) const;
};

/// A row of data/experiments/sk-response.csv.
struct SkResponse {
  EnergyResolution resolution;
  double scale = 0;              ///< fractional error of the energy scale
  double width = 0;              ///< of the resolution
  double normalisation = 0;      ///< of all rates
  bool in_total_energy = false;  ///< the phase's published spectrum has bins of total energy

  /// \param row  its column `phase`: "I", "II", "III", "IV-2016", "IV"
  /// \throws DataError  no such row
  static SkResponse load(const std::filesystem::path& data, const std::string& row);
};

/// The matrix G of int dT dsigma/dT(E, T) x chance to be seen: the cross-section of a flavour state
/// rho is Tr[rho G] [cm^2], that of nu_e the entry ee. Recoils further than 5 standard deviations from
/// the window are left out (a chance of 3e-7, 1e-8 of the rate of 8B); relative error of the rest 1e-7
/// (tests/detector).
/// \throws InvalidInput  E <= 0, or a window that is empty or negative
Eigen::Matrix3cd seen_cross_section(const NuElectronCrossSection& sigma,
                                    const EnergyResolution& resolution,
                                    double E_MeV,
                                    const RecoilWindow& window);

/// Smallest neutrino energy [MeV] of which a window sees anything.
double smallest_seen_energy_MeV(const EnergyResolution& resolution, const RecoilWindow& window);

/// Rates per electron, or anything else that differs by day and by night.
struct DayNight {
  double day = 0;
  double night = 0;
};

/// Super-Kamiokande's sign (arXiv:2312.12907): 2 (D - N)/(D + N), negative when the Earth gives back
/// electron neutrinos.
/// \throws NumericalError  D + N is not positive
double asymmetry_sk(const DayNight& rates);

/// SNO's sign (arXiv:1109.0763): 2 (N - D)/(N + D).
/// \throws NumericalError  D + N is not positive
double asymmetry_sno(const DayNight& rates);

/// The card with its tables.
class SuperKamiokande {
 public:
  /// \throws DataError  a card or table is missing or damaged
  static SuperKamiokande load(const std::filesystem::path& data);

  RecoilWindow window;  ///< kinetic energy seen [MeV]
  /// Bins of the kinetic energy seen, for a table: phase IV's, following each other.
  std::vector<RecoilWindow> bins;
  EnergyResolution resolution;  ///< of the phase that the card names

  /// The measured asymmetry at a model's own dm21 [eV^2]: the amplitude fit of arXiv:2312.12907
  /// depends on the assumed dm21. The table's curve without its jitter of 2e-4 (local straight lines of
  /// width 0.08 in ln dm21; the quoted value is met to 4e-4, a twentieth of its error); outside of [dm21_min,
  /// dm21_max] that of the nearer end, to which the slope there adds 0.0014 or less within 8 % of dm21 (a
  /// sixth of the error), so that no corner is left (covers(dm21) tells). Error: half the statistical
  /// band and the systematic one in
  /// quadrature.
  /// \throws InvalidInput  dm21 <= 0 or not finite
  [[nodiscard]] Measurement asymmetry(double dm21) const;

  /// The table reaches this dm21 [eV^2].
  [[nodiscard]] bool covers(double dm21) const {
    return dm21 >= measured_.min() && dm21 <= measured_.max();
  }
  [[nodiscard]] double dm21_min() const { return measured_.min(); }
  [[nodiscard]] double dm21_max() const { return measured_.max(); }

 private:
  SuperKamiokande(core::Spline measured, core::Spline half_band)
      : measured_(std::move(measured)), half_band_(std::move(half_band)) {}
  core::Spline measured_;
  core::Spline half_band_;
  double systematic_ = 0;
  std::string source_;
};

}  // namespace sunsi::detector
