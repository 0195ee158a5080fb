#include <cmath>
#include <sunsi/bounds/point.hpp>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/model/widths.hpp>

namespace sunsi::bounds {

using core::units::MeV;

double Point::decay_length_m(double energy_MeV) const {
  const double gamma = energy_MeV / mass_MeV;
  return gamma > 1 ? std::sqrt(gamma * gamma - 1) * c_tau_m : 0;
}

Point make_point(const model::ZPrime& model, model::Convention convention) {
  const model::VectorCharges charge = model.charges();
  const model::Widths widths = model::decay_widths(model);
  const double total = core::ensure_finite(widths.total(), "width of the Z'");
  Point p;
  p.mass_MeV = model.mass() / MeV;
  p.g = model.g();
  p.c = model.c();
  p.e_eps = model.e_eps_kin();
  p.eps_kin = model.eps_kin();
  p.g_mu = charge.mu;
  p.g_p = charge.p;
  p.g_n = charge.n;
  if (model.phi()) {
    p.c_phi = model.phi()->charge;
    p.m_phi_MeV = model.phi()->mass / MeV;
  }
  p.width_MeV = total / MeV;
  p.br_ee = widths.ee / total;
  p.br_inv = widths.nunu / total;
  p.br_mumu = widths.mumu / total;
  p.br_phi = widths.phi / total;
  p.c_tau_m = 1 / total / core::units::metre;
  p.eps_e_std = model.effective_nsi().e.value;
  p.convention = convention;
  return p;
}

}  // namespace sunsi::bounds
