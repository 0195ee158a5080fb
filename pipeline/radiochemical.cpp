#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <sunsi/core/constants.hpp>
#include <sunsi/pipeline/night.hpp>
#include <sunsi/pipeline/radiochemical.hpp>

namespace sunsi::pipeline {
namespace {

using core::units::MeV;
constexpr int panels = 6;
constexpr int nodes_a_panel = 6;

/// One source with its captures, linear in P_ee at the nodes.
struct Part {
  model::Source source;
  std::size_t first_row;
  detector::CaptureWeights weights;
};

struct Parts {
  std::vector<Part> list;
  std::vector<Query> queries;
};

Parts parts_of(const Config& config, const detector::Radiochemical& target) {
  Parts parts;
  for (const model::Source source : model::all_sources) {
    solar::Spectrum spectrum = solar::Spectrum::load(source, config.data, config.spectrum_8B);
    const auto basis = capture_basis(spectrum, target.cross_section().threshold_MeV());
    if (!basis) {
      continue;
    }
    parts.list.push_back({source, parts.queries.size(),
                          detector::CaptureWeights::build(
                              target, source, source_spectrum(std::move(spectrum)), *basis)});
    for (const double energy : basis->nodes()) {
      parts.queries.push_back({source, energy * MeV});
    }
  }
  return parts;
}

detector::CaptureRates rates_at(const SolarPropagator& point,
                                const Parts& parts,
                                const Monitor& monitor) {
  const model::SurvivalTable table = point.survival(parts.queries, monitor);
  const solar::Fluxes fluxes = fluxes_of(point.config());
  detector::CaptureRates rates;
  for (const Part& part : parts.list) {
    Eigen::VectorXd P_ee(part.weights.best.size());
    for (Eigen::Index j = 0; j < P_ee.size(); ++j) {
      P_ee[j] = table[part.first_row + static_cast<std::size_t>(j)].P_ee;
    }
    part.weights.add_to(rates, part.source, fluxes.of(part.source), P_ee);
  }
  return rates;
}

void add_observables(ExperimentPrediction& result,
                     const detector::Radiochemical& target,
                     const detector::CaptureDatum& datum,
                     const detector::CaptureRates& rates) {
  Prediction total{datum.measurement, rates.total(), rates.best};
  detector::Measurement& m = total.measurement;
  const double by_cross_section = target.cross_section_error(rates, m.value);
  m.error_up = std::hypot(m.error_up, by_cross_section);
  m.error_down = std::hypot(m.error_down, by_cross_section);
  result.observables.push_back(total);
  for (const model::Source source : model::all_sources) {
    Prediction part{datum.measurement, rates.best[static_cast<std::size_t>(source)], {}};
    part.measurement.observable = fmt::format("{}:{}", target.name(), model::name(source));
    part.measurement.used = false;
    part.measurement.known = false;
    part.measurement.value = part.measurement.error_up = part.measurement.error_down = 0;
    part.by_source[static_cast<std::size_t>(source)] = part.value;
    result.observables.push_back(part);
  }
}

}  // namespace

detector::SourceSpectrum source_spectrum(solar::Spectrum spectrum) {
  detector::SourceSpectrum result;
  for (const solar::Line& line : spectrum.lines()) {
    result.lines.push_back({line.energy / MeV, line.fraction});
  }
  if (!spectrum.is_line()) {
    for (const double knot : spectrum.knots()) {
      result.knots_MeV.push_back(knot / MeV);
    }
    const auto shared = std::make_shared<const solar::Spectrum>(std::move(spectrum));
    result.density = [shared](double E_MeV) { return shared->density(E_MeV * MeV) * MeV; };
  }
  return result;
}

std::optional<core::NodeBasis> capture_basis(const solar::Spectrum& spectrum,
                                             double threshold_MeV) {
  if (spectrum.is_line()) {
    std::vector<double> energies;
    for (const solar::Line& line : spectrum.lines()) {
      energies.push_back(line.energy / MeV);
    }
    std::sort(energies.begin(), energies.end());
    return core::NodeBasis::lines(energies);
  }
  const double low = std::max(threshold_MeV, spectrum.knots().front() / MeV);
  const double high = spectrum.end() / MeV;
  if (high <= low) {
    return std::nullopt;
  }
  std::vector<double> edges;
  for (int i = 0; i <= panels; ++i) {  // the ends exactly
    edges.push_back(i == 0        ? low
                    : i == panels ? high
                                  : low * std::pow(high / low, static_cast<double>(i) / panels));
  }
  return core::NodeBasis::gauss(edges, nodes_a_panel);
}

std::optional<ExperimentPrediction> predict_radiochemical(const Config& config,
                                                          const std::string& name,
                                                          const Monitor& monitor) {
  const auto night_at = [&](const std::string& site) {
    return experiment_night(site, config.data, coarsest_radiochemical_night);
  };
  return predict_radiochemical(SolarPropagator(config), name, night_at, monitor);
}

std::optional<ExperimentPrediction> predict_radiochemical(
    const SolarPropagator& point,
    const std::string& name,
    const std::function<Night(const std::string& site)>& night_at,
    const Monitor& monitor) {
  const Config& config = point.config();
  for (const model::Source source : model::all_sources) {
    if (!config.places(source)) {
      return std::nullopt;
    }
  }
  const detector::Radiochemical target = detector::Radiochemical::load(name, config.data);
  const Parts parts = parts_of(config, target);
  std::map<std::string, detector::CaptureRates> by_site;
  std::vector<detector::CaptureRates> rates;
  ExperimentPrediction result{name, {}, {}, {}};
  for (const detector::CaptureDatum& datum : target.data()) {
    const std::string site = config.night ? datum.site : "";
    if (!by_site.contains(site)) {
      by_site[site] =
          rates_at(config.night ? point.with_night(night_at(site)) : point, parts, monitor);
    }
    rates.push_back(by_site.at(site));
    add_observables(result, target, datum, rates.back());
  }
  result.inverse_covariance = target.inverse_covariance(rates);
  return result;
}

}  // namespace sunsi::pipeline
