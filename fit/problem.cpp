#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/fit/problem.hpp>

namespace sunsi::fit {

double FreeParameter::to_search(double value) const { return log ? std::log(value) : value; }

double FreeParameter::from_search(double x) const {
  // exp(log(x)) is not always x: at an end the end itself is meant.
  if (x <= to_search(min)) {
    return min;
  }
  if (x >= to_search(max)) {
    return max;
  }
  return log ? std::exp(x) : x;
}

Problem Problem::held(std::size_t parameter, double value) const {
  Problem rest;
  rest.parameters = parameters;
  rest.parameters.erase(rest.parameters.begin() + static_cast<std::ptrdiff_t>(parameter));
  rest.chi2 = [chi2 = chi2, parameter, value](std::span<const double> values) {
    return chi2(with_held(values, parameter, value));
  };
  return rest;
}

double Problem::at(std::span<const double> values) const {
  const double result = chi2(values);
  if (!std::isfinite(result)) {
    throw core::NumericalError(fmt::format("chi2 is {} at {}", result, describe(values)));
  }
  return result;
}

std::string Problem::describe(std::span<const double> values) const {
  std::string text;
  for (std::size_t i = 0; i < parameters.size() && i < values.size(); ++i) {
    text += fmt::format("{}{} = {:.8g}", i == 0 ? "" : ", ", parameters[i].name, values[i]);
  }
  return text;
}

std::vector<double> with_held(std::span<const double> values, std::size_t parameter, double value) {
  std::vector<double> all(values.begin(), values.end());
  all.insert(all.begin() + static_cast<std::ptrdiff_t>(parameter), value);
  return all;
}

void stop_if_asked(const Monitor& monitor) {
  if (monitor.stop != nullptr && monitor.stop->load()) {
    throw core::Interrupted();
  }
}

}  // namespace sunsi::fit
