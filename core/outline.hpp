/// \file core/outline.hpp
/// The outline of the region of a plane where a function exceeds 1.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace sunsi::core {

/// Values of a quantity, both ends included.
struct GridAxis {
  double min = 0;
  double max = 1;
  long count = 2;
  bool log = false;

  /// The value at a place between 0 and count - 1; whole numbers are the axis's own values, the ends
  /// exactly as typed.
  [[nodiscard]] double at(double place) const;
};

/// The level where the function has none (a bound that does not apply); other levels are >= 0.
inline constexpr double no_level = -1;

/// A piece of an outline. The side beyond 1 is on its left (first axis to the right, second up).
struct OutlineLine {
  /// true: the level is 1 here; false: the function ends, it has no level beyond.
  bool limit = true;
  bool closed = false;  ///< the last point is the first
  std::vector<std::array<double, 2>> points;
};

/// Marching squares on "has a level, and it is > 1". A crossing is first put where log(level) is 0 on the
/// straight line between two grid points and then moved by evaluating the function, so that vertices
/// lie on the contour itself, not on the grid's idea of it; where the function ends it is found by
/// bisection. Regions that fall between grid points are not seen.
class Outline {
 public:
  using Level = std::function<double(double x, double y)>;
  using Axes = std::array<GridAxis, 2>;

  /// \param level  of a point of the plane: >= 0, or no_level
  Outline(const Axes& axes, Level level) : axes_(axes), level_(std::move(level)) {}

  /// The strip between the rows j and j + 1 (y), each with a level a value of x; strips in order.
  void add_strip(std::size_t j, std::span<const double> lower, std::span<const double> upper);

  /// All pieces, in an order that depends on the levels alone.
  [[nodiscard]] std::vector<OutlineLine> lines() const;

  /// Where the grid's column i enters (first) and leaves (last) the region for the first and last
  /// time on the way up, as values of y; empty lists where it does not.
  struct Crossings {
    std::vector<double> in, out;
  };
  [[nodiscard]] std::vector<Crossings> columns() const;

 private:
  using Id = std::uint64_t;
  struct Vertex {
    double i, j;  ///< places on the axes
    bool limit;
    bool into;  ///< towards larger i or j the region begins
  };
  struct Segment {
    Id from, to;
    bool limit;
  };
  struct Cell {
    std::size_t i, j;
    std::array<double, 4> level;  ///< south-west, south-east, north-east, north-west
  };
  [[nodiscard]] double at(double i, double j) const;
  [[nodiscard]] Id edge(const Cell& cell, int side);
  [[nodiscard]] Vertex crossing(std::array<double, 2> from,
                                std::array<double, 2> to,
                                double level_from,
                                double level_to) const;
  void add_cell(const Cell& cell);
  void add_segment(const Cell& cell, int from, int to);
  [[nodiscard]] std::vector<std::vector<Segment>> chains() const;

  Axes axes_;
  Level level_;
  std::unordered_map<Id, Vertex> vertices_;
  std::vector<Segment> segments_;
};

}  // namespace sunsi::core
