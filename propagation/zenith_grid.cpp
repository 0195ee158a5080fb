#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/core/quadrature.hpp>
#include <sunsi/propagation/regeneration.hpp>

namespace sunsi::propagation {
namespace {

constexpr int nodes_per_panel = 12;
constexpr int shares_per_panel = 48;  // of the night, for the weights of a panel

bool same(const model::FlavourPotential& a, const model::FlavourPotential& b) {
  return a.e == b.e && a.mu == b.mu && a.tau == b.tau && a.emu == b.emu && a.etau == b.etau &&
         a.mutau == b.mutau;
}

/// A piece of the cosine c between kinks [a, b] by t in [0, 1]: c = b - (b - a) t^2, because the
/// length inside the shell that ends at b grows as the root of the distance from its tangent.
struct Stretch {
  double a;
  double b;

  [[nodiscard]] double cosine(double t) const { return b - (b - a) * t * t; }
  /// Its t; rounding must not leave [0, 1].
  [[nodiscard]] double parameter(double c) const {
    return std::sqrt(std::clamp((b - c) / (b - a), 0.0, 1.0));
  }
  /// Of the way 2 R c and of that inside the shell, 2 R sqrt(2 abs(b) (b - c)): largest slope in t.
  [[nodiscard]] double rate() const { return 2 * (b - a) + std::sqrt(-2 * b * (b - a)); }
};

/// Gauss nodes of a panel of t; the weights are what the share of the night of each of many cells
/// gives to the polynomial through the nodes, even in the cosine over a cell: with density t in t.
class PanelRule {
 public:
  PanelRule() : node_(core::gauss_legendre(0, 1, nodes_per_panel).node) {
    for (int s = 0; s < shares_per_panel; ++s) {
      const core::Quadrature cell = core::gauss_legendre(static_cast<double>(s) / shares_per_panel,
                                                         (s + 1.0) / shares_per_panel, 8);
      std::vector<double> mean(node_.size(), 0.0);
      std::vector<double> moment(node_.size(), 0.0);
      for (std::size_t n = 0; n < cell.node.size(); ++n) {
        for (std::size_t k = 0; k < node_.size(); ++k) {
          const double part = cell.weight[n] * shares_per_panel * basis(k, cell.node[n]);
          mean[k] += part;
          moment[k] += part * (cell.node[n] - middle(s));
        }
      }
      means_.push_back(std::move(mean));
      moments_.push_back(std::move(moment));
    }
  }

  [[nodiscard]] const std::vector<double>& nodes() const { return node_; }

  /// Weights of the panel [t, t + width] of a piece.
  [[nodiscard]] std::vector<double> weights(const NightSky& sky,
                                            const Stretch& piece,
                                            double t,
                                            double width) const {
    std::vector<double> result(node_.size(), 0.0);
    for (int s = 0; s < shares_per_panel; ++s) {
      const double hi = piece.cosine(t + width * s / shares_per_panel);
      const double lo = piece.cosine(t + width * (s + 1) / shares_per_panel);
      const double share = sky.weight(lo, hi);
      const double slope = 1 / (t / width + middle(s));  // of the density t, over its mean
      const auto cell = static_cast<std::size_t>(s);
      for (std::size_t k = 0; k < node_.size(); ++k) {
        result[k] += share * (means_[cell][k] + slope * moments_[cell][k]);
      }
    }
    return result;
  }

 private:
  static double middle(int s) { return (s + 0.5) / shares_per_panel; }
  [[nodiscard]] double basis(std::size_t k, double t) const {
    double value = 1;
    for (std::size_t j = 0; j < node_.size(); ++j) {
      value *= j == k ? 1.0 : (t - node_[j]) / (node_[k] - node_[j]);
    }
    return value;
  }
  std::vector<double> node_;
  std::vector<std::vector<double>> means_;  ///< [share][node], of the polynomials over the share
  std::vector<std::vector<double>>
      moments_;  ///< of the polynomials times t less the share's middle
};

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
  const PanelRule rule;
  std::vector<double> edges{-1};
  edges.insert(edges.end(), sky.kinks.begin(), sky.kinks.end());
  edges.push_back(0);
  for (std::size_t p = 0; p + 1 < edges.size(); ++p) {
    const Stretch piece{edges[p], edges[p + 1]};
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
      const std::vector<double> w = rule.weights(sky, piece, t, width);
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
