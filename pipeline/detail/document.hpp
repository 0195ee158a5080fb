/// \file pipeline/detail/document.hpp
/// A YAML document with overrides from the command line; every key knows where it came from.
#pragma once

#include <yaml-cpp/yaml.h>

#include <map>
#include <string>
#include <sunsi/core/error.hpp>
#include <utility>
#include <vector>

namespace sunsi::pipeline::detail {

/// One key of the completed configuration.
struct Entry {
  std::string path;    ///< "model.mass_MeV"
  std::string value;   ///< as YAML
  std::string origin;  ///< "file:line", "--set", "default", "preset ..."
};

/// The document and the record of what was read from it.
class Document {
 public:
  /// \param file       its name, for messages; empty text is an empty map
  /// \param overrides  (path, value) of --set, applied in order
  /// \throws ConfigError  syntax error, no map, or an override through something that is no map
  Document(std::string file,
           const std::string& text,
           const std::vector<std::pair<std::string, std::string>>& overrides);

  [[nodiscard]] const YAML::Node& root() const { return root_; }
  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] core::Location where(const YAML::Node& node, const std::string& path) const;
  [[nodiscard]] std::string origin(const YAML::Node& node, const std::string& path) const;

  void record(std::string path, std::string value, std::string origin) {
    entries_.push_back({std::move(path), std::move(value), std::move(origin)});
  }
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

 private:
  void apply(const std::string& path, const std::string& value);
  [[nodiscard]] const std::string* overridden(const std::string& path) const;
  std::string file_;
  YAML::Node root_;
  std::map<std::string, std::string> overrides_;
  std::vector<Entry> entries_;
};

/// The entries as nested YAML, each with its origin as a comment when asked.
std::string completed_yaml(const std::vector<Entry>& entries, bool with_origin);

}  // namespace sunsi::pipeline::detail
