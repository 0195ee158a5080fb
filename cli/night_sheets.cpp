#include <fmt/format.h>

#include <map>
#include <sunsi/cli/night_sheets.hpp>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>

namespace sunsi::cli {
namespace {

using core::Cell;
using core::Sheet;
using core::units::MeV;

constexpr int exposure_bins = 200;

const char* const no_phase =
    "left out of P_ee, its phase being averaged: no detector resolves it (at 10 MeV, straight "
    "through the Earth, a turn every 0.1 % of the energy)";

}  // namespace

Sheet zenith_sheet(const pipeline::Config& config,
                   const std::vector<pipeline::ZenithRow>& rows,
                   Metadata meta) {
  meta.emplace_back(
      "exposure",
      "cos_zenith < 0: share of the night in the bin, 1 over the whole night; the day "
      "is one row, 0 to 1, exposure 1. P_ee is the mean over the bin by exposure: bins "
      "that cover the night, each times its exposure, add up to P_ee_night");
  if (config.night) {
    meta.emplace_back("night-share",
                      fmt::format("{:.15g}", config.night->exposure->night_fraction()));
  }
  meta.emplace_back("third-state",
                    std::string("interference with the third state: ") + no_phase +
                        "; `error` counts what the mean over a bin leaves of it, more "
                        "in narrower bins");
  meta.emplace_back("empty-cells", "the Sun never stands there");
  Sheet sheet{std::move(meta),
              {{"source", "-"},
               {"energy_MeV", "MeV"},
               {"cos_zenith_low", "1"},
               {"cos_zenith_high", "1"},
               {"exposure", "1"},
               {"P_ee", "1"},
               {"error", "1"}},
              {}};
  for (const pipeline::ZenithRow& row : rows) {
    sheet.rows.push_back({std::string(model::name(row.source)), row.energy / MeV, row.low, row.high,
                          row.exposure, row.P_ee ? Cell(*row.P_ee) : Cell(),
                          row.P_ee ? Cell(row.error) : Cell()});
  }
  return sheet;
}

Sheet zenith_curve_sheet(const std::vector<pipeline::ZenithPoint>& curve, Metadata meta) {
  meta.emplace_back("third-state", std::string("interference with the third state: ") + no_phase);
  meta.emplace_back("samples",
                    "values at single angles, no averages: at 0.8618 MeV the oscillation is faster "
                    "than they are dense");
  Sheet sheet{std::move(meta),
              {{"source", "-"},
               {"energy_MeV", "MeV"},
               {"cos_zenith", "1"},
               {"P_ee_day", "1"},
               {"P_ee", "1"}},
              {}};
  for (const pipeline::ZenithPoint& point : curve) {
    sheet.rows.push_back({std::string(model::name(point.query.source)), point.query.energy / MeV,
                          point.cosine, point.P_ee_day, point.P_ee});
  }
  return sheet;
}

Sheet exposure_sheet(const pipeline::Config& config, Metadata meta) {
  if (!config.night) {
    throw core::InvalidInput("no exposure without a night: set earth.enabled: true");
  }
  meta.emplace_back("exposure",
                    "share of all time in the bin: night (cos_zenith < 0) and day together give 1");
  Sheet sheet{
      std::move(meta), {{"cos_zenith_low", "1"}, {"cos_zenith_high", "1"}, {"exposure", "1"}}, {}};
  const auto edge = [](int k) { return -1 + 2.0 * k / exposure_bins; };
  for (int k = 0; k < exposure_bins; ++k) {
    const earth::Exposure& exposure = *config.night->exposure;
    sheet.rows.push_back(
        {edge(k), edge(k + 1), exposure.cumulative(edge(k + 1)) - exposure.cumulative(edge(k))});
  }
  return sheet;
}

Sheet regeneration_sheet(const pipeline::Config& config,
                         const model::SurvivalTable& table,
                         Metadata meta) {
  meta.emplace_back("P_ie",
                    "P(nu_i -> nu_e) of a mass state that reaches the Earth: averaged over the "
                    "night, and by day, abs(U_ei)^2");
  meta.emplace_back("f_reg",
                    "P_2e by night less abs(U_e2)^2; above 0: nu_2 is turned back into nu_e");
  Sheet sheet{std::move(meta), {{"energy_MeV", "MeV"}}, {}};
  for (const char* time : {"night", "day"}) {
    for (int i = 1; i <= 3; ++i) {
      sheet.columns.push_back({fmt::format("P_{}e_{}", i, time), "1"});
    }
  }
  sheet.columns.push_back({"f_reg", "1"});
  sheet.columns.push_back({"error", "1"});
  std::map<double, const model::SurvivalPoint*> by_energy;
  for (const model::SurvivalPoint& point : table) {
    by_energy.emplace(point.energy, &point);
  }
  const std::array<double, 3> day = config.oscillation.electron_row();
  for (const auto& [energy, point] : by_energy) {
    const std::array<double, 3>& night = point->regenerated;
    sheet.rows.push_back({energy / MeV, night[0], night[1], night[2], day[0], day[1], day[2],
                          night[1] - day[1], point->night_error});
  }
  return sheet;
}

}  // namespace sunsi::cli
