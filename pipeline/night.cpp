#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <numbers>
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
std::function<double(double, double)> weight_of(const earth::Exposure& exposure, int shares) {
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

constexpr std::size_t curve_points = 13;  // odd: every other of them is a curve by itself

/// A smooth function of ln E through Chebyshev-Lobatto points, in barycentric form.
class SmoothCurve {
 public:
  SmoothCurve(double least, double most) : middle_(std::log(least * most) / 2) {
    half_ = std::log(most / least) / 2;
    for (std::size_t j = 0; j < curve_points; ++j) {
      x_.push_back(-std::cos(std::numbers::pi * static_cast<double>(j) / (curve_points - 1)));
      energies_.push_back(std::exp(middle_ + half_ * x_.back()));
    }
  }

  [[nodiscard]] const std::vector<double>& energies() const { return energies_; }

  [[nodiscard]] propagation::Regeneration at(double energy,
                                             const std::vector<propagation::Regeneration>& nodes,
                                             double error) const {
    propagation::Regeneration result = through((std::log(energy) - middle_) / half_, nodes, 1);
    for (const propagation::Regeneration& node : nodes) {
      result.error = std::max(result.error, node.error);
    }
    result.error += error;
    return result;
  }

  /// Largest distance of the points left out from the curve through every other one.
  [[nodiscard]] double error(const std::vector<propagation::Regeneration>& nodes) const {
    double most = 0;
    for (std::size_t j = 1; j < curve_points; j += 2) {
      const propagation::Regeneration rough = through(x_[j], nodes, 2);
      for (std::size_t i = 0; i < 3; ++i) {
        most = std::max(most, std::abs(rough.P[i] - nodes[j].P[i]));
      }
    }
    return most;
  }

 private:
  [[nodiscard]] propagation::Regeneration through(
      double x, const std::vector<propagation::Regeneration>& nodes, std::size_t stride) const {
    propagation::Regeneration sum;
    double total = 0;
    double sign = 1;
    for (std::size_t j = 0; j < curve_points; j += stride, sign = -sign) {
      if (x == x_[j]) {
        return {nodes[j].P, 0};
      }
      const double weight = sign * (j == 0 || j + 1 == curve_points ? 0.5 : 1.0) / (x - x_[j]);
      total += weight;
      for (std::size_t i = 0; i < 3; ++i) {
        sum.P[i] += weight * nodes[j].P[i];
      }
    }
    for (double& P : sum.P) {
      P /= total;
    }
    return sum;
  }

  double middle_;
  double half_ = 0;
  std::vector<double> x_;
  std::vector<double> energies_;
};

/// Averages of one kind at many energies: those of a level share their grids, and go on to finer ones
/// together.
/// \param average  of the engine, at an energy with its grids
template <typename Result, typename Average>
std::vector<Result> averages(const propagation::RegenerationEngine& engine,
                             propagation::Asked asked,
                             const std::vector<double>& energies,
                             const Monitor& monitor,
                             const Average& average) {
  std::map<int, std::vector<std::size_t>> by_level;  // -1: incoherent
  for (std::size_t k = 0; k < energies.size(); ++k) {
    by_level[engine.grid_level(energies[k], asked).value_or(-1)].push_back(k);
  }
  std::vector<Result> result(energies.size());
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
      const auto finished = [&, at = level](std::size_t n) {
        return at < 0 || engine.enough(energies[n], result[n].error, asked);
      };
      tbb::parallel_for(std::size_t{0}, pending.size(), [&](std::size_t n) {
        if (monitor.stop != nullptr && monitor.stop->load()) {
          throw core::Interrupted();
        }
        result[pending[n]] = average(energies[pending[n]], grids ? &*grids : nullptr);
        tell(finished(pending[n]) ? 1 : 0);
      });
      std::erase_if(pending, finished);
    }
    tell(pending.size());
  }
  return result;
}

std::vector<propagation::Regeneration> electron_averages(
    const propagation::RegenerationEngine& engine,
    const std::vector<double>& energies,
    const Monitor& monitor) {
  return averages<propagation::Regeneration>(
      engine, propagation::Asked::electron, energies, monitor,
      [&](double energy, const auto* grids) { return engine.average(energy, grids); });
}

propagation::RegenerationEngine engine_of(const Config& config, const Night& night) {
  return {config.oscillation, night_sky(config, night), std::max(config.tolerance, night.coarsest)};
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

const std::vector<std::string>& shipped_exposures() {
  static const std::vector<std::string> names{"sno-d2o", "sno-salt", "sno-ncd"};
  return names;
}

std::string exposure_table(const std::string& name) {
  return fmt::format("earth/exposure-{}.csv", name);
}

propagation::NightSky night_sky(const Config& config, const Night& night) {
  propagation::NightSky sky = even_sky(config, night);
  sky.weight = weight_of(*night.exposure, night.coarsest < 1e-5 ? fine_shares : coarse_shares);
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
  const double tolerance = std::max(config.tolerance, night.coarsest);
  const propagation::RegenerationEngine engine(config.oscillation, night_sky(config, night),
                                               tolerance);
  std::vector<std::size_t> smooth;
  for (std::size_t k = 0; k < energies.size(); ++k) {
    if (energies[k] < night.smooth_below && engine.grid_level(energies[k])) {
      smooth.push_back(k);
    }
  }
  if (smooth.size() <= curve_points) {
    return electron_averages(engine, energies, monitor);
  }
  const auto [least, most] =
      std::minmax_element(smooth.begin(), smooth.end(),
                          [&](std::size_t a, std::size_t b) { return energies[a] < energies[b]; });
  const SmoothCurve curve(energies[*least], energies[*most]);
  const auto nodes = electron_averages(engine, curve.energies(), monitor);
  const double error = curve.error(nodes);
  if (!(error <= tolerance)) {
    return electron_averages(engine, energies, monitor);
  }
  std::vector<double> others;
  for (std::size_t k = 0, next = 0; k < energies.size(); ++k) {
    next < smooth.size() && smooth[next] == k ? void(++next) : others.push_back(energies[k]);
  }
  const auto direct = electron_averages(engine, others, monitor);
  std::vector<propagation::Regeneration> result;
  for (std::size_t k = 0, next = 0; k < energies.size(); ++k) {
    const bool curved = next < smooth.size() && smooth[next] == k;
    result.push_back(curved ? curve.at(energies[k], nodes, error) : direct[k - next]);
    next += curved ? 1 : 0;
  }
  return result;
}

std::vector<propagation::Regeneration> regeneration(const Config& config,
                                                    const propagation::NightSky& sky,
                                                    double tolerance,
                                                    const std::vector<double>& energies,
                                                    const Monitor& monitor) {
  const propagation::RegenerationEngine engine(config.oscillation, sky, tolerance);
  return electron_averages(engine, energies, monitor);
}

std::vector<propagation::FlavourRegeneration> regeneration_of_flavours(
    const Config& config,
    const Night& night,
    const std::vector<double>& energies,
    const Monitor& monitor) {
  const propagation::RegenerationEngine engine = engine_of(config, night);
  return averages<propagation::FlavourRegeneration>(
      engine, propagation::Asked::flavours, energies, monitor,
      [&](double energy, const auto* grids) { return engine.flavour_average(energy, grids); });
}

}  // namespace sunsi::pipeline
