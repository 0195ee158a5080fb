/// \file earth/site.hpp
/// Where detectors stand.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sunsi::earth {

/// A place: latitude for the exposure to the Sun, depth for the length of the chords.
struct Site {
  std::string name;
  double latitude_deg = 0;           ///< north positive
  double depth = 0;                  ///< of rock above the detector [1/eV]
  std::vector<std::string> aliases;  ///< other names that mean this site
};

/// The shipped sites, data/earth/sites.yaml: lngs, kamioka, snolab, juno, theia, jinping, homestake.
/// \throws DataError  the card is missing or damaged; names file, line and column
std::vector<Site> load_sites(const std::filesystem::path& data);

/// One of them by its name or an alias (gran-sasso, sno, ...).
/// \throws InvalidInput  unknown name
/// \throws DataError     as load_sites
Site find_site(std::string_view name, const std::filesystem::path& data);

/// A place of the user's own.
/// \param latitude_deg  -90 to 90
/// \param depth_km      0 to 15: nothing was ever dug deeper, so more is a wrong unit (metres)
/// \throws InvalidInput  out of range or not finite
Site make_site(double latitude_deg, double depth_km);

}  // namespace sunsi::earth
