/// \file bounds/plane.hpp
/// All quick bounds in a plane of two inputs: what excludes where, and along which lines.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <sunsi/bounds/list.hpp>
#include <sunsi/bounds/outline.hpp>
#include <sunsi/pipeline/survival.hpp>
#include <vector>

namespace sunsi::bounds {

/// One bound in a plane. Shares are those of the plane's area, each axis in its own spacing, a grid
/// point standing for what is nearest to it.
struct PlaneBound {
  const Bound* bound = nullptr;
  double applies = 0;   ///< share where it may exclude
  double excluded = 0;  ///< share that it excludes; for a planned one: that it would
  double alone = 0;     ///< share that no other bound excludes; 0 for a planned one
  std::string reason;   ///< why it applies nowhere; empty when it does somewhere
  std::vector<Line> lines;
  std::vector<Outline::Crossings> columns;
};

/// The plane. Points lie row by row: k = j count_x + i for the values i of x and j of y.
struct Plane {
  Outline::Axes axes;
  std::vector<PlaneBound> bounds;        ///< in the list's order
  std::vector<std::uint16_t> strongest;  ///< index in `bounds` of the largest ratio; none where
                                         ///< nothing applies
  std::vector<double> ratio;             ///< of the strongest, 0 without one
  double excluded = 0;                   ///< share of the plane
  static constexpr std::uint16_t none = 0xffff;

  /// A point is excluded when the strongest ratio of what applies exceeds 1.
  [[nodiscard]] bool excludes(std::size_t k) const { return ratio[k] > 1; }
};

/// The point of typed inputs.
/// \throws InvalidInput    inputs that no Z' has
/// \throws NumericalError  a width that is not finite
Point point_of(const pipeline::ZPrimeInputs& inputs);

/// The inputs at a place of the plane: both axes' keys take the place of what is fixed.
pipeline::ZPrimeInputs inputs_at(pipeline::ZPrimeInputs fixed,
                                 const Outline::Axes& axes,
                                 double x,
                                 double y);

/// What a plane looks at: every quick bound, and others that `only` of the configuration names.
struct PlaneTask {
  pipeline::ZPrimeInputs fixed;
  Outline::Axes axes;
  std::vector<const Bound*> bounds;
  std::vector<bool> evaluated;  ///< false: listed with its reason, not computed
};
PlaneTask plane_task(const List& list,
                     const pipeline::BoundSettings& settings,
                     const pipeline::ZPrimeInputs& fixed,
                     const Outline::Axes& axes);

/// Rows are computed in parallel (oneTBB) and passed on in blocks, so that memory holds 10 bytes a
/// point and some MB besides; the result does not depend on the number of threads.
/// \throws InvalidInput    axes that contradict each other or the model (pipeline::fault_of)
/// \throws NumericalError  a comparison that is not finite
/// \throws Interrupted     monitor.stop was set
Plane plane(const PlaneTask& task, const pipeline::Monitor& monitor = {});

/// The outline alone of "level > 1" (bands use it).
std::vector<Line> outline_of(const Outline::Level& level, const Outline::Axes& axes);

}  // namespace sunsi::bounds
