#include <algorithm>
#include <cmath>
#include <numbers>
#include <sunsi/core/constants.hpp>
#include <sunsi/detector/stopped_pion.hpp>

namespace sunsi::detector {
namespace {

constexpr double m_mu = core::m_mu / core::units::MeV;
/// Charged pion: mass 139.57039(18) MeV, life 26.033(5) ns; muon: life 2.1969811(22) us (PDG 2024).
constexpr double m_pi = 139.57039;
constexpr double tau_pi_us = 0.026033;
constexpr double tau_mu_us = 2.1969811;

double normal_cdf(double z) { return std::erfc(-z / std::numbers::sqrt2) / 2; }

/// Gaussian folded with a decay of life tau. The product of a large exponential and a small erfc
/// is taken as 0 where the latter has left the range of numbers.
double decayed(const ProtonPulse& pulse, double tau, double t) {
  const double z = (t - pulse.mean_us) / pulse.sigma_us;
  const double k = pulse.sigma_us / tau;
  const double tail = normal_cdf(z - k);
  return normal_cdf(z) - (tail > 0 ? std::exp(k * k / 2 - k * z + std::log(tail)) : 0);
}

}  // namespace

double pion_line_MeV() { return (m_pi * m_pi - m_mu * m_mu) / (2 * m_pi); }
double muon_end_MeV() { return m_mu / 2; }

double muon_decay_density(PionNeutrino kind, double E) {
  if (kind == PionNeutrino::nu_mu || !(E > 0 && E < muon_end_MeV())) {
    return 0;
  }
  const double x = E / m_mu;
  return (kind == PionNeutrino::nu_e ? 192 * x * x * (0.5 - x) : 64 * x * x * (0.75 - x)) / m_mu;
}

core::Quadrature pion_spectrum(PionNeutrino kind, double low_MeV) {
  if (kind == PionNeutrino::nu_mu) {
    return low_MeV < pion_line_MeV() ? core::Quadrature{{pion_line_MeV()}, {1}}
                                     : core::Quadrature{};
  }
  if (!(low_MeV < muon_end_MeV())) {
    return {};
  }
  core::Quadrature rule = core::gauss_legendre(std::max(low_MeV, 0.0), muon_end_MeV(), 48);
  for (std::size_t k = 0; k < rule.node.size(); ++k) {
    rule.weight[k] *= muon_decay_density(kind, rule.node[k]);
  }
  return rule;
}

double arrived(PionNeutrino kind, const ProtonPulse& pulse, double t_us) {
  const double pion = decayed(pulse, tau_pi_us, t_us);
  if (kind == PionNeutrino::nu_mu) {
    return pion;
  }
  // Two decays in a row: the difference of the two single ones, weighted with their lives.
  const double muon = decayed(pulse, tau_mu_us, t_us);
  return (tau_mu_us * muon - tau_pi_us * pion) / (tau_mu_us - tau_pi_us);
}

}  // namespace sunsi::detector
