/// \file propagation/adiabatic.hpp
/// The adiabatic engine: P(e -> i) = abs(U^m_ei(r_0))^2, averaged over production; where V_mu !=
/// V_tau makes the Hamiltonian complex, with its first superadiabatic correction.
#pragma once

#include <span>
#include <sunsi/model/survival_table.hpp>
#include <sunsi/propagation/levels.hpp>
#include <sunsi/propagation/medium.hpp>
#include <vector>

namespace sunsi::propagation {

/// Built once for a model point (potentials at all production radii); evaluating an energy then
/// costs one closed-form solution a radius.
///
/// `error` of the result bounds what the adiabatic limit leaves out, with kappa the
/// non-adiabaticity of a pair of levels (levels.hpp):
///   2 <sum kappa^2>         second order at the production radius (the first order is imaginary
///   and drops out)
///   + 2 <sum sqrt(P_i P_j) abs(dkappa/dr)/(E_i - E_j)>   the other term of that order: kappa
///   changes there
///   + 2 sum sqrt(P_i P_j) (abs(<nu_i|V|nu_j>)/(E_i - E_j) + kappa)(r_end)   the edge where the
///   profile stops: what density is left there ends suddenly
///   + int abs(d^3kappa/dr^3)/(E_i - E_j)^2 dr   features on the way that are sharp against an
///   oscillation, as the
///                           base of the convective zone is at small dm21; smooth stretches give
///                           next to nothing
///   + exp(-pi/(8 kappa))    crossing at the least adiabatic radius outside the innermost
///   production radius
///   + 1e-14                 rounding
///   + zone.error            the average over production
/// The crossing term is Landau-Zener's exp(-pi gamma F/2) with kappa = 1/(2 gamma) at resonance
/// (Parke, PRL 57, 1275 (1986)) and F = 1/2: densities that are not linear lower the exponent, for
/// an exponential one F = 1 - tan^2 theta (Kuo and Pantaleone, Rev. Mod. Phys. 61, 937 (1989)). It
/// is an estimate, tested against the ode over random points, not a theorem.
class AdiabaticEngine {
 public:
  /// \param zones  one for each source, radii within [0, r_end]
  /// \throws InvalidInput  an empty zone, weights that do not add up to 1 within 1e-9, radii
  /// outside
  AdiabaticEngine(const model::OscillationParameters& osc,
                  const PotentialProfile& profile,
                  std::span<const ProductionZone> zones);

  /// Fractions of mass states that leave the medium, for one zone.
  /// \param energy  [eV], > 0
  /// \param zone    index into the zones of the constructor
  /// \throws InvalidInput for an energy that is not positive or a zone out of range
  [[nodiscard]] model::MassFractions operator()(double energy, std::size_t zone) const;

 private:
  struct Node {
    PotentialSample sample;
    PotentialSample next;  ///< a short way outwards, for the slope of kappa
    double distance;       ///< from sample to next [1/eV], negative at the outer end
    double weight;
  };
  LevelSolver solver_;
  std::vector<std::vector<Node>> zones_;
  std::vector<double> zone_errors_;
  /// Samples from the innermost radius of a zone outwards, evenly spaced.
  struct Path {
    std::vector<PotentialSample> samples;
    double spacing;  ///< [1/eV]
  };
  struct PathKappa {
    double largest;
    double features;
  };
  [[nodiscard]] PathKappa along(const Path& path, double energy) const;
  std::vector<Path> paths_;
  PotentialSample end_;
  std::array<double, 3> end_coupling_{};  ///< abs(<nu_i|V(r_end)|nu_j>) of the pairs [eV]
  std::array<double, 3> vacuum_;          ///< 0, dm21, dm31
  [[nodiscard]] double edge(double energy, const std::array<double, 3>& P) const;
};

/// \throws InvalidInput unless every zone can be used with the profile; shared by the engines
void check_zones(const PotentialProfile& profile, std::span<const ProductionZone> zones);

}  // namespace sunsi::propagation
