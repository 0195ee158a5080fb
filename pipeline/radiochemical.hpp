/// \file pipeline/radiochemical.hpp
/// Capture rates on gallium and chlorine of a configuration.
#pragma once

#include <string>
#include <sunsi/core/node_basis.hpp>
#include <sunsi/detector/radiochemical.hpp>
#include <sunsi/pipeline/predictions.hpp>
#include <sunsi/solar/spectrum.hpp>

namespace sunsi::pipeline {

/// A spectrum in the detector's terms, energies in MeV.
detector::SourceSpectrum source_spectrum(solar::Spectrum spectrum);

/// Nodes [MeV] for P_ee of a source above a threshold: its lines, or Gauss nodes on panels of even
/// width in ln(E), from the threshold or the least energy with flux to the end of the spectrum; empty
/// where the source ends below the threshold. Rates by day then differ by less than 1e-7 from those of
/// four times as many panels (tests/pipeline).
std::optional<core::NodeBasis> capture_basis(const solar::Spectrum& spectrum, double threshold_MeV);

/// Rates in SNU: the total, and each source's part as "gallium:pp" (parts are not measured). With
/// config.night over days and nights of each experiment's own site, the same for every source. sigma of
/// the total has the cross-section's error in it (docs/radiochemical.md). Nothing when the Sun does not
/// place every source.
/// \param name  "gallium" or "chlorine"
/// \throws as SolarPropagator::survival; DataError for damaged cards
std::optional<ExperimentPrediction> predict_radiochemical(const Config& config,
                                                          const std::string& name,
                                                          const Monitor& monitor = {});
/// The same for engines that are built already.
/// \param night_at  the nights of a site, asked for when the point has a night
std::optional<ExperimentPrediction> predict_radiochemical(
    const SolarPropagator& point,
    const std::string& name,
    const std::function<Night(const std::string& site)>& night_at,
    const Monitor& monitor = {});

/// How coarse an average over the nights may be for these rates [1]: half of the time is night, and the
/// captures of 8B weigh 3/4 of chlorine's and 1/10 of gallium's: 1e-5 of a rate.
inline constexpr double coarsest_radiochemical_night = 4e-5;

}  // namespace sunsi::pipeline
