#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/files.hpp>
#include <sunsi/core/text.hpp>
#include <sunsi/earth/site.hpp>

namespace sunsi::earth {
namespace {

std::string place(const std::filesystem::path& path, const YAML::Mark& mark) {
  return core::Location{path.string(), mark.line + 1, mark.column + 1}.prefix();
}

Site read_site(const std::string& name, const YAML::Node& card, const std::filesystem::path& path) {
  try {
    Site site = make_site(card["latitude_deg"].as<double>(), card["depth_km"].as<double>());
    site.name = name;
    for (const YAML::Node& alias : card["aliases"]) {
      site.aliases.push_back(alias.as<std::string>());
    }
    return site;
  } catch (const core::InvalidInput& error) {
    throw core::DataError(place(path, card.Mark()) + "site " + name + ": " + error.what());
  }
}

}  // namespace

Site make_site(double latitude_deg, double depth_km) {
  if (!(latitude_deg >= -90 && latitude_deg <= 90)) {
    throw core::InvalidInput(
        fmt::format("latitude = {} degrees: must be from -90 to 90", latitude_deg));
  }
  if (!(depth_km >= 0 && depth_km <= 15)) {
    throw core::InvalidInput(fmt::format("depth = {} km: must be from 0 to 15 km", depth_km));
  }
  return {"", latitude_deg, depth_km * core::units::km, {}};
}

std::vector<Site> load_sites(const std::filesystem::path& data) {
  const std::filesystem::path path = data / "earth/sites.yaml";
  std::vector<Site> sites;
  try {
    const YAML::Node root = YAML::Load(core::read_file(path));
    for (const auto& pair : root["sites"]) {
      sites.push_back(read_site(pair.first.as<std::string>(), pair.second, path));
    }
  } catch (const YAML::Exception& error) {
    throw core::DataError(place(path, error.mark) + error.msg);
  }
  if (sites.empty()) {
    throw core::DataError(path.string() + ": no sites");
  }
  return sites;
}

Site find_site(std::string_view name, const std::filesystem::path& data) {
  const std::vector<Site> sites = load_sites(data);
  std::vector<std::string> allowed;
  for (const Site& site : sites) {
    if (site.name == name ||
        std::find(site.aliases.begin(), site.aliases.end(), name) != site.aliases.end()) {
      return site;
    }
    allowed.push_back(site.name);
    allowed.insert(allowed.end(), site.aliases.begin(), site.aliases.end());
  }
  throw core::InvalidInput(fmt::format("unknown site '{}'; allowed are {}, or latitude and depth",
                                       core::printable(name, 60), fmt::join(allowed, ", ")));
}

}  // namespace sunsi::earth
