/// \file bounds/reverse.hpp
/// Questions the other way round: how large may a coupling be, and where is a point with given
/// properties allowed.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <sunsi/bounds/list.hpp>
#include <sunsi/pipeline/survival.hpp>
#include <vector>

namespace sunsi::bounds {

/// The largest ratio of the quick bounds that apply at a point (those that are planned left out), and
/// whose it is; 0 and nullptr where none applies.
struct Worst {
  double ratio = 0;
  const Bound* bound = nullptr;
  [[nodiscard]] bool allowed() const { return ratio <= 1; }
};
Worst worst_at(const List& list, const Point& point);

/// An interval of couplings that every bound allows. Its ends are named by the bound beyond them,
/// nullptr at an end of the range that was searched.
struct Allowed {
  double low = 0;
  double high = 0;
  const Bound* below = nullptr;
  const Bound* above = nullptr;
};

/// Range and steps of a search in one coupling, logarithmic.
struct Range {
  double low = 1e-9;
  double high = 1;
  int steps = 4000;  ///< islands narrower than (high/low)^{1/steps} (0.5 % here) can be missed
};

/// Allowed intervals of a coupling, rising, each end bisected to 1e-10 of itself. Nothing rises
/// monotonically here: beam dumps exclude islands, so all intervals are given; the first belongs to a
/// vanishing coupling when its `below` is nullptr.
std::vector<Allowed> allowed_intervals(const List& list,
                                       const std::function<Point(double)>& point,
                                       const Range& range = {});

/// The largest allowed g of a model whose other inputs stay as they are (tan_eta or eps_kin): the
/// upper end of the interval that holds g -> 0; empty when that limit itself is excluded (a mass below
/// the reach of nucleosynthesis).
struct LargestCoupling {
  std::optional<double> g;
  const Bound* set_by = nullptr;  ///< what excludes beyond; without g: what excludes g -> 0
  std::vector<Allowed> intervals;
};
LargestCoupling largest_g(const List& list,
                          const pipeline::ZPrimeInputs& inputs,
                          const Range& range = {});

/// The largest abs(eps_medium) over mass and tan_eta at the c of `inputs`: everywhere g is the largest
/// that is allowed, in whichever interval (those narrower than 5 % can be missed). Even grid in log(mass) and in the angle eta, then four times
/// finer around the best.
struct LargestEpsilon {
  pipeline::ZPrimeInputs at;  ///< mass, tan_eta and g of the best
  double eps_medium = 0;      ///< with its sign, in the convention of `inputs`; 0: nothing allowed
  const Bound* set_by = nullptr;
};
struct Box {
  double mass_low = 5, mass_high = 200;             ///< [MeV]
  double eta_low_deg = -89.5, eta_high_deg = 89.5;  ///< tan_eta = tan(eta)
};
/// \throws InvalidInput  c = 0
/// \throws Interrupted   monitor.stop was set
LargestEpsilon largest_eps_medium(const List& list,
                                  const pipeline::ZPrimeInputs& inputs,
                                  const Box& box = {},
                                  const pipeline::Monitor& monitor = {});

/// low <= quantity <= high; quantities mass_MeV, g, c, tan_eta, eps_kin, eps_medium.
struct Demand {
  std::string quantity;
  double low;
  double high;
};

/// "eps_medium in 1.9..3.3, tan_eta > 0.5, c = -0.1": demands separated by commas, each QUANTITY in
/// LOW..HIGH, QUANTITY > X, QUANTITY < X or QUANTITY = X. Demands on one quantity narrow each other.
/// \throws InvalidInput  that is not it, an unknown quantity (with the nearest), an empty range
std::vector<Demand> parse_demands(const std::string& text);

/// What a search found: an allowed point with the demands, else the one whose worst ratio is
/// smallest.
struct Found {
  pipeline::ZPrimeInputs inputs;
  Worst worst;
  std::size_t tried = 0;
};

/// Looks through mass 5 to 200 MeV, tan_eta (all angles) and g 1e-9 to 1, or eps_medium where that is
/// demanded, at the c of `inputs`; a demand replaces the range of its quantity. Low-discrepancy points
/// (the additive recurrence of the generalised golden ratio), then eight rounds that shrink around
/// the best: the same points for any number of threads. What was not found need not be absent.
/// \throws InvalidInput  demands that contradict each other (g and eps_medium, tan_eta and eps_kin,
/// eps_medium of the sign of c)
/// \throws Interrupted   monitor.stop was set
Found find_allowed(const List& list,
                   const pipeline::ZPrimeInputs& inputs,
                   const std::vector<Demand>& demands,
                   const pipeline::Monitor& monitor = {});

}  // namespace sunsi::bounds
