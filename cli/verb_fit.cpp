#include <fmt/format.h>

#include <cstdio>
#include <sunsi/cli/fit_files.hpp>
#include <sunsi/cli/output.hpp>
#include <sunsi/cli/verbs.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/files.hpp>
#include <sunsi/core/provenance.hpp>
#include <sunsi/pipeline/inputs.hpp>

namespace sunsi::cli {
namespace {

namespace fs = std::filesystem;

bool is_folder(const std::string& output) {
  std::error_code ec;
  return !output.empty() && (output.back() == '/' || fs::is_directory(output, ec));
}

/// "out/fit.json" -> "out/fit-": tables beside a file carry its name.
std::string prefix_of(const std::string& output) {
  const fs::path path(output);
  return (path.parent_path() / path.stem()).string() + "-";
}

}  // namespace

int fit(const Options& options, const StopSignal& stop) {
  const pipeline::Config config =
      pipeline::load_config(options.config, options.overrides, core::data_directory());
  (void)pipeline::inputs_of(config);  // damaged data are told before the work
  const bool tables =
      !config.fit.point && (!config.fit.profiles.empty() || !config.fit.contours.empty());
  const bool folder = is_folder(options.output);
  if (folder) {
    check_folder(options.output, "fit.json");
  }
  const sunsi::fit::SolarFit result = run_fit(config, options, stop);
  if (folder) {
    FolderFiles files = fit_table_files(result, config, "", options.format);
    files.emplace_back("fit.json", fit_text(result, config, Format::json));
    if (options.format != Format::json) {
      files.emplace_back(options.format == Format::csv ? "fit.csv" : "fit.h5",
                         fit_text(result, config, options.format));
    }
    files.emplace_back("config.yaml", config.completed);
    write_folder(options.output, files);
  } else {
    const bool file = !options.output.empty() && options.output != "-";
    if (file && tables) {
      for (const auto& [path, text] :
           fit_table_files(result, config, prefix_of(options.output), options.format)) {
        core::write_file_atomically(path, text);
      }
    }
    emit(fit_text(result, config, options.format), options);
    if (!file && tables && !options.quiet) {
      std::fputs("the tables of profiles and contours want a place: -o FOLDER/ or -o FILE\n",
                 stderr);
    }
  }
  if (!options.quiet) {
    std::fputs(fit_summary(result).c_str(), stderr);
  }
  return 0;
}

}  // namespace sunsi::cli
