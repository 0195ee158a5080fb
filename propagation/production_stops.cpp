#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <sunsi/core/error.hpp>
#include <sunsi/propagation/detail/eigenframe.hpp>
#include <sunsi/propagation/detail/production_stops.hpp>
#include <sunsi/propagation/levels.hpp>

namespace sunsi::propagation::detail {
namespace {

/// Turns of phase over a zone's width beyond which its interference counts as averaged [rad].
constexpr double coherent_phase = 4;
/// A zone of so many radii is a whole table, whose sum resolves what turns by less than this between
/// two of them [rad] (the trapezoid rule of a smooth density is exponentially good up to some 2 pi).
constexpr std::size_t whole_table = 100;
constexpr double resolved_phase = 3;
/// Longest way between neighbouring radii; infinite where they are too few to be a table.
double spacing(const ProductionZone& zone) {
  if (zone.radius.size() < whole_table) {
    return std::numeric_limits<double>::infinity();
  }
  std::vector<double> radii = zone.radius;
  std::sort(radii.begin(), radii.end());
  double longest = 0;
  for (std::size_t k = 1; k < radii.size(); ++k) {
    longest = std::max(longest, radii[k] - radii[k - 1]);
  }
  return longest;
}

/// Standard deviation of the production radius.
double width(const ProductionZone& zone) {
  double mean = 0;
  double square = 0;
  for (std::size_t k = 0; k < zone.radius.size(); ++k) {
    mean += zone.weight[k] * zone.radius[k];
  }
  for (std::size_t k = 0; k < zone.radius.size(); ++k) {
    square += zone.weight[k] * (zone.radius[k] - mean) * (zone.radius[k] - mean);
  }
  return std::sqrt(std::max(square, 0.0));
}

struct Decomposed {
  Eigen::Vector3d levels;
  Eigen::Matrix3cd A;  ///< column j: amplitude to be made in level j and to arrive as nu_i

  [[nodiscard]] double gap(std::size_t pair) const {
    return std::abs(levels[static_cast<Eigen::Index>(level_pairs[pair][0])] -
                    levels[static_cast<Eigen::Index>(level_pairs[pair][1])]);
  }
  [[nodiscard]] std::array<double, 3> interference(std::size_t pair) const {
    std::array<double, 3> result{};
    for (std::size_t i = 0; i < 3; ++i) {
      const auto row = static_cast<Eigen::Index>(i);
      result[i] = 2 * std::real(A(row, static_cast<Eigen::Index>(level_pairs[pair][0])) *
                                std::conj(A(row, static_cast<Eigen::Index>(level_pairs[pair][1]))));
    }
    return result;
  }
};

Decomposed decompose(const Eigen::Matrix3cd& rows, const Frame& frame) {
  return {frame.lambda, rows * frame.U * frame.U.row(0).adjoint().asDiagonal()};
}

/// Rows at `here` carried on to `there`, a short way in either direction.
Eigen::Matrix3cd carried(const Eigen::Matrix3cd& rows, const Frame& here, const Frame& there) {
  const double h = std::abs(there.r - here.r);
  const Eigen::Vector3d phase =
      h / 2 *
      (here.lambda.array() - here.lambda.mean() + there.lambda.array() - there.lambda.mean());
  const Eigen::Matrix3cd way = there.r < here.r
                                   ? outward(there, here, phase)
                                   : Eigen::Matrix3cd(outward(here, there, phase).adjoint());
  return rows * here.U * way * there.U.adjoint();
}

/// Fills mean and oscillating of a pair.
void average_over_turns(Arrival& result,
                        std::size_t pair,
                        const Eigen::Matrix3cd& rows,
                        const Frame& here,
                        const std::function<Eigen::Matrix3cd(double)>& H) {
  constexpr int substeps = 2;  // of half a turn: each even to (step/scale)^2 of the rotation
  constexpr std::array<double, 3> weight{6.0 / 16, 4.0 / 16, 1.0 / 16};
  result.mean[pair] = result.interference[pair];
  if (result.gap[pair] == 0) {
    return;
  }
  std::array<double, 3> least = result.interference[pair];
  std::array<double, 3> most = least;
  std::array<double, 3> sum{};
  for (std::size_t i = 0; i < 3; ++i) {
    sum[i] = weight[0] * result.interference[pair][i];
  }
  for (const double sign : {-1.0, 1.0}) {
    const double step = sign * std::numbers::pi / result.gap[pair] / substeps;
    Eigen::Matrix3cd moved = rows;
    Frame place = here;
    for (std::size_t n = 1; n < weight.size(); ++n) {
      for (int k = 0; k < substeps; ++k) {
        Frame next = frame_at(H, place.r + step);
        align(next, place);
        moved = carried(moved, place, next);
        place = next;
      }
      const std::array<double, 3> there = decompose(moved, place).interference(pair);
      for (std::size_t i = 0; i < 3; ++i) {
        sum[i] += weight[n] * there[i];
        least[i] = std::min(least[i], there[i]);
        most[i] = std::max(most[i], there[i]);
      }
    }
  }
  for (std::size_t i = 0; i < 3; ++i) {
    result.mean[pair][i] = sum[i];
    result.oscillating[pair][i] = most[i] - least[i];
  }
}

/// Part of the interference of a pair that is summed as it is; the rest by its mean over turns. In a
/// table it fades out smoothly: an edge would leave a boundary term.
double coherent_share(double gap, double width, double between) {
  if (std::isinf(between)) {
    return gap * width < coherent_phase ? 1 : 0;
  }
  return std::exp(-std::pow(gap * between / resolved_phase, 4));
}

/// The average over one zone; see average().
model::MassFractions average_zone(const ProductionZone& zone,
                                  const std::map<double, Arrival>& at_radius) {
  const double w = width(zone);
  const double between = spacing(zone);
  model::MassFractions fractions;
  double left_out = 0;
  for (std::size_t n = 0; n < zone.radius.size(); ++n) {
    // Odeint may end a rounding below the radius asked for.
    const Arrival& here = at_radius.lower_bound(zone.radius[n] * (1 - 1e-15))->second;
    for (std::size_t i = 0; i < 3; ++i) {
      double P = here.incoherent[i];
      double size = 0;
      for (std::size_t k = 0; k < 3; ++k) {
        const double turns = here.gap[k] * w;
        const double kept = coherent_share(here.gap[k], w, between);
        P += kept * here.interference[k][i] + (1 - kept) * here.mean[k][i];
        size += kept < 1 ? (1 - kept) * here.oscillating[k][i] / (turns * turns * turns) : 0;
      }
      fractions.P[i] += zone.weight[n] * P;
      left_out += zone.weight[n] * size;
    }
  }
  fractions.error = zone.error + left_out;
  return fractions;
}

}  // namespace

Arrival arrival(const Eigen::Matrix3cd& rows,
                double r,
                const std::function<Eigen::Matrix3cd(double)>& H) {
  const Frame frame = frame_at(H, r);
  const Decomposed here = decompose(rows, frame);
  Arrival result;
  for (std::size_t i = 0; i < 3; ++i) {
    result.incoherent[i] = here.A.row(static_cast<Eigen::Index>(i)).squaredNorm();
  }
  for (std::size_t k = 0; k < 3; ++k) {
    result.gap[k] = here.gap(k);
    result.interference[k] = here.interference(k);
    average_over_turns(result, k, rows, frame, H);
  }
  return result;
}

std::vector<double> stops(std::span<const ProductionZone> zones,
                          std::span<const std::size_t> which,
                          double r_end) {
  std::vector<double> radii{r_end};
  for (const std::size_t zone : which) {
    radii.insert(radii.end(), zones[zone].radius.begin(), zones[zone].radius.end());
  }
  std::sort(radii.begin(), radii.end(), std::greater<>());
  radii.erase(std::unique(radii.begin(), radii.end()), radii.end());
  return radii;
}

std::vector<model::MassFractions> average(std::span<const ProductionZone> zones,
                                          std::span<const std::size_t> which,
                                          const std::map<double, Arrival>& at_radius) {
  std::vector<model::MassFractions> result;
  for (const std::size_t index : which) {
    result.push_back(average_zone(zones[index], at_radius));
  }
  return result;
}

void check_request(double energy,
                   std::span<const std::size_t> which,
                   std::span<const ProductionZone> zones,
                   double tolerance) {
  core::require_positive(energy, "energy");
  for (const std::size_t zone : which) {
    if (zone >= zones.size()) {
      throw core::InvalidInput(fmt::format("zone {} of {}", zone, zones.size()));
    }
    if (zones[zone].error >= tolerance) {
      throw core::NumericalError(fmt::format(
          "tolerance {:g} cannot be met: the radii of production zone {} average only within {:g}; "
          "give it more radii",
          tolerance, zone, zones[zone].error));
    }
  }
}

}  // namespace sunsi::propagation::detail
