/// \file propagation/detail/guarded_pass.hpp
/// What every pass of a stepping engine shares: it can be stopped, its steps are limited, and an
/// integrator that finds no step is an error of ours.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <utility>

namespace sunsi::propagation::detail {

/// Names a pass in messages and limits it.
struct PassGuard {
  std::string engine;             ///< "ode", "magnus"
  double energy;                  ///< [eV]
  double r_end;                   ///< of the profile
  std::string remedy;             ///< what to do where the steps do not suffice
  const std::atomic<bool>* stop;  ///< may be null
  long most_steps = 2'000'000;    ///< of one pass, two evaluations each: half a minute
};

/// \throws Interrupted     the stop was set \throws NumericalError  more steps than allowed
void check(const PassGuard& guard, long evaluations, double r);

/// `generator` with the stop looked at and the evaluations counted at every call.
/// \throws Interrupted     `stop` was set \throws NumericalError  more steps than allowed
template <class Generator>
auto guarded(const PassGuard& guard, Generator generator) {
  return [guard, generator = std::move(generator), evaluations = 0L](double r) mutable {
    check(guard, ++evaluations, r);
    return generator(r);
  };
}

/// Runs an integration of Boost.Odeint.
/// \throws NumericalError  for its "no step found", with engine and energy
void integrate(const PassGuard& guard, const std::function<void()>& integration);

}  // namespace sunsi::propagation::detail
