/// \file bounds/verdict.hpp
/// What a bound says of a model point.
#pragma once

#include <optional>
#include <string>

namespace sunsi::bounds {

/// One row of the table of bounds.
struct Verdict {
  std::string bound;    ///< "na64-2019"
  bool applies = true;  ///< false: never excludes; `reason` says why
  /// Of the quantity that the card defines; empty where the bound makes none at this point (outside
  /// of a curve, no bound at all).
  std::optional<double> prediction;
  std::optional<double> limit;
  /// prediction/limit for upper limits, limit/prediction for lower ones, absolute value: above 1 the
  /// point is beyond the limit, whether or not the bound applies.
  std::optional<double> ratio;
  bool excluded = false;        ///< applies and ratio > 1
  bool planned = false;         ///< a projection: never excludes
  double confidence_level = 0;  ///< of the limit, 0.90; 0: the source states none
  std::string reason;
  std::string source;  ///< keys of data/references.yaml
};

}  // namespace sunsi::bounds
