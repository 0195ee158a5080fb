/// \file propagation/detail/panel_rule.hpp
/// Rules for averages over the zenith angle: Gauss nodes with the exact shares of the night.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace sunsi::propagation::detail {

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
/// gives to the polynomial through the nodes, with density t in t over a cell.
class PanelRule {
 public:
  static constexpr int nodes_per_panel = 12;

  PanelRule();

  /// In [0, 1].
  [[nodiscard]] const std::vector<double>& nodes() const { return node_; }

  /// Weights of the panel [t, t + width].
  /// \param share  of the night between two t, rising
  [[nodiscard]] std::vector<double> weights(const std::function<double(double, double)>& share,
                                            double t,
                                            double width) const;

 private:
  static double middle(int s);
  [[nodiscard]] double basis(std::size_t k, double t) const;
  std::vector<double> node_;
  std::vector<std::vector<double>> means_;  ///< [share][node], of the polynomials over the share
  std::vector<std::vector<double>>
      moments_;  ///< of the polynomials times t less the share's middle
};

}  // namespace sunsi::propagation::detail
