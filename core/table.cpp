#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/core/files.hpp>
#include <sunsi/core/table.hpp>

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

[[noreturn]] void fail(const std::string& path, int line, const std::string& what) {
  throw DataError(Location{path, line, 1}.prefix() + what);
}

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

double parse_number(std::string_view cell,
                    const std::string& column,
                    const std::string& path,
                    int line) {
  double value = 0;
  const char* end = cell.data() + cell.size();
  const auto [stop, ec] = std::from_chars(cell.data(), end, value);
  if (cell.empty() || ec != std::errc() || stop != end || !std::isfinite(value)) {
    fail(path, line, fmt::format("column {}: '{}' is not a finite number", column, cell));
  }
  return value;
}

}  // namespace

Table Table::read(const std::filesystem::path& path) {
  return parse(read_file(path), path.string(), Style::sunsi);
}

Table Table::read_plain(const std::filesystem::path& path) {
  return parse(read_file(path), path.string(), Style::plain);
}

Table Table::parse(std::string_view text, const std::string& path) {
  return parse(text, path, Style::sunsi);
}

void Table::begin_columns(const std::vector<std::string_view>& cells, Style style, int line) {
  if (style == Style::plain) {
    for (const std::string_view cell : cells) {
      if (has(std::string(cell)) || cell.empty() || cell.size() > 64) {
        fail(path_, line, "the header row must name every column once (r,Ne,Nn,...)");
      }
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

Table Table::parse(std::string_view text, const std::string& path, Style style) {
  Table table;
  table.path_ = path;
  int line = 0;
  bool have_header = false;
  std::size_t begin = 0;
  if (text.find('\0') != std::string_view::npos) {
    fail(path, 1, "not a text file; a CSV table in UTF-8 is needed");
  }
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view row = trimmed(text.substr(begin, end - begin));
    begin = end + 1;
    ++line;
    if (row.empty()) {
      continue;
    }
    if (row.front() == '#') {
      const std::string_view body = trimmed(row.substr(1));
      const auto colon = body.find(':');
      if (colon == std::string_view::npos || style == Style::plain) {
        continue;
      }
      const std::string key(trimmed(body.substr(0, colon)));
      const std::string_view value = trimmed(body.substr(colon + 1));
      if (key == "column") {
        table.columns_.push_back(parse_column(value, path, line));
      } else {
        table.meta_.emplace(key, std::string(value));
      }
      continue;
    }
    const auto cells = split(row);
    if (!have_header) {
      have_header = true;
      table.begin_columns(cells, style, line);
      continue;
    }
    if (cells.size() != table.columns_.size()) {
      fail(path, line, fmt::format("{} cells, {} are needed", cells.size(), table.columns_.size()));
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const Column& column = table.columns_[i];
      if (column.unit == "-") {
        table.texts_[column.name].emplace_back(cells[i]);
      } else {
        table.numbers_[column.name].push_back(parse_number(cells[i], column.name, path, line));
      }
    }
    ++table.rows_;
  }
  if (table.rows_ == 0) {
    fail(path, line, "the table has no rows");
  }
  return table;
}

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
