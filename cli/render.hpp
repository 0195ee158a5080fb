/// \file cli/render.hpp
/// Rendering the report with Python.
#pragma once

#include <filesystem>

namespace sunsi::cli {

/// After `run` the tables are complete without a report; `report` was asked for nothing else.
enum class Rendering { optional, required };

/// Runs `python -m sunsi.report DIR` with the interpreter in SUNSI_PYTHON, else python3 beside the
/// executable, else python3 on the path, the first that can import sunsi.report. Says on stderr how
/// to render when there is none.
/// \return the renderer's exit status; without an interpreter 0 if
/// optional
/// \throws DataError  no interpreter, and the report is required
int render_report(const std::filesystem::path& folder, Rendering rendering);

/// The same for the folder of a plane: `python -m sunsi.plane DIR` leaves plane.html, plane.svg and
/// plane.png there and prints the page's path unless `quiet`.
int render_plane(const std::filesystem::path& folder, Rendering rendering, bool quiet = false);

}  // namespace sunsi::cli
