/// \file pipeline/config.hpp
/// The configuration of a run: what users type, checked once, complete and immutable afterwards.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <sunsi/detector/cross_section.hpp>
#include <sunsi/earth/earth_model.hpp>
#include <sunsi/earth/exposure.hpp>
#include <sunsi/model/epsilon.hpp>
#include <sunsi/model/nsi.hpp>
#include <sunsi/model/oscillation.hpp>
#include <sunsi/model/source.hpp>
#include <sunsi/model/zprime.hpp>
#include <sunsi/pipeline/fit_settings.hpp>
#include <sunsi/pipeline/scan.hpp>
#include <sunsi/solar/flux_prior.hpp>
#include <sunsi/solar/solar_model.hpp>
#include <sunsi/solar/spectrum.hpp>
#include <utility>
#include <vector>

namespace sunsi::pipeline {

/// How amplitudes are evolved: `automatic` takes the adiabatic engine where its own bound is below
/// the tolerance and the ode elsewhere.
enum class Engine { automatic, adiabatic, ode, magnus };

std::string_view name(Engine engine);
std::string_view name(detector::CrossSectionMode mode);

/// A path in the configuration and its value, from `--set path=value`.
using Override = std::pair<std::string, std::string>;

/// How messages name the place of an override: `--set path=value`, one printable line with the
/// middle of a long value left out.
std::string override_place(const std::string& path, const std::string& value);

/// Where and how long the Sun is seen by night, for the probability table.
struct Night {
  std::string where;  ///< name of the site, or its latitude
  double depth = 0;   ///< of the detector [1/eV]
  std::shared_ptr<const earth::EarthModel> earth;
  std::shared_ptr<const earth::Exposure> exposure;
  std::string over;           ///< what the exposure is of: "the year's time", a table, a period
  std::string exposure_name;  ///< of a shipped table, else empty
  std::string exposure_file;  ///< the user's table; empty: astronomy or a shipped table
  double coarsest = 0;        ///< the average need not be better than this [1]
  /// Edges in cos z, rising in [-1, 0], of the bins of the zenith table; empty: none is asked for.
  std::vector<double> zenith_edges{};
  /// Below this energy [eV] averages may be interpolated over energies, within the same error.
  double smooth_below = 0;
  /// Share of the night's time between two cosines of the zenith angle, from `exposure`
  /// (with_weights); empty: whoever needs it works it out, some 50 ms for a site's own astronomy.
  std::function<double(double low, double high)> weight{};
};

/// What the section `bounds` asks for; the bounds themselves are in bounds/.
struct BoundSettings {
  bool enabled = false;          ///< `run` computes them
  std::string gminus2 = "2025";  ///< data set of (g-2)_mu: "2021", "2025"
  double bbn_min_mass_MeV = 5;
  bool white_dwarf = false;       ///< let white-dwarf cooling exclude
  bool fcnc = false;              ///< let K -> pi Z' and B -> K Z' exclude
  std::vector<std::string> only;  ///< empty: all
  std::vector<std::string> skip;
};

/// The names of data/bounds/index.yaml, in its order.
/// \throws DataError  the card is missing or damaged
std::vector<std::string> bound_names(const std::filesystem::path& data);

/// A checked configuration. Energies and masses carry their unit in the name.
struct Config {
  bool oscillation_enabled = true;
  std::string preset;
  model::OscillationParameters oscillation = model::OscillationParameters::from_sin2(
      {0.5, 0, 0.5, 0, 1e-5, 1e-3});          // replaced by the reader
  std::optional<model::ZPrime> zprime;        ///< with `nsi` absent too: the standard model
  std::optional<ZPrimeInputs> zprime_inputs;  ///< of `zprime` as typed; absent after with()
  std::optional<model::Nsi> nsi;              ///< never beside `zprime`
  model::Convention convention = model::Convention::standard;
  std::shared_ptr<const solar::SolarModel> sun;
  std::string flux_model;  ///< the shipped model whose fluxes are taken
  std::vector<model::Source> sources;
  solar::Spectrum8B spectrum_8B;
  std::map<model::Source, double> flux_override;  ///< [cm^-2 s^-1]
  solar::FreeFluxes free_fluxes;                  ///< never a source of `flux_override`
  std::optional<double> production_radius;        ///< r/R_sun, every source there
  Engine engine = Engine::automatic;
  double tolerance = 1e-6;
  bool flavours = false;       ///< the probability table has P_emu and P_etau, too
  std::optional<Night> night;  ///< absent: earth.enabled is false
  std::vector<double> energies_MeV;
  std::vector<std::string> experiments;
  detector::CrossSectionMode cross_section = detector::CrossSectionMode::full;

  BoundSettings bounds;
  ScanSettings scan;
  FitSettings fit;

  std::filesystem::path data;  ///< the data folder it was read with
  std::string file;            ///< where it came from, for messages; empty without a file
  std::string completed;       ///< the whole configuration as YAML with the origin of each value
  std::string hash;            ///< first 12 digits of the SHA-256 of the completed values

  /// Whether it is known where a source's neutrinos are made.
  [[nodiscard]] bool places(model::Source source) const {
    return production_radius.has_value() || sun->has(source);
  }

  /// "standard", "zprime" or "nsi".
  [[nodiscard]] std::string_view kind() const {
    return zprime ? "zprime" : nsi ? "nsi" : "standard";
  }

  /// The same configuration with other oscillation parameters, with other couplings too, or without
  /// any new interaction; `completed` and `hash` still speak of the original.
  [[nodiscard]] Config with(const model::OscillationParameters& osc) const;
  [[nodiscard]] Config with(const model::ZPrime& point,
                            const model::OscillationParameters& osc) const;
  [[nodiscard]] Config with(const model::Nsi& point, const model::OscillationParameters& osc) const;
  [[nodiscard]] Config standard(const model::OscillationParameters& osc) const;
};

/// Reads a configuration file (empty path: every default) and applies overrides.
/// \throws ConfigError   anything that is not allowed, as `file:line:column: what is wrong; what is
/// allowed`
/// \throws InvalidInput  the file does not exist or is no text \throws DataError     a
/// shipped table is missing or damaged
Config load_config(const std::filesystem::path& path,
                   const std::vector<Override>& overrides,
                   const std::filesystem::path& data);

/// The same from text; `file` names it in messages.
Config parse_config(const std::string& file,
                    const std::string& text,
                    const std::vector<Override>& overrides,
                    const std::filesystem::path& data);

}  // namespace sunsi::pipeline
