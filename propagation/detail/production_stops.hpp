/// \file propagation/detail/production_stops.hpp
/// Where a pass inwards has to stop, and the averages over production that are taken there.
#pragma once

#include <Eigen/Core>
#include <array>
#include <functional>
#include <map>
#include <span>
#include <sunsi/model/survival_table.hpp>
#include <sunsi/propagation/medium.hpp>
#include <vector>

namespace sunsi::propagation::detail {

/// What a pass says of one production radius. With A_ij = <nu_i|U|j_m> U^m_ej from the matter level j
/// at that radius to the mass state i outside,
///   P(e -> i) = sum_j abs(A_ij)^2 + sum_{j<k} 2 Re(A_ij A_ik^*).
/// The second part oscillates along the radius with the phase of the pair jk, about a small mean
/// that the levels' own slow rotation leaves.
struct Arrival {
  std::array<double, 3> incoherent{};                   ///< first part, i = 1, 2, 3
  std::array<std::array<double, 3>, 3> interference{};  ///< [pair][i] of the second, here
  std::array<std::array<double, 3>, 3> mean{};          ///< [pair][i], over the oscillation
  std::array<std::array<double, 3>, 3> oscillating{};   ///< [pair][i], size of what turns
  std::array<double, 3> gap{};                          ///< abs(E_j - E_k) of the pairs [eV]
};

/// The mean is taken over five places half a turn of the pair apart, with binomial weights: a phase
/// that does not turn evenly survives to the fourth power of its unevenness.
/// \param rows  <nu_i|U(r_end, r)|alpha> in the flavour basis
/// \param H     the Hamiltonian in the flavour basis at any radius, even in r
Arrival arrival(const Eigen::Matrix3cd& rows,
                double r,
                const std::function<Eigen::Matrix3cd(double)>& H);

/// The radii of the zones asked, from outside inwards, starting at the end of the profile.
std::vector<double> stops(std::span<const ProductionZone> zones,
                          std::span<const std::size_t> which,
                          double r_end);

/// Averages what was recorded at the stops over each zone asked, in their order. A zone of several
/// radii stands for a continuous production region: where the phase of a pair turns by more than
/// some radians over its width w (standard deviation), few radii would sample the interference at
/// random, while the region averages what oscillates to (gap w)^-3 of its size (three integrations
/// by parts; the production a length vanishes as r^2 at the centre). The mean over the oscillation is
/// then taken, and the rest counted in `error` beside the zone's own. A zone of a hundred radii or
/// more is the table itself: what turns by less than 3 rad between two of them is summed as it is.
std::vector<model::MassFractions> average(std::span<const ProductionZone> zones,
                                          std::span<const std::size_t> which,
                                          const std::map<double, Arrival>& at_radius);

/// \throws InvalidInput    unless energy > 0 and every index is one of a zone
/// \throws NumericalError  a zone whose own error is not below the tolerance
void check_request(double energy,
                   std::span<const std::size_t> which,
                   std::span<const ProductionZone> zones,
                   double tolerance);

}  // namespace sunsi::propagation::detail
