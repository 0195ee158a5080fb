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

/// Of the Z': couplings, epsilons in both conventions, potentials, widths, lifetimes and the
/// conditions on phi. Of general NSI: every entry of eps_u, eps_d, eps_e, eps_p, eps_n and of
/// eps_medium at the usual places, in both conventions (complex entries as `_re` and `_im`), and the
/// potentials at the centre.
/// \throws InvalidInput  the configuration has no new interaction (kind: standard)
std::vector<Quantity> model_quantities(const Config& config);

}  // namespace sunsi::pipeline
