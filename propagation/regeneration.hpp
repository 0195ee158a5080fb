/// \file propagation/regeneration.hpp
/// Regeneration by night: P(nu_i -> nu_e) through layered matter, averaged over the zenith angle.
#pragma once

#include <Eigen/Core>
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <sunsi/model/oscillation.hpp>
#include <sunsi/propagation/path.hpp>
#include <vector>

namespace sunsi::propagation {

namespace detail {
class ThirdState;
}

/// How the Sun is seen from the detector by night.
struct NightSky {
  /// The way from the Sun at a cosine of the zenith angle in [-1, 0].
  std::function<Path(double)> path;
  /// Cosines at which the path gains or loses a layer, in (-1, 0), rising.
  std::vector<double> kinks;
  /// Share of the night in which the cosine lies in [lo, hi]; the whole of [-1, 0] gives 1.
  std::function<double(double, double)> weight;
  double radius;       ///< of the Earth [1/eV], for the phase of the longest chord
  double lowest = -1;  ///< averages run from this cosine
  double highest = 0;  ///< to this one; its weight is then 1
};

/// The part of a sky between two cosines of the zenith angle, say a bin of a measurement: weights are
/// shares of that part. Averages over the parts of a night, each with its share, add up to that over
/// the night.
/// \throws InvalidInput  unless sky.lowest <= lowest < highest <= sky.highest, or the Sun never
/// stands there
NightSky part_of(const NightSky& sky, double lowest, double highest);

/// P(nu_i -> nu_e), i = 1, 2, 3, averaged over the night, with a bound on the error of each.
struct Regeneration {
  std::array<double, 3> P{};
  double error = 0;
  double left_out = 0;  ///< what of `error` is the third state's interference, which no grid lowers
};

/// Density matrices S|nu_i><nu_i|S^+ of the mass states i = 1, 2, 3 behind the Earth: hermitian, rows
/// and columns e, mu, tau, of trace 1; they add up to 1.
using FlavourStates = std::array<Eigen::Matrix3cd, 3>;

/// The same averaged over the night: <e|state[i]|e> is Regeneration::P[i].
struct FlavourRegeneration {
  FlavourStates state{};
  double error = 0;     ///< bound on the error of each entry, in size
  double left_out = 0;  ///< as Regeneration::left_out
};

/// What of the states at the detector is asked for: nu_e alone, or all flavours with their phases.
enum class Asked { electron, flavours };

/// Paths of a zenith rule, cut into steps: nothing here depends on the energy or the couplings'
/// size. Each piece of the zenith angle [a, b] between kinks is mapped to c = b - (b - a) t^2 (the
/// length inside a shell grows as the root of the distance from its tangent) and cut into even panels
/// of t in which the way changes by 2 R/2^level at most, with a Gauss rule each, weighted with the
/// exact share of the night. In a part of the night (part_of) the pieces and their mapping are those
/// of the whole, of which the panels cover what lies inside.
class ZenithGrid {
 public:
  /// \param level  0 to 16
  /// \param step   longest step of a path [1/eV]; every segment gets an even number of them
  /// \param least_panels  of a piece, >= 1: the shares of the night are resolved by panels too
  ZenithGrid(const NightSky& sky, int level, double step, int least_panels = 1);

  /// One path, with weight 1.
  ZenithGrid(const Path& path, double cosine, double step);

  struct Piece {
    std::size_t material;     ///< index into materials()
    double step;              ///< [1/eV]
    std::vector<double> n_e;  ///< at begin, middle, end of each pair of steps: 2 steps + 1 values
  };
  struct Node {
    double cosine;
    double weight;
    std::vector<Piece> pieces;
  };
  [[nodiscard]] const std::vector<Node>& nodes() const { return nodes_; }
  /// Distinct potentials per electron, and the largest n_e of any path.
  [[nodiscard]] const std::vector<model::FlavourPotential>& materials() const { return materials_; }
  [[nodiscard]] double densest() const { return densest_; }

 private:
  std::size_t material(const model::FlavourPotential& per_electron);
  void add(const Path& path, double cosine, double weight, double step);
  std::vector<Node> nodes_;
  std::vector<model::FlavourPotential> materials_;
  double densest_ = 0;
};

/// Zenith averages for one set of oscillation parameters and one medium.
///
/// In the frame of the third level (detail/third_level_frame.hpp) the first two evolve among
/// themselves; the phase of the third turns 30 times faster and averages out of every observable
/// (left out: its interference, bounded by detail/third_state.hpp and part of every error; in a narrow
/// part of the night it does not average out). The 2x2
/// block is a polynomial of degree 4 in n_e for each material; steps are rotations of SU(2), exact
/// for an even rotation of the block's direction, the phase by Simpson's rule.
///
/// Two grids, the second with half the panels and twice the steps' length: their difference is the
/// `error`. Where it is within the tolerance (below some 0.2 MeV), the levels are taken to arrive
/// incoherently: P(nu_i -> nu_e) = sum_j abs(<j_m|nu_i>)^2 abs(U^m_ej)^2 with the matter of the
/// surface, and what the ends and kinks of the zenith angle leave of the interference is the error.
class RegenerationEngine {
 public:
  /// \param tolerance  wanted error of each average [1], steers panels and steps
  RegenerationEngine(const model::OscillationParameters& osc, NightSky sky, double tolerance);

  /// The two grids of a level; they serve every energy of that level. Where the error exceeds the
  /// tolerance, those of the next refinement have twice the panels and steps of half the length.
  struct Grids {
    ZenithGrid fine;
    ZenithGrid coarse;
  };
  [[nodiscard]] Grids grids(int level, int refinement) const;
  static constexpr int most_refinements = 3;

  /// The level that an energy [eV] needs; empty where the incoherent average is within the
  /// tolerance or the level would exceed max_level.
  /// \throws InvalidInput  energy <= 0
  [[nodiscard]] std::optional<int> grid_level(double energy, Asked asked = Asked::electron) const;

  /// The average at an energy, with the grids of its level (null: incoherent).
  [[nodiscard]] Regeneration average(double energy, const Grids* grids) const;

  /// The averages of all entries, on the same grids.
  [[nodiscard]] FlavourRegeneration flavour_average(double energy, const Grids* grids) const;

  /// Whether an error of such an average is within the tolerance, or as near as finer grids can
  /// bring it.
  [[nodiscard]] bool enough(double energy, double error, Asked asked) const;

  /// Averages at several energies [eV], > 0, in their order.
  /// \throws InvalidInput  an energy <= 0
  [[nodiscard]] std::vector<Regeneration> operator()(const std::vector<double>& energies) const;
  [[nodiscard]] std::vector<FlavourRegeneration> flavours(
      const std::vector<double>& energies) const;

  /// At one cosine of the zenith angle in [-1, 0]: no average but that over the third state's phase.
  [[nodiscard]] std::array<double, 3> at(double energy, double cosine) const;
  [[nodiscard]] FlavourStates flavours_at(double energy, double cosine) const;

  /// The level (see ZenithGrid) that resolves the oscillation at an energy: the way changes by
  /// 2 R/2^level a panel.
  [[nodiscard]] int level(double energy) const;
  static constexpr int max_level = 12;

 private:
  [[nodiscard]] std::array<double, 3> sum(double energy, const ZenithGrid& grid) const;
  [[nodiscard]] FlavourStates flavour_sum(double energy, const ZenithGrid& grid) const;
  [[nodiscard]] FlavourRegeneration incoherent(double energy, Asked asked) const;
  [[nodiscard]] double longest_step() const;
  [[nodiscard]] double crowding() const;
  model::OscillationParameters osc_;
  NightSky sky_;
  double tolerance_;
  double crowding_;  ///< largest density of the sky in the cosine, that of a whole night taken as 1
  double deepest_ = 0;  ///< largest potential between the first two mass states on the way [eV]
  Path surface_;        ///< a short horizontal path, for the matter at both ends
  std::shared_ptr<const detail::ThirdState> third_state_;
};

}  // namespace sunsi::propagation
