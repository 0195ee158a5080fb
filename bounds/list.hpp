/// \file bounds/list.hpp
/// All bounds that a configuration asks for.
#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <sunsi/bounds/bound.hpp>
#include <sunsi/pipeline/config.hpp>
#include <vector>

namespace sunsi::bounds {

/// The bounds of data/bounds/index.yaml, in its order, as far as `only` and `skip` leave them.
class List {
 public:
  /// \throws DataError  a card or a curve is missing or damaged
  List(const pipeline::BoundSettings& settings, const std::filesystem::path& data);

  [[nodiscard]] std::size_t size() const { return bounds_.size(); }
  [[nodiscard]] const Bound& operator[](std::size_t k) const { return *bounds_[k]; }
  [[nodiscard]] std::vector<Verdict> verdicts(const Point& point) const;
  /// Whether one of them needs Point::survival.
  [[nodiscard]] bool needs_survival() const;
  /// Cards and tables that were read, relative to the data folder.
  [[nodiscard]] const std::set<std::string>& files() const { return files_; }

 private:
  std::set<std::string> files_;
  std::vector<std::unique_ptr<const Bound>> bounds_;
};

/// The point of a configuration.
/// \throws InvalidInput  the configuration has no Z'
Point point_of(const pipeline::Config& config);

/// Fills Point::survival with P_ee by day of the configuration (its Sun, oscillation and engine).
/// Nothing where its profile does not say where 8B neutrinos are made.
/// \throws NumericalError  an engine failed
void add_survival(Point& point, const pipeline::Config& config);

/// "excluded by na64-2019, gminus2 (2 of 31 that apply); strongest na64-2019: 3.1 times the limit", or
/// "allowed by the 31 bounds that apply; strongest ...: 0.8 of the limit".
std::string summary(const std::vector<Verdict>& verdicts);

}  // namespace sunsi::bounds
