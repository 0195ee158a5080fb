/// \file tests/fit/point_chi2.hpp
/// chi2 of a point from the engines' own rates, one linear solve over the fluxes: written apart from
/// fit::SolarChi2, which must agree where there are no spectra and no systematic errors.
#pragma once

#include <array>
#include <map>
#include <span>
#include <string>
#include <sunsi/pipeline/predictions.hpp>
#include <sunsi/solar/flux_prior.hpp>

namespace sunsi::reference {

/// chi2 of a point at the best fluxes.
struct PointChi2 {
  double total = 0;
  std::map<std::string, double> by_experiment;  ///< adds up to total with `fluxes`
  double fluxes = 0;                            ///< FluxPrior::chi2 at the best fluxes
  std::array<double, 8> flux{};                 ///< best, over the reference [1]
  std::array<double, 8> flux_pull{};            ///< (flux - model)/sigma of each source; 0 if given
  int dof = 0;         ///< number of measurements less free fluxes: the others have a prior each
  double p_value = 1;  ///< probability of a larger chi2
};

/// Minimises (d - t(f))^T C^-1 (d - t(f)) + prior(f) over f = flux/reference of every source that is
/// not given, one linear solve: t(f) = t + sum_s (f_s - 1) by_source_s. Only observables with
/// measurement.used enter.
/// \param fluxes  for the errors that flux_pull is in
/// \throws NumericalError  the result is not finite
PointChi2 point_chi2(std::span<const pipeline::ExperimentPrediction> experiments,
                     const solar::Fluxes& fluxes,
                     const solar::FluxPrior& prior);

/// With the solar model's errors and correlations as the prior.
PointChi2 point_chi2(std::span<const pipeline::ExperimentPrediction> experiments,
                     const solar::Fluxes& fluxes);

}  // namespace sunsi::reference
