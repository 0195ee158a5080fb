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

/// Couplings of the standard model at a recoil energy.
ChiralCouplings standard(CrossSectionMode mode, Flavour flavour, double T) {
  const bool corrected = mode != CrossSectionMode::tree;
  const double rho = corrected ? bks_rho : 1;
  double kappa = 1;
  if (corrected) {
    const double I = vacuum_polarisation(T);
    kappa = flavour == Flavour::e ? 0.9791 + 0.0097 * I : 0.9970 - 0.00037 * I;
  }
  const double vector = -rho * (0.5 - kappa * bks_s2);
  return {flavour == Flavour::e ? 1 + vector : vector, rho * kappa * bks_s2};
}

/// What g_L^2, g_R^2 and -g_L g_R are multiplied with.
struct Shape {
  double minus = 1, plus, mixed;

  Shape(CrossSectionMode mode, double E, double T) {
    const double z = T / E;
    plus = (1 - z) * (1 - z);
    mixed = m_e * z / E;
    if (mode == CrossSectionMode::full) {
      constexpr double a = core::alpha_em / std::numbers::pi;
      const QedFactors f = qed_factors(E, T);
      minus += a * f.minus;
      plus += a * f.plus;
      mixed *= 1 + a * f.mixed;
    }
  }
};

/// Integral of a number or a matrix over recoil energies.
template <typename Value, typename Differential>
Value over_recoils(double E, double T_low, double T_high, Value sum, const Differential& at) {
  core::require_positive(E, "neutrino energy in MeV");
  if (!(T_low >= 0) || !(T_high >= 0)) {
    throw core::InvalidInput(
        fmt::format("recoil window [{}, {}] MeV must not be negative", T_low, T_high));
  }
  const double top = std::min(T_high, largest_recoil_MeV(E));
  if (top <= T_low) {
    return sum;
  }
  // T = top - (top - T_low) u^2 takes the sting out of the logarithm at the largest recoil.
  static const core::Quadrature rule = core::gauss_legendre(0, 1, 32);
  for (std::size_t i = 0; i < rule.node.size(); ++i) {
    const double u = rule.node[i];
    sum += rule.weight[i] * 2 * u * (top - T_low) * at(top - (top - T_low) * u * u);
  }
  return sum;
}

}  // namespace

NuElectronCrossSection::NuElectronCrossSection(CrossSectionMode mode, ElectronNsi nsi)
    : mode_(mode), mediator_mass_MeV_(nsi.mediator_mass_MeV) {
  eps_.mumu = eps_.tautau = core::require_finite(nsi.eps_std, "eps^e");
  if (!(nsi.mediator_mass_MeV > 0)) {
    throw core::InvalidInput(
        fmt::format("mediator mass {} MeV must be > 0", nsi.mediator_mass_MeV));
  }
}

NuElectronCrossSection NuElectronCrossSection::general(CrossSectionMode mode,
                                                       const model::EpsilonMatrixStd& eps_e,
                                                       double mediator_mass_MeV) {
  NuElectronCrossSection result(mode, {0, mediator_mass_MeV});
  // Checks that every entry is finite; hermitian it is by its type.
  result.eps_ =
      model::EpsilonMatrixStd::from_rows(eps_e.rows(), model::Convention::standard, "eps^e");
  return result;
}

bool NuElectronCrossSection::alike() const {
  return eps_.mumu == eps_.tautau && eps_.emu == 0.0 && eps_.etau == 0.0 && eps_.mutau == 0.0;
}

double NuElectronCrossSection::propagator(double T) const {
  const double m2 = mediator_mass_MeV_ * mediator_mass_MeV_;
  return std::isinf(m2) ? 1 : m2 / (m2 + 2 * m_e * T);
}

ChiralCouplings NuElectronCrossSection::couplings(Flavour flavour, double T) const {
  if (!alike()) {
    throw core::InvalidInput(
        "with this eps^e scattering depends on the flavour state, not on P_ee alone; take the "
        "matrix");
  }
  ChiralCouplings g = standard(mode_, flavour, T);
  const double eps = flavour == Flavour::e ? eps_.ee : eps_.mumu;
  if (eps != 0) {
    g.left += eps / 2 * propagator(T);
    g.right += eps / 2 * propagator(T);
  }
  return g;
}

ChiralMatrices NuElectronCrossSection::couplings(double T) const {
  const ChiralCouplings e = standard(mode_, Flavour::e, T);
  const ChiralCouplings x = standard(mode_, Flavour::x, T);
  Eigen::Matrix3cd eps;
  const model::FlavourRows rows = eps_.rows();
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      eps(i, j) = rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
    }
  }
  eps *= propagator(T) / 2;
  ChiralMatrices g{eps, eps};
  g.left.diagonal() += Eigen::Vector3cd(e.left, x.left, x.left);
  g.right.diagonal() += Eigen::Vector3cd(e.right, x.right, x.right);
  return g;
}

double NuElectronCrossSection::differential(Flavour flavour, double E, double T) const {
  if (!(T > 0 && T <= largest_recoil_MeV(E))) {
    return 0;
  }
  const ChiralCouplings g = couplings(flavour, T);
  const Shape shape(mode_, E, T);
  return prefactor * (g.left * g.left * shape.minus + g.right * g.right * shape.plus -
                      g.left * g.right * shape.mixed);
}

Eigen::Matrix3cd NuElectronCrossSection::differential(double E, double T) const {
  if (!(T > 0 && T <= largest_recoil_MeV(E))) {
    return Eigen::Matrix3cd::Zero();
  }
  const ChiralMatrices g = couplings(T);
  const Shape shape(mode_, E, T);
  const Eigen::Matrix3cd product = g.left * g.right;
  return prefactor * (g.left * g.left * shape.minus + g.right * g.right * shape.plus -
                      (product + product.adjoint()) * (shape.mixed / 2));
}

double NuElectronCrossSection::total(Flavour flavour, double E, double T_low, double T_high) const {
  const auto at = [&](double T) { return differential(flavour, E, T); };
  return core::ensure_finite(over_recoils(E, T_low, T_high, 0.0, at),
                             fmt::format("sigma(nu e) at {} MeV", E));
}

Eigen::Matrix3cd NuElectronCrossSection::total(double E, double T_low, double T_high) const {
  const auto at = [&](double T) { return differential(E, T); };
  const Eigen::Matrix3cd sum =
      over_recoils(E, T_low, T_high, Eigen::Matrix3cd(Eigen::Matrix3cd::Zero()), at);
  core::ensure_finite(sum.norm(), fmt::format("sigma(nu e) at {} MeV", E));
  return sum;
}

KinematicTerms kinematic_terms(CrossSectionMode mode, double E, double T) {
  if (!(T > 0 && T <= largest_recoil_MeV(E))) {
    return {};
  }
  const Shape shape(mode, E, T);
  return {prefactor * shape.minus, prefactor * shape.plus, prefactor * shape.mixed};
}

double trace(const Eigen::Matrix3cd& rho, const Eigen::Matrix3cd& G) {
  return rho.cwiseProduct(G.transpose()).sum().real();
}

double largest_recoil_MeV(double E) { return 2 * E * E / (m_e + 2 * E); }

double smallest_energy_MeV(double T) { return (T + std::sqrt(T * (T + 2 * m_e))) / 2; }

}  // namespace sunsi::detector
