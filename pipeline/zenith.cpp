#include <tbb/parallel_for.h>

#include <algorithm>
#include <map>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/pipeline/night.hpp>
#include <sunsi/pipeline/zenith.hpp>
#include <sunsi/solar/spectrum.hpp>

namespace sunsi::pipeline {
namespace {

constexpr int curve_points = 500;

/// Less of the night than this is rounding of the cumulative exposure.
constexpr double least_share = 1e-12;

struct Bin {
  double low;
  double high;
  double share;                                    ///< of the night
  std::vector<propagation::Regeneration> earth{};  ///< by energy; empty where the Sun never stands
};

/// The averages of every bin, one bin after the other: only one has its grids in memory at a time.
void average_bins(const Config& config,
                  const std::vector<double>& energies,
                  std::vector<Bin>& bins,
                  const Monitor& monitor) {
  const propagation::NightSky sky = night_sky(config, *config.night);
  const double tolerance = std::max(config.tolerance, config.night->coarsest);
  std::size_t done = 0;
  for (Bin& bin : bins) {
    if (bin.share > least_share && sky.weight(bin.low, bin.high) > least_share) {
      bin.earth = regeneration(config, propagation::part_of(sky, bin.low, bin.high), tolerance,
                               energies, {nullptr, monitor.stop});
    }
    if (monitor.progress) {
      monitor.progress(++done, bins.size());
    }
  }
}

std::vector<Bin> bins_of(const Night& night) {
  std::vector<Bin> bins;
  for (std::size_t k = 0; k + 1 < night.zenith_edges.size(); ++k) {
    const double low = night.zenith_edges[k];
    const double high = night.zenith_edges[k + 1];
    bins.push_back({low, high, night.exposure->night_weight(low, high)});
  }
  return bins;
}

ZenithRow row_of(const Config& config,
                 const model::SurvivalPoint& point,
                 const Bin& bin,
                 std::size_t energy) {
  ZenithRow row{point.source, point.energy, bin.low, bin.high, bin.share, std::nullopt, 0};
  if (!config.oscillation_enabled && bin.share > least_share) {
    row.P_ee = 1;
  } else if (!bin.earth.empty()) {
    const propagation::Regeneration& earth = bin.earth[energy];
    row.P_ee = model::survival_day(point.fractions, earth.P);
    row.error = point.fractions.error - point.night_error + earth.error;
  }
  return row;
}

void require_night(const Config& config) {
  if (!config.night) {
    throw core::InvalidInput("zenith angles need a night: set earth.enabled: true");
  }
}

}  // namespace

std::vector<ZenithRow> zenith_table(const Config& config,
                                    const model::SurvivalTable& table,
                                    const Monitor& monitor) {
  require_night(config);
  if (config.night->zenith_edges.size() < 2) {
    throw core::InvalidInput("no bins of the zenith angle: set earth.zenith_bins, say to 10");
  }
  std::map<double, std::size_t> place;
  for (const model::SurvivalPoint& point : table) {
    place.emplace(point.energy, 0);
  }
  std::vector<double> energies;
  for (auto& [energy, index] : place) {
    index = energies.size();
    energies.push_back(energy);
  }
  std::vector<Bin> bins = bins_of(*config.night);
  if (config.oscillation_enabled) {
    average_bins(config, energies, bins, monitor);
  }
  std::vector<ZenithRow> rows;
  rows.reserve(table.size() * (bins.size() + 1));
  for (const model::SurvivalPoint& point : table) {
    for (const Bin& bin : bins) {
      rows.push_back(row_of(config, point, bin, place.at(point.energy)));
    }
    rows.push_back({point.source, point.energy, 0, 1, 1, point.P_ee_day,
                    point.fractions.error - point.night_error});
  }
  return rows;
}

std::vector<ZenithPoint> zenith_curve(const Config& config, const Monitor& monitor) {
  require_night(config);
  Config day = config;  // what leaves the Sun; the night comes by angle below
  day.night.reset();
  std::vector<Query> queries;
  if (config.places(model::Source::b8)) {
    queries.push_back({model::Source::b8, 10 * core::units::MeV});
  }
  if (config.places(model::Source::be7)) {
    const std::vector<solar::Line> lines =
        solar::Spectrum::load(model::Source::be7, config.data, config.spectrum_8B).lines();
    const auto ground =
        std::max_element(lines.begin(), lines.end(),
                         [](const auto& a, const auto& b) { return a.energy < b.energy; });
    queries.push_back({model::Source::be7, ground->energy});
  }
  const model::SurvivalTable sun = SolarPropagator(day).survival(queries, {nullptr, monitor.stop});
  const propagation::RegenerationEngine engine(config.oscillation, even_sky(config, *config.night),
                                               config.tolerance);
  std::vector<ZenithPoint> curve(queries.size() * curve_points);
  tbb::parallel_for(std::size_t{0}, curve.size(), [&](std::size_t n) {
    if (monitor.stop != nullptr && monitor.stop->load()) {
      throw core::Interrupted();
    }
    const std::size_t q = n / curve_points;
    const double cosine =
        -1 + static_cast<double>(n % curve_points) / static_cast<double>(curve_points - 1);
    const double P =
        config.oscillation_enabled
            ? model::survival_day(sun[q].fractions, engine.at(queries[q].energy, cosine))
            : 1;
    curve[n] = {queries[q], cosine, sun[q].P_ee_day, P};
  });
  return curve;
}

}  // namespace sunsi::pipeline
