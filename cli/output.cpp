#include <cstdio>
#include <sunsi/cli/hdf5_file.hpp>
#include <sunsi/cli/output.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/files.hpp>

namespace sunsi::cli {

std::string formatted(const core::Sheet& sheet, Format format) {
  return format == Format::json   ? sheet.json()
         : format == Format::hdf5 ? hdf5_bytes(sheet)
                                  : sheet.csv();
}

void emit(const std::string& text, const Options& options) {
  if (!options.output.empty() && options.output != "-") {
    core::write_file_atomically(options.output, text);
    return;
  }
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    throw core::DataError("standard output cannot be written; use -o PATH");
  }
}

void emit(const core::Sheet& sheet, const Options& options) {
  emit(formatted(sheet, options.format), options);
}

}  // namespace sunsi::cli
