/// \file cli/report_json.hpp
/// report.json: what the renderer of the report needs besides the tables.
#pragma once

#include <string>
#include <sunsi/cli/points.hpp>
#include <sunsi/pipeline/inputs.hpp>

namespace sunsi::cli {

/// One sentence on a point: who excludes it, by how much.
std::string verdict_line(const Evaluated& point);

/// What a run has of bounds beside the tables of its points.
struct RunBounds {
  std::string absence;  ///< why there are none, in one line; empty when there are

  /// The plane around a set of couplings.
  struct Plane {
    std::string directory;            ///< of its tables
    std::vector<std::string> points;  ///< names of the points that have these couplings
    std::string convention;
    double mass_MeV = 0;
    double g = 0;
  };
  std::vector<Plane> planes;
};

/// \param fit  what fit_report says of its files, JSON; empty without a fit
std::string report_json(const Options& options,
                        const std::vector<Evaluated>& points,
                        const std::vector<pipeline::InputFile>& inputs,
                        const RunBounds& run_bounds,
                        const std::string& fit);

}  // namespace sunsi::cli
