#include <fmt/format.h>
#include <gsl/gsl_sf_dilog.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/quadrature.hpp>
#include <sunsi/detector/cross_section.hpp>

namespace sunsi::detector {
namespace {

// Bahcall, Kamionkowski and Sirlin (1995), astro-ph/9502003: their own
// sin^2 theta_W.
constexpr double bks_rho = 1.0126;
constexpr double bks_s2 = 0.2317;
constexpr double m_e = core::m_e / core::units::MeV;  // [MeV]

/// 2 G_F^2 m_e/pi [cm^2/MeV]
const double prefactor = 2 * std::pow(core::G_F * core::units::MeV * core::units::MeV, 2) * m_e /
                         std::numbers::pi / std::pow(core::units::cm * core::units::MeV, 2);

/// I(T) of the electroweak corrections, x = sqrt(1 + 2 m_e/T).
double vacuum_polarisation(double T) {
  const double x = std::sqrt(1 + 2 * m_e / T);
  return (1.0 / 3 + (3 - x * x) * (x / 2 * std::log((x + 1) / (x - 1)) - 1)) / 6;
}

/// L(x) = int_0^x ln|1 - t|/t dt
double spence(double x) { return -gsl_sf_dilog(x); }

/// The QED corrections f_-, ft_+ = (1-z)^2 f_+ and f_+-.
struct QedFactors {
  double minus, plus, mixed;
};

QedFactors qed_factors(double E, double T) {
  const double z = T / E;
  const double Ee = T + m_e;
  const double l = std::sqrt(T * (T + 2 * m_e));
  const double b = l / Ee;
  const double f0 = Ee / l * std::asinh(l / m_e) - 1;
  const double X = std::log(std::max(1 - z - m_e / (Ee + l), 1e-14));
  const double ln_z = std::log(z);
  const double y = 1 - z;
  const double ln_y = std::log(y);
  const double minus = f0 * (2 * X - ln_y - ln_z / 2 - 5.0 / 12) + (spence(z) - spence(b)) / 2 -
                       ln_y * ln_y / 2 - (11.0 / 12 + z / 2) * ln_y +
                       z * (ln_z + std::log(2 * E / m_e) / 2) - (31.0 / 18 + ln_z / 12) * b -
                       11 * z / 12 + z * z / 24;
  const double plus = f0 * (y * y * (2 * X - ln_y - ln_z / 2 - 2.0 / 3) - (z * z * ln_z + y) / 2) -
                      y * y / 2 * (ln_y * ln_y + b * (spence(y) - ln_z * ln_y)) +
                      ln_y * (z * z * ln_z / 2 + y * (2 * z - 0.5) / 3) - z * z * spence(y) / 2 -
                      z * (1 - 2 * z) * ln_z / 3 - z * y / 6 -
                      b / 12 * (ln_z + y * (115 - 109 * z) / 6);
  return {minus, plus, 2 * f0 * X};
}

}  // namespace

NuElectronCrossSection::NuElectronCrossSection(CrossSectionMode mode, ElectronNsi nsi)
    : mode_(mode), nsi_(nsi) {
  core::require_finite(nsi.eps_std, "eps^e");
  if (!(nsi.mediator_mass_MeV > 0)) {
    throw core::InvalidInput(
        fmt::format("mediator mass {} MeV must be > 0", nsi.mediator_mass_MeV));
  }
}

ChiralCouplings NuElectronCrossSection::couplings(Flavour flavour, double T) const {
  const bool corrected = mode_ != CrossSectionMode::tree;
  const double rho = corrected ? bks_rho : 1;
  double kappa = 1;
  if (corrected) {
    const double I = vacuum_polarisation(T);
    kappa = flavour == Flavour::e ? 0.9791 + 0.0097 * I : 0.9970 - 0.00037 * I;
  }
  const double vector = -rho * (0.5 - kappa * bks_s2);
  ChiralCouplings g{flavour == Flavour::e ? 1 + vector : vector, rho * kappa * bks_s2};
  if (flavour == Flavour::x && nsi_.eps_std != 0) {
    const double m2 = nsi_.mediator_mass_MeV * nsi_.mediator_mass_MeV;
    const double propagator = std::isinf(m2) ? 1 : m2 / (m2 + 2 * m_e * T);
    g.left += nsi_.eps_std / 2 * propagator;
    g.right += nsi_.eps_std / 2 * propagator;
  }
  return g;
}

double NuElectronCrossSection::differential(Flavour flavour, double E, double T) const {
  if (!(T > 0 && T <= largest_recoil_MeV(E))) {
    return 0;
  }
  const ChiralCouplings g = couplings(flavour, T);
  const double z = T / E;
  double minus = 1;
  double plus = (1 - z) * (1 - z);
  double mixed = 1;
  if (mode_ == CrossSectionMode::full) {
    constexpr double a = core::alpha_em / std::numbers::pi;
    const QedFactors f = qed_factors(E, T);
    minus += a * f.minus;
    plus += a * f.plus;
    mixed += a * f.mixed;
  }
  return prefactor * (g.left * g.left * minus + g.right * g.right * plus -
                      g.left * g.right * m_e * z / E * mixed);
}

double NuElectronCrossSection::total(Flavour flavour, double E, double T_low, double T_high) const {
  core::require_positive(E, "neutrino energy in MeV");
  if (!(T_low >= 0) || !(T_high >= 0)) {
    throw core::InvalidInput(
        fmt::format("recoil window [{}, {}] MeV must not be negative", T_low, T_high));
  }
  const double top = std::min(T_high, largest_recoil_MeV(E));
  if (top <= T_low) {
    return 0;
  }
  // T = top - (top - T_low) u^2 takes the sting out of the logarithm at the largest recoil.
  static const core::Quadrature rule = core::gauss_legendre(0, 1, 32);
  double sum = 0;
  for (std::size_t i = 0; i < rule.node.size(); ++i) {
    const double u = rule.node[i];
    sum += rule.weight[i] * 2 * u * differential(flavour, E, top - (top - T_low) * u * u);
  }
  return core::ensure_finite(sum * (top - T_low), fmt::format("sigma(nu e) at {} MeV", E));
}

double largest_recoil_MeV(double E) { return 2 * E * E / (m_e + 2 * E); }

double smallest_energy_MeV(double T) { return (T + std::sqrt(T * (T + 2 * m_e))) / 2; }

}  // namespace sunsi::detector
