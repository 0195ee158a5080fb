#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/model/zprime.hpp>

namespace sunsi::model {
namespace {

/// sqrt2 G_F m^2 [1], the scale that turns a product of couplings into a standard epsilon.
double fermi_scale(double mass) { return std::numbers::sqrt2 * core::G_F * mass * mass; }

}  // namespace

double electric_charge() { return std::sqrt(4 * std::numbers::pi * core::alpha_em); }

ZPrime ZPrime::from_kinetic_mixing(
    double mass, double g, double c, double eps_kin, std::optional<Phi> phi) {
  ZPrime model;
  model.mass_ = core::require_positive(mass, "mass");
  model.g_ = core::require_positive(g, "g");
  model.c_ = core::require_finite(c, "c");
  model.eps_kin_ = core::require_finite(eps_kin, "eps_kin");
  if (phi) {
    core::require_positive(phi->charge, "phi.charge");
    core::require_positive(phi->mass, "phi mass");
  }
  model.phi_ = phi;
  return model;
}

ZPrime ZPrime::from_tan_eta(
    double mass, double g, double c, double tan_eta, std::optional<Phi> phi) {
  core::require_finite(tan_eta, "tan_eta");
  if (tan_eta == 0 || c == 0) {
    throw core::InvalidInput(
        tan_eta == 0 ? "tan_eta = 0 needs eps_n = 0, that is c = 0; give eps_kin instead"
                     : "c = 0 makes eps_n = 0, so tan_eta fixes nothing; give eps_kin instead");
  }
  const double e_eps = core::require_finite(c, "c") * g * (1 - 1 / tan_eta);  // from eq. (11)
  return from_kinetic_mixing(mass, g, c, e_eps / electric_charge(), phi);
}

double ZPrime::coupling_for(EpsilonStd eps_medium,
                            double nucleons_per_electron,
                            double mass,
                            double c) {
  core::require_finite(eps_medium.value, "eps_medium");
  core::require_positive(mass, "mass");
  core::require_positive(nucleons_per_electron, "(N_n + N_p)/N_e");
  if (core::require_finite(c, "c") == 0) {
    throw core::InvalidInput(
        "c = 0 gives no potential, so eps_medium cannot be met; give c != 0 or g");
  }
  if (eps_medium.value == 0) {
    throw core::InvalidInput("eps_medium = 0 needs g = 0; use kind: standard");
  }
  const double g2 = -eps_medium.value * fermi_scale(mass) / (c * nucleons_per_electron);
  if (g2 < 0) {
    throw core::InvalidInput(fmt::format(
        "eps_medium has the sign of -c: {:g} cannot be met with c = {:g}; turn one of the signs",
        eps_medium.value, c));
  }
  return std::sqrt(g2);
}

double ZPrime::e_eps_kin() const { return electric_charge() * eps_kin_; }

VectorCharges ZPrime::charges() const {
  const double mix = e_eps_kin();
  const double baryon = -c_ * g_ / 3;
  const double third = -2 * (1 - c_) * g_ / 3;
  VectorCharges q{};
  q.nu_e = 0;
  q.nu_mu = q.nu_tau = g_;
  q.e = -mix;
  q.mu = q.tau = g_ - mix;
  q.u = baryon + 2 * mix / 3;
  q.d = baryon - mix / 3;
  q.top = third + 2 * mix / 3;
  q.bottom = third - mix / 3;
  q.p = 2 * q.u + q.d;
  q.n = q.u + 2 * q.d;
  return q;
}

std::optional<double> ZPrime::tan_eta() const {
  const double proton = e_eps_kin() - c_ * g_;
  if (proton == 0) {
    return std::nullopt;
  }
  return -c_ * g_ / proton;
}

EffectiveNsi ZPrime::effective_nsi() const {
  const VectorCharges q = charges();
  const double scale = g_ / fermi_scale(mass_);
  return {{scale * q.u}, {scale * q.d}, {scale * q.e}, {scale * q.p}, {scale * q.n}};
}

EpsilonStd ZPrime::eps_medium(double nucleons_per_electron) const {
  return {-c_ * g_ * g_ * nucleons_per_electron / fermi_scale(mass_)};
}

FlavourPotential ZPrime::potential(const Composition& matter) const {
  // n_e and n_p are summed before they meet the mixing, which neutral matter then cancels to the
  // last bit.
  const double v = g_ / (mass_ * mass_) *
                   (e_eps_kin() * (matter.n_p - matter.n_e) - c_ * g_ * (matter.n_p + matter.n_n));
  return {charged_current_potential(matter.n_e), v, v};
}

}  // namespace sunsi::model
