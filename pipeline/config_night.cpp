#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/spelling.hpp>
#include <sunsi/earth/site.hpp>
#include <sunsi/pipeline/detail/config_night.hpp>
#include <sunsi/pipeline/detail/vocabulary.hpp>
#include <sunsi/pipeline/night.hpp>

namespace sunsi::pipeline::detail {
namespace {

/// A named site or one of the user's own.
/// \param usual  the site of a section that names none
earth::Site read_site(const Section& section,
                      const std::string& usual,
                      const std::filesystem::path& data) {
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
  return earth::find_site(section.choice("site", usual, names), data);
}

/// A shipped live time by its name, else a file.
struct ExposureTable {
  std::string name;
  std::string file;
  [[nodiscard]] bool given() const { return !name.empty() || !file.empty(); }
};

ExposureTable read_exposure(const Section& section) {
  const std::vector<std::string>& shipped = shipped_exposures();
  const std::string key = "exposure";
  const bool word = section.has(key) && section.node(key).IsScalar();
  const std::string value = word ? section.node(key).Scalar() : "";
  if (std::find(shipped.begin(), shipped.end(), value) != shipped.end()) {
    Document& document = section.document();
    document.record(section.path(key), value,
                    document.origin(section.node(key), section.path(key)));
    return {value, ""};
  }
  const std::string file = section.file(key);
  // What is spelt like a name and is no file was meant as one.
  if (word && !value.empty() && value.find_first_of("./\\") == std::string::npos &&
      !std::filesystem::exists(file)) {
    const std::string near = core::nearest(value, shipped);
    section.fail(key,
                 fmt::format("unknown value of earth.exposure '{}'{}; allowed are {} and the "
                             "path of a table (CSV)",
                             value, near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                             fmt::join(shipped, ", ")));
  }
  return {"", file};
}

/// 2008-10-06: four, two and two digits.
earth::Date read_date(const Section& section, const std::string& key) {
  const std::string text = section.node(key).IsScalar() ? section.node(key).Scalar() : "";
  std::array<int, 3> part{};
  constexpr std::array<std::array<std::size_t, 2>, 3> place{{{0, 4}, {5, 2}, {8, 2}}};
  bool good = text.size() == 10 && text[4] == '-' && text[7] == '-';
  for (std::size_t i = 0; good && i < 3; ++i) {
    const char* begin = text.data() + place[i][0];
    const char* end = begin + place[i][1];
    good = std::all_of(begin, end, [](char c) { return c >= '0' && c <= '9'; });
    std::from_chars(begin, end, part[i]);
  }
  if (!good) {
    section.fail(key, fmt::format("{} = {} is no date; give year-month-day like 2008-10-06",
                                  section.path(key), text.empty() ? "?" : "'" + text + "'"));
  }
  const earth::Date date{part[0], part[1], part[2]};
  section.located(key, [&] { return earth::days_since_J2000(date); });
  Document& document = section.document();
  document.record(section.path(key), date.text(),
                  document.origin(section.node(key), section.path(key)));
  return date;
}

/// The days between from and until, both included, if they are given.
std::optional<earth::Period> read_period(const Section& section, bool has_table) {
  if (!section.has("from") && !section.has("until")) {
    return std::nullopt;
  }
  const std::string present = section.has("from") ? "from" : "until";
  if (has_table) {
    section.fail(present,
                 "earth.from and earth.until are days of the Sun's own time, earth.exposure is a "
                 "table of live time: give one of the two");
  }
  const std::string absent = present == "from" ? "until" : "from";
  if (!section.has(absent)) {
    section.fail(present, fmt::format("earth.{} is missing; give both dates or neither", absent));
  }
  const earth::Period period{read_date(section, "from"), read_date(section, "until")};
  if (earth::days_since_J2000(period.last) <= earth::days_since_J2000(period.first)) {
    section.fail("until", fmt::format("earth.until = {} must be later than earth.from = {}",
                                      period.last.text(), period.first.text()));
  }
  return period;
}

}  // namespace

std::optional<Night> read_night(const Section& root, const std::filesystem::path& data) {
  const Section section = root.section("earth", earth_keys);
  const bool enabled = section.boolean("enabled", false);
  const ExposureTable table = read_exposure(section);
  const earth::Site site = read_site(section, table.name.empty() ? "lngs" : "snolab", data);
  if (!table.name.empty() && site.name != "snolab") {
    section.fail(section.has("site") ? "site" : "latitude_deg",
                 fmt::format("earth.exposure: {} is live time at SNOLAB; leave the place out, or "
                             "give earth.site: snolab",
                             table.name));
  }
  const std::optional<earth::Period> period = read_period(section, table.given());
  std::vector<double> zenith_edges = read_zenith_bins(section);
  if (!enabled) {
    return std::nullopt;
  }
  Night night;
  night.where = site.name.empty() ? fmt::format("latitude {:g} deg", site.latitude_deg) : site.name;
  night.depth = site.depth;
  night.earth = std::make_shared<const earth::EarthModel>(earth::EarthModel::load("prem", data));
  night.exposure_file = table.file;
  night.exposure_name = table.name;
  if (table.given()) {
    night.over = table.name.empty() ? table.file : fmt::format("the live time {}", table.name);
    night.exposure = std::make_shared<const earth::Exposure>(
        earth::Exposure::from_file(table.name.empty() ? std::filesystem::path(table.file)
                                                      : data / exposure_table(table.name)));
  } else {
    night.over =
        period ? fmt::format("the time from {} to {}", period->first.text(), period->last.text())
               : "the year's time";
    earth::AstronomicalExposure ask;
    ask.period = period;
    night.exposure = std::make_shared<const earth::Exposure>(
        earth::Exposure::from_latitude(site.latitude_deg, ask));
  }
  if (night.exposure->night_fraction() <= 0) {
    section.fail(period ? "from" : "exposure", "the exposure has no night (cos_zenith below 0)");
  }
  night.zenith_edges = std::move(zenith_edges);
  return night;
}

}  // namespace sunsi::pipeline::detail
