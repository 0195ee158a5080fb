/// \file fit/verdict.hpp
/// What the solar data say of one point: the likelihood of all of them, and of each experiment alone.
#pragma once

#include <map>
#include <string>
#include <sunsi/fit/solar_chi2.hpp>

namespace sunsi::fit {

/// How well one point describes the data. Solar data and the prior of the fluxes alone: priors of
/// oscillation parameters (fit.priors) are not part of it, they judge a fit and not the point's
/// interaction.
struct Verdict {
  double total = 0;                             ///< Chi2::solar: all parts below
  std::map<std::string, double> by_experiment;  ///< data parts; phases of Super-Kamiokande as one
  double fluxes = 0;                            ///< prior of the fluxes
  double pulls = 0;                             ///< systematic errors, sum of squares
  bool systematics = false;                     ///< the data have any
  std::array<double, 8> flux_pull{};            ///< Chi2::flux_pull
  int dof = 0;                                  ///< number of data less free fluxes
  double p_value = 1;                           ///< probability of a larger chi2
  std::map<std::string, AloneChi2> alone;       ///< SolarChi2::each_alone

  /// Probability of a larger chi2 of an experiment alone.
  /// \param experiment  one of `alone`
  [[nodiscard]] double p_alone(const std::string& experiment) const;

  /// What a point is judged by: p_value or, if less, the smallest p_alone times the number of
  /// experiments (Bonferroni: one of so many is that small by chance). Eighty bins of a spectrum that a
  /// point describes do not hide six rates that it does not.
  [[nodiscard]] double p_judged() const;
};

/// \throws as SolarChi2::operator()
Verdict verdict(const SolarChi2& likelihood, const Point& point);

/// The configuration's point.
Point point_of(const pipeline::Config& config);

}  // namespace sunsi::fit
