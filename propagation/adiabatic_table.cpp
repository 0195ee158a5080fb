#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <numeric>
#include <sunsi/core/error.hpp>
#include <sunsi/propagation/adiabatic_table.hpp>

namespace sunsi::propagation {
namespace {

constexpr double rounding = 1e-14;  // as AdiabaticEngine's
constexpr double ladder_step = 1.15;
constexpr int rungs_a_factor_two = 5;
constexpr double ladder_origin = 1e6;  // [eV]; any
/// On features of zones that do not start where the common way does: over 4000 random points the sum
/// over its samples was no less than 0.69 of that over a zone's own.
constexpr double sampling_margin = 1.5;
/// For energies between those tried: the edge's part need not grow, and over 1500 random ranges an error
/// of AdiabaticEngine was up to 1/0.978 of the largest at these.
constexpr double range_margin = 1.1;

/// Landau-Zener's exponential (adiabatic.hpp); below kappa = 0.005 it is under 1e-34.
double crossing(double kappa) {
  return kappa > 0.005 ? std::exp(-std::numbers::pi / (8 * kappa)) : 0;
}

bool sampled(const DayMedium::Way& way) {
  return !way.V.empty() && way.V.size() == way.slope.size() && way.spacing >= 0;
}

constexpr std::size_t lanes = 8;

/// Sum and largest of many numbers in parts that do not wait for each other.
double sum_of(std::span<const double> values) {
  std::array<double, lanes> part{};
  std::size_t k = 0;
  for (; k + lanes <= values.size(); k += lanes) {
    for (std::size_t j = 0; j < lanes; ++j) {
      part[j] += values[k + j];
    }
  }
  return std::accumulate(values.begin() + static_cast<std::ptrdiff_t>(k), values.end(),
                         std::accumulate(part.begin(), part.end(), 0.0));
}

double largest_of(std::span<const double> values) {
  std::array<double, lanes> part{};
  std::size_t k = 0;
  for (; k + lanes <= values.size(); k += lanes) {
    for (std::size_t j = 0; j < lanes; ++j) {
      part[j] = part[j] > values[k + j] ? part[j] : values[k + j];
    }
  }
  const auto rest = values.subspan(k);
  return std::accumulate(rest.begin(), rest.end(), *std::max_element(part.begin(), part.end()),
                         [](double a, double b) { return std::max(a, b); });
}

}  // namespace

/// Largest kappa and feature at every sample of a way, at one energy after another.
class AdiabaticTable::WaySamples {
 public:
  WaySamples(const FractionKernel& kernel, const DayMedium::Way& way)
      : kernel_(kernel), way_(way), work_(arrays * way.V.size()) {}

  void at(double energy) {
    const std::size_t n = way_.V.size();
    const double two_E = 2 * energy;
    const auto A = part(0, 1), slope = part(1, 1), P = part(2, 3), kappa = part(5, 3),
               gap = part(8, 3);
    for (std::size_t k = 0; k < n; ++k) {
      A[k] = two_E * way_.V[k];
      slope[k] = two_E * two_E * way_.slope[k];
    }
    kernel_.kappas(A, slope, P, kappa, gap);
    kernel_.features(kappa, gap, way_.spacing > 0 ? two_E / way_.spacing : 0, part(11, 1),
                     part(12, 1));
  }
  [[nodiscard]] std::span<const double> largest() { return part(11, 1); }
  [[nodiscard]] std::span<const double> feature() { return part(12, 1); }

  /// Of the whole way.
  [[nodiscard]] WayTerms terms() { return {largest_of(largest()), sum_of(feature())}; }

 private:
  static constexpr std::size_t arrays = 13;
  std::span<double> part(std::size_t first, std::size_t count) {
    return std::span<double>(work_).subspan(first * way_.V.size(), count * way_.V.size());
  }
  const FractionKernel& kernel_;
  const DayMedium::Way& way_;
  std::vector<double> work_;
};

AdiabaticTable::AdiabaticTable(const model::OscillationParameters& osc, DayMedium medium)
    : kernel_(osc), medium_(std::move(medium)) {
  const DayMedium::Way& way = medium_.way;
  if (!sampled(way)) {
    throw core::InvalidInput("an adiabatic table needs samples of the way out of the medium");
  }
  for (std::size_t zone = 0; zone < medium_.zones.size(); ++zone) {
    // The last sample inside of the innermost node, so that nothing at the node itself is
    // missed.
    const double samples =
        way.spacing > 0
            ? std::floor((medium_.zones[zone].innermost - way.start) / way.spacing - 0.5)
            : 0;
    const double last = static_cast<double>(way.V.size() - 1);
    marks_.emplace_back(static_cast<std::size_t>(std::clamp(samples, 0.0, last)), zone);
  }
  std::sort(marks_.begin(), marks_.end(), std::greater<>());
  const auto u = osc.electron_row();
  const std::array<double, 3> mass{0, osc.dm21(), osc.dm31()};
  for (std::size_t k = 0; k < 3; ++k) {
    const auto [i, j] = level_pairs[k];
    end_coupling_[k] = std::abs(medium_.end_V) * std::sqrt(u[i] * u[j]);
    inverse_vacuum_[k] = 1 / std::abs(mass[i] - mass[j]);
  }
}

std::vector<model::MassFractions> AdiabaticTable::rows(std::size_t zone,
                                                       std::span<const double> energies,
                                                       std::span<const WayTerms> ways) const {
  const std::size_t n = energies.size();
  std::vector<double> work(17 * n, 0.0);
  const std::span<double> all(work);
  const auto part = [&](std::size_t first, std::size_t count = 1) {
    return all.subspan(first * n, count * n);
  };
  const auto two_E = part(0), P1 = part(1), P2 = part(2), P3 = part(3), second = part(4),
             worst = part(5), A = part(6), slope = part(7), kappa = part(8, 3), gap = part(11, 3),
             P_end = part(14, 3);
  for (std::size_t i = 0; i < n; ++i) {
    two_E[i] = 2 * energies[i];
    A[i] = two_E[i] * medium_.end_V;
    slope[i] = two_E[i] * two_E[i] * medium_.end_slope;
  }
  for (const kernel::NodeSample& node : medium_.zones[zone].nodes) {
    kernel_.add_node(two_E, node, {P1.data(), P2.data(), P3.data(), second.data(), worst.data()});
  }
  kernel_.kappas(A, slope, P_end, kappa, gap);
  std::vector<model::MassFractions> result(n);
  for (std::size_t i = 0; i < n; ++i) {
    model::MassFractions& row = result[i];
    row.P = {P1[i], P2[i], P3[i]};
    double edge = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const auto [a, b] = level_pairs[k];
      const double inverse = std::max(gap[k * n + i], inverse_vacuum_[k]);
      edge += std::sqrt(std::abs(row.P[a] * row.P[b])) *
              (kappa[k * n + i] + two_E[i] * end_coupling_[k] * inverse);
    }
    row.error = std::min(1.0, 2 * second[i] + 2 * edge + ways[i].features +
                                  crossing(std::max(worst[i], ways[i].largest)) + rounding +
                                  medium_.zones[zone].error);
    if (!std::isfinite(row.P[0] + row.P[1] + row.P[2]) || !std::isfinite(row.error)) {
      throw core::NumericalError(
          fmt::format("P(e -> i) of the adiabatic table is not finite at {:g} eV", energies[i]));
    }
  }
  return result;
}

std::vector<model::MassFractions> AdiabaticTable::operator()(std::span<const Point> points) const {
  std::vector<std::vector<std::size_t>> of_zone(medium_.zones.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    core::require_positive(points[i].energy, "energy");
    const std::size_t zone = points[i].zone;
    if (zone >= of_zone.size()) {
      throw core::InvalidInput(fmt::format("zone {} of {}", zone, of_zone.size()));
    }
    if (!sampled(medium_.zones[zone].way)) {
      throw core::InvalidInput(fmt::format("zone {} has no samples of its own way out", zone));
    }
    of_zone[zone].push_back(i);
  }
  std::vector<model::MassFractions> result(points.size());
  std::vector<double> energies;
  std::vector<WayTerms> ways;
  for (std::size_t zone = 0; zone < of_zone.size(); ++zone) {
    if (of_zone[zone].empty()) {
      continue;
    }
    energies.clear();
    ways.clear();
    WaySamples samples(kernel_, medium_.zones[zone].way);
    for (const std::size_t i : of_zone[zone]) {
      energies.push_back(points[i].energy);
      samples.at(energies.back());
      ways.push_back(samples.terms());
    }
    const std::vector<model::MassFractions> values = rows(zone, energies, ways);
    for (std::size_t k = 0; k < values.size(); ++k) {
      result[of_zone[zone][k]] = values[k];
    }
  }
  return result;
}

std::vector<AdiabaticTable::WayTerms> AdiabaticTable::along_common_way(double energy,
                                                                       WaySamples& samples) const {
  samples.at(energy);
  const std::span<const double> largest = samples.largest();
  const std::span<const double> feature = samples.feature();
  std::vector<WayTerms> result(marks_.size());
  WayTerms sum;
  std::size_t k = largest.size();
  for (const auto& [mark, zone] : marks_) {  // from the end inwards; each zone stops at its mark
    while (k > mark) {
      --k;
      sum.largest = std::max(sum.largest, largest[k]);
      sum.features += feature[k];
    }
    const bool own = !(medium_.zones[zone].innermost > medium_.way.start);
    result[zone] = {sum.largest, (own ? 1 : sampling_margin) * sum.features};
  }
  return result;
}

double AdiabaticTable::non_adiabatic_bound(double lowest, double highest) const {
  core::require_positive(lowest, "lowest energy of a bound");
  if (!(highest >= lowest) || !std::isfinite(highest)) {
    throw core::InvalidInput(fmt::format(
        "a bound needs energies from low to high, not {:g} to {:g} eV", lowest, highest));
  }
  const auto rung = [](double E) { return std::log(E / ladder_origin) / std::log(ladder_step); };
  constexpr double nearly = 1e-9;  // an energy on a rung asks for no other
  const int bottom = static_cast<int>(std::floor(rung(lowest) + nearly));
  const int top = static_cast<int>(std::ceil(rung(highest) - nearly));
  std::vector<double> energies;
  for (int k = top; k > bottom; k -= rungs_a_factor_two) {
    energies.push_back(ladder_origin * std::pow(ladder_step, k));
  }
  energies.push_back(ladder_origin * std::pow(ladder_step, bottom));
  WaySamples samples(kernel_, medium_.way);
  std::vector<std::vector<WayTerms>> ways(medium_.zones.size());
  for (const double energy : energies) {
    const std::vector<WayTerms> terms = along_common_way(energy, samples);
    for (std::size_t zone = 0; zone < ways.size(); ++zone) {
      ways[zone].push_back(terms[zone]);
    }
  }
  double bound = 0;
  for (std::size_t zone = 0; zone < ways.size(); ++zone) {
    for (const model::MassFractions& row : rows(zone, energies, ways[zone])) {
      bound = std::max(bound, row.error - (row.error < 1 ? medium_.zones[zone].error : 0));
    }
  }
  return std::min(1.0, range_margin * bound);
}

}  // namespace sunsi::propagation
