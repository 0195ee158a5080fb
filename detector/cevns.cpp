#include <algorithm>
#include <cmath>
#include <numbers>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/detector/cevns.hpp>

namespace sunsi::detector {
namespace {

constexpr double s2_at_zero = 0.23867;  // hep-ph/0409169
constexpr double hbar_c_MeV_fm = core::si::hbar_c_eV_m * 1e15 / core::units::MeV;
/// Atomic mass constant [MeV]: 931.49410242(28), CODATA 2018.
constexpr double u_MeV = 931.49410242;

/// 3 j1(x)/x; the series where the two terms of j1 cancel.
double ball(double x) {
  if (x < 1e-2) {
    return 1 - x * x / 10 + x * x * x * x / 280;
  }
  return 3 * (std::sin(x) - x * std::cos(x)) / (x * x * x);
}

double form_factor(FormFactor kind, int A, double radius_fm, double q_MeV) {
  const double q = q_MeV / hbar_c_MeV_fm;  // [1/fm]
  switch (kind) {
    case FormFactor::helm: {
      constexpr double s = 0.9;
      const double R0 = std::sqrt(5.0 / 3 * (radius_fm * radius_fm - 3 * s * s));
      return ball(q * R0) * std::exp(-q * q * s * s / 2);
    }
    case FormFactor::klein_nystrand: {
      constexpr double a = 0.7;
      return ball(q * 1.23 * std::cbrt(A)) / (1 + q * q * a * a);
    }
    case FormFactor::point:
      break;
  }
  return 1;
}

}  // namespace

Nucleus make_nucleus(int Z, int N, double atomic_mass_u, double proton_fm, double neutron_fm) {
  // Helm's R0^2 must be positive: R_rms^2 > 3 (0.9 fm)^2
  if (Z < 1 || N < 1 || !(proton_fm > 1.6) || !(neutron_fm > 1.6)) {
    throw core::InvalidInput("a nucleus needs Z, N >= 1 and radii above 1.6 fm");
  }
  const double mass = core::require_positive(atomic_mass_u, "atomic mass") * u_MeV -
                      Z * core::m_e / core::units::MeV;
  return {Z, N, core::require_positive(mass, "nuclear mass"), proton_fm, neutron_fm};
}

double weak_coupling_p() { return 0.5 - 2 * s2_at_zero; }
double weak_coupling_n() { return -0.5; }

double form_factor_p(FormFactor kind, const Nucleus& nucleus, double q_MeV) {
  return form_factor(kind, nucleus.Z + nucleus.N, nucleus.proton_radius_fm, q_MeV);
}

double form_factor_n(FormFactor kind, const Nucleus& nucleus, double q_MeV) {
  return form_factor(kind, nucleus.Z + nucleus.N, nucleus.neutron_radius_fm, q_MeV);
}

double cevns_prefactor(double mass_MeV) {
  constexpr double G_F = core::G_F * core::units::MeV * core::units::MeV;  // [MeV^-2]
  constexpr double cm = core::units::cm * core::units::MeV;                // [MeV^-1]
  return G_F * G_F * mass_MeV / std::numbers::pi / (cm * cm);
}

double cevns_kinematics(double mass_MeV, double E_MeV, double T_MeV) {
  return std::max(0.0, 1 - T_MeV / E_MeV - mass_MeV * T_MeV / (2 * E_MeV * E_MeV));
}

double cevns_largest_recoil_MeV(double mass_MeV, double E_MeV) {
  return 2 * E_MeV * E_MeV / (mass_MeV + 2 * E_MeV);
}

double cevns_smallest_energy_MeV(double mass_MeV, double T_MeV) {
  return (T_MeV + std::sqrt(T_MeV * T_MeV + 2 * mass_MeV * T_MeV)) / 2;
}

double cevns_differential(const Nucleus& nucleus,
                          FormFactor kind,
                          Flavour flavour,
                          const NucleonNsi& nsi,
                          double E_MeV,
                          double T_MeV) {
  if (!(E_MeV > 0 && T_MeV > 0)) {
    return 0;
  }
  const double q2 = 2 * nucleus.mass_MeV * T_MeV;
  const double q = std::sqrt(q2);
  const double m2 = nsi.mediator_mass_MeV * nsi.mediator_mass_MeV;
  const double P = flavour == Flavour::e ? 0 : std::isinf(m2) ? 1 : m2 / (m2 + q2);
  const double amplitude =
      nucleus.Z * (weak_coupling_p() + nsi.eps_p * P) * form_factor_p(kind, nucleus, q) +
      nucleus.N * (weak_coupling_n() + nsi.eps_n * P) * form_factor_n(kind, nucleus, q);
  return cevns_prefactor(nucleus.mass_MeV) * cevns_kinematics(nucleus.mass_MeV, E_MeV, T_MeV) *
         amplitude * amplitude;
}

}  // namespace sunsi::detector
