#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/pipeline/detail/node_sources.hpp>
#include <sunsi/pipeline/medium.hpp>
#include <sunsi/pipeline/night.hpp>
#include <sunsi/pipeline/node_survival.hpp>
#include <sunsi/pipeline/radiochemical.hpp>
#include <sunsi/pipeline/sun_nodes.hpp>
#include <sunsi/pipeline/survival.hpp>
#include <sunsi/propagation/adiabatic_table.hpp>
#include <sunsi/propagation/fraction_kernel.hpp>
#include <sunsi/propagation/night_kernel.hpp>

namespace sunsi::pipeline {
namespace {

using core::units::MeV;
using detail::SourceNodes;

constexpr int least_night_points = 8;
/// Largest dm21 [eV^2] that each night kernel serves: finer panels cost time.
constexpr std::array<double, 2> night_reach{1.2e-4, 4e-4};
/// Potentials, over that of the charged current, for which each of them has kernels. One is taken up to
/// `night_stretch` times its own: its error grows with the square.
constexpr std::array<double, 3> night_strength{1, 8, 60};
constexpr double night_stretch = 1.8;
/// Energies [eV] over which a point must be adiabatic: above the end of 8B only a part in 1e4 of hep is
/// left, and the bound grows like E^4.
constexpr double certified_from = 0.2 * MeV;
constexpr double certified_to = 16 * MeV;
/// Of each average by night: rates then move by less than by what the nodes leave (docs/likelihood.md).
constexpr double night_accuracy = 3e-4;
/// What a night average may be off before the engines are asked [1], up to this energy [MeV]: above it
/// there is next to no 8B, and the orders of slow oscillations fall last.
constexpr double night_certified_to = 15.5;
constexpr double night_certificate = 2e-3;

void in_parallel(std::size_t n, const std::function<void(std::size_t)>& task) {
  tbb::parallel_for(std::size_t{0}, n, task);
}

/// The Earth of the sites (all stand below the same layers) as the kernel of the night takes it.
propagation::NightSphere sphere_of(const Config& config, const std::vector<NightSite>& sites) {
  propagation::LayeredSphere layers;
  for (const earth::Shell& shell : sites.front().night.earth->shells()) {
    layers.push_back({shell.r_out, shell.electrons, layers.size()});
  }
  std::vector<propagation::Observer> observers;
  for (const NightSite& site : sites) {
    observers.push_back({site.night.depth, night_sky(config, site.night).weight});
  }
  return {std::move(layers), std::move(observers)};
}

std::size_t index(model::Source source) { return static_cast<std::size_t>(source); }

}  // namespace

struct NodeSurvival::Impl {
  Config config;
  std::vector<NightSite> sites;
  BySource<SourceNodes> sources;
  core::NodeBasis night_basis;
  std::vector<model::Composition> earth_matter;  ///< of one electron, by layer
  SunNodes sun;
  std::vector<propagation::NightKernel> nights;  ///< by night_reach, then night_strength

  Impl(const Config& given, std::vector<NightSite> given_sites, int night_points);
  void add_night();
  [[nodiscard]] Config at(const model::OscillationParameters& osc,
                          const std::optional<model::ZPrime>& zprime,
                          const std::optional<model::Nsi>& nsi) const;
  [[nodiscard]] NodeProbabilities fast(const Config& point) const;
  [[nodiscard]] NodeProbabilities by_engines(const Config& point) const;
  /// Null: none reaches this point.
  [[nodiscard]] const propagation::NightKernel* night_for(double dm21, double strength) const;
  /// False: the kernels do not reach this point.
  [[nodiscard]] bool fill_night(NodeProbabilities& result,
                                const BySource<std::array<Eigen::ArrayXd, 3>>& fractions,
                                const Config& point) const;
};

NodeSurvival::Impl::Impl(const Config& given, std::vector<NightSite> given_sites, int night_points)
    : config(given),
      sites(std::move(given_sites)),
      night_basis(detail::night_basis(night_points)),
      sun(*given.sun) {
  if (night_points < least_night_points || night_points > 64) {
    throw core::InvalidInput(fmt::format("{} points on a panel of the night: take {} to 64",
                                         night_points, least_night_points));
  }
  config.completed.clear();  // copied with every point
  if (!config.night) {
    sites.clear();
  }
  for (const model::Source source : model::all_sources) {
    sources[index(source)] = detail::source_nodes(config, source, night_basis, night_points);
  }
  if (!sites.empty()) {
    add_night();
  }
}

void NodeSurvival::Impl::add_night() {
  for (NightSite& site : sites) {  // for the kernels, and for every point that the engines answer
    site.night = with_weights(std::move(site.night));
  }
  for (const earth::Shell& shell : sites.front().night.earth->shells()) {
    earth_matter.push_back({1.0, 1.0, 1 / shell.electrons_per_nucleon - 1});
  }
  std::vector<double> energies;
  for (const double E : night_basis.nodes()) {
    energies.push_back(E * MeV);
  }
  const propagation::NightSphere sphere = sphere_of(config, sites);
  for (const double dm21 : night_reach) {
    for (const double strength : night_strength) {
      propagation::NightKernel::Settings settings;
      settings.highest_dm21 = dm21;
      settings.strongest = strength;
      settings.measured = false;
      settings.accuracy = night_accuracy;
      settings.shared = true;  // its energies are fixed
      nights.emplace_back(sphere, energies, settings, in_parallel);
    }
  }
}

Config NodeSurvival::Impl::at(const model::OscillationParameters& osc,
                              const std::optional<model::ZPrime>& zprime,
                              const std::optional<model::Nsi>& nsi) const {
  if (zprime && nsi) {
    throw core::InvalidInput("a point has either a Z' or general NSI");
  }
  return zprime ? config.with(*zprime, osc) : nsi ? config.with(*nsi, osc) : config.standard(osc);
}

NodeProbabilities NodeSurvival::Impl::fast(const Config& point) const {
  const auto potential = potential_of(point);
  const std::optional<propagation::DayMedium> medium = sun.medium(potential);
  if (!medium) {
    return by_engines(point);
  }
  const propagation::AdiabaticTable table(point.oscillation, *medium);
  if (!(table.non_adiabatic_bound(certified_from, certified_to) <= certificate)) {
    return by_engines(point);
  }
  const propagation::FractionKernel& kernel = table.kernel();
  const std::array<double, 3> row = point.oscillation.electron_row();
  BySource<std::array<Eigen::ArrayXd, 3>> fractions;
  NodeProbabilities result;
  for (std::size_t s = 0; s < 8; ++s) {
    const SourceNodes& source = sources[s];
    if (!source.placed) {
      continue;
    }
    propagation::PotentialNodes nodes{{}, source.matter.weight};
    for (const model::Composition& matter : source.matter.at) {
      const model::FlavourPotential V = potential(matter);
      nodes.V.push_back(V.e - V.mu);
    }
    const std::size_t n = source.energies.size();
    for (Eigen::ArrayXd& P : fractions[s]) {
      P.resize(static_cast<Eigen::Index>(n));
    }
    kernel.average(source.energies, nodes, {fractions[s][0].data(), n}, {fractions[s][1].data(), n},
                   {fractions[s][2].data(), n});
    result.day[s] = row[0] * fractions[s][0] + row[1] * fractions[s][1] + row[2] * fractions[s][2];
    core::ensure_finite(result.day[s].sum(), "P_ee by day");
  }
  return fill_night(result, fractions, point) ? result : by_engines(point);
}

const propagation::NightKernel* NodeSurvival::Impl::night_for(double dm21, double strength) const {
  const auto reach = std::find_if(night_reach.begin(), night_reach.end(),
                                  [&](double highest) { return dm21 <= highest; });
  const auto strongest = std::find_if(night_strength.begin(), night_strength.end(),
                                      [&](double own) { return strength <= night_stretch * own; });
  if (reach == night_reach.end() || strongest == night_strength.end()) {
    return nullptr;
  }
  return &nights[static_cast<std::size_t>(reach - night_reach.begin()) * night_strength.size() +
                 static_cast<std::size_t>(strongest - night_strength.begin())];
}

bool NodeSurvival::Impl::fill_night(NodeProbabilities& result,
                                    const BySource<std::array<Eigen::ArrayXd, 3>>& fractions,
                                    const Config& point) const {
  if (sites.empty()) {
    return true;
  }
  const auto potential = potential_of(point);
  std::vector<model::FlavourPotential> per_electron;
  double strength = 0;
  for (const model::Composition& matter : earth_matter) {
    const model::FlavourPotential V = per_electron.emplace_back(potential(matter));
    strength = std::max(strength, std::abs(V.e - V.mu) / model::charged_current_potential(1.0));
  }
  const propagation::NightKernel* kernel = night_for(point.oscillation.dm21(), strength);
  if (kernel == nullptr) {
    return false;
  }
  const auto averages = (*kernel)(point.oscillation, per_electron);
  const std::array<double, 3> row = point.oscillation.electron_row();
  // P(nu_i -> nu_e) less that of vacuum, three columns a site.
  Eigen::MatrixXd regenerated(static_cast<Eigen::Index>(night_basis.size()),
                              static_cast<Eigen::Index>(3 * averages.size()));
  for (std::size_t site = 0; site < averages.size(); ++site) {
    for (std::size_t k = 0; k < night_basis.size(); ++k) {
      const propagation::Regeneration& one = averages[site][k];
      if (night_basis.nodes()[k] < night_certified_to && !(one.error <= night_certificate)) {
        return false;
      }
      for (std::size_t i = 0; i < 3; ++i) {
        regenerated(static_cast<Eigen::Index>(k), static_cast<Eigen::Index>(3 * site + i)) =
            one.P[i] - row[i];
      }
    }
  }
  result.night.resize(averages.size());
  for (std::size_t s = 0; s < 8; ++s) {
    if (!sources[s].placed) {
      continue;
    }
    const Eigen::ArrayXXd R = (sources[s].from_night * regenerated).array();
    for (std::size_t site = 0; site < averages.size(); ++site) {
      const auto first = static_cast<Eigen::Index>(3 * site);
      result.night[site][s] = result.day[s].array() + fractions[s][0] * R.col(first) +
                              fractions[s][1] * R.col(first + 1) +
                              fractions[s][2] * R.col(first + 2);
      core::ensure_finite(result.night[site][s].sum(), "P_ee by night");
    }
  }
  return true;
}

NodeProbabilities NodeSurvival::Impl::by_engines(const Config& point) const {
  NodeProbabilities result;
  result.by_engines = true;
  std::vector<Query> queries;
  for (const model::Source source : model::all_sources) {
    for (const double E :
         sources[index(source)].placed ? sources[index(source)].energies : std::vector<double>{}) {
      queries.push_back({source, E});
    }
  }
  const bool states = point.nsi && !point.nsi->one_potential();
  const SolarPropagator day = SolarPropagator(point).with_night({});
  // Each site has its own night; without one the table of the day alone is filled.
  for (std::size_t site = 0; site < std::max<std::size_t>(sites.size(), 1); ++site) {
    const FlavourTable table =
        (sites.empty() ? day : day.with_night(sites[site].night)).flavours(queries);
    if (!sites.empty()) {
      result.night.emplace_back();
      result.night_state.emplace_back();
    }
    for (std::size_t q = 0; q < queries.size();) {
      const std::size_t s = index(queries[q].source);
      const std::size_t n = sources[s].energies.size();
      result.day[s].resize(static_cast<Eigen::Index>(n));
      result.day_state[s].clear();
      if (!sites.empty()) {
        result.night.back()[s].resize(static_cast<Eigen::Index>(n));
      }
      for (std::size_t k = 0; k < n; ++k, ++q) {
        result.day[s][static_cast<Eigen::Index>(k)] = table.points()[q].P_ee_day;
        result.day_state[s].push_back(table.day(q));
        if (!sites.empty()) {
          result.night.back()[s][static_cast<Eigen::Index>(k)] = table.points()[q].P_ee_night;
          result.night_state.back()[s].push_back(table.night(q));
        }
      }
    }
  }
  if (!states) {
    result.day_state = {};
    result.night_state.clear();
  }
  return result;
}

NodeSurvival::NodeSurvival(const Config& config, std::vector<NightSite> sites, int night_points)
    : impl_(std::make_unique<const Impl>(config, std::move(sites), night_points)) {}
NodeSurvival::~NodeSurvival() = default;
NodeSurvival::NodeSurvival(NodeSurvival&&) noexcept = default;
NodeSurvival& NodeSurvival::operator=(NodeSurvival&&) noexcept = default;

const core::NodeBasis& NodeSurvival::basis(model::Source source) const {
  return impl_->sources[index(source)].basis;
}
const detector::SourceSpectrum& NodeSurvival::spectrum(model::Source source) const {
  return impl_->sources[index(source)].spectrum;
}
bool NodeSurvival::placed(model::Source source) const {
  return impl_->sources[index(source)].placed;
}
const std::vector<double>& NodeSurvival::night_energies() const {
  return impl_->night_basis.nodes();
}
std::size_t NodeSurvival::sites() const { return impl_->sites.size(); }
double NodeSurvival::night_share(std::size_t site) const {
  return impl_->sites.empty() ? 0 : impl_->sites.at(site).night.exposure->night_fraction();
}

NodeProbabilities NodeSurvival::operator()(const model::OscillationParameters& osc,
                                           const std::optional<model::ZPrime>& zprime,
                                           const std::optional<model::Nsi>& nsi) const {
  const Config point = impl_->at(osc, zprime, nsi);
  if (!point.oscillation_enabled) {
    const bool states = nsi && !nsi->one_potential();  // asked for even where all is nu_e
    Eigen::Matrix3cd electron = Eigen::Matrix3cd::Zero();
    electron(0, 0) = 1;
    NodeProbabilities result;
    for (std::size_t s = 0; s < 8; ++s) {
      if (impl_->sources[s].placed) {
        const std::size_t n = impl_->sources[s].energies.size();
        result.day[s].setOnes(static_cast<Eigen::Index>(n));
        result.day_state[s].assign(states ? n : 0, electron);
      }
    }
    result.night.assign(impl_->sites.size(), result.day);
    result.night_state.assign(states ? impl_->sites.size() : 0, result.day_state);
    return result;
  }
  if (nsi && !nsi->one_potential()) {
    return impl_->by_engines(point);
  }
  return impl_->fast(point);
}

}  // namespace sunsi::pipeline
