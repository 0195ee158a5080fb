/// \file propagation/fraction_kernel.hpp
/// P(e -> i) = abs(U^m_ei)^2 of many points at once, where V_mu = V_tau.
#pragma once

#include <array>
#include <span>
#include <sunsi/model/oscillation.hpp>
#include <sunsi/propagation/kernel/fractions.hpp>
#include <sunsi/propagation/kernel/isa.hpp>
#include <sunsi/propagation/levels.hpp>
#include <vector>

namespace sunsi::propagation {

/// Radii of a production average as the kernel wants them: V_e - V_mu and a weight each.
struct PotentialNodes {
  std::vector<double> V;       ///< [eV]
  std::vector<double> weight;  ///< add up to 1
};

/// P(e -> i) at many energies: three arrays of one length.
struct FractionArrays {
  std::vector<double> P1, P2, P3;
};

/// The adiabatic fractions of a set of oscillation parameters as functions of A = 2 E (V_e - V_mu)
/// alone (LevelSolver's closed form, to 1e-12 of it), by a kernel that was compiled for several
/// instruction sets; all give the same bits (kernel/isa.hpp). theta23 and delta drop out.
///
/// The kernel serves abs(U_e3)^2 <= 0.05, dm21 <= 0.1 abs(dm31) and -2 <= A/dm31 <= 0.5, where
/// three steps of Newton's method reach rounding (measured over 1e6 points); points outside go to
/// LevelSolver one by one. Construction costs some 100 ns.
class FractionKernel {
 public:
  /// \throws InvalidInput  SUNSI_ISA names no instruction set of this build and processor
  explicit FractionKernel(const model::OscillationParameters& osc);
  /// With a given copy of the kernel, for comparisons.
  /// \throws InvalidInput  `isa` is not among kernel::supported_isas()
  FractionKernel(const model::OscillationParameters& osc, kernel::Isa isa);

  /// Fractions at each A [eV^2], any sign; they add up to 1 within 1e-14.
  /// \throws InvalidInput    spans of different lengths
  /// \throws NumericalError  an A that is not finite
  void fractions(std::span<const double> A,
                 std::span<double> P1,
                 std::span<double> P2,
                 std::span<double> P3) const;

  /// Averages over nodes at each energy [eV], > 0: sum_k weight_k P(2 E V_k), in the order of the nodes,
  /// so that a row does not depend on the others.
  /// \throws InvalidInput    energies that are not positive, nodes and weights of different number, spans
  ///                         of different lengths
  /// \throws NumericalError  a potential or a weight that is not finite
  void average(std::span<const double> energies,
               const PotentialNodes& nodes,
               std::span<double> P1,
               std::span<double> P2,
               std::span<double> P3) const;
  [[nodiscard]] FractionArrays average(std::span<const double> energies,
                                       const PotentialNodes& nodes) const;

  /// Whether the kernel itself, and not LevelSolver, answers at A [eV^2].
  [[nodiscard]] bool serves(double A) const {
    return A >= lowest_A_ && A <= highest_A_;  // false for NaN
  }
  [[nodiscard]] kernel::Isa isa() const { return isa_; }

  /// Fractions, non-adiabaticity and inverse gaps, as the kernel of that name (kernel/fractions.hpp).
  /// \throws as fractions
  void kappas(std::span<const double> A,
              std::span<const double> slope,
              std::span<double> P,
              std::span<double> kappa,
              std::span<double> inverse_gap) const;
  /// Features of a way from its kappas, as the kernel of that name.
  /// \throws InvalidInput  spans of different lengths
  void features(std::span<const double> kappa,
                std::span<const double> inverse_gap,
                double scale,
                std::span<double> largest,
                std::span<double> feature) const;
  /// Adds one node of production at each 2 E [eV], as the kernel node_sums; the arrays of `sums` are as
  /// long as two_E.
  /// \throws NumericalError  a potential that is not finite
  void add_node(std::span<const double> two_E,
                const kernel::NodeSample& node,
                const kernel::NodeSums& sums) const;

 private:
  [[nodiscard]] std::array<double, 3> average_by_solver(double two_E,
                                                        const PotentialNodes& nodes) const;
  kernel::Isa isa_;
  LevelSolver solver_;
  kernel::FractionConstants constants_{};
  double lowest_A_ = 1;  ///< an empty range: every point goes to solver_
  double highest_A_ = -1;
};

}  // namespace sunsi::propagation
