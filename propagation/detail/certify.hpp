/// \file propagation/detail/certify.hpp
/// The error of an engine by the difference of two resolutions.
#pragma once

#include <functional>
#include <string>
#include <sunsi/model/survival_table.hpp>
#include <vector>

namespace sunsi::propagation::detail {

/// What two passes that agree are worth.
struct Certificate {
  std::string engine;  ///< for messages
  double energy;       ///< [eV], for messages
  double tolerance;    ///< the error that is asked for
  double safety;       ///< error of the finer pass <= safety * difference
  double floor;        ///< rounding of a pass
  int most_passes;     ///< passes before it is given up
};

/// Calls `pass(k)`, k = 0, 1, ..., each finer than the one before, until two of them agree within
/// the tolerance; returns the finer one, with what they differ by, and 1e-4 of the tolerance for
/// agreement by chance, added to the error that it came with.
/// \throws NumericalError  the error that the passes come with is beyond the tolerance
/// \throws NumericalError  they never do; names engine, energy and what was reached
std::vector<model::MassFractions> certify(
    const Certificate& certificate,
    const std::function<std::vector<model::MassFractions>(int)>& pass);

}  // namespace sunsi::propagation::detail
