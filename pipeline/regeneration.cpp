#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <numbers>
#include <optional>
#include <sunsi/core/error.hpp>
#include <sunsi/pipeline/night.hpp>

namespace sunsi::pipeline {
namespace {

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

/// The kernel's averages at energies that oscillate; those whose error is not within the tolerance are
/// asked again with narrower panels. Left in `pending`: the ones that are still not.
template <typename Result>
void by_kernel(const Config& config,
               const Night& night,
               const propagation::NightSky& sky,
               const propagation::RegenerationEngine& engine,
               const std::vector<double>& energies,
               std::vector<std::size_t>& pending,
               std::vector<Result>& result,
               const Monitor& monitor) {
  constexpr bool flavours = std::is_same_v<Result, propagation::FlavourRegeneration>;
  constexpr auto asked = flavours ? propagation::Asked::flavours : propagation::Asked::electron;
  const propagation::NightSphere sphere(layered_earth(*night.earth), {{night.depth, sky.weight}});
  const auto potentials = earth_potentials(config, *night.earth);
  const auto for_each = [&](std::size_t n, const std::function<void(std::size_t)>& task) {
    tbb::parallel_for(std::size_t{0}, n, [&](std::size_t k) {
      if (monitor.stop != nullptr && monitor.stop->load()) {
        throw core::Interrupted();
      }
      task(k);
    });
  };
  propagation::NightKernel::Settings settings;
  settings.highest_dm21 = config.oscillation.dm21();
  settings.accuracy = std::clamp(std::max(config.tolerance, night.coarsest), 1e-8, 1e-2);
  for (int attempt = 0; attempt < 2 && !pending.empty(); ++attempt, settings.accuracy /= 10) {
    settings.accuracy = std::max(settings.accuracy, 1e-8);
    std::vector<double> own;
    for (const std::size_t k : pending) {
      own.push_back(energies[k]);
    }
    const propagation::NightKernel kernel(sphere, own, settings, for_each);
    std::vector<std::vector<Result>> all;
    if constexpr (flavours) {
      all = kernel.flavours(config.oscillation, potentials, for_each);
    } else {
      all = kernel(config.oscillation, potentials, for_each);
    }
    std::vector<std::size_t> left;
    for (std::size_t n = 0; n < pending.size(); ++n) {
      result[pending[n]] = all[0][n];
      if (!engine.enough(own[n], all[0][n].error, asked)) {
        left.push_back(pending[n]);
      }
    }
    pending = std::move(left);
  }
}

/// All energies: incoherent ones and those that the kernel left by the engine.
template <typename Result, typename Average>
std::vector<Result> of_night(const Config& config,
                             const Night& night,
                             const propagation::NightSky& sky,
                             const propagation::RegenerationEngine& engine,
                             propagation::Asked asked,
                             const std::vector<double>& energies,
                             const Monitor& monitor,
                             const Average& average) {
  std::vector<Result> result(energies.size());
  std::vector<std::size_t> pending;
  std::vector<std::size_t> others;
  for (std::size_t k = 0; k < energies.size(); ++k) {
    (engine.grid_level(energies[k], asked) ? pending : others).push_back(k);
  }
  by_kernel(config, night, sky, engine, energies, pending, result, monitor);
  others.insert(others.end(), pending.begin(), pending.end());
  std::vector<double> rest;
  for (const std::size_t k : others) {
    rest.push_back(energies[k]);
  }
  const auto by_engine = averages<Result>(engine, asked, rest, {{}, monitor.stop}, average);
  for (std::size_t n = 0; n < others.size(); ++n) {
    result[others[n]] = by_engine[n];
  }
  if (monitor.progress && !energies.empty()) {
    monitor.progress(energies.size(), energies.size());
  }
  return result;
}

std::vector<propagation::Regeneration> electrons_of_night(
    const Config& config,
    const Night& night,
    const propagation::NightSky& sky,
    const propagation::RegenerationEngine& engine,
    const std::vector<double>& energies,
    const Monitor& monitor) {
  return of_night<propagation::Regeneration>(
      config, night, sky, engine, propagation::Asked::electron, energies, monitor,
      [&](double energy, const auto* grids) { return engine.average(energy, grids); });
}

}  // namespace

std::vector<propagation::Regeneration> regeneration(const Config& config,
                                                    const Night& night,
                                                    const std::vector<double>& energies,
                                                    const Monitor& monitor) {
  const double tolerance = std::max(config.tolerance, night.coarsest);
  const propagation::NightSky sky = night_sky(config, night);
  const propagation::RegenerationEngine engine(config.oscillation, sky, tolerance);
  std::vector<std::size_t> smooth;
  for (std::size_t k = 0; k < energies.size(); ++k) {
    if (energies[k] < night.smooth_below && engine.grid_level(energies[k])) {
      smooth.push_back(k);
    }
  }
  if (smooth.size() <= curve_points) {
    return electrons_of_night(config, night, sky, engine, energies, monitor);
  }
  const auto [least, most] =
      std::minmax_element(smooth.begin(), smooth.end(),
                          [&](std::size_t a, std::size_t b) { return energies[a] < energies[b]; });
  const SmoothCurve curve(energies[*least], energies[*most]);
  const auto nodes = electrons_of_night(config, night, sky, engine, curve.energies(), monitor);
  const double error = curve.error(nodes);
  if (!(error <= tolerance)) {
    return electrons_of_night(config, night, sky, engine, energies, monitor);
  }
  std::vector<double> others;
  for (std::size_t k = 0, next = 0; k < energies.size(); ++k) {
    next < smooth.size() && smooth[next] == k ? void(++next) : others.push_back(energies[k]);
  }
  const auto direct = electrons_of_night(config, night, sky, engine, others, monitor);
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
  const double tolerance = std::max(config.tolerance, night.coarsest);
  const propagation::NightSky sky = night_sky(config, night);
  const propagation::RegenerationEngine engine(config.oscillation, sky, tolerance);
  return of_night<propagation::FlavourRegeneration>(
      config, night, sky, engine, propagation::Asked::flavours, energies, monitor,
      [&](double energy, const auto* grids) { return engine.flavour_average(energy, grids); });
}

}  // namespace sunsi::pipeline
