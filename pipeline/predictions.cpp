#include <fmt/format.h>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <map>
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

/// Borexino's observables of sources that the Sun places, with the energies of their rates.
struct BorexinoParts {
  detector::Borexino experiment;
  std::vector<Part> parts;
  std::vector<Query> queries;
};

BorexinoParts borexino_parts(const Config& config, const std::vector<std::string>& phases) {
  BorexinoParts result{detector::load_borexino(config.data, phases), {}, {}};
  std::erase_if(result.experiment.observables, [&](const detector::BorexinoObservable& observable) {
    return std::any_of(observable.sources.begin(), observable.sources.end(),
                       [&](model::Source source) { return !config.places(source); });
  });
  const detector::Borexino all_phases = detector::load_borexino(config.data);
  std::map<model::Source, solar::Spectrum> spectra;
  for (std::size_t i = 0; i < result.experiment.observables.size(); ++i) {
    const detector::BorexinoObservable& observable = result.experiment.observables[i];
    for (const model::Source source : observable.sources) {
      if (!spectra.contains(source)) {
        spectra.emplace(source, solar::Spectrum::load(source, config.data, config.spectrum_8B));
      }
      Part part{i, source,
                spectral_rule(spectra.at(source), observable.window, kinks_of(source, all_phases),
                              observable.only_862_line),
                result.queries.size()};
      for (const double energy : part.rule.node) {
        result.queries.push_back({source, energy * MeV});
      }
      result.parts.push_back(std::move(part));
    }
  }
  return result;
}

ExperimentPrediction predict_borexino(const BorexinoParts& borexino,
                                      const SolarPropagator& propagator,
                                      const Monitor& monitor) {
  const Config& config = propagator.config();
  const auto& [experiment, parts, queries] = borexino;
  const solar::Fluxes fluxes = fluxes_of(config);
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

struct SnoParts {
  detector::SnoResult measured;
  detector::SnoSensitivity sensitivity;
};

ExperimentPrediction predict_sno(const SnoParts& parts,
                                 const SolarPropagator& propagator,
                                 const Monitor& monitor) {
  const Config& config = propagator.config();
  const auto& [measured, sensitivity] = parts;
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

struct Experiments::Parts {
  std::filesystem::path data;
  std::optional<BorexinoParts> borexino;
  std::optional<SnoParts> sno;
  std::optional<SkResponses> super_kamiokande;
  bool asymmetry = false;  ///< Super-Kamiokande's, with a night
  std::vector<std::string> radiochemical;
  /// By site and `coarsest`; SNO's own live time has a place of its own.
  std::map<std::pair<std::string, double>, Night> nights;
  std::optional<Night> sno_night;

  void add_night(const std::string& site, double coarsest) {
    if (!nights.contains({site, coarsest})) {
      nights[{site, coarsest}] = with_weights(experiment_night(site, data, coarsest));
    }
  }
};

namespace {

constexpr double coarsest_borexino_night = 4e-5;

/// The phases of Borexino that names of experiments ask for, empty for all; nothing: none.
std::optional<std::vector<std::string>> borexino_phases(const std::vector<std::string>& names) {
  std::vector<std::string> phases;
  for (const std::string& experiment : names) {
    if (experiment == "borexino") {
      return std::vector<std::string>{};
    }
    if (experiment.starts_with("borexino")) {
      phases.push_back(experiment.substr(experiment.size() - 1));
    }
  }
  return phases.empty() ? std::nullopt : std::optional(phases);
}

}  // namespace

Experiments::Experiments(const Config& config) {
  Parts parts;
  parts.data = config.data;
  const auto asked = [&](const char* name) {
    return std::count(config.experiments.begin(), config.experiments.end(), name) > 0;
  };
  if (const auto phases = borexino_phases(config.experiments)) {
    parts.borexino = borexino_parts(config, *phases);
    if (config.night) {
      parts.add_night("lngs", coarsest_borexino_night);
    }
  }
  if (asked("sno") && config.places(model::Source::b8)) {
    parts.sno = {detector::load_sno(config.data), detector::load_sno_sensitivity(config.data)};
    if (config.night) {
      parts.sno_night = with_weights(sno_night(config.data));
    }
  }
  const std::vector<int> phases_of_sk = sk_phases(config.experiments);
  if (!phases_of_sk.empty() && config.places(model::Source::b8)) {
    parts.super_kamiokande.emplace(config, phases_of_sk);
    parts.asymmetry = asked("super-kamiokande") && config.night;
    if (config.night) {
      parts.add_night("kamioka", 1e-5);
    }
  }
  for (const char* target : {"gallium", "chlorine"}) {
    if (asked(target)) {
      parts.radiochemical.emplace_back(target);
    }
  }
  parts_ = std::make_shared<const Parts>(std::move(parts));
}

Night Experiments::night_at(const std::string& site, double coarsest) const {
  const auto known = parts_->nights.find({site, coarsest});
  return known != parts_->nights.end() ? known->second
                                       : experiment_night(site, parts_->data, coarsest);
}

std::vector<ExperimentPrediction> Experiments::predict(const SolarPropagator& point,
                                                       const Monitor& monitor,
                                                       std::vector<DayNightBin>* bins) const {
  const bool night = point.config().night.has_value();
  const auto at = [&](const char* site, double coarsest = 1e-5) {
    return night ? point.with_night(night_at(site, coarsest)) : point;
  };
  std::vector<ExperimentPrediction> list;
  if (parts_->borexino) {
    list.push_back(
        predict_borexino(*parts_->borexino, at("lngs", coarsest_borexino_night), monitor));
  }
  if (parts_->sno) {
    list.push_back(
        predict_sno(*parts_->sno, night ? point.with_night(parts_->sno_night) : point, monitor));
  }
  if (parts_->super_kamiokande) {
    const SolarPropagator own = at("kamioka");
    ExperimentPrediction sk{"super-kamiokande", {}, {}, {}};
    if (parts_->asymmetry) {
      sk = predict_super_kamiokande(own, monitor, bins);
    }
    for (Prediction& ratio : parts_->super_kamiokande->ratios(own, monitor)) {
      sk.observables.push_back(std::move(ratio));
    }
    list.push_back(std::move(sk));
  }
  for (const std::string& target : parts_->radiochemical) {
    const auto nights = [&](const std::string& site) {
      return night_at(site, coarsest_radiochemical_night);
    };
    if (auto prediction = predict_radiochemical(point, target, nights, monitor)) {
      list.push_back(std::move(*prediction));
    }
  }
  return list;
}

std::vector<ExperimentPrediction> predict(const Config& config, const Monitor& monitor) {
  return Experiments(config).predict(SolarPropagator(config), monitor);
}

}  // namespace sunsi::pipeline
