#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/files.hpp>
#include <sunsi/core/provenance.hpp>
#include <sunsi/pipeline/config.hpp>
#include <sunsi/pipeline/detail/config_bounds.hpp>
#include <sunsi/pipeline/detail/config_fit.hpp>
#include <sunsi/pipeline/detail/config_fluxes.hpp>
#include <sunsi/pipeline/detail/config_model.hpp>
#include <sunsi/pipeline/detail/config_night.hpp>
#include <sunsi/pipeline/detail/config_scan.hpp>
#include <sunsi/pipeline/detail/section.hpp>
#include <sunsi/pipeline/detail/vocabulary.hpp>
#include <sunsi/pipeline/presets.hpp>

namespace sunsi::pipeline {
namespace {

using detail::Document;
using detail::most_energies;
using detail::Section;

model::OscillationParameters read_oscillation(const Section& root, Config& config) {
  const Section s = root.section("oscillation", detail::oscillation_keys);
  config.oscillation_enabled = s.boolean("enabled", true);
  const std::vector<OscillationPreset> presets = load_presets(config.data);
  std::vector<std::string> names;
  for (const OscillationPreset& preset : presets) {
    names.push_back(preset.name);
  }
  config.preset = s.choice("preset", "nufit-6.1-no", names);
  const OscillationPreset& preset = presets[static_cast<std::size_t>(
      std::find(names.begin(), names.end(), config.preset) - names.begin())];
  const std::string origin = fmt::format("preset {} ({})", preset.name, preset.source);
  model::OscillationParameters::Sin2 v{};
  v.sin2_theta12 = s.number("sin2_theta12", preset.sin2_theta12, origin);
  v.sin2_theta13 = s.number("sin2_theta13", preset.sin2_theta13, origin);
  v.sin2_theta23 = s.number("sin2_theta23", preset.sin2_theta23, origin);
  v.delta_cp = s.number("delta_cp_deg", preset.delta_cp_deg, origin) * core::units::degree;
  v.dm21 = s.number("dm21_eV2", preset.dm21_eV2, origin);
  v.dm31 = s.number("dm31_eV2", preset.dm31_eV2(v.dm21), origin);
  const auto in_unit = [&](const char* key, double value) {
    if (value < 0 || value > 1) {
      s.fail(key, fmt::format("oscillation.{} = {:g} must lie in [0, 1]", key, value));
    }
  };
  in_unit("sin2_theta12", v.sin2_theta12);
  in_unit("sin2_theta13", v.sin2_theta13);
  in_unit("sin2_theta23", v.sin2_theta23);
  if (v.dm21 <= 0) {
    s.fail("dm21_eV2",
           fmt::format("oscillation.dm21_eV2 = {:g} must be > 0; the octant is theta12's", v.dm21));
  }
  const bool dark = s.boolean("dark_octant", false);
  if (dark && v.sin2_theta12 > 0.5) {
    s.fail("dark_octant",
           fmt::format(
               "dark_octant: true turns theta12 into 90 deg - theta12, but sin2_theta12 = {:g} "
               "> 0.5 is already dark; drop one of the two",
               v.sin2_theta12));
  }
  const auto osc =
      s.located("dm31_eV2", [&] { return model::OscillationParameters::from_sin2(v); });
  return dark ? osc.other_octant() : osc;
}

/// All that the model makes unless asked; what it cannot place is an error.
void read_sources(const Section& solar, Config& config) {
  std::vector<std::string> all;
  std::vector<std::string> known;
  for (const model::Source source : model::all_sources) {
    all.emplace_back(model::name(source));
    if (config.sun->has(source) || solar.has("production_radius")) {
      known.emplace_back(model::name(source));
    }
  }
  for (const std::string& word : solar.words("sources", known, all)) {
    config.sources.push_back(*model::source_from_name(word));
    if (std::find(known.begin(), known.end(), word) == known.end()) {
      solar.fail("sources",
                 fmt::format("{} has no column nu_{}; add it, or give solar.production_radius",
                             config.sun->name(), word));
    }
  }
  if (config.sources.empty()) {
    solar.fail("file",
               fmt::format("{} has no nu_<source> column; add one, or give solar.production_radius",
                           config.sun->name()));
  }
}

void read_solar(const Section& root, Config& config) {
  const Section solar = root.section("solar", detail::solar_keys);
  config.flux_model = solar.choice("model", "b16-gs98", solar::solar_model_names());
  const std::string file = solar.file("file");
  config.sun = std::make_shared<const solar::SolarModel>(
      file.empty() ? solar::SolarModel::load(config.flux_model, config.data)
                   : solar::SolarModel::from_file(file));
  read_sources(solar, config);
  detail::read_fluxes(solar, config);
  config.spectrum_8B.name = solar.choice("spectrum_8B", "winter2006", detail::spectra_8B);
  config.spectrum_8B.sigma = solar.number("spectrum_8B_sigma", 0.0);
  solar.located("spectrum_8B_sigma", [&] {
    return solar::Spectrum::load(model::Source::b8, config.data, config.spectrum_8B).end();
  });
  if (solar.has("production_radius")) {
    const double r = solar.number("production_radius");
    if (r < 0 || r > config.sun->r_end()) {
      solar.fail("production_radius",
                 fmt::format("solar.production_radius = {:g} must lie in [0, {:g}] (r/Rsun)", r,
                             config.sun->r_end()));
    }
    config.production_radius = r;
  } else {
    root.document().record("solar.production_radius", "null", "default");
  }
}

void read_propagation(const Section& root, Config& config) {
  const Section s = root.section("propagation", detail::propagation_keys);
  const std::string engine = s.choice("engine", "auto", detail::engines);
  config.engine = engine == "auto"     ? Engine::automatic
                  : engine == "ode"    ? Engine::ode
                  : engine == "magnus" ? Engine::magnus
                                       : Engine::adiabatic;
  config.tolerance = s.number("tolerance", 1e-6);
  if (config.tolerance < detail::least_tolerance || config.tolerance > detail::most_tolerance) {
    s.fail("tolerance",
           fmt::format("propagation.tolerance = {:g} must lie in [{:g}, {:g}]", config.tolerance,
                       detail::least_tolerance, detail::most_tolerance));
  }
  config.flavours = s.boolean("flavours", false);
}

std::vector<double> energy_range(const Section& root) {
  const Section s = root.section("energies", detail::energies_keys);
  const double low = s.number("min_MeV", 0.1);
  const double high = s.number("max_MeV", 16.0);
  const long count = s.integer("count", 160, 1, most_energies);
  const bool log = s.choice("spacing", "linear", detail::spacings) == "log";
  if (low <= 0) {
    s.fail("min_MeV", fmt::format("energies.min_MeV = {:g} must be > 0", low));
  }
  if (high < low || (high == low && count > 1)) {
    s.fail("max_MeV", fmt::format("energies.max_MeV = {:g} must exceed min_MeV = {:g}", high, low));
  }
  std::vector<double> list;
  for (long i = 0; i < count; ++i) {
    const double t = count > 1 ? static_cast<double>(i) / static_cast<double>(count - 1) : 0;
    // The ends come out exactly as typed.
    list.push_back(i == 0           ? low
                   : i + 1 == count ? high
                   : log            ? low * std::pow(high / low, t)
                                    : low + (high - low) * t);
  }
  return list;
}

std::vector<double> read_energies(const Section& root) {
  if (!root.has("energies") || root.node("energies").IsMap()) {
    return energy_range(root);
  }
  const std::vector<double> list = root.positive_numbers("energies");
  if (list.empty() || static_cast<long>(list.size()) > most_energies) {
    root.fail("energies", fmt::format("energies must list 1 to {} values in MeV", most_energies));
  }
  root.document().record("energies", fmt::format("[{}]", fmt::join(list, ", ")),
                         root.document().origin(root.node("energies"), "energies"));
  return list;
}

std::vector<std::string> read_experiments(const Section& root) {
  using detail::experiment_names;
  using detail::later_experiments;
  const std::vector<std::string> list =
      root.words("experiments", {"borexino", "sno", "super-kamiokande"},
                 detail::joined(experiment_names, later_experiments));
  for (const std::string& word : list) {
    if (std::find(later_experiments.begin(), later_experiments.end(), word) !=
        later_experiments.end()) {
      root.fail("experiments",
                fmt::format("experiment '{}' is not in version {}; allowed are {}", word,
                            core::version(), fmt::join(experiment_names, ", ")));
    }
  }
  return list;
}

}  // namespace

std::string_view name(Engine engine) {
  switch (engine) {
    case Engine::automatic:
      return "auto";
    case Engine::adiabatic:
      return "adiabatic";
    case Engine::ode:
      return "ode";
    case Engine::magnus:
      return "magnus";
  }
  return "";
}

std::string_view name(detector::CrossSectionMode mode) {
  return mode == detector::CrossSectionMode::tree    ? "tree"
         : mode == detector::CrossSectionMode::kappa ? "kappa"
                                                     : "full";
}

Config Config::with(const model::OscillationParameters& osc) const {
  Config other = *this;
  other.oscillation = osc;
  return other;
}

Config Config::with(const model::ZPrime& point, const model::OscillationParameters& osc) const {
  Config other = standard(osc);
  other.zprime = point;
  return other;
}

Config Config::with(const model::Nsi& point, const model::OscillationParameters& osc) const {
  Config other = standard(osc);
  other.nsi = point;
  return other;
}

Config Config::standard(const model::OscillationParameters& osc) const {
  Config other = with(osc);
  other.zprime.reset();
  other.zprime_inputs.reset();
  other.nsi.reset();
  return other;
}

Config parse_config(const std::string& file,
                    const std::string& text,
                    const std::vector<Override>& overrides,
                    const std::filesystem::path& data) {
  Document document(file, text, overrides);
  const Section root(document, document.root(), "", detail::top_keys);
  Config config;
  config.data = data;
  config.file = file;
  config.oscillation = read_oscillation(root, config);
  config.convention = root.choice("convention", "standard", detail::conventions) == "paper"
                          ? model::Convention::paper
                          : model::Convention::standard;
  read_solar(root, config);
  const detail::Interaction model = detail::read_model(root, config.convention, *config.sun);
  config.zprime = model.zprime;
  config.zprime_inputs = model.inputs;
  config.nsi = model.nsi;
  read_propagation(root, config);
  config.night = detail::read_night(root, config.data);
  config.energies_MeV = read_energies(root);
  config.experiments = read_experiments(root);
  const std::string mode = root.choice("cross_section", "full", detail::cross_sections);
  config.cross_section = mode == "tree"    ? detector::CrossSectionMode::tree
                         : mode == "kappa" ? detector::CrossSectionMode::kappa
                                           : detector::CrossSectionMode::full;
  config.bounds = detail::read_bounds(root, config.data);
  config.scan = detail::read_scan(root, config.zprime_inputs);
  config.fit = detail::read_fit(root, config);
  config.completed = detail::completed_yaml(document.entries(), true);
  config.hash = core::sha256(detail::completed_yaml(document.entries(), false)).substr(0, 12);
  return config;
}

Config load_config(const std::filesystem::path& path,
                   const std::vector<Override>& overrides,
                   const std::filesystem::path& data) {
  if (path.empty()) {
    return parse_config("", "", overrides, data);
  }
  std::string text;
  try {
    text = core::read_file(path, 4u << 20);
  } catch (const core::DataError& error) {
    throw core::InvalidInput(error.what());  // the configuration itself is usage, not data
  }
  return parse_config(path.string(), text, overrides, data);
}

}  // namespace sunsi::pipeline
