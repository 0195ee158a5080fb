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
  /// What a coupling to electrons adds to elastic scattering, in units of that of nu_mu:
  /// Tr[rho (G(eps^e) - G(0))]/sigma_x(0) above SNO's electron threshold, by day and by night. For
  /// eps^e = diag(0, a, a) it is (1 - P) (sigma_x(a)/sigma_x(0) - 1).
  std::span<const double> es_added_day;
  std::span<const double> es_added_night;
};

/// Recoil energy above which SNO counts electrons, T > 3.5 MeV (the combined
/// analysis of arXiv:1109.0763).
inline constexpr double sno_threshold_MeV = 3.5;

/// The polynomial whose expected events are closest to the model's: minimises over c0, c1, c2, a0,
/// a1 the sum over bins, day and night, of 2 [N_poly ln(N_poly/N_model) + N_model - N_poly] with N
/// = CC P + ES_e P + ES_x (1 - P); N_model has ES_x times what the model adds besides, N_poly has not,
/// because SNO's polynomial was fitted with standard cross-sections. ES_x stands for the response of
/// the detector to recoils: the added ones are taken to be seen as those of nu_mu are. Night falls out
/// as a0 = a1 = 0 where it is as the day. The sum is convex in c0, c1, c2 (below N_model/100 a bin's
/// term is continued by its parabola, so that a bin without weight is no wall): damped steps of Newton's
/// method with the Fisher matrix end at its minimum however strong eps^e is, within 1e-6 of the
/// coefficients' standard deviations.
/// \throws InvalidInput    lengths differ, a probability outside [0, 1]
/// \throws NumericalError  the minimisation did not converge
SnoPolynomial project_on_sno(const SnoSensitivity& sensitivity, const SnoModel& model);

}  // namespace sunsi::detector
