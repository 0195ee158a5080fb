/// \file propagation/detail/earth_levels.hpp
/// The first two levels of a layered sphere at single energies, as the sum over chords needs them.
#pragma once

#include <Eigen/Core>
#include <array>
#include <sunsi/model/composition.hpp>
#include <sunsi/propagation/detail/third_level_frame.hpp>
#include <sunsi/propagation/night_geometry.hpp>
#include <sunsi/propagation/regeneration.hpp>
#include <vector>

namespace sunsi::propagation::detail {

/// In the frame of the third level the first two obey H = k . sigma (and a trace that drops out), k a
/// function of E n_e alone but for a factor 1/E: a polynomial of degree 7 in it for each material.
/// Lengths in units of the sphere's radius, n_e in those of its largest.
///
/// Spins follow s = k^ + s1 + s2 + s3 with 2 k x s = ds/dx order by order (the superadiabatic axes of a
/// spin in a slowly turning field), n' = dn/dx, k^_n = dk^/dn:
///   s1 = n' g, g = -(k^ x k^_n)/(2 k),
///   s2 = -[n'' k^_n + n'^2 (k^_nn - k^_n k_n/k)_perp]/(4 k^2) - s1^2 k^/2,
///   s3 = -(2 g/k^2) [n'''/8 - 5/4 n' n'' k_n/k + n'^3 (15/8 k_n^2 - 5/16 k^2 k^_n^2)/k^2];
///   s4 = k^_n/(16 k^4) [n'''' - (10 n''^2 + 15 n' n''') q + n'^2 n'' (105 q^2 - 35/2 k^_n^2)
///        + n'^4 q (105/2 k^_n^2 - 105 q^2)], q = k_n/k;
/// each order is smaller by the scale of n_e over the oscillation length, 1/50 at 10 MeV. They turn by
/// int k dx + k_n^2-terms (kernel::moments) about it, relative to the least rotation from the axis at the
/// beginning of a layer to that at its end.
class EarthLevels {
 public:
  /// \param per_electron  V/n_e [eV^-2] of each material of the sphere
  /// \param highest       energy [eV] up to which it will be asked
  EarthLevels(const NightSphere& sphere,
              const model::OscillationParameters& osc,
              const std::vector<model::FlavourPotential>& per_electron,
              double highest);

  /// Columns `lane` of the arrays that kernel::night_sweep reads.
  /// \param last_orders  false: without the last two orders of the axes and of the phases' series,
  ///        and without the correction of the phase
  /// \returns a bound on what the next order of both would change of a P [1]
  double fill(double energy, int lane, double* phases, double* axes, bool last_orders = true) const;

  /// What enters the sphere and what leaves it at an observer: S = out diag(s, phase) in, as in
  /// detail/block_rotation.hpp.
  struct Ends {
    Eigen::Matrix3cd in;
    Eigen::Matrix3cd out;
  };
  [[nodiscard]] Ends ends(double energy, std::size_t observer) const;

 private:
  static constexpr int degree = 7;
  using Vector = Eigen::Vector3d;
  using Taylor = std::array<Vector, 6>;
  /// k and its derivatives by n_e over their factorials.
  [[nodiscard]] Taylor block(std::size_t material, double n_e, double energy) const;
  /// Of abs(k), likewise.
  [[nodiscard]] static std::array<double, 6> size_series(const Taylor& k);
  static void axis(const NightSphere::Place& place, const Taylor& k, bool last_orders, double* out);
  [[nodiscard]] static double next_order(const NightSphere::Place& place, const Taylor& k);

  const NightSphere& sphere_;
  model::OscillationParameters osc_;
  std::vector<model::FlavourPotential> per_electron_;
  double highest_;
  std::vector<std::array<Vector, degree + 1>> polynomial_;  ///< of 2 E k, by E n_e/highest
};

}  // namespace sunsi::propagation::detail
