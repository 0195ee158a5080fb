/// \file propagation/adiabatic_table.hpp
/// The adiabatic engine for many energies and sources at once, where V_mu = V_tau.
#pragma once

#include <array>
#include <span>
#include <sunsi/model/survival_table.hpp>
#include <sunsi/propagation/day_medium.hpp>
#include <sunsi/propagation/fraction_kernel.hpp>
#include <utility>
#include <vector>

namespace sunsi::propagation {

/// P(e -> i) and `error` of AdiabaticEngine (adiabatic.hpp), by the vector kernel: the same terms on the
/// same samples of each zone's own way, equal but for rounding. Immutable; safe to use from several
/// threads.
class AdiabaticTable {
 public:
  struct Point {
    double energy;     ///< [eV], > 0
    std::size_t zone;  ///< of the medium
  };

  /// \throws InvalidInput  SUNSI_ISA names no instruction set of this build and processor, or a
  /// medium without samples of a way
  AdiabaticTable(const model::OscillationParameters& osc, DayMedium medium);

  /// One result a point, in their order; a row does not depend on the others.
  /// \throws InvalidInput    an energy that is not positive, a zone out of range or without samples of
  ///                         its own way (pipeline::SunNodes makes such media)
  /// \throws NumericalError  a result that is not finite
  [[nodiscard]] std::vector<model::MassFractions> operator()(std::span<const Point> points) const;

  /// What the adiabatic limit leaves out over a range of energies, averages over production apart: what a
  /// fit asks before it trusts the fractions of FractionKernel (some 50 us). The largest over all zones of
  /// the terms of AdiabaticEngine, at energies a factor two apart (the range rounded outwards to 15 %),
  /// and a tenth for what lies between them: the terms grow with the energy but for the edge's, which
  /// is a few 1e-8 in the solar models.
  ///
  /// The way out is sampled once for all zones, from the innermost node on. Third differences at sharp
  /// features depend on where samples fall, so that zones which start farther out count theirs with a
  /// margin of a half. With these margins the result was at no random point below the largest `error`
  /// of AdiabaticEngine (docs/speed.md). Like that it is an estimate, no theorem.
  /// \param lowest, highest  [eV], 0 < lowest <= highest
  /// \throws InvalidInput  an empty range; else as above
  [[nodiscard]] double non_adiabatic_bound(double lowest, double highest) const;

  [[nodiscard]] const FractionKernel& kernel() const { return kernel_; }
  [[nodiscard]] const DayMedium& medium() const { return medium_; }

 private:
  /// Of a way out at an energy.
  struct WayTerms {
    double largest = 0;   ///< kappa
    double features = 0;  ///< int abs(d^3kappa/dr^3)/(E_i - E_j)^2 dr
  };
  class WaySamples;
  [[nodiscard]] std::vector<WayTerms> along_common_way(double energy, WaySamples& samples) const;
  [[nodiscard]] std::vector<model::MassFractions> rows(std::size_t zone,
                                                       std::span<const double> energies,
                                                       std::span<const WayTerms> ways) const;

  FractionKernel kernel_;
  DayMedium medium_;
  /// Of each zone the last sample of the common way inside of it, or the first: (sample, zone), falling.
  std::vector<std::pair<std::size_t, std::size_t>> marks_;
  std::array<double, 3> end_coupling_{};    ///< abs(<nu_i|V(r_end)|nu_j>) of the pairs [eV]
  std::array<double, 3> inverse_vacuum_{};  ///< 1/abs(dm^2) of the pairs [1/eV^2]
};

}  // namespace sunsi::propagation
