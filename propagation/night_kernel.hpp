/// \file propagation/night_kernel.hpp
/// Night averages fast enough for a fit: P(nu_i -> nu_e) at many energies, for several detectors at once.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <sunsi/model/oscillation.hpp>
#include <sunsi/propagation/kernel/isa.hpp>
#include <sunsi/propagation/night_geometry.hpp>
#include <sunsi/propagation/regeneration.hpp>
#include <vector>

namespace sunsi::propagation {

namespace detail {
class NightMeans;
}  // namespace detail

/// Zenith averages at fixed energies for any oscillation parameters and potentials. The geometry (chords,
/// weights, moments of the density along each crossing) is made once; a point then costs one passage of
/// SU(2) for each layer that a chord crosses, eight energies abreast.
///
/// Physics is that of RegenerationEngine: the first two levels in the frame of the third, whose phase
/// averages out (left out: its interference, bounded and part of every error). Two things differ: a layer is
/// crossed in one step along the superadiabatic axes of its two ends (detail/earth_levels.hpp), with the
/// phase from moments of n_e; and the zenith rule has wider panels for a looser accuracy.
///
/// Where the incoherent average is within the accuracy (below 0.8 MeV for 1e-4, 0.08 MeV for 1e-6) it is
/// taken. Else the `error` of each average adds the distance to a rule with wider panels, the next order of the
/// axes (by its size summed over all boundaries or, where that is above the accuracy, by eight
/// times what the last orders changed), and the third state. Where the oscillation in the Earth is so slow that the orders do not fall
/// (dm21 below some 5e-6 eV^2 at 10 MeV) it is up to 1: take RegenerationEngine there.
/// Immutable; safe to use from several threads.
class NightKernel {
 public:
  struct Settings {
    double accuracy = 2e-5;        ///< of each average [1], in [1e-8, 1e-2]: steers the panels
    double highest_dm21 = 1.2e-4;  ///< [eV^2]: panels resolve the oscillation up to this
    /// Potentials up to this many times the charged current's are resolved, too: a common one with eps = 6
    /// has V_e - V_mu = -5 V_CC.
    double strongest = 1;
    /// Give each average the distance to a coarser rule, for as much time again. Without, the error has
    /// `accuracy` in its place, which the rule keeps for dm21 <= highest_dm21 (docs/speed-night.md), times the
    /// square of what a potential is over the strongest one.
    bool measured = true;
    /// Energies share grids in eights. Without, each has its own, and its average is the same to the bit
    /// whichever others are asked with it; with it, up to twice as fast.
    bool shared = false;
    kernel::Isa isa = kernel::chosen_isa();
  };

  /// Calls a task with 0 to n - 1, in any order and from any threads: grids, or blocks of eight energies.
  using ForEach = std::function<void(std::size_t n, const std::function<void(std::size_t)>& task)>;
  static void one_by_one(std::size_t n, const std::function<void(std::size_t)>& task);

  /// \param energies  [eV], > 0, in any order
  /// \param for_each  what makes the grids
  /// \throws InvalidInput  settings or energies out of range; as NightSphere
  NightKernel(const NightSphere& sphere,
              std::vector<double> energies,
              const Settings& settings,
              const ForEach& for_each = one_by_one);
  NightKernel(const NightSphere& sphere, std::vector<double> energies);
  ~NightKernel();
  NightKernel(NightKernel&&) noexcept;
  NightKernel& operator=(NightKernel&&) noexcept;

  /// Averages of each observer, [observer][energy].
  /// \param per_electron  V/n_e [eV^-2] of each material of the sphere's layers
  /// An error of 1 says that the orders do not fall: the incoherent average stands there.
  /// \throws InvalidInput  dm21 above highest_dm21; too few potentials
  [[nodiscard]] std::vector<std::vector<Regeneration>> operator()(
      const model::OscillationParameters& osc,
      const std::vector<model::FlavourPotential>& per_electron,
      const ForEach& for_each = one_by_one) const;

  /// The averages of all entries, from the same sums over chords.
  /// \throws as operator()
  [[nodiscard]] std::vector<std::vector<FlavourRegeneration>> flavours(
      const model::OscillationParameters& osc,
      const std::vector<model::FlavourPotential>& per_electron,
      const ForEach& for_each = one_by_one) const;

  /// P(nu_i -> nu_e) at single angles, [energy][angle]: no average but that over the third state's phase.
  /// \param observer  which detector
  /// \param cosines   of the zenith angle, in [-1, 0]
  /// \throws InvalidInput  a cosine or the observer out of range; too few potentials
  [[nodiscard]] std::vector<std::vector<std::array<double, 3>>> at(
      const model::OscillationParameters& osc,
      const std::vector<model::FlavourPotential>& per_electron,
      std::size_t observer,
      const std::vector<double>& cosines) const;

  [[nodiscard]] const std::vector<double>& energies() const { return energies_; }
  [[nodiscard]] const NightSphere& sphere() const { return sphere_; }
  /// Chords times energies of one call, coarser rule included: what the time goes with.
  [[nodiscard]] std::size_t work() const;

 private:
  struct Block;  ///< up to eight energies with their grids
  struct Sums;
  template <class Result>
  [[nodiscard]] std::vector<std::vector<Result>> averages(
      const model::OscillationParameters& osc,
      const std::vector<model::FlavourPotential>& per_electron,
      const ForEach& for_each) const;
  [[nodiscard]] int grid_of(double energy) const;
  void check(const std::vector<model::FlavourPotential>& per_electron) const;
  struct Point;
  [[nodiscard]] Point point(const model::OscillationParameters& osc,
                            const std::vector<model::FlavourPotential>& per_electron) const;
  template <class Result>
  void fill_block(Block block, const Point& point, std::vector<std::vector<Result>>& results) const;
  struct Inputs;
  [[nodiscard]] Inputs inputs_of(const Block& block, const Point& point, bool last_orders) const;
  [[nodiscard]] Sums sum(const kernel::Sweep& sweep, const Inputs& inputs) const;
  NightSphere sphere_;
  std::vector<double> energies_;
  Settings settings_;
  double highest_ = 2e7;                ///< energy [eV]; the same for all tables of solar neutrinos
  std::map<int, NightGeometry> grids_;  ///< by half levels
  std::vector<Block> blocks_;
  std::vector<detail::NightMeans> means_;  ///< of each observer
};

}  // namespace sunsi::propagation
