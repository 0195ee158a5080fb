#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>
#include <sunsi/cli/report_json.hpp>
#include <sunsi/cli/sheets.hpp>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/provenance.hpp>

namespace sunsi::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string person(const std::string& experiment) {
  return experiment == "sno"                ? "SNO"
         : experiment == "gallium"          ? "gallium"
         : experiment == "chlorine"         ? "chlorine"
         : experiment == "super-kamiokande" ? "Super-Kamiokande"
                                            : "Borexino";
}

Json chi2_json(const Evaluated& e) {
  const fit::Verdict solar = e.solar.value_or(fit::Verdict{});
  Json j{{"total", solar.total}, {"fluxes", solar.fluxes},   {"pulls", solar.pulls},
         {"dof", solar.dof},     {"p_value", solar.p_value}, {"p_judged", solar.p_judged()}};
  const auto add = [&](const std::string& experiment) {
    const auto found = solar.by_experiment.find(experiment);
    const bool there = found != solar.by_experiment.end();
    j[experiment] = there ? Json(found->second) : Json();
    j["p_" + experiment] = there ? Json(solar.p_alone(experiment)) : Json();
  };
  for (const char* experiment : {"borexino", "sno", "super-kamiokande"}) {
    add(experiment);
  }
  for (const char* experiment : {"gallium", "chlorine"}) {  // no columns unless they are asked for
    if (solar.by_experiment.contains(experiment)) {
      add(experiment);
    }
  }
  return j;
}

/// V_mu/V_CC at the centre; for NSI what V_mu exceeds the NSI part of V_e by, eps_mumu - eps_ee.
Json eps_medium_at_centre(const pipeline::Config& config) {
  const double nucleons = config.sun->nucleons_per_electron(0);
  if (config.nsi) {
    const model::EpsilonMatrixStd eps = config.nsi->eps_medium(nucleons);
    return eps.mumu - eps.ee;
  }
  return config.zprime ? Json(config.zprime->eps_medium(nucleons).value) : Json();
}

Json bounds_json(const Evaluated& e) {
  if (!e.bounds) {
    return {};
  }
  return {{"summary", e.bounds->summary},
          {"applied", e.bounds->apply},
          {"excluded_by", e.bounds->excluded_by}};
}

Json point_json(const Evaluated& e) {
  const pipeline::Config& config = e.point.config;
  Json j{{"name", e.point.name},
         {"label", e.point.label},
         {"kind", config.kind()},
         {"octant", config.oscillation.theta12() > std::numbers::pi / 4 ? "dark" : "light"},
         {"main", e.point.main},
         {"reading", e.point.reading.empty() ? Json() : Json(e.point.reading)},
         {"eps_medium_std_centre", eps_medium_at_centre(config)},
         {"directory", "points/" + e.point.name},
         {"chi2", chi2_json(e)},
         {"verdict", verdict_of(e)},
         {"verdict_solar", solar_verdict_of(e)},
         {"verdict_line", verdict_line(e)},
         {"bounds", bounds_json(e)}};
  for (const model::Source source : model::all_sources) {
    j["flux_pulls"][std::string(model::name(source))] =
        e.solar ? e.solar->flux_pull[static_cast<std::size_t>(source)] : 0;
  }
  return j;
}

/// What the section on bounds shows: why there are none (`note`), and the planes.
Json bounds_json(const RunBounds& bounds) {
  Json j{{"note", bounds.absence.empty() ? Json() : Json(bounds.absence)},
         {"planes", Json::array()}};
  for (const RunBounds::Plane& plane : bounds.planes) {
    j["planes"].push_back({{"directory", plane.directory},
                           {"points", plane.points},
                           {"convention", plane.convention},
                           {"mass_MeV", plane.mass_MeV},
                           {"g", plane.g}});
  }
  return j;
}

/// "Borexino, SNO and Super-Kamiokande"
std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  }
  return text;
}

/// Those that have a part in chi2.
std::vector<std::string> experiments_of(const Evaluated& e) {
  std::vector<std::string> names;
  if (e.solar) {
    for (const auto& [experiment, chi2] : e.solar->by_experiment) {
      names.push_back(experiment);
    }
  }
  return names;
}

std::vector<std::string> persons(const Evaluated& e) {
  std::vector<std::string> names = experiments_of(e);
  std::transform(names.begin(), names.end(), names.begin(), person);
  return names;
}

std::string counted(std::size_t n) { return fmt::format("{} bound{}", n, n == 1 ? "" : "s"); }

/// "Point, LMA: excluded by Borexino, SNO and 3 bounds"
std::string short_verdict(const Evaluated& e) {
  const std::string verdict = verdict_of(e);
  const std::string solar = solar_verdict_of(e);
  const std::size_t bounds = e.bounds ? e.bounds->excluded_by.size() : 0;
  std::vector<std::string> by;
  if (verdict == "allowed") {
    by = persons(e);
    if (e.bounds && e.bounds->apply > 0) {
      by.push_back(counted(e.bounds->apply));
    }
  } else {
    for (const std::string& experiment : experiments_of(e)) {
      if (verdict_of(e.solar->p_alone(experiment)) == verdict) {
        by.push_back(person(experiment));
      }
    }
    if (by.empty() && solar == verdict) {
      by.push_back(listed(persons(e)) + " together");
    }
    if (bounds > 0) {
      by.push_back(counted(bounds));
    }
  }
  return fmt::format("{}: {} by {}", e.point.label, verdict, listed(by));
}

std::string headline(const std::vector<Evaluated>& points) {
  if (!points.front().point.main && !points[1].point.reading.empty()) {
    std::size_t excluded = 0;
    std::size_t by_bounds = 0;
    for (std::size_t i = 1; i < points.size(); ++i) {
      by_bounds += points[i].bounds && !points[i].bounds->excluded_by.empty() ? 1 : 0;
      excluded += solar_verdict_of(points[i]) == "excluded" ? 1 : 0;
    }
    return fmt::format(
        "The highlighted point of arXiv:2211.15686: {} of its {} readings {} excluded by the data "
        "of {}{}",
        excluded, points.size() - 1, excluded == 1 ? "is" : "are", listed(persons(points.front())),
        points[1].bounds ? fmt::format(", {} by laboratory and other bounds", by_bounds) : "");
  }
  for (const Evaluated& e : points) {
    if (e.point.main) {
      return short_verdict(e);
    }
  }
  return "";
}

/// What the report says of the night: absent (null) where no night was asked for.
Json night_json(const pipeline::Config& config) {
  if (!config.night || !config.oscillation_enabled) {
    return {};
  }
  const pipeline::Night& night = *config.night;
  Json j{{"where", night.where},
         {"depth_km", night.depth / core::units::km},
         {"earth_model", night.earth->name()},
         {"share", night.exposure->night_fraction()},
         {"exposure_file", night.exposure_file.empty() ? Json() : Json(night.exposure_file)},
         {"tangents", Json::array()}};
  const double radius = night.earth->radius() - night.depth;
  for (const earth::Shell& shell : night.earth->shells()) {
    if (shell.r_out < radius) {  // where the line of sight touches the shell from outside
      const double u = shell.r_out / radius;
      j["tangents"].push_back({{"shell", shell.name}, {"cos_zenith", -std::sqrt(1 - u * u)}});
    }
  }
  return j;
}

/// The tables of the night that the run wrote.
void add_night_files(Json& files, const pipeline::Config& config) {
  if (!config.night || !config.oscillation_enabled) {
    return;
  }
  files["exposure"] = "exposure.csv";
  files["regeneration"] = "regeneration.csv";
  if (config.places(model::Source::b8) || config.places(model::Source::be7)) {
    files["zenith_curve"] = "zenith-curve.csv";
  }
  if (!config.night->zenith_edges.empty()) {
    files["zenith"] = "zenith.csv";
  }
}

/// "excluded, most strongly by SNO (chi2 = ...)"
std::string solar_words(const Evaluated& e) {
  if (!e.solar) {
    return "no solar data say anything (none of the experiments can be predicted with this Sun)";
  }
  const fit::Verdict& solar = *e.solar;
  const std::string verdict = solar_verdict_of(e);
  std::string strongest;
  double worst = 1;
  std::string parts;
  for (const auto& [experiment, chi2] : solar.by_experiment) {
    const double p = solar.p_alone(experiment);
    if (verdict != "allowed" && p < worst) {
      worst = p;
      strongest = person(experiment);
    }
    parts += fmt::format("{} {:.1f}, ", person(experiment), chi2);
  }
  if (solar.systematics) {
    parts += fmt::format("systematic errors {:.1f}, ", solar.pulls);
  }
  const std::string p =
      solar.p_value < 1e-300 ? "p < 1e-300" : fmt::format("p = {:.2g}", solar.p_value);
  const char* counted = e.point.config.free_fluxes.none() ? "data" : "degrees of freedom";
  const std::string by = strongest.empty() ? "" : ", most strongly by " + strongest;
  // Where the total hides what one experiment says, its own p-value stands beside.
  const std::string alone = verdict_of(solar.p_value) == verdict
                                ? ""
                                : fmt::format(", of {} alone {:.2g}", strongest, worst);
  return fmt::format("{}{} (chi2 = {:.1f} for {} {}: {}fluxes {:.1f}; {}{})", verdict, by,
                     solar.total, solar.dof, counted, parts, solar.fluxes, p, alone);
}

/// Sentences that every reader of the report should know.
Json notes_json(const pipeline::Config& config, const RunBounds& run_bounds) {
  Json notes{
      config.night
          ? "Rates include the nights of each experiment's own site (SNO: of its live time); the "
            "figures of P_ee are those by day, but for those of the section on the night."
          : "Probabilities and rates are those by day (earth.enabled: false): SNO's a0 and "
            "a1 are zero by construction and do not enter chi2.",
      "excluded: probability of a larger chi2 below 0.0027 (3 sigma); disfavoured: below 0.0455 (2 "
      "sigma); that of all data or, if less, the smallest of one experiment alone times their "
      "number. The solar fluxes are profiled within the errors of " +
          config.flux_model + " with the correlations of " +
          pipeline::fluxes_of(config).correlation_model + free_fluxes_note(config) + ".",
      "Borexino's published P_ee points assume standard scattering on electrons: with eps^e != 0 "
      "compare the rates."};
  const bool sk = std::any_of(
      config.experiments.begin(), config.experiments.end(),
      [](const std::string& name) { return fit::experiment_of(name) == "super-kamiokande"; });
  if (sk && !config.night) {
    notes.push_back(
        "Super-Kamiokande's spectra hold days and nights; beside them predictions by day lack what "
        "the Earth gives back, abs(A_DN)/2 of the rate: earth.enabled: true adds it.");
  }
  if (!config.fit.priors.empty()) {
    notes.push_back(
        "Verdicts and p-values count solar data and the prior of the fluxes; the priors of "
        "oscillation parameters (fit.priors) count in the fit alone.");
  }
  if (run_bounds.absence.empty()) {
    notes.push_back(
        "A point that a bound of the table of bounds excludes counts as excluded, whatever the "
        "solar data say; each bound keeps the confidence level of its source.");
  }
  return notes;
}

}  // namespace

std::string verdict_line(const Evaluated& e) {
  const std::string solar = solar_words(e);
  if (!e.bounds) {
    return fmt::format("{}: {}", e.point.label, solar);
  }
  const std::string bounds = e.bounds->short_summary();
  // What excludes stands first; beside it the other half of the verdict.
  return verdict_of(e) == solar_verdict_of(e)
             ? fmt::format("{}: {}; bounds: {}", e.point.label, solar, bounds)
             : fmt::format("{}: {}; solar data: {}", e.point.label, bounds, solar);
}

std::string report_json(const Options& options,
                        const std::vector<Evaluated>& points,
                        const std::vector<pipeline::InputFile>& inputs,
                        const RunBounds& run_bounds,
                        const std::string& fit) {
  const Evaluated* main = &points.front();
  for (const Evaluated& e : points) {
    main = e.point.main ? &e : main;
  }
  const pipeline::Config& config = main->point.config;
  Json j{{"sunsi", {{"version", core::version()}, {"git_commit", core::git_commit()}}},
         {"command", options.command},
         {"config_file", options.config.empty() ? Json() : Json(options.config)},
         {"config_hash", config.hash},
         {"convention", model::name(config.convention)},
         {"solar_model", config.sun->name()},
         {"engine", pipeline::name(config.engine)},
         {"tolerance", config.tolerance},
         {"cross_section", pipeline::name(config.cross_section)},
         {"verdict", {{"headline", headline(points)}, {"lines", Json::array()}}},
         {"points", Json::array()},
         {"files",
          {{"profile", "profile.csv"},
           {"spread", "spread.csv"},
           {"borexino_pee", "borexino-pee.csv"},
           {"config", "config.yaml"}}},
         {"night", night_json(config)},
         {"bounds", bounds_json(run_bounds)},
         {"fit", fit.empty() ? Json() : Json::parse(fit)},
         {"inputs", Json::array()}};
  add_night_files(j["files"], config);
  if (!main->day_night.empty()) {
    j["files"]["daynight_rates"] = "daynight-rates.csv";
  }
  if (has_daynight(*main)) {
    j["files"]["daynight"] = "daynight.csv";
  }
  if (main->bounds) {
    j["files"]["bounds"] = "bounds.csv";
  }
  for (const Evaluated& e : points) {
    j["verdict"]["lines"].push_back(verdict_line(e));
    j["points"].push_back(point_json(e));
  }
  for (const pipeline::InputFile& input : inputs) {
    j["inputs"].push_back({{"file", input.file},
                           {"sha256", input.sha256},
                           {"title", input.title},
                           {"source", input.source},
                           {"citation", input.citation}});
  }
  j["notes"] = notes_json(config, run_bounds);
  return j.dump(1) + "\n";
}

}  // namespace sunsi::cli
