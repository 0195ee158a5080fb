/// \file propagation/adiabatic_table.hpp
/// The adiabatic engine for many energies and sources at once, where V_mu = V_tau.
#pragma once

#include <array>
#include <span>
#include <sunsi/model/survival_table.hpp>
#include <sunsi/propagation/day_medium.hpp>
#include <sunsi/propagation/fraction_kernel.hpp>
#include <vector>

namespace sunsi::propagation {

/// P(e -> i) with the bound of AdiabaticEngine, by the vector kernel: P agrees with the engine to
/// 1e-12. What the bound says of the way out (features and crossing) is found once for all zones, on
/// the samples of DayMedium::Way from a zone's innermost radius outwards, at energies 15 % apart, and
/// interpolated linearly between them: from above where it grows faster than the energy, as it mostly
/// does (features like E^4), by 3 %. Zones that start farther out than the innermost one take 1.5
/// times these features, for samples that are not their own. Like the engine's it is an estimate:
/// 0.96 to 1.81 of the engine's over 6000 random points. A row does not depend on the others.
class AdiabaticTable {
 public:
  struct Point {
    double energy;     ///< [eV], > 0
    std::size_t zone;  ///< of the medium
  };

  /// \throws InvalidInput  SUNSI_ISA names no instruction set of this build and processor, or a
  /// medium without samples of a way
  AdiabaticTable(const model::OscillationParameters& osc, DayMedium medium);

  /// One result a point, in their order.
  /// \throws InvalidInput    an energy that is not positive, a zone out of range
  /// \throws NumericalError  a result that is not finite
  [[nodiscard]] std::vector<model::MassFractions> operator()(std::span<const Point> points) const;

  /// Bound on what the adiabatic limit leaves out over a range of energies, the largest over all zones
  /// at energies a factor two apart (the range rounded outwards to 15 %), averages over production apart: what a fit
  /// asks before it trusts the fractions of FractionKernel (some 20 us). The bound grows with the
  /// energy but for the edge's part, which is a few 1e-8 in the solar models.
  /// \param lowest, highest  [eV], 0 < lowest <= highest
  /// \throws InvalidInput  an empty range; else as above
  [[nodiscard]] double non_adiabatic_bound(double lowest, double highest) const;

  [[nodiscard]] const FractionKernel& kernel() const { return kernel_; }
  [[nodiscard]] const DayMedium& medium() const { return medium_; }

 private:
  /// Of a zone's way out at an energy.
  struct WayTerms {
    double largest;   ///< kappa
    double features;  ///< int abs(d^3kappa/dr^3)/(E_i - E_j)^2 dr
  };
  class Ladder;
  [[nodiscard]] std::vector<WayTerms> along(double energy,
                                            std::span<const std::size_t> zones,
                                            std::span<double> work) const;
  void zone_rows(std::size_t zone,
                 std::span<const std::size_t> rows,
                 std::span<const Point> points,
                 const Ladder& ladder,
                 std::span<model::MassFractions> result) const;

  FractionKernel kernel_;
  DayMedium medium_;
  std::vector<std::size_t>
      marks_;  ///< of each zone: last sample of the way inside of it, or the first
  std::vector<double> sampling_;            ///< factor of each zone's features
  std::array<double, 3> end_coupling_{};    ///< abs(<nu_i|V(r_end)|nu_j>) of the pairs [eV]
  std::array<double, 3> inverse_vacuum_{};  ///< 1/abs(dm^2) of the pairs [1/eV^2]
};

}  // namespace sunsi::propagation
