/// \file pipeline/detail/scattering.hpp
/// What scatters on electrons: the cross-section of a configuration and the states that arrive.
#pragma once

#include <Eigen/Core>
#include <optional>
#include <sunsi/core/quadrature.hpp>
#include <sunsi/detector/cross_section.hpp>
#include <sunsi/detector/scattering_rate.hpp>
#include <sunsi/pipeline/flavours.hpp>
#include <sunsi/pipeline/survival.hpp>
#include <vector>

namespace sunsi::pipeline::detail {

/// Mode and eps^e with its mediator.
detector::NuElectronCrossSection cross_section(const Config& config);

/// What arrives for a list of queries: P_ee where that is enough (`alike`), else the flavour states.
class Arrivals {
 public:
  Arrivals(const SolarPropagator& propagator,
           const std::vector<Query>& queries,
           bool alike,
           const Monitor& monitor);

  [[nodiscard]] const model::SurvivalTable& points() const {
    return states_ ? states_->points() : table_;
  }

  /// The state of a row by day or by night; with P_ee alone, half of the rest in each of nu_mu and
  /// nu_tau: couplings that are alike for them see no difference.
  [[nodiscard]] Eigen::Matrix3cd rho(std::size_t row, bool night) const;

  /// Over day and night, of the rows from `first` on, one a node of the rule.
  [[nodiscard]] double mean_cross_section(const detector::NuElectronCrossSection& sigma,
                                          const core::Quadrature& rule,
                                          std::size_t first,
                                          const detector::RecoilWindow& window) const;

 private:
  model::SurvivalTable table_;
  std::optional<FlavourTable> states_;
};

}  // namespace sunsi::pipeline::detail
