/// \file detector/sno_projection.hpp
/// A model's survival probability in terms of SNO's coefficients.
#pragma once

#include <span>
#include <sunsi/detector/sno.hpp>

namespace sunsi::detector {

/// The model in SNO's bins: all spans have the length of SnoSensitivity::energy_MeV.
struct SnoModel {
  std::span<const double> P_day;
  std::span<const double> P_night;
  /// sigma_x(eps^e)/sigma_x(0) above SNO's electron threshold: factor on nu_mu, nu_tau elastic
  /// scattering.
  std::span<const double> es_x_factor;
};

/// Recoil energy above which SNO counts electrons, T > 3.5 MeV (the combined
/// analysis of arXiv:1109.0763).
inline constexpr double sno_threshold_MeV = 3.5;

/// The polynomial whose expected events are closest to the model's: minimises over c0, c1, c2, a0,
/// a1 the sum over bins, day and night, of 2 [N_poly ln(N_poly/N_model) + N_model - N_poly] with N
/// = CC P + ES_e P + ES_x (1 - P); N_model's ES_x takes the factor of the model, N_poly's none,
/// because SNO's polynomial was fitted with standard cross-sections. Night falls out as a0 = a1 = 0
/// for P_night = P_day.
/// \throws InvalidInput    lengths differ, a probability outside [0, 1]
/// \throws NumericalError  the minimisation (GSL multifit_nlinear) did not converge
SnoPolynomial project_on_sno(const SnoSensitivity& sensitivity, const SnoModel& model);

}  // namespace sunsi::detector
