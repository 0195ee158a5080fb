#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sunsi/fit/fit_json.hpp>

namespace sunsi::fit {
namespace {

using Json = nlohmann::ordered_json;

Json named(const std::vector<FreeParameter>& parameters, const std::vector<double>& values) {
  Json out = Json::object();
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    out[parameters[i].name] = values[i];
  }
  return out;
}

Json number(const std::optional<double>& x) { return x ? Json(*x) : Json(nullptr); }

Json intervals_json(const Solution& s) {
  Json out = Json::object();
  for (std::size_t i = 0; i < s.intervals.size(); ++i) {
    Json& one = out[s.parameters.list()[i].name];
    for (std::size_t k = 0; k < 3; ++k) {
      const Interval& interval = s.intervals[i][k];
      one[std::to_string(k + 1)] = Json::array({number(interval.low), number(interval.high)});
    }
  }
  return out;
}

/// What one point says of the data.
void add_chi2(Json& out, const Chi2& chi2, const std::array<double, 8>& reference) {
  out["experiments"] = chi2.by_experiment;
  out["priors"] = chi2.by_prior;
  out["chi2_fluxes"] = chi2.fluxes;
  out["chi2_pulls"] = chi2.pulls;
  Json pulls = Json::object();
  for (const PullValue& pull : chi2.pull) {
    pulls[pull.name] = pull.value;
  }
  out["pulls"] = pulls;
  Json fluxes = Json::object();
  for (const model::Source source : model::all_sources) {
    const auto s = static_cast<std::size_t>(source);
    fluxes[std::string(model::name(source))] = {{"over_reference", chi2.flux[s]},
                                                {"flux", chi2.flux[s] * reference[s]}};
  }
  out["fluxes"] = fluxes;
}

Json matrix(const Minimum& best, bool correlation) {
  const std::size_t n = best.values.size();
  Json rows = Json::array();
  for (std::size_t i = 0; i < n; ++i) {
    Json row = Json::array();
    for (std::size_t j = 0; j < n; ++j) {
      row.push_back(correlation ? best.correlation(i, j) : best.covariance[i * n + j]);
    }
    rows.push_back(row);
  }
  return rows;
}

Json best_json(const Solution& s) {
  Json best = named(s.parameters.list(), s.best.values);
  best["chi2"] = s.best.chi2;
  return best;
}

Json solution_json(const Solution& s, const Chi2& chi2, const std::array<double, 8>& reference) {
  const int dof = chi2.data - static_cast<int>(s.best.values.size());
  Json out{{"chi2", s.best.chi2},
           {"delta_chi2", s.delta_chi2},
           {"dof", dof},
           {"p_value", p_value(s.best.chi2, dof)},
           {"best_fit", best_json(s)},
           {"intervals", intervals_json(s)},
           {"covariance", matrix(s.best, false)},
           {"correlation", matrix(s.best, true)},
           {"at_end", Json::array()}};
  for (std::size_t i = 0; i < s.best.at_end.size(); ++i) {
    if (s.best.at_end[i]) {
      out["at_end"].push_back(s.parameters.list()[i].name);
    }
  }
  add_chi2(out, chi2, reference);
  return out;
}

Json octant_json(const std::optional<Octant>& octant) {
  return octant ? Json(std::string(name(*octant))) : Json(nullptr);
}

Json profiles_json(const SolarFit& fit) {
  Json list = Json::array();
  for (const ProfileTable& table : fit.profiles) {
    Json values = Json::array(), chi2 = Json::array();
    for (const ProfilePoint& point : table.points) {
      values.push_back(point.value);
      chi2.push_back(point.chi2);
    }
    list.push_back({{"parameter", fit.parameters[table.parameter].name},
                    {"solution", octant_json(table.octant)},
                    {"values", values},
                    {"chi2", chi2}});
  }
  return list;
}

Json contours_json(const SolarFit& fit) {
  Json list = Json::array();
  for (const ContourTable& table : fit.contours) {
    Json levels = Json::array();
    for (const Contours::Level& level : table.contours.levels) {
      Json lines = Json::array();
      for (const core::OutlineLine& line : level.lines) {
        lines.push_back({{"closed", line.closed}, {"points", line.points}});
      }
      levels.push_back({{"sigmas", level.sigmas}, {"delta_chi2", level.rise}, {"lines", lines}});
    }
    list.push_back({{"parameters",
                     {fit.parameters[table.contours.parameter[0]].name,
                      fit.parameters[table.contours.parameter[1]].name}},
                    {"solution", octant_json(table.octant)},
                    {"chi2_min", table.contours.least},
                    {"levels", levels}});
  }
  return list;
}

/// All but metadata, profiles and contours.
Json body(const SolarFit& fit) {
  Json out{{"chi2", fit.point.total},
           {"dof", fit.point.data},
           {"p_value", p_value(fit.point.total, fit.point.data)},
           {"chi2_solar", fit.point.solar},
           {"dof_solar", fit.point.solar_data},
           {"p_value_solar", p_value(fit.point.solar, fit.point.solar_data)}};
  if (!fit.solutions.empty()) {
    out["parameters"] = named(fit.parameters, fit.start);
    out["best_fit"] = best_json(best_of(fit.solutions));
    out["intervals"] = intervals_json(best_of(fit.solutions));
    out["solutions"] = Json::object();
    for (std::size_t i = 0; i < fit.solutions.size(); ++i) {
      out["solutions"][std::string(name(fit.solutions[i].octant))] =
          solution_json(fit.solutions[i], fit.at[i], fit.reference_flux);
    }
  }
  add_chi2(out, fit.point, fit.reference_flux);
  return out;
}

void flatten(const Json& node, const std::string& path, core::Sheet& sheet) {
  if (node.is_object() || node.is_array()) {
    std::size_t index = 0;
    for (const auto& item : node.items()) {
      const std::string key = node.is_array() ? std::to_string(++index) : item.key();
      flatten(item.value(), path.empty() ? key : path + "." + key, sheet);
    }
    return;
  }
  core::Cell cell;
  if (node.is_number()) {
    cell = node.get<double>();
  } else if (node.is_string()) {
    cell = node.get<std::string>();
  }
  sheet.rows.push_back({path, cell});
}

core::Sheet::Heading heading(const FreeParameter& p) { return {p.name, p.unit}; }

void add_point(core::Sheet& sheet,
               const std::optional<Octant>& octant,
               double chi2,
               double least,
               const std::vector<double>& values) {
  std::vector<core::Cell> row{std::string(octant ? name(*octant) : "both"), chi2, chi2 - least};
  row.insert(row.end(), values.begin(), values.end());
  sheet.rows.push_back(std::move(row));
}

core::Sheet grid_sheet(const SolarFit& fit, const Metadata& metadata) {
  core::Sheet sheet{metadata, {{"solution", "-"}, {"chi2", "1"}, {"delta_chi2", "1"}}, {}};
  for (const FreeParameter& p : fit.parameters) {
    sheet.columns.push_back(heading(p));
  }
  sheet.metadata.emplace_back("delta_chi2", "above the better solution's best fit");
  return sheet;
}

core::Sheet lines_sheet(const SolarFit& fit, const ContourTable& table, const Metadata& metadata) {
  core::Sheet sheet{metadata, {{"solution", "-"}, {"sigmas", "1"}, {"line", "1"}}, {}};
  for (const std::size_t k : table.contours.parameter) {
    sheet.columns.push_back(heading(fit.parameters[k]));
  }
  return sheet;
}

void add_lines(core::Sheet& sheet, const ContourTable& table) {
  for (const Contours::Level& level : table.contours.levels) {
    double number = 0;
    for (const core::OutlineLine& line : level.lines) {
      ++number;
      for (const auto& [x, y] : line.points) {
        sheet.rows.push_back(
            {std::string(table.octant ? name(*table.octant) : "both"), level.sigmas, number, x, y});
      }
    }
  }
}

/// The table of this name, begun by `make` when it is new.
template <class Make>
core::Sheet& sheet_of(std::vector<std::pair<std::string, core::Sheet>>& list,
                      const std::string& stem,
                      const Make& make) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const auto& item) { return item.first == stem; });
  if (found != list.end()) {
    return found->second;
  }
  list.emplace_back(stem, make());
  return list.back().second;
}

}  // namespace

std::string fit_json(const SolarFit& fit, const Metadata& metadata) {
  Json out = body(fit);
  if (!fit.profiles.empty()) {
    out["profiles"] = profiles_json(fit);
  }
  if (!fit.contours.empty()) {
    out["contours"] = contours_json(fit);
  }
  Json list = Json::array();
  for (const auto& [key, value] : metadata) {
    list.push_back({key, value});
  }
  out["metadata"] = list;
  return out.dump(1) + "\n";
}

core::Sheet fit_sheet(const SolarFit& fit, const Metadata& metadata) {
  core::Sheet sheet{metadata, {{"quantity", "-"}, {"value", "-"}}, {}};
  flatten(body(fit), "", sheet);
  return sheet;
}

std::vector<std::pair<std::string, core::Sheet>> fit_tables(const SolarFit& fit,
                                                            const Metadata& metadata) {
  std::vector<std::pair<std::string, core::Sheet>> list;
  const double least = fit.solutions.empty() ? 0 : best_of(fit.solutions).best.chi2;
  for (const ProfileTable& table : fit.profiles) {
    core::Sheet& sheet = sheet_of(list, "profile-" + fit.parameters[table.parameter].name,
                                  [&] { return grid_sheet(fit, metadata); });
    for (const ProfilePoint& point : table.points) {
      add_point(sheet, table.octant, point.chi2, least, point.values);
    }
  }
  for (const ContourTable& table : fit.contours) {
    const auto [x, y] = table.contours.parameter;
    const std::string stem =
        fmt::format("contour-{}-{}", fit.parameters[x].name, fit.parameters[y].name);
    core::Sheet& grid = sheet_of(list, stem, [&] { return grid_sheet(fit, metadata); });
    for (std::size_t i = 0; i < table.contours.chi2.size(); ++i) {
      add_point(grid, table.octant, table.contours.chi2[i], least, table.contours.values[i]);
    }
    add_lines(sheet_of(list, stem + "-lines", [&] { return lines_sheet(fit, table, metadata); }),
              table);
  }
  return list;
}

}  // namespace sunsi::fit
