#include <fmt/format.h>

#include <boost/numeric/odeint/util/odeint_error.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/propagation/detail/guarded_pass.hpp>

namespace sunsi::propagation::detail {

void check(const PassGuard& guard, long evaluations, double r) {
  if (guard.stop != nullptr && guard.stop->load(std::memory_order_relaxed)) {
    throw core::Interrupted();
  }
  if (evaluations > 2 * guard.most_steps) {
    throw core::NumericalError(fmt::format(
        "engine {} needs more than {} steps at {:g} MeV (at r = {:.4g} of the "
        "radius); {}",
        guard.engine, guard.most_steps, guard.energy / 1e6, r / guard.r_end, guard.remedy));
  }
}

void integrate(const PassGuard& guard, const std::function<void()>& integration) {
  try {
    integration();
  } catch (const boost::numeric::odeint::odeint_error& error) {
    throw core::NumericalError(fmt::format("engine {} found no step at {:g} MeV ({})", guard.engine,
                                           guard.energy / 1e6, error.what()));
  }
}

}  // namespace sunsi::propagation::detail
