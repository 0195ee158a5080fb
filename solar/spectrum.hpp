/// \file solar/spectrum.hpp
/// Energy spectra of the sources as they leave the Sun without oscillation.
#pragma once

#include <filesystem>
#include <string>
#include <sunsi/core/interpolation.hpp>
#include <sunsi/model/source.hpp>
#include <variant>
#include <vector>

namespace sunsi::solar {

/// A monoenergetic line and the fraction of its source's flux.
struct Line {
  double energy;  ///< [eV]
  double fraction;
  std::string name;
};

/// Spectrum of one source: lines (7Be two, pep one) or a continuum.
/// Which 8B spectrum, and how far along its one published, fully correlated variation.
///   winter2006     PRC 73, 025503: density + sigma x (signed sigma column)
///   bahcall1996    PRC 54, 411: linear between the spectra at -3, 0, +3 sigma; + is softer
///   ortiz2000      PRL 85, 2909, digitised: no variation
struct Spectrum8B {
  std::string name = "winter2006";
  double sigma = 0;  ///< in [-3, 3]
};

class Spectrum {
 public:
  /// \throws DataError     when a table is missing or damaged
  /// \throws InvalidInput  an unknown 8B spectrum, a variation it does not have
  static Spectrum load(model::Source source,
                       const std::filesystem::path& data,
                       const Spectrum8B& b8 = {});

  [[nodiscard]] model::Source source() const { return source_; }
  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] bool is_line() const { return !lines_.empty(); }
  [[nodiscard]] const std::vector<Line>& lines() const { return lines_; }

  /// Density [1/eV] at an energy [eV], normalised to 1; 0 outside the table, for lines everywhere
  /// 0.
  [[nodiscard]] double density(double energy) const;
  /// Energies [eV] between which the density is one cubic, rising, from 0 or the least with flux to
  /// end(): where a quadrature must be cut. Empty for lines.
  [[nodiscard]] std::vector<double> knots() const;
  /// Highest energy with flux [eV].
  [[nodiscard]] double end() const;

 private:
  explicit Spectrum(model::Source source) : source_(source) {}
  model::Source source_;
  std::string file_;
  std::vector<Line> lines_;
  std::vector<core::Spline> shape_;  ///< none or one
  double norm_ = 1;
  double end_ = 0;
};

}  // namespace sunsi::solar
