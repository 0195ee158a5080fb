#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <sunsi/core/error.hpp>
#include <sunsi/core/node_basis.hpp>
#include <sunsi/core/quadrature.hpp>

namespace sunsi::core {
namespace {

void require_rising(std::span<const double> x, std::size_t least, const char* what) {
  bool good = x.size() >= least;
  for (std::size_t i = 0; i < x.size(); ++i) {
    good = good && std::isfinite(x[i]) && (i == 0 || x[i] > x[i - 1]);
  }
  if (!good) {
    throw InvalidInput(
        fmt::format("{} of a node basis must rise strictly, at least {} of them", what, least));
  }
}

}  // namespace

NodeBasis::NodeBasis(std::vector<double> edges,
                     std::vector<double> nodes,
                     std::vector<std::size_t> first)
    : edge_(std::move(edges)), node_(std::move(nodes)), first_(std::move(first)) {
  for (std::size_t panel = 0; panel + 1 < first_.size(); ++panel) {
    // In units of a quarter of the panel the product neither overflows nor vanishes.
    const double scale = 4 / (edge_[panel + 1] - edge_[panel]);
    for (std::size_t j = first_[panel]; j < first_[panel + 1]; ++j) {
      double product = 1;
      for (std::size_t k = first_[panel]; k < first_[panel + 1]; ++k) {
        product *= k == j ? 1 : (node_[j] - node_[k]) * scale;
      }
      barycentric_.push_back(1 / product);
    }
  }
}

NodeBasis NodeBasis::gauss(std::span<const double> edges, int n) {
  require_rising(edges, 2, "the edges");
  const std::vector<int> points(edges.size() - 1, n);
  return gauss(edges, points);
}

NodeBasis NodeBasis::gauss(std::span<const double> edges, std::span<const int> points) {
  require_rising(edges, 2, "the edges");
  if (points.size() + 1 != edges.size()) {
    throw InvalidInput("a node basis needs one number of nodes for each panel");
  }
  std::vector<double> nodes;
  std::vector<std::size_t> first{0};
  for (std::size_t panel = 0; panel < points.size(); ++panel) {
    const Quadrature rule = gauss_legendre(edges[panel], edges[panel + 1], points[panel]);
    nodes.insert(nodes.end(), rule.node.begin(), rule.node.end());
    first.push_back(nodes.size());
  }
  return {{edges.begin(), edges.end()}, std::move(nodes), std::move(first)};
}

NodeBasis NodeBasis::chebyshev(std::span<const double> edges, int n) {
  require_rising(edges, 2, "the edges");
  if (n < 1) {
    throw InvalidInput("a node basis needs at least one node a panel");
  }
  std::vector<double> nodes;
  std::vector<std::size_t> first{0};
  for (std::size_t panel = 0; panel + 1 < edges.size(); ++panel) {
    const double middle = (edges[panel] + edges[panel + 1]) / 2;
    const double half = (edges[panel + 1] - edges[panel]) / 2;
    for (int k = 0; k < n; ++k) {
      nodes.push_back(middle - half * std::cos(std::numbers::pi * (k + 0.5) / n));
    }
    first.push_back(nodes.size());
  }
  return {{edges.begin(), edges.end()}, std::move(nodes), std::move(first)};
}

NodeBasis NodeBasis::lines(std::span<const double> nodes) {
  require_rising(nodes, 1, "the lines");
  return {{}, {nodes.begin(), nodes.end()}, {}};
}

NodeBasis::Values NodeBasis::values(double x) const {
  if (is_lines()) {
    const auto found = std::find(node_.begin(), node_.end(), x);
    if (found == node_.end()) {
      return {};
    }
    return {static_cast<std::size_t>(found - node_.begin()), {1.0}};
  }
  // The first edge not below x ends its panel.
  const auto above = std::lower_bound(edge_.begin() + 1, edge_.end() - 1, x);
  const auto panel = static_cast<std::size_t>(above - edge_.begin()) - 1;
  Values result{first_[panel], std::vector<double>(first_[panel + 1] - first_[panel], 0.0)};
  double sum = 0;
  for (std::size_t i = 0; i < result.value.size(); ++i) {
    const double distance = x - node_[result.first + i];
    if (distance == 0) {
      std::fill(result.value.begin(), result.value.end(), 0.0);
      result.value[i] = 1;
      return result;
    }
    result.value[i] = barycentric_[result.first + i] / distance;
    sum += result.value[i];
  }
  for (double& value : result.value) {
    value /= sum;
  }
  return result;
}

double NodeBasis::interpolate(std::span<const double> at_nodes, double x) const {
  if (at_nodes.size() != node_.size()) {
    throw InvalidInput(fmt::format("{} values for {} nodes", at_nodes.size(), node_.size()));
  }
  const Values at = values(x);
  double sum = 0;
  for (std::size_t i = 0; i < at.value.size(); ++i) {
    sum += at.value[i] * at_nodes[at.first + i];
  }
  return sum;
}

std::vector<double> NodeBasis::product_weights(const std::function<double(double)>& f,
                                               double lo,
                                               double hi,
                                               std::span<const double> kinks,
                                               int points) const {
  if (is_lines()) {
    throw InvalidInput("lines have no integral: their weights are the function at the nodes");
  }
  if (!(lo <= hi)) {
    throw InvalidInput(fmt::format("an integral from {:g} to {:g} must not run backwards", lo, hi));
  }
  lo = std::max(lo, edge_.front());
  hi = std::min(hi, edge_.back());
  std::vector<double> weights(node_.size(), 0.0);
  if (!(lo < hi)) {
    return weights;
  }
  std::vector<double> cuts(edge_);
  cuts.insert(cuts.end(), kinks.begin(), kinks.end());
  std::erase_if(cuts, [&](double cut) { return !(cut > lo && cut < hi); });
  cuts.push_back(lo);
  cuts.push_back(hi);
  std::sort(cuts.begin(), cuts.end());
  const Quadrature rule = composite_gauss_legendre(cuts, points);
  for (std::size_t i = 0; i < rule.node.size(); ++i) {
    const double density = rule.weight[i] * ensure_finite(f(rule.node[i]), "an integrand");
    const Values at = values(rule.node[i]);
    for (std::size_t k = 0; k < at.value.size(); ++k) {
      weights[at.first + k] += density * at.value[k];
    }
  }
  return weights;
}

}  // namespace sunsi::core
