#include <algorithm>
#include <memory>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/node_basis.hpp>
#include <sunsi/detector/recoil_response.hpp>
#include <sunsi/pipeline/detail/scattering.hpp>
#include <sunsi/pipeline/sk_rates.hpp>
#include <sunsi/solar/spectrum.hpp>

namespace sunsi::pipeline {
namespace {

using core::units::MeV;
constexpr int panels_8B = 6;   // the fringes of P_ee by night: rates to 3e-5
constexpr int panels_hep = 3;  // 0.3 per cent of the rate
constexpr int points_a_panel = 12;

/// One source from the least energy that any recoil needs to its end, with energy nodes of its own.
struct Source {
  model::Source source;
  detector::SourceSpectrum spectrum;
  core::NodeBasis basis;
  detector::RecoilResponse response;
};

Source source_of(model::Source source, const Config& config) {
  const auto density = std::make_shared<const solar::Spectrum>(
      solar::Spectrum::load(source, config.data, config.spectrum_8B));
  const double low = detector::smallest_energy_MeV(detector::sk_recoil_rule().node.front());
  const double end = density->end() / MeV;
  detector::SourceSpectrum spectrum;
  spectrum.density = [density](double E) { return density->density(E * MeV) * MeV; };
  spectrum.knots_MeV.push_back(low);
  for (const double knot : density->knots()) {
    if (knot / MeV > low) {
      spectrum.knots_MeV.push_back(knot / MeV);
    }
  }
  const int panels = source == model::Source::b8 ? panels_8B : panels_hep;
  std::vector<double> edges;
  for (int i = 0; i < panels; ++i) {
    edges.push_back(low + (end - low) * i / panels);
  }
  edges.push_back(spectrum.knots_MeV.back());
  core::NodeBasis basis = core::NodeBasis::gauss(edges, points_a_panel);
  detector::RecoilResponse response(spectrum, basis, detector::sk_recoil_rule().node,
                                    config.cross_section);
  return {source, std::move(spectrum), std::move(basis), std::move(response)};
}

/// By day or by night: with P_ee where that is enough, else with the states of flavour.
Eigen::VectorXd recoils(const detector::RecoilResponse& response,
                        const detector::NuElectronCrossSection& sigma,
                        const detail::Arrivals& arrivals,
                        std::size_t first,
                        bool night) {
  const Eigen::Index n = response.energies();
  std::vector<Eigen::Matrix3cd> rho;
  Eigen::VectorXd P_ee(n);
  for (Eigen::Index j = 0; j < n; ++j) {
    rho.push_back(arrivals.rho(first + static_cast<std::size_t>(j), night));
    P_ee[j] = rho.back()(0, 0).real();
  }
  return sigma.alike() ? response.recoils(P_ee, response.couplings(sigma))
                       : response.recoils(rho, sigma);
}

}  // namespace

std::vector<int> sk_phases(const std::vector<std::string>& experiments) {
  const std::string all = "super-kamiokande";
  std::vector<int> phases;
  for (int phase = 1; phase <= 4; ++phase) {
    if (std::any_of(experiments.begin(), experiments.end(), [&](const std::string& name) {
          return name == all || name == all + "-" + std::to_string(phase);
        })) {
      phases.push_back(phase);
    }
  }
  return phases;
}

struct SkResponses::Parts {
  std::vector<Source> sources;
  std::vector<detector::SkPhase> phases;
};

SkResponses::SkResponses(const Config& config, const std::vector<int>& phases) {
  Parts parts;
  for (const model::Source source : {model::Source::b8, model::Source::hep}) {
    parts.sources.push_back(source_of(source, config));
  }
  for (const int number : phases) {
    parts.phases.push_back(detector::SkPhase::load(config.data, number));
  }
  parts_ = std::make_shared<const Parts>(std::move(parts));
}

detector::SkRecoils SkResponses::recoils(const SolarPropagator& point,
                                         const Monitor& monitor) const {
  const Config& config = point.config();
  std::vector<Query> queries;
  for (const Source& one : parts_->sources) {
    for (const double E : one.basis.nodes()) {
      if (config.places(one.source)) {
        queries.push_back({one.source, E * MeV});
      }
    }
  }
  const detector::NuElectronCrossSection sigma = detail::cross_section(config);
  const detector::NuElectronCrossSection standard(config.cross_section);
  const detail::Arrivals arrivals(point, queries, sigma.alike(), monitor);
  detector::SkRecoils result;
  std::size_t first = 0;
  for (const Source& one : parts_->sources) {
    const detector::RecoilResponse& response = one.response;
    detector::SkSourceRecoils& part = one.source == model::Source::b8 ? result.b8 : result.hep;
    part.unoscillated =
        response.recoils(Eigen::VectorXd::Ones(response.energies()), response.couplings(standard));
    part.day = part.night = Eigen::VectorXd::Zero(part.unoscillated.size());
    if (config.places(one.source)) {
      part.day = pipeline::recoils(response, sigma, arrivals, first, false);
      part.night = pipeline::recoils(response, sigma, arrivals, first, true);
      first += one.basis.size();
    }
  }
  return result;
}

std::vector<Prediction> SkResponses::ratios(const SolarPropagator& point,
                                            const Monitor& monitor) const {
  const detector::SkRecoils seen = recoils(point, monitor);
  const solar::Fluxes fluxes = fluxes_of(point.config());
  const detector::SkFluxes of{fluxes.of(model::Source::b8), fluxes.of(model::Source::hep)};
  std::vector<Prediction> list;
  for (const detector::SkPhase& phase : parts_->phases) {
    const Eigen::MatrixX2d mean = (phase.rates(seen, of, false) + phase.rates(seen, of, true)) / 2;
    Prediction prediction{phase.measured_ratio(), 0, {}};
    prediction.measurement.used = false;
    const double b8 = phase.ratio(mean.col(0));
    const double hep = phase.ratio(mean.col(1));
    prediction.by_source[static_cast<std::size_t>(model::Source::b8)] = b8;
    prediction.by_source[static_cast<std::size_t>(model::Source::hep)] = hep;
    prediction.value = b8 + hep;
    list.push_back(std::move(prediction));
  }
  return list;
}

detector::SkRecoils sk_recoils(const Config& config, const Monitor& monitor) {
  return SkResponses(config, {}).recoils(SolarPropagator(config), monitor);
}

std::vector<Prediction> predict_sk_ratios(const Config& config,
                                          const std::vector<int>& phases,
                                          const Monitor& monitor) {
  return phases.empty() ? std::vector<Prediction>{}
                        : SkResponses(config, phases).ratios(SolarPropagator(config), monitor);
}

}  // namespace sunsi::pipeline
