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

/// Gauss rule of `n` points for a discrete measure sum_k weight[k] f(point[k]), by Stieltjes'
/// recursion and the Golub-Welsch eigenvalue problem (Golub and Welsch, Math. Comp. 23, 221
/// (1969)): exact for polynomials up to degree 2n - 1. The weights add up to those of the measure.
/// \param point   at least n distinct points
/// \param weight  same length, >= 0, not all zero
/// \throws InvalidInput when that does not hold
Quadrature gauss_from_measure(std::span<const double> point, std::span<const double> weight, int n);

/// Trapezoid weights of a grid (strictly increasing, at least 2 points).
std::vector<double> trapezoid_weights(std::span<const double> grid);

}  // namespace sunsi::core
