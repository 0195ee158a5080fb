/// \file fit/fit_json.hpp
/// A fit as JSON and as tables.
#pragma once

#include <string>
#include <sunsi/core/sheet.hpp>
#include <sunsi/fit/solar_fit.hpp>
#include <utility>
#include <vector>

namespace sunsi::fit {

using Metadata = std::vector<std::pair<std::string, std::string>>;

/// chi2, dof and p_value at the configuration's point, with experiments, priors, pulls and fluxes; of
/// the better solution best_fit (with its chi2) and intervals; solutions: both, each with chi2,
/// delta_chi2, dof, p_value, best_fit, intervals, covariance, correlation, at_end, experiments, priors,
/// pulls, fluxes; profiles and contour lines. An open end of an interval is null.
std::string fit_json(const SolarFit& fit, const Metadata& metadata);

/// The same numbers as a long table `quantity,value`: "solutions.lma.best_fit.dm21_eV2"; an open end is
/// an empty cell. Profiles and contours have tables of their own.
core::Sheet fit_sheet(const SolarFit& fit, const Metadata& metadata);

/// Tables of profiles ("profile-dm21_eV2"), of contours' grids ("contour-sin2_theta12-dm21_eV2") and of
/// their lines ("...-lines"), by name.
std::vector<std::pair<std::string, core::Sheet>> fit_tables(const SolarFit& fit,
                                                            const Metadata& metadata);

}  // namespace sunsi::fit
