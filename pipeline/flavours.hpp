/// \file pipeline/flavours.hpp
/// The flavour states that arrive at the detector, for scattering that asks for more than P_ee.
#pragma once

#include <Eigen/Core>
#include <sunsi/model/survival_table.hpp>
#include <sunsi/propagation/regeneration.hpp>
#include <vector>

namespace sunsi::pipeline {

/// Density matrices rho[alpha][beta] = sum_i P(e -> i) <nu_alpha|S|nu_i> <nu_i|S^+|nu_beta>, rows and
/// columns e, mu, tau in the phases of docs/nsi.md, of trace 1: rho_ee = P_ee, the other diagonal
/// entries P(e -> mu) and P(e -> tau). By day S = 1, rho = U diag(P) U^+; by night it is averaged over
/// the zenith angle. The `error` of a point holds for the size of every entry.
class FlavourTable {
 public:
  /// The states behind the Earth at every energy of the table; no energies: no night.
  struct Night {
    std::vector<double> energies;  ///< [eV], rising
    std::vector<propagation::FlavourRegeneration> earth;
    double share = 0;  ///< of night in the average [1]
  };
  /// \param points       rows by day; what the night adds to P_ee and `error` is filled in here
  /// \param mixing       U, rows e, mu, tau
  /// \param oscillation  false: nu_e arrive
  /// \throws InvalidInput  an energy of the points that the night has not
  FlavourTable(model::SurvivalTable points,
               const Eigen::Matrix3cd& mixing,
               bool oscillation,
               Night night);

  /// The rows with P_ee, as SolarPropagator::survival gives them.
  [[nodiscard]] const model::SurvivalTable& points() const { return points_; }

  /// States of a row by day, by night, and over both with the site's share.
  [[nodiscard]] Eigen::Matrix3cd day(std::size_t row) const;
  [[nodiscard]] Eigen::Matrix3cd night(std::size_t row) const;
  [[nodiscard]] Eigen::Matrix3cd average(std::size_t row) const;

 private:
  model::SurvivalTable points_;
  Eigen::Matrix3cd mixing_;
  bool oscillation_;
  Night night_;
};

}  // namespace sunsi::pipeline
