// Compiled once for each instruction set (CMake: sunsi_kernel); no header of the standard library.
// Every loop over lanes does the same IEEE operations in the same order whatever the width, so that
// all copies agree to the bit.
//
// In units of dm31, with a = A/dm31, r = dm21/dm31, u_i = abs(U_ei)^2: the level that becomes nu_3 is
// 1 + a s, and the secular equation of the rank-one term is, without division by a,
//   a^2 s^3 + a (2 - r - a) s^2 + [1 - r - a (1 + u3 - r (1 - u2))] s - u3 (1 - r) = 0,
// so that s = u3 in vacuum. The other two levels have the sum S = r + a (1 - s) and, with
// k = u1/((1 + a s)(1 - s)), the distance
//   D^2 = S^2 - 4 a r u1/(1 + a s) = (a (1 - s) + r (1 - 2 k))^2 + 4 r^2 k (1 - k),
// two terms that do not cancel. The fractions follow from the eigenvector-eigenvalue identity
// (arXiv:1908.03795).
#include <sunsi/propagation/kernel/fractions.hpp>

namespace sunsi::propagation::kernel::SUNSI_KERNEL_ISA {
namespace {

/// Nodes of one energy that are solved together, and the number of energies from which on energies are
/// the lanes.
constexpr long chunk = 64;
constexpr long many = 8;

#define SUNSI_INLINE static inline __attribute__((always_inline))

struct Point {
  double P1, P2, P3;
  double D;        ///< abs(l_2 - l_1)
  double g1, g2;   ///< l_3 - l_1, l_3 - l_2, with sign
  double inverse;  ///< 1/(D g1 g2)
};

/// Three steps of Newton's method reach rounding from this start for u3 <= 0.05, abs(r) <= 0.1 and
/// -2 <= a <= 0.5 (fraction_kernel.hpp).
SUNSI_INLINE double third_shift(const FractionConstants& c, double a) {
  const double b = 1 - c.rho;
  const double linear = b - a * (1 + c.u3 - c.rho * (1 - c.u2));
  const double square = a * (2 - c.rho - a);
  const double cube = a * a;
  const double constant = c.u3 * b;
  double s = constant * linear / (linear * linear + square * constant);
  for (int step = 0; step < 3; ++step) {
    const double f = ((cube * s + square) * s + linear) * s - constant;
    const double slope = (3 * cube * s + 2 * square) * s + linear;
    s = s - f / slope;
  }
  return s;
}

SUNSI_INLINE Point solve(const FractionConstants& c, double A) {
  const double a = A * c.inverse_dm31;
  const double s = third_shift(c, a);
  const double as = a * s;
  const double l3 = 1 + as;
  const double rest = a * (1 - s);
  const double sum = c.rho + rest;
  const double k = c.u1 / (l3 * (1 - s));
  const double along = rest + c.rho * (1 - 2 * k);
  const double product = 4 * c.rho * c.rho * (k * (1 - k));
  // Levels that meet exactly (theta12 = 0): any share of the pair is right, NaN is not. An absolute
  // value and a sum, because selections slow the loop.
  const double square = __builtin_fabs(along * along + product) + 1e-60;
  const double distance = __builtin_sqrt(square);
  const double D = c.sign * distance;
  const double l1 = 0.5 * (sum - D);
  const double l2 = 0.5 * (sum + D);
  const double g1 = l3 - l1;
  const double g2 = l3 - l2;
  const double inverse = 1 / (distance * (g1 * g2));
  const double up = c.sign * 0.5 * (2 * c.y - sum + D);  // y - l_1 >= 0
  const double q3 = c.u3 * (1 - c.rho) + as * (1 + c.u3 - c.rho * (1 - c.u2) + as);
  const double P3 = q3 * distance * inverse;  // no difference of like numbers: not negative
  // The second by unitarity: where the first two levels nearly meet (theta12 next to 0 or 90 degrees)
  // rounding decides how the pair is shared, but not its sum.
  const double pair = 1 - P3;
  double P1 = __builtin_fabs(up * (c.x - l1) * g2 * inverse);  // negative by rounding only
  P1 = P1 < pair ? P1 : pair;
  const double P2 = pair - P1;
  return {P1, P2, P3, distance, g1, g2, inverse};
}

/// Of the pairs 12, 13, 23: sqrt(P_i P_j), 1/abs(l_i - l_j) [1/eV^2] and kappa.
struct Pairs {
  double s12, s13, s23;
  double i12, i13, i23;
  double k12, k13, k23;
};

/// slope: 4 E^2 abs(V') [eV^4]
SUNSI_INLINE Pairs pairs(const FractionConstants& c, const Point& p, double slope) {
  // g1 and g2 have one sign; 1/D, 1/abs(g1) and 1/abs(g2) without another division.
  const double unit = c.sign * c.inverse_dm31 * p.inverse;
  const double i12 = unit * (p.g1 * p.g2);
  const double i13 = unit * (p.D * __builtin_fabs(p.g2));
  const double i23 = unit * (p.D * __builtin_fabs(p.g1));
  const double s12 = __builtin_sqrt(p.P1 * p.P2);
  const double s13 = __builtin_sqrt(p.P1 * p.P3);
  const double s23 = __builtin_sqrt(p.P2 * p.P3);
  return {s12,
          s13,
          s23,
          i12,
          i13,
          i23,
          slope * s12 * (i12 * i12),
          slope * s13 * (i13 * i13),
          slope * s23 * (i23 * i23)};
}

/// One energy, nodes as lanes; the sums run in the order of the nodes as those of many energies do.
void average_one(const FractionConstants& constants,
                 double two_E,
                 const double* __restrict V,
                 const double* __restrict weight,
                 long nodes,
                 double* __restrict P1,
                 double* __restrict P2,
                 double* __restrict P3) {
  const FractionConstants c = constants;
  double Q1[chunk], Q2[chunk], Q3[chunk];
  double sum1 = 0, sum2 = 0, sum3 = 0;
  for (long first = 0; first < nodes; first += chunk) {
    const long n = nodes - first < chunk ? nodes - first : chunk;
    for (long k = 0; k < n; ++k) {
      const Point p = solve(c, two_E * V[first + k]);
      const double w = weight[first + k];
      Q1[k] = w * p.P1;
      Q2[k] = w * p.P2;
      Q3[k] = w * p.P3;
    }
    for (long k = 0; k < n; ++k) {
      sum1 += Q1[k];
      sum2 += Q2[k];
      sum3 += Q3[k];
    }
  }
  *P1 = sum1;
  *P2 = sum2;
  *P3 = sum3;
}

}  // namespace

void fractions(const FractionConstants& constants,
               const double* __restrict A,
               long count,
               double* __restrict P1,
               double* __restrict P2,
               double* __restrict P3) {
  const FractionConstants c = constants;
  for (long i = 0; i < count; ++i) {
    const Point p = solve(c, A[i]);
    P1[i] = p.P1;
    P2[i] = p.P2;
    P3[i] = p.P3;
  }
}

void averages(const FractionConstants& constants,
              const double* __restrict two_E,
              long count,
              const double* __restrict V,
              const double* __restrict weight,
              long nodes,
              double* __restrict P1,
              double* __restrict P2,
              double* __restrict P3) {
  if (count < many) {
    for (long i = 0; i < count; ++i) {
      average_one(constants, two_E[i], V, weight, nodes, P1 + i, P2 + i, P3 + i);
    }
    return;
  }
  const FractionConstants c = constants;
  for (long i = 0; i < count; ++i) {
    P1[i] = P2[i] = P3[i] = 0;
  }
  for (long k = 0; k < nodes; ++k) {
    const double v = V[k];
    const double w = weight[k];
    for (long i = 0; i < count; ++i) {
      const Point p = solve(c, two_E[i] * v);
      P1[i] += w * p.P1;
      P2[i] += w * p.P2;
      P3[i] += w * p.P3;
    }
  }
}

void kappas(const FractionConstants& constants,
            const double* __restrict A,
            const double* __restrict slope,
            long count,
            double* __restrict P,
            double* __restrict kappa,
            double* __restrict inverse_gap) {
  const FractionConstants c = constants;
  double* __restrict P2 = P + count;
  double* __restrict P3 = P + 2 * count;
  double* __restrict kappa13 = kappa + count;
  double* __restrict kappa23 = kappa + 2 * count;
  double* __restrict gap13 = inverse_gap + count;
  double* __restrict gap23 = inverse_gap + 2 * count;
  for (long i = 0; i < count; ++i) {
    const Point p = solve(c, A[i]);
    const Pairs q = pairs(c, p, slope[i]);
    P[i] = p.P1;
    P2[i] = p.P2;
    P3[i] = p.P3;
    inverse_gap[i] = q.i12;
    gap13[i] = q.i13;
    gap23[i] = q.i23;
    kappa[i] = q.k12;
    kappa13[i] = q.k13;
    kappa23[i] = q.k23;
  }
}

void node_sums(const FractionConstants& constants,
               const double* __restrict two_E,
               long count,
               const NodeSample& node,
               const NodeSums& sums) {
  const FractionConstants c = constants;
  const NodeSample at = node;
  double* __restrict P1 = sums.P1;
  double* __restrict P2 = sums.P2;
  double* __restrict P3 = sums.P3;
  double* __restrict second = sums.second;
  double* __restrict worst = sums.worst;
  for (long i = 0; i < count; ++i) {
    const double E2 = two_E[i];
    const Point p = solve(c, E2 * at.V);
    const Pairs q = pairs(c, p, E2 * E2 * at.slope);
    const Pairs next = pairs(c, solve(c, E2 * at.next_V), E2 * E2 * at.next_slope);
    const double squares = q.k12 * q.k12 + q.k13 * q.k13 + q.k23 * q.k23;
    const double change = q.s12 * __builtin_fabs(next.k12 - q.k12) * q.i12 +
                          q.s13 * __builtin_fabs(next.k13 - q.k13) * q.i13 +
                          q.s23 * __builtin_fabs(next.k23 - q.k23) * q.i23;
    double largest = q.k12 > q.k13 ? q.k12 : q.k13;
    largest = largest > q.k23 ? largest : q.k23;
    P1[i] += at.weight * p.P1;
    P2[i] += at.weight * p.P2;
    P3[i] += at.weight * p.P3;
    second[i] += at.weight * (squares + E2 * at.inverse_distance * change);
    worst[i] = worst[i] > largest ? worst[i] : largest;
  }
}

SUNSI_INLINE double feature_of(const double* kappa,
                               const double* inverse_gap,
                               double scale,
                               long k) {
  const double third = kappa[k + 3] - 3 * kappa[k + 2] + 3 * kappa[k + 1] - kappa[k];
  const double g = scale * inverse_gap[k + 1];
  return __builtin_fabs(third) * (g * g);
}

void features(const double* __restrict kappa,
              const double* __restrict inverse_gap,
              long count,
              double scale,
              double* __restrict largest,
              double* __restrict feature) {
  const double* __restrict k12 = kappa;
  const double* __restrict k13 = kappa + count;
  const double* __restrict k23 = kappa + 2 * count;
  const double* __restrict g12 = inverse_gap;
  const double* __restrict g13 = inverse_gap + count;
  const double* __restrict g23 = inverse_gap + 2 * count;
  for (long k = 0; k < count; ++k) {
    const double a = k12[k] > k13[k] ? k12[k] : k13[k];
    largest[k] = a > k23[k] ? a : k23[k];
  }
  for (long k = 0; k + 3 < count; ++k) {
    feature[k] = feature_of(k12, g12, scale, k) + feature_of(k13, g13, scale, k) +
                 feature_of(k23, g23, scale, k);
  }
  for (long k = count > 3 ? count - 3 : 0; k < count; ++k) {
    feature[k] = 0;
  }
}

}  // namespace sunsi::propagation::kernel::SUNSI_KERNEL_ISA
