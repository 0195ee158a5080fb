/// \file fit/nuisance.hpp
/// The best fluxes and systematic errors for a list of data sets: what the likelihood of a point is
/// profiled over.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <sunsi/detector/contribution.hpp>
#include <sunsi/solar/flux_prior.hpp>
#include <vector>

namespace sunsi::fit {

/// Fluxes over the reference that are held at a value; the others are profiled.
using HeldFluxes = std::array<std::optional<double>, 8>;

/// The minimum over fluxes f and pulls xi.
struct Profile {
  double total = 0;                     ///< all parts below
  std::vector<double> by_contribution;  ///< residual^T C^-1 residual, in their order
  double fluxes = 0;                    ///< prior of the fluxes
  double pulls = 0;                     ///< sum of squares of the pulls
  std::array<double, 8> flux{};         ///< best, over the reference [1]
  std::vector<std::string> pull_name;   ///< sorted; pulls of one name in several data sets are one
  std::vector<double> pull;             ///< best, in standard deviations
  std::vector<Eigen::VectorXd> predicted;  ///< at the minimum, in the order of the contributions
  int iterations = 0;                      ///< linear solves that it took
};

/// Minimises over f and xi
///   sum_c (d - mu)^T C^-1 (d - mu) + sum xi^2 + (f - 1)^T Q (f - 1) + sum_k ((c_k . f - v_k)/e_k)^2,
/// mu = predicted(contribution, f, xi): Gauss-Newton from f = 1, xi = 0, each step one linear solve of
/// the normal equations and halved while it does not lower chi2. Where nothing but fluxes moves, or one
/// linear pull alone, the first step is exact. It ends when a step promises less than 1e-10 (+ 1e-13 of
/// chi2); tests compare with a dense covariance and with GSL's nonlinear least squares.
///
/// Sources that the prior holds fixed stay at 1, or where `held` puts them; held ones count in prior and
/// constraints like any other.
/// \throws InvalidInput    sizes within a contribution differ, a held flux that is not positive
/// \throws NumericalError  the normal equations are singular, or no minimum was found in 50 steps
Profile profile(std::span<const detector::Contribution> contributions,
                const solar::FluxPrior& prior,
                const HeldFluxes& held = {});

/// Predictions of one data set at fluxes f (over the reference) and pulls by name (0 for those not
/// named), detector/contribution.hpp.
Eigen::VectorXd predicted(const detector::Contribution& contribution,
                          const std::array<double, 8>& flux,
                          const std::map<std::string, double>& pulls = {});

/// chi2 of fluxes under a prior: fixed sources at values other than 1 count in the constraints only.
double flux_chi2(const solar::FluxPrior& prior, const std::array<double, 8>& flux);

}  // namespace sunsi::fit
