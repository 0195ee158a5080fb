#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <sunsi/core/provenance.hpp>
#include <sunsi/pipeline/config.hpp>
#include <sunsi/pipeline/detail/schema_parts.hpp>
#include <sunsi/pipeline/detail/schema_scan.hpp>
#include <sunsi/pipeline/detail/vocabulary.hpp>
#include <sunsi/pipeline/presets.hpp>
#include <sunsi/pipeline/schema.hpp>
#include <tuple>

namespace sunsi::pipeline {
namespace {

using detail::Words;
using namespace detail::schema;

/// Exactly one of two keys; `with_a` and `with_b` are what each asks of the section besides.
Json one_of(const std::string& a,
            const std::string& b,
            const Json& with_a = Json::object(),
            const Json& with_b = Json::object()) {
  return {{"oneOf",
           {{{"required", {a}}, {"properties", merged({{a, given}, {b, nothing}}, with_a)}},
            {{"required", {b}}, {"properties", merged({{b, given}, {a, nothing}}, with_b)}}}}};
}

Json oscillation(const std::filesystem::path& data) {
  Words presets;
  for (const OscillationPreset& preset : load_presets(data)) {
    presets.push_back(preset.name);
  }
  const Json unit{{"minimum", 0}, {"maximum", 1}};
  return section(
      "Oscillation parameters: a preset, and single values that take the place of its own.",
      detail::oscillation_keys,
      {{"enabled", boolean("false: unoscillated, P_ee = 1")},
       {"preset", choice("best fit that gives what is not given here", presets)},
       {"sin2_theta12", number("sin^2 theta12 [1]; absent: the preset's", unit)},
       {"sin2_theta13", number("sin^2 theta13 [1]; absent: the preset's", unit)},
       {"sin2_theta23", number("sin^2 theta23 [1]; absent: the preset's", unit)},
       {"delta_cp_deg", number("CP phase [degrees]; absent: the preset's")},
       {"dm21_eV2", number("m2^2 - m1^2 [eV^2]; absent: the preset's", positive)},
       {"dm31_eV2", number("m3^2 - m1^2 [eV^2], negative for inverted ordering, larger than dm21 "
                           "in size; absent: the preset's (inverted: dm32 + dm21)")},
       {"dark_octant", boolean("true: theta12 -> 90 degrees - theta12 (not with sin2_theta12 > "
                               "0.5)")}});
}

Json eps_medium() {
  Json at = {
      {"description",
       "where it is meant: a place, the average over a source's production, or the ratio "
       "(N_n + N_p)/N_e [1]; absent: centre"},
      {"default", detail::places.front()},
      {"anyOf",
       {choice("a place or a source", detail::joined(detail::places, detail::source_names())),
        {{"type", "number"}, {"exclusiveMinimum", 0}}}}};
  Json out = section(
      "Epsilon of the medium (`convention` says which) in place of g; it has the sign of -c.",
      detail::eps_medium_keys,
      {{"value",
        merged(
            number(
                "eps_medium [1]: V_mu/V_CC in the standard convention, half of it in the paper's"),
            not_zero)},
       {"at", std::move(at)}});
  out["required"] = {"value"};
  out["properties"]["value"]["type"] = "number";
  return out;
}

Json phi() {
  Json out = section("The scalar phi of Z' -> phi phi-bar; absent: no phi.", detail::phi_keys,
                     {{"charge", number("its charge [1]", positive)},
                      {"mass_ratio", number("m_phi/m_Z' [1]", positive)},
                      {"mass_MeV", number("m_phi [MeV]", positive)}});
  // Nothing is asked of an absent phi: `required` and `properties` speak of objects only.
  out["if"] = {{"type", "object"}};
  out["then"] =
      merged({{"required", {"charge"}}, {"properties", {{"charge", {{"type", "number"}}}}}},
             one_of("mass_ratio", "mass_MeV"));
  return out;
}

/// A hermitian 3x3 matrix; that it is hermitian no schema can say.
Json matrix(const std::string& description) {
  const Json entry{
      {"anyOf",
       {{{"type", "number"}},
        {{"type", "array"}, {"items", {{"type", "number"}}}, {"minItems", 2}, {"maxItems", 2}}}}};
  const Json row{{"type", "array"}, {"items", entry}, {"minItems", 3}, {"maxItems", 3}};
  return {{"type", {"array", "null"}},
          {"items", row},
          {"minItems", 3},
          {"maxItems", 3},
          {"description", description +
                              ", hermitian 3x3 [1]: rows and columns e, mu, tau, entries real or "
                              "[re, im]; `convention` says which epsilon"}};
}

Json nulls(const Words& keys) {
  Json out = Json::object();
  for (const std::string& key : keys) {
    out[key] = nothing;
  }
  return out;
}

Json is_given(const std::string& key) {
  return {{"required", {key}}, {"properties", {{key, given}}}};
}

/// A complete set of inputs of the Z', and none of general NSI.
Json zprime_rules() {
  return {{"required", {"mass_MeV", "c"}},
          {"properties", merged({{"kind", {{"enum", {"zprime", nullptr}}}},
                                 {"mass_MeV", {{"type", "number"}}},
                                 {"c", {{"type", "number"}}}},
                                nulls(detail::nsi_keys))},
          {"allOf",
           {one_of("g", "eps_medium", Json::object(), {{"c", not_zero}}),
            one_of("tan_eta", "eps_kin", {{"c", not_zero}})}}};
}

/// One of the three ways to give u and d (an angle wants its flavour structure), or eps_e alone.
Json nsi_rules() {
  const auto [quarks, nucleons, angle] =
      std::tuple(detail::nsi_ways[0], detail::nsi_ways[1], detail::nsi_ways[2]);
  const auto any = [](const Words& keys) {
    Json list = Json::array();
    for (const std::string& key : keys) {
      list.push_back(is_given(key));
    }
    return list;
  };
  const Json by_quarks{{"anyOf", any(quarks)},
                       {"properties", nulls(detail::joined(nucleons, angle))}};
  const Json by_nucleons{{"anyOf", any(nucleons)},
                         {"properties", nulls(detail::joined(quarks, angle))}};
  Json by_angle = one_of("eps", "eps_ee_minus_mumu");
  by_angle["allOf"] = {is_given("eta_deg")};
  by_angle["properties"] = nulls(detail::joined(quarks, nucleons));
  Json by_electrons = is_given("eps_e");
  by_electrons["properties"].update(nulls(detail::joined(quarks, detail::joined(nucleons, angle))));
  return {{"anyOf", {by_quarks, by_nucleons, by_angle, by_electrons}}};
}

/// kind: standard and no coupling, or a complete set of inputs of the Z' or of general NSI.
Json model() {
  Json out = section(
      "New interactions: nothing (the standard model), the light Z' of arXiv:2211.15686 by "
      "mass_MeV, c, one of g and eps_medium, one of tan_eta and eps_kin, and perhaps phi; or "
      "general NSI by eps_u and eps_d, or eps_p and eps_n, or eta_deg with eps or "
      "eps_ee_minus_mumu, each perhaps with eps_e.",
      detail::joined(detail::joined({"kind"}, detail::zprime_keys), detail::nsi_keys),
      {{"kind", choice("absent: zprime or nsi when one of their couplings is given, else standard",
                       detail::kinds)},
       {"mass_MeV", number("mass of the Z' [MeV]", positive)},
       {"g", number("gauge coupling [1]; or give eps_medium", positive)},
       {"eps_medium", eps_medium()},
       {"c", number("c [1] of L_mu + L_tau - c (B1 + B2) - 2 (1 - c) B3")},
       {"tan_eta", merged(number("eps_n/eps_p [1]; or give eps_kin"), not_zero)},
       {"eps_kin", number("kinetic mixing with the photon [1]; or give tan_eta")},
       {"phi", phi()},
       {"eps_u", matrix("NSI with u quarks")},
       {"eps_d", matrix("NSI with d quarks")},
       {"eps_p", matrix("NSI with protons, 2 eps_u + eps_d")},
       {"eps_n", matrix("NSI with neutrons, eps_u + 2 eps_d")},
       {"eps", matrix("NSI at eta_deg: eps_p = sqrt5 cos(eta) eps, eps_n = sqrt5 sin(eta) eps")},
       {"eps_ee_minus_mumu", number("eps_ee - eps_mumu [1] at eta_deg, every other entry of eps 0; "
                                    "`convention` says which epsilon")},
       {"eta_deg", number("angle between the couplings to protons and neutrons [degrees]: 26.565 "
                          "is u alone, 63.435 d alone, 0 protons, 90 neutrons")},
       {"eps_e", matrix("NSI with electrons")}});
  Json standard = nulls(detail::joined(detail::zprime_keys, detail::nsi_keys));
  standard["kind"] = {{"enum", {"standard", nullptr}}};
  Json nsi = nulls(detail::zprime_keys);
  nsi["kind"] = {{"enum", {"nsi", nullptr}}};
  out["if"] = {{"properties", standard}};
  out["else"] = {{"if", {{"properties", nsi}}}, {"then", nsi_rules()}, {"else", zprime_rules()}};
  return out;
}

Json fluxes() {
  const Words sources = detail::source_names();
  Json single = Json::object();
  for (const std::string& source : sources) {
    single[source] = {{"description", "flux [cm^-2 s^-1], or free; absent: the solar model's"},
                      {"anyOf",
                       {number("a given flux [cm^-2 s^-1]", {{"minimum", 0}}),
                        {{"const", "free"}, {"description", "left to the data"}}}}};
  }
  return {
      {"description",
       "fluxes: ssm (the solar model's), free (all, with the luminosity constraint), or some of "
       "them as numbers or free"},
      {"anyOf",
       {choice("the solar model's, or all free", detail::flux_words),
        section("Fluxes in place of the solar model's.", sources, single)}}};
}

/// \param r_end  the end of the shipped models [R_sun]
Json solar(double r_end) {
  Json out = section(
      "The Sun: densities, production, spectra and fluxes.", detail::solar_keys,
      {{"model",
        choice("solar model (its fluxes also when `file` is given)", solar::solar_model_names())},
       {"file",
        {{"type", {"string", "null"}},
         {"minLength", 1},
         {"description",
          "a profile of your own in CSV: columns r [R_sun], Ne, Nn [mol/cm^3], nu_<source>; the "
          "path counts from the configuration's folder"}}},
       {"sources",
        list_of("sources; absent: all that the solar model places", detail::source_names())},
       {"fluxes", fluxes()},
       {"production_radius",
        number("r/R_sun [1] at which every source is put, within the solar model; absent: the "
               "model's production",
               {{"minimum", 0}})},
       {"spectrum_8B", choice("shape of the 8B spectrum", detail::spectra_8B)},
       {"spectrum_8B_sigma",
        number("variation of the 8B spectrum [standard deviations]; ortiz2000 has none",
               {{"minimum", -3}, {"maximum", 3}})}});
  out["if"] = {{"properties", {{"file", nothing}}}};
  out["then"] = {{"properties", {{"production_radius", {{"maximum", r_end}}}}}};
  return out;
}

Json propagation() {
  return section(
      "How amplitudes are evolved.", detail::propagation_keys,
      {{"engine", choice("auto: adiabatic where its bound permits, else ode", detail::engines)},
       {"flavours", boolean("true: the probability table has P_emu and P_etau, too")},
       {"tolerance", number("error of a probability [1]", {{"minimum", detail::least_tolerance},
                                                           {"maximum", detail::most_tolerance}})}});
}

/// Energies of the probability table: a range, a list or one number.
Json energies() {
  Json out = section("Energies of the probability table [MeV]: a range, a list, or one.",
                     detail::energies_keys,
                     {{"min_MeV", number("first energy [MeV]", positive)},
                      {"max_MeV", number("last energy [MeV], above min_MeV", positive)},
                      {"count",
                       {{"type", {"integer", "null"}},
                        {"minimum", 1},
                        {"maximum", detail::most_energies},
                        {"description", "number of energies, both ends included"}}},
                      {"spacing", choice("linear or logarithmic", detail::spacings)}});
  out["type"] = {"object", "array", "number", "null"};
  out["items"] = {{"type", "number"}, {"exclusiveMinimum", 0}};
  out["minItems"] = 1;
  out["maxItems"] = detail::most_energies;
  out["exclusiveMinimum"] = 0;
  return out;
}

/// A value as `sunsi validate` prints it.
Json value_of(const YAML::Node& node) {
  if (node.IsSequence()) {
    Json list = Json::array();
    for (const YAML::Node& item : node) {
      list.push_back(value_of(item));
    }
    return list;
  }
  if (node.IsNull()) {
    return nullptr;
  }
  const Json value = Json::parse(node.Scalar(), nullptr, false);
  return value.is_discarded() ? Json(node.Scalar()) : value;
}

/// Writes the values of a completed configuration as defaults.
void add_defaults(Json& schema, const YAML::Node& values) {
  for (const auto& pair : values) {
    Json& property = schema.at("properties").at(pair.first.Scalar());
    if (pair.second.IsMap()) {
      add_defaults(property, pair.second);
    } else {
      property["default"] = value_of(pair.second);
    }
  }
}

}  // namespace

std::string config_schema(const std::filesystem::path& data) {
  const Config empty = parse_config("", "", {}, data);
  Json properties{
      {"oscillation", oscillation(data)},
      {"model", model()},
      {"convention",
       choice("meaning of every epsilon typed here; the paper's (arXiv:2211.15686) is "
              "half of the standard one",
              detail::conventions)},
      {"solar", solar(empty.sun->r_end())},
      {"propagation", propagation()},
      {"earth", earth_section(data)},
      {"energies", energies()},
      {"experiments", list_of("experiments, or single phases", detail::experiment_names)},
      {"cross_section",
       choice("neutrino-electron scattering: rho = kappa = 1, with the electroweak "
              "corrections, or with those of QED too",
              detail::cross_sections)},
      {"bounds", bounds_section(data)},
      {"fit", fit_section()},
      {"scan", scan_section()}};
  Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"title", fmt::format("Configuration of sunsi {}", core::version())}};
  schema.update(
      section("Every key is optional, and one without a value (null) counts as absent. "
              "`sunsi validate` checks what no schema can say.",
              detail::top_keys, properties));
  YAML::Node defaults = YAML::Load(empty.completed);
  for (const std::string& key : detail::preset_keys) {
    defaults["oscillation"].remove(key);
  }
  add_defaults(schema, defaults);
  return schema.dump(2) + "\n";
}

}  // namespace sunsi::pipeline
