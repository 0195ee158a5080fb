#include <sunsi/earth/site.hpp>
#include <sunsi/pipeline/detail/schema_parts.hpp>

namespace sunsi::pipeline::detail::schema {
namespace {

/// A number of bins, or edges; that they rise no schema can say.
Json zenith_bins() {
  const Json edge{{"type", "number"}, {"minimum", -1}, {"maximum", 0}};
  return {{"type", {"integer", "array", "null"}},
          {"minimum", 1},
          {"maximum", most_zenith_bins},
          {"items", edge},
          {"minItems", 2},
          {"maxItems", most_zenith_bins + 1},
          {"description",
           "bins of the zenith table [cos z]: so many even ones from -1 to 0, or a list of rising "
           "edges; absent: no such table"}};
}

}  // namespace

Json earth_section(const std::filesystem::path& data) {
  Words names;
  for (const earth::Site& site : earth::load_sites(data)) {
    names = joined(joined(names, {site.name}), site.aliases);
  }
  return section(
      "Night: of a site in the probability table, of each experiment in rates.", earth_keys,
      {{"enabled", boolean("off: P_ee_night = P_ee = P_ee_day")},
       {"site", choice("where the Sun is seen from", names)},
       {"latitude_deg", number("north positive [degrees]; with depth_km, not with site",
                               {{"minimum", -90}, {"maximum", 90}})},
       {"depth_km", number("of rock above [km]", {{"minimum", 0}, {"maximum", 15}})},
       {"exposure",
        {{"type", {"string", "null"}},
         {"description", "CSV: cos_zenith_lo, cos_zenith_hi, weight; absent: the whole year"}}},
       {"zenith_bins", zenith_bins()}});
}

}  // namespace sunsi::pipeline::detail::schema
