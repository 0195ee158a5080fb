#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/pipeline/sun_nodes.hpp>

namespace sunsi::pipeline {
namespace {

constexpr int reference_order = 32;
constexpr double safety = 2;
constexpr double rounding = 1e-14;
constexpr double energy_step = 1.5;
constexpr double energy_range = 100;

/// The Gauss rule in N_e, radii in R_sun; every row where the table has too few for it.
solar::ProductionRule rule_in_electrons(const solar::SolarModel& sun,
                                        model::Source source,
                                        int order) {
  const solar::Averaged electrons{[](const model::Composition& n) { return n.n_e; }, 0,
                                  [](double, std::span<double>) {}};
  try {
    return sun.gauss_rule(source, electrons, order);
  } catch (const core::InvalidInput&) {
    return sun.production_rows(source);  // N_e takes fewer values than that
  }
}

}  // namespace

SunNodes::SunNodes(const solar::SolarModel& sun, int order) {
  if (order < 1 || order > reference_order) {
    throw core::InvalidInput(
        fmt::format("{} production nodes: allowed are 1 to {}", order, reference_order));
  }
  const double r_end = sun.r_end() * core::R_sun;
  const auto at = [&](double r) {
    const solar::CompositionSample s = sun.composition(r / core::R_sun);
    return Sample{
        s.value, {s.slope.n_e / core::R_sun, s.slope.n_p / core::R_sun, s.slope.n_n / core::R_sun}};
  };
  end_ = at(r_end);
  start_ = r_end;
  for (const model::Source source : model::all_sources) {
    solar::ProductionRule rule{{0.0}, {1.0}, 0};
    solar::ProductionRule reference = rule;
    if (sun.has(source)) {
      rule = rule_in_electrons(sun, source, order);
      reference = rule_in_electrons(sun, source, reference_order);
    }
    Zone zone;
    zone.innermost = r_end;
    for (std::size_t k = 0; k < rule.node.size(); ++k) {
      const double r = rule.node[k] * core::R_sun;
      const double next = propagation::DayRadii::next(r, r_end);
      zone.nodes.push_back({at(r), at(next), 1 / std::abs(next - r), rule.weight[k]});
      zone.innermost = std::min(zone.innermost, r);
    }
    for (const double x : reference.node) {
      zone.reference.push_back(at(x * core::R_sun).value);
    }
    zone.reference_weight = reference.weight;
    start_ = std::min(start_, zone.innermost);
    zones_.push_back(std::move(zone));
  }
  spacing_ = (r_end - start_) / propagation::DayRadii::way_samples;
  for (int k = 0; k < propagation::DayRadii::way_samples; ++k) {
    way_.push_back(at(start_ + spacing_ * (k + 0.5)));
  }
}

std::optional<SunNodes::Linear> SunNodes::linear(const Potential& potential) {
  const model::FlavourPotential unit[] = {potential({1, 0, 0}), potential({0, 1, 0}),
                                          potential({0, 0, 1})};
  for (const model::FlavourPotential& V : unit) {
    if (V.mu != V.tau || !V.diagonal()) {
      return std::nullopt;
    }
  }
  return Linear{{unit[0].e - unit[0].mu, unit[1].e - unit[1].mu, unit[2].e - unit[2].mu}};
}

std::optional<propagation::DayMedium> SunNodes::medium(const Potential& potential) const {
  const std::optional<Linear> V = linear(potential);
  if (!V) {
    return std::nullopt;
  }
  const auto slope = [&](const Sample& s) { return std::abs((*V)(s.slope)); };
  propagation::DayMedium medium;
  for (const Zone& zone : zones_) {
    propagation::DayMedium::Zone values;
    values.innermost = zone.innermost;
    values.nodes.reserve(zone.nodes.size());
    for (const Node& node : zone.nodes) {
      values.nodes.push_back({(*V)(node.here.value), (*V)(node.next.value), slope(node.here),
                              slope(node.next), node.inverse_distance, node.weight});
    }
    medium.zones.push_back(std::move(values));
  }
  medium.way.start = start_;
  medium.way.spacing = spacing_;
  medium.way.V.reserve(way_.size());
  medium.way.slope.reserve(way_.size());
  for (const Sample& sample : way_) {
    medium.way.V.push_back((*V)(sample.value));
    medium.way.slope.push_back(slope(sample));
  }
  medium.end_V = (*V)(end_.value);
  medium.end_slope = slope(end_);
  return medium;
}

propagation::PotentialNodes SunNodes::nodes(const propagation::DayMedium& medium,
                                            model::Source source) {
  propagation::PotentialNodes result;
  for (const auto& node : medium.zones.at(static_cast<std::size_t>(source)).nodes) {
    result.V.push_back(node.V);
    result.weight.push_back(node.weight);
  }
  return result;
}

void SunNodes::measure_errors(propagation::DayMedium& medium,
                              const Potential& potential,
                              const propagation::FractionKernel& kernel,
                              double highest) const {
  core::require_positive(highest, "highest energy of a production average");
  const std::optional<Linear> V = linear(potential);
  if (!V || medium.zones.size() != zones_.size()) {
    throw core::InvalidInput("the medium is not one of this Sun and potential");
  }
  std::vector<double> energies;
  for (double E = highest; E >= highest / energy_range; E /= energy_step) {
    energies.push_back(E);
  }
  for (std::size_t z = 0; z < zones_.size(); ++z) {
    propagation::PotentialNodes reference{{}, zones_[z].reference_weight};
    for (const model::Composition& n : zones_[z].reference) {
      reference.V.push_back((*V)(n));
    }
    const auto few = kernel.average(energies, nodes(medium, model::all_sources[z]));
    const auto many = kernel.average(energies, reference);
    double largest = 0;
    for (std::size_t i = 0; i < energies.size(); ++i) {
      largest = std::max({largest, std::abs(few.P1[i] - many.P1[i]),
                          std::abs(few.P2[i] - many.P2[i]), std::abs(few.P3[i] - many.P3[i])});
    }
    medium.zones[z].error = std::min(1.0, safety * largest + rounding);
  }
}

}  // namespace sunsi::pipeline
