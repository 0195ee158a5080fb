#include <fmt/format.h>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/pipeline/medium.hpp>
#include <sunsi/pipeline/night.hpp>
#include <sunsi/pipeline/node_survival.hpp>
#include <sunsi/pipeline/sun_nodes.hpp>
#include <sunsi/pipeline/survival.hpp>
#include <sunsi/propagation/adiabatic_table.hpp>
#include <sunsi/propagation/fraction_kernel.hpp>
#include <sunsi/propagation/night_kernel.hpp>

namespace sunsi::pipeline {
namespace {

using core::units::MeV;

constexpr int nodes_a_panel = 8;
constexpr int production_nodes = 16;
/// Of the night [MeV]: panels of Gauss nodes, narrow where the regeneration is seen and fringes are
/// large. Below the first edge regeneration follows a parabola through none at E = 0.
const std::vector<double> night_edges{1.6, 4, 5.5, 7, 8.5, 10, 12, 14.5, 19};
/// Nodes on the panels when the fringes' panels have n: the first sees little and costs most (its
/// oscillations are the fastest), the last has next to no events.
std::vector<int> night_counts(int n) {
  std::vector<int> counts(night_edges.size() - 1, n);
  counts.front() = std::max(5, n / 3);
  counts.back() = std::max(6, 2 * n / 3);
  return counts;
}

/// Largest dm21 [eV^2] that each night kernel serves: finer panels cost time.
constexpr std::array<double, 2> night_reach{1.2e-4, 4e-4};
/// Energies [eV] over which a point must be adiabatic: above the end of 8B only a part in 1e4 of hep is
/// left, and the bound grows like E^4.
constexpr double certified_from = 0.2 * MeV;
constexpr double certified_to = 16 * MeV;
/// What a night average may be off before the engines are asked [1].
constexpr double night_certificate = 2e-3;

detector::SourceSpectrum spectrum_of(const Config& config, model::Source source) {
  const solar::Spectrum spectrum = solar::Spectrum::load(source, config.data, config.spectrum_8B);
  detector::SourceSpectrum result;
  for (const solar::Line& line : spectrum.lines()) {
    result.lines.push_back({line.energy / MeV, line.fraction});
  }
  if (!spectrum.is_line()) {
    for (const double knot : spectrum.knots()) {
      result.knots_MeV.push_back(knot / MeV);
    }
    const auto shared = std::make_shared<const solar::Spectrum>(
        solar::Spectrum::load(source, config.data, config.spectrum_8B));
    result.density = [shared](double E) { return shared->density(E * MeV) * MeV; };
  }
  return result;
}

/// Panels up to an end, each from the second on twice as wide as the one before: the levels change where
/// 2 E V is near dm21, which as a function of ln E has one scale.
std::vector<double> doubling_edges(double end, int halvings) {
  std::vector<double> edges{0};
  for (int k = halvings; k >= 0; --k) {
    edges.push_back(std::ldexp(end, -k));
  }
  return edges;
}

core::NodeBasis basis_of(const detector::SourceSpectrum& spectrum) {
  if (spectrum.lines.empty()) {
    return core::NodeBasis::gauss(doubling_edges(spectrum.end_MeV(), 6), nodes_a_panel);
  }
  std::vector<double> nodes;
  for (const detector::SourceSpectrum::Line& line : spectrum.lines) {
    nodes.push_back(line.energy_MeV);
  }
  std::sort(nodes.begin(), nodes.end());
  return core::NodeBasis::lines(nodes);
}

/// Of 8B and hep: the panels of the night, whose fringes must be integrated as they are sampled, and
/// those below.
core::NodeBasis basis_with_night(int night_points) {
  std::vector<double> edges = doubling_edges(night_edges.front(), 4);
  std::vector<int> counts(edges.size() - 1, nodes_a_panel);
  const std::vector<int> of_night = night_counts(night_points);
  edges.insert(edges.end(), night_edges.begin() + 1, night_edges.end());
  counts.insert(counts.end(), of_night.begin(), of_night.end());
  return core::NodeBasis::gauss(edges, counts);
}

/// Matter and weights where a source is made.
struct Matter {
  std::vector<model::Composition> at;
  std::vector<double> weight;
};

Matter matter_of(const Config& config, model::Source source) {
  Matter matter;
  if (config.production_radius) {
    return {{config.sun->composition(*config.production_radius).value}, {1.0}};
  }
  const solar::Averaged electrons{[](const model::Composition& n) { return n.n_e; }, 0,
                                  [](double, std::span<double>) {}};
  solar::ProductionRule rule;
  try {
    rule = config.sun->gauss_rule(source, electrons, production_nodes);
  } catch (const core::InvalidInput&) {
    rule = config.sun->production_rows(source);  // N_e takes fewer values: a profile of few rows
  }
  for (std::size_t k = 0; k < rule.node.size(); ++k) {
    matter.at.push_back(config.sun->composition(rule.node[k]).value);
    matter.weight.push_back(rule.weight[k]);
  }
  return matter;
}

/// Regeneration at other energies from that at the nodes of the night, rows are `to` [MeV]: by the basis
/// from its first edge on; below it by a parabola a E + b E^2 fitted to the first panel, since matter in
/// the Earth is a small perturbation there (2 E V/dm21 < 1 %) and the fringes, smaller still, average
/// out.
Eigen::MatrixXd regeneration_at(const core::NodeBasis& from, const std::vector<double>& to) {
  const auto n = std::count_if(from.nodes().begin(), from.nodes().end(),
                               [&](double E) { return E < from.edges()[1]; });
  Eigen::MatrixX2d powers(n, 2);
  for (Eigen::Index j = 0; j < n; ++j) {
    const double E = from.nodes()[static_cast<std::size_t>(j)];
    powers.row(j) << E, E * E;
  }
  const Eigen::Matrix2Xd fit = (powers.transpose() * powers).inverse() * powers.transpose();
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(to.size()),
                                                 static_cast<Eigen::Index>(from.size()));
  for (std::size_t i = 0; i < to.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    if (to[i] < from.edges().front()) {
      matrix.row(row).head(n) = Eigen::RowVector2d(to[i], to[i] * to[i]) * fit;
      continue;
    }
    const core::NodeBasis::Values at = from.values(to[i]);
    for (std::size_t k = 0; k < at.value.size(); ++k) {
      matrix(row, static_cast<Eigen::Index>(at.first + k)) = at.value[k];
    }
  }
  return matrix;
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

struct SourceNodes {
  bool placed = false;
  detector::SourceSpectrum spectrum;
  core::NodeBasis basis = core::NodeBasis::lines(std::vector<double>{1.0});
  std::vector<double> energies;  ///< [eV]
  Matter matter;
  Eigen::MatrixXd from_night;  ///< nodes x nodes of the night
};

std::size_t index(model::Source source) { return static_cast<std::size_t>(source); }

}  // namespace

struct NodeSurvival::Impl {
  Config config;
  std::vector<NightSite> sites;
  BySource<SourceNodes> sources;
  core::NodeBasis night_basis;
  std::vector<model::Composition> earth_matter;  ///< of one electron, by layer
  SunNodes sun;
  std::vector<propagation::NightKernel> nights;  ///< one for each night_reach

  Impl(const Config& given, std::vector<NightSite> given_sites, int night_points);
  void add_night();
  [[nodiscard]] Config at(const model::OscillationParameters& osc,
                          const std::optional<model::ZPrime>& zprime,
                          const std::optional<model::Nsi>& nsi) const;
  [[nodiscard]] NodeProbabilities fast(const Config& point) const;
  [[nodiscard]] NodeProbabilities by_engines(const Config& point) const;
  /// False: the kernels do not reach this point.
  [[nodiscard]] bool fill_night(NodeProbabilities& result,
                                const BySource<std::array<Eigen::ArrayXd, 3>>& fractions,
                                const Config& point) const;
};

NodeSurvival::Impl::Impl(const Config& given, std::vector<NightSite> given_sites, int night_points)
    : config(given),
      sites(std::move(given_sites)),
      night_basis(core::NodeBasis::gauss(night_edges, night_counts(night_points))),
      sun(*given.sun) {
  if (night_points < nodes_a_panel || night_points > 64) {
    throw core::InvalidInput(fmt::format("{} points on a panel of the night: take {} to 64",
                                         night_points, nodes_a_panel));
  }
  config.completed.clear();  // copied with every point
  if (!config.night) {
    sites.clear();
  }
  for (const model::Source source : model::all_sources) {
    SourceNodes& nodes = sources[index(source)];
    nodes.placed = config.places(source);
    nodes.spectrum = spectrum_of(config, source);
    const bool seen_at_night = source == model::Source::b8 || source == model::Source::hep;
    nodes.basis = seen_at_night ? basis_with_night(night_points) : basis_of(nodes.spectrum);
    for (const double E : nodes.basis.nodes()) {
      nodes.energies.push_back(E * MeV);
    }
    if (nodes.placed) {
      nodes.matter = matter_of(config, source);
    }
    nodes.from_night = regeneration_at(night_basis, nodes.basis.nodes());
  }
  if (!sites.empty()) {
    add_night();
  }
}

void NodeSurvival::Impl::add_night() {
  for (const earth::Shell& shell : sites.front().night.earth->shells()) {
    earth_matter.push_back({1.0, 1.0, 1 / shell.electrons_per_nucleon - 1});
  }
  std::vector<double> energies;
  for (const double E : night_basis.nodes()) {
    energies.push_back(E * MeV);
  }
  const propagation::NightSphere sphere = sphere_of(config, sites);
  for (const double dm21 : night_reach) {
    propagation::NightKernel::Settings settings;
    settings.highest_dm21 = dm21;
    settings.measured = false;
    nights.emplace_back(sphere, energies, settings);
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

bool NodeSurvival::Impl::fill_night(NodeProbabilities& result,
                                    const BySource<std::array<Eigen::ArrayXd, 3>>& fractions,
                                    const Config& point) const {
  if (sites.empty()) {
    return true;
  }
  const auto reach = std::find_if(night_reach.begin(), night_reach.end(),
                                  [&](double dm21) { return point.oscillation.dm21() <= dm21; });
  if (reach == night_reach.end()) {
    return false;
  }
  const auto potential = potential_of(point);
  std::vector<model::FlavourPotential> per_electron;
  for (const model::Composition& matter : earth_matter) {
    per_electron.push_back(potential(matter));
  }
  const auto averages = nights[static_cast<std::size_t>(reach - night_reach.begin())](
      point.oscillation, per_electron);
  const std::array<double, 3> row = point.oscillation.electron_row();
  for (const std::vector<propagation::Regeneration>& site : averages) {
    Eigen::MatrixX3d regenerated(static_cast<Eigen::Index>(site.size()), 3);
    for (std::size_t k = 0; k < site.size(); ++k) {
      if (!(site[k].error <= night_certificate)) {
        return false;
      }
      for (std::size_t i = 0; i < 3; ++i) {
        regenerated(static_cast<Eigen::Index>(k), static_cast<Eigen::Index>(i)) =
            site[k].P[i] - row[i];
      }
    }
    BySource<Eigen::VectorXd>& P_night = result.night.emplace_back();
    for (std::size_t s = 0; s < 8; ++s) {
      if (!sources[s].placed) {
        continue;
      }
      const Eigen::ArrayX3d R = (sources[s].from_night * regenerated).array();
      P_night[s] = result.day[s].array() + fractions[s][0] * R.col(0) + fractions[s][1] * R.col(1) +
                   fractions[s][2] * R.col(2);
      core::ensure_finite(P_night[s].sum(), "P_ee by night");
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
  // Each site has its own night; without one the table of the day alone is filled.
  for (std::size_t site = 0; site < std::max<std::size_t>(sites.size(), 1); ++site) {
    Config own = point;
    own.night = sites.empty() ? std::nullopt : std::optional<Night>(sites[site].night);
    const FlavourTable table = SolarPropagator(own).flavours(queries);
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
    NodeProbabilities result;
    for (std::size_t s = 0; s < 8; ++s) {
      if (impl_->sources[s].placed) {
        result.day[s].setOnes(static_cast<Eigen::Index>(impl_->sources[s].energies.size()));
      }
    }
    result.night.assign(impl_->sites.size(), result.day);
    return result;
  }
  if (nsi && !nsi->one_potential()) {
    return impl_->by_engines(point);
  }
  return impl_->fast(point);
}

}  // namespace sunsi::pipeline
