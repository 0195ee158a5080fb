#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/core/files.hpp>
#include <sunsi/detector/detail/card.hpp>

namespace sunsi::detector {

Card Card::load(const std::filesystem::path& path) {
  try {
    Card card(path.string(), YAML::Load(core::read_file(path)));
    if (!card.node_.IsMap()) {
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
  const YAML::Mark mark = node_.Mark();
  throw core::DataError(core::Location{file_, mark.line + 1, mark.column + 1}.prefix() + what);
}

Card Card::at(const std::string& key) const {
  if (!node_.IsMap() || !node_[key]) {
    fail(fmt::format("the card lacks '{}'", key));
  }
  return {file_, node_[key]};
}

bool Card::has(const std::string& key) const { return node_.IsMap() && node_[key]; }

std::vector<Card> Card::list() const {
  if (!node_.IsSequence()) {
    fail("a list is needed");
  }
  std::vector<Card> items;
  for (const YAML::Node& item : node_) {
    items.push_back(Card(file_, item));
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
  return has(key) && !at(key).node_.IsNull() ? at(key).number() : fallback;
}

std::string Card::text() const {
  if (!node_.IsScalar()) {
    fail("a single value is needed");
  }
  return node_.Scalar();
}

bool Card::flag() const {
  const std::string raw = text();
  if (raw != "true" && raw != "false") {
    fail(fmt::format("'{}' must be true or false", raw));
  }
  return raw == "true";
}

Eigen::MatrixXd Card::matrix() const {
  const std::vector<Card> rows = list();
  const auto n = static_cast<Eigen::Index>(rows.size());
  Eigen::MatrixXd m(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const std::vector<Card> cells = rows[static_cast<std::size_t>(i)].list();
    if (static_cast<Eigen::Index>(cells.size()) != n) {
      rows[static_cast<std::size_t>(i)].fail("the matrix is not square");
    }
    for (Eigen::Index j = 0; j < n; ++j) {
      m(i, j) = cells[static_cast<std::size_t>(j)].number();
    }
  }
  return m;
}

}  // namespace sunsi::detector
