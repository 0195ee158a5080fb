/// \file detector/measurement.hpp
/// A measured number as the cards give it.
#pragma once

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

  /// The error on the side of a prediction.
  [[nodiscard]] double error_towards(double prediction) const {
    return prediction > value ? error_up : error_down;
  }
};

}  // namespace sunsi::detector
