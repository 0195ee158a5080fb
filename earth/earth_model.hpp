/// \file earth/earth_model.hpp
/// The Earth as concentric shells: density, what it is made of, and the chords through it.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <sunsi/earth/chord.hpp>
#include <sunsi/model/composition.hpp>
#include <vector>

namespace sunsi::earth {

/// One shell, r_in <= r < r_out. With u = r/R, R the radius of the Earth, density and electron
/// density are cubic polynomials sum_k a_k u^k of coefficients a_0 to a_3.
struct Shell {
  std::string name;
  double r_in = 0;                    ///< [1/eV]
  double r_out = 0;                   ///< [1/eV]
  std::array<double, 4> density{};    ///< [g/cm^3]
  std::array<double, 4> electrons{};  ///< N_e [eV^3]
  double electrons_per_nucleon = 0;   ///< Y_e: (N_n + N_p)/N_e = 1/Y_e
};

/// Names of the shipped models of the Earth, as users type them: prem, prem-ocean.
const std::vector<std::string>& earth_model_names();

/// The Preliminary Reference Earth Model (Dziewonski and Anderson, Phys. Earth Planet. Inter. 25,
/// 297 (1981)), spherical, R = 6371 km. Loaded once, immutable.
///
/// PREM ends in 3 km of ocean, the mean over the globe. Detectors stand in continental rock, so
/// `prem` continues the upper crust (2.6 g/cm^3) to the surface; `prem-ocean` is PREM as published.
///
/// N_e = Y_e rho N_A/(g/mol), N_p = N_e, N_n = (1/Y_e - 1) N_e, with the electron fractions of
/// model::EarthElectronFraction. That counts one nucleon as 1 g/mol, as such fractions do (they are
/// Z over the molar mass); N_n is right to about a part in a thousand.
class EarthModel {
 public:
  /// \param name  one of earth_model_names()
  /// \param data  the data folder
  /// \throws InvalidInput  unknown name
  /// \throws DataError     the table is missing or damaged
  static EarthModel load(std::string_view name, const std::filesystem::path& data);

  [[nodiscard]] const std::string& name() const { return name_; }
  /// Files read, for checksums, relative to the data folder.
  [[nodiscard]] const std::vector<std::string>& files() const { return files_; }
  /// From the centre outwards, without gaps.
  [[nodiscard]] const std::vector<Shell>& shells() const { return shells_; }
  /// Radius of the Earth [1/eV].
  [[nodiscard]] double radius() const { return shells_.back().r_out; }

  /// Density [g/cm^3] at a radius [1/eV]; zero from the surface on. At a boundary, the outer shell's.
  /// \throws InvalidInput  r negative or not finite
  [[nodiscard]] double density(double r) const;

  /// Number densities at a radius [1/eV]; zero from the surface on. At a boundary, the outer shell's.
  /// \throws InvalidInput  r negative or not finite
  [[nodiscard]] model::Composition composition(double r) const;

  /// Number densities of one shell's polynomial, up to and including both of its boundaries.
  /// \param r  [1/eV]; not checked against the shell, so that rounding at a boundary does no harm
  /// \throws InvalidInput  no such shell
  [[nodiscard]] model::Composition composition(std::size_t shell, double r) const;

  /// The way to a detector. A line from the zenith angle z misses the centre by
  /// b = (R - depth) sin z, enters at x = -sqrt(R^2 - b^2) and ends at x = -(R - depth) cos z.
  /// \param cos_zenith  of the Sun seen from the detector: -1 straight below, 0 horizon, 1 overhead
  /// \param depth       of the detector below the surface [1/eV], 0 <= depth < R
  /// \throws InvalidInput  either is out of range or not finite
  [[nodiscard]] Chord chord(double cos_zenith, double depth) const;

  /// int N_e dx over one piece of a chord [eV^2], exact.
  /// \throws InvalidInput  no such shell
  [[nodiscard]] double electron_column(const Chord& chord, const Segment& segment) const;

  /// The cosines of the zenith angle at which the line of sight touches a boundary between shells
  /// below the detector, rising, all in [-1, 0]: cos z = -sqrt(1 - (r/(R - depth))^2). There
  /// the chord gains or loses a piece, and an integral over the zenith angle has a kink.
  /// \throws InvalidInput  depth [1/eV] out of range
  [[nodiscard]] std::vector<double> tangent_cosines(double depth) const;

 private:
  EarthModel() = default;
  [[nodiscard]] const Shell* shell_at(double r) const;
  [[nodiscard]] double detector_radius(double depth) const;
  std::string name_;
  std::vector<std::string> files_;
  std::vector<Shell> shells_;
};

}  // namespace sunsi::earth
