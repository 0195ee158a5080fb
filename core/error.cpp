#include <fmt/format.h>

#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/core/text.hpp>

namespace sunsi::core {

Error::Error(const std::string& message) : std::runtime_error(printable(message)) {}

std::string Location::prefix() const {
  if (file.empty()) {
    return "";
  }
  if (line <= 0) {
    return fmt::format("{}: ", file);
  }
  return fmt::format("{}:{}:{}: ", file, line, column > 0 ? column : 1);
}

ConfigError::ConfigError(const Location& where, const std::string& message)
    : InvalidInput(where.prefix() + message) {}

double require_finite(double value, const std::string& what) {
  if (!std::isfinite(value)) {
    throw InvalidInput(fmt::format("{} = {} is not finite; give a finite number", what, value));
  }
  return value;
}

double require_positive(double value, const std::string& what) {
  require_finite(value, what);
  if (value <= 0) {
    throw InvalidInput(fmt::format("{} = {:g} must be > 0", what, value));
  }
  return value;
}

double ensure_finite(double value, const std::string& what) {
  if (!std::isfinite(value)) {
    throw NumericalError(fmt::format("{} came out as {}", what, value));
  }
  return value;
}

}  // namespace sunsi::core
