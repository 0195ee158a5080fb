/// \file cli/report_json.hpp
/// report.json: what the renderer of the report needs besides the tables.
#pragma once

#include <string>
#include <sunsi/cli/points.hpp>
#include <sunsi/pipeline/inputs.hpp>

namespace sunsi::cli {

/// One sentence on a point: who excludes it, by how much.
std::string verdict_line(const Evaluated& point);

std::string report_json(const Options& options,
                        const std::vector<Evaluated>& points,
                        const std::vector<pipeline::InputFile>& inputs);

}  // namespace sunsi::cli
