#include <nlohmann/json.hpp>
#include <optional>
#include <sunsi/cli/fit_files.hpp>
#include <sunsi/cli/fit_report.hpp>
#include <sunsi/cli/output.hpp>
#include <sunsi/cli/sheets.hpp>
#include <sunsi/fit/fitted_data.hpp>
#include <sunsi/fit/overview.hpp>
#include <sunsi/fit/priors.hpp>
#include <sunsi/pipeline/predictions.hpp>

namespace sunsi::cli {
namespace {

using core::Cell;
using core::Sheet;
using Json = nlohmann::ordered_json;
using Metadata = std::vector<std::pair<std::string, std::string>>;

Sheet fitted_sheet(const std::vector<fit::FittedDatum>& data, Metadata meta) {
  meta.emplace_back(
      "at",
      "point: the configuration's; lma, lma_dark: best fits. Predictions have the fluxes "
      "and systematic errors of each place's own minimum");
  meta.emplace_back("units",
                    "super-kamiokande-N: events/kton/year; gallium, chlorine: SNU; borexino: "
                    "cpd/100t; sno: phi_8B 1e6 cm^-2 s^-1, c1 1/MeV, c2 1/MeV^2, a1 1/MeV, else 1");
  meta.emplace_back("sigma",
                    "square root of the covariance's diagonal; systematic errors that are pulls "
                    "are not part of it. The measured A_DN depends on dm21");
  meta.emplace_back("expected", "Super-Kamiokande's unoscillated Monte Carlo of the bin");
  Sheet sheet{std::move(meta),
              {{"at", "-"},
               {"experiment", "-"},
               {"observable", "-"},
               {"T_low_MeV", "MeV"},
               {"T_high_MeV", "MeV"},
               {"measured", "-"},
               {"sigma", "-"},
               {"predicted", "-"},
               {"expected", "1/(kt yr)"}},
              {}};
  for (const fit::FittedDatum& d : data) {
    sheet.rows.push_back({d.at, d.experiment, d.observable, d.seen ? Cell(d.seen->low_MeV) : Cell(),
                          d.seen ? Cell(d.seen->high_MeV) : Cell(), d.measured, d.sigma,
                          d.predicted, d.expected ? Cell(*d.expected) : Cell()});
  }
  return sheet;
}

Sheet asymmetry_sheet(const std::vector<fit::PhaseAsymmetry>& rows,
                      const std::vector<fit::FittedDatum>& data,
                      Metadata meta) {
  meta.emplace_back("A_DN_sk", "2 (D - N)/(D + N), negative when the Earth gives back nu_e");
  meta.emplace_back("phases",
                    "D, N: sums of the published rates by day and by night over the bins, weighted "
                    "with expectation/error^2 of the whole spectrum; sigma statistical");
  meta.emplace_back("super-kamiokande",
                    "all phases, amplitude fit at the place's dm21, as chi2 has it");
  Sheet sheet{std::move(meta),
              {{"at", "-"},
               {"experiment", "-"},
               {"T_low_MeV", "MeV"},
               {"T_high_MeV", "MeV"},
               {"measured", "1"},
               {"sigma", "1"},
               {"predicted", "1"}},
              {}};
  for (const fit::PhaseAsymmetry& r : rows) {
    sheet.rows.push_back(
        {r.at, r.experiment, r.seen.low_MeV, r.seen.high_MeV, r.measured, r.sigma, r.predicted});
  }
  for (const fit::FittedDatum& d : data) {
    if (d.observable == "A_DN") {
      sheet.rows.push_back({d.at, d.experiment, Cell(), Cell(), d.measured, d.sigma, d.predicted});
    }
  }
  return sheet;
}

Sheet alone_sheet(const std::vector<fit::ExperimentPlane>& planes, Metadata meta) {
  meta.emplace_back(
      "chi2",
      "of the experiment alone with the prior of the fluxes; other free parameters at "
      "the best fit of the octant's solution; no priors of oscillation parameters");
  meta.emplace_back("delta_chi2", "above the experiment's lowest within the window");
  Sheet sheet{std::move(meta),
              {{"experiment", "-"},
               {"solution", "-"},
               {"sin2_theta12", "1"},
               {"dm21_eV2", "eV^2"},
               {"chi2", "1"},
               {"delta_chi2", "1"}},
              {}};
  for (const fit::ExperimentPlane& plane : planes) {
    const auto& [x, y] = plane.table.axes;
    for (std::size_t k = 0; k < plane.table.chi2.size(); ++k) {
      const auto place = static_cast<long>(k);
      sheet.rows.push_back({plane.experiment, std::string(fit::name(plane.octant)),
                            x.at(static_cast<double>(place % x.count)),
                            y.at(static_cast<double>(place / x.count)), plane.table.chi2[k],
                            plane.table.chi2[k] - plane.table.least});
    }
  }
  return sheet;
}

Sheet alone_lines_sheet(const std::vector<fit::ExperimentPlane>& planes, Metadata meta) {
  meta.emplace_back("sigmas",
                    "1, 2, 3: 68.27, 95.45, 99.73 % with two degrees of freedom, above the "
                    "experiment's lowest chi2 within the window");
  Sheet sheet{std::move(meta),
              {{"experiment", "-"},
               {"solution", "-"},
               {"sigmas", "1"},
               {"line", "1"},
               {"sin2_theta12", "1"},
               {"dm21_eV2", "eV^2"}},
              {}};
  for (const fit::ExperimentPlane& plane : planes) {
    for (const fit::Contours::Level& level : plane.table.levels) {
      double number = 0;
      for (const core::OutlineLine& line : level.lines) {
        ++number;
        for (const auto& [x, y] : line.points) {
          sheet.rows.push_back(
              {plane.experiment, std::string(fit::name(plane.octant)), level.sigmas, number, x, y});
        }
      }
    }
  }
  return sheet;
}

Json priors_json(const pipeline::Config& config) {
  Json list = Json::array();
  for (const fit::Prior& prior : fit::load_priors(config.fit.priors, config.data)) {
    const auto add = [&](const char* parameter, const std::optional<fit::PriorValue>& value) {
      if (value) {
        list.push_back({{"name", prior.name},
                        {"parameter", parameter},
                        {"value", value->value},
                        {"up", value->up},
                        {"down", value->down},
                        {"octant_free", prior.octant_free},
                        {"source", prior.source}});
      }
    };
    add("sin2_theta12", prior.sin2_theta12);
    add("sin2_theta13", prior.sin2_theta13);
    add("dm21_eV2", prior.dm21);
  }
  return list;
}

/// One standard deviation of flux/reference in the solar model; null where the flux is free or fixed.
Json flux_errors_json(const pipeline::Config& config) {
  const solar::FluxPrior prior = pipeline::flux_prior_of(config);
  const solar::Fluxes fluxes = pipeline::fluxes_of(config);
  Json errors = Json::object();
  for (const model::Source source : model::all_sources) {
    const auto s = static_cast<std::size_t>(source);
    errors[std::string(model::name(source))] =
        prior.fixed[s] || prior.free[s] ? Json() : Json(fluxes.fractional_error[s]);
  }
  return errors;
}

}  // namespace

FitReport fit_report(const pipeline::Config& config,
                     const fit::SolarChi2& likelihood,
                     const Options& options,
                     const StopSignal& stop) {
  const fit::Stage stage = [&](const std::string& what, const auto& work) {
    Progress progress(what, options.quiet);
    work(progress.monitor(stop));
  };
  if (!config.fit.point) {
    const fit::Parameters checked(config);  // what contradicts is said before any work
  }
  fit::SolarFit result = fit::solar_fit(config, likelihood, stage);
  fit::add_overview(result, config, likelihood, stage);
  const auto planes = fit::experiment_planes(result, likelihood, stage);
  const auto data = fit::fitted_data(config, likelihood, result);
  const auto asymmetries = fit::phase_asymmetries(config, result);

  FitReport report{fit_files(result, config, options.format), {}};
  const Metadata meta = metadata(config, pipeline::inputs_of(config));
  Json summary{{"document", "fit.json"}, {"data", "fit-data.csv"}};
  const auto add = [&](const char* key, const std::string& stem, const Sheet& sheet) {
    summary[key] = Json();
    if (!sheet.rows.empty()) {
      summary[key] = stem + ".csv";
      report.files.emplace_back(stem + ".csv", sheet.csv());
      if (options.format == Format::hdf5) {
        report.files.emplace_back(stem + ".h5", formatted(sheet, options.format));
      }
    }
  };
  add("data", "fit-data", fitted_sheet(data, meta));
  add("daynight", "fit-daynight", asymmetry_sheet(asymmetries, data, meta));
  add("alone", "fit-alone", alone_sheet(planes, meta));
  add("alone_lines", "fit-alone-lines", alone_lines_sheet(planes, meta));
  summary["spectra"] = config.fit.spectra;
  summary["priors"] = priors_json(config);
  summary["flux_errors"] = flux_errors_json(config);
  summary["window"] = {{"sin2_theta12", fit::plane_sin2_theta12}, {"dm21_eV2", fit::plane_dm21}};
  report.summary = summary.dump();
  return report;
}

bool is_fit_file(const std::string& name) {
  return name == "fit.json" || name.starts_with("fit-profile-") ||
         name.starts_with("fit-contour-") || name.starts_with("fit-data.") ||
         name.starts_with("fit-daynight.") || name.starts_with("fit-alone");
}

}  // namespace sunsi::cli
