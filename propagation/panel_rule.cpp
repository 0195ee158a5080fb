#include <sunsi/core/quadrature.hpp>
#include <sunsi/propagation/detail/panel_rule.hpp>

namespace sunsi::propagation::detail {
namespace {

constexpr int shares_per_panel = 48;  // of the night, for the weights of a panel

}  // namespace

PanelRule::PanelRule() : node_(core::gauss_legendre(0, 1, nodes_per_panel).node) {
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

std::vector<double> PanelRule::weights(const std::function<double(double, double)>& share,
                                       double t,
                                       double width) const {
  std::vector<double> result(node_.size(), 0.0);
  for (int s = 0; s < shares_per_panel; ++s) {
    const double part =
        share(t + width * s / shares_per_panel, t + width * (s + 1) / shares_per_panel);
    const double slope = 1 / (t / width + middle(s));  // of the density t, over its mean
    const auto cell = static_cast<std::size_t>(s);
    for (std::size_t k = 0; k < node_.size(); ++k) {
      result[k] += part * (means_[cell][k] + slope * moments_[cell][k]);
    }
  }
  return result;
}

double PanelRule::middle(int s) { return (s + 0.5) / shares_per_panel; }

double PanelRule::basis(std::size_t k, double t) const {
  double value = 1;
  for (std::size_t j = 0; j < node_.size(); ++j) {
    value *= j == k ? 1.0 : (t - node_[j]) / (node_[k] - node_[j]);
  }
  return value;
}

}  // namespace sunsi::propagation::detail
