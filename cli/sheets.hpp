/// \file cli/sheets.hpp
/// The result tables of interface.md.
#pragma once

#include <sunsi/bounds/verdict.hpp>
#include <sunsi/core/sheet.hpp>
#include <sunsi/pipeline/day_night.hpp>
#include <sunsi/pipeline/inputs.hpp>
#include <sunsi/pipeline/model_table.hpp>
#include <sunsi/pipeline/predictions.hpp>
#include <sunsi/pipeline/spread.hpp>

namespace sunsi::cli {

/// Version, commit, configuration and its hash, and the checksums of the data that went in.
std::vector<std::pair<std::string, std::string>> metadata(
    const pipeline::Config& config, const std::vector<pipeline::InputFile>& inputs);

/// \param flavours  of the same rows: P_emu and P_etau by day, by night and over both, in columns
/// after all others; null: without them
core::Sheet probability_sheet(const pipeline::Config& config,
                              const model::SurvivalTable& table,
                              std::vector<std::pair<std::string, std::string>> meta,
                              const pipeline::FlavourTable* flavours = nullptr);

/// Which fluxes are free, to follow "; ..." on the solar model's name; empty when none is.
std::string free_fluxes_note(const pipeline::Config& config);

/// Every observable, those that do not enter chi2 named in the metadata (`outside-chi2`): pull =
/// (measured - predicted)/sigma, sigma the experimental error on the side of the prediction.
core::Sheet rates_sheet(const std::vector<pipeline::ExperimentPrediction>& experiments,
                        std::vector<std::pair<std::string, std::string>> meta);

/// P_ee of the point with its bands; the metadata say what they run over, what is held fixed and,
/// where the cells of a band are empty, why it is left out.
core::Sheet spread_sheet(const pipeline::Spread& spread,
                         std::vector<std::pair<std::string, std::string>> meta);

/// The verdict table: one row a bound.
core::Sheet bounds_sheet(const std::vector<bounds::Verdict>& verdicts,
                         std::vector<std::pair<std::string, std::string>> meta);

core::Sheet model_sheet(const std::vector<pipeline::Quantity>& quantities,
                        std::vector<std::pair<std::string, std::string>> meta);

/// Potentials and epsilons of the point at 401 radii.
core::Sheet potential_sheet(const pipeline::Config& config,
                            std::vector<std::pair<std::string, std::string>> meta);

/// Densities and production densities of the solar model at 401 radii (production: the table
/// itself).
core::Sheet profile_sheet(const pipeline::Config& config,
                          std::vector<std::pair<std::string, std::string>> meta);

/// The rows of 8B of a probability table with the asymmetry of P_ee in both signs: A_DN_sk = 2 (D -
/// N)/(D + N), A_sno = 2 (N - D)/(N + D).
core::Sheet daynight_sheet(const model::SurvivalTable& table,
                           std::vector<std::pair<std::string, std::string>> meta);

/// A_DN of Super-Kamiokande's event rates in its bins of kinetic energy.
core::Sheet daynight_rates_sheet(const std::vector<pipeline::DayNightBin>& bins,
                                 std::vector<std::pair<std::string, std::string>> meta);

core::Sheet data_sheet(const std::vector<pipeline::InputFile>& files,
                       const std::vector<std::string>& status);

}  // namespace sunsi::cli
