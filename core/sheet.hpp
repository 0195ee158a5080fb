/// \file core/sheet.hpp
/// A result table as sunsi gives it out: metadata, columns with units, rows; as CSV or JSON.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace sunsi::core {

/// A cell: nothing, a number or a word.
using Cell = std::variant<std::monostate, double, std::string>;

/// A table to be written. Numbers are printed with 15 significant digits.
struct Sheet {
  struct Heading {
    std::string name;
    std::string unit;  ///< "1" for a pure number, "-" for words
  };
  std::vector<std::pair<std::string, std::string>> metadata;
  std::vector<Heading> columns;
  std::vector<std::vector<Cell>> rows;

  /// `# key: value` lines, one `# columns: name [unit], ...` line, the header row, the rows.
  /// \throws NumericalError  a number that is not finite, naming column and row
  [[nodiscard]] std::string csv() const;

  /// {"metadata": {...}, "units": {column: unit}, "columns": {column: [...]}}; an empty cell is
  /// null.
  /// \throws NumericalError  as csv()
  [[nodiscard]] std::string json() const;

  /// What every format asks first: that all numbers are finite.
  /// \throws NumericalError  as csv()
  void check() const;
};

}  // namespace sunsi::core
