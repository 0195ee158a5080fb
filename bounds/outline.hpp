/// \file bounds/outline.hpp
/// The outline of the region that a bound excludes in a plane.
#pragma once

#include <array>
#include <sunsi/bounds/bound.hpp>
#include <sunsi/core/outline.hpp>
#include <sunsi/pipeline/scan.hpp>
#include <utility>

namespace sunsi::bounds {

/// How a bound stands at a point, as one number: its ratio where it applies, no_bound elsewhere.
inline constexpr double no_bound = core::no_level;
inline double level_of(const Comparison& comparison) {
  return comparison.known && comparison.applies ? comparison.ratio : no_bound;
}

/// A piece of an outline. The excluded side is on its left; `limit`: the ratio is 1 there, else the
/// bound ceases to apply (its curve ends), no limit.
using Line = core::OutlineLine;

/// core::Outline over axes of inputs of the Z', of levels as level_of().
class Outline : public core::Outline {
 public:
  using Axes = std::array<pipeline::ScanAxis, 2>;

  Outline(const Axes& axes, Level level)
      : core::Outline({axes[0].grid(), axes[1].grid()}, std::move(level)) {}
};

}  // namespace sunsi::bounds
