/// \file model/oscillation.hpp
/// Three-flavour vacuum oscillation parameters, PDG convention.
#pragma once

#include <array>
#include <complex>

namespace sunsi::model {

/// Mixing angles [rad], CP phase [rad] and mass splittings [eV^2]; dm31 < 0 is the inverted
/// ordering. Immutable: made by `from_angles` or `from_sin2`, which check it.
class OscillationParameters {
 public:
  struct Sin2 {
    double sin2_theta12;
    double sin2_theta13;
    double sin2_theta23;
    double delta_cp;  ///< [rad]
    double dm21;      ///< [eV^2]
    double dm31;      ///< [eV^2]
  };

  /// \throws InvalidInput: a sin^2 outside [0, 1], dm21 <= 0, abs(dm31) <= dm21, or anything not
  /// finite
  static OscillationParameters from_sin2(const Sin2& values);

  [[nodiscard]] double theta12() const { return theta12_; }
  [[nodiscard]] double theta13() const { return theta13_; }
  [[nodiscard]] double theta23() const { return theta23_; }
  [[nodiscard]] double delta_cp() const { return delta_cp_; }
  [[nodiscard]] double dm21() const { return dm21_; }
  [[nodiscard]] double dm31() const { return dm31_; }

  /// abs(U_ei)^2 for i = 1, 2, 3; they add up to 1.
  [[nodiscard]] std::array<double, 3> electron_row() const;

  /// The mixing matrix U[alpha][i], alpha = e, mu, tau: U = R23 diag(1,1,e^{i delta}) R13
  /// diag(1,1,e^{-i delta}) R12 (PDG 2024, neutrino mixing review).
  [[nodiscard]] std::array<std::array<std::complex<double>, 3>, 3> mixing_matrix() const;

  /// theta12 -> 90 deg - theta12, the other octant; everything else as it is.
  [[nodiscard]] OscillationParameters other_octant() const;

  /// The generalised mass-ordering partner of H -> -H*: theta12 -> 90 deg - theta12,
  /// dm31 -> dm21 - dm31 and delta -> 180 deg - delta, so that in the PDG phases
  /// H' = -S H* S + const with S = diag(1, -1, -1) (docs/nsi.md). P_ee is the same when V -> -S V* S
  /// at every radius: with V_mu = V_tau that is eps -> 2 - eps, and delta drops out.
  [[nodiscard]] OscillationParameters mirror() const;

 private:
  OscillationParameters() = default;
  double theta12_ = 0;
  double theta13_ = 0;
  double theta23_ = 0;
  double delta_cp_ = 0;
  double dm21_ = 0;
  double dm31_ = 0;
};

}  // namespace sunsi::model
