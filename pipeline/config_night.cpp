#include <fmt/format.h>

#include <sunsi/core/constants.hpp>
#include <sunsi/earth/site.hpp>
#include <sunsi/pipeline/detail/config_night.hpp>
#include <sunsi/pipeline/detail/vocabulary.hpp>

namespace sunsi::pipeline::detail {
namespace {

/// A named site or one of the user's own.
earth::Site read_site(const Section& section, const std::filesystem::path& data) {
  if (section.has("latitude_deg") || section.has("depth_km")) {
    if (section.has("site")) {
      section.fail("site", "give earth.site or earth.latitude_deg with earth.depth_km, not both");
    }
    const double latitude = section.number("latitude_deg");
    const double depth = section.number("depth_km");
    return section.located(depth < 0 || depth > 15 ? "depth_km" : "latitude_deg",
                           [&] { return earth::make_site(latitude, depth); });
  }
  std::vector<std::string> names;
  for (const earth::Site& site : earth::load_sites(data)) {
    names.push_back(site.name);
    names.insert(names.end(), site.aliases.begin(), site.aliases.end());
  }
  return earth::find_site(section.choice("site", "lngs", names), data);
}

}  // namespace

std::optional<Night> read_night(const Section& root, const std::filesystem::path& data) {
  const Section section = root.section("earth", earth_keys);
  const bool enabled = section.boolean("enabled", false);
  const earth::Site site = read_site(section, data);
  const std::string exposure = section.file("exposure");
  std::vector<double> zenith_edges = read_zenith_bins(section);
  if (!enabled) {
    return std::nullopt;
  }
  Night night{site.name.empty() ? fmt::format("latitude {:g} deg", site.latitude_deg) : site.name,
              site.depth,
              std::make_shared<const earth::EarthModel>(earth::EarthModel::load("prem", data)),
              nullptr, exposure};
  night.exposure = std::make_shared<const earth::Exposure>(
      night.exposure_file.empty() ? earth::Exposure::from_latitude(site.latitude_deg)
                                  : earth::Exposure::from_file(night.exposure_file));
  if (night.exposure->night_fraction() <= 0) {
    section.fail("exposure", "the exposure has no night (cos_zenith below 0)");
  }
  night.zenith_edges = std::move(zenith_edges);
  return night;
}

}  // namespace sunsi::pipeline::detail
