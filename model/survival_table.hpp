/// \file model/survival_table.hpp
/// The plain values that travel from the propagation to the detectors.
#pragma once

#include <array>
#include <string>
#include <sunsi/model/source.hpp>
#include <vector>

namespace sunsi::model {

/// Fractions P(e -> i), i = 1, 2, 3, of mass states that leave the Sun, with the engine's own
/// bound.
struct MassFractions {
  std::array<double, 3> P{};  ///< add up to 1
  double error = 0;           ///< bound on the error of each P [1]
};

/// One row: a source at an energy.
struct SurvivalPoint {
  Source source{};
  double energy = 0;  ///< [eV]
  MassFractions fractions;
  double P_ee_day = 0;
  double P_ee_night = 0;
  double P_ee = 0;
  /// P(nu_i -> nu_e), i = 1, 2, 3, averaged over the night; all zero where no night was asked for.
  std::array<double, 3> regenerated{};
  double night_error = 0;         ///< the night's part of fractions.error [1]
  bool certified_by_ode = false;  ///< engine `auto` went to the ode here
};

/// Rows in the order they were asked for.
using SurvivalTable = std::vector<SurvivalPoint>;

/// P_ee by day from the fractions: sum_i P_i abs(U_ei)^2.
double survival_day(const MassFractions& fractions, const std::array<double, 3>& electron_row);

}  // namespace sunsi::model
