/// \file pipeline/detail/section.hpp
/// Typed, located reading of one section of a configuration.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <sunsi/pipeline/detail/document.hpp>
#include <vector>

namespace sunsi::pipeline::detail {

/// A map of the document. Reading a key checks its type and records it with its origin.
class Section {
 public:
  /// \param path     of the section, empty for the root
  /// \param allowed  its keys: any other one is an error that names the nearest
  /// \throws ConfigError  not a map, an unknown key, a key that stands twice
  Section(Document& document,
          const YAML::Node& node,
          std::string path,
          const std::vector<std::string>& allowed);

  [[nodiscard]] bool has(const std::string& key) const;
  /// A sub-section; an absent one is empty.
  [[nodiscard]] Section section(const std::string& key,
                                const std::vector<std::string>& allowed) const;
  [[nodiscard]] YAML::Node node(const std::string& key) const;

  /// Numbers: finite, as plain YAML scalars; the unit stands in the key. Without `fallback` the key
  /// must be there.
  double number(const std::string& key,
                std::optional<double> fallback = std::nullopt,
                const std::string& origin = "default") const;
  long integer(const std::string& key, long fallback, long low, long high) const;
  bool boolean(const std::string& key, bool fallback) const;
  std::string choice(const std::string& key,
                     const std::string& fallback,
                     const std::vector<std::string>& allowed) const;
  /// A path, taken from the folder of the configuration when it is relative; empty when absent.
  std::string file(const std::string& key) const;
  std::vector<std::string> words(const std::string& key,
                                 const std::vector<std::string>& fallback,
                                 const std::vector<std::string>& allowed) const;
  /// A scalar or the items of a list as numbers > 0.
  std::vector<double> positive_numbers(const std::string& key) const;

  [[nodiscard]] core::Location where(const std::string& key) const;
  [[noreturn]] void fail(const std::string& key, const std::string& message) const;
  /// An error at a value below `key`.
  [[noreturn]] void fail_at(const YAML::Node& value,
                            const std::string& key,
                            const std::string& message) const;
  /// A finite number at `value`, which stands at `key` or below it; `what` names it in messages.
  [[nodiscard]] double parse_number(const YAML::Node& value,
                                    const std::string& key,
                                    const std::string& what) const;
  /// Runs `f` and gives an InvalidInput it throws the place of `key`.
  template <class F>
  auto located(const std::string& key, F&& f) const {
    try {
      return f();
    } catch (const core::ConfigError&) {
      throw;
    } catch (const core::InvalidInput& error) {
      throw core::ConfigError(where(key), error.what());
    }
  }
  [[nodiscard]] std::string path(const std::string& key) const;
  [[nodiscard]] Document& document() const { return *document_; }

 private:
  Document* document_;
  YAML::Node node_;
  std::string path_;
};

}  // namespace sunsi::pipeline::detail
