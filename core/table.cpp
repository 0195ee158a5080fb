#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/core/files.hpp>
#include <sunsi/core/table.hpp>
#include <sunsi/core/text.hpp>

namespace sunsi::core {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> cells;
  cells.reserve(16);
  std::size_t begin = 0;
  while (true) {
    const std::size_t comma = line.find(',', begin);
    cells.push_back(trimmed(line.substr(begin, comma - begin)));
    if (comma == std::string_view::npos) {
      return cells;
    }
    begin = comma + 1;
  }
}

[[noreturn]] void fail(const std::string& path, int line, const std::string& what, int column = 1) {
  throw DataError(Location{path, line, column}.prefix() + what);
}

/// A cell as a message shows it.
std::string quoted(std::string_view cell) { return fmt::format("'{}'", printable(cell, 60)); }

/// "name [unit] description"
Column parse_column(std::string_view text, const std::string& path, int line) {
  const auto open = text.find('[');
  const auto close = text.find(']', open == std::string_view::npos ? 0 : open);
  if (open == std::string_view::npos || close == std::string_view::npos) {
    fail(path, line, "a column line needs `name [unit] description`");
  }
  return {std::string(trimmed(text.substr(0, open))),
          std::string(trimmed(text.substr(open + 1, close - open - 1))),
          std::string(trimmed(text.substr(close + 1)))};
}

/// \param where  gives the Location of the cell, for a message
template <class Where>
double parse_number(std::string_view cell, const std::string& column, const Where& where) {
  double value = 0;
  const char* end = cell.data() + cell.size();
  const auto [stop, ec] = std::from_chars(cell.data(), end, value);
  const auto refuse = [&](const std::string& what) {
    throw DataError(where().prefix() +
                    fmt::format("column {}: {} {}", printable(column, 60), quoted(cell), what));
  };
  if (ec == std::errc::result_out_of_range && stop == end) {
    refuse("is too large or too small for a finite number (0, 1e-307 to 1e308)");
  }
  if (cell.empty() || ec != std::errc() || stop != end || !std::isfinite(value)) {
    refuse("is not a finite number; write it like 12.5 or 1.25e1, without a unit");
  }
  return value;
}

/// \throws DataError unless it is UTF-8 text in lines
void check_text(std::string_view text, const std::string& path) {
  if (const auto bad = first_unreadable(text)) {
    throw DataError(location_of(path, text, *bad).prefix() +
                    fmt::format("not a text file ({}); a CSV table in UTF-8 is needed",
                                describe_unreadable(text, *bad)));
  }
  if (text.find('\r') != std::string_view::npos && text.find('\n') == std::string_view::npos) {
    fail(path, 1, "lines end in a carriage return alone; save the file with line feeds");
  }
}

/// The header cells of a user's table: names, each once.
void check_header(const std::vector<std::string_view>& cells, const std::string& path, int line) {
  constexpr std::size_t most = 100;
  if (cells.size() > most) {
    fail(path, line, fmt::format("{} header cells; at most {} are read", cells.size(), most));
  }
  if (cells.size() == 1 && cells[0].find_first_of("; \t|") != std::string_view::npos) {
    fail(path, line,
         fmt::format("header {}: separate the cells by commas (r,Ne,Nn,...)", quoted(cells[0])));
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool twice = std::find(cells.begin(), cells.begin() + static_cast<std::ptrdiff_t>(i),
                                 cells[i]) != cells.begin() + static_cast<std::ptrdiff_t>(i);
    if (twice || cells[i].empty() || cells[i].size() > 64) {
      fail(path, line,
           fmt::format("header cell {} {} {}; the header row must name every column once "
                       "(r,Ne,Nn,...)",
                       i + 1, quoted(cells[i]),
                       twice              ? "stands twice"
                       : cells[i].empty() ? "is empty"
                                          : "is too long"));
    }
  }
}

}  // namespace

Table Table::read(const std::filesystem::path& path) {
  return parse(read_file(path), path.string(), Style::sunsi);
}

Table Table::read_plain(const std::filesystem::path& path) {
  return parse(read_file(path, 64u << 20, FileKind::regular), path.string(), Style::plain);
}

Table Table::parse(std::string_view text, const std::string& path) {
  return parse(text, path, Style::sunsi);
}

void Table::begin_columns(const std::vector<std::string_view>& cells, Style style, int line) {
  header_line_ = line;
  if (style == Style::plain) {
    check_header(cells, path_, line);
    for (const std::string_view cell : cells) {
      columns_.push_back({std::string(cell), "", ""});
      numbers_[std::string(cell)];
    }
    return;
  }
  if (meta("sunsi-table") != "1") {
    fail(path_, line, "not a sunsi table (no line `# sunsi-table: 1` above the header)");
  }
  if (cells.size() != columns_.size()) {
    fail(path_, line,
         fmt::format("{} header cells but {} column lines", cells.size(), columns_.size()));
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (columns_[i].name != cells[i]) {
      fail(path_, line,
           fmt::format("header cell '{}' but column line '{}'", cells[i], columns_[i].name));
    }
    if (columns_[i].unit == "-") {
      texts_[columns_[i].name];
    } else {
      numbers_[columns_[i].name];
    }
  }
}

void Table::add_comment(std::string_view body, int line) {
  const auto colon = body.find(':');
  if (colon == std::string_view::npos) {
    return;
  }
  const std::string key(trimmed(body.substr(0, colon)));
  const std::string_view value = trimmed(body.substr(colon + 1));
  if (key == "column") {
    columns_.push_back(parse_column(value, path_, line));
  } else {
    meta_.emplace(key, std::string(value));
  }
}

/// \param destination  one a column of the header: where numbers go, none for text
/// \param begin  where the line starts, for the column of a cell
void Table::add_row(const std::vector<std::string_view>& cells,
                    const std::vector<std::vector<double>*>& destination,
                    int line,
                    const char* begin) {
  if (cells.size() != destination.size()) {
    fail(path_, line,
         fmt::format("{} cells, {} are needed; commas separate cells, decimals have a point",
                     cells.size(), destination.size()));
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Column& column = columns_[i];
    if (column.unit == "-") {
      texts_[column.name].emplace_back(cells[i]);
      continue;
    }
    // An empty cell has no place of its own: that of the line.
    const int place = cells[i].empty() ? 1 : static_cast<int>(cells[i].data() - begin) + 1;
    destination[i]->push_back(parse_number(cells[i], column.name, [&] {
      return Location{path_, line, place};
    }));
  }
  lines_.push_back(line);
}

Table Table::parse(std::string_view text, const std::string& path, Style style) {
  Table table;
  table.path_ = path;
  text = without_bom(text);
  check_text(text, path);
  std::vector<std::vector<double>*> destination;  // of the columns, none for text
  int line = 0;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const char* start = text.data() + begin;
    const std::string_view row = trimmed(text.substr(begin, end - begin));
    begin = end + 1;
    ++line;
    if (row.empty()) {
      continue;
    }
    if (row.front() == '#') {
      if (style == Style::sunsi) {
        table.add_comment(trimmed(row.substr(1)), line);
      }
    } else if (table.header_line_ == 0) {
      table.begin_columns(split(row), style, line);
      for (const Column& column : table.columns_) {
        const auto numbers = table.numbers_.find(column.name);
        destination.push_back(numbers == table.numbers_.end() ? nullptr : &numbers->second);
      }
    } else {
      table.add_row(split(row), destination, line, start);
    }
  }
  if (table.rows() == 0) {
    fail(path, std::max(line, 1),
         style == Style::plain && table.header_line_ == 0
             ? "the table has no rows and no header; give a header row r,Ne,Nn,... and its rows"
             : "the table has no rows below its header; is the file complete?");
  }
  return table;
}

Location Table::header_place() const { return {path_, header_line_, 1}; }

Location Table::place(std::size_t row) const { return {path_, lines_.at(row), 1}; }

std::string Table::meta(const std::string& key) const {
  const auto it = meta_.find(key);
  return it == meta_.end() ? "" : it->second;
}

bool Table::has(const std::string& column) const {
  return numbers_.contains(column) || texts_.contains(column);
}

const std::vector<double>& Table::values(const std::string& column) const {
  const auto it = numbers_.find(column);
  if (it == numbers_.end()) {
    throw DataError(fmt::format("{}: no numeric column '{}'", path_, column));
  }
  return it->second;
}

const std::vector<std::string>& Table::text(const std::string& column) const {
  const auto it = texts_.find(column);
  if (it == texts_.end()) {
    throw DataError(fmt::format("{}: no text column '{}'", path_, column));
  }
  return it->second;
}

}  // namespace sunsi::core
