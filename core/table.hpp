/// \file core/table.hpp
/// The one table format of sunsi's data: CSV with a header of `# key: value` lines, `# column: name
/// [unit] description` for each column, one header row, then rows. data/README.md describes it.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sunsi::core {

/// Name, unit and meaning of a column.
struct Column {
  std::string name;
  std::string unit;
  std::string description;
};

/// A table that was read and checked: every column numeric and finite except those of unit "-",
/// which hold text. Immutable after construction.
class Table {
 public:
  /// Reads and checks a table.
  /// \param path  the file, for messages
  /// \throws DataError naming file and line: no or wrong header, column lines that do not match the
  /// header
  ///         row, a row of the wrong length, a cell that is no finite number, no row at all
  static Table read(const std::filesystem::path& path);
  static Table parse(std::string_view text, const std::string& path);

  /// A user's table: `#` lines are comments, then one header row of names, then numbers.
  /// \throws DataError  as read(); also for a name that stands twice
  static Table read_plain(const std::filesystem::path& path);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const std::vector<Column>& columns() const { return columns_; }
  [[nodiscard]] std::size_t rows() const { return rows_; }
  /// Value of a header key ("title", "source", ...); empty when absent.
  [[nodiscard]] std::string meta(const std::string& key) const;
  [[nodiscard]] bool has(const std::string& column) const;
  /// A numeric column, length rows().
  /// \throws DataError when there is none of that name
  [[nodiscard]] const std::vector<double>& values(const std::string& column) const;
  /// A text column (unit "-"), length rows().
  /// \throws DataError when there is none of that name
  [[nodiscard]] const std::vector<std::string>& text(const std::string& column) const;

 private:
  enum class Style { sunsi, plain };
  static Table parse(std::string_view text, const std::string& path, Style style);
  void begin_columns(const std::vector<std::string_view>& cells, Style style, int line);
  std::string path_;
  std::multimap<std::string, std::string> meta_;
  std::vector<Column> columns_;
  std::size_t rows_ = 0;
  std::map<std::string, std::vector<double>> numbers_;
  std::map<std::string, std::vector<std::string>> texts_;
};

}  // namespace sunsi::core
