#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <span>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/detector/borexino.hpp>
#include <sunsi/detector/radiochemical.hpp>
#include <sunsi/fit/detail/solar_parts.hpp>
#include <sunsi/fit/nuisance.hpp>
#include <sunsi/fit/priors.hpp>
#include <sunsi/fit/solar_chi2.hpp>
#include <sunsi/pipeline/night.hpp>
#include <sunsi/pipeline/predictions.hpp>

namespace sunsi::fit {
namespace {

constexpr int error_rounds = 20;

/// Which parts a list of experiments asks for.
struct Asked {
  bool borexino = false;
  std::vector<std::string> borexino_phases;  ///< none: all
  bool sno = false;
  std::vector<int> sk_phases;
  bool asymmetry = false;
  std::vector<std::string> radiochemical;  ///< gallium, chlorine

  explicit Asked(const pipeline::Config& config) {
    bool all_borexino = false;
    std::set<int> phases;
    for (const std::string& name : config.experiments) {
      const int phase = name.back() - '0';
      sno = sno || name == "sno";
      if (name == "gallium" || name == "chlorine") {
        radiochemical.push_back(name);
      } else if (name.starts_with("borexino")) {
        borexino = true;
        all_borexino = all_borexino || name == "borexino";
        borexino_phases.push_back(name.substr(name.size() - 1));
      } else if (name == "super-kamiokande") {
        asymmetry = config.night.has_value();
        phases.insert({1, 2, 3, 4});
      } else if (name.starts_with("super-kamiokande-")) {
        phases.insert(phase);
      }
    }
    if (all_borexino) {
      borexino_phases.clear();
    }
    sk_phases.assign(phases.begin(), phases.end());
    if (!config.places(model::Source::b8)) {  // nothing to see for these
      sno = asymmetry = false;
      sk_phases.clear();
    }
    const auto placed = [&](model::Source source) { return config.places(source); };
    if (!std::all_of(model::all_sources.begin(), model::all_sources.end(), placed)) {
      radiochemical.clear();  // a rate without one of its sources means nothing
      const detector::Borexino card = detector::load_borexino(config.data, borexino_phases);
      borexino =
          borexino && std::any_of(card.observables.begin(), card.observables.end(),
                                  [&](const detector::BorexinoObservable& o) {
                                    return o.measurement.used &&
                                           std::all_of(o.sources.begin(), o.sources.end(), placed);
                                  });
    }
  }

  [[nodiscard]] bool any() const {
    return borexino || sno || asymmetry || !sk_phases.empty() || !radiochemical.empty();
  }
};

detector::NuElectronCrossSection cross_section(detector::CrossSectionMode mode,
                                               const Point& point) {
  if (point.nsi) {
    return detector::NuElectronCrossSection::general(mode, point.nsi->e());
  }
  detector::ElectronNsi nsi;
  if (point.zprime) {
    nsi.eps_std = point.zprime->effective_nsi().e.value;
    nsi.mediator_mass_MeV = point.zprime->mass() / core::units::MeV;
  }
  return detector::NuElectronCrossSection(mode, nsi);
}

/// Whose nights are needed; none without night.
std::vector<std::string> sites_of(const Asked& asked, const pipeline::Config& config) {
  std::vector<std::string> sites;
  const auto add = [&](const std::string& site) {
    if (config.night && std::find(sites.begin(), sites.end(), site) == sites.end()) {
      sites.push_back(site);
    }
  };
  if (asked.borexino) {
    add("lngs");
  }
  if (asked.sno) {
    add("sno");
  }
  if (asked.asymmetry || !asked.sk_phases.empty()) {
    add("kamioka");
  }
  for (const std::string& name : asked.radiochemical) {
    const detector::Radiochemical target = detector::Radiochemical::load(name, config.data);
    for (const detector::CaptureDatum& datum : target.data()) {
      add(datum.site);
    }
  }
  return sites;
}

/// SNO has its own live time, the others a year's.
std::vector<pipeline::NightSite> nights_of(const std::vector<std::string>& sites,
                                           const std::filesystem::path& data) {
  std::vector<pipeline::NightSite> nights;
  for (const std::string& site : sites) {
    nights.push_back(
        {site, site == "sno" ? pipeline::sno_night(data) : pipeline::experiment_night(site, data)});
  }
  return nights;
}

}  // namespace

std::string experiment_of(const std::string& data_set) {
  return data_set.starts_with("super-kamiokande") ? "super-kamiokande" : data_set;
}

bool has_solar_data(const pipeline::Config& config) { return Asked(config).any(); }

struct SolarChi2::Impl {
  solar::FluxPrior flux_prior;
  std::array<double, 8> flux_error;  ///< of the solar model, over the reference
  std::vector<Prior> priors;
  detector::CrossSectionMode mode;
  std::vector<std::string> sites;
  pipeline::NodeSurvival nodes;
  std::vector<std::unique_ptr<const detail::SolarPart>> parts;
  bool free_fluxes;
  std::vector<std::size_t> part_of;  ///< of each data set
  std::vector<Eigen::Index> sizes;   ///< the same
  void find_parts();

  /// The minimum over fluxes and pulls of some of the data sets.
  /// \param places  of each among all sets
  Profile minimum(std::vector<detector::Contribution>& list,
                  std::span<const std::size_t> places,
                  const HeldFluxes& held) const;
  Impl(const pipeline::Config& config, const SolarChi2Options& options, const Asked& asked)
      : flux_prior(pipeline::flux_prior_of(config)),
        flux_error(pipeline::fluxes_of(config).fractional_error),
        priors(load_priors(options.priors, config.data)),
        mode(config.cross_section),
        sites(sites_of(asked, config)),
        nodes(config, nights_of(sites, config.data), options.night_points),
        free_fluxes(!config.free_fluxes.none()) {
    const detail::PartInputs in{config, nodes, flux_prior.reference, sites};
    if (asked.borexino) {
      parts.push_back(detail::borexino_part(in, asked.borexino_phases));
    }
    if (asked.sno) {
      parts.push_back(detail::sno_part(in));
    }
    if (asked.asymmetry || !asked.sk_phases.empty()) {
      const bool split = options.day_night_spectra;
      parts.push_back(detail::super_kamiokande_part(
          in, asked.sk_phases, asked.asymmetry && !split,
          split ? detector::SkSpectra::day_and_night : detector::SkSpectra::merged));
    }
    for (const std::string& target : asked.radiochemical) {
      parts.push_back(detail::radiochemical_part(in, target));
    }
    if (parts.empty()) {
      throw core::InvalidInput(
          "the solar likelihood has no data: none of the experiments that are asked for can be "
          "predicted; give borexino, sno, super-kamiokande, gallium or chlorine");
    }
    find_parts();
  }
};

void SolarChi2::Impl::find_parts() {
  const auto osc = model::OscillationParameters::from_sin2({0.3, 0.02, 0.5, 0, 7.5e-5, 2.5e-3});
  const pipeline::NodeProbabilities P = nodes(osc);
  const detector::NuElectronCrossSection sigma(mode);
  std::vector<detector::Contribution> list;
  for (std::size_t k = 0; k < parts.size(); ++k) {
    parts[k]->add({osc, P, sigma, nodes.sites() > 0}, list);
    part_of.resize(list.size(), k);
  }
  for (const detector::Contribution& set : list) {
    sizes.push_back(set.measured.size());
  }
}

Profile SolarChi2::Impl::minimum(std::vector<detector::Contribution>& list,
                                 std::span<const std::size_t> places,
                                 const HeldFluxes& held) const {
  Profile best = profile(list, flux_prior, held);
  // Asymmetric errors (CNO in Borexino) are those of the side where the prediction lies, that of the
  // reference fluxes. Fluxes that are free go elsewhere: then that of the best fluxes.
  for (int round = 0; free_fluxes && round < error_rounds; ++round) {
    const double before = best.total;
    for (std::size_t i = 0; i < list.size(); ++i) {
      parts[part_of[places[i]]]->set_errors(list[i], best.predicted[i]);
    }
    best = profile(list, flux_prior, held);
    if (std::abs(best.total - before) < 1e-9 * (1 + before)) {
      break;
    }
  }
  return best;
}

SolarChi2::SolarChi2(const pipeline::Config& config, const SolarChi2Options& options)
    : impl_(std::make_shared<const Impl>(config, options, Asked(config))) {}

std::vector<detector::Contribution> SolarChi2::contributions(const Point& point) const {
  const pipeline::NodeProbabilities P = impl_->nodes(point.oscillation, point.zprime, point.nsi);
  const detector::NuElectronCrossSection sigma = cross_section(impl_->mode, point);
  std::vector<detector::Contribution> list;
  for (const auto& part : impl_->parts) {
    part->add({point.oscillation, P, sigma, impl_->nodes.sites() > 0}, list);
  }
  for (std::size_t i = 0; i < measured_.size(); ++i) {
    list.at(i).measured = measured_[i];
  }
  return list;
}

Chi2 SolarChi2::operator()(const Point& point) const {
  return together(point, contributions(point));
}

Chi2 SolarChi2::together(const Point& point, std::vector<detector::Contribution> list) const {
  HeldFluxes held{};
  for (const auto& [source, flux] : point.fixed_flux) {
    const auto s = static_cast<std::size_t>(source);
    held[s] = core::require_positive(flux, "a fixed flux") / impl_->flux_prior.reference[s];
  }
  std::vector<std::size_t> places(list.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  const Profile best = impl_->minimum(list, places, held);
  Chi2 result;
  result.total = best.total;
  result.fluxes = best.fluxes;
  result.pulls = best.pulls;
  result.flux = best.flux;
  for (std::size_t s = 0; s < 8; ++s) {
    const bool given = impl_->flux_prior.fixed[s];
    result.flux_pull[s] = given ? 0 : (best.flux[s] - 1) / impl_->flux_error[s];
  }
  result.data = result.solar_data = solar_data();
  for (std::size_t i = 0; i < list.size(); ++i) {
    result.by_experiment[list[i].experiment] += best.by_contribution[i];
  }
  for (std::size_t k = 0; k < best.pull.size(); ++k) {
    result.pull.push_back({best.pull_name[k], best.pull[k]});
  }
  result.solar = result.total;
  for (const Prior& prior : impl_->priors) {
    const double chi2 = prior.chi2(point.oscillation);
    result.by_prior[prior.name] = chi2;
    result.total += chi2;
    result.data += prior.count();
  }
  const model::OscillationParameters& osc = point.oscillation;
  core::ensure_finite(result.total, fmt::format("chi2 at theta12 = {:g}, dm21 = {:g} eV2",
                                                osc.theta12(), osc.dm21()));
  return result;
}

std::map<std::string, AloneChi2> SolarChi2::each_alone(const Point& point) const {
  return alone(point, contributions(point));
}

std::pair<Chi2, std::map<std::string, AloneChi2>> SolarChi2::with_each_alone(
    const Point& point) const {
  const std::vector<detector::Contribution> list = contributions(point);
  return {together(point, list), alone(point, list)};
}

std::map<std::string, AloneChi2> SolarChi2::alone(
    const Point& point, const std::vector<detector::Contribution>& list) const {
  std::map<std::string, std::vector<std::size_t>> sets;
  for (std::size_t i = 0; i < list.size(); ++i) {
    sets[experiment_of(list[i].experiment)].push_back(i);
  }
  std::map<std::string, AloneChi2> result;
  for (const auto& [experiment, places] : sets) {
    std::vector<detector::Contribution> own;
    AloneChi2& one = result[experiment];
    one.data = -impl_->flux_prior.free_parameters();
    for (const std::size_t i : places) {
      own.push_back(list[i]);
      one.data += static_cast<int>(list[i].measured.size());
    }
    const model::OscillationParameters& osc = point.oscillation;
    const std::string where = fmt::format("chi2 of {} alone at theta12 = {:g}, dm21 = {:g} eV2",
                                          experiment, osc.theta12(), osc.dm21());
    try {
      one.total = core::ensure_finite(impl_->minimum(own, places, {}).total, where);
    } catch (const core::NumericalError& error) {
      throw core::NumericalError(fmt::format("{}: {}", where, error.what()));
    }
  }
  return result;
}

std::vector<Eigen::VectorXd> SolarChi2::predict(const Point& point,
                                                const std::array<double, 8>& flux,
                                                const std::map<std::string, double>& pulls) const {
  std::vector<Eigen::VectorXd> list;
  for (const detector::Contribution& c : contributions(point)) {
    list.push_back(predicted(c, flux, pulls));
  }
  return list;
}

SolarChi2 SolarChi2::with_data(std::vector<Eigen::VectorXd> measured) const {
  bool good = measured.size() == impl_->sizes.size();
  for (std::size_t i = 0; good && i < measured.size(); ++i) {
    good = measured[i].size() == impl_->sizes[i] && measured[i].allFinite();
  }
  if (!good) {
    throw core::InvalidInput("other data of a likelihood need its sizes and finite values");
  }
  SolarChi2 other = *this;
  other.measured_ = std::move(measured);
  return other;
}

int SolarChi2::solar_data() const {
  return static_cast<int>(
             std::accumulate(impl_->sizes.begin(), impl_->sizes.end(), Eigen::Index{0})) -
         impl_->flux_prior.free_parameters();
}

const std::array<double, 8>& SolarChi2::reference_flux() const {
  return impl_->flux_prior.reference;
}

}  // namespace sunsi::fit
