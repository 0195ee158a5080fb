#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <set>
#include <sunsi/core/error.hpp>
#include <sunsi/propagation/detail/earth_levels.hpp>
#include <sunsi/propagation/detail/incoherent.hpp>
#include <sunsi/propagation/detail/night_result.hpp>
#include <sunsi/propagation/detail/third_state.hpp>
#include <sunsi/propagation/night_kernel.hpp>

namespace sunsi::propagation {
namespace {

using kernel::lanes;

constexpr int least_level = 3;  // in half levels

/// The true error over what the last two orders of the axes and the last one of the phase changed was at most
/// 2.2 (tests/propagation/test_night_kernel.cpp): near resonances as slow as a layer is thick the series ends
/// at what no order of it holds, and averages of single orders can cancel.
constexpr double over_last_orders = 8;

/// rad of the first two levels in a panel of 12 Gauss nodes that keep an accuracy of 1e-8, 1e-7 ... 1e-2:
/// measured with random mixing, dm21 and energies, docs/speed-night.md; in between by the logarithm.
double phase_per_panel(double accuracy) {
  constexpr std::array<double, 7> measured{18, 21, 30, 42, 60, 90, 140};
  const double place = std::clamp(std::log10(accuracy) + 8, 0.0, 6.0);
  const auto k = std::min(static_cast<std::size_t>(place), measured.size() - 2);
  return measured[k] + (place - static_cast<double>(k)) * (measured[k + 1] - measured[k]);
}

/// Distance of the levels of a potential, from above.
double spread(const model::FlavourPotential& V) {
  return std::max({std::abs(V.e - V.mu), std::abs(V.e - V.tau), std::abs(V.mu - V.tau)}) +
         2 * (std::abs(V.emu) + std::abs(V.etau) + std::abs(V.mutau));
}

/// The way straight through the centre to a detector.
Path straight_down(const NightSphere& sphere,
                   std::size_t observer,
                   const std::vector<model::FlavourPotential>& per_electron) {
  Path path{0, sphere.radius(), {}};
  const LayeredSphere& layers = sphere.layers();
  const auto inner = [&](std::size_t k) { return k == 0 ? 0 : layers[k - 1].outer; };
  for (std::size_t k = layers.size(); k-- > 0;) {
    path.segments.push_back(
        {-layers[k].outer, -inner(k), layers[k].n_e, per_electron[layers[k].material]});
  }
  const double end = sphere.detector_radius(observer) * sphere.radius();
  for (std::size_t k = 0; k <= sphere.detector_layer(); ++k) {
    path.segments.push_back({inner(k), std::min(end, layers[k].outer), layers[k].n_e,
                             per_electron[layers[k].material]});
  }
  return path;
}

}  // namespace

using detail::product;

struct NightKernel::Block {
  std::vector<std::size_t> members;  ///< indices of energies, at most `lanes`
  int grid;                          ///< in half levels
};

/// Averages of the products of quaternions, [observer][product][lane].
struct NightKernel::Sums {
  std::vector<double> value;

  [[nodiscard]] std::array<double, kernel::products> of(std::size_t observer,
                                                        std::size_t lane) const {
    std::array<double, kernel::products> result{};
    for (std::size_t p = 0; p < result.size(); ++p) {
      result[p] = value[(observer * kernel::products + p) * lanes + lane];
    }
    // The axes have size 1 up to their next order, and so have the quaternions.
    const double whole = result[product(0, 0)] + result[product(1, 1)] + result[product(2, 2)] +
                         result[product(3, 3)];
    for (double& q : result) {
      q /= whole;
    }
    return result;
  }
};

NightKernel::~NightKernel() = default;
NightKernel::NightKernel(NightKernel&&) noexcept = default;
NightKernel& NightKernel::operator=(NightKernel&&) noexcept = default;

NightKernel::NightKernel(const NightSphere& sphere, std::vector<double> energies)
    : NightKernel(sphere, std::move(energies), Settings()) {}

NightKernel::NightKernel(const NightSphere& sphere,
                         std::vector<double> energies,
                         const Settings& settings,
                         const ForEach& for_each)
    : sphere_(sphere), energies_(std::move(energies)), settings_(settings) {
  core::require_positive(settings.highest_dm21, "highest dm21 of night averages");
  core::require_positive(settings.strongest, "strongest potential of night averages");
  if (!(settings.accuracy >= 1e-8 && settings.accuracy <= 1e-2)) {
    throw core::InvalidInput(fmt::format(
        "accuracy of night averages = {:g}: must lie in [1e-8, 0.01]", settings.accuracy));
  }
  std::vector<std::pair<int, std::size_t>> order;  // grid and energy, the widest panels first
  for (std::size_t k = 0; k < energies_.size(); ++k) {
    core::require_positive(energies_[k], "energy");
    highest_ = std::max(highest_, energies_[k]);
    order.emplace_back(grid_of(energies_[k]), k);
  }
  std::sort(order.begin(), order.end());
  for (const auto& [grid, k] : order) {
    // In eights, one grid each: the narrowest panels that any of them needs, or each its own.
    const bool full = blocks_.empty() || blocks_.back().members.size() == lanes;
    if (full || (!settings.shared && blocks_.back().grid != grid)) {
      blocks_.push_back({{}, grid});
    }
    blocks_.back().members.push_back(k);
    blocks_.back().grid = grid;
  }
  std::set<int, std::greater<>> needed;  // the largest first: they take longest
  for (const Block& block : blocks_) {
    needed.insert(block.grid);
    if (settings.measured) {
      needed.insert(block.grid - 1);
    }
  }
  const std::vector<int> grids(needed.begin(), needed.end());
  std::vector<std::optional<NightGeometry>> built(grids.size());
  for_each(grids.size(), [&](std::size_t k) { built[k].emplace(sphere_, grids[k] / 2.0); });
  for (std::size_t k = 0; k < grids.size(); ++k) {
    grids_.emplace(grids[k], std::move(*built[k]));
  }
  for (const Observer& observer : sphere_.observers()) {
    means_.emplace_back(NightSky{{}, {}, observer.weight, sphere_.radius()});
  }
}

int NightKernel::grid_of(double energy) const {
  const double phase = 2 * sphere_.radius() * settings_.highest_dm21 / (2 * energy) +
                       30 * settings_.strongest;  // the charged current in matter adds some 20
  // With the coarser rule at hand that one keeps the accuracy, and the finer one shows it.
  const int level =
      static_cast<int>(std::ceil(2 * std::log2(phase / phase_per_panel(settings_.accuracy))));
  return std::max(least_level, level + (settings_.measured ? 1 : 0));
}

void NightKernel::one_by_one(std::size_t n, const std::function<void(std::size_t)>& task) {
  for (std::size_t k = 0; k < n; ++k) {
    task(k);
  }
}

std::size_t NightKernel::work() const {
  std::size_t sum = 0;
  for (const Block& block : blocks_) {
    sum += block.members.size() * (grids_.at(block.grid).chords() +
                                   (settings_.measured ? grids_.at(block.grid - 1).chords() : 0));
  }
  return sum;
}

/// What one point of oscillation parameters and potentials needs at every energy.
struct NightKernel::Point {
  detail::EarthLevels levels;
  std::vector<detail::ThirdState> third;    ///< of each observer
  std::vector<detail::Incoherent> average;  ///< likewise, where the oscillation is fast
  double strength = 1;                      ///< of the potentials, over settings.strongest, if more
};

/// What a sweep reads of a block of energies.
struct NightKernel::Inputs {
  std::vector<double> phases;
  std::vector<double> axes;
  std::array<double, lanes> next_order{};  ///< bound on what it would change
};

NightKernel::Inputs NightKernel::inputs_of(const Block& block,
                                           const Point& point,
                                           bool last_orders) const {
  Inputs inputs{std::vector<double>(sphere_.layers().size() * kernel::moments * lanes),
                std::vector<double>(sphere_.places().size() * kernel::axis_values * lanes),
                {}};
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const std::size_t k = block.members[std::min(lane, block.members.size() - 1)];
    inputs.next_order[lane] =
        point.levels.fill(energies_[k], static_cast<int>(lane), inputs.phases.data(),
                          inputs.axes.data(), last_orders);
  }
  return inputs;
}

NightKernel::Sums NightKernel::sum(const kernel::Sweep& sweep, const Inputs& inputs) const {
  using namespace kernel;
  Sums sums{std::vector<double>(sphere_.observers().size() * products * lanes)};
  SUNSI_KERNEL_PICK(settings_.isa, night_sweep)
  (sweep, inputs.phases.data(), inputs.axes.data(), sums.value.data());
  return sums;
}

void NightKernel::check(const std::vector<model::FlavourPotential>& per_electron) const {
  for (const SphereLayer& layer : sphere_.layers()) {
    if (layer.material >= per_electron.size()) {
      throw core::InvalidInput("a layer of the Earth has no potential");
    }
  }
}

NightKernel::Point NightKernel::point(
    const model::OscillationParameters& osc,
    const std::vector<model::FlavourPotential>& per_electron) const {
  Point result{{sphere_, osc, per_electron, highest_}, {}, {}, 1};
  for (const model::FlavourPotential& V : per_electron) {
    result.strength = std::max(
        result.strength, spread(V) / (settings_.strongest * model::charged_current_potential(1.0)));
  }
  // Kinks lie at the tangents of the layers below the detector; the two ends of the night count too.
  const double ends = static_cast<double>(sphere_.detector_layer()) + 2;
  const auto mixed = [&](const NightSphere::Place& place) {
    return detail::mixed_by(osc, per_electron[place.material], place.n[0] * sphere_.densest());
  };
  double deepest = 0;
  for (std::size_t p = 0; p < 2 * sphere_.layers().size(); ++p) {
    deepest = std::max(deepest, mixed(sphere_.places()[p]));
  }
  for (std::size_t o = 0; o < sphere_.observers().size(); ++o) {
    const NightSphere::Place& place = sphere_.places()[2 * sphere_.layers().size() + o];
    result.third.emplace_back(osc, straight_down(sphere_, o, per_electron), means_[o]);
    result.average.emplace_back(osc, per_electron[place.material], place.n[0] * sphere_.densest(),
                                deepest, ends, sphere_.radius());
  }
  return result;
}

template <class Result>
void NightKernel::fill_block(Block block,
                             const Point& point,
                             std::vector<std::vector<Result>>& results) const {
  constexpr bool all = std::is_same_v<Result, FlavourRegeneration>;
  constexpr Asked asked = all ? Asked::flavours : Asked::electron;
  const std::size_t observers = sphere_.observers().size();
  const auto incoherent = [&](std::size_t o, std::size_t k) {
    detail::assign(results[o][k],
                   point.average[o](energies_[k], point.third[o].left_out(energies_[k], asked)));
  };
  std::erase_if(block.members, [&](std::size_t k) {
    double error = 0;
    for (const detail::Incoherent& average : point.average) {
      error = std::max(error, average.error(energies_[k]));
    }
    for (std::size_t o = 0; o < observers && error <= settings_.accuracy; ++o) {
      incoherent(o, k);
    }
    return error <= settings_.accuracy;
  });
  if (block.members.empty()) {
    return;
  }
  const Inputs inputs = inputs_of(block, point, true);
  const Sums fine = sum(grids_.at(block.grid).sweep(), inputs);
  const Sums coarse = settings_.measured ? sum(grids_.at(block.grid - 1).sweep(), inputs) : Sums{};
  const std::array<double, lanes>& bound = inputs.next_order;
  const bool slow = *std::max_element(bound.begin(), bound.end()) > settings_.accuracy;
  const Sums lower =
      slow ? sum(grids_.at(block.grid).sweep(), inputs_of(block, point, false)) : Sums{};
  for (std::size_t lane = 0; lane < block.members.size(); ++lane) {
    const std::size_t k = block.members[lane];
    for (std::size_t o = 0; o < observers; ++o) {
      const detail::EarthLevels::Ends ends = point.levels.ends(energies_[k], o);
      const detail::Products mean = fine.of(o, lane);
      Result result = detail::night_result<Result>(ends, mean);
      result.left_out = point.third[o].left_out(energies_[k], asked);
      // The bound adds up sizes over all boundaries. Where it is too large, eight times what the last orders
      // changed takes its place.
      result.error = bound[lane];
      if (slow && bound[lane] > settings_.accuracy) {
        const double changed = detail::change<Result>(ends, mean, lower.of(o, lane));
        result.error = std::min(bound[lane], over_last_orders * changed);
      }
      result.error += settings_.measured ? detail::change<Result>(ends, mean, coarse.of(o, lane))
                                         : settings_.accuracy * point.strength * point.strength;
      result.error += result.left_out;
      if (result.error < 1) {
        results[o][k] = std::move(result);
      } else {  // levels that meet, or an oscillation far too slow: nothing is known
        incoherent(o, k);
        results[o][k].error = 1;
      }
    }
  }
}

template <class Result>
std::vector<std::vector<Result>> NightKernel::averages(
    const model::OscillationParameters& osc,
    const std::vector<model::FlavourPotential>& per_electron,
    const ForEach& for_each) const {
  if (osc.dm21() > settings_.highest_dm21) {
    throw core::InvalidInput(
        fmt::format("dm21 = {:g} eV2 is above the {:g} eV2 that these night averages were made for",
                    osc.dm21(), settings_.highest_dm21));
  }
  check(per_electron);
  std::vector<std::vector<Result>> results(sphere_.observers().size(),
                                           std::vector<Result>(energies_.size()));
  const Point all = point(osc, per_electron);
  for_each(blocks_.size(), [&](std::size_t b) { fill_block(blocks_[b], all, results); });
  return results;
}

std::vector<std::vector<Regeneration>> NightKernel::operator()(
    const model::OscillationParameters& osc,
    const std::vector<model::FlavourPotential>& per_electron,
    const ForEach& for_each) const {
  return averages<Regeneration>(osc, per_electron, for_each);
}

std::vector<std::vector<FlavourRegeneration>> NightKernel::flavours(
    const model::OscillationParameters& osc,
    const std::vector<model::FlavourPotential>& per_electron,
    const ForEach& for_each) const {
  return averages<FlavourRegeneration>(osc, per_electron, for_each);
}

std::vector<std::vector<std::array<double, 3>>> NightKernel::at(
    const model::OscillationParameters& osc,
    const std::vector<model::FlavourPotential>& per_electron,
    std::size_t observer,
    const std::vector<double>& cosines) const {
  check(per_electron);
  const NightGeometry chords(sphere_, observer, cosines);
  std::vector<std::vector<std::array<double, 3>>> result(
      energies_.size(), std::vector<std::array<double, 3>>(cosines.size()));
  const Point all = point(osc, per_electron);
  for (const Block& block : blocks_) {
    const Inputs inputs = inputs_of(block, all, true);
    std::vector<detail::EarthLevels::Ends> ends;
    std::vector<detail::ElectronProducts> parts;
    for (const std::size_t k : block.members) {
      ends.push_back(all.levels.ends(energies_[k], observer));
      parts.push_back(detail::electron_products(ends.back()));
    }
    for (std::size_t c = 0; c < cosines.size(); ++c) {
      const Sums one = sum(chords.sweep(c), inputs);
      for (std::size_t lane = 0; lane < block.members.size(); ++lane) {
        result[block.members[lane]][c] =
            detail::electron_of(ends[lane], parts[lane], one.of(observer, lane));
        core::ensure_finite(result[block.members[lane]][c][1], "regeneration at an angle");
      }
    }
  }
  return result;
}

}  // namespace sunsi::propagation
