#include <sunsi/core/constants.hpp>
#include <sunsi/pipeline/detail/scattering.hpp>

namespace sunsi::pipeline::detail {

detector::NuElectronCrossSection cross_section(const Config& config) {
  if (config.nsi) {
    return detector::NuElectronCrossSection::general(config.cross_section, config.nsi->e());
  }
  detector::ElectronNsi nsi;
  if (config.zprime) {
    nsi.eps_std = config.zprime->effective_nsi().e.value;
    nsi.mediator_mass_MeV = config.zprime->mass() / core::units::MeV;
  }
  return detector::NuElectronCrossSection(config.cross_section, nsi);
}

Arrivals::Arrivals(const SolarPropagator& propagator,
                   const std::vector<Query>& queries,
                   bool alike,
                   const Monitor& monitor) {
  if (alike) {
    table_ = propagator.survival(queries, monitor);
  } else {
    states_ = propagator.flavours(queries, monitor);
  }
}

Eigen::Matrix3cd Arrivals::rho(std::size_t row, bool night) const {
  if (states_) {
    return night ? states_->night(row) : states_->day(row);
  }
  const double P = night ? table_[row].P_ee_night : table_[row].P_ee_day;
  return Eigen::Vector3cd(P, (1 - P) / 2, (1 - P) / 2).asDiagonal();
}

double Arrivals::mean_cross_section(const detector::NuElectronCrossSection& sigma,
                                    const core::Quadrature& rule,
                                    std::size_t first,
                                    const detector::RecoilWindow& window) const {
  if (states_) {
    std::vector<Eigen::Matrix3cd> rho;
    for (std::size_t k = 0; k < rule.node.size(); ++k) {
      rho.push_back(states_->average(first + k));
    }
    return detector::mean_cross_section(
        sigma, detector::SpectralStates{rule.node, rule.weight, rho}, window);
  }
  std::vector<double> P_ee;
  for (std::size_t k = 0; k < rule.node.size(); ++k) {
    P_ee.push_back(table_[first + k].P_ee);
  }
  return detector::mean_cross_section(sigma, detector::SpectralNodes{rule.node, rule.weight, P_ee},
                                      window);
}

}  // namespace sunsi::pipeline::detail
