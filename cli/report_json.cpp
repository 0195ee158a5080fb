#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>
#include <sunsi/cli/report_json.hpp>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/provenance.hpp>

namespace sunsi::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string person(const std::string& experiment) {
  return experiment == "sno" ? "SNO" : "Borexino";
}

Json chi2_json(const Evaluated& e) {
  Json j{{"total", e.chi2.total},
         {"fluxes", e.chi2.fluxes},
         {"dof", e.chi2.dof},
         {"p_value", e.chi2.p_value}};
  for (const char* experiment : {"borexino", "sno"}) {
    const auto found = e.chi2.by_experiment.find(experiment);
    const bool there = found != e.chi2.by_experiment.end();
    j[experiment] = there ? Json(found->second) : Json();
    j[std::string("p_") + experiment] = there ? Json(e.p_alone.at(experiment)) : Json();
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
         {"verdict", verdict_of(e.chi2.p_value)},
         {"verdict_line", verdict_line(e)}};
  for (const model::Source source : model::all_sources) {
    j["flux_pulls"][std::string(model::name(source))] =
        e.chi2.flux_pull[static_cast<std::size_t>(source)];
  }
  return j;
}

/// "Point, LMA: excluded by Borexino and SNO"
std::string short_verdict(const Evaluated& e) {
  const std::string verdict = verdict_of(e.chi2.p_value);
  std::string by;
  for (const auto& [experiment, p] : e.p_alone) {
    if (verdict != "allowed" && verdict_of(p) == verdict) {
      by += (by.empty() ? " by " : " and ") + person(experiment);
    }
  }
  return fmt::format("{}: {}{}", e.point.label, verdict,
                     verdict == "allowed" ? " by Borexino and SNO"
                     : by.empty()         ? " by both together"
                                          : by);
}

std::string headline(const std::vector<Evaluated>& points) {
  if (!points.front().point.main && !points[1].point.reading.empty()) {
    std::size_t excluded = 0;
    for (std::size_t i = 1; i < points.size(); ++i) {
      excluded += verdict_of(points[i].chi2.p_value) == "excluded" ? 1 : 0;
    }
    return fmt::format(
        "The highlighted point of arXiv:2211.15686: {} of its {} readings {} excluded by Borexino "
        "and SNO",
        excluded, points.size() - 1, excluded == 1 ? "is" : "are");
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

}  // namespace

std::string verdict_line(const Evaluated& e) {
  const std::string verdict = verdict_of(e.chi2.p_value);
  std::string by;
  if (verdict != "allowed") {
    double worst = 1;
    for (const auto& [experiment, p] : e.p_alone) {
      if (p < worst) {
        worst = p;
        by = fmt::format(", most strongly by {}", person(experiment));
      }
    }
  }
  std::string parts;
  for (const auto& [experiment, chi2] : e.chi2.by_experiment) {
    parts += fmt::format("{} {:.1f}, ", person(experiment), chi2);
  }
  const std::string p =
      e.chi2.p_value < 1e-300 ? "p < 1e-300" : fmt::format("p = {:.2g}", e.chi2.p_value);
  return fmt::format("{}: {}{} (chi2 = {:.1f} for {} data: {}fluxes {:.1f}; {})", e.point.label,
                     verdict, by, e.chi2.total, e.chi2.dof, parts, e.chi2.fluxes, p);
}

std::string report_json(const Options& options,
                        const std::vector<Evaluated>& points,
                        const std::vector<pipeline::InputFile>& inputs) {
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
         {"inputs", Json::array()}};
  add_night_files(j["files"], config);
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
  j["notes"] = {
      config.night
          ? "Rates include the nights of each experiment's own site; the figures of P_ee "
            "are those by day, but for those of the section on the night."
          : "Probabilities and rates are those by day (earth.enabled: false): SNO's a0 and "
            "a1 are zero by construction and do not enter chi2.",
      "excluded: probability of a larger chi2 below 0.0027 (3 sigma); disfavoured: below 0.0455 (2 "
      "sigma). The solar fluxes are profiled within the errors of " +
          config.flux_model + " with the correlations of " +
          pipeline::fluxes_of(config).correlation_model + ".",
      "Borexino's published P_ee points assume standard scattering on electrons: with eps^e != 0 "
      "compare the rates.",
      "Laboratory bounds are not part of this verdict."};
  return j.dump(1) + "\n";
}

}  // namespace sunsi::cli
