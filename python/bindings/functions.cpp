#include <fmt/format.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <cmath>
#include <limits>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/fit/solar_fit.hpp>
#include <sunsi/fit/verdict.hpp>
#include <sunsi/pipeline/inputs.hpp>
#include <sunsi/pipeline/model_table.hpp>
#include <sunsi/pipeline/predictions.hpp>

#include "bindings.hpp"

namespace sunsi::python {
namespace {

using core::units::MeV;
using namespace nb::literals;
using pipeline::Config;

void new_config(Config* self,
                const std::string& file,
                const std::string& text,
                const std::vector<pipeline::Override>& overrides,
                const std::string& data) {
  const nb::gil_scoped_release no_gil;
  Config config = pipeline::parse_config(file, text, overrides, data);
  (void)pipeline::inputs_of(config);  // checksums: damaged tables are found now
  new (self) Config(std::move(config));
}

std::vector<std::string> source_names(const Config& config) {
  std::vector<std::string> names;
  for (const model::Source source : config.sources) {
    names.emplace_back(model::name(source));
  }
  return names;
}

View energies(const Config& config) {
  return View(config.energies_MeV.data(), {config.energies_MeV.size()}, nb::find(config));
}

std::vector<pipeline::Query> queries_of(const Numbers& energy_MeV,
                                        const std::vector<std::string>& sources) {
  const auto energy = energy_MeV.view();
  for (std::size_t i = 0; i < energy.shape(0); ++i) {
    if (!(energy(i) > 0) || !std::isfinite(energy(i))) {
      throw core::InvalidInput(
          fmt::format("energy_MeV[{}] = {} must be finite and > 0", i, energy(i)));
    }
  }
  std::vector<pipeline::Query> queries;
  queries.reserve(sources.size() * energy.shape(0));
  for (const std::string& name : sources) {
    const model::Source source = source_of(name);
    for (std::size_t i = 0; i < energy.shape(0); ++i) {
      queries.push_back({source, energy(i) * MeV});
    }
  }
  return queries;
}

nb::typed<nb::tuple, Array, Array, Array, Array> propagate(const Config& config,
                                                           const Numbers& energy_MeV,
                                                           const std::vector<std::string>& sources,
                                                           const std::string& time,
                                                           const std::string& final) {
  const std::vector<pipeline::Query> queries = queries_of(energy_MeV, sources);
  Config asked = config;
  if (time == "day") {
    asked.night.reset();
  } else if (!asked.night) {
    throw core::InvalidInput("time = '" + time + "' needs a site: set earth.enabled: true");
  }
  model::SurvivalTable table;
  std::optional<pipeline::FlavourTable> states;  // P_ee alone is cheaper
  run_interruptibly([&](const pipeline::Monitor& monitor) {
    const pipeline::SolarPropagator propagator(asked);
    if (final == "e") {
      table = propagator.survival(queries, monitor);
    } else {
      states = propagator.flavours(queries, monitor);
      table = states->points();
    }
  });
  const auto probability = [&](std::size_t i) {
    if (states) {
      const Eigen::Index k = final == "mu" ? 1 : 2;
      return (time == "day"     ? states->day(i)
              : time == "night" ? states->night(i)
                                : states->average(i))(k, k)
          .real();
    }
    return time == "day"     ? table[i].P_ee_day
           : time == "night" ? table[i].P_ee_night
                             : table[i].P_ee;
  };
  const std::size_t rows = sources.size();
  const std::size_t columns = energy_MeV.shape(0);
  return nb::make_tuple(
      make_array({rows, columns}, probability),
      make_array({rows, columns, 3},
                 [&](std::size_t i) { return table[i / 3].fractions.P[i % 3]; }),
      make_array({rows, columns}, [&](std::size_t i) { return table[i].fractions.error; }),
      make_array({rows, columns},
                 [&](std::size_t i) { return table[i].certified_by_ode ? 1.0 : 0.0; }));
}

std::vector<pipeline::ExperimentPrediction> predictions(const Config& config) {
  std::vector<pipeline::ExperimentPrediction> list;
  run_interruptibly(
      [&](const pipeline::Monitor& monitor) { list = pipeline::predict(config, monitor); });
  return list;
}

using RateRow = std::tuple<std::string, std::string, double, double, double, std::string, bool>;

std::vector<RateRow> rates(const Config& config) {
  std::vector<RateRow> rows;
  for (const pipeline::ExperimentPrediction& experiment : predictions(config)) {
    for (const pipeline::Prediction& p : experiment.observables) {
      const detector::Measurement& m = p.measurement;
      const double none = std::numeric_limits<double>::quiet_NaN();  // a part of a measured sum
      rows.emplace_back(m.experiment, m.observable, p.value, m.known ? m.value : none,
                        m.known ? m.error_towards(p.value) : none, m.unit, m.used);
    }
  }
  return rows;
}

using Chi2 = nb::typed<nb::dict, nb::str, nb::object>;

Chi2 chi2(const Config& config) {
  fit::Verdict point;
  run_interruptibly([&](const pipeline::Monitor&) {
    point = fit::verdict(fit::likelihood_of(config), fit::point_of(config));
  });
  Chi2 result;
  nb::dict experiments;
  nb::dict p_values;
  nb::dict pulls;
  for (const auto& [name, value] : point.by_experiment) {
    experiments[name.c_str()] = value;
    p_values[name.c_str()] = point.p_alone(name);
  }
  for (std::size_t s = 0; s < point.flux_pull.size(); ++s) {
    pulls[std::string(model::name(model::all_sources[s])).c_str()] = point.flux_pull[s];
  }
  result["total"] = point.total;
  result["experiments"] = experiments;
  result["fluxes"] = point.fluxes;
  result["pulls"] = point.pulls;
  result["flux_pulls"] = pulls;
  result["dof"] = point.dof;
  result["p_value"] = point.p_value;
  result["p_alone"] = p_values;
  return result;
}

using Row = std::tuple<std::string, std::optional<double>, std::string, std::string>;

std::vector<Row> quantities(const Config& config) {
  std::vector<Row> rows;
  for (pipeline::Quantity& q : pipeline::model_quantities(config)) {
    rows.emplace_back(std::move(q.name), q.value, std::move(q.unit), std::move(q.definition));
  }
  return rows;
}

}  // namespace

void bind_functions(nb::module_& module) {
  nb::class_<Config>(module, "Config", "A checked configuration.")
      .def("__init__", &new_config, "file"_a, "text"_a, "overrides"_a, "data"_a,
           "From YAML `text` with (path, YAML) overrides and the data folder.")
      .def_ro("completed", &Config::completed, "The whole configuration as YAML.")
      .def_ro("hash", &Config::hash, "First 12 digits of the SHA-256 of the completed values.")
      .def_ro("experiments", &Config::experiments)
      .def_ro("tolerance", &Config::tolerance, "Of the probabilities [1].")
      .def_ro("oscillation_enabled", &Config::oscillation_enabled)
      .def_ro("oscillation", &Config::oscillation)
      .def_ro("zprime", &Config::zprime)
      .def_ro("nsi", &Config::nsi)
      .def_prop_ro("kind", [](const Config& c) { return std::string(c.kind()); })
      .def_prop_ro("engine", [](const Config& c) { return std::string(pipeline::name(c.engine)); })
      .def_prop_ro("convention",
                   [](const Config& c) { return std::string(model::name(c.convention)); })
      .def_prop_ro("solar_model",
                   [](const Config& c) {  // nothing that is bound changes a SolarModel
                     return std::const_pointer_cast<solar::SolarModel>(c.sun);
                   })
      .def_prop_ro("sources", &source_names)
      .def_prop_ro("energies_MeV", &energies, "Read-only view [MeV].");
  module.def(
      "propagate", &propagate, "config"_a, "energy_MeV"_a.noconvert(), "sources"_a,
      "time"_a = "day", "final"_a = "e",
      "P(e -> final), mass fractions, error, and 1 where the ode was used; by source and energy.");
  module.def(
      "rates", &rates, "config"_a,
      "(experiment, observable, predicted, measured, sigma, unit, used) of each observable.");
  module.def("chi2", &chi2, "config"_a,
             "chi2 of the point with fluxes and systematic errors profiled.");
  module.def("quantities", &quantities, "config"_a, "(name, value, unit, definition).");
}

}  // namespace sunsi::python
