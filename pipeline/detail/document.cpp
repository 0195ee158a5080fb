#include <fmt/format.h>

#include <sunsi/pipeline/detail/document.hpp>

namespace sunsi::pipeline::detail {
namespace {

std::vector<std::string> split_path(const std::string& path) {
  std::vector<std::string> parts{""};
  for (const char c : path) {
    if (c == '.') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

/// Keys that stand twice in a map: yaml-cpp keeps both, and the later one would win in silence.
void refuse_duplicates(const YAML::Node& node, const std::string& file) {
  if (node.IsSequence()) {
    for (const YAML::Node& item : node) {
      refuse_duplicates(item, file);
    }
  }
  if (!node.IsMap()) {
    return;
  }
  std::map<std::string, int> seen;
  for (const auto& pair : node) {
    const YAML::Mark mark = pair.first.Mark();
    const core::Location where{file, mark.line + 1, mark.column + 1};
    if (!pair.first.IsScalar()) {
      throw core::ConfigError(where, "a key must be a single word");
    }
    const auto [earlier, is_new] = seen.emplace(pair.first.Scalar(), mark.line + 1);
    if (!is_new) {
      throw core::ConfigError(where, fmt::format("key '{}' stands twice (first in line {}); remove one",
                                                 earlier->first, earlier->second));
    }
    refuse_duplicates(pair.second, file);
  }
}

YAML::Node parse(const std::string& file, const std::string& text) {
  if (text.find('\0') != std::string::npos || text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    throw core::ConfigError({file, 1, 1}, "not a text in UTF-8; save the configuration as UTF-8 YAML");
  }
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(text);
    if (documents.size() > 1) {
      throw core::ConfigError({file, documents[1].Mark().line + 1, 1},
                              "a second YAML document; a configuration is one document");
    }
    return documents.empty() || documents[0].IsNull() ? YAML::Node(YAML::NodeType::Map) : documents[0];
  } catch (const YAML::Exception& error) {
    throw core::ConfigError({file, error.mark.line + 1, error.mark.column + 1}, error.msg);
  }
}

}  // namespace

Document::Document(std::string file, const std::string& text,
                   const std::vector<std::pair<std::string, std::string>>& overrides)
    : file_(std::move(file)), root_(parse(file_, text)) {
  if (!root_.IsMap()) {
    throw core::ConfigError({file_, root_.Mark().line + 1, root_.Mark().column + 1},
                            "the configuration must be a map of keys to values");
  }
  refuse_duplicates(root_, file_);
  for (const auto& [path, value] : overrides) {
    apply(path, value);
  }
}

void Document::apply(const std::string& path, const std::string& value) {
  const core::Location where{"--set " + path + "=" + value, 0, 0};
  YAML::Node parsed;
  try {
    parsed = YAML::Load(value);
  } catch (const YAML::Exception& error) {
    throw core::ConfigError(where, "the value is no YAML: " + error.msg);
  }
  refuse_duplicates(parsed, where.file);
  const std::vector<std::string> parts = split_path(path);
  YAML::Node node = root_;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].empty()) {
      throw core::ConfigError(where, "an empty key; write section.key=value");
    }
    if (i + 1 == parts.size()) {
      node[parts[i]] = parsed;
      break;
    }
    YAML::Node child = node[parts[i]];
    if (!child || child.IsNull()) {
      child = YAML::Node(YAML::NodeType::Map);
      node[parts[i]] = child;
    } else if (!child.IsMap()) {
      throw core::ConfigError(where, fmt::format("'{}' is no section", parts[i]));
    }
    node.reset(child);
  }
  overrides_[path] = value;
}

const std::string* Document::overridden(const std::string& path) const {
  std::string prefix = path;
  while (true) {
    if (const auto found = overrides_.find(prefix); found != overrides_.end()) {
      return &found->first;
    }
    const auto dot = prefix.rfind('.');
    if (dot == std::string::npos) {
      return nullptr;
    }
    prefix.resize(dot);
  }
}

core::Location Document::where(const YAML::Node& node, const std::string& path) const {
  if (const std::string* key = overridden(path)) {
    return {"--set " + *key + "=" + overrides_.at(*key), 0, 0};
  }
  const YAML::Mark mark = node.Mark();
  return {file_, mark.line >= 0 ? mark.line + 1 : 1, mark.column >= 0 ? mark.column + 1 : 1};
}

std::string Document::origin(const YAML::Node& node, const std::string& path) const {
  return overridden(path) != nullptr ? "--set" : fmt::format("line {}", node.Mark().line + 1);
}

std::string completed_yaml(const std::vector<Entry>& entries, bool with_origin) {
  std::string text;
  std::vector<std::string> open;
  for (const Entry& entry : entries) {
    const std::vector<std::string> parts = split_path(entry.path);
    std::size_t common = 0;
    while (common + 1 < parts.size() && common < open.size() && open[common] == parts[common]) {
      ++common;
    }
    open.assign(parts.begin(), parts.end() - 1);
    for (std::size_t i = common; i + 1 < parts.size(); ++i) {
      text += fmt::format("{}{}:\n", std::string(2 * i, ' '), parts[i]);
    }
    const std::string line =
        fmt::format("{}{}: {}", std::string(2 * (parts.size() - 1), ' '), parts.back(), entry.value);
    text += with_origin ? fmt::format("{:<44}# {}\n", line, entry.origin) : line + "\n";
  }
  return text;
}

}  // namespace sunsi::pipeline::detail
