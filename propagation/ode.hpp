/// \file propagation/ode.hpp
/// The reference engine: the evolution equation of the amplitudes itself, through any
/// hermitian potential.
#pragma once

#include <Eigen/Core>
#include <atomic>
#include <span>
#include <sunsi/model/oscillation.hpp>
#include <sunsi/model/survival_table.hpp>
#include <sunsi/propagation/engine_work.hpp>
#include <sunsi/propagation/medium.hpp>
#include <vector>

namespace sunsi::propagation {

/// Evolves the amplitudes <nu_i| U(r_end, r) |alpha> inwards by d/dr <nu_i|U = i <nu_i|U H(r),
/// three complex amplitudes for each of the three mass states that leave the medium, so that one
/// pass serves every production radius of every source.
///
/// Steps are exponentials (first-order Magnus) in the instantaneous eigenbasis of H, unitary by
/// construction, driven by Boost.Odeint through a controlled stepper: between two radii
///   C -> exp(-i int Lambda dr + log(U_m(r2)^dagger U_m(r1))) C,
/// the phases by Simpson's rule, the rotation of the eigenbasis from the eigenvectors themselves
/// (no derivative of the potential). The step is halved; what the two answers differ by off the
/// diagonal, that is in transitions and not in phases, is held under a rate per unit of radius;
/// besides there is a longest step. Steps longer than the oscillation length are therefore allowed
/// where the levels are well apart, and non-adiabatic stretches are resolved. The whole pass is
/// repeated with 0.447 of the longest step and an eighth of the rate until two passes agree: four
/// times their difference plus the zone's own error is the `error` of the average over the zone's
/// radii, so `tolerance` means the error of P at the end. (A clean second order would leave a quarter
/// of the difference in the finer pass; resonances of step and phase are what the rest is for.)
class OdeEngine {
 public:
  /// \param tolerance  largest allowed error of each averaged P [1], in [1e-12, 0.1]
  /// \throws InvalidInput as AdiabaticEngine
  OdeEngine(const model::OscillationParameters& osc,
            PotentialProfile profile,
            std::vector<ProductionZone> zones,
            double tolerance);

  /// Fractions for the zones asked, averaged over production, in the order of `zones`.
  /// \param energy  [eV], > 0
  /// \param work    if not null, receives the cost
  /// \param stop    if not null, looked at every step: once true, the work ends
  /// \throws InvalidInput    energy <= 0, zone out of range
  /// \throws NumericalError  the tolerance was not met or is below a zone's own error, or more than
  /// 2e6 steps were needed; names energy and error
  /// \throws Interrupted     `stop` was set
  [[nodiscard]] std::vector<model::MassFractions> operator()(
      double energy,
      std::span<const std::size_t> zones,
      EngineWork* work = nullptr,
      const std::atomic<bool>* stop = nullptr) const;

 private:
  /// Limits of one pass: transition error over the whole radius, and longest step in units of
  /// r_end.
  struct Resolution {
    double rate;
    double step;
  };
  [[nodiscard]] std::vector<model::MassFractions> pass(double energy,
                                                       std::span<const std::size_t> zones,
                                                       const Resolution& resolution,
                                                       EngineWork& work,
                                                       const std::atomic<bool>* stop) const;
  Eigen::Matrix3cd vacuum_mixing_;
  Eigen::Matrix3cd mass_squared_;
  PotentialProfile profile_;
  std::vector<ProductionZone> zones_;
  double tolerance_;
};

}  // namespace sunsi::propagation
