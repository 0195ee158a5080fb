#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/quadrature.hpp>
#include <sunsi/earth/exposure.hpp>

namespace sunsi::earth {
namespace {

using std::numbers::pi;

/// The share of time with cos z <= c between two moments.
class SolarTime {
 public:
  SolarTime(double latitude, double begin, double end, bool flux_weighted)
      : sin_latitude_(std::sin(latitude)),
        cos_latitude_(std::cos(latitude)),
        latitude_(latitude),
        begin_(begin),
        end_(end),
        flux_weighted_(flux_weighted),
        rule_(core::gauss_legendre(-pi / 2, pi / 2, 32)) {
    total_ = integral(0, [](const SunPosition&) { return 1.0; });
  }

  double operator()(double c) const {
    const double share = integral(c, [&](const SunPosition& sun) { return below(c, sun); });
    return std::clamp(share / total_, 0.0, 1.0);
  }

 private:
  /// Share of the hour angles with cos z <= c at one declination.
  [[nodiscard]] double below(double c, const SunPosition& sun) const {
    const double sin_dec = sun.sin_declination;
    const double amplitude = cos_latitude_ * std::sqrt((1 - sin_dec) * (1 + sin_dec));
    const double above_mean = c - sin_latitude_ * sin_dec;
    if (std::abs(above_mean) >= amplitude) {  // the pole as well, where the amplitude is nothing
      return above_mean >= 0 ? 1 : 0;
    }
    return 0.5 + std::asin(above_mean / amplitude) / pi;
  }

  /// When the Sun passes a declination in the quarter year before (`side` -1) or after (+1) a
  /// solstice; infinite when it does not.
  static double crossing(double dec, double solstice, int side) {
    double moment = solstice;
    for (int i = 0; i < 3; ++i) {  // the obliquity creeps: each step leaves 1e-8 of the distance
      const SunPosition turning = sun_position(solstice);
      const double ratio = std::sin(dec) / std::sin(sun_position(moment).obliquity) *
                           (turning.sin_declination > 0 ? 1 : -1);
      if (!(ratio >= 0 && ratio < 1)) {
        return std::numeric_limits<double>::infinity();
      }
      moment = time_of_longitude(turning.longitude + side * std::acos(ratio));
    }
    return moment;
  }

  /// The moments at which below(c) begins or ceases to depend on time: c is the Sun's cos z at
  /// noon, cos(latitude - dec), or at midnight, -cos(latitude + dec). The solstices join, since two
  /// of them come together there; and both ends.
  [[nodiscard]] std::vector<double> breaks(double c) const {
    const double from_noon = std::acos(std::clamp(c, -1.0, 1.0));
    const double from_midnight = pi - from_noon;
    std::vector<double> moments{begin_, end_};
    const auto add = [&](double moment) {
      if (moment > begin_ && moment < end_) {
        moments.push_back(moment);
      }
    };
    const double first = std::floor(sun_position(begin_).longitude / (2 * pi));
    const double last = std::floor(sun_position(end_).longitude / (2 * pi));
    for (double turn = first; turn <= last; ++turn) {
      for (const double solstice : {pi / 2, 3 * pi / 2}) {
        const double moment = time_of_longitude(solstice + 2 * pi * turn);
        add(moment);
        for (const double dec : {latitude_ - from_noon, latitude_ + from_noon,
                                 from_midnight - latitude_, -from_midnight - latitude_}) {
          // The Sun crosses a declination once in the quarter before a solstice, once in that after it.
          add(crossing(dec, moment, -1));
          add(crossing(dec, moment, 1));
        }
      }
    }
    std::sort(moments.begin(), moments.end());
    return moments;
  }

  /// int f dt, t = middle + half sin(theta) on every piece: the square roots of below() at the ends
  /// become smooth in theta.
  template <class F>
  [[nodiscard]] double integral(double c, F f) const {
    const std::vector<double> moments = breaks(c);
    double sum = 0;
    for (std::size_t i = 0; i + 1 < moments.size(); ++i) {
      const double middle = (moments[i] + moments[i + 1]) / 2;
      const double half = (moments[i + 1] - moments[i]) / 2;
      if (half == 0) {
        continue;
      }
      for (std::size_t k = 0; k < rule_.node.size(); ++k) {
        const SunPosition sun = sun_position(middle + half * std::sin(rule_.node[k]));
        const double flux = flux_weighted_ ? 1 / (sun.distance * sun.distance) : 1;
        sum += rule_.weight[k] * half * std::cos(rule_.node[k]) * flux * f(sun);
      }
    }
    return sum;
  }

  double sin_latitude_, cos_latitude_, latitude_;
  double begin_, end_;  ///< days since J2000.0
  bool flux_weighted_;
  core::Quadrature rule_;
  double total_ = 1;
};

/// Piecewise linear through (edge, sum of weights below it).
class TabulatedShare {
 public:
  TabulatedShare(std::vector<double> edges, const std::vector<double>& weights)
      : edges_(std::move(edges)), sums_{0} {
    for (const double w : weights) {
      sums_.push_back(sums_.back() + w);
    }
  }

  [[nodiscard]] double total() const { return sums_.back(); }

  double operator()(double c) const {
    const auto after = std::upper_bound(edges_.begin() + 1, edges_.end() - 1, c);
    const auto i = static_cast<std::size_t>(after - edges_.begin());
    const double part = (c - edges_[i - 1]) / (edges_[i] - edges_[i - 1]);
    return (sums_[i - 1] + part * (sums_[i] - sums_[i - 1])) / total();
  }

 private:
  std::vector<double> edges_;
  std::vector<double> sums_;
};

/// Digits in which tables print their edges: -0.995833.
constexpr double edge_tolerance = 1e-5;

void check_columns(const core::Table& table) {
  for (const char* name : {"cos_zenith_lo", "cos_zenith_hi", "weight"}) {
    if (!table.has(name)) {
      throw core::DataError(
          table.header_place().prefix() +
          fmt::format("no column '{}'; an exposure has cos_zenith_lo,cos_zenith_hi,weight", name));
    }
  }
}

/// The edges of a table's bins; ends and seams are made to meet exactly.
std::vector<double> table_edges(const core::Table& table) {
  const auto& lo = table.values("cos_zenith_lo");
  const auto& hi = table.values("cos_zenith_hi");
  const auto& weight = table.values("weight");
  std::vector<double> edges{-1};
  for (std::size_t i = 0; i < lo.size(); ++i) {
    const auto refuse = [&](const std::string& what) {
      throw core::DataError(table.place(i).prefix() + what);
    };
    if (std::abs(lo[i] - edges.back()) > edge_tolerance) {
      refuse(
          fmt::format("cos_zenith_lo = {}: must be {}, {}; bins follow each other from -1 to 1, "
                      "those without exposure with weight 0",
                      lo[i], edges.back(), i == 0 ? "the nadir" : "where the row before ends"));
    }
    if (!(hi[i] > edges.back() + edge_tolerance) || hi[i] > 1 + edge_tolerance) {
      refuse(fmt::format("cos_zenith_hi = {}: must be above cos_zenith_lo = {}, up to 1", hi[i],
                         lo[i]));
    }
    if (!(weight[i] >= 0)) {
      refuse(fmt::format("weight = {}: must be 0 or more", weight[i]));
    }
    edges.push_back(hi[i]);
  }
  if (std::abs(edges.back() - 1) > edge_tolerance) {
    throw core::DataError(table.place(lo.size() - 1).prefix() +
                          fmt::format("the last bin ends at {}; bins must reach 1 (the zenith), "
                                      "those without exposure with weight 0",
                                      edges.back()));
  }
  edges.back() = 1;
  return edges;
}

double checked_latitude(double latitude_deg) {
  if (!(latitude_deg >= -90 && latitude_deg <= 90)) {
    throw core::InvalidInput(
        fmt::format("latitude = {} degrees: must be from -90 to 90", latitude_deg));
  }
  return latitude_deg * core::units::degree;
}

}  // namespace

Exposure::Exposure(std::vector<double> edges, std::function<double(double)> cumulative)
    : edges_(std::move(edges)), cumulative_(std::move(cumulative)) {
  double below = 0;
  for (std::size_t i = 1; i < edges_.size(); ++i) {
    const double next = i + 1 == edges_.size() ? 1 : std::max(below, cumulative_(edges_[i]));
    fraction_.push_back(next - below);
    below = next;
  }
}

Exposure Exposure::from_latitude(double latitude_deg, const AstronomicalExposure& ask) {
  const double latitude = checked_latitude(latitude_deg);
  if (ask.bins < 1 || ask.bins > 100000) {
    throw core::InvalidInput(fmt::format("{} bins of cos_zenith: must be 1 to 100000", ask.bins));
  }
  double begin = 0;
  double end = tropical_year();
  if (ask.period) {
    begin = days_since_J2000(ask.period->first);
    end = days_since_J2000(ask.period->last) + 1;
    if (!(end > begin)) {
      throw core::InvalidInput(fmt::format("the period from {} to {} ends before it begins",
                                           ask.period->first.text(), ask.period->last.text()));
    }
  }
  std::vector<double> edges(static_cast<std::size_t>(ask.bins) + 1);
  for (std::size_t i = 0; i < edges.size(); ++i) {
    edges[i] = -1 + 2 * static_cast<double>(i) / ask.bins;
  }
  return {std::move(edges), SolarTime(latitude, begin, end, ask.flux_weighted)};
}

Exposure Exposure::from_table(const core::Table& table) {
  check_columns(table);
  std::vector<double> edges = table_edges(table);
  const TabulatedShare share(edges, table.values("weight"));
  if (!(share.total() > 0) || !std::isfinite(share.total())) {
    throw core::DataError(table.path() + ": the weights must have a positive, finite sum");
  }
  return {std::move(edges), share};
}

Exposure Exposure::from_file(const std::filesystem::path& path) {
  return from_table(core::Table::read_plain(path));
}

Exposure Exposure::sum(const std::vector<Exposure>& parts, const std::vector<double>& time) {
  double total = 0;
  for (const double t : time) {
    total += t >= 0 ? t : std::numeric_limits<double>::quiet_NaN();
  }
  if (parts.empty() || parts.size() != time.size() || !(total > 0) || !std::isfinite(total)) {
    throw core::InvalidInput("exposures together need one time >= 0 each, not all of them zero");
  }
  std::vector<double> all;
  for (const Exposure& part : parts) {
    all.insert(all.end(), part.edges_.begin(), part.edges_.end());
  }
  std::sort(all.begin(), all.end());
  std::vector<double> edges{-1};
  for (const double edge : all) {
    if (edge > edges.back() + edge_tolerance && edge < 1 - edge_tolerance) {
      edges.push_back(edge);
    }
  }
  edges.push_back(1);
  return {std::move(edges), [parts, time, total](double c) {
            double below = 0;
            for (std::size_t i = 0; i < parts.size(); ++i) {
              below += time[i] / total * parts[i].cumulative(c);
            }
            return below;
          }};
}

double Exposure::cumulative(double c) const {
  if (std::isnan(c)) {
    throw core::InvalidInput("cos_zenith of an exposure is not a number");
  }
  if (c <= -1) {
    return 0;
  }
  return c >= 1 ? 1 : cumulative_(c);
}

double Exposure::night_weight(double c_lo, double c_hi) const {
  if (!(c_lo <= c_hi)) {
    throw core::InvalidInput(fmt::format("cos_zenith from {} to {}: must rise", c_lo, c_hi));
  }
  const double night = night_fraction();
  if (!(night > 0)) {
    throw core::NumericalError("this exposure has no night (no time with cos_zenith below 0)");
  }
  const double share = cumulative(std::min(c_hi, 0.0)) - cumulative(std::min(c_lo, 0.0));
  return std::max(0.0, share / night);
}

}  // namespace sunsi::earth
