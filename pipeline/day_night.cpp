#include <fmt/format.h>

#include <algorithm>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/quadrature.hpp>
#include <sunsi/pipeline/day_night.hpp>
#include <sunsi/pipeline/detail/scattering.hpp>
#include <sunsi/pipeline/night.hpp>
#include <sunsi/solar/spectrum.hpp>

namespace sunsi::pipeline {
namespace {

using core::units::MeV;
constexpr int panels = 12;  // the fringes of P_ee by night: with 5, A_DN is off by 1e-3 of itself
constexpr int points_a_panel = 12;

/// Energies [MeV] from the least that any window sees to the end of the spectra, cut at these ends.
core::Quadrature common_energies(double low, const std::vector<double>& ends) {
  std::vector<double> edges{low};
  for (const double end : ends) {
    const double from = edges.back();
    const int pieces = edges.size() == 1 ? panels : 1;
    for (int i = 1; i <= pieces && end > from; ++i) {
      edges.push_back(from + (end - from) * i / pieces);
    }
  }
  return core::composite_gauss_legendre(edges, points_a_panel);
}

}  // namespace

std::vector<detector::DayNight> day_night_rates(const Config& config,
                                                const detector::SuperKamiokande& experiment,
                                                std::span<const detector::RecoilWindow> windows,
                                                const Monitor& monitor) {
  return day_night_rates(SolarPropagator(config), experiment, windows, monitor);
}

std::vector<detector::DayNight> day_night_rates(const SolarPropagator& point,
                                                const detector::SuperKamiokande& experiment,
                                                std::span<const detector::RecoilWindow> windows,
                                                const Monitor& monitor) {
  const Config& config = point.config();
  double low = detector::smallest_seen_energy_MeV(experiment.resolution, experiment.window);
  for (const auto& list : {std::span(experiment.bins), windows}) {
    for (const detector::RecoilWindow& window : list) {
      low = std::min(low, detector::smallest_seen_energy_MeV(experiment.resolution, window));
    }
  }
  std::vector<solar::Spectrum> spectra;
  std::vector<double> ends;
  for (const model::Source source : {model::Source::b8, model::Source::hep}) {
    if (config.places(source)) {
      spectra.push_back(solar::Spectrum::load(source, config.data, config.spectrum_8B));
      ends.push_back(spectra.back().end() / MeV);
    }
  }
  std::sort(ends.begin(), ends.end());
  const core::Quadrature rule = common_energies(low, ends);
  const solar::Fluxes fluxes = fluxes_of(config);
  std::vector<Query> queries;
  for (const solar::Spectrum& spectrum : spectra) {
    for (const double E : rule.node) {
      queries.push_back({spectrum.source(), E * MeV});
    }
  }
  const detector::NuElectronCrossSection sigma = detail::cross_section(config);
  const detail::Arrivals arrivals(point, queries, sigma.alike(), monitor);
  std::vector<detector::DayNight> rates;
  for (const detector::RecoilWindow& window : windows) {
    rates.emplace_back();
    for (std::size_t k = 0; k < rule.node.size(); ++k) {
      const double E = rule.node[k];
      const Eigen::Matrix3cd seen =
          detector::seen_cross_section(sigma, experiment.resolution, E, window);
      for (std::size_t n = 0; n < spectra.size(); ++n) {
        const std::size_t row = n * rule.node.size() + k;
        const double flux =
            fluxes.of(spectra[n].source()) * rule.weight[k] * spectra[n].density(E * MeV) * MeV;
        rates.back().day += flux * detector::trace(arrivals.rho(row, false), seen);
        rates.back().night += flux * detector::trace(arrivals.rho(row, true), seen);
      }
    }
  }
  return rates;
}

ExperimentPrediction predict_super_kamiokande(const SolarPropagator& point,
                                              const Monitor& monitor,
                                              std::vector<DayNightBin>* bins) {
  const auto experiment = detector::SuperKamiokande::load(point.config().data);
  const double dm21 = point.config().oscillation.dm21();
  std::vector<detector::RecoilWindow> windows{experiment.window};
  if (bins != nullptr) {
    windows.insert(windows.end(), experiment.bins.begin(), experiment.bins.end());
  }
  const std::vector<detector::DayNight> all = day_night_rates(point, experiment, windows, monitor);
  const detector::DayNight& rates = all.front();
  for (std::size_t i = 1; i < all.size(); ++i) {
    bins->push_back({windows[i], detector::asymmetry_sk(all[i])});
  }
  const detector::Measurement measured = experiment.asymmetry(dm21);
  ExperimentPrediction result{"super-kamiokande", {}, {}, {}};
  result.observables.push_back({measured, detector::asymmetry_sk(rates), {}});
  const double sigma = measured.error_towards(result.observables.front().value);
  result.inverse_covariance = Eigen::MatrixXd::Constant(1, 1, 1 / (sigma * sigma));
  if (!experiment.covers(dm21)) {
    result.notes.push_back(fmt::format(
        "super-kamiokande A_DN: measured for dm21 from {:g} to {:g} eV2 only; the value "
        "at the nearer end stands in at {:g} eV2",
        experiment.dm21_min(), experiment.dm21_max(), dm21));
  }
  return result;
}

std::vector<DayNightBin> day_night_bins(const Config& config, const Monitor& monitor) {
  if (!config.night || !config.places(model::Source::b8)) {
    return {};
  }
  return day_night_bins(SolarPropagator(config), experiment_night("kamioka", config.data), monitor);
}

std::vector<DayNightBin> day_night_bins(const SolarPropagator& point,
                                        const Night& kamioka,
                                        const Monitor& monitor) {
  std::vector<DayNightBin> result;
  const Config& config = point.config();
  if (!config.night || !config.places(model::Source::b8)) {
    return result;
  }
  const auto experiment = detector::SuperKamiokande::load(config.data);
  const auto rates =
      day_night_rates(point.with_night(kamioka), experiment, experiment.bins, monitor);
  for (std::size_t i = 0; i < rates.size(); ++i) {
    result.push_back({experiment.bins[i], detector::asymmetry_sk(rates[i])});
  }
  return result;
}

}  // namespace sunsi::pipeline
