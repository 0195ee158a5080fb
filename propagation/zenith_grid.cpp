#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/propagation/detail/panel_rule.hpp>
#include <sunsi/propagation/regeneration.hpp>

namespace sunsi::propagation {
namespace {

bool same(const model::FlavourPotential& a, const model::FlavourPotential& b) {
  return a.e == b.e && a.mu == b.mu && a.tau == b.tau && a.emu == b.emu && a.etau == b.etau &&
         a.mutau == b.mutau;
}

}  // namespace

std::size_t ZenithGrid::material(const model::FlavourPotential& per_electron) {
  const auto found = std::find_if(materials_.begin(), materials_.end(),
                                  [&](const auto& m) { return same(m, per_electron); });
  if (found != materials_.end()) {
    return static_cast<std::size_t>(found - materials_.begin());
  }
  materials_.push_back(per_electron);
  return materials_.size() - 1;
}

void ZenithGrid::add(const Path& path, double cosine, double weight, double step) {
  Node node{cosine, weight, {}};
  for (const PathSegment& segment : path.segments) {
    const double length = segment.end - segment.begin;
    const auto pairs =
        std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(length / (2 * step))));
    Piece piece{material(segment.per_electron), length / static_cast<double>(2 * pairs), {}};
    for (std::size_t k = 0; k <= 2 * pairs; ++k) {
      const double x = segment.begin + piece.step * static_cast<double>(k);
      piece.n_e.push_back(electrons(path, segment, x).value);
      densest_ = std::max(densest_, piece.n_e.back());
    }
    node.pieces.push_back(std::move(piece));
  }
  nodes_.push_back(std::move(node));
}

ZenithGrid::ZenithGrid(const NightSky& sky, int level, double step, int least_panels) {
  if (level < 0 || level > 16) {
    throw core::InvalidInput("level of a zenith grid must lie in [0, 16]");
  }
  const detail::PanelRule rule;
  std::vector<double> edges{-1};
  edges.insert(edges.end(), sky.kinks.begin(), sky.kinks.end());
  edges.push_back(0);
  for (std::size_t p = 0; p + 1 < edges.size(); ++p) {
    const detail::Stretch piece{edges[p], edges[p + 1]};
    const double begin = piece.parameter(sky.highest);  // t rises as the cosine falls
    const double length = piece.parameter(sky.lowest) - begin;
    if (length <= 0) {
      continue;
    }
    const int panels = std::max(
        least_panels, static_cast<int>(std::ceil(std::ldexp(piece.rate() * length, level))));
    for (int k = 0; k < panels; ++k) {
      const double width = length / panels;
      const double t = begin + length * k / panels;
      if (sky.weight(piece.cosine(t + width), piece.cosine(t)) == 0) {
        continue;  // the Sun never stands there
      }
      const std::vector<double> w = rule.weights(
          [&](double lo, double hi) { return sky.weight(piece.cosine(hi), piece.cosine(lo)); }, t,
          width);
      for (std::size_t n = 0; n < w.size(); ++n) {
        const double c = piece.cosine(t + rule.nodes()[n] * width);
        add(sky.path(c), c, w[n], step);
      }
    }
  }
}

NightSky part_of(const NightSky& sky, double lowest, double highest) {
  if (!(sky.lowest <= lowest && lowest < highest && highest <= sky.highest)) {
    throw core::InvalidInput(
        fmt::format("a part of the night from cos z = {} to {}: must rise in "
                    "[{}, {}]",
                    lowest, highest, sky.lowest, sky.highest));
  }
  const double share = sky.weight(lowest, highest);
  if (!(share > 0)) {
    throw core::InvalidInput(
        fmt::format("the Sun never stands between cos z = {} and {}", lowest, highest));
  }
  NightSky part = sky;
  part.lowest = lowest;
  part.highest = highest;
  part.weight = [all = sky.weight, lowest, highest, share](double lo, double hi) {
    return all(std::clamp(lo, lowest, highest), std::clamp(hi, lowest, highest)) / share;
  };
  return part;
}

ZenithGrid::ZenithGrid(const Path& path, double cosine, double step) { add(path, cosine, 1, step); }

}  // namespace sunsi::propagation
