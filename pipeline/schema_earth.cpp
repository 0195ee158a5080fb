#include <stdexcept>
#include <sunsi/earth/site.hpp>
#include <sunsi/pipeline/detail/schema_parts.hpp>

namespace sunsi::pipeline::detail {

Json merged(Json a, const Json& b) {
  a.update(b);
  return a;
}

Json number(const char* description, const Json& range) {
  return merged({{"type", {"number", "null"}}, {"description", description}}, range);
}

Json boolean(const char* description) {
  return {{"type", {"boolean", "null"}}, {"description", description}};
}

Json choice(const char* description, const Words& words) {
  Json allowed = words;
  allowed.push_back(nullptr);
  return {{"enum", allowed}, {"description", description}};
}

Json section(const char* description, const Words& keys, const Json& properties) {
  Json ordered = Json::object();
  for (const std::string& key : keys) {
    if (!properties.contains(key)) {
      throw std::logic_error("the schema lacks the key " + key);
    }
    ordered[key] = properties[key];
  }
  if (ordered.size() != properties.size()) {
    throw std::logic_error("the schema has a key that the configuration has not");
  }
  return {{"type", {"object", "null"}},
          {"description", description},
          {"properties", ordered},
          {"additionalProperties", false}};
}

/// Where the Sun is seen from by night: a site, or a latitude and a depth; and when.
Json earth_schema(const std::filesystem::path& data) {
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
       {"until", date("last day of the exposure, later than from")}});
}

}  // namespace sunsi::pipeline::detail
