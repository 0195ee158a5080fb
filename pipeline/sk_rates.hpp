/// \file pipeline/sk_rates.hpp
/// Recoil spectra in Super-Kamiokande and the rate of each of its phases beside the published one.
#pragma once

#include <memory>
#include <string>
#include <sunsi/detector/sk_phase.hpp>
#include <sunsi/pipeline/predictions.hpp>
#include <vector>

namespace sunsi::pipeline {

/// The phases that names of experiments ask for, rising: all four for "super-kamiokande", one for
/// "super-kamiokande-2".
std::vector<int> sk_phases(const std::vector<std::string>& experiments);

/// True recoil spectra of 8B and hep by day and by night of config.night (which must be that of the
/// detector's site), per unit flux [cm^2/MeV], with the configuration's P_ee, cross-section mode and
/// eps^e; unoscillated with the standard couplings of that mode. A source that a profile of the user's
/// own does not place gives none by day and night. Relative error of a bin's rate 2e-6 by day, 3e-5 by
/// night, whose P_ee has fringes (tests/pipeline).
/// \throws as SolarPropagator::survival
detector::SkRecoils sk_recoils(const Config& config, const Monitor& monitor = {});

/// What these recoils need whatever the couplings and oscillation parameters: spectra, energy nodes,
/// recoil responses (some 70 ms), the phases' cards. Immutable; copies share.
class SkResponses {
 public:
  /// \param config  its data, 8B spectrum and cross-section mode
  /// \param phases  of sk_phases
  /// \throws DataError  a card or table is missing or damaged
  SkResponses(const Config& config, const std::vector<int>& phases);

  /// sk_recoils of a point that differs from the configuration in couplings, oscillation parameters or
  /// night alone.
  [[nodiscard]] detector::SkRecoils recoils(const SolarPropagator& point,
                                            const Monitor& monitor = {}) const;

  /// predict_sk_ratios of such a point.
  [[nodiscard]] std::vector<Prediction> ratios(const SolarPropagator& point,
                                               const Monitor& monitor = {}) const;

 private:
  struct Parts;
  std::shared_ptr<const Parts> parts_;
};

/// The observable 8B-ratio of each phase [1]: the factor by which the unoscillated expectation for
/// 8B and hep describes the spectrum predicted for the configuration's fluxes, the mean of day and
/// night (detector::SkPhase::ratio), beside that of the published spectrum. Shown, not part of chi2: its
/// errors are correlated between the phases, and the likelihood of a fit takes the spectra themselves.
/// \throws as sk_recoils; DataError  a card or table is missing or damaged
std::vector<Prediction> predict_sk_ratios(const Config& config,
                                          const std::vector<int>& phases,
                                          const Monitor& monitor = {});

}  // namespace sunsi::pipeline
