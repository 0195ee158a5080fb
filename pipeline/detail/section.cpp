#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <sunsi/core/spelling.hpp>
#include <sunsi/pipeline/detail/section.hpp>

namespace sunsi::pipeline::detail {
namespace {

std::string unknown(const std::string& what,
                    const std::string& word,
                    const std::vector<std::string>& allowed) {
  const std::string near = core::nearest(word, allowed);
  return fmt::format("unknown {} '{}'{}; allowed are {}", what, word,
                     near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                     fmt::join(allowed, ", "));
}

}  // namespace

Section::Section(Document& document,
                 const YAML::Node& node,
                 std::string path,
                 const std::vector<std::string>& allowed)
    : document_(&document),
      node_(node.IsDefined() && !node.IsNull() ? node : YAML::Node(YAML::NodeType::Map)),
      path_(std::move(path)) {
  if (!node_.IsMap()) {
    throw core::ConfigError(
        document.where(node_, path_),
        fmt::format("'{}' must be a section with keys {}", path_, fmt::join(allowed, ", ")));
  }
  for (const auto& pair : node_) {
    const std::string key = pair.first.Scalar();
    if (std::find(allowed.begin(), allowed.end(), key) == allowed.end()) {
      throw core::ConfigError(document.where(pair.first, this->path(key)),
                              unknown("key", key, allowed));
    }
  }
}

std::string Section::path(const std::string& key) const {
  return path_.empty() ? key : path_ + "." + key;
}

YAML::Node Section::node(const std::string& key) const {
  const YAML::Node& map = node_;  // const: an absent key must not be created
  return map[key];
}

bool Section::has(const std::string& key) const {
  const YAML::Node value = node(key);
  return value.IsDefined() && !value.IsNull();
}

Section Section::section(const std::string& key, const std::vector<std::string>& allowed) const {
  return {*document_, node(key), path(key), allowed};
}

core::Location Section::where(const std::string& key) const {
  const YAML::Node value = node(key);
  return document_->where(value.IsDefined() ? value : node_, path(key));
}

void Section::fail(const std::string& key, const std::string& message) const {
  throw core::ConfigError(where(key), message);
}

void Section::fail_at(const YAML::Node& value,
                      const std::string& key,
                      const std::string& message) const {
  throw core::ConfigError(document_->where(value, path(key)), message);
}

double Section::parse_number(const YAML::Node& value,
                             const std::string& key,
                             const std::string& what) const {
  const std::string raw = value.IsScalar() && value.Tag() != "!" ? value.Scalar() : "";
  double number = 0;
  const bool plus = raw.starts_with('+') && raw.size() > 1 && raw[1] != '-';
  const auto [stop, ec] =
      std::from_chars(raw.data() + (plus ? 1 : 0), raw.data() + raw.size(), number);
  if (ec == std::errc::result_out_of_range) {
    number = std::strtod(raw.c_str(), nullptr);  // infinite, or too small to be told from 0
  }
  const bool is_number =
      !raw.empty() && ec != std::errc::invalid_argument && stop == raw.data() + raw.size();
  std::string lower = raw.substr(plus || raw.starts_with('-') ? 1 : 0, 5);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const bool yaml_special = lower == ".nan" || lower == ".inf";
  if ((is_number && !std::isfinite(number)) || yaml_special) {
    fail_at(value, key, fmt::format("{} = {} is not finite; give a finite number", what, raw));
  }
  if (!is_number) {
    fail_at(value, key,
            fmt::format(
                "{} must be a number{}", what,
                raw.empty() ? "" : fmt::format(", not '{}' (the unit stands in the key)", raw)));
  }
  return number;
}

double Section::number(const std::string& key,
                       std::optional<double> fallback,
                       const std::string& origin) const {
  if (!has(key)) {
    if (!fallback) {
      fail(key, fmt::format("{} is missing", path(key)));
    }
    document_->record(path(key), fmt::format("{}", *fallback), origin);
    return *fallback;
  }
  const double value = parse_number(node(key), key, path(key));
  document_->record(path(key), fmt::format("{}", value), document_->origin(node(key), path(key)));
  return value;
}

long Section::integer(const std::string& key, long fallback, long low, long high) const {
  const double value =
      has(key) ? parse_number(node(key), key, path(key)) : static_cast<double>(fallback);
  if (value != std::floor(value) || value < static_cast<double>(low) ||
      value > static_cast<double>(high)) {
    fail(key,
         fmt::format("{} = {} must be a whole number from {} to {}", path(key), value, low, high));
  }
  document_->record(path(key), fmt::format("{:.0f}", value),
                    has(key) ? document_->origin(node(key), path(key)) : "default");
  return static_cast<long>(value);
}

bool Section::boolean(const std::string& key, bool fallback) const {
  bool value = fallback;
  if (has(key)) {
    const std::string raw = node(key).IsScalar() ? node(key).Scalar() : "";
    if (raw != "true" && raw != "false") {
      fail(key, fmt::format("{} must be true or false", path(key)));
    }
    value = raw == "true";
  }
  document_->record(path(key), value ? "true" : "false",
                    has(key) ? document_->origin(node(key), path(key)) : "default");
  return value;
}

std::string Section::choice(const std::string& key,
                            const std::string& fallback,
                            const std::vector<std::string>& allowed) const {
  std::string value = fallback;
  if (has(key)) {
    if (!node(key).IsScalar()) {
      fail(key, fmt::format("{} must be one of {}", path(key), fmt::join(allowed, ", ")));
    }
    value = node(key).Scalar();
    if (std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
      fail(key, unknown(fmt::format("value of {}", path(key)), value, allowed));
    }
  }
  document_->record(path(key), value,
                    has(key) ? document_->origin(node(key), path(key)) : "default");
  return value;
}

std::string Section::file(const std::string& key) const {
  if (!has(key)) {
    return "";
  }
  if (!node(key).IsScalar() || node(key).Scalar().empty()) {
    fail(key, fmt::format("{} must be the path of a file", path(key)));
  }
  std::filesystem::path name = node(key).Scalar();
  if (name.is_relative() && document_->origin(node(key), path(key)) != "--set") {
    name = std::filesystem::path(document_->file()).parent_path() / name;
  }
  document_->record(path(key), fmt::format("\"{}\"", std::filesystem::absolute(name).string()),
                    document_->origin(node(key), path(key)));
  return name.string();
}

std::vector<std::string> Section::words(const std::string& key,
                                        const std::vector<std::string>& fallback,
                                        const std::vector<std::string>& allowed) const {
  std::vector<std::string> list = fallback;
  if (has(key)) {
    if (!node(key).IsSequence()) {
      fail(key, fmt::format("{} must be a list of {}", path(key), fmt::join(allowed, ", ")));
    }
    list.clear();
    for (const YAML::Node& item : node(key)) {
      const std::string word = item.IsScalar() ? item.Scalar() : "";
      if (std::find(allowed.begin(), allowed.end(), word) == allowed.end()) {
        throw core::ConfigError(document_->where(item, path(key)),
                                unknown(fmt::format("item of {}", path(key)), word, allowed));
      }
      if (std::find(list.begin(), list.end(), word) != list.end()) {
        throw core::ConfigError(
            document_->where(item, path(key)),
            fmt::format("'{}' stands twice in {}; remove one", word, path(key)));
      }
      list.push_back(word);
    }
    if (list.empty()) {
      fail(key, fmt::format("{} is empty; leave the key out for its default", path(key)));
    }
  }
  document_->record(path(key), list.empty() ? "null" : fmt::format("[{}]", fmt::join(list, ", ")),
                    has(key) ? document_->origin(node(key), path(key)) : "default");
  return list;
}

std::vector<double> Section::positive_numbers(const std::string& key) const {
  std::vector<double> list;
  const auto add = [&](const YAML::Node& item) {
    list.push_back(parse_number(item, key, path(key)));
    if (list.back() <= 0) {
      throw core::ConfigError(document_->where(item, path(key)),
                              fmt::format("{}: {:g} must be > 0", path(key), list.back()));
    }
  };
  const YAML::Node value = node(key);
  if (!value.IsSequence()) {
    add(value);
  }
  for (std::size_t i = 0; value.IsSequence() && i < value.size(); ++i) {
    add(value[i]);
  }
  return list;
}

}  // namespace sunsi::pipeline::detail
