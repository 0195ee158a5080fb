#include <algorithm>
#include <cmath>
#include <optional>
#include <sunsi/core/outline.hpp>

namespace sunsi::core {
namespace {

constexpr double least_log = -50;  ///< of a ratio of 0
constexpr int south = 0, east = 1, north = 2, west = 3;

bool beyond(double level) { return level > 1; }
double log_of(double level) { return level > 0 ? std::max(std::log(level), least_log) : least_log; }

}  // namespace

double GridAxis::at(double place) const {
  const double last = static_cast<double>(count - 1);
  if (place <= 0 || place >= last) {
    return place <= 0 ? min : max;
  }
  const double t = place / last;
  return log ? min * std::pow(max / min, t) : min + (max - min) * t;
}

double Outline::at(double i, double j) const { return level_(axes_[0].at(i), axes_[1].at(j)); }

/// Root of log(level) by regula falsi (Illinois), every third step and beside `no_level` by
/// bisection. Ends when the ratio is 1 to 1e-10 or the bracket is 1e-9 of a cell.
Outline::Vertex Outline::crossing(std::array<double, 2> from,
                                  std::array<double, 2> to,
                                  double level_from,
                                  double level_to) const {
  double in = beyond(level_from) ? 0 : 1;
  double out = 1 - in;
  double log_in = log_of(beyond(level_from) ? level_from : level_to);
  double level_out = beyond(level_from) ? level_to : level_from;
  double log_out = log_of(level_out);
  double t = in;
  for (int step = 1; step < 60 && std::abs(in - out) > 1e-9; ++step) {
    const bool straight = level_out != no_level && step % 3 != 0;
    t = straight ? in + (out - in) * log_in / (log_in - log_out) : (in + out) / 2;
    const double level = at(from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1]));
    const double value = log_of(level);
    if (level != no_level && std::abs(value) < 1e-10) {
      break;
    }
    if (beyond(level)) {
      in = t;
      log_in = value;
      log_out /= straight ? 2 : 1;
    } else {
      out = t;
      level_out = level;
      log_out = value;
      log_in /= straight ? 2 : 1;
    }
  }
  const bool limit = level_out != no_level;
  t = limit ? t : in;  // an end of applicability: the last point where it does
  return {from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1]), limit,
          !beyond(level_from)};
}

/// The crossing on a side of a cell, shared with the neighbour. Even numbers are horizontal edges,
/// odd ones vertical.
Outline::Id Outline::edge(const Cell& cell, int side) {
  const std::size_t i = cell.i + (side == east ? 1 : 0);
  const std::size_t j = cell.j + (side == north ? 1 : 0);
  const bool vertical = side == east || side == west;
  const Id id = 2 * (j * static_cast<Id>(axes_[0].count) + i) + (vertical ? 1 : 0);
  if (vertices_.find(id) == vertices_.end()) {
    const std::array<double, 2> from{static_cast<double>(i), static_cast<double>(j)};
    const std::array<double, 2> to{from[0] + (vertical ? 0 : 1), from[1] + (vertical ? 1 : 0)};
    constexpr std::array<int, 4> first{0, 1, 3, 0};
    constexpr std::array<int, 4> last{1, 2, 2, 3};
    const auto s = static_cast<std::size_t>(side);
    vertices_.emplace(id, crossing(from, to, cell.level[static_cast<std::size_t>(first[s])],
                                   cell.level[static_cast<std::size_t>(last[s])]));
  }
  return id;
}

/// Where a limit meets an end of applicability the region has a corner inside of the cell: on the
/// line through the end, across the cell, the limit is looked for.
void Outline::add_segment(const Cell& cell, int from, int to) {
  const Id a = edge(cell, from);
  const Id b = edge(cell, to);
  const Vertex va = vertices_.at(a);
  const Vertex vb = vertices_.at(b);
  if (va.limit == vb.limit) {
    segments_.push_back({a, b, va.limit});
    return;
  }
  const Vertex& end = va.limit ? vb : va;
  const int side = va.limit ? to : from;
  const bool horizontal = side == south || side == north;
  const double across = horizontal ? static_cast<double>(cell.j) + (side == south ? 1 : 0)
                                   : static_cast<double>(cell.i) + (side == west ? 1 : 0);
  const std::array<double, 2> start{end.i, end.j};
  const std::array<double, 2> stop{horizontal ? end.i : across, horizontal ? across : end.j};
  const double level_start = at(start[0], start[1]);
  const double level_stop = at(stop[0], stop[1]);
  if (!beyond(level_start) || beyond(level_stop)) {
    segments_.push_back({a, b, false});
    return;
  }
  const Vertex corner = crossing(start, stop, level_start, level_stop);
  const Id cell_id = cell.j * static_cast<Id>(axes_[0].count) + cell.i;
  const Id id = (Id{1} << 63) + 4 * cell_id + static_cast<Id>(from);
  vertices_.emplace(id, corner);
  segments_.push_back({a, id, va.limit});
  segments_.push_back({id, b, vb.limit});
}

void Outline::add_cell(const Cell& cell) {
  int corners = 0;
  for (std::size_t k = 0; k < 4; ++k) {
    corners |= beyond(cell.level[k]) ? 1 << k : 0;
  }
  const auto saddle = [&](int s1, int e1, int s2, int e2) {
    add_segment(cell, s1, e1);
    add_segment(cell, s2, e2);
  };
  switch (corners) {
    case 1:
      return add_segment(cell, south, west);
    case 2:
      return add_segment(cell, east, south);
    case 3:
      return add_segment(cell, east, west);
    case 4:
      return add_segment(cell, north, east);
    case 6:
      return add_segment(cell, north, south);
    case 7:
      return add_segment(cell, north, west);
    case 8:
      return add_segment(cell, west, north);
    case 9:
      return add_segment(cell, south, north);
    case 11:
      return add_segment(cell, east, north);
    case 12:
      return add_segment(cell, west, east);
    case 13:
      return add_segment(cell, south, east);
    case 14:
      return add_segment(cell, west, south);
    default:
      break;
  }
  // Two opposite corners: the middle says whether they hang together.
  const bool middle =
      beyond(at(static_cast<double>(cell.i) + 0.5, static_cast<double>(cell.j) + 0.5));
  if (corners == 5) {
    return middle ? saddle(south, east, north, west) : saddle(south, west, north, east);
  }
  return middle ? saddle(west, south, east, north) : saddle(east, south, west, north);
}

void Outline::add_strip(std::size_t j,
                        std::span<const double> lower,
                        std::span<const double> upper) {
  for (std::size_t i = 0; i + 1 < lower.size(); ++i) {
    const bool first = beyond(lower[i]);
    if (first != beyond(lower[i + 1]) || first != beyond(upper[i]) ||
        first != beyond(upper[i + 1])) {
      add_cell({i, j, {lower[i], lower[i + 1], upper[i + 1], upper[i]}});
    }
  }
}

/// Segments end to end: first those that begin at the frame, then the closed ones.
std::vector<std::vector<Outline::Segment>> Outline::chains() const {
  std::vector<Segment> sorted = segments_;
  std::sort(sorted.begin(), sorted.end(),
            [](const Segment& a, const Segment& b) { return a.from < b.from; });
  std::unordered_map<Id, std::size_t> begins;
  std::unordered_map<Id, bool> ends;
  for (std::size_t k = 0; k < sorted.size(); ++k) {
    begins[sorted[k].from] = k;
    ends[sorted[k].to] = true;
  }
  std::vector<bool> used(sorted.size(), false);
  std::vector<std::vector<Segment>> list;
  const auto follow = [&](std::size_t k) {
    list.emplace_back();
    while (!used[k]) {
      used[k] = true;
      list.back().push_back(sorted[k]);
      const auto next = begins.find(sorted[k].to);
      if (next == begins.end()) {
        return;
      }
      k = next->second;
    }
  };
  for (const bool open : {true, false}) {
    for (std::size_t k = 0; k < sorted.size(); ++k) {
      if (!used[k] && (!open || ends.find(sorted[k].from) == ends.end())) {
        follow(k);
      }
    }
  }
  return list;
}

std::vector<OutlineLine> Outline::lines() const {
  std::vector<OutlineLine> list;
  for (std::vector<Segment>& chain : chains()) {
    const bool loop = chain.front().from == chain.back().to;
    const auto change =
        std::adjacent_find(chain.begin(), chain.end(),
                           [](const Segment& a, const Segment& b) { return a.limit != b.limit; });
    if (loop && change != chain.end()) {
      std::rotate(chain.begin(), change + 1, chain.end());
    }
    for (std::size_t k = 0; k < chain.size(); ++k) {
      const auto point = [&](Id id) {
        const Vertex& v = vertices_.at(id);
        return std::array<double, 2>{axes_[0].at(v.i), axes_[1].at(v.j)};
      };
      if (k == 0 || chain[k].limit != chain[k - 1].limit) {
        list.push_back({chain[k].limit, false, {point(chain[k].from)}});
      }
      list.back().points.push_back(point(chain[k].to));
    }
    list.back().closed = loop && change == chain.end();
  }
  return list;
}

std::vector<Outline::Crossings> Outline::columns() const {
  std::vector<Crossings> all(static_cast<std::size_t>(axes_[0].count));
  for (const auto& [id, v] : vertices_) {
    if (id >> 63 == 0 && id % 2 == 1) {
      Crossings& column = all[static_cast<std::size_t>(v.i)];
      (v.into ? column.in : column.out).push_back(axes_[1].at(v.j));
    }
  }
  for (Crossings& column : all) {
    std::sort(column.in.begin(), column.in.end());
    std::sort(column.out.begin(), column.out.end());
  }
  return all;
}

}  // namespace sunsi::core
