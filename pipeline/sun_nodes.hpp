/// \file pipeline/sun_nodes.hpp
/// What a day needs of the Sun whatever the couplings, built once.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <sunsi/model/composition.hpp>
#include <sunsi/model/oscillation.hpp>
#include <sunsi/model/source.hpp>
#include <sunsi/propagation/adiabatic_table.hpp>
#include <sunsi/solar/solar_model.hpp>
#include <vector>

namespace sunsi::pipeline {

/// Compositions at fixed production nodes of every source and on the way out. A potential is linear
/// in the densities, so that a point's medium is some thousand multiplications (about 10 us) and needs
/// no profile, no rule and no search of an order. Immutable; safe to use from several threads.
///
/// The nodes are the Gauss rule of `order` points in N_e, in which probabilities are as smooth as
/// the profile's N_n/N_e (docs/speed.md has the measured errors); its error at a point is measured
/// against the rule of 32 points.
class SunNodes {
 public:
  using Potential = std::function<model::FlavourPotential(const model::Composition&)>;

  /// Some milliseconds.
  /// \param order  nodes a source, 1 to 32; fewer where the production table has fewer rows
  /// \throws InvalidInput  an order outside of that range
  explicit SunNodes(const solar::SolarModel& sun, int order = 16);

  /// The medium of a potential, zones in the order of model::all_sources, errors of the averages 0;
  /// nothing if V_mu != V_tau or something stands off the diagonal. Sources that the solar model does
  /// not place are put at the centre.
  /// \param potential  linear in the densities (pipeline::potential_of)
  [[nodiscard]] std::optional<propagation::DayMedium> medium(const Potential& potential) const;

  /// Sets the errors of the zones: twice the largest distance of the average of each P(e -> i) from
  /// the rule of 32 points, at energies a factor 1.5 apart; twice for what lies between them.
  /// \param highest  the range [eV] is [highest/100, highest]
  void measure_errors(propagation::DayMedium& medium,
                      const Potential& potential,
                      const propagation::FractionKernel& kernel,
                      double highest) const;

  /// Averaging nodes of a source in a medium of this Sun, for FractionKernel::average.
  [[nodiscard]] static propagation::PotentialNodes nodes(const propagation::DayMedium& medium,
                                                         model::Source source);

 private:
  /// V_e - V_mu as a linear function of the densities.
  struct Linear {
    model::Composition c;  ///< [1/eV^2] a density
    double operator()(const model::Composition& n) const {
      return c.n_e * n.n_e + c.n_p * n.n_p + c.n_n * n.n_n;
    }
  };
  static std::optional<Linear> linear(const Potential& potential);
  struct Sample {
    model::Composition value;  ///< [eV^3]
    model::Composition slope;  ///< per 1/eV of radius [eV^4]
  };
  struct Node {
    Sample here, next;
    double inverse_distance;  ///< [eV]
    double weight;
  };
  struct Zone {
    std::vector<Node> nodes;
    std::vector<model::Composition> reference;  ///< nodes of the rule of 32 points
    std::vector<double> reference_weight;
    double innermost = 0;  ///< [1/eV]
  };
  std::vector<Zone> zones_;
  std::vector<Sample> way_;
  Sample end_;
  double start_ = 0;    ///< of the way [1/eV]
  double spacing_ = 0;  ///< [1/eV]
};

}  // namespace sunsi::pipeline
