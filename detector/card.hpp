/// \file detector/card.hpp
/// Reading data cards (YAML) with located errors.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace sunsi::detector {

/// A value of a data card with the name of its file: a map, a list or a scalar. Immutable; copies
/// share the document.
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
  /// The text of a member, or `fallback` when it is not there.
  [[nodiscard]] std::string text_or(const std::string& key, const std::string& fallback) const;
  [[nodiscard]] bool flag() const;
  [[nodiscard]] bool flag_or(const std::string& key, bool fallback) const;
  /// Rows of a square matrix; \throws DataError otherwise
  [[nodiscard]] std::vector<std::vector<double>> matrix() const;
  /// \throws DataError  with the place of this value
  [[noreturn]] void fail(const std::string& what) const;

 private:
  struct Node;
  Card(std::string file, std::shared_ptr<const Node> node);
  std::string file_;
  std::shared_ptr<const Node> node_;
};

}  // namespace sunsi::detector
