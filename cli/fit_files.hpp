/// \file cli/fit_files.hpp
/// The fit of a configuration as the program runs and writes it.
#pragma once

#include <string>
#include <sunsi/cli/folder.hpp>
#include <sunsi/cli/options.hpp>
#include <sunsi/cli/progress.hpp>
#include <sunsi/fit/solar_fit.hpp>

namespace sunsi::cli {

/// With a progress bar for every stage.
fit::SolarFit run_fit(const pipeline::Config& config,
                      const Options& options,
                      const StopSignal& stop);

/// The tables of profiles and contours, as CSV, and in another format when it was asked for; `prefix`
/// stands before their names.
FolderFiles fit_table_files(const fit::SolarFit& fit,
                            const pipeline::Config& config,
                            const std::string& prefix,
                            Format format);

/// fit.json, and the tables as "fit-profile-...".
FolderFiles fit_files(const fit::SolarFit& fit, const pipeline::Config& config, Format format);

/// The document, or with Format::csv the long table.
std::string fit_text(const fit::SolarFit& fit, const pipeline::Config& config, Format format);

/// "best fit: LMA, chi2 = ...", "LMA-Dark: delta chi2 = ...".
std::string fit_summary(const fit::SolarFit& fit);

}  // namespace sunsi::cli
