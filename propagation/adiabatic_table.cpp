#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <sunsi/core/error.hpp>
#include <sunsi/propagation/adiabatic_table.hpp>

namespace sunsi::propagation {
namespace {

constexpr double rounding = 1e-14;
constexpr double ladder_step = 1.15;
constexpr int rungs_a_factor_two = 5;
/// Third differences at sharp features, as at the base of the convective zone, depend on where the
/// samples fall. Over 4000 random points the sum over the samples of another zone was no less than 0.69
/// of that over a zone's own (8B), which set this factor; over 6000 others the bound then was 0.96 to
/// 1.81 of the engine's, below it at 19 of them (most near eps = 1).
constexpr double sampling_of_others = 1.5;
constexpr std::size_t work_arrays = 13;  // of AdiabaticTable::along, as long as the way each
constexpr double ladder_origin = 1e6;    // [eV]; any

/// Landau-Zener's exponential (adiabatic.hpp); below kappa = 0.005 it is under 1e-34.
double crossing(double kappa) {
  return kappa > 0.005 ? std::exp(-std::numbers::pi / (8 * kappa)) : 0;
}

}  // namespace

/// The terms of the way at energies ladder_step apart, for the rungs that points stand between.
class AdiabaticTable::Ladder {
 public:
  Ladder(const AdiabaticTable& table, std::span<const Point> points)
      : column_(table.marks_.size(), unused) {
    std::vector<std::size_t> zones;
    for (const Point& point : points) {
      core::require_positive(point.energy, "energy");
      if (point.zone >= column_.size()) {
        throw core::InvalidInput(fmt::format("zone {} of {}", point.zone, column_.size()));
      }
      if (column_[point.zone] == unused) {
        column_[point.zone] = zones.size();
        zones.push_back(point.zone);
      }
    }
    places_.reserve(points.size());
    int low = 0;
    int high = -1;
    for (const Point& point : points) {
      places_.push_back(place(point.energy));
      const int rung = places_.back().rung;
      low = high < low ? rung : std::min(low, rung);
      high = std::max(rung, high < low ? rung : high);
    }
    fill(table, zones, low, high);
  }

  static double energy(int rung) { return ladder_origin * std::pow(ladder_step, rung); }

  /// Of point number `i`.
  [[nodiscard]] WayTerms operator()(std::size_t i, std::size_t zone) const {
    const Place& p = places_[i];
    const auto rung = static_cast<std::size_t>(p.rung - first_);
    const WayTerms& a = rungs_[rung][column_[zone]];
    if (p.part == 0) {
      return a;
    }
    const WayTerms& b = rungs_[rung + 1][column_[zone]];
    return {a.largest + p.part * (b.largest - a.largest),
            a.features + p.part * (b.features - a.features)};
  }

 private:
  static constexpr std::size_t unused = static_cast<std::size_t>(-1);
  struct Place {
    int rung;     ///< below the energy
    double part;  ///< of the way to the next one
  };
  static constexpr double on_rung = 1e-9;  ///< of a step: rounding of energies, 1e-9 in the bound

  /// Neighbouring points are often between the same two rungs: their energies are kept.
  Place place(double E) {
    if (!(E >= low_E_ && E < high_E_)) {
      rung_ = static_cast<int>(std::floor(std::log(E / ladder_origin) / std::log(ladder_step)));
      low_E_ = energy(rung_);
      high_E_ = energy(rung_ + 1);
    }
    const double part = (E - low_E_) / (high_E_ - low_E_);
    if (part > 1 - on_rung) {
      return {rung_ + 1, 0};
    }
    return {rung_, part > on_rung ? part : 0};
  }

  void fill(const AdiabaticTable& table, const std::vector<std::size_t>& zones, int low, int high) {
    first_ = low;
    std::vector<bool> wanted(high >= low ? static_cast<std::size_t>(high - low) + 2 : 0, false);
    for (const Place& p : places_) {
      wanted[static_cast<std::size_t>(p.rung - low)] = true;
      if (p.part > 0) {
        wanted[static_cast<std::size_t>(p.rung - low) + 1] = true;
      }
    }
    rungs_.resize(wanted.size());
    std::vector<double> work(work_arrays * table.medium_.way.V.size());
    for (std::size_t k = 0; k < wanted.size(); ++k) {
      if (wanted[k]) {
        rungs_[k] = table.along(energy(low + static_cast<int>(k)), zones, work);
      }
    }
  }

  std::vector<std::size_t> column_;  ///< of a zone in a rung
  std::vector<Place> places_;        ///< of the points
  std::vector<std::vector<WayTerms>> rungs_;
  int first_ = 0;
  int rung_ = 0;
  double low_E_ = 1;
  double high_E_ = 0;
};

AdiabaticTable::AdiabaticTable(const model::OscillationParameters& osc, DayMedium medium)
    : kernel_(osc), medium_(std::move(medium)) {
  const DayMedium::Way& way = medium_.way;
  if (way.V.empty() || way.V.size() != way.slope.size() || !(way.spacing >= 0)) {
    throw core::InvalidInput("an adiabatic table needs samples of the way out of the medium");
  }
  for (const DayMedium::Zone& zone : medium_.zones) {
    // The last sample inside of the innermost node, so that nothing at the node itself is missed.
    const double samples =
        way.spacing > 0 ? std::floor((zone.innermost - way.start) / way.spacing - 0.5) : 0;
    marks_.push_back(
        static_cast<std::size_t>(std::clamp(samples, 0.0, static_cast<double>(way.V.size() - 1))));
  }
  for (const DayMedium::Zone& zone : medium_.zones) {
    sampling_.push_back(zone.innermost > way.start ? sampling_of_others : 1);
  }
  const auto u = osc.electron_row();
  const std::array<double, 3> mass{0, osc.dm21(), osc.dm31()};
  for (std::size_t k = 0; k < 3; ++k) {
    const auto [i, j] = level_pairs[k];
    end_coupling_[k] = std::abs(medium_.end_V) * std::sqrt(u[i] * u[j]);
    inverse_vacuum_[k] = 1 / std::abs(mass[i] - mass[j]);
  }
}

std::vector<AdiabaticTable::WayTerms> AdiabaticTable::along(double energy,
                                                            std::span<const std::size_t> zones,
                                                            std::span<double> work) const {
  const DayMedium::Way& way = medium_.way;
  const std::size_t n = way.V.size();
  const double two_E = 2 * energy;
  const auto part = [&](std::size_t first, std::size_t count) {
    return work.subspan(first * n, count * n);
  };
  const auto A = part(0, 1), slope = part(1, 1), P = part(2, 3), kappa = part(5, 3),
             gap = part(8, 3), largest = part(11, 1), feature = part(12, 1);
  for (std::size_t k = 0; k < n; ++k) {
    A[k] = two_E * way.V[k];
    slope[k] = two_E * two_E * way.slope[k];
  }
  kernel_.kappas(A, slope, P, kappa, gap);
  kernel_.features(kappa, gap, way.spacing > 0 ? two_E / way.spacing : 0, largest, feature);
  // From the end inwards; each zone stops at its mark.
  std::vector<std::size_t> order(zones.size());
  for (std::size_t z = 0; z < order.size(); ++z) {
    order[z] = z;
  }
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return marks_[zones[a]] > marks_[zones[b]]; });
  std::vector<WayTerms> result(zones.size());
  WayTerms sum{0, 0};
  std::size_t k = n;
  for (const std::size_t z : order) {
    while (k > marks_[zones[z]]) {
      --k;
      sum.largest = std::max(sum.largest, largest[k]);
      sum.features += feature[k];
    }
    result[z] = {sum.largest, sampling_[zones[z]] * sum.features};
  }
  return result;
}

void AdiabaticTable::zone_rows(std::size_t zone,
                               std::span<const std::size_t> rows,
                               std::span<const Point> points,
                               const Ladder& ladder,
                               std::span<model::MassFractions> result) const {
  const std::size_t n = rows.size();
  std::vector<double> work(17 * n, 0.0);
  const std::span<double> all(work);
  const auto part = [&](std::size_t first, std::size_t count = 1) {
    return all.subspan(first * n, count * n);
  };
  const auto two_E = part(0), P1 = part(1), P2 = part(2), P3 = part(3), second = part(4),
             worst = part(5), A = part(6), slope = part(7), kappa = part(8, 3), gap = part(11, 3),
             P_end = part(14, 3);
  for (std::size_t i = 0; i < n; ++i) {
    two_E[i] = 2 * points[rows[i]].energy;
    A[i] = two_E[i] * medium_.end_V;
    slope[i] = two_E[i] * two_E[i] * medium_.end_slope;
  }
  for (const kernel::NodeSample& node : medium_.zones[zone].nodes) {
    kernel_.add_node(two_E, node, {P1.data(), P2.data(), P3.data(), second.data(), worst.data()});
  }
  kernel_.kappas(A, slope, P_end, kappa, gap);
  for (std::size_t i = 0; i < n; ++i) {
    model::MassFractions& row = result[rows[i]];
    row.P = {P1[i], P2[i], P3[i]};
    double edge = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const auto [a, b] = level_pairs[k];
      const double inverse = std::max(gap[k * n + i], inverse_vacuum_[k]);
      edge += std::sqrt(std::abs(row.P[a] * row.P[b])) *
              (kappa[k * n + i] + two_E[i] * end_coupling_[k] * inverse);
    }
    const WayTerms way = ladder(rows[i], zone);
    row.error = std::min(1.0, 2 * second[i] + 2 * edge + way.features +
                                  crossing(std::max(worst[i], way.largest)) + rounding +
                                  medium_.zones[zone].error);
    if (!std::isfinite(row.P[0] + row.P[1] + row.P[2]) || !std::isfinite(row.error)) {
      throw core::NumericalError(
          fmt::format("P(e -> i) of the adiabatic table is not finite at {:g} eV", two_E[i] / 2));
    }
  }
}

std::vector<model::MassFractions> AdiabaticTable::operator()(std::span<const Point> points) const {
  const Ladder ladder(*this, points);
  std::vector<std::vector<std::size_t>> rows(marks_.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    rows[points[i].zone].push_back(i);
  }
  std::vector<model::MassFractions> result(points.size());
  for (std::size_t zone = 0; zone < rows.size(); ++zone) {
    if (!rows[zone].empty()) {
      zone_rows(zone, rows[zone], points, ladder, result);
    }
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
  std::vector<Point> points;
  for (std::size_t zone = 0; zone < medium_.zones.size(); ++zone) {
    for (int k = top; k > bottom; k -= rungs_a_factor_two) {
      points.push_back({Ladder::energy(k), zone});
    }
    points.push_back({Ladder::energy(bottom), zone});
  }
  const std::vector<model::MassFractions> rows = (*this)(points);
  double bound = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double average = medium_.zones[points[i].zone].error;
    bound = std::max(bound, rows[i].error - (rows[i].error < 1 ? average : 0));
  }
  return bound;
}

}  // namespace sunsi::propagation
