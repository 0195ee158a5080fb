#include <fmt/format.h>

#include <cstdio>
#include <sunsi/bounds/list.hpp>
#include <sunsi/cli/output.hpp>
#include <sunsi/cli/point_bounds.hpp>
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
  pipeline::Config config =
      pipeline::load_config(options.config, options.overrides, core::data_directory());
  (void)sunsi::bounds::point_of(config);  // says what to do when there is no Z'
  config.bounds.enabled = true;           // asked for by name
  const BoundsTask task(config);
  const PointBounds result = task.of(config).value();
  emit(bounds_table(result, config, task.inputs()), options);
  if (!options.quiet) {
    std::fputs((result.summary + "\n").c_str(), stderr);
  }
  return 0;
}

}  // namespace sunsi::cli
