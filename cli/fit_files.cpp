#include <fmt/format.h>

#include <cmath>
#include <sunsi/cli/fit_files.hpp>
#include <sunsi/cli/output.hpp>
#include <sunsi/cli/sheets.hpp>
#include <sunsi/fit/fit_json.hpp>

namespace sunsi::cli {
namespace {

fit::Metadata metadata_of(const pipeline::Config& config) {
  return metadata(config, pipeline::inputs_of(config));
}

const char* title(fit::Octant octant) { return octant == fit::Octant::light ? "LMA" : "LMA-Dark"; }

/// "sin2_theta12 = 0.3069 (0.2961 to 0.3181)" with one standard deviation.
std::string values_text(const fit::Solution& s) {
  std::string text;
  for (std::size_t i = 0; i < s.best.values.size(); ++i) {
    text += fmt::format("{}{} = {:.4g}", i == 0 ? "" : ", ", s.parameters.list()[i].name,
                        s.best.values[i]);
    if (i < s.intervals.size()) {
      const fit::Interval& one = s.intervals[i][0];
      const auto end = [](const std::optional<double>& x) {
        return x ? fmt::format("{:.4g}", *x) : std::string("open");
      };
      text += fmt::format(" ({} to {})", end(one.low), end(one.high));
    }
  }
  return text;
}

}  // namespace

fit::SolarFit run_fit(const pipeline::Config& config,
                      const Options& options,
                      const StopSignal& stop) {
  return fit::solar_fit(config, [&](const std::string& what, const auto& work) {
    Progress progress(what, options.quiet);
    work(progress.monitor(stop));
  });
}

FolderFiles fit_table_files(const fit::SolarFit& fit,
                            const pipeline::Config& config,
                            const std::string& prefix,
                            Format format) {
  FolderFiles files;
  for (const auto& [stem, sheet] : fit::fit_tables(fit, metadata_of(config))) {
    files.emplace_back(prefix + stem + ".csv", sheet.csv());
    if (format == Format::hdf5) {
      files.emplace_back(prefix + stem + ".h5", formatted(sheet, format));
    }
  }
  return files;
}

FolderFiles fit_files(const fit::SolarFit& fit, const pipeline::Config& config, Format format) {
  FolderFiles files = fit_table_files(fit, config, "fit-", format);
  files.emplace_back("fit.json", fit::fit_json(fit, metadata_of(config)));
  return files;
}

std::string fit_text(const fit::SolarFit& fit, const pipeline::Config& config, Format format) {
  return format == Format::json ? fit::fit_json(fit, metadata_of(config))
                                : formatted(fit::fit_sheet(fit, metadata_of(config)), format);
}

std::string fit_summary(const fit::SolarFit& fit) {
  std::string text =
      fmt::format("this point: chi2 = {:.2f} for {} data\n", fit.point.solar, fit.point.solar_data);
  if (!fit.point.by_prior.empty()) {
    text += fmt::format("this point, with priors of oscillation parameters: {:.2f} for {}\n",
                        fit.point.total, fit.point.data);
  }
  for (const fit::Solution& s : fit.solutions) {
    text += fmt::format("{}: chi2 = {:.2f}, delta chi2 = {:.2f}; {}\n", title(s.octant),
                        s.best.chi2, s.delta_chi2, values_text(s));
  }
  return text;
}

}  // namespace sunsi::cli
