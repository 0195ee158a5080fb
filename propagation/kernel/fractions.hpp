/// \file propagation/kernel/fractions.hpp
/// The raw kernels behind FractionKernel: plain pointers, no checks. Used through
/// propagation/fraction_kernel.hpp.
///
/// Included by sources that are compiled once for each instruction set: nothing here may emit code.
#pragma once

namespace sunsi::propagation::kernel {

/// What the kernels know of the oscillation parameters. All in units of dm31, with its sign.
struct FractionConstants {
  double inverse_dm31;  ///< [1/eV^2]
  double rho;           ///< dm21/dm31
  double u1, u2, u3;    ///< vacuum abs(U_ei)^2
  double x, y;          ///< eigenvalues of the (mu, tau) block; y is the one of order rho
  double sign;          ///< of dm31
};

/// What one node of production adds at many energies: sums over the nodes, to which a call adds.
struct NodeSums {
  double* P1;
  double* P2;
  double* P3;
  double* second;  ///< of weight (sum kappa^2 + sum sqrt(P_i P_j) abs(dkappa/dr)/(E_i - E_j))
  double* worst;   ///< largest kappa so far
};

/// V_e - V_mu and the absolute value of its slope at a node and a short way (1/inverse_distance,
/// absolute) from it.
struct NodeSample {
  double V, next_V;          ///< [eV]
  double slope, next_slope;  ///< [eV^2]
  double inverse_distance;   ///< [eV]
  double weight;
};

/// fractions: P(e -> i) at `count` values of A = 2 E (V_e - V_mu) [eV^2].
///
/// averages: sums over `nodes` of weight P(e -> i) at `count` energies 2 E [eV], nodes in order.
///
/// kappas: non-adiabaticity of the pairs 12, 13, 23 (levels.hpp) and 1/abs(l_i - l_j) [1/eV^2] at values
/// of A and of slope = 4 E^2 abs(V') [eV^4]: pair after pair, 3 count numbers each. P: the fractions.
///
/// features: for samples k of a way, from kappas, the largest kappa of the pairs, and the sum over pairs
/// of abs(kappa_k+3 - 3 kappa_k+2 + 3 kappa_k+1 - kappa_k) (scale inverse_gap_k+1)^2, none for the last
/// three.
///
/// node_sums: adds one node at `count` energies 2 E [eV].
#define SUNSI_DECLARE_FRACTION_KERNELS(isa)  \
  namespace isa {                            \
  void fractions(const FractionConstants& c, \
                 const double* A,            \
                 long count,                 \
                 double* P1,                 \
                 double* P2,                 \
                 double* P3);                \
  void averages(const FractionConstants& c,  \
                const double* two_E,         \
                long count,                  \
                const double* V,             \
                const double* weight,        \
                long nodes,                  \
                double* P1,                  \
                double* P2,                  \
                double* P3);                 \
  void kappas(const FractionConstants& c,    \
              const double* A,               \
              const double* slope,           \
              long count,                    \
              double* P,                     \
              double* kappa,                 \
              double* inverse_gap);          \
  void features(const double* kappa,         \
                const double* inverse_gap,   \
                long count,                  \
                double scale,                \
                double* largest,             \
                double* feature);            \
  void node_sums(const FractionConstants& c, \
                 const double* two_E,        \
                 long count,                 \
                 const NodeSample& node,     \
                 const NodeSums& sums);      \
  }

SUNSI_DECLARE_FRACTION_KERNELS(plain)
SUNSI_DECLARE_FRACTION_KERNELS(v2)
SUNSI_DECLARE_FRACTION_KERNELS(v3)
SUNSI_DECLARE_FRACTION_KERNELS(v4)

}  // namespace sunsi::propagation::kernel
