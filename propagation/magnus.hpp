/// \file propagation/magnus.hpp
/// The fourth-order engine: Magnus steps with closed-form exponentials.
#pragma once

#include <atomic>
#include <span>
#include <sunsi/model/oscillation.hpp>
#include <sunsi/model/survival_table.hpp>
#include <sunsi/propagation/engine_work.hpp>
#include <sunsi/propagation/medium.hpp>
#include <vector>

namespace sunsi::propagation {

/// Evolves the amplitudes as OdeEngine does, one pass inwards for every production radius, but by
/// fourth-order Magnus steps in the frame that follows the third level (detail/magnus_stepper.hpp,
/// detail/third_level_frame.hpp): the oscillation of the first two is resolved, that of the third
/// is not. It shares no step with OdeEngine and is the second opinion on it. Faster than the ode for
/// small tolerances above a few MeV; the number of steps grows as 1/E below.
///
/// Two passes or more, each with steps of half the length; the `error` is the difference of
/// the last two over a production region, eight times that from one radius (where the interference of
/// the levels may hide it). A clean fourth order would leave a fifteenth of it; resonances of the step
/// with the third state's phase, 1e-10 in the Sun, are what the rest is for.
class MagnusEngine {
 public:
  /// \param tolerance  largest allowed error of each averaged P [1], in [1e-12, 0.1]
  /// \throws InvalidInput as AdiabaticEngine
  MagnusEngine(const model::OscillationParameters& osc,
               PotentialProfile profile,
               std::vector<ProductionZone> zones,
               double tolerance);

  /// Fractions for the zones asked, averaged over production, in the order of `zones`.
  /// \param energy  [eV], > 0
  /// \param work    if not null, receives the cost
  /// \param stop    if not null, looked at every step: once true, the work ends
  /// \throws InvalidInput    energy <= 0, zone out of range
  /// \throws NumericalError  the tolerance was not met or more than 2e6 steps were needed; names
  /// energy and error
  /// \throws Interrupted     `stop` was set
  [[nodiscard]] std::vector<model::MassFractions> operator()(
      double energy,
      std::span<const std::size_t> zones,
      EngineWork* work = nullptr,
      const std::atomic<bool>* stop = nullptr) const;

 private:
  [[nodiscard]] std::vector<model::MassFractions> pass(double energy,
                                                       std::span<const std::size_t> zones,
                                                       double phase,
                                                       EngineWork& work,
                                                       const std::atomic<bool>* stop) const;
  model::OscillationParameters osc_;
  PotentialProfile profile_;
  std::vector<ProductionZone> zones_;
  double tolerance_;
};

}  // namespace sunsi::propagation
