#include <algorithm>
#include <cmath>
#include <sunsi/propagation/adiabatic.hpp>
#include <sunsi/propagation/day_medium.hpp>

namespace sunsi::propagation {
namespace {

/// V_e - V_mu and its slope of a profile; remembers whether that is all there is.
class Difference {
 public:
  explicit Difference(const PotentialProfile& profile) : profile_(profile) {}

  struct Sample {
    double V;
    double slope;  ///< absolute value
  };
  Sample operator()(double r) {
    const PotentialSample s = profile_.at(r);
    all_ = all_ && s.V.mu == s.V.tau && s.slope.mu == s.slope.tau && s.V.diagonal() &&
           s.slope.diagonal();
    return {s.V.e - s.V.mu, std::abs(s.slope.e - s.slope.mu)};
  }
  [[nodiscard]] bool all() const { return all_; }

 private:
  const PotentialProfile& profile_;
  bool all_ = true;
};

/// The samples of AdiabaticEngine from a radius to the end.
DayMedium::Way way_from(double start, double r_end, Difference& at) {
  DayMedium::Way way{{}, {}, start, (r_end - start) / DayRadii::way_samples};
  for (int k = 0; k < DayRadii::way_samples && at.all(); ++k) {
    const Difference::Sample sample = at(start + way.spacing * (k + 0.5));
    way.V.push_back(sample.V);
    way.slope.push_back(sample.slope);
  }
  return way;
}

}  // namespace

std::optional<DayMedium> day_medium(const PotentialProfile& profile,
                                    std::span<const ProductionZone> zones) {
  check_zones(profile, zones);
  Difference at(profile);
  DayMedium medium;
  const Difference::Sample end = at(profile.r_end);
  medium.end_V = end.V;
  medium.end_slope = end.slope;
  medium.way.start = profile.r_end;
  for (const ProductionZone& zone : zones) {
    DayMedium::Zone values;
    values.error = zone.error;
    values.innermost = *std::min_element(zone.radius.begin(), zone.radius.end());
    for (std::size_t k = 0; k < zone.radius.size() && at.all(); ++k) {
      const double r = zone.radius[k];
      const Difference::Sample here = at(r);
      const Difference::Sample there = at(DayRadii::next(r, profile.r_end));
      values.nodes.push_back({here.V, there.V, here.slope, there.slope,
                              1 / (DayRadii::step * profile.r_end), zone.weight[k]});
    }
    values.way = way_from(values.innermost, profile.r_end, at);
    if (medium.way.V.empty() || values.innermost < medium.way.start) {
      medium.way = values.way;
    }
    medium.zones.push_back(std::move(values));
  }
  return at.all() ? std::optional(std::move(medium)) : std::nullopt;
}

}  // namespace sunsi::propagation
