#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>

#include <sstream>
#include <sunsi/core/text.hpp>
#include <sunsi/pipeline/config.hpp>
#include <sunsi/pipeline/detail/document.hpp>

namespace sunsi::pipeline {

std::string override_place(const std::string& path, const std::string& value) {
  return fmt::format("--set {}={}", core::printable(path, 200), core::printable(value, 200));
}

}  // namespace sunsi::pipeline

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
      throw core::ConfigError(
          where, fmt::format("key '{}' stands twice (first in line {}); remove one", earlier->first,
                             earlier->second));
    }
    refuse_duplicates(pair.second, file);
  }
}

/// Looks at a text before a tree is made of it, so that what is refused costs no memory: aliases
/// hide what a key says, can refer to themselves and can grow without bound; tags ask for types that
/// a configuration does not have and yaml-cpp would drop them in silence; trees too large or too deep
/// are no configuration.
class PlainYaml : public YAML::EventHandler {
 public:
  explicit PlainYaml(std::string file) : file_(std::move(file)) {}
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { count(mark); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    fail(mark, "an alias (*name); write the value out, aliases are not allowed");
  }
  void OnScalar(const YAML::Mark& mark,
                const std::string& tag,
                YAML::anchor_t,
                const std::string&) override {
    check(mark, tag);
  }
  void OnSequenceStart(const YAML::Mark& mark,
                       const std::string& tag,
                       YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    check(mark, tag);
    open(mark);
  }
  void OnSequenceEnd() override { --depth_; }
  void OnMapStart(const YAML::Mark& mark,
                  const std::string& tag,
                  YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    check(mark, tag);
    open(mark);
  }
  void OnMapEnd() override { --depth_; }

 private:
  /// yaml-cpp takes up to about 900 bytes for a value.
  static constexpr int most_values = 400'000;
  static constexpr int deepest = 20;

  [[noreturn]] void fail(const YAML::Mark& mark, const std::string& what) const {
    throw core::ConfigError({file_, mark.line + 1, mark.column + 1}, what);
  }
  void count(const YAML::Mark& mark) {
    if (++values_ > most_values) {
      fail(mark, fmt::format("more than {} values; energies can be {{min_MeV, max_MeV, count}}",
                             most_values));
    }
  }
  void check(const YAML::Mark& mark, const std::string& tag) {
    if (!tag.empty() && tag != "?" && tag != "!") {  // unspecific: plain, quoted
      fail(mark, fmt::format("a tag ({}); write the plain value, tags are not allowed",
                             core::printable(tag, 60)));
    }
    count(mark);
  }
  void open(const YAML::Mark& mark) {
    if (++depth_ > deepest) {
      fail(mark,
           fmt::format("nested deeper than {} levels; see `sunsi validate` for the keys there "
                       "are",
                       deepest));
    }
  }
  std::string file_;
  int values_ = 0;
  int depth_ = 0;
};

void look_through(const std::string& file, const std::string& text) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  PlainYaml handler(file);
  while (parser.HandleNextDocument(handler)) {
  }
}

/// The place of the first tab in an indentation up to a line (from 0), line 0 if there is none.
core::Location tab_before(const std::string& file, const std::string& text, int last) {
  std::istringstream lines(text);
  std::string line;
  for (int n = 0; n <= last && std::getline(lines, line); ++n) {
    const auto first = line.find_first_not_of(" \t");
    const auto tab = line.find('\t');
    if (tab != std::string::npos && (first == std::string::npos || tab < first)) {
      return {file, n + 1, static_cast<int>(tab) + 1};
    }
  }
  return {file, 0, 0};
}

YAML::Node parse(const std::string& file, const std::string& text) {
  if (const auto bad = core::first_unreadable(text)) {
    throw core::ConfigError(
        core::location_of(file, text, *bad),
        fmt::format("not a text in UTF-8 ({}); save the configuration as UTF-8 YAML",
                    core::describe_unreadable(text, *bad)));
  }
  try {
    look_through(file, text);
    const std::vector<YAML::Node> documents = YAML::LoadAll(text);
    if (documents.size() > 1) {
      throw core::ConfigError({file, documents[1].Mark().line + 1, 1},
                              "a second YAML document; a configuration is one document");
    }
    return documents.empty() || documents[0].IsNull() ? YAML::Node(YAML::NodeType::Map)
                                                      : documents[0];
  } catch (const YAML::Exception& error) {
    const core::Location tab = tab_before(file, text, error.mark.line);
    if (tab.line > 0) {
      throw core::ConfigError(tab, "a tab in the indentation; YAML wants spaces");
    }
    throw core::ConfigError({file, error.mark.line + 1, error.mark.column + 1},
                            error.msg +
                                "; this is no YAML: look at the indentation, colons, "
                                "brackets and quotes up to here");
  }
}

}  // namespace

Document::Document(std::string file,
                   const std::string& text,
                   const std::vector<std::pair<std::string, std::string>>& overrides)
    : file_(std::move(file)), root_(parse(file_, std::string(core::without_bom(text)))) {
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
  const core::Location where{override_place(path, value), 0, 0};
  YAML::Node parsed;
  try {
    look_through(where.file, value);
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
  const YAML::Mark mark = node.Mark();
  const std::string* key = overridden(path);
  if (key == nullptr && mark.pos <= 0 &&
      !path.empty()) {  // a section that an override made has no place
    const auto below = overrides_.lower_bound(path + ".");
    key =
        below != overrides_.end() && below->first.starts_with(path + ".") ? &below->first : nullptr;
  }
  if (key != nullptr) {
    return {override_place(*key, overrides_.at(*key)), 0, 0};
  }
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
    const std::string line = fmt::format("{}{}: {}", std::string(2 * (parts.size() - 1), ' '),
                                         parts.back(), entry.value);
    text += with_origin ? fmt::format("{:<43} # {}\n", line, entry.origin) : line + "\n";
  }
  return text;
}

}  // namespace sunsi::pipeline::detail
