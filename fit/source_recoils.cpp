#include <algorithm>
#include <sunsi/fit/detail/solar_parts.hpp>

namespace sunsi::fit::detail {
namespace {

detector::SourceSpectrum seen_spectrum(const detector::SourceSpectrum& spectrum,
                                       const std::optional<double>& line) {
  detector::SourceSpectrum result = spectrum;
  std::erase_if(result.lines, [&](const detector::SourceSpectrum::Line& candidate) {
    return line && candidate.energy_MeV != *line;
  });
  return result;
}

}  // namespace

SourceRecoils::SourceRecoils(const pipeline::NodeSurvival& nodes,
                             model::Source source,
                             std::vector<double> recoil_MeV,
                             detector::CrossSectionMode mode,
                             std::optional<double> line)
    : source_(static_cast<std::size_t>(source)),
      response_(seen_spectrum(nodes.spectrum(source), line),
                nodes.basis(source),
                std::move(recoil_MeV),
                mode) {}

Eigen::VectorXd SourceRecoils::day(const Arrived& arrived) const {
  if (!arrived.sigma.alike()) {
    return response_.recoils(arrived.P.day_state[source_], arrived.sigma);
  }
  return response_.recoils(arrived.P.day[source_], response_.couplings(arrived.sigma));
}

Eigen::VectorXd SourceRecoils::night(const Arrived& arrived, std::size_t site) const {
  if (!arrived.night) {
    return day(arrived);
  }
  if (!arrived.sigma.alike()) {
    return response_.recoils(arrived.P.night_state.at(site)[source_], arrived.sigma);
  }
  return response_.recoils(arrived.P.night.at(site)[source_], response_.couplings(arrived.sigma));
}

Eigen::VectorXd SourceRecoils::unoscillated() const {
  const detector::NuElectronCrossSection standard(response_.mode());
  return response_.recoils(Eigen::VectorXd::Ones(response_.energies()),
                           response_.couplings(standard));
}

Eigen::VectorXd SourceRecoils::average(const Arrived& arrived,
                                       std::size_t site,
                                       double night_share) const {
  if (!arrived.night) {
    return day(arrived);
  }
  if (!arrived.sigma.alike()) {
    return night_share * night(arrived, site) + (1 - night_share) * day(arrived);
  }
  return response_.recoils(
      night_share * arrived.P.night.at(site)[source_] + (1 - night_share) * arrived.P.day[source_],
      response_.couplings(arrived.sigma));
}

}  // namespace sunsi::fit::detail
