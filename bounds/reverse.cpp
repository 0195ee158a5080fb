#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <sunsi/bounds/plane.hpp>
#include <sunsi/bounds/reverse.hpp>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>

namespace sunsi::bounds {
namespace {

constexpr double degree = std::numbers::pi / 180;

/// The end between an allowed and an excluded coupling; always on the allowed side.
struct End {
  double value;
  const Bound* by;
};

End end_between(const List& list,
                const std::function<Point(double)>& point,
                double allowed,
                double excluded,
                const Bound* by) {
  while (std::abs(excluded / allowed - 1) > 1e-10) {
    const double middle = std::sqrt(allowed * excluded);
    const Worst worst = worst_at(list, point(middle));
    if (worst.allowed()) {
      allowed = middle;
    } else {
      excluded = middle;
      by = worst.bound;
    }
  }
  return {allowed, by};
}

double value_of(const Range& range, int step) {
  return step == range.steps ? range.high
                             : range.low * std::pow(range.high / range.low,
                                                    static_cast<double>(step) / range.steps);
}

/// The largest allowed value of the range; nothing where all of it is excluded.
std::optional<End> last_end(const List& list,
                            const std::function<Point(double)>& point,
                            const Range& range) {
  Worst beyond;
  for (int step = range.steps; step >= 0; --step) {
    const double value = value_of(range, step);
    const Worst worst = worst_at(list, point(value));
    if (worst.allowed()) {
      return step == range.steps
                 ? End{value, nullptr}
                 : end_between(list, point, value, value_of(range, step + 1), beyond.bound);
    }
    beyond = worst;
  }
  return std::nullopt;
}

std::function<Point(double)> along_g(pipeline::ZPrimeInputs inputs) {
  return [inputs](double g) mutable {
    pipeline::ZPrimeInputs z = inputs;
    z.set(pipeline::ScanKey::g, g);
    return point_of(z);
  };
}

/// One place of the search for the largest epsilon.
struct Place {
  double eps = 0;  ///< absolute
  double mass = 0, eta = 0, g = 0;
  const Bound* by = nullptr;
};

double eps_of(const pipeline::ZPrimeInputs& z) {
  const double eps = z.zprime().eps_medium(z.nucleons_per_electron).value;
  return z.convention == model::Convention::paper ? model::to_paper({eps}).value : eps;
}

Place place_at(const List& list, pipeline::ZPrimeInputs z, double mass, double eta) {
  // Steps of 5 %: the boundary is bisected, an island that is narrower can be missed.
  const Range coarse{1e-9, 1, 400};
  z.mass_MeV = mass;
  z.set(pipeline::ScanKey::tan_eta, std::tan(eta));
  Place place{0, mass, eta, 0, nullptr};
  if (const auto end = last_end(list, along_g(z), coarse)) {
    z.set(pipeline::ScanKey::g, end->value);
    place.eps = std::abs(eps_of(z));
    place.g = end->value;
    place.by = end->by;
  }
  return place;
}

/// The best of an even grid; the first of equals.
Place best_of(const List& list,
              const pipeline::ZPrimeInputs& z,
              const Box& box,
              std::size_t count,
              const pipeline::Monitor& monitor) {
  std::vector<Place> places(count * count);
  tbb::parallel_for(std::size_t{0}, count * count, [&](std::size_t k) {
    if (monitor.stop != nullptr && monitor.stop->load()) {
      throw core::Interrupted();
    }
    const double s = static_cast<double>(k % count) / static_cast<double>(count - 1);
    const double t = static_cast<double>(k / count) / static_cast<double>(count - 1);
    double eta = (box.eta_low_deg + t * (box.eta_high_deg - box.eta_low_deg)) * degree;
    eta = eta == 0 ? 1e-6 : eta;  // tan_eta = 0 is no model
    places[k] = place_at(list, z, box.mass_low * std::pow(box.mass_high / box.mass_low, s), eta);
  });
  return *std::max_element(places.begin(), places.end(),
                           [](const Place& a, const Place& b) { return a.eps < b.eps; });
}

}  // namespace

Worst worst_at(const List& list, const Point& point) {
  Worst worst;
  for (std::size_t k = 0; k < list.size(); ++k) {
    const Bound& bound = list[k];
    if (!bound.quick() || bound.label().planned) {
      continue;
    }
    const double level = level_of(bound.compare(point));
    if (level != no_bound && (worst.bound == nullptr || level > worst.ratio)) {
      worst = {level, &bound};
    }
  }
  return worst;
}

std::vector<Allowed> allowed_intervals(const List& list,
                                       const std::function<Point(double)>& point,
                                       const Range& range) {
  std::vector<Allowed> found;
  Worst before;
  for (int step = 0; step <= range.steps; ++step) {
    const double value = value_of(range, step);
    const Worst worst = worst_at(list, point(value));
    const double last = step > 0 ? value_of(range, step - 1) : value;
    if (worst.allowed() && (step == 0 || !before.allowed())) {
      const End end =
          step == 0 ? End{value, nullptr} : end_between(list, point, value, last, before.bound);
      found.push_back({end.value, value, end.by, nullptr});
    } else if (!worst.allowed() && step > 0 && before.allowed()) {
      const End end = end_between(list, point, last, value, worst.bound);
      found.back().high = end.value;
      found.back().above = end.by;
    } else if (worst.allowed()) {
      found.back().high = value;
    }
    before = worst;
  }
  return found;
}

LargestCoupling largest_g(const List& list,
                          const pipeline::ZPrimeInputs& inputs,
                          const Range& range) {
  const auto point = along_g(inputs);
  LargestCoupling result;
  result.intervals = allowed_intervals(list, point, range);
  if (result.intervals.empty() || result.intervals.front().below != nullptr) {
    result.set_by = worst_at(list, point(range.low)).bound;
    return result;
  }
  result.g = result.intervals.front().high;
  result.set_by = result.intervals.front().above;
  return result;
}

LargestEpsilon largest_eps_medium(const List& list,
                                  const pipeline::ZPrimeInputs& inputs,
                                  const Box& box,
                                  const pipeline::Monitor& monitor) {
  if (inputs.c == 0) {
    throw core::InvalidInput("c = 0 gives eps_medium = 0 for every g; give model.c != 0");
  }
  constexpr std::size_t first = 61, later = 21;
  constexpr std::size_t rounds = 4;
  Place best = best_of(list, inputs, box, first, monitor);
  double steps = first - 1;
  double width = std::log(box.mass_high / box.mass_low);
  double angle = box.eta_high_deg - box.eta_low_deg;
  for (std::size_t round = 0; round < rounds; ++round) {
    if (monitor.progress) {
      monitor.progress(round + 1, rounds + 1);
    }
    width *= 2 / steps;
    angle *= 2 / steps;
    steps = later - 1;
    const double eta = best.eta / degree;
    const Box closer{std::max(box.mass_low, best.mass * std::exp(-width / 2)),
                     std::min(box.mass_high, best.mass * std::exp(width / 2)),
                     std::max(box.eta_low_deg, eta - angle / 2),
                     std::min(box.eta_high_deg, eta + angle / 2)};
    const Place next = best_of(list, inputs, closer, later, monitor);
    best = next.eps > best.eps ? next : best;
  }
  LargestEpsilon result{inputs, 0, best.by};
  result.at.mass_MeV = best.mass;
  result.at.set(pipeline::ScanKey::tan_eta, std::tan(best.eta));
  if (best.g > 0) {
    result.at.set(pipeline::ScanKey::g, best.g);
    result.eps_medium = eps_of(result.at);
  }
  return result;
}

}  // namespace sunsi::bounds
