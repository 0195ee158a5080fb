#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <sunsi/bounds/list.hpp>
#include <sunsi/pipeline/inputs.hpp>

#include "bindings.hpp"

namespace sunsi::python {
namespace {

using namespace nb::literals;
using Number = std::optional<double>;
using Row = std::
    tuple<std::string, bool, Number, Number, Number, bool, Number, std::string, std::string, bool>;

std::vector<Row> bounds(const pipeline::Config& config) {
  std::vector<Row> rows;
  run_interruptibly([&](const pipeline::Monitor& /*monitor*/) {
    sunsi::bounds::Point point = sunsi::bounds::point_of(config);
    const sunsi::bounds::List list(config.bounds, config.data);
    (void)pipeline::verified_files(list.files(), config.data);
    if (list.needs_survival()) {
      sunsi::bounds::add_survival(point, config);
    }
    for (sunsi::bounds::Verdict& v : list.verdicts(point)) {
      rows.emplace_back(std::move(v.bound), v.applies, v.prediction, v.limit, v.ratio, v.excluded,
                        v.confidence_level > 0 ? Number(v.confidence_level) : std::nullopt,
                        std::move(v.reason), std::move(v.source), v.planned);
    }
  });
  return rows;
}

}  // namespace

void bind_bounds(nb::module_& module) {
  module.def("bounds", &bounds, "config"_a,
             "(bound, applies, prediction, limit, ratio, excluded, confidence_level, reason, "
             "source, planned) of each bound.");
}

}  // namespace sunsi::python
