/// \file solar/solar_model.hpp
/// A solar model: smooth densities, and where each source makes its neutrinos.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <sunsi/core/hermite.hpp>
#include <sunsi/core/table.hpp>
#include <sunsi/model/composition.hpp>
#include <sunsi/model/source.hpp>
#include <sunsi/solar/production.hpp>
#include <vector>

namespace sunsi::solar {

/// Composition at a radius with its slope, per unit of r/R_sun.
struct CompositionSample {
  model::Composition value;  ///< [eV^3]
  model::Composition slope;  ///< [eV^3]
};

/// Names of the shipped solar models, as users type them.
const std::vector<std::string>& solar_model_names();

/// Loaded once, immutable. Densities are the smooth profile fitted to the model's table
/// (data/README.md: a quintic spline of ln N_p and of N_n/N_p); electrons follow protons (full
/// ionisation, neutral matter).
class SolarModel {
 public:
  /// \param name  one of solar_model_names()
  /// \param data  the data folder
  /// \throws InvalidInput  unknown name
  /// \throws DataError     a table that is missing or damaged
  static SolarModel load(std::string_view name, const std::filesystem::path& data);

  [[nodiscard]] const std::string& name() const { return name_; }
  /// Files read, for checksums, relative to the data folder.
  [[nodiscard]] const std::vector<std::string>& files() const { return files_; }

  /// A profile of the user's own: CSV with a header row r,Ne,Nn and one column nu_<source> a source
  /// (nu_8B), r in R_sun increasing in [0, 1], 0 < Ne and 0 <= Nn up to 1e6 mol/cm3 (1e4 times the
  /// Sun's centre: more is a wrong unit), nu_* >= 0 per unit of r in any normalisation and not all
  /// zero; vacuum beyond the last row, N_p = N_e. ln Ne is a natural cubic spline (two continuous
  /// derivatives), Nn/Ne Steffen's.
  /// \throws DataError  missing, no regular file, damaged, unsorted, negative, fewer than 4 rows, a
  /// column missing; names the line and the row
  static SolarModel from_file(const std::filesystem::path& path);

  /// Where matter ends, r/R_sun: 1 for the shipped models.
  [[nodiscard]] double r_end() const { return r_end_; }

  /// Whether the model says where a source makes its neutrinos (shipped models: all).
  [[nodiscard]] bool has(model::Source source) const;

  /// Densities at x = r/R_sun in [0, r_end]; zero beyond.
  [[nodiscard]] CompositionSample composition(double x) const;

  /// (N_n + N_p)/N_e at x; N_e = N_p.
  [[nodiscard]] double nucleons_per_electron(double x) const;

  /// The production average of a source to 1e-8 for the mixing angle in matter of the standard
  /// potential of either sign (mixing_in_matter, sin^2 theta12 = 0.25), worked out at every call (some
  /// 0.2 ms). For what depends on another potential, or to another accuracy, ask production_rule().
  /// \throws InvalidInput unless has(source)
  [[nodiscard]] ProductionRule production(model::Source source) const;

  /// The smallest rule that averages given functions of a given potential within `accuracy`
  /// (Production::rule): about half a millisecond for 50 energies of the closed-form levels.
  /// \throws InvalidInput    unless has(source) and accuracy > 0
  /// \throws NumericalError  a function or its variable is not finite
  [[nodiscard]] ProductionRule production_rule(model::Source source,
                                               const Averaged& averaged,
                                               double accuracy) const;

  /// The Gauss rule of n points in the variable of `averaged`, whatever its error.
  /// \throws InvalidInput unless has(source) and the table has n distinct values of the variable
  [[nodiscard]] ProductionRule gauss_rule(model::Source source,
                                          const Averaged& averaged,
                                          int n) const;

  /// The trapezoid sum over the table that every rule stands for.
  /// \throws InvalidInput unless has(source)
  [[nodiscard]] ProductionRule production_rows(model::Source source) const;

  /// Production-weighted mean of (N_n + N_p)/N_e, over every row of the table.
  [[nodiscard]] double mean_nucleons_per_electron(model::Source source) const;

  /// The table itself: r, N_p, N_n [mol/cm3] and the production densities nu_<source>.
  [[nodiscard]] const core::Table& table() const { return table_; }

 private:
  using Curve = std::function<core::ValueAndSlope(double)>;
  SolarModel(std::string name, core::Table table, Curve log_protons, Curve neutron_ratio);
  [[nodiscard]] Production::Matter matter() const;
  void require(model::Source source) const;
  std::string name_;
  std::vector<std::string> files_;
  core::Table table_;
  Curve log_protons_;  ///< ln of N_p in mol/cm3
  Curve neutron_ratio_;
  double r_end_ = 1;
  std::vector<Production> production_;  ///< in the order of all_sources; empty where unknown
};

}  // namespace sunsi::solar
