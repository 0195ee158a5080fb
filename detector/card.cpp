#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <charconv>
#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/core/files.hpp>
#include <sunsi/detector/card.hpp>

namespace sunsi::detector {

struct Card::Node {
  YAML::Node yaml;
};

Card::Card(std::string file, std::shared_ptr<const Node> node)
    : file_(std::move(file)), node_(std::move(node)) {}

Card Card::load(const std::filesystem::path& path) {
  try {
    Card card(path.string(), std::make_shared<const Node>(Node{YAML::Load(core::read_file(path))}));
    if (!card.node_->yaml.IsMap()) {
      card.fail("a card must be a map");
    }
    return card;
  } catch (const YAML::Exception& error) {
    throw core::DataError(
        core::Location{path.string(), error.mark.line + 1, error.mark.column + 1}.prefix() +
        error.msg);
  }
}

void Card::fail(const std::string& what) const {
  const YAML::Mark mark = node_->yaml.Mark();
  throw core::DataError(core::Location{file_, mark.line + 1, mark.column + 1}.prefix() + what);
}

Card Card::at(const std::string& key) const {
  if (!has(key)) {
    fail(fmt::format("the card lacks '{}'", key));
  }
  return {file_, std::make_shared<const Node>(Node{node_->yaml[key]})};
}

bool Card::has(const std::string& key) const {
  return node_->yaml.IsMap() && node_->yaml[key].IsDefined();
}

std::vector<Card> Card::list() const {
  if (!node_->yaml.IsSequence()) {
    fail("a list is needed");
  }
  std::vector<Card> items;
  for (const YAML::Node& item : node_->yaml) {
    items.push_back(Card(file_, std::make_shared<const Node>(Node{item})));
  }
  return items;
}

double Card::number() const {
  const std::string raw = text();
  double value = 0;
  const char* first = raw.data() + (raw.starts_with('+') ? 1 : 0);
  const auto [stop, ec] = std::from_chars(first, raw.data() + raw.size(), value);
  if (ec != std::errc() || stop != raw.data() + raw.size() || !std::isfinite(value)) {
    fail(fmt::format("'{}' is not a finite number", raw));
  }
  return value;
}

double Card::number_or(const std::string& key, double fallback) const {
  return has(key) && !node_->yaml[key].IsNull() ? at(key).number() : fallback;
}

std::string Card::text() const {
  if (!node_->yaml.IsScalar()) {
    fail("a single value is needed");
  }
  return node_->yaml.Scalar();
}

std::string Card::text_or(const std::string& key, const std::string& fallback) const {
  return has(key) ? at(key).text() : fallback;
}

bool Card::flag() const {
  const std::string raw = text();
  if (raw != "true" && raw != "false") {
    fail(fmt::format("'{}' must be true or false", raw));
  }
  return raw == "true";
}

bool Card::flag_or(const std::string& key, bool fallback) const {
  return has(key) ? at(key).flag() : fallback;
}

std::vector<std::vector<double>> Card::matrix() const {
  std::vector<std::vector<double>> rows;
  for (const Card& row : list()) {
    rows.emplace_back();
    for (const Card& cell : row.list()) {
      rows.back().push_back(cell.number());
    }
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].size() != rows.size()) {
      list()[i].fail("the matrix is not square");
    }
  }
  return rows;
}

}  // namespace sunsi::detector
