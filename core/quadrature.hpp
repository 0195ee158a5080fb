/// \file core/quadrature.hpp
/// Quadrature rules as plain lists of nodes and weights.
#pragma once

#include <span>
#include <vector>

namespace sunsi::core {

/// Nodes and weights of equal length: int f ~ sum weight[i] f(node[i]).
struct Quadrature {
  std::vector<double> node;
  std::vector<double> weight;
};

/// Gauss-Legendre rule of `n` points on [a, b] (GSL tables).
/// \throws InvalidInput unless n >= 1, a
/// <= b
Quadrature gauss_legendre(double a, double b, int n);

/// Gauss-Legendre on each piece between consecutive `edges` (at least two, not decreasing; pieces
/// of no length give no nodes), n points a piece.
Quadrature composite_gauss_legendre(std::span<const double> edges, int n);

/// Three-term recursion of the orthonormal polynomials p_k on a discrete measure,
///   b_k p_k = (x - a_{k-1}) p_{k-1} - b_{k-1} p_{k-2},
/// from which the Gauss rule of every order up to a.size() follows.
struct Recursion {
  std::vector<double> a;
  std::vector<double> b;  ///< b_1, b_2, ...; one fewer than a
  double total = 0;       ///< weight of the measure
};

/// Recursion of the measure sum_k weight[k] f(point[k]) by Stieltjes' procedure, up to `n`
/// coefficients; fewer when the measure has fewer distinct points.
/// \param point   at least one
/// \param weight  same length, >= 0, not all zero
/// \throws InvalidInput when that does not hold or n < 1
Recursion recursion_of_measure(std::span<const double> point,
                               std::span<const double> weight,
                               int n);

/// Gauss rule of `n` points of a recursion, the eigenvalue problem of Golub and Welsch, Math. Comp.
/// 23, 221 (1969): exact for polynomials up to degree 2n - 1. The weights add up to `total`.
/// \throws InvalidInput unless 1 <= n <= a.size()
Quadrature gauss_from_recursion(const Recursion& recursion, int n);

/// Both steps in one: the Gauss rule of `n` points for a discrete measure.
/// \throws InvalidInput as these; also for fewer than n distinct points with weight
Quadrature gauss_from_measure(std::span<const double> point, std::span<const double> weight, int n);

/// Trapezoid weights of a grid (strictly increasing, at least 2 points).
std::vector<double> trapezoid_weights(std::span<const double> grid);

}  // namespace sunsi::core
