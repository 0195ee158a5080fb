/// \file core/node_basis.hpp
/// Functions of an energy as their values at fixed nodes: Lagrange polynomials on panels.
#pragma once

#include <functional>
#include <span>
#include <vector>

namespace sunsi::core {

/// Nodes x_j in panels, and the basis L_j(x) with L_j(x_k) = delta_jk: a function g is stood for by
/// sum_j g(x_j) L_j(x), on each panel the polynomial through the panel's own nodes. What is linear in
/// g is then a sum over g(x_j) with weights that depend on nothing else (product integration), built
/// once. Immutable.
class NodeBasis {
 public:
  /// Gauss-Legendre nodes on the panels between `edges` (strictly rising, at least two), the same
  /// number on each: the panel edges are no nodes.
  /// \throws InvalidInput  when that does not hold, or n < 1
  static NodeBasis gauss(std::span<const double> edges, int n);

  /// Another number on each panel.
  /// \throws InvalidInput  as above, or not one number a panel
  static NodeBasis gauss(std::span<const double> edges, std::span<const int> points);

  /// Chebyshev points of the first kind, likewise.
  static NodeBasis chebyshev(std::span<const double> edges, int n);

  /// Lines: nodes by themselves (strictly rising), each L_j is 1 at its node and 0 elsewhere, so that
  /// no integral of a density has weights.
  /// \throws InvalidInput  none, or not rising
  static NodeBasis lines(std::span<const double> nodes);

  [[nodiscard]] const std::vector<double>& nodes() const { return node_; }
  [[nodiscard]] std::size_t size() const { return node_.size(); }
  [[nodiscard]] bool is_lines() const { return edge_.empty(); }
  /// Of the panels, empty for lines.
  [[nodiscard]] const std::vector<double>& edges() const { return edge_; }

  /// The basis functions that do not vanish at x: L_{first + i}(x) = value[i]. An edge belongs to the
  /// panel below it, x outside of the edges to the nearest panel (its polynomial continued). For lines:
  /// the node, or nothing elsewhere.
  struct Values {
    std::size_t first = 0;
    std::vector<double> value;
  };
  [[nodiscard]] Values values(double x) const;

  /// sum_j at_nodes[j] L_j(x).
  /// \throws InvalidInput  unless at_nodes has one value a node
  [[nodiscard]] double interpolate(std::span<const double> at_nodes, double x) const;

  /// w_j = int_lo^hi f(x) L_j(x) dx, cut at the outermost edges: Gauss rules of `points` on the pieces
  /// between panel edges and `kinks` (any order; where f or its slopes jump), 1e-9 of the integral of
  /// abs(f) for f smooth between them on the scale of the pieces.
  /// \throws InvalidInput    lines (their weights are f at the nodes, not an integral), lo > hi
  /// \throws NumericalError  f is not finite
  [[nodiscard]] std::vector<double> product_weights(const std::function<double(double)>& f,
                                                    double lo,
                                                    double hi,
                                                    std::span<const double> kinks = {},
                                                    int points = 20) const;

 private:
  NodeBasis(std::vector<double> edges, std::vector<double> nodes, std::vector<std::size_t> first);
  std::vector<double> edge_;
  std::vector<double> node_;
  std::vector<double> barycentric_;  ///< of each node among those of its panel
  std::vector<std::size_t> first_;   ///< of each panel, and the number of all
};

}  // namespace sunsi::core
