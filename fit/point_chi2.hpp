/// \file fit/point_chi2.hpp
/// How well one point describes Borexino and SNO, with the solar fluxes profiled.
#pragma once

#include <array>
#include <map>
#include <span>
#include <string>
#include <sunsi/pipeline/predictions.hpp>
#include <sunsi/solar/fluxes.hpp>

namespace sunsi::fit {

/// chi2 of a point at the best fluxes.
struct PointChi2 {
  double total = 0;
  std::map<std::string, double> by_experiment;  ///< adds up to total with `fluxes`
  double fluxes = 0;                            ///< x^T rho^-1 x of the flux pulls x
  std::array<double, 8> flux_pull{};            ///< (flux - model)/sigma of each source
  int dof = 0;         ///< number of measurements: each flux has its own prior
  double p_value = 1;  ///< probability of a larger chi2
};

/// Minimises (d - t (1 + s x))^T C^-1 (d - t (1 + s x)) + x^T rho^-1 x over the flux pulls x, one
/// linear solve: each source scales its part of every prediction by 1 + s x, s its fractional error
/// and rho the correlation of the model's errors. Only observables with measurement.used enter.
/// \throws NumericalError  the normal matrix is singular or the result is not finite
PointChi2 point_chi2(std::span<const pipeline::ExperimentPrediction> experiments,
                     const solar::Fluxes& fluxes);

}  // namespace sunsi::fit
