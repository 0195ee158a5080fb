/// \file solar/flux_prior.hpp
/// What is known of the eight fluxes before any neutrino is counted: the solar model's errors, fluxes
/// that are left free, and the Sun's luminosity.
#pragma once

#include <array>
#include <filesystem>
#include <set>
#include <string>
#include <sunsi/model/source.hpp>
#include <sunsi/solar/fluxes.hpp>
#include <vector>

namespace sunsi::solar {

/// One more Gaussian datum: sum_s coefficient[s] f_s = value +- error.
struct FluxConstraint {
  std::string name;                     ///< "luminosity", "pep/pp", ...
  std::array<double, 8> coefficient{};  ///< in the order of model::all_sources
  double value = 0;
  double error = 0;  ///< > 0
};

/// Of a Sun in nuclear balance: sum_s coefficient[s] f_s >= 0.
struct FluxOrdering {
  std::string name;  ///< "15O <= 13N"
  std::array<double, 8> coefficient{};
};

/// Gaussian prior of f_s = flux/reference flux, everything in the order of model::all_sources:
///   chi2(f) = (f - 1)^T inverse_covariance (f - 1) + sum_constraints ((c . f - value)/error)^2.
/// Linear in f, so the profile over fluxes stays one linear solve. The matrix that it adds to the normal
/// equations is positive definite on the sources that are not fixed, whatever the data.
struct FluxPrior {
  std::array<double, 8> reference{};  ///< [cm^-2 s^-1] that f = 1 stands for
  /// Row-major 8x8 of f - 1 [1]. Rows and columns of fixed sources are zero.
  std::array<double, 64> inverse_covariance{};
  /// Given as a number: f_s = 1 exactly, no parameter (to be left out of the solve).
  std::array<bool, 8> fixed{};
  /// Without an error of the solar model; what stands on the diagonal is `free_flux_error` alone.
  std::array<bool, 8> free{};
  std::vector<FluxConstraint> constraints;
  /// Not part of chi2, since inequalities are not linear: broken_orderings() tells.
  std::vector<FluxOrdering> orderings;

  /// chi2 of fluxes, those of fixed sources taken as 1.
  [[nodiscard]] double chi2(const std::array<double, 8>& f) const;
  /// Fluxes that only data (and constraints) determine, less the constraints between them: what a
  /// number of degrees of freedom loses.
  [[nodiscard]] int free_parameters() const;
  /// Names of the orderings that f breaks by more than `tolerance` of the larger side.
  [[nodiscard]] std::vector<std::string> broken_orderings(const std::array<double, 8>& f,
                                                          double tolerance = 1e-9) const;
};

/// Standard deviation of f - 1 that a free flux gets all the same: it keeps the solve regular where the
/// chosen data do not see a source, and moves a flux measured with the relative error sigma by
/// (sigma/10)^2 of its distance from the reference (1e-3 of a standard deviation for a 30 % measurement
/// at two times the reference).
inline constexpr double free_flux_error = 10;

/// One standard deviation of the ratio pep/pp when all fluxes are free: both captures share one nuclear
/// matrix element, what is left is the density of electrons where they happen. 1 % is what global
/// determinations of the fluxes use (arXiv:2311.16226; not read in the paper); the solar models' own
/// errors and correlations give 0.7 %.
inline constexpr double pep_over_pp_error = 0.01;

/// Which fluxes are free; `all` adds the luminosity constraint and the ties (docs/fluxes.md).
struct FreeFluxes {
  bool all = false;                ///< with luminosity constraint and ties
  std::set<model::Source> single;  ///< only these, without them

  [[nodiscard]] bool none() const { return !all && single.empty(); }
};

/// \param fluxes  reference, fractional errors and correlations (load_fluxes); a fractional error of 0
///                means that the flux is given and fixed
/// \param data    the data folder; read for the luminosity constraint alone
/// \throws InvalidInput  a source that is free and fixed, a flux that is not positive where it is free
/// \throws DataError     the table of the luminosity constraint is missing or damaged
FluxPrior flux_prior(const Fluxes& fluxes,
                     const FreeFluxes& free,
                     const std::filesystem::path& data);

/// The luminosity constraint for a set of reference fluxes: coefficient beta_s = alpha_s Phi_s
/// 4 pi AU^2/L_sun, value 1 (hep-ph/0108148; alpha of arXiv:2311.16226, data/fluxes/luminosity.csv).
/// \throws DataError  the table is missing or damaged
FluxConstraint luminosity_constraint(const std::array<double, 8>& reference,
                                     const std::filesystem::path& data);

}  // namespace sunsi::solar
