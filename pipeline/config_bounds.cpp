#include <fmt/format.h>

#include <sunsi/core/files.hpp>
#include <sunsi/detector/card.hpp>
#include <sunsi/pipeline/detail/config_bounds.hpp>
#include <sunsi/pipeline/detail/vocabulary.hpp>

namespace sunsi::pipeline {

std::vector<std::string> bound_names(const std::filesystem::path& data) {
  std::vector<std::string> names;
  for (const detector::Card& name :
       detector::Card::load(data / "bounds/index.yaml").at("names").list()) {
    names.push_back(name.text());
  }
  return names;
}

namespace detail {

BoundSettings read_bounds(const Section& root, const std::filesystem::path& data) {
  const Section section = root.section("bounds", bounds_keys);
  const std::vector<std::string> names = bound_names(data);
  BoundSettings settings;
  settings.enabled = section.boolean("enabled", true);
  settings.gminus2 = section.choice("gminus2", settings.gminus2, gminus2_sets);
  settings.bbn_min_mass_MeV = section.number("bbn_min_mass_MeV", settings.bbn_min_mass_MeV);
  if (settings.bbn_min_mass_MeV <= 0) {
    section.fail("bbn_min_mass_MeV", fmt::format("bounds.bbn_min_mass_MeV = {:g} must be > 0",
                                                 settings.bbn_min_mass_MeV));
  }
  settings.white_dwarf = section.boolean("white_dwarf", false);
  settings.fcnc = section.boolean("fcnc", false);
  settings.only = section.words("only", {}, names);
  settings.skip = section.words("skip", {}, names);
  if (section.has("only") && section.has("skip")) {
    section.fail("skip", "give bounds.only or bounds.skip, not both");
  }
  return settings;
}

}  // namespace detail
}  // namespace sunsi::pipeline
