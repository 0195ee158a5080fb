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
  const auto date = [](const char* description) {
    return Json{{"type", {"string", "null"}},
                {"pattern", "^(19[5-9][0-9]|20[0-4][0-9]|2050)-[0-9]{2}-[0-9]{2}$"},
                {"description", description}};
  };
  return section(
      "Night: of a site in the probability table, of each experiment in rates.", earth_keys,
      {{"enabled", boolean("off: P_ee_night = P_ee = P_ee_day")},
       {"site",
        choice("where the Sun is seen from; absent: lngs, snolab with a live time of SNO", names)},
       {"latitude_deg", number("north positive [degrees]; with depth_km, not with site",
                               {{"minimum", -90}, {"maximum", 90}})},
       {"depth_km", number("of rock above [km]", {{"minimum", 0}, {"maximum", 15}})},
       {"exposure",
        {{"type", {"string", "null"}},
         {"minLength", 1},
         {"description",
          "live time by zenith angle: sno-d2o, sno-salt, sno-ncd, or a CSV table with columns "
          "cos_zenith_lo, cos_zenith_hi, weight; absent: the Sun's time over a year or "
          "from..until"}}},
       {"from", date("first day of the exposure, 2008-10-06 (UT), 1950 to 2050; with until")},
       {"until", date("last day of the exposure, later than from")},
       {"zenith_bins", zenith_bins()}});
}

}  // namespace sunsi::pipeline::detail::schema
