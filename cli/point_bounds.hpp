/// \file cli/point_bounds.hpp
/// What the laboratory and astrophysical bounds say of the points of a run, and the plane around
/// them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <sunsi/bounds/list.hpp>
#include <sunsi/cli/plane_files.hpp>
#include <sunsi/core/sheet.hpp>
#include <sunsi/pipeline/inputs.hpp>
#include <vector>

namespace sunsi::cli {

/// The verdicts of one point.
struct PointBounds {
  std::vector<bounds::Verdict> verdicts;
  std::string summary;                   ///< bounds::summary
  std::vector<std::string> excluded_by;  ///< names, in the list's order
  std::size_t apply = 0;                 ///< how many may exclude and have a ratio

  /// "excluded by na64-2019, charm2-es (2 of the 25 bounds that apply)", "allowed by the 25 bounds
  /// that apply" or "none applies".
  [[nodiscard]] std::string short_summary() const;
};

/// The list of bounds for configurations with the same settings, loaded once, with the files that
/// were read, verified.
class BoundsTask {
 public:
  /// \throws DataError  a card or a table is missing or damaged
  explicit BoundsTask(const pipeline::Config& config);

  /// Why there are none, in one line; empty when there are.
  [[nodiscard]] const std::string& absence() const { return absence_; }

  /// Of any point with these settings; nothing without a Z' or with bounds.enabled: false.
  /// \throws NumericalError  an engine failed where P_ee is needed; a comparison that is not finite
  [[nodiscard]] std::optional<PointBounds> of(const pipeline::Config& point) const;

  /// Cards and tables of the bounds, with those that P_ee rests on where one of them needs it.
  [[nodiscard]] const std::vector<pipeline::InputFile>& inputs() const { return inputs_; }

  /// The same with the card of the bands that planes show: all that a run reads of bounds.
  /// \throws DataError  the card is missing or damaged
  [[nodiscard]] std::vector<pipeline::InputFile> inputs_of_run(
      const pipeline::Config& config) const;

  /// Mass and g from a tenth to ten times those of the point, 120 x 120 values, the other inputs as
  /// typed. Its table `excluded` lists what any bound excludes, mass by mass, to half a step of the
  /// grid; lines are exact (bounds/outline.hpp).
  /// \throws Interrupted  monitor.stop was set
  [[nodiscard]] std::vector<std::pair<std::string, core::Sheet>> plane(
      const pipeline::Config& point, const pipeline::Monitor& monitor) const;

 private:
  std::string absence_;
  std::unique_ptr<const bounds::List> list_;
  std::vector<pipeline::InputFile> inputs_;
};

/// The table of a point.
core::Sheet bounds_table(const PointBounds& bounds,
                         const pipeline::Config& config,
                         const std::vector<pipeline::InputFile>& inputs);

/// `more` after `files`, each file once.
std::vector<pipeline::InputFile> joined(std::vector<pipeline::InputFile> files,
                                        const std::vector<pipeline::InputFile>& more);

}  // namespace sunsi::cli
