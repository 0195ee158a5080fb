/// \file detector/detail/card.hpp
/// Reading data cards (YAML) with located errors. Pulls in yaml-cpp.
#pragma once

#include <yaml-cpp/yaml.h>

#include <Eigen/Core>
#include <filesystem>
#include <string>
#include <vector>

namespace sunsi::detector {

/// A YAML node with the name of its file.
class Card {
 public:
  /// \throws DataError  the file is missing or is no YAML map
  static Card load(const std::filesystem::path& path);

  /// A member that must be there.
  /// \throws DataError naming file, line and key
  [[nodiscard]] Card at(const std::string& key) const;
  [[nodiscard]] bool has(const std::string& key) const;
  [[nodiscard]] std::vector<Card> list() const;
  [[nodiscard]] double number() const;  ///< finite; \throws DataError otherwise
  [[nodiscard]] double number_or(const std::string& key, double fallback) const;  ///< also for null
  [[nodiscard]] std::string text() const;
  [[nodiscard]] bool flag() const;
  [[nodiscard]] Eigen::MatrixXd matrix() const;  ///< square; \throws DataError otherwise

 private:
  Card(std::string file, YAML::Node node) : file_(std::move(file)), node_(std::move(node)) {}
  [[noreturn]] void fail(const std::string& what) const;
  std::string file_;
  YAML::Node node_;
};

}  // namespace sunsi::detector
