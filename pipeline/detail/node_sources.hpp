/// \file pipeline/detail/node_sources.hpp
/// What NodeSurvival keeps of each source: spectrum, nodes, where it is made.
#pragma once

#include <Eigen/Core>
#include <Eigen/SparseCore>
#include <sunsi/core/node_basis.hpp>
#include <sunsi/detector/recoil_response.hpp>
#include <sunsi/pipeline/config.hpp>
#include <vector>

namespace sunsi::pipeline::detail {

/// Matter and weights where a source is made.
struct Matter {
  std::vector<model::Composition> at;
  std::vector<double> weight;
};

struct SourceNodes {
  bool placed = false;
  detector::SourceSpectrum spectrum;
  core::NodeBasis basis = core::NodeBasis::lines(std::vector<double>{1.0});
  std::vector<double> energies;  ///< [eV]
  Matter matter;
  /// Nodes x nodes of the night, each of which serves its own panel.
  Eigen::SparseMatrix<double, Eigen::RowMajor> from_night;
};

/// Nodes of the night [MeV] with so many on its inner panels.
core::NodeBasis night_basis(int points);

/// \throws DataError  the spectrum is missing or damaged
SourceNodes source_nodes(const Config& config,
                         model::Source source,
                         const core::NodeBasis& night,
                         int night_points);

}  // namespace sunsi::pipeline::detail
