#include <fmt/format.h>

#include <sunsi/pipeline/detail/schema_scan.hpp>
#include <sunsi/pipeline/fit_settings.hpp>

namespace sunsi::pipeline::detail::schema {
namespace {

/// A name, or a map with its values; that it is free and that max exceeds min no schema can say.
Json axis() {
  const Json whole{{"type", {"integer", "null"}},
                   {"minimum", 4},
                   {"maximum", most_fit_values},
                   {"description", "number of values; absent: 41"}};
  Json map = section("Values of one parameter.", fit_axis_keys,
                     {{"parameter", {{"enum", fit_parameter_names()}, {"description", "its name"}}},
                      {"min", number("first value, in the parameter's unit")},
                      {"max", number("last value, in the parameter's unit")},
                      {"count", whole}});
  map["type"] = "object";
  map["required"] = {"parameter"};
  return {{"anyOf", {{{"enum", fit_parameter_names()}}, map}}};
}

Json limits() {
  Json ranges = Json::object();
  for (const FitParameter& p : fit_parameters) {
    ranges[std::string(p.name)] = {
        {"type", {"array", "null"}},
        {"items", {{"type", "number"}, {"minimum", p.min}, {"maximum", p.max}}},
        {"minItems", 2},
        {"maxItems", 2},
        {"description", fmt::format("[min, max] of {} in a search [{}]", p.name, p.unit)}};
  }
  return section("Ranges that the search keeps to; absent: the widest.", fit_parameter_names(),
                 ranges);
}

}  // namespace

Json fit_section() {
  Json priors = list_of("measurements by others that are added to chi2", fit_priors);
  priors.erase("minItems");
  const Json two{{"type", "array"}, {"items", axis()}, {"minItems", 2}, {"maxItems", 2}};
  return section(
      "The fit to solar data (`sunsi fit`); fluxes and systematic errors are always profiled.",
      fit_keys,
      {{"enabled",
        boolean("false: `run` leaves the fit out; absent: true where the section stands")},
       {"point", boolean("true: chi2 at the point of this configuration only")},
       {"parameters", list_of("what is left free", fit_parameter_names())},
       {"priors", priors},
       {"spectra", choice("Super-Kamiokande's spectra: day and night merged, beside A_DN, or both "
                          "apart without it",
                          fit_spectra)},
       {"limits", limits()},
       {"profiles",
        {{"type", {"array", "null"}},
         {"items", axis()},
         {"description", "parameters whose profile of chi2 is tabulated"}}},
       {"contours",
        {{"type", {"array", "null"}},
         {"items", two},
         {"description", "pairs of parameters whose chi2 is tabulated and outlined"}}}});
}

}  // namespace sunsi::pipeline::detail::schema
