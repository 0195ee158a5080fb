#include <nanobind/stl/map.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <sunsi/fit/fit_json.hpp>
#include <utility>

#include "bindings.hpp"

namespace sunsi::python {
namespace {

using namespace nb::literals;
using pipeline::Config;
using Values = std::map<std::string, double>;

/// The document that `sunsi fit` writes, without metadata.
std::string fit_document(const Config& config) {
  std::string text;
  run_interruptibly([&](const pipeline::Monitor& monitor) {
    const fit::SolarFit result =
        fit::solar_fit(config, [&](const std::string&, const auto& work) { work(monitor); });
    text = fit::fit_json(result, {});
  });
  return text;
}

/// A likelihood with the configuration's point around which it is asked.
class Function {
 public:
  explicit Function(const Config& config)
      : parameters_(fixed(config)), likelihood_(fit::likelihood_of(config)) {}

  /// The same likelihood around the point of another configuration.
  [[nodiscard]] Function around(const Config& config) const {
    return {fit::Parameters(fixed(config)), likelihood_};
  }

  [[nodiscard]] double total(const Values& values) const { return at(values).total; }

  [[nodiscard]] std::string document(const Values& values) const {
    fit::SolarFit point;
    point.point = at(values);
    point.reference_flux = likelihood_.reference_flux();
    return fit::fit_json(point, {});
  }

 private:
  Function(fit::Parameters parameters, fit::SolarChi2 likelihood)
      : parameters_(std::move(parameters)), likelihood_(std::move(likelihood)) {}

  /// Nothing is free beforehand: any name may be given.
  static Config fixed(Config config) {
    config.fit.parameters.clear();
    return config;
  }
  [[nodiscard]] fit::Chi2 at(const Values& values) const {
    return likelihood_(parameters_.point(values));
  }
  fit::Parameters parameters_;
  fit::SolarChi2 likelihood_;
};

}  // namespace

void bind_fit(nb::module_& module) {
  module.def("fit", &fit_document, "config"_a, "The fit as JSON.");
  nb::class_<Function>(module, "Chi2", "The solar likelihood as a function of parameters.")
      .def(
          "__init__",
          [](Function* self, const Config& config) {
            const nb::gil_scoped_release no_gil;
            new (self) Function(config);
          },
          "config"_a)
      .def("around", &Function::around, "config"_a, nb::call_guard<nb::gil_scoped_release>())
      .def("total", &Function::total, "values"_a, nb::call_guard<nb::gil_scoped_release>())
      .def("document", &Function::document, "values"_a, nb::call_guard<nb::gil_scoped_release>(),
           "All parts as JSON.");
}

}  // namespace sunsi::python
