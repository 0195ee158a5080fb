#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/detector/scattering_rate.hpp>

namespace sunsi::detector {
namespace {

void require_one_length(std::size_t energies, std::size_t weights, std::size_t states) {
  if (weights != energies || states != energies) {
    throw core::InvalidInput(
        "energies, weights and probabilities of a source must have one length");
  }
}

}  // namespace

double mean_cross_section(const NuElectronCrossSection& sigma,
                          const SpectralNodes& nodes,
                          const RecoilWindow& window) {
  require_one_length(nodes.energy_MeV.size(), nodes.weight.size(), nodes.P_ee.size());
  double sum = 0;
  for (std::size_t k = 0; k < nodes.weight.size(); ++k) {
    const double E = nodes.energy_MeV[k];
    const double e = sigma.total(Flavour::e, E, window.low_MeV, window.high_MeV);
    const double x = sigma.total(Flavour::x, E, window.low_MeV, window.high_MeV);
    sum += nodes.weight[k] * (nodes.P_ee[k] * e + (1 - nodes.P_ee[k]) * x);
  }
  return sum;
}

double mean_cross_section(const NuElectronCrossSection& sigma,
                          const SpectralStates& nodes,
                          const RecoilWindow& window) {
  require_one_length(nodes.energy_MeV.size(), nodes.weight.size(), nodes.rho.size());
  double sum = 0;
  for (std::size_t k = 0; k < nodes.weight.size(); ++k) {
    sum += nodes.weight[k] *
           trace(nodes.rho[k], sigma.total(nodes.energy_MeV[k], window.low_MeV, window.high_MeV));
  }
  return sum;
}

double counts_per_day(double flux, double mean_cross_section_cm2, double electrons) {
  return flux * mean_cross_section_cm2 * electrons * (core::units::day / core::units::second);
}

}  // namespace sunsi::detector
