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

}  // namespace

std::optional<DayMedium> day_medium(const PotentialProfile& profile,
                                    std::span<const ProductionZone> zones) {
  check_zones(profile, zones);
  Difference at(profile);
  DayMedium medium;
  const Difference::Sample end = at(profile.r_end);
  medium.end_V = end.V;
  medium.end_slope = end.slope;
  double innermost = profile.r_end;
  for (const ProductionZone& zone : zones) {
    DayMedium::Zone nodes;
    nodes.error = zone.error;
    nodes.innermost = *std::min_element(zone.radius.begin(), zone.radius.end());
    innermost = std::min(innermost, nodes.innermost);
    for (std::size_t k = 0; k < zone.radius.size() && at.all(); ++k) {
      const double r = zone.radius[k];
      const double next = DayRadii::next(r, profile.r_end);
      const Difference::Sample here = at(r);
      const Difference::Sample there = at(next);
      nodes.nodes.push_back(
          {here.V, there.V, here.slope, there.slope, 1 / std::abs(next - r), zone.weight[k]});
    }
    medium.zones.push_back(std::move(nodes));
  }
  medium.way.start = innermost;
  medium.way.spacing = (profile.r_end - innermost) / DayRadii::way_samples;
  for (int k = 0; k < DayRadii::way_samples && at.all(); ++k) {
    const Difference::Sample sample = at(innermost + medium.way.spacing * (k + 0.5));
    medium.way.V.push_back(sample.V);
    medium.way.slope.push_back(sample.slope);
  }
  return at.all() ? std::optional(std::move(medium)) : std::nullopt;
}

}  // namespace sunsi::propagation
