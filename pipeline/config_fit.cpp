#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <sunsi/core/spelling.hpp>
#include <sunsi/pipeline/detail/config_fit.hpp>
#include <sunsi/pipeline/detail/vocabulary.hpp>

namespace sunsi::pipeline {

const FitParameter* fit_parameter(std::string_view name) {
  const auto found = std::find_if(fit_parameters.begin(), fit_parameters.end(),
                                  [&](const FitParameter& p) { return p.name == name; });
  return found == fit_parameters.end() ? nullptr : &*found;
}

namespace detail {
namespace {

bool has(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// The item of `fit.parameters` with this word, for the place of a message.
YAML::Node item_of(const Section& fit, std::string_view word) {
  const YAML::Node list = fit.node("parameters");
  for (std::size_t i = 0; list.IsSequence() && i < list.size(); ++i) {
    if (list[i].IsScalar() && list[i].Scalar() == word) {
      return list[i];
    }
  }
  return list;
}

[[noreturn]] void refuse(const Section& fit, std::string_view parameter, const std::string& why) {
  if (!fit.has("parameters")) {  // it is free by default
    fit.fail("parameters", why);
  }
  fit.fail_at(item_of(fit, parameter), "parameters", why);
}

void check_couplings(const Section& fit, const FitSettings& settings, const Config& config) {
  const auto free = [&](std::string_view name) { return has(settings.parameters, name); };
  for (const auto& [a, b, why] :
       {std::tuple("g", "eps_medium", "either fixes the coupling"),
        std::tuple("tan_eta", "eps_kin", "either fixes the kinetic mixing")}) {
    if (free(a) && free(b)) {
      refuse(fit, b, fmt::format("{} and {} cannot both be free: {}; keep one of them", a, b, why));
    }
  }
  for (const std::string& name : settings.parameters) {
    if (fit_parameter(name)->path.starts_with("model.") && !config.zprime_inputs) {
      refuse(fit, name,
             fmt::format("{} is an input of the Z', and model.kind is {}; give a Z' in the section "
                         "model, or leave {} out of fit.parameters",
                         name, config.kind(), name));
    }
  }
  if (!config.zprime_inputs) {
    return;
  }
  const ZPrimeInputs& inputs = *config.zprime_inputs;
  const bool by_eps = free("eps_medium") || (!inputs.g && !free("g"));
  const bool by_eta = free("tan_eta") || (inputs.tan_eta && !free("eps_kin"));
  if (inputs.c == 0 && (free("eps_medium") || free("tan_eta"))) {
    const char* name = free("eps_medium") ? "eps_medium" : "tan_eta";
    refuse(
        fit, name,
        fmt::format("{} cannot be free with model.c = 0, where it fixes nothing; give c != 0, or "
                    "free {} instead",
                    name, free("eps_medium") ? "g" : "eps_kin"));
  }
  if (free("c") && (by_eps || by_eta) && inputs.c == 0) {
    refuse(fit, "c",
           "c starts from model.c = 0, where eps_medium and tan_eta fix nothing; give "
           "c != 0, or g and eps_kin");
  }
}

void check_parameters(const Section& fit, const FitSettings& settings, const Config& config) {
  check_couplings(fit, settings, config);
  for (const std::string& name : settings.parameters) {
    const std::string_view path = fit_parameter(name)->path;
    if (path.starts_with("oscillation.") && !config.oscillation_enabled) {
      refuse(fit, name,
             fmt::format("{} means nothing with oscillation.enabled: false; leave one out", name));
    }
    if (!path.starts_with("solar.fluxes.")) {
      continue;
    }
    const auto source = model::source_from_name(name.substr(5));
    if (source && config.flux_override.count(*source) > 0) {
      refuse(fit, name,
             fmt::format("{} is free and {} fixes it; remove one of the two", name, path));
    }
  }
}

/// A word among the free parameters.
std::string free_name(const Section& fit,
                      const YAML::Node& node,
                      const std::string& key,
                      const FitSettings& settings) {
  const std::string word = node.IsScalar() ? node.Scalar() : "";
  if (!has(settings.parameters, word)) {
    const bool known = fit_parameter(word) != nullptr;
    const std::string near = core::nearest(word, settings.parameters);
    fit.fail_at(node, key,
                known ? fmt::format("fit.{}: {} is not free; add it to fit.parameters", key, word)
                      : fmt::format("fit.{}: unknown parameter '{}'{}; allowed are {}", key, word,
                                    near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                                    fmt::join(settings.parameters, ", ")));
  }
  return word;
}

/// Both ends inside of what a fit may search, the first below the second.
std::pair<double, double> range(const Section& section,
                                const std::array<YAML::Node, 2>& nodes,
                                const std::string& key,
                                std::string_view parameter) {
  const FitParameter& p = *fit_parameter(parameter);
  std::array<double, 2> ends{};
  for (std::size_t k = 0; k < 2; ++k) {
    const std::string what = fmt::format("{} of {}", k == 0 ? "min" : "max", parameter);
    ends[k] = section.parse_number(nodes[k], key, what);
    if (ends[k] < p.min || ends[k] > p.max) {
      section.fail_at(
          nodes[k], key,
          fmt::format("{} = {:g} must lie in [{:g}, {:g}]", what, ends[k], p.min, p.max));
    }
  }
  if (ends[1] <= ends[0]) {
    section.fail_at(
        nodes[1], key,
        fmt::format("max of {} = {:g} must exceed min = {:g}", parameter, ends[1], ends[0]));
  }
  return {ends[0], ends[1]};
}

/// A name, or {parameter, min, max, count}.
FitAxis read_axis(const Section& fit,
                  const YAML::Node& node,
                  const std::string& key,
                  const FitSettings& settings) {
  FitAxis axis;
  if (!node.IsMap()) {
    axis.parameter = free_name(fit, node, key, settings);
    return axis;
  }
  const Section item(fit.document(), node, fit.path(key), fit_axis_keys);
  if (!item.has("parameter")) {
    item.fail("parameter", fmt::format("fit.{}: parameter is missing; an item is a name or "
                                       "{{parameter, min, max, count}}",
                                       key));
  }
  axis.parameter = free_name(fit, item.node("parameter"), key, settings);
  if (item.has("min") != item.has("max")) {
    item.fail(item.has("min") ? "min" : "max",
              fmt::format("fit.{}: give min and max of {}, or neither", key, axis.parameter));
  }
  if (item.has("min")) {
    const auto [low, high] = range(fit, {item.node("min"), item.node("max")}, key, axis.parameter);
    axis.min = low;
    axis.max = high;
  }
  if (item.has("count")) {
    const double count = item.parse_number(item.node("count"), "count", item.path("count"));
    if (count != std::floor(count) || count < 4 || count > static_cast<double>(most_fit_values)) {
      item.fail("count", fmt::format("{} = {} must be a whole number from 4 to {}",
                                     item.path("count"), count, most_fit_values));
    }
    axis.count = static_cast<long>(count);
  }
  return axis;
}

std::string as_yaml(const FitAxis& axis) {
  return axis.min ? fmt::format("{{parameter: {}, min: {}, max: {}, count: {}}}", axis.parameter,
                                *axis.min, *axis.max, axis.count)
                  : fmt::format("{{parameter: {}, count: {}}}", axis.parameter, axis.count);
}

/// The items of a list; nothing when it is absent or empty.
std::vector<YAML::Node> items(const Section& fit, const std::string& key, const char* shape) {
  std::vector<YAML::Node> list;
  if (!fit.has(key)) {
    return list;
  }
  const YAML::Node node = fit.node(key);
  if (!node.IsSequence()) {
    fit.fail(key, fmt::format("fit.{} must be a list of {}", key, shape));
  }
  for (std::size_t i = 0; i < node.size(); ++i) {
    list.push_back(node[i]);
  }
  return list;
}

void record(const Section& fit, const std::string& key, const std::vector<std::string>& list) {
  fit.document().record(
      fit.path(key), list.empty() ? "null" : fmt::format("[{}]", fmt::join(list, ", ")),
      fit.has(key) ? fit.document().origin(fit.node(key), fit.path(key)) : "default");
}

void read_profiles(const Section& fit, FitSettings& settings) {
  std::vector<std::string> texts;
  for (const YAML::Node& node : items(fit, "profiles", "names or {parameter, min, max, count}")) {
    settings.profiles.push_back(read_axis(fit, node, "profiles", settings));
    texts.push_back(as_yaml(settings.profiles.back()));
  }
  record(fit, "profiles", texts);
}

void read_contours(const Section& fit, FitSettings& settings) {
  const char* shape = "pairs [x, y], each a name or {parameter, min, max, count}";
  std::vector<std::string> texts;
  for (const YAML::Node& node : items(fit, "contours", shape)) {
    if (!node.IsSequence() || node.size() != 2) {
      fit.fail_at(node, "contours",
                  fmt::format("an item of fit.contours must be one of {}", shape));
    }
    const std::array<FitAxis, 2> axes{read_axis(fit, node[0], "contours", settings),
                                      read_axis(fit, node[1], "contours", settings)};
    if (axes[0].parameter == axes[1].parameter) {
      fit.fail_at(node[1], "contours",
                  fmt::format("{} stands on both axes; take another parameter for one of them",
                              axes[1].parameter));
    }
    if (static_cast<std::size_t>(axes[0].count * axes[1].count) > most_fit_points) {
      fit.fail_at(
          node, "contours",
          fmt::format("{} x {} points; at most {}", axes[0].count, axes[1].count, most_fit_points));
    }
    settings.contours.push_back(axes);
    texts.push_back(fmt::format("[{}, {}]", as_yaml(axes[0]), as_yaml(axes[1])));
  }
  record(fit, "contours", texts);
}

void read_limits(const Section& fit, FitSettings& settings) {
  const Section limits = fit.section("limits", fit_parameter_names());
  for (const FitParameter& p : fit_parameters) {
    const std::string name(p.name);
    if (!limits.has(name)) {
      continue;
    }
    const YAML::Node node = limits.node(name);
    if (!node.IsSequence() || node.size() != 2) {
      limits.fail(name, fmt::format("{} must be a range [min, max]", limits.path(name)));
    }
    if (!has(settings.parameters, name)) {
      limits.fail(name, fmt::format("{}: {} is not free; add it to fit.parameters",
                                    limits.path(name), name));
    }
    settings.limits[name] = range(limits, {node[0], node[1]}, name, name);
    fit.document().record(
        limits.path(name),
        fmt::format("[{}, {}]", settings.limits[name].first, settings.limits[name].second),
        fit.document().origin(node, limits.path(name)));
  }
}

}  // namespace

Words fit_parameter_names() {
  Words names;
  for (const FitParameter& p : fit_parameters) {
    names.emplace_back(p.name);
  }
  return names;
}

FitSettings read_fit(const Section& root, const Config& config) {
  const Section fit = root.section("fit", fit_keys);
  FitSettings settings;
  settings.enabled = fit.boolean("enabled", root.has("fit"));
  settings.point = fit.boolean("point", false);
  settings.parameters = fit.words("parameters", settings.parameters, fit_parameter_names());
  // An empty list says "none", which is the default here.
  const bool none =
      fit.has("priors") && fit.node("priors").IsSequence() && fit.node("priors").size() == 0;
  if (none) {
    record(fit, "priors", {});
  } else {
    settings.priors = fit.words("priors", {}, fit_priors);
  }
  settings.spectra = fit.choice("spectra", settings.spectra, fit_spectra);
  read_limits(fit, settings);
  read_profiles(fit, settings);
  read_contours(fit, settings);
  // What is switched off, or absent, is not asked of: its defaults need not fit the model.
  if (settings.enabled && !settings.point) {
    check_parameters(fit, settings, config);
  }
  return settings;
}

}  // namespace detail
}  // namespace sunsi::pipeline
