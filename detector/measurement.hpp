/// \file detector/measurement.hpp
/// A measured number as the cards give it.
#pragma once

#include <cmath>
#include <string>

namespace sunsi::detector {

/// Value with asymmetric errors (statistical and systematic already in quadrature).
struct Measurement {
  std::string experiment;  ///< "borexino-phase2", "sno"
  std::string observable;  ///< "pp", "8B:3.2-5.7", "c0"
  double value = 0;
  double error_up = 0;
  double error_down = 0;
  std::string unit;
  std::string source;  ///< key of data/references.yaml
  bool used = true;    ///< enters chi2
  bool known = true;   ///< there is a measured number; false for a part of one ("gallium:pp")

  /// The error on the side of a prediction.
  [[nodiscard]] double error_towards(double prediction) const {
    return prediction > value ? error_up : error_down;
  }

  /// The same for a chi2 whose error is fixed before fluxes and pulls move the prediction: it goes over
  /// from one error to the other within about half of their mean, w = (1 + tanh(4 d/mean))/2 with d =
  /// prediction - value, so that chi2 has no step where a prediction passes the measurement. At one
  /// standard deviation it is within 2 % of the published error as long as the two differ by less than
  /// a factor of 2.5.
  [[nodiscard]] double smooth_error_towards(double prediction) const {
    const double mean = (error_up + error_down) / 2;
    const double w = (1 + std::tanh(4 * (prediction - value) / mean)) / 2;
    return error_down + (error_up - error_down) * w;
  }
};

}  // namespace sunsi::detector
