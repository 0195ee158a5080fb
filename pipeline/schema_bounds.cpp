#include <cstdlib>
#include <sunsi/pipeline/config.hpp>
#include <sunsi/pipeline/detail/schema_scan.hpp>

namespace sunsi::pipeline::detail::schema {
namespace {

/// Years as words: YAML makes numbers of them when they stand without quotes.
Json data_sets() {
  Json out = choice("data set of (g-2)_mu", gminus2_sets);
  for (const std::string& word : gminus2_sets) {
    out["enum"].push_back(std::atoi(word.c_str()));
  }
  return out;
}

}  // namespace

Json bounds_section(const std::filesystem::path& data) {
  const Words names = bound_names(data);
  Json out = section(
      "Laboratory and astrophysical bounds on the Z'.", bounds_keys,
      {{"enabled", boolean("false: `run` leaves them out")},
       {"gminus2", data_sets()},
       {"bbn_min_mass_MeV", number("lightest Z' that nucleosynthesis allows [MeV]", positive)},
       {"white_dwarf", boolean("true: the cooling of white dwarfs may exclude")},
       {"fcnc", boolean("true: K -> pi Z' and B -> K Z' may exclude")},
       {"only", list_of("these bounds alone; absent: all", names)},
       {"skip", list_of("bounds to leave out, not with `only`", names)}});
  out["not"] = {{"required", {"only", "skip"}}, {"properties", {{"only", given}, {"skip", given}}}};
  return out;
}

}  // namespace sunsi::pipeline::detail::schema
