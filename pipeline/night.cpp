#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/detector/sno.hpp>
#include <sunsi/earth/site.hpp>
#include <sunsi/pipeline/medium.hpp>
#include <sunsi/pipeline/night.hpp>

namespace sunsi::pipeline {
namespace {

/// Cells of the night in the table of its cumulative exposure. Within a cell the exposure counts as
/// even: that moves a weight by a part of the cell's width h at most, and an average by h^2/8 of the
/// second derivative, 1e-8 for 4096 cells (tests/pipeline).
constexpr int fine_shares = 16384;
constexpr int coarse_shares = 4096;

/// The exposure's cumulative share of the night on an even grid: the astronomical one costs a sum
/// over the year for every value. Linear in between.
std::function<double(double, double)> weight_of(const Night& site) {
  if (site.weight) {
    return site.weight;
  }
  const int shares = site.coarsest < 1e-5 ? fine_shares : coarse_shares;
  const earth::Exposure& exposure = *site.exposure;
  const double night = exposure.night_fraction();
  std::vector<double> cumulative(static_cast<std::size_t>(shares) + 1);
  tbb::parallel_for(0, shares + 1, [&](int k) {
    cumulative[static_cast<std::size_t>(k)] =
        exposure.cumulative(-1.0 + static_cast<double>(k) / shares) / night;
  });
  const auto at = [table = std::move(cumulative), shares](double c) {
    const double place = std::clamp((c + 1) * shares, 0.0, static_cast<double>(shares));
    const auto k = std::min(static_cast<std::size_t>(place), table.size() - 2);
    return table[k] + (place - static_cast<double>(k)) * (table[k + 1] - table[k]);
  };
  return [at](double lo, double hi) { return at(hi) - at(lo); };
}

/// Electrons per nucleon of what the shells are made of, each once, from the centre.
std::vector<double> materials_of(const earth::EarthModel& earth) {
  std::vector<double> list;
  for (const earth::Shell& shell : earth.shells()) {
    if (std::find(list.begin(), list.end(), shell.electrons_per_nucleon) == list.end()) {
      list.push_back(shell.electrons_per_nucleon);
    }
  }
  return list;
}

}  // namespace

Night experiment_night(const std::string& site,
                       const std::filesystem::path& data,
                       double coarsest) {
  const earth::Site place = earth::find_site(site, data);
  Night night;
  night.where = place.name;
  night.depth = place.depth;
  night.earth = std::make_shared<const earth::EarthModel>(earth::EarthModel::load("prem", data));
  night.exposure =
      std::make_shared<const earth::Exposure>(earth::Exposure::from_latitude(place.latitude_deg));
  night.over = "the year's time";
  night.coarsest = coarsest;
  night.smooth_below = 1.8 * core::units::MeV;
  return night;
}

Night sno_night(const std::filesystem::path& data) {
  Night night = experiment_night("snolab", data);
  std::vector<earth::Exposure> parts;
  std::vector<double> days;
  for (const detector::SnoPhase& phase : detector::load_sno(data).phases) {
    parts.push_back(earth::Exposure::from_file(data / exposure_table(phase.exposure)));
    days.push_back(phase.live_days);
  }
  night.exposure = core::from_file((data / "experiments/sno.yaml").string(), [&] {
    return std::make_shared<const earth::Exposure>(earth::Exposure::sum(parts, days));
  });
  night.over = "SNO's live time";
  return night;
}

Night with_weights(Night night) {
  night.weight = weight_of(night);
  return night;
}

const std::vector<std::string>& shipped_exposures() {
  static const std::vector<std::string> names{"sno-d2o", "sno-salt", "sno-ncd"};
  return names;
}

std::string exposure_table(const std::string& name) {
  return fmt::format("earth/exposure-{}.csv", name);
}

propagation::NightSky night_sky(const Config& config, const Night& night) {
  propagation::NightSky sky = even_sky(config, night);
  sky.weight = weight_of(night);
  return sky;
}

propagation::NightSky even_sky(const Config& config, const Night& night) {
  std::vector<model::FlavourPotential> per_electron;
  for (const earth::Shell& shell : night.earth->shells()) {
    per_electron.push_back(potential_of(config)({1.0, 1.0, 1 / shell.electrons_per_nucleon - 1}));
  }
  const auto path = [earth = night.earth, depth = night.depth, per_electron](double cosine) {
    const earth::Chord chord = earth->chord(cosine, depth);
    propagation::Path result{chord.impact, earth->radius(), {}};
    for (const earth::Segment& segment : chord.segments) {
      result.segments.push_back({segment.begin, segment.end,
                                 earth->shells()[segment.shell].electrons,
                                 per_electron[segment.shell]});
    }
    return result;
  };
  std::vector<double> kinks;
  for (const double c : night.earth->tangent_cosines(night.depth)) {
    if (c > -1 && c < 0) {
      kinks.push_back(c);
    }
  }
  return {path, kinks, [](double lo, double hi) { return hi - lo; }, night.earth->radius()};
}

propagation::LayeredSphere layered_earth(const earth::EarthModel& earth) {
  const std::vector<double> materials = materials_of(earth);
  propagation::LayeredSphere sphere;
  for (const earth::Shell& shell : earth.shells()) {
    const auto place = std::find(materials.begin(), materials.end(), shell.electrons_per_nucleon);
    sphere.push_back(
        {shell.r_out, shell.electrons, static_cast<std::size_t>(place - materials.begin())});
  }
  return sphere;
}

propagation::NightSphere night_sphere(const std::vector<Night>& nights) {
  if (nights.empty()) {
    throw core::InvalidInput("no night was given");
  }
  const earth::EarthModel& earth = *nights.front().earth;
  std::vector<propagation::Observer> observers;
  for (const Night& night : nights) {
    if (night.earth->name() != earth.name()) {
      throw core::InvalidInput("nights of different models of the Earth share no chords");
    }
    observers.push_back({night.depth, weight_of(night)});
  }
  return {layered_earth(earth), std::move(observers)};
}

std::vector<model::FlavourPotential> earth_potentials(const Config& config,
                                                      const earth::EarthModel& earth) {
  std::vector<model::FlavourPotential> result;
  for (const double electrons_per_nucleon : materials_of(earth)) {
    result.push_back(potential_of(config)({1.0, 1.0, 1 / electrons_per_nucleon - 1}));
  }
  return result;
}

}  // namespace sunsi::pipeline
