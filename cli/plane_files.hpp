/// \file cli/plane_files.hpp
/// The files of `sunsi bounds --plane`.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <sunsi/bounds/bands.hpp>
#include <sunsi/bounds/plane.hpp>
#include <sunsi/cli/folder.hpp>
#include <sunsi/cli/options.hpp>
#include <sunsi/core/sheet.hpp>
#include <utility>
#include <vector>

namespace sunsi::cli {

/// Above so many points plane.csv and the grid of plane.json are left out: lines and shares are not
/// made from them, and they would be tens of MB.
inline constexpr std::size_t most_written_points = 250'000;

/// What a plane's files are made of.
struct PlaneResult {
  bounds::Plane plane;
  std::vector<bounds::Band> bands;
  std::vector<std::vector<bounds::BandEdge>> edges;  ///< of each band
  std::vector<std::pair<std::string, std::string>> metadata;
  pipeline::ZPrimeInputs fixed;                        ///< what no axis replaces counts
  std::optional<std::array<double, 2>> highlighted{};  ///< the point of arXiv:2211.15686
};

/// A plane of a configuration whose point has a Z', with its bands and what its files say of it.
/// `list` must outlive the result.
/// \throws InvalidInput  axes that contradict each other or the model
/// \throws Interrupted   monitor.stop was set
PlaneResult plane_of(const pipeline::Config& config,
                     const bounds::Outline::Axes& axes,
                     const bounds::List& list,
                     const pipeline::Monitor& monitor);

/// The tables `contours`, `bands` and `regions` by name.
std::vector<std::pair<std::string, core::Sheet>> line_sheets(const PlaneResult& result);

/// plane.csv, contours.csv, bands.csv, regions.csv, limits/<bound>.csv (axes mass_MeV and g or
/// eps_kin) and plane.json; tables in the other formats too when asked for.
FolderFiles plane_files(const PlaneResult& result, Format format);

}  // namespace sunsi::cli
