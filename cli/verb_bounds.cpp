#include <fmt/format.h>

#include <cstdio>
#include <sunsi/bounds/list.hpp>
#include <sunsi/cli/output.hpp>
#include <sunsi/cli/sheets.hpp>
#include <sunsi/cli/verbs.hpp>
#include <sunsi/core/provenance.hpp>

namespace sunsi::cli {

int bounds(const Options& options, const StopSignal& stop) {
  if (options.plane) {
    return plane(options, stop);
  }
  if (!options.largest.empty() || !options.find.empty()) {
    return reverse(options, stop);
  }
  const pipeline::Config config =
      pipeline::load_config(options.config, options.overrides, core::data_directory());
  sunsi::bounds::Point point = sunsi::bounds::point_of(config);
  const sunsi::bounds::List list(config.bounds, config.data);
  if (list.needs_survival()) {
    sunsi::bounds::add_survival(point, config);
  }
  const std::vector<sunsi::bounds::Verdict> verdicts = list.verdicts(point);
  auto meta = metadata(config, pipeline::verified_files(list.files(), config.data));
  const std::string summary = sunsi::bounds::summary(verdicts);
  meta.emplace_back("summary", summary);
  emit(bounds_sheet(verdicts, std::move(meta)), options);
  if (!options.quiet) {
    std::fputs((summary + "\n").c_str(), stderr);
  }
  return 0;
}

}  // namespace sunsi::cli
