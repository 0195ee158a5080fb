#include <sunsi/pipeline/detail/schema_scan.hpp>
#include <sunsi/pipeline/scan.hpp>

namespace sunsi::pipeline::detail::schema {
namespace {

/// That max exceeds min, and what the axes mean together, no schema can say.
Json axis() {
  Words keys;
  for (const ScanKey key : all_scan_keys) {
    keys.emplace_back(path(key));
  }
  Json out = section(
      "Values of one input, both ends included.", axis_keys,
      {{"key", {{"enum", keys}, {"description", "the input"}}},
       {"min", {{"type", "number"}, {"description", "first value, in the unit of the key"}}},
       {"max", {{"type", "number"}, {"description", "last value, in the unit of the key"}}},
       {"count",
        {{"type", "integer"},
         {"minimum", 2},
         {"maximum", most_scan_values},
         {"description", "number of values"}}},
       {"spacing", choice("linear or logarithmic; absent: linear", spacings)}});
  out["type"] = "object";
  out["required"] = {"key", "min", "max", "count"};
  out["if"] = {{"required", {"spacing"}}, {"properties", {{"spacing", {{"const", "log"}}}}}};
  out["then"] = {{"properties", {{"min", positive}}}};
  return out;
}

}  // namespace

Json scan_section() {
  return section("Axes of `sunsi scan` and of planes (`sunsi bounds --plane`).", scan_keys,
                 {{"enabled", boolean("false: the axes are not used")},
                  {"axes",
                   {{"type", {"array", "null"}},
                    {"items", axis()},
                    {"minItems", 2},
                    {"maxItems", 2},
                    {"description", "two axes, x and y"}}},
                  {"outputs", list_of("columns of `sunsi scan`", scan_outputs)}});
}

}  // namespace sunsi::pipeline::detail::schema
