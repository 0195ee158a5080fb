/// \file pipeline/fit_settings.hpp
/// The section `fit` of the configuration: what is left free, and what is asked of the fit.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sunsi::pipeline {

/// A quantity that a fit can leave free.
struct FitParameter {
  std::string_view name;  ///< "dm21_eV2", as in the results
  std::string_view path;  ///< of the key that it moves: "oscillation.dm21_eV2"
  std::string_view unit;  ///< "1" for a pure number
  double min, max;        ///< the widest range that a fit may search; `fit.limits` narrows it
  bool log;               ///< moves by factors: searched in its logarithm
};

/// All of them: oscillation parameters, inputs of the Z' and total fluxes. The ranges are wide: they
/// keep a search away from where nothing solar is left to say. sin2_theta12 covers both octants.
inline constexpr std::array<FitParameter, 17> fit_parameters{{
    {"sin2_theta12", "oscillation.sin2_theta12", "1", 0, 1, false},
    {"sin2_theta13", "oscillation.sin2_theta13", "1", 0, 0.2, false},
    {"dm21_eV2", "oscillation.dm21_eV2", "eV^2", 1e-7, 1e-3, true},
    {"mass_MeV", "model.mass_MeV", "MeV", 1e-3, 1e5, true},
    {"g", "model.g", "1", 1e-10, 1, true},
    {"eps_medium", "model.eps_medium.value", "1", -20, 20, false},
    {"c", "model.c", "1", -10, 10, false},
    {"tan_eta", "model.tan_eta", "1", -100, 100, false},
    {"eps_kin", "model.eps_kin", "1", -0.1, 0.1, false},
    {"flux_pp", "solar.fluxes.pp", "cm^-2 s^-1", 1, 1e12, false},
    {"flux_pep", "solar.fluxes.pep", "cm^-2 s^-1", 1, 1e10, false},
    {"flux_hep", "solar.fluxes.hep", "cm^-2 s^-1", 1, 1e6, false},
    {"flux_7Be", "solar.fluxes.7Be", "cm^-2 s^-1", 1, 1e11, false},
    {"flux_8B", "solar.fluxes.8B", "cm^-2 s^-1", 1, 1e8, false},
    {"flux_13N", "solar.fluxes.13N", "cm^-2 s^-1", 1, 1e10, false},
    {"flux_15O", "solar.fluxes.15O", "cm^-2 s^-1", 1, 1e10, false},
    {"flux_17F", "solar.fluxes.17F", "cm^-2 s^-1", 1, 1e9, false},
}};

/// Null for an unknown name.
const FitParameter* fit_parameter(std::string_view name);

inline constexpr long most_fit_values = 2000;            ///< of a profile or an axis of a contour
inline constexpr std::size_t most_fit_points = 250'000;  ///< of a contour's grid

/// A parameter with the values it is asked at. Without a range the fit takes the three-sigma
/// interval and a quarter of it on either side.
struct FitAxis {
  std::string parameter;
  std::optional<double> min, max;
  long count = 41;
};

/// The section.
struct FitSettings {
  bool enabled = false;  ///< the section is given and not switched off: `run` fits
  bool point = false;    ///< only chi2 at the configuration's own point
  std::vector<std::string> parameters{"sin2_theta12", "dm21_eV2"};
  std::vector<std::string> priors;  ///< names of cards: "juno-2025", "reactor", "kamland"
  /// Super-Kamiokande's spectra over day and night together beside A_DN ("merged"), or by day and by
  /// night without it ("day-night").
  std::string spectra = "merged";
  std::map<std::string, std::pair<double, double>> limits;  ///< of a search, by parameter
  std::vector<FitAxis> profiles;
  std::vector<std::array<FitAxis, 2>> contours;
};

}  // namespace sunsi::pipeline
