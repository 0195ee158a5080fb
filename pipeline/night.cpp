#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <sunsi/core/error.hpp>
#include <sunsi/earth/site.hpp>
#include <sunsi/pipeline/medium.hpp>
#include <sunsi/pipeline/night.hpp>

namespace sunsi::pipeline {
namespace {

constexpr int shares = 16384;  // of the night, for the table of its cumulative exposure

/// The exposure's cumulative share of the night on an even grid: the astronomical one costs a sum
/// over the year for every value. Linear in between.
std::function<double(double, double)> weight_of(const earth::Exposure& exposure) {
  std::vector<double> cumulative;
  for (int k = 0; k <= shares; ++k) {
    cumulative.push_back(exposure.cumulative(-1.0 + static_cast<double>(k) / shares) /
                         exposure.night_fraction());
  }
  const auto at = [table = std::move(cumulative)](double c) {
    const double place = std::clamp((c + 1) * shares, 0.0, static_cast<double>(shares));
    const auto k = std::min(static_cast<std::size_t>(place), table.size() - 2);
    return table[k] + (place - static_cast<double>(k)) * (table[k + 1] - table[k]);
  };
  return [at](double lo, double hi) { return at(hi) - at(lo); };
}

}  // namespace

Night experiment_night(const std::string& site, const std::filesystem::path& data) {
  const earth::Site place = earth::find_site(site, data);
  return {
      place.name,
      place.depth,
      std::make_shared<const earth::EarthModel>(earth::EarthModel::load("prem", data)),
      std::make_shared<const earth::Exposure>(earth::Exposure::from_latitude(place.latitude_deg)),
      "",
      1e-5};
}

propagation::NightSky night_sky(const Config& config, const Night& night) {
  propagation::NightSky sky = even_sky(config, night);
  sky.weight = weight_of(*night.exposure);
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

std::vector<propagation::Regeneration> regeneration(const Config& config,
                                                    const Night& night,
                                                    const std::vector<double>& energies,
                                                    const Monitor& monitor) {
  return regeneration(config, night_sky(config, night), std::max(config.tolerance, night.coarsest),
                      energies, monitor);
}

std::vector<propagation::Regeneration> regeneration(const Config& config,
                                                    const propagation::NightSky& sky,
                                                    double tolerance,
                                                    const std::vector<double>& energies,
                                                    const Monitor& monitor) {
  const propagation::RegenerationEngine engine(config.oscillation, sky, tolerance);
  std::map<int, std::vector<std::size_t>> by_level;  // -1: incoherent
  for (std::size_t k = 0; k < energies.size(); ++k) {
    by_level[engine.grid_level(energies[k]).value_or(-1)].push_back(k);
  }
  std::vector<propagation::Regeneration> result(energies.size());
  std::mutex mutex;
  std::size_t done = 0;
  const auto tell = [&](std::size_t finished) {
    if (monitor.progress && finished > 0) {
      const std::lock_guard lock(mutex);
      monitor.progress(done += finished, energies.size());
    }
  };
  for (auto& [level, pending] : by_level) {
    for (int k = 0; !pending.empty() && k < engine.most_refinements; ++k) {
      std::optional<propagation::RegenerationEngine::Grids> grids;
      if (level >= 0) {
        grids = engine.grids(level, k);
      }
      tbb::parallel_for(std::size_t{0}, pending.size(), [&](std::size_t n) {
        if (monitor.stop != nullptr && monitor.stop->load()) {
          throw core::Interrupted();
        }
        result[pending[n]] = engine.average(energies[pending[n]], grids ? &*grids : nullptr);
        tell(level < 0 || engine.converged(result[pending[n]]) ? 1 : 0);
      });
      std::erase_if(pending, [&, at = level](std::size_t n) {
        return at < 0 || engine.converged(result[n]);
      });
    }
    tell(pending.size());
  }
  return result;
}

}  // namespace sunsi::pipeline
