/// \file cli/output.hpp
/// Where results go.
#pragma once

#include <sunsi/cli/options.hpp>
#include <sunsi/core/sheet.hpp>

namespace sunsi::cli {

/// A table as the bytes of a file.
/// \throws NumericalError  a number that is not finite
/// \throws DataError       HDF5 refuses
std::string formatted(const core::Sheet& sheet, Format format);

/// Writes a table to options.output, or to standard output.
/// \throws DataError  it cannot be written
void emit(const core::Sheet& sheet, const Options& options);
void emit(const std::string& text, const Options& options);

}  // namespace sunsi::cli
