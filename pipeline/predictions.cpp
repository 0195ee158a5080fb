#include <fmt/format.h>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/quadrature.hpp>
#include <sunsi/detector/borexino.hpp>
#include <sunsi/detector/sno_projection.hpp>
#include <sunsi/pipeline/day_night.hpp>
#include <sunsi/pipeline/detail/scattering.hpp>
#include <sunsi/pipeline/night.hpp>
#include <sunsi/pipeline/predictions.hpp>
#include <sunsi/pipeline/radiochemical.hpp>
#include <sunsi/pipeline/sk_rates.hpp>
#include <sunsi/solar/spectrum.hpp>

namespace sunsi::pipeline {
namespace {

using core::units::MeV;
constexpr int points_a_panel = 12;
// Errors of a rate below 1e-5 on every window (tests/pipeline). The decays of light nuclei end with a
// step: their last panel is halved again and again. 8B has fewer panels because its energies cost
// more by night.
constexpr int panels = 12;
constexpr int panels_8B = 6;
constexpr int halvings = 6;

/// Where windows of one source open and close in neutrino energy [MeV]: kinks of its rates. Those of
/// all phases, so that a phase alone has the energies, and the digits, that it has among others; and
/// so that all windows share their energies by night.
std::vector<double> kinks_of(model::Source source, const detector::Borexino& all_phases) {
  std::vector<double> kinks;
  for (const detector::BorexinoObservable& observable : all_phases.observables) {
    if (std::count(observable.sources.begin(), observable.sources.end(), source) > 0) {
      for (const double T : {observable.window.low_MeV, observable.window.high_MeV}) {
        if (std::isfinite(T)) {
          kinks.push_back(detector::smallest_energy_MeV(T));
        }
      }
    }
  }
  std::sort(kinks.begin(), kinks.end());
  return kinks;
}

/// Energies [MeV] and flux-normalised weights of a spectrum as far as a recoil window sees it.
core::Quadrature spectral_rule(const solar::Spectrum& spectrum,
                               const detector::RecoilWindow& window,
                               const std::vector<double>& kinks,
                               bool only_862) {
  core::Quadrature rule;
  if (spectrum.is_line()) {
    for (const solar::Line& line : spectrum.lines()) {
      if (!only_862 || line.name == "7Be-862") {
        rule.node.push_back(line.energy / MeV);
        rule.weight.push_back(line.fraction);
      }
    }
    return rule;
  }
  const double end = spectrum.end() / MeV;
  const double low = std::min(detector::smallest_energy_MeV(window.low_MeV), end);
  std::vector<double> edges(kinks);
  const bool many = spectrum.source() != model::Source::b8;
  const int pieces = many ? panels : panels_8B;
  const double width = (end - kinks.front()) / pieces;
  for (int i = 0; i <= pieces; ++i) {
    edges.push_back(i == pieces ? end : kinks.front() + width * i);
  }
  for (int i = 1; many && i <= halvings; ++i) {
    edges.push_back(end - std::ldexp(width, -i));
  }
  std::erase_if(edges, [&](double edge) { return edge < low || edge > end; });
  std::sort(edges.begin(), edges.end());
  rule = core::composite_gauss_legendre(edges, points_a_panel);
  for (std::size_t i = 0; i < rule.node.size(); ++i) {
    rule.weight[i] *= spectrum.density(rule.node[i] * MeV) * MeV;
  }
  return rule;
}

/// One source seen through one window: where its probabilities stand in the common table.
struct Part {
  std::size_t observable;
  model::Source source;
  core::Quadrature rule;
  std::size_t first_row;
};

ExperimentPrediction predict_borexino(const Config& config,
                                      const SolarPropagator& propagator,
                                      const std::vector<std::string>& phases,
                                      const Monitor& monitor) {
  detector::Borexino experiment = detector::load_borexino(config.data, phases);
  std::erase_if(experiment.observables, [&](const detector::BorexinoObservable& observable) {
    return std::any_of(observable.sources.begin(), observable.sources.end(),
                       [&](model::Source source) { return !config.places(source); });
  });
  const detector::Borexino all_phases = detector::load_borexino(config.data);
  const solar::Fluxes fluxes = fluxes_of(config);
  std::vector<Part> parts;
  std::vector<Query> queries;
  for (std::size_t i = 0; i < experiment.observables.size(); ++i) {
    const detector::BorexinoObservable& observable = experiment.observables[i];
    for (const model::Source source : observable.sources) {
      const solar::Spectrum spectrum =
          solar::Spectrum::load(source, config.data, config.spectrum_8B);
      Part part{i, source,
                spectral_rule(spectrum, observable.window, kinks_of(source, all_phases),
                              observable.only_862_line),
                queries.size()};
      for (const double energy : part.rule.node) {
        queries.push_back({source, energy * MeV});
      }
      parts.push_back(std::move(part));
    }
  }
  const detector::NuElectronCrossSection sigma = detail::cross_section(config);
  const detail::Arrivals arrivals(propagator, queries, sigma.alike(), monitor);
  ExperimentPrediction result{"borexino", {}, {}, {}};
  for (const detector::BorexinoObservable& observable : experiment.observables) {
    result.observables.push_back({observable.measurement, 0, {}});
  }
  for (const Part& part : parts) {
    const double mean = arrivals.mean_cross_section(sigma, part.rule, part.first_row,
                                                    experiment.observables[part.observable].window);
    const double rate =
        detector::counts_per_day(fluxes.of(part.source), mean, experiment.electrons_per_100t);
    result.observables[part.observable].value += rate;
    result.observables[part.observable].by_source[static_cast<std::size_t>(part.source)] += rate;
  }
  std::vector<double> values;
  for (const Prediction& prediction : result.observables) {
    values.push_back(prediction.value);
  }
  result.inverse_covariance = experiment.inverse_covariance(values);
  return result;
}

/// What eps^e adds to elastic scattering above SNO's threshold at an energy, a matrix in units of the
/// standard sigma_x. Below the energy that can reach the threshold the bins hold only what resolution
/// lifts over it: there the highest tenth of recoils stands in.
Eigen::Matrix3cd added_to_es(const detector::NuElectronCrossSection& with,
                             const detector::NuElectronCrossSection& without,
                             double E) {
  const double threshold =
      std::min(detector::sno_threshold_MeV, 0.9 * detector::largest_recoil_MeV(E));
  return (with.total(E, threshold) - without.total(E, threshold)) /
         without.total(detector::Flavour::x, E, threshold);
}

ExperimentPrediction predict_sno(const Config& config,
                                 const SolarPropagator& propagator,
                                 const Monitor& monitor) {
  const detector::SnoResult measured = detector::load_sno(config.data);
  const detector::SnoSensitivity sensitivity = detector::load_sno_sensitivity(config.data);
  std::vector<Query> queries;
  for (const double energy : sensitivity.energy_MeV) {
    queries.push_back({model::Source::b8, energy * MeV});
  }
  const detector::NuElectronCrossSection with = detail::cross_section(config);
  const detector::NuElectronCrossSection without(config.cross_section);
  const detail::Arrivals arrivals(propagator, queries, with.alike(), monitor);
  std::vector<double> day, night, added_day, added_night;
  for (std::size_t k = 0; k < queries.size(); ++k) {
    day.push_back(arrivals.points()[k].P_ee_day);
    night.push_back(arrivals.points()[k].P_ee_night);
    const Eigen::Matrix3cd added = added_to_es(with, without, sensitivity.energy_MeV[k]);
    added_day.push_back(detector::trace(arrivals.rho(k, false), added));
    added_night.push_back(detector::trace(arrivals.rho(k, true), added));
  }
  const detector::SnoPolynomial p =
      detector::project_on_sno(sensitivity, {day, night, added_day, added_night});
  const double flux = fluxes_of(config).of(model::Source::b8) / 1e6;
  const std::array<double, 6> values{flux, p.c0, p.c1, p.c2, p.a0, p.a1};
  ExperimentPrediction result{"sno", {}, {}, {}};
  const std::size_t used = config.night ? 6 : 4;  // a0, a1 speak of the night
  for (std::size_t i = 0; i < values.size(); ++i) {
    Prediction prediction{measured.parameters[i], values[i], {}};
    prediction.measurement.used = i < used;
    if (i == 0) {
      prediction.by_source[static_cast<std::size_t>(model::Source::b8)] = flux;
    }
    result.observables.push_back(prediction);
  }
  const auto size = static_cast<Eigen::Index>(used);
  result.inverse_covariance =
      Eigen::MatrixXd(measured.covariance.topLeftCorner(size, size)).inverse();
  return result;
}

}  // namespace

solar::Fluxes fluxes_of(const Config& config) {
  solar::Fluxes fluxes = solar::load_fluxes(config.flux_model, config.data);
  for (const auto& [source, value] : config.flux_override) {
    fluxes.value[static_cast<std::size_t>(source)] = value;
    fluxes.fractional_error[static_cast<std::size_t>(source)] = 0;
  }
  return fluxes;
}

solar::FluxPrior flux_prior_of(const Config& config) {
  return solar::flux_prior(fluxes_of(config), config.free_fluxes, config.data);
}

std::vector<ExperimentPrediction> predict(const Config& config,
                                          const Monitor& monitor,
                                          std::vector<DayNightBin>* bins) {
  const auto at = [&](const char* site, double coarsest = 1e-5) {
    Config own = config;  // each experiment sees its own nights
    if (config.night) {
      own.night = experiment_night(site, config.data, coarsest);
    }
    return own;
  };
  std::vector<std::string> phases;
  bool borexino = false;
  bool all_phases = false;
  bool sno = false;
  bool super_kamiokande = false;
  for (const std::string& experiment : config.experiments) {
    sno = sno || experiment == "sno";
    super_kamiokande = super_kamiokande || experiment == "super-kamiokande";
    if (experiment.starts_with("borexino")) {
      borexino = true;
      all_phases = all_phases || experiment == "borexino";
      phases.push_back(experiment.substr(experiment.size() - 1));
    }
  }
  std::vector<ExperimentPrediction> list;
  if (borexino) {
    list.push_back(predict_borexino(config, SolarPropagator(at("lngs", 4e-5)),
                                    all_phases ? std::vector<std::string>{} : phases, monitor));
  }
  if (sno && config.places(model::Source::b8)) {
    Config own = config;
    if (config.night) {
      own.night = sno_night(config.data);
    }
    list.push_back(predict_sno(config, SolarPropagator(own), monitor));
  }
  const std::vector<int> phases_of_sk = sk_phases(config.experiments);
  if (!phases_of_sk.empty() && config.places(model::Source::b8)) {
    const Config own = at("kamioka");
    ExperimentPrediction sk{"super-kamiokande", {}, {}, {}};
    if (super_kamiokande && config.night) {
      sk = predict_super_kamiokande(own, monitor, bins);
    }
    for (Prediction& ratio : predict_sk_ratios(own, phases_of_sk, monitor)) {
      sk.observables.push_back(std::move(ratio));
    }
    list.push_back(std::move(sk));
  }
  for (const char* target : {"gallium", "chlorine"}) {
    if (std::count(config.experiments.begin(), config.experiments.end(), target) > 0) {
      if (auto prediction = predict_radiochemical(config, target, monitor)) {
        list.push_back(std::move(*prediction));
      }
    }
  }
  return list;
}

}  // namespace sunsi::pipeline
