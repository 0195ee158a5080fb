/// \file fit/problem.hpp
/// What is minimised: a chi2 of a few free parameters, each with its range and its size.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <sunsi/pipeline/survival.hpp>
#include <vector>

namespace sunsi::fit {

using pipeline::Monitor;

/// A quantity that is left free. A search moves it in its own variable: the value, or its logarithm.
struct FreeParameter {
  std::string name;
  std::string unit;
  double min = 0;  ///< both ends belong to the range
  double max = 1;
  bool log = false;  ///< search in ln(value); then min > 0
  double start = 0;  ///< within the range
  double step = 1;   ///< a typical error, of ln(value) if `log`: where a search begins to look

  /// The variable of the search, and back. A value at an end comes back as that end exactly.
  [[nodiscard]] double to_search(double value) const;
  [[nodiscard]] double from_search(double x) const;
};

/// chi2 of values in the order of the parameters. Pure and safe to call from several threads.
using Objective = std::function<double(std::span<const double> values)>;

/// A chi2 and its parameters.
struct Problem {
  std::vector<FreeParameter> parameters;
  Objective chi2;

  /// The same with one parameter held at a value; the others keep their order.
  [[nodiscard]] Problem held(std::size_t parameter, double value) const;

  /// chi2 at values, checked.
  /// \throws NumericalError  not finite; names the values
  [[nodiscard]] double at(std::span<const double> values) const;

  /// "sin2_theta12 = 0.31, dm21_eV2 = 7.5e-05", for messages.
  [[nodiscard]] std::string describe(std::span<const double> values) const;
};

/// `values` with `value` put in before place `parameter`: the point of a problem from that of held().
std::vector<double> with_held(std::span<const double> values, std::size_t parameter, double value);

/// \throws Interrupted  monitor.stop was set
void stop_if_asked(const Monitor& monitor);

}  // namespace sunsi::fit
