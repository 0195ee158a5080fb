#include <cmath>
#include <limits>
#include <numbers>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/model/phi.hpp>
#include <sunsi/model/widths.hpp>

namespace sunsi::model {
namespace {

constexpr double largest_quartic = 1.0;  // lambda "in the perturbative range", the same place

/// What eq. (24) approximates: the phi channel dominates when this ratio is large.
double phi_over_ee(const ZPrime& model) {
  const Widths w = decay_widths(model);
  return w.ee > 0 ? w.phi / w.ee : std::numeric_limits<double>::max();
}

}  // namespace

double longest_lifetime(double mass,
                        double energy,
                        Convention convention,
                        const PhiSector& sector) {
  if (convention == Convention::paper) {
    return 3e-14 * core::units::second * (mass / (30 * core::units::MeV)) *
           (30 * core::units::GeV / energy);
  }
  return sector.stopping * core::units::metre * mass / energy;
}

double required_phi_coupling(double mass,
                             double m_phi,
                             Convention convention,
                             const PhiSector& sector) {
  core::require_positive(mass, "mass");
  core::require_positive(m_phi, "phi mass");
  const double x = 1 - 4 * std::pow(m_phi / mass, 2);
  if (x <= 0) {
    throw core::InvalidInput("Z' -> phi phi is closed: m_phi >= m/2; choose a lighter phi");
  }
  // tau = 48 pi/((c_phi g)^2 m x^{3/2})
  const double tau = longest_lifetime(mass, sector.energy, convention, sector);
  return std::sqrt(48 * std::numbers::pi / (mass * tau)) * std::pow(x, -0.75);
}

double required_phi_electron_coupling(double m_phi, double tau) {
  const double x = 1 - 4 * std::pow(core::m_e / core::require_positive(m_phi, "phi mass"), 2);
  if (x <= 0) {
    throw core::InvalidInput("phi -> e+ e- is closed: m_phi <= 2 m_e; choose a heavier phi");
  }
  return std::sqrt(8 * std::numbers::pi /
                   (core::require_positive(tau, "tau") * m_phi * std::pow(x, 1.5)));
}

double quartic_coupling(
    double mass, double c_phi_g, double sin_beta, Convention convention, const PhiSector& sector) {
  const double normalisation = convention == Convention::paper ? 1 : std::numbers::sqrt2;
  const double vev = mass / (normalisation * c_phi_g);  // <phi'>, eq. (28)
  return sin_beta * sector.m_Phi * sector.m_Phi / (sector.higgs_vev * vev);
}

PhiBranchings phi_branchings(const ZPrime& model, Convention convention) {
  const double x = model.phi() ? 1 - 4 * std::pow(model.phi()->mass / model.mass(), 2) : 0;
  if (x <= 0) {
    throw core::InvalidInput("eq. (24) needs an open decay Z' -> phi phi");
  }
  const double factor = convention == Convention::paper ? 8 : 4;
  const double charge2 = std::pow(model.phi()->charge, 2) * std::pow(x, 1.5);
  return {factor * std::pow(model.e_eps_kin() / model.g(), 2) / charge2, factor / charge2};
}

std::vector<Condition> phi_conditions(const ZPrime& model,
                                      Convention convention,
                                      const PhiSector& sector) {
  if (!model.phi()) {
    return {};
  }
  const double m_phi = model.phi()->mass;
  const double coupling = model.phi()->charge * model.g();
  std::vector<Condition> list;
  const auto upper = [&](std::string name, double value, double limit, std::string unit,
                         std::string text) {
    list.push_back(
        {std::move(name), value, limit, limit / value, std::move(unit), std::move(text)});
  };
  const auto lower = [&](std::string name, double value, double limit, std::string unit,
                         std::string text) {
    list.push_back(
        {std::move(name), value, limit, value / limit, std::move(unit), std::move(text)});
  };
  lower("phi_mass", m_phi / core::units::MeV, lightest_phi / core::units::MeV, "MeV",
        "m_phi against 10 MeV (E774, E141), text above eq. (22)");
  if (2 * m_phi >= model.mass()) {
    upper("phi_open", 2 * m_phi / core::units::MeV, model.mass() / core::units::MeV, "MeV",
          "2 m_phi against m: Z' -> phi phi must be open, eq. (23)");
    return list;
  }
  lower("phi_dominates", phi_over_ee(model), 1, "1", "G(phi phi)/G(ee) against 1, eq. (24)");
  upper("tau_zprime_25", lifetime(model) / core::units::second,
        longest_lifetime(model.mass(), sector.energy, convention, sector) / core::units::second,
        "s", "tau of the Z' against 1 cm m/(c 30 GeV), eq. (25)");
  lower("c_phi_g_26", coupling, required_phi_coupling(model.mass(), m_phi, convention, sector), "1",
        "c_phi g against the value that makes the Z' decay within 1 cm at 30 GeV, eq. (26)");
  // phi carries half of the energy: gamma = (E/2)/m_phi.
  const double tau_phi = longest_lifetime(m_phi, sector.energy / 2, convention, sector);
  const double lambda_phi_e = required_phi_electron_coupling(m_phi, tau_phi);
  const double sin_beta = lambda_phi_e / sector.lambda_e;
  upper("lambda_phi_e_30", lambda_phi_e, sector.lambda_e, "1",
        "required coupling of phi to electrons so that phi decays within 1 cm at 15 GeV, against "
        "lambda_e = 0.1, eq. (30)");
  const double mixing = convention == Convention::paper ? sin_beta * sin_beta : sin_beta;
  upper("naturalness_30", mixing * sector.m_Phi / core::units::MeV, m_phi / core::units::MeV, "MeV",
        convention == Convention::paper
            ? "m_Phi sin^2(beta) against m_phi, text below eq. (30), as printed"
            : "m_Phi sin(beta), the shift that the mixing gives, against m_phi (text below eq. "
              "(30), corrected)");
  upper("lambda_31", quartic_coupling(model.mass(), coupling, sin_beta, convention, sector),
        largest_quartic, "1",
        "quartic lambda required by (29) with m_Phi = 400 GeV, against 1, eq. (31)");
  upper("perturbativity", coupling, perturbative_phi_coupling, "1",
        "c_phi g against a few 1e-2 (3e-2), text below eq. (31)");
  return list;
}

}  // namespace sunsi::model
