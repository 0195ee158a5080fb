/// \file pipeline/detail/vocabulary.hpp
/// Keys, words and limits of the configuration: one list each, for the reader and for the schema.
/// What stands in a `later_` list is known, so that its error can say that it is of a later version.
#pragma once

#include <string>
#include <sunsi/model/source.hpp>
#include <vector>

namespace sunsi::pipeline::detail {

using Words = std::vector<std::string>;

inline const Words top_keys{"oscillation",   "model",  "convention", "solar",
                            "propagation",   "earth",  "energies",   "experiments",
                            "cross_section", "bounds", "fit",        "scan"};
inline const Words oscillation_keys{"enabled",      "preset",       "sin2_theta12",
                                    "sin2_theta13", "sin2_theta23", "delta_cp_deg",
                                    "dm21_eV2",     "dm31_eV2",     "dark_octant"};
/// Those whose default is the preset's number.
inline const Words preset_keys{"sin2_theta12", "sin2_theta13", "sin2_theta23",
                               "delta_cp_deg", "dm21_eV2",     "dm31_eV2"};

inline const Words zprime_keys{"mass_MeV", "g", "eps_medium", "c", "tan_eta", "eps_kin", "phi"};
inline const Words nsi_keys{"eps_u",   "eps_d", "eps_p", "eps_n", "eps", "eps_ee_minus_mumu",
                            "eta_deg", "eps_e"};
/// Three ways to give the couplings to u and d, of which one can be used.
inline const std::vector<Words> nsi_ways{
    {"eps_u", "eps_d"}, {"eps_p", "eps_n"}, {"eps", "eps_ee_minus_mumu", "eta_deg"}};
inline const Words eps_medium_keys{"value", "at"};
inline const Words phi_keys{"charge", "mass_ratio", "mass_MeV"};
inline const Words kinds{"standard", "zprime", "nsi"};
inline const Words conventions{"standard", "paper"};
/// Where eps_medium can be meant, besides a source's average and a number.
inline const Words places{"centre", "surface"};

inline const Words solar_keys{
    "model", "file", "sources", "fluxes", "production_radius", "spectrum_8B", "spectrum_8B_sigma"};
inline const Words spectra_8B{"winter2006", "bahcall1996", "ortiz2000"};
inline const Words flux_words{"ssm", "free"};

inline const Words propagation_keys{"engine", "tolerance", "flavours"};
inline const Words engines{"auto", "adiabatic", "ode", "magnus"};
inline constexpr double least_tolerance = 1e-12;
inline constexpr double most_tolerance = 0.1;

inline const Words earth_keys{"enabled",  "site", "latitude_deg", "depth_km",
                              "exposure", "from", "until",        "zenith_bins"};
inline constexpr long most_zenith_bins = 1000;

inline const Words bounds_keys{"enabled", "gminus2", "bbn_min_mass_MeV", "white_dwarf", "fcnc",
                               "only",    "skip"};
inline const Words gminus2_sets{"2021", "2025"};

inline const Words scan_keys{"enabled", "axes", "outputs"};
inline const Words axis_keys{"key", "min", "max", "count", "spacing"};
inline const Words scan_outputs{"chi2_solar", "bounds"};

inline const Words fit_keys{"enabled", "point",  "parameters", "priors",
                            "spectra", "limits", "profiles",   "contours"};
inline const Words fit_axis_keys{"parameter", "min", "max", "count"};
/// Measurements of the oscillation parameters by others; their cards are in data/experiments.
inline const Words fit_priors{"juno-2025", "reactor", "kamland"};
inline const Words fit_spectra{"merged", "day-night"};
/// Names of fit_settings.hpp's parameters.
Words fit_parameter_names();

inline const Words energies_keys{"min_MeV", "max_MeV", "count", "spacing"};
inline const Words spacings{"linear", "log"};
inline constexpr long most_energies = 1'000'000;

inline const Words experiment_names{"borexino",
                                    "borexino-phase1",
                                    "borexino-phase2",
                                    "borexino-phase3",
                                    "sno",
                                    "super-kamiokande",
                                    "super-kamiokande-1",
                                    "super-kamiokande-2",
                                    "super-kamiokande-3",
                                    "super-kamiokande-4",
                                    "gallium",
                                    "chlorine"};
inline const Words later_experiments{"xenonnt"};
inline const Words cross_sections{"tree", "kappa", "full"};

/// One list behind another.
inline Words joined(Words first, const Words& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

/// pp pep hep 7Be 8B 13N 15O 17F.
inline Words source_names() {
  Words names;
  for (const model::Source source : model::all_sources) {
    names.emplace_back(model::name(source));
  }
  return names;
}

}  // namespace sunsi::pipeline::detail
