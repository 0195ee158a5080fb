#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/pipeline/detail/node_sources.hpp>
#include <sunsi/pipeline/radiochemical.hpp>

namespace sunsi::pipeline::detail {
namespace {

using core::units::MeV;

constexpr int nodes_a_panel = 8;
constexpr int production_nodes = 16;
/// Of the night [MeV]: panels of Gauss nodes, narrow where the regeneration is seen and fringes are
/// large. Below the first edge regeneration follows a parabola through none at E = 0.
constexpr std::array<double, 9> night_edges{1.6, 4, 5.5, 7, 8.5, 10, 12, 14.5, 19};
/// Nodes on the panels when the fringes' panels have n: the first sees little and costs most (its
/// oscillations are the fastest), the last has next to no events.
std::vector<int> night_counts(int n) {
  std::vector<int> counts(night_edges.size() - 1, n);
  counts.front() = std::max(5, n / 3);
  counts.back() = std::max(6, 2 * n / 3);
  return counts;
}

/// Panels up to an end, each from the second on twice as wide as the one before: the levels change where
/// 2 E V is near dm21, which as a function of ln E has one scale.
std::vector<double> doubling_edges(double end, int halvings) {
  std::vector<double> edges{0};
  for (int k = halvings; k >= 0; --k) {
    edges.push_back(std::ldexp(end, -k));
  }
  return edges;
}

core::NodeBasis basis_of(const detector::SourceSpectrum& spectrum) {
  if (spectrum.lines.empty()) {
    return core::NodeBasis::gauss(doubling_edges(spectrum.end_MeV(), 6), nodes_a_panel);
  }
  std::vector<double> nodes;
  for (const detector::SourceSpectrum::Line& line : spectrum.lines) {
    nodes.push_back(line.energy_MeV);
  }
  std::sort(nodes.begin(), nodes.end());
  return core::NodeBasis::lines(nodes);
}

/// Of 8B and hep: the panels of the night, whose fringes must be integrated as they are sampled, and
/// those below.
core::NodeBasis basis_with_night(int night_points) {
  std::vector<double> edges = doubling_edges(night_edges.front(), 4);
  std::vector<int> counts(edges.size() - 1, nodes_a_panel);
  std::vector<int> of_night = night_counts(night_points);
  for (int& count : of_night) {  // the day asks for more than the first panel of the night has
    count = std::max(count, nodes_a_panel);
  }
  edges.insert(edges.end(), night_edges.begin() + 1, night_edges.end());
  counts.insert(counts.end(), of_night.begin(), of_night.end());
  return core::NodeBasis::gauss(edges, counts);
}

Matter matter_of(const Config& config, model::Source source) {
  Matter matter;
  if (config.production_radius) {
    return {{config.sun->composition(*config.production_radius).value}, {1.0}};
  }
  const solar::Averaged electrons{[](const model::Composition& n) { return n.n_e; }, 0,
                                  [](double, std::span<double>) {}};
  solar::ProductionRule rule;
  try {
    rule = config.sun->gauss_rule(source, electrons, production_nodes);
  } catch (const core::InvalidInput&) {
    rule = config.sun->production_rows(source);  // N_e takes fewer values: a profile of few rows
  }
  for (std::size_t k = 0; k < rule.node.size(); ++k) {
    matter.at.push_back(config.sun->composition(rule.node[k]).value);
    matter.weight.push_back(rule.weight[k]);
  }
  return matter;
}

}  // namespace

core::NodeBasis night_basis(int points) {
  return core::NodeBasis::gauss(night_edges, night_counts(points));
}

namespace {

/// Regeneration at other energies from that at the nodes of the night, rows are `to` [MeV]: by the basis
/// from its first edge on; below it by a parabola a E + b E^2 fitted to the first panel, since matter in
/// the Earth is a small perturbation there (2 E V/dm21 < 1 %) and the fringes, smaller still, average
/// out.
Eigen::MatrixXd regeneration_at(const core::NodeBasis& from, const std::vector<double>& to) {
  const auto n = std::count_if(from.nodes().begin(), from.nodes().end(),
                               [&](double E) { return E < from.edges()[1]; });
  Eigen::MatrixX2d powers(n, 2);
  for (Eigen::Index j = 0; j < n; ++j) {
    const double E = from.nodes()[static_cast<std::size_t>(j)];
    powers.row(j) << E, E * E;
  }
  // Fringes grow like E^2: each node counts as well as it is known.
  const Eigen::VectorXd weight = powers.col(1).cwiseAbs2().cwiseInverse();
  const Eigen::Matrix2Xd fit = (powers.transpose() * weight.asDiagonal() * powers).inverse() *
                               powers.transpose() * weight.asDiagonal();
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(to.size()),
                                                 static_cast<Eigen::Index>(from.size()));
  for (std::size_t i = 0; i < to.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    if (to[i] < from.edges().front()) {
      matrix.row(row).head(n) = Eigen::RowVector2d(to[i], to[i] * to[i]) * fit;
      continue;
    }
    const core::NodeBasis::Values at = from.values(to[i]);
    for (std::size_t k = 0; k < at.value.size(); ++k) {
      matrix(row, static_cast<Eigen::Index>(at.first + k)) = at.value[k];
    }
  }
  return matrix;
}

}  // namespace

SourceNodes source_nodes(const Config& config,
                         model::Source source,
                         const core::NodeBasis& night,
                         int night_points) {
  SourceNodes nodes;
  nodes.placed = config.places(source);
  nodes.spectrum = source_spectrum(solar::Spectrum::load(source, config.data, config.spectrum_8B));
  const bool seen_at_night = source == model::Source::b8 || source == model::Source::hep;
  nodes.basis = seen_at_night ? basis_with_night(night_points) : basis_of(nodes.spectrum);
  for (const double E : nodes.basis.nodes()) {
    nodes.energies.push_back(E * MeV);
  }
  if (nodes.placed) {
    nodes.matter = matter_of(config, source);
  }
  nodes.from_night = regeneration_at(night, nodes.basis.nodes()).sparseView();
  return nodes;
}

}  // namespace sunsi::pipeline::detail
