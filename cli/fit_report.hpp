/// \file cli/fit_report.hpp
/// What `sunsi run` writes of a fit: its document and tables, and those that only the report shows.
#pragma once

#include <string>
#include <sunsi/cli/folder.hpp>
#include <sunsi/cli/options.hpp>
#include <sunsi/cli/progress.hpp>
#include <sunsi/fit/solar_chi2.hpp>
#include <sunsi/pipeline/config.hpp>

namespace sunsi::cli {

/// Files of a fit, and the member `fit` of report.json that names them.
struct FitReport {
  FolderFiles files;
  std::string summary;  ///< JSON
};

/// fit.json and the tables of profiles and contours as fit_files, with the profile of eps_medium and the
/// contours of theta12 and dm21 whether or not the configuration asked for them (fit/overview.hpp);
/// fit-data, fit-daynight, fit-alone (chi2 of single experiments over theta12 and dm21) and
/// fit-alone-lines.
/// \param likelihood  that of fit::likelihood_of(config)
/// \throws as fit::solar_fit
FitReport fit_report(const pipeline::Config& config,
                     const fit::SolarChi2& likelihood,
                     const Options& options,
                     const StopSignal& stop);

/// The name is that of a file that fit_report writes.
bool is_fit_file(const std::string& name);

}  // namespace sunsi::cli
