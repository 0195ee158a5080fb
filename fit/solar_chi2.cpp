#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/fit/detail/solar_parts.hpp>
#include <sunsi/fit/nuisance.hpp>
#include <sunsi/fit/priors.hpp>
#include <sunsi/fit/solar_chi2.hpp>
#include <sunsi/pipeline/night.hpp>
#include <sunsi/pipeline/predictions.hpp>

namespace sunsi::fit {
namespace {

/// Which parts a list of experiments asks for.
struct Asked {
  bool borexino = false;
  std::vector<std::string> borexino_phases;  ///< none: all
  bool sno = false;
  std::vector<int> sk_phases;
  bool asymmetry = false;

  explicit Asked(const pipeline::Config& config) {
    bool all_borexino = false;
    std::set<int> phases;
    for (const std::string& name : config.experiments) {
      const int phase = name.back() - '0';
      sno = sno || name == "sno";
      if (name.starts_with("borexino")) {
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

std::vector<pipeline::NightSite> sites_of(const Asked& asked, const pipeline::Config& config) {
  std::vector<pipeline::NightSite> sites;
  if (!config.night) {
    return sites;
  }
  if (asked.borexino) {
    sites.push_back({"lngs", pipeline::experiment_night("lngs", config.data)});
  }
  if (asked.sno) {
    sites.push_back({"sno", pipeline::sno_night(config.data)});
  }
  if (asked.asymmetry || !asked.sk_phases.empty()) {
    sites.push_back({"kamioka", pipeline::experiment_night("kamioka", config.data)});
  }
  return sites;
}

}  // namespace

struct SolarChi2::Impl {
  solar::FluxPrior flux_prior;
  std::vector<Prior> priors;
  detector::CrossSectionMode mode;
  pipeline::NodeSurvival nodes;
  std::vector<std::unique_ptr<const detail::SolarPart>> parts;

  Impl(const pipeline::Config& config, const SolarChi2Options& options, const Asked& asked)
      : flux_prior(solar::flux_prior(pipeline::fluxes_of(config), {}, config.data)),
        priors(load_priors(options.priors, config.data)),
        mode(config.cross_section),
        nodes(config, sites_of(asked, config), options.night_points) {
    std::size_t site = 0;
    const auto inputs = [&] {
      return detail::PartInputs{config, nodes, flux_prior.reference, site++};
    };
    if (asked.borexino) {
      parts.push_back(detail::borexino_part(inputs(), asked.borexino_phases));
    }
    if (asked.sno) {
      parts.push_back(detail::sno_part(inputs()));
    }
    if (asked.asymmetry || !asked.sk_phases.empty()) {
      const bool split = options.day_night_spectra;
      parts.push_back(detail::super_kamiokande_part(
          inputs(), asked.sk_phases, asked.asymmetry && !split,
          split ? detector::SkSpectra::day_and_night : detector::SkSpectra::merged));
    }
    if (parts.empty()) {
      throw core::InvalidInput(
          "the solar likelihood has no data: none of the experiments that are asked for can be "
          "predicted; give borexino, sno or super-kamiokande");
    }
  }
};

SolarChi2::SolarChi2(const pipeline::Config& config, const SolarChi2Options& options)
    : impl_(std::make_shared<const Impl>(config, options, Asked(config))) {}

std::vector<detector::Contribution> SolarChi2::contributions(const Point& point) const {
  const pipeline::NodeProbabilities P = impl_->nodes(point.oscillation, point.zprime, point.nsi);
  const detector::NuElectronCrossSection sigma = cross_section(impl_->mode, point);
  std::vector<detector::Contribution> list;
  for (const auto& part : impl_->parts) {
    part->add({point.oscillation, P, sigma, !P.night.empty()}, list);
  }
  for (std::size_t i = 0; i < measured_.size(); ++i) {
    list.at(i).measured = measured_[i];
  }
  return list;
}

Chi2 SolarChi2::operator()(const Point& point) const {
  HeldFluxes held{};
  for (const auto& [source, flux] : point.fixed_flux) {
    const auto s = static_cast<std::size_t>(source);
    held[s] = core::require_positive(flux, "a fixed flux") / impl_->flux_prior.reference[s];
  }
  const std::vector<detector::Contribution> list = contributions(point);
  const Profile best = profile(list, impl_->flux_prior, held);
  Chi2 result;
  result.total = best.total;
  result.fluxes = best.fluxes;
  result.pulls = best.pulls;
  result.flux = best.flux;
  result.data = -impl_->flux_prior.free_parameters();
  for (std::size_t i = 0; i < list.size(); ++i) {
    result.by_experiment[list[i].experiment] += best.by_contribution[i];
    result.data += static_cast<int>(list[i].measured.size());
  }
  for (std::size_t k = 0; k < best.pull.size(); ++k) {
    result.pull.push_back({best.pull_name[k], best.pull[k]});
  }
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
  const Point somewhere{
      model::OscillationParameters::from_sin2({0.3, 0.02, 0.5, 0, 7.5e-5, 2.5e-3})};
  const std::vector<detector::Contribution> list = contributions(somewhere);
  bool good = measured.size() == list.size();
  for (std::size_t i = 0; good && i < list.size(); ++i) {
    good = measured[i].size() == list[i].measured.size() && measured[i].allFinite();
  }
  if (!good) {
    throw core::InvalidInput("other data of a likelihood need its sizes and finite values");
  }
  SolarChi2 other = *this;
  other.measured_ = std::move(measured);
  return other;
}

const std::array<double, 8>& SolarChi2::reference_flux() const {
  return impl_->flux_prior.reference;
}

}  // namespace sunsi::fit
