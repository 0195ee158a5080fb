/// \file pipeline/model_table.hpp
/// The quantities of a model point, as `sunsi model` prints them.
#pragma once

#include <optional>
#include <string>
#include <sunsi/pipeline/config.hpp>
#include <vector>

namespace sunsi::pipeline {

/// A named number; no value where it is undefined (its definition says why).
struct Quantity {
  std::string name;
  std::optional<double> value;
  std::string unit;
  std::string definition;
};

/// Couplings, epsilons in both conventions, potentials, widths, lifetimes and the conditions on
/// phi.
/// \throws InvalidInput  the configuration has no Z' (kind: standard)
std::vector<Quantity> model_quantities(const Config& config);

}  // namespace sunsi::pipeline
