/// \file propagation/detail/block_rotation.hpp
/// The first two levels of a layered path as rotations of SU(2).
#pragma once

#include <Eigen/Core>
#include <array>
#include <sunsi/propagation/detail/third_level_frame.hpp>
#include <sunsi/propagation/regeneration.hpp>
#include <vector>

namespace sunsi::propagation::detail {

/// Built for one energy. The 2x2 block of R^+ H R is k . sigma (and a trace that drops out), k a
/// polynomial of degree 4 in n_e through Chebyshev points: its error falls with
/// (2 E V/dm31)^5, 1e-14 in the Earth at 10 MeV.
class BlockRotation {
 public:
  BlockRotation(const model::OscillationParameters& osc,
                double energy,
                const std::vector<model::FlavourPotential>& materials,
                double densest);

  /// P(nu_i -> nu_e) along the pieces of a node.
  [[nodiscard]] std::array<double, 3> electron(const ZenithGrid::Node& node) const;

  /// S|nu_i><nu_i|S^+ along the pieces of a node, flavour basis; <e|...|e> is electron().
  [[nodiscard]] FlavourStates flavours(const ZenithGrid::Node& node) const;

  /// The same with all phases averaged, the same matter at both ends.
  [[nodiscard]] FlavourStates incoherent(const PotentialSample& sample) const;

 private:
  using Vector = std::array<double, 3>;
  struct Material {
    model::FlavourPotential per_electron;
    std::array<Vector, 5> k;  ///< coefficients of (n_e/densest)^p
  };
  /// S = out diag(s, phase) in, with a phase of the third level that averages out: out takes the
  /// levels at the detector to flavours, in the mass states to the levels at the surface.
  struct Passage {
    Eigen::Matrix3cd in;
    Eigen::Matrix2cd s;
    Eigen::Matrix3cd out;
  };
  [[nodiscard]] Passage passage(const ZenithGrid::Node& node) const;
  [[nodiscard]] Vector block(const Material& material, double n_e) const;
  [[nodiscard]] Eigen::Matrix3cd frame_at(std::size_t material, double n_e) const;
  ThirdLevelFrame frame_;
  Eigen::Matrix3cd mixing_;
  double thinness_;  ///< 1/largest n_e; 0 in vacuum
  std::vector<Material> materials_;
};

}  // namespace sunsi::propagation::detail
