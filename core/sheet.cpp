#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/sheet.hpp>

namespace sunsi::core {
namespace {

/// Words with a comma or a quote are quoted as RFC 4180 says.
std::string csv_word(const std::string& word) {
  if (word.find_first_of(",\"\n") == std::string::npos) {
    return word;
  }
  std::string quoted;
  for (const char c : word) {
    quoted += fmt::format("{}{}", c == '"' ? "\"" : "", c);
  }
  return fmt::format("\"{}\"", quoted);
}

void add_csv_cell(std::string& text, const Cell& cell) {
  if (const double* number = std::get_if<double>(&cell)) {
    fmt::format_to(std::back_inserter(text), "{:.15g}", *number);
  } else if (const std::string* word = std::get_if<std::string>(&cell)) {
    text += csv_word(*word);
  }
}

}  // namespace

void Sheet::check() const {
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (std::size_t c = 0; c < rows[r].size(); ++c) {
      const double* number = std::get_if<double>(&rows[r][c]);
      if (number != nullptr && !std::isfinite(*number)) {
        throw NumericalError(
            fmt::format("column {} of row {} came out as {}", columns[c].name, r + 1, *number));
      }
    }
  }
}

std::string Sheet::csv() const {
  check();
  std::string text;
  for (const auto& [key, value] : metadata) {
    text += fmt::format("# {}: {}\n", key, value);
  }
  text += "# columns: ";
  std::string header;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    text += fmt::format("{}{} [{}]", c == 0 ? "" : ", ", columns[c].name, columns[c].unit);
    header += fmt::format("{}{}", c == 0 ? "" : ",", columns[c].name);
  }
  text += "\n" + header + "\n";
  for (const auto& row : rows) {
    for (std::size_t c = 0; c < row.size(); ++c) {
      text += c == 0 ? "" : ",";
      add_csv_cell(text, row[c]);
    }
    text += '\n';
  }
  return text;
}

std::string Sheet::json() const {
  check();
  nlohmann::ordered_json out;
  for (const auto& [key, value] : metadata) {
    if (out["metadata"].contains(key)) {  // a key that repeats becomes a list
      auto& known = out["metadata"][key];
      known = known.is_array() ? known : nlohmann::ordered_json::array({known});
      known.push_back(value);
    } else {
      out["metadata"][key] = value;
    }
  }
  for (std::size_t c = 0; c < columns.size(); ++c) {
    out["units"][columns[c].name] = columns[c].unit;
    auto& column = out["columns"][columns[c].name] = nlohmann::ordered_json::array();
    for (const auto& row : rows) {
      if (const double* number = std::get_if<double>(&row[c])) {
        column.push_back(*number);
      } else if (const std::string* word = std::get_if<std::string>(&row[c])) {
        column.push_back(*word);
      } else {
        column.push_back(nullptr);
      }
    }
  }
  return out.dump(1) + "\n";
}

}  // namespace sunsi::core
