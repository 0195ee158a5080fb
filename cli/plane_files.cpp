#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sunsi/cli/output.hpp>
#include <sunsi/cli/plane_files.hpp>
#include <sunsi/core/error.hpp>

namespace sunsi::cli {
namespace {

using Json = nlohmann::ordered_json;
using bounds::Line;
using bounds::Plane;
using bounds::PlaneBound;
using core::Cell;
using core::Sheet;
using Heading = Sheet::Heading;

std::string axis_name(const pipeline::ScanAxis& axis) {
  return std::string(pipeline::name(axis.key));
}

Heading heading(const pipeline::ScanAxis& axis) {
  return {axis_name(axis), std::string(pipeline::unit(axis.key))};
}

/// 0.9 as a number, nothing where the source states none.
Cell confidence(const bounds::Label& label) {
  return label.confidence_level > 0 ? Cell(label.confidence_level) : Cell();
}

Sheet points_sheet(const PlaneResult& result) {
  const Plane& plane = result.plane;
  Sheet sheet{result.metadata,
              {heading(plane.axes[0]),
               heading(plane.axes[1]),
               {"excluded", "-"},
               {"strongest", "-"},
               {"ratio", "1"}},
              {}};
  const auto nx = static_cast<std::size_t>(plane.axes[0].count);
  for (std::size_t k = 0; k < plane.ratio.size(); ++k) {
    const bool any = plane.strongest[k] != Plane::none;
    sheet.rows.push_back(
        {plane.axes[0].at(static_cast<double>(k % nx)),
         plane.axes[1].at(static_cast<double>(k / nx)),
         std::string(plane.excludes(k) ? "yes" : "no"),
         any ? Cell(plane.bounds[plane.strongest[k]].bound->label().name) : Cell(std::string()),
         any ? Cell(plane.ratio[k]) : Cell()});
  }
  return sheet;
}

/// Adds a line's points as rows that begin with `words`.
void add_line(Sheet& sheet, const std::vector<Cell>& words, const Line& line) {
  for (const auto& [x, y] : line.points) {
    std::vector<Cell> row = words;
    row.insert(row.end(), {x, y});
    sheet.rows.push_back(std::move(row));
  }
}

Sheet contours_sheet(const PlaneResult& result) {
  Sheet sheet{result.metadata, {{"bound", "-"}, {"line", "1"}, {"kind", "-"}}, {}};
  sheet.metadata.emplace_back("kind",
                              "limit: ratio = 1; end: the bound ceases to apply, no limit; the "
                              "excluded side is on the left of a line's direction");
  for (const auto& axis : result.plane.axes) {
    sheet.columns.push_back(heading(axis));
  }
  for (const PlaneBound& bound : result.plane.bounds) {
    double number = 0;
    for (const Line& line : bound.lines) {
      add_line(sheet,
               {bound.bound->label().name, ++number, std::string(line.limit ? "limit" : "end")},
               line);
    }
  }
  return sheet;
}

Sheet bands_sheet(const PlaneResult& result) {
  Sheet sheet{result.metadata, {{"band", "-"}, {"edge", "-"}, {"value", "1"}, {"line", "1"}}, {}};
  for (const auto& axis : result.plane.axes) {
    sheet.columns.push_back(heading(axis));
  }
  for (std::size_t b = 0; b < result.bands.size(); ++b) {
    const bounds::Band& band = result.bands[b];
    sheet.metadata.emplace_back(
        "band", fmt::format("{}: {:g} < {} < {:g}{}; {}; source {}", band.name, band.low,
                            band.bound.empty() ? band.quantity + " (" +
                                                     std::string(model::name(band.convention)) + ")"
                                               : band.quantity + " of " + band.bound,
                            band.high, band.place.empty() ? "" : ", " + band.place, band.note,
                            band.source));
    for (const bounds::BandEdge& edge : result.edges[b]) {
      double number = 0;
      for (const Line& line : edge.lines) {
        add_line(sheet,
                 {band.name, std::string(edge.high ? "high" : "low"),
                  edge.high ? band.high : band.low, ++number},
                 line);
      }
    }
  }
  return sheet;
}

Sheet regions_sheet(const PlaneResult& result) {
  Sheet sheet{result.metadata,
              {{"bound", "-"},
               {"planned", "-"},
               {"applies", "1"},
               {"excluded", "1"},
               {"alone", "1"},
               {"confidence_level", "1"},
               {"reason", "-"},
               {"source", "-"}},
              {}};
  sheet.metadata.emplace_back(
      "shares",
      "of the plane's area, each axis in its own spacing; alone: what no other excludes; "
      "a planned one excludes nothing, its share is what it would");
  for (const PlaneBound& bound : result.plane.bounds) {
    const bounds::Label& label = bound.bound->label();
    sheet.rows.push_back({label.name, std::string(label.planned ? "yes" : "no"), bound.applies,
                          bound.excluded, bound.alone, confidence(label), bound.reason,
                          label.source});
  }
  return sheet;
}

/// Smallest and largest excluded coupling at every mass, as DarkCast (arXiv:1801.04847) keeps its
/// limits; nothing for the largest where the region reaches the plane's upper end.
std::optional<Sheet> limit_sheet(const PlaneResult& result, const PlaneBound& bound) {
  const auto& [x, y] = result.plane.axes;
  Sheet sheet{result.metadata,
              {heading(x),
               {axis_name(y) + "_min", std::string(pipeline::unit(y.key))},
               {axis_name(y) + "_max", std::string(pipeline::unit(y.key))}},
              {}};
  sheet.metadata.emplace_back("limit-of",
                              bound.bound->label().name + ": " + bound.bound->label().title);
  sheet.metadata.emplace_back("range", fmt::format("smallest and largest excluded value of {} "
                                                   "between {:g} and {:g}; empty: beyond them",
                                                   axis_name(y), y.min, y.max));
  for (std::size_t i = 0; i < bound.columns.size(); ++i) {
    const auto& [in, out] = bound.columns[i];
    if (in.empty() && out.empty()) {
      continue;
    }
    const bool from_below = in.empty() || (!out.empty() && out.front() < in.front());
    const bool to_above = out.empty() || (!in.empty() && in.back() > out.back());
    std::vector<Cell> row(3);
    row[0] = x.at(static_cast<double>(i));
    if (!from_below) {
      row[1] = in.front();
    }
    if (!to_above) {
      row[2] = out.back();
    }
    sheet.rows.push_back(std::move(row));
  }
  return sheet.rows.empty() ? std::nullopt : std::optional(std::move(sheet));
}

Json lines_json(const std::vector<Line>& lines) {
  Json list = Json::array();
  for (const Line& line : lines) {
    list.push_back(
        {{"kind", line.limit ? "limit" : "end"}, {"closed", line.closed}, {"points", line.points}});
  }
  return list;
}

Json axes_json(const Plane& plane) {
  Json list = Json::array();
  for (const auto& axis : plane.axes) {
    std::vector<double> values;
    for (long i = 0; i < axis.count; ++i) {
      values.push_back(axis.at(static_cast<double>(i)));
    }
    list.push_back({{"key", pipeline::path(axis.key)},
                    {"name", pipeline::name(axis.key)},
                    {"unit", pipeline::unit(axis.key)},
                    {"spacing", axis.log ? "log" : "linear"},
                    {"values", values}});
  }
  return list;
}

/// What is the same in the whole plane.
Json fixed_json(const PlaneResult& result) {
  const pipeline::ZPrimeInputs& inputs = result.fixed;
  Json out{{"convention", model::name(inputs.convention)},
           {"mass_MeV", inputs.mass_MeV},
           {"c", inputs.c}};
  if (inputs.g) {
    out["g"] = *inputs.g;
  } else {
    out["eps_medium"] = inputs.eps_medium;
  }
  if (inputs.tan_eta) {
    out["tan_eta"] = *inputs.tan_eta;
  } else {
    out["eps_kin"] = inputs.eps_kin;
  }
  for (const auto& axis : result.plane.axes) {
    const std::string key = axis_name(axis);
    out.erase(key);
    for (const auto& [one, other] : {std::pair("g", "eps_medium"), {"tan_eta", "eps_kin"}}) {
      if (key == one || key == other) {
        out.erase(one);
        out.erase(other);
      }
    }
  }
  out["nucleons_per_electron"] = inputs.nucleons_per_electron;
  out["phi"] = nullptr;
  if (inputs.phi) {
    out["phi"] = {{"charge", inputs.phi->charge}};
    if (inputs.phi->mass_ratio) {
      out["phi"]["mass_ratio"] = *inputs.phi->mass_ratio;
    } else {
      out["phi"]["mass_MeV"] = inputs.phi->mass_MeV;
    }
  }
  return out;
}

std::string plane_json(const PlaneResult& result) {
  const Plane& plane = result.plane;
  Json out{{"axes", axes_json(plane)}, {"metadata", Json::array()}, {"excluded", plane.excluded}};
  for (const auto& [key, value] : result.metadata) {
    out["metadata"].push_back({key, value});
  }
  out["fixed"] = fixed_json(result);
  out["highlighted"] = result.highlighted ? Json(*result.highlighted) : Json(nullptr);
  out["bounds"] = Json::array();
  for (const PlaneBound& bound : plane.bounds) {
    const bounds::Label& label = bound.bound->label();
    out["bounds"].push_back(
        {{"name", label.name},
         {"title", label.title},
         {"quantity", label.quantity},
         {"planned", label.planned},
         {"confidence_level",
          label.confidence_level > 0 ? Json(label.confidence_level) : Json(nullptr)},
         {"source", label.source},
         {"applies", bound.applies},
         {"excluded", bound.excluded},
         {"alone", bound.alone},
         {"reason", bound.reason},
         {"lines", lines_json(bound.lines)}});
  }
  out["bands"] = Json::array();
  for (std::size_t b = 0; b < result.bands.size(); ++b) {
    const bounds::Band& band = result.bands[b];
    Json item{{"name", band.name},     {"title", band.title},   {"quantity", band.quantity},
              {"bound", band.bound},   {"low", band.low},       {"high", band.high},
              {"place", band.place},   {"source", band.source}, {"note", band.note},
              {"edges", Json::array()}};
    for (const bounds::BandEdge& edge : result.edges[b]) {
      item["edges"].push_back({{"edge", edge.high ? "high" : "low"},
                               {"beyond_at_first", edge.beyond},
                               {"lines", lines_json(edge.lines)}});
    }
    out["bands"].push_back(std::move(item));
  }
  if (plane.ratio.size() <= most_written_points) {
    Json strongest = Json::array();
    for (const std::uint16_t k : plane.strongest) {
      strongest.push_back(k == Plane::none ? Json(nullptr) : Json(k));
    }
    out["points"] = {{"order", "row by row, the first axis fastest"},
                     {"strongest", std::move(strongest)},
                     {"ratio", plane.ratio}};
  } else {
    out["points"] = nullptr;
  }
  return out.dump() + "\n";
}

void add(FolderFiles& files, const std::string& stem, const Sheet& sheet, Format format) {
  files.emplace_back(stem + ".csv", sheet.csv());
  if (format == Format::hdf5) {
    files.emplace_back(stem + ".h5", formatted(sheet, format));
  }
}

}  // namespace

std::vector<std::pair<std::string, Sheet>> line_sheets(const PlaneResult& result) {
  return {{"contours", contours_sheet(result)},
          {"bands", bands_sheet(result)},
          {"regions", regions_sheet(result)}};
}

FolderFiles plane_files(const PlaneResult& result, Format format) {
  FolderFiles files;
  if (result.plane.ratio.size() <= most_written_points) {
    add(files, "plane", points_sheet(result), format);
  }
  add(files, "contours", contours_sheet(result), format);
  add(files, "bands", bands_sheet(result), format);
  add(files, "regions", regions_sheet(result), format);
  const auto& [x, y] = result.plane.axes;
  if (x.key == pipeline::ScanKey::mass_MeV &&
      (y.key == pipeline::ScanKey::g || y.key == pipeline::ScanKey::eps_kin)) {
    for (const PlaneBound& bound : result.plane.bounds) {
      if (const auto sheet = limit_sheet(result, bound)) {
        add(files, "limits/" + bound.bound->label().name, *sheet, format);
      }
    }
  }
  files.emplace_back("plane.json", plane_json(result));
  return files;
}

}  // namespace sunsi::cli
