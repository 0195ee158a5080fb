#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/model/widths.hpp>

namespace sunsi::model {

double lepton_width(double coupling, double mass, double lepton_mass) {
  const double x = lepton_mass * lepton_mass / (mass * mass);
  if (4 * x >= 1) {
    return 0;
  }
  return coupling * coupling * mass / (12 * std::numbers::pi) * (1 + 2 * x) * std::sqrt(1 - 4 * x);
}

Widths decay_widths(const ZPrime& model) {
  const VectorCharges q = model.charges();
  const double m = model.mass();
  Widths widths;
  widths.ee = lepton_width(q.e, m, core::m_e);
  widths.mumu = lepton_width(q.mu, m, core::m_mu);
  widths.nunu = (q.nu_mu * q.nu_mu + q.nu_tau * q.nu_tau) * m / (24 * std::numbers::pi);
  if (model.phi()) {
    const double x = 1 - 4 * std::pow(model.phi()->mass / m, 2);
    const double coupling = model.phi()->charge * model.g();
    widths.phi = x > 0 ? coupling * coupling * m / (48 * std::numbers::pi) * std::pow(x, 1.5) : 0;
  }
  return widths;
}

double lifetime(const ZPrime& model) {
  return core::ensure_finite(1 / decay_widths(model).total(), "lifetime of the Z'");
}

double decay_length(const ZPrime& model, double energy) {
  const double gamma = core::require_positive(energy, "energy") / model.mass();
  if (gamma < 1) {
    throw core::InvalidInput(
        fmt::format("energy = {:g} eV is below the mass {:g} eV", energy, model.mass()));
  }
  return std::sqrt(gamma * gamma - 1) * lifetime(model);
}

}  // namespace sunsi::model
