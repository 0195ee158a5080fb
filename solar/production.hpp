/// \file solar/production.hpp
/// Averages over where a source makes its neutrinos.
#pragma once

#include <functional>
#include <span>
#include <sunsi/core/quadrature.hpp>
#include <sunsi/model/composition.hpp>
#include <vector>

namespace sunsi::solar {

/// Radii r/R_sun and weights (sum 1) of a production average.
struct ProductionRule {
  std::vector<double> node;
  std::vector<double> weight;
  /// Bound on the distance of an average from the sum over the whole table, for the functions that
  /// the rule was chosen for; 0 for the whole table itself.
  double error = 0;
};

/// What is to be averaged: functions of the radius that depend on it through one variable x alone,
/// as P(e -> i) at all energies does through V_e - V_mu when V_mu = V_tau.
struct Averaged {
  /// x of the matter at a radius, in any unit; must be continuous in the densities.
  std::function<double(const model::Composition&)> variable;
  std::size_t count = 0;  ///< number of functions; the first quarter samples all of them
  /// Fills `values` (any length up to `count`) with the first functions at x.
  std::function<void(double x, std::span<double> values)> at;
};

/// Order of `count` members of a family (a multiple of 4), such that the first quarter is every
/// fourth of them.
std::vector<std::size_t> every_fourth_first(std::size_t count);

/// sin^2 theta12 in matter of two flavours, standard potential: 24 potentials of either sign with
/// 2 E V_e(centre)/dm21 up to 5 (20 MeV at dm21 = 6e-5 eV^2). A potential of the other sign is the
/// other octant.
/// \param n_e_centre  electron density at the centre [eV^3], > 0
Averaged mixing_in_matter(double sin2_theta12, double n_e_centre);

/// Where one source is made: the trapezoid measure of a table, and Gauss rules for it. Immutable.
class Production {
 public:
  using Matter = std::function<model::Composition(double)>;

  /// Most points of a Gauss rule; beyond them the rule is the whole table.
  static constexpr int most_nodes = 24;

  Production() = default;
  /// \param r        radii r/R_sun, strictly increasing, at least 2
  /// \param density  production per unit of r in any normalisation, >= 0
  /// \param matter   densities at r/R_sun
  /// \throws InvalidInput  a negative density (names r), nothing made anywhere
  Production(std::span<const double> r, std::span<const double> density, const Matter& matter);

  [[nodiscard]] bool known() const { return !radius_.empty(); }

  /// The whole table: every radius with weight > 1e-17 of all, error 0.
  [[nodiscard]] ProductionRule every_row() const { return {radius_, weight_, 0}; }

  /// The smallest rule that averages the functions within `accuracy`.
  ///
  /// It is the Gauss rule (n = 4, 6, 8, ... up to most_nodes) of the measure that the table makes
  /// of the variable x, not of r: as functions of x the probabilities are analytic, while the
  /// profile in r is a spline fit of rounded numbers, on which Gauss's convergence ends at 1e-6.
  /// Nodes go back to radii by inverting x(r) between two rows. `error` is twice the largest
  /// difference from the rule of 32 points, twice for what lies between the functions of a family; all
  /// are tried for an order that the first quarter accepts.
  /// Where 24 points are not enough (a resonance that is sharp against the production region), or
  /// there are no more rows than points, the rule is every_row().
  /// \param matter    as in the constructor
  /// \param accuracy  > 0; below 1e-14 is rounding
  /// \throws InvalidInput    accuracy not positive, nothing known
  /// \throws NumericalError  a function or its variable is not finite
  [[nodiscard]] ProductionRule rule(const Averaged& averaged,
                                    double accuracy,
                                    const Matter& matter) const;

  /// The Gauss rule of n points in x, its error measured against the whole table (slower).
  [[nodiscard]] ProductionRule gauss(const Averaged& averaged, int n, const Matter& matter) const;

 private:
  [[nodiscard]] std::vector<double> variable_of_rows(const Averaged& averaged) const;
  [[nodiscard]] std::vector<double> radii_of(const std::vector<double>& x,
                                             const std::vector<double>& x_of_rows,
                                             const Averaged& averaged,
                                             const Matter& matter) const;
  std::vector<double> radius_;
  std::vector<double> weight_;
  std::vector<model::Composition> matter_;
};

}  // namespace sunsi::solar
