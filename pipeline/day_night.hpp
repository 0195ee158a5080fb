/// \file pipeline/day_night.hpp
/// Event rates of Super-Kamiokande by day and by night, and the asymmetry they make.
#pragma once

#include <span>
#include <sunsi/detector/super_kamiokande.hpp>
#include <sunsi/pipeline/predictions.hpp>

namespace sunsi::pipeline {

/// Rates per electron [1/s] of the recoils of 8B and hep neutrinos in windows of the kinetic energy
/// seen, by day and by night of config.night (which must be that of the detector's site): fluxes,
/// cross-section mode and eps^e of the configuration, its P_ee, the card's resolution. 8B or hep is
/// left out where a profile of the user's own does not place it. The energies are those of all the card's
/// windows, so that a rate is the same to the bit whichever others are asked with it. Relative error of the quadrature
/// 1e-6, that of P_ee by night adds to it (tests/pipeline).
/// \throws as SolarPropagator::survival; InvalidInput for a window that is empty
std::vector<detector::DayNight> day_night_rates(const Config& config,
                                                const detector::SuperKamiokande& experiment,
                                                std::span<const detector::RecoilWindow> windows,
                                                const Monitor& monitor = {});
/// The same for engines that are built already.
std::vector<detector::DayNight> day_night_rates(const SolarPropagator& point,
                                                const detector::SuperKamiokande& experiment,
                                                std::span<const detector::RecoilWindow> windows,
                                                const Monitor& monitor = {});

/// The asymmetry of event rates in one bin.
struct DayNightBin {
  detector::RecoilWindow seen;  ///< kinetic energy
  double A_DN = 0;              ///< Super-Kamiokande's sign [1]
};

/// The observable A_DN = 2 (D - N)/(D + N) [1], Super-Kamiokande's sign, beside the measured value
/// at the configuration's own dm21. The fluxes drop out of it but for the share of hep, 1e-3: no
/// part of it is taken to grow with them.
/// \param point  its night is that of the detector's site
/// \param bins   when given, the asymmetry in the bins of the spectrum as well, of the same nights
/// \throws as day_night_rates
ExperimentPrediction predict_super_kamiokande(const SolarPropagator& point,
                                              const Monitor& monitor = {},
                                              std::vector<DayNightBin>* bins = nullptr);

/// A_DN in the bins of Super-Kamiokande's spectrum over a year's nights at Kamioka, whatever the
/// site of config.night; nothing without night or where 8B is not placed.
/// \throws as day_night_rates
std::vector<DayNightBin> day_night_bins(const Config& config, const Monitor& monitor = {});
/// The same for engines and nights at Kamioka that are made already.
std::vector<DayNightBin> day_night_bins(const SolarPropagator& point,
                                        const Night& kamioka,
                                        const Monitor& monitor = {});

}  // namespace sunsi::pipeline
