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

/// Weights of a panel's nodes: what each share of the night gives to the polynomial through them.
std::vector<double> weights(const NightSky& sky,
                            const std::vector<double>& node,
                            double a,
                            double b) {
  std::vector<double> result(node.size(), 0.0);
  for (int s = 0; s < shares_per_panel; ++s) {
    const double lo = a + (b - a) * s / shares_per_panel;
    const double hi = a + (b - a) * (s + 1) / shares_per_panel;
    const double share = sky.weight(lo, hi);
    for (const double sign : {-1.0, 1.0}) {  // two Gauss points a share
      const double x = (lo + hi) / 2 + sign * (hi - lo) / (2 * std::sqrt(3.0));
      for (std::size_t k = 0; share != 0 && k < node.size(); ++k) {
        double basis = share / 2;
        for (std::size_t j = 0; j < node.size(); ++j) {
          basis *= j == k ? 1.0 : (x - node[j]) / (node[k] - node[j]);
        }
        result[k] += basis;
      }
    }
  }
  return result;
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

ZenithGrid::ZenithGrid(const NightSky& sky, int level, double step) {
  if (level < 0 || level > 16) {
    throw core::InvalidInput("level of a zenith grid must lie in [0, 16]");
  }
  std::vector<double> edges{-1};
  edges.insert(edges.end(), sky.kinks.begin(), sky.kinks.end());
  edges.push_back(0);
  for (std::size_t p = 0; p + 1 < edges.size(); ++p) {
    const double width = edges[p + 1] - edges[p];
    const int panels = static_cast<int>(std::ceil(std::ldexp(width, level)));
    for (int k = 0; k < panels; ++k) {
      const double a = edges[p] + width * k / panels;
      const double b = edges[p] + width * (k + 1) / panels;
      if (!(b > a) || sky.weight(a, b) == 0) {
        continue;  // the Sun never stands there
      }
      const core::Quadrature rule = core::gauss_legendre(a, b, nodes_per_panel);
      const std::vector<double> w = weights(sky, rule.node, a, b);
      for (std::size_t n = 0; n < w.size(); ++n) {
        add(sky.path(rule.node[n]), rule.node[n], w[n], step);
      }
    }
  }
}

ZenithGrid::ZenithGrid(const Path& path, double cosine, double step) { add(path, cosine, 1, step); }

}  // namespace sunsi::propagation
