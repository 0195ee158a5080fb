/// \file core/error.hpp
/// The exceptions of sunsi. Each message says what is wrong, the value, and what to do.
#pragma once

#include <stdexcept>
#include <string>

namespace sunsi::core {

/// Base of every exception that sunsi throws. The message is one line of printable UTF-8, whatever
/// bytes of a file or an argument it repeats (core/text.hpp: printable).
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message);
};

/// An argument or a configuration that cannot be met (command line: exit status 2).
class InvalidInput : public Error {
 public:
  using Error::Error;
};

/// A data or profile file that is missing or damaged, or output that cannot be written (status 3).
class DataError : public Error {
 public:
  using Error::Error;
};

/// A calculation that did not reach its accuracy or lost its meaning (status 4); names the point.
class NumericalError : public Error {
 public:
  using Error::Error;
};

/// Work that was stopped by the user before its end (status 130, or 143 for SIGTERM).
class Interrupted : public Error {
 public:
  Interrupted() : Error("interrupted; nothing was written under a final name") {}
};

/// Where in a file something stands; line and column count from 1, 0 means unknown.
struct Location {
  std::string file;
  int line = 0;
  int column = 0;

  /// "file:line:column: " with the unknown parts left out; empty when the file is unknown.
  [[nodiscard]] std::string prefix() const;
};

/// A configuration error with its place, printed as `file:line:column: what is wrong; what is
/// allowed`.
class ConfigError : public InvalidInput {
 public:
  ConfigError(const Location& where, const std::string& message);
};

/// Runs `f`, which builds something from the contents of `file`: what it calls invalid input is
/// damaged data.
/// \throws DataError  naming the file, in place of InvalidInput
template <class F>
auto from_file(const std::string& file, F&& f) {
  try {
    return f();
  } catch (const InvalidInput& error) {
    throw DataError(file + ": damaged: " + error.what());
  }
}

/// \throws InvalidInput unless `value` is finite; `what` names it.
double require_finite(double value, const std::string& what);

/// \throws InvalidInput unless `value` is finite and positive; `what` names it.
double require_positive(double value, const std::string& what);

/// \throws NumericalError unless `value` is finite; `what` names the result and its point.
double ensure_finite(double value, const std::string& what);

}  // namespace sunsi::core
