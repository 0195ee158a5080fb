/// \file core/table.hpp
/// The one table format of sunsi's data: CSV with a header of `# key: value` lines, `# column: name
/// [unit] description` for each column, one header row, then rows. data/README.md describes it.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <sunsi/core/error.hpp>
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

  /// A user's table: `#` lines are comments, then one header row of names, then numbers. Lines may
  /// end in CR LF and the file may begin with a UTF-8 byte order mark.
  /// \throws DataError  as read(); also for a name that stands twice, a byte that is no UTF-8 text,
  /// and what is no regular file or larger than 64 MiB
  static Table read_plain(const std::filesystem::path& path);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const std::vector<Column>& columns() const { return columns_; }
  [[nodiscard]] std::size_t rows() const { return lines_.size(); }
  /// Where the header row and a row (from 0) stand in the file, for messages.
  [[nodiscard]] Location header_place() const;
  [[nodiscard]] Location place(std::size_t row) const;
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
  void add_comment(std::string_view body, int line);
  void add_row(const std::vector<std::string_view>& cells,
               const std::vector<std::vector<double>*>& destination,
               int line,
               const char* begin);
  std::string path_;
  int header_line_ = 0;
  std::multimap<std::string, std::string> meta_;
  std::vector<Column> columns_;
  std::vector<int> lines_;  ///< of each row
  std::map<std::string, std::vector<double>> numbers_;
  std::map<std::string, std::vector<std::string>> texts_;
};

}  // namespace sunsi::core
