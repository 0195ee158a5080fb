/// \file bounds/curve.hpp
/// A published limit against mass.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sunsi::bounds {

/// Points (mass, value), interpolated linearly in log(value) against log(mass); no value outside of
/// the table.
class Curve {
 public:
  /// \param mass_MeV  > 0, strictly increasing, at least 2
  /// \param value     > 0
  /// \throws InvalidInput  when that does not hold
  Curve(const std::vector<double>& mass_MeV, const std::vector<double>& value);

  /// Columns `mass_MeV` and `column` of a table of data/bounds/curves.
  /// \throws DataError  missing or damaged table, values as above
  static Curve load(const std::filesystem::path& table, const std::string& column);

  [[nodiscard]] std::optional<double> at(double mass_MeV) const;
  /// The same between logarithms, for those who take more than one value at a mass.
  [[nodiscard]] std::optional<double> log_at(double log_mass_MeV) const;
  [[nodiscard]] std::vector<double> masses() const;  ///< [MeV], as in the table
  [[nodiscard]] double first() const;                ///< smallest mass [MeV]
  [[nodiscard]] double last() const;                 ///< largest mass [MeV]

 private:
  std::vector<double> log_mass_;
  std::vector<double> log_value_;
  std::vector<double> mass_;
};

}  // namespace sunsi::bounds
