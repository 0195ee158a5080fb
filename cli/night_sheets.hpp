/// \file cli/night_sheets.hpp
/// The tables of the night.
#pragma once

#include <sunsi/core/sheet.hpp>
#include <sunsi/pipeline/zenith.hpp>

namespace sunsi::cli {

using Metadata = std::vector<std::pair<std::string, std::string>>;

/// P_ee in bins of the zenith angle; a bin where the Sun never stands has empty cells.
core::Sheet zenith_sheet(const pipeline::Config& config,
                         const std::vector<pipeline::ZenithRow>& rows,
                         Metadata meta);

/// P_ee against the zenith angle, rows as they come.
core::Sheet zenith_curve_sheet(const std::vector<pipeline::ZenithPoint>& curve, Metadata meta);

/// The share of all time (night and day add up to 1) in 200 even bins of cos z.
/// \throws InvalidInput  config.night is absent
core::Sheet exposure_sheet(const pipeline::Config& config, Metadata meta);

/// P(nu_i -> nu_e) by night and by day, where it is abs(U_ei)^2, once for each energy of a
/// probability table with a night.
core::Sheet regeneration_sheet(const pipeline::Config& config,
                               const model::SurvivalTable& table,
                               Metadata meta);

}  // namespace sunsi::cli
