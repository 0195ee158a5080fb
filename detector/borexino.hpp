/// \file detector/borexino.hpp
/// Borexino's interaction rates of solar neutrinos on electrons, from the card
/// data/experiments/borexino.yaml.
#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <sunsi/detector/contribution.hpp>
#include <sunsi/detector/measurement.hpp>
#include <sunsi/detector/scattering_rate.hpp>
#include <sunsi/model/source.hpp>
#include <vector>

namespace sunsi::detector {

/// What one measurement counts: sources (CNO is three), a recoil window, perhaps one line only.
struct BorexinoObservable {
  std::vector<model::Source> sources;
  bool only_862_line = false;
  RecoilWindow window;
  Measurement measurement;  ///< unit cpd/100t
};

/// The card: measurements, target, and the covariance of phase II.
struct Borexino {
  double electrons_per_100t = 0;
  std::vector<BorexinoObservable> observables;
  /// Inverse covariance [(cpd/100t)^-2] of the used observables, in their order: the published 3x3
  /// block of phase II, the others uncorrelated. Asymmetric errors are taken on the side of
  /// `predicted`, without a step where it passes the measurement (Measurement::smooth_error_towards).
  /// \param predicted  one value for each observable, used or not
  [[nodiscard]] Eigen::MatrixXd inverse_covariance(const std::vector<double>& predicted) const;
  /// What the observables that enter chi2 say of predicted rates. No pulls: the published errors have
  /// the systematic ones in them.
  /// \param by_source  [cpd/100t] at the reference fluxes, one row for each observable, used or not
  /// \param at         rates that choose the side of asymmetric errors, one for each observable; empty:
  ///                   those at the reference fluxes. CNO alone (+2.0 -0.8) depends on it: with free
  ///                   fluxes give the best-fitting rates in a second call
  /// \throws InvalidInput  another number of rows, columns or rates
  [[nodiscard]] Contribution contribution(const Eigen::MatrixXd& by_source,
                                          const std::vector<double>& at = {}) const;
  /// Indices of the observables that enter chi2.
  [[nodiscard]] std::vector<std::size_t> used() const;

  Eigen::MatrixXd phase2_inverse;         ///< as published
  std::vector<std::string> phase2_names;  ///< observables of its rows
};

/// \param data    the data folder
/// \param phases  keep only these phases ("1", "2", "3"); empty keeps all
/// \throws DataError  the card is missing or damaged
Borexino load_borexino(const std::filesystem::path& data,
                       const std::vector<std::string>& phases = {});

}  // namespace sunsi::detector
