#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/core/quadrature.hpp>
#include <sunsi/propagation/detail/panel_rule.hpp>
#include <sunsi/propagation/night_geometry.hpp>

namespace sunsi::propagation {
namespace {

/// Points of the moments of a crossing. The nearest singularity of r = sqrt(b^2 + x^2) is at x = i b;
/// in the worst case, the outer core just touching the inner one, 16 points leave 1e-12.
constexpr int moment_points = 16;

double polynomial(const std::array<double, 4>& a, double u) {
  return a[0] + u * (a[1] + u * (a[2] + u * a[3]));
}

/// std::hypot without its care for sizes that do not occur here: a tenth of what a geometry costs.
double root_of_squares(double a, double b) { return std::sqrt(a * a + b * b); }

double half_chord(double r, double impact) {
  return std::sqrt(std::max(0.0, (r - impact) * (r + impact)));
}

}  // namespace

NightSphere::NightSphere(LayeredSphere layers, std::vector<Observer> observers)
    : layers_(std::move(layers)), observers_(std::move(observers)) {
  check();
  for (std::size_t k = 0; k < layers_.size(); ++k) {
    const double inner = k == 0 ? 0 : layers_[k - 1].outer;
    for (const double r : {inner, layers_[k].outer}) {
      densest_ = std::max(densest_, polynomial(layers_[k].n_e, r / radius()));
    }
  }
  const double deepest = detector_radius(0) * radius();
  while (layers_[detector_layer_].outer < deepest) {
    ++detector_layer_;
  }
  const double floor = detector_layer_ == 0 ? 0 : layers_[detector_layer_ - 1].outer;
  for (std::size_t k = 0; k < layers_.size(); ++k) {
    places_.push_back(place(k, k == 0 ? 0 : layers_[k - 1].outer / radius()));
    places_.push_back(place(k, layers_[k].outer / radius()));
  }
  for (std::size_t o = 0; o < observers_.size(); ++o) {
    const double r = detector_radius(o);
    if (r * radius() > layers_[detector_layer_].outer || r * radius() <= floor) {
      throw core::InvalidInput("detectors of one night must lie in the same layer of the Earth");
    }
    places_.push_back(place(detector_layer_, r));
  }
}

void NightSphere::check() const {
  if (layers_.empty() || observers_.empty()) {
    throw core::InvalidInput("a night needs layers of the Earth and a detector");
  }
  for (std::size_t k = 0; k < layers_.size(); ++k) {
    const double inner = k == 0 ? 0 : layers_[k - 1].outer;
    const auto positive = [&](double r) {
      return polynomial(layers_[k].n_e, r / layers_.back().outer) > 0;
    };
    if (!(layers_[k].outer > inner) || !positive(inner) || !positive(layers_[k].outer)) {
      throw core::InvalidInput(fmt::format(
          "layer {} of the Earth: radii must rise and electron densities be positive", k));
    }
  }
  for (const Observer& observer : observers_) {
    if (!(observer.depth >= 0 && observer.depth < radius())) {
      throw core::InvalidInput("depth of a detector: must be from 0 to below the Earth's radius");
    }
  }
}

double NightSphere::detector_radius(std::size_t observer) const {
  return (radius() - observers_[observer].depth) / radius();
}

NightSphere::Place NightSphere::place(std::size_t layer, double r) const {
  const auto& a = layers_[layer].n_e;
  return {layers_[layer].material,
          r,
          {polynomial(a, r) / densest_, (a[1] + r * (2 * a[2] + 3 * r * a[3])) / densest_,
           (2 * a[2] + 6 * r * a[3]) / densest_, 6 * a[3] / densest_}};
}

double NightSphere::middle(std::size_t layer) const {
  return (places_[2 * layer].n[0] + places_[2 * layer + 1].n[0]) / 2;
}

double NightSphere::half_range(std::size_t layer) const {
  return std::abs(places_[2 * layer].n[0] - places_[2 * layer + 1].n[0]) / 2;
}

bool NightSphere::uniform(std::size_t layer) const {
  const auto& a = layers_[layer].n_e;
  return a[1] == 0 && a[2] == 0 && a[3] == 0;
}

/// Lengths in units of the radius, n_e in those of the largest.
class NightGeometry::Builder {
 public:
  Builder(const NightSphere& sphere, NightGeometry& result)
      : sphere_(sphere), result_(result), points_(core::gauss_legendre(0, 1, moment_points)) {}

  /// A chord at a distance from the centre, whose tangent lies in a layer, with a weight for each
  /// observer.
  void add(double impact, std::size_t tangent, const std::vector<double>& weights) {
    const std::size_t top = sphere_.layers().size();
    const std::size_t last = sphere_.detector_layer();
    const std::size_t lowest = tangent == last ? last + 1 : tangent;
    kernel::Chord chord{static_cast<int>(result_.legs_.size()), 0, tangent == last ? 1 : 0};
    for (std::size_t k = top; k-- > lowest;) {
      const auto kind = k == tangent ? kernel::Leg::middle
                        : k >= last  ? kernel::Leg::in
                                     : kernel::Leg::both;
      result_.legs_.push_back(leg(k, kind, impact));
      ++chord.legs;
    }
    result_.chords_.push_back(chord);
    for (std::size_t o = 0; o < weights.size(); ++o) {
      result_.tails_.push_back(tail(o, impact, tangent == last, weights[o]));
    }
  }

 private:
  [[nodiscard]] double outer(std::size_t layer) const { return sphere_.places()[2 * layer + 1].r; }
  [[nodiscard]] double inner(std::size_t layer) const { return sphere_.places()[2 * layer].r; }

  /// n_e less the middle one of a layer, and its slope by r.
  [[nodiscard]] std::pair<double, double> electrons(std::size_t layer, double r) const {
    const auto& a = sphere_.layers()[layer].n_e;
    return {polynomial(a, r) / sphere_.densest() - sphere_.middle(layer),
            (a[1] + r * (2 * a[2] + 3 * r * a[3])) / sphere_.densest()};
  }

  /// From x = begin to end, added to the moments.
  void integrate(std::size_t layer, double impact, double begin, double end, double* moment) const {
    for (std::size_t k = 0; k < points_.node.size(); ++k) {
      const double x = begin + (end - begin) * points_.node[k];
      const double r = root_of_squares(impact, x);
      const auto [delta, slope] = electrons(layer, r);
      double part = points_.weight[k] * (end - begin);
      const double along = r > 0 ? slope * x / r : 0;
      moment[6] += part * along * along;
      for (int p = 1; p < 6; ++p) {
        moment[p] += part *= delta;
      }
    }
    moment[0] += end - begin;
  }

  /// (n'_begin + n'_end) (n_end - n_begin) between places of a layer on the way out.
  [[nodiscard]] double ends(std::size_t layer, double impact, double begin, double end) const {
    const double r_begin = root_of_squares(impact, begin);
    const double r_end = root_of_squares(impact, end);
    const auto [n_begin, slope_begin] = electrons(layer, r_begin);
    const auto [n_end, slope_end] = electrons(layer, r_end);
    return (slope_begin * (r_begin > 0 ? begin / r_begin : 0) + slope_end * end / r_end) *
           (n_end - n_begin);
  }

  [[nodiscard]] kernel::Leg leg(std::size_t layer, kernel::Leg::Kind kind, double impact) const {
    const double end = half_chord(outer(layer), impact);
    const bool middle = kind == kernel::Leg::middle;
    const double begin = middle ? 0 : half_chord(inner(layer), impact);
    kernel::Leg result{static_cast<int>(layer),
                       kind,
                       sphere_.uniform(layer) ? 1 : 0,
                       {},
                       end / outer(layer),
                       middle ? 0 : begin / inner(layer)};
    integrate(layer, impact, begin, end, result.moment);
    if (middle) {
      for (double& m : result.moment) {
        m *= 2;
      }
    } else {
      result.moment[6] -= ends(layer, impact, begin, end);
    }
    return result;
  }

  [[nodiscard]] kernel::Tail tail(std::size_t observer,
                                  double impact,
                                  bool from_outside,
                                  double weight) const {
    if (weight == 0) {
      return {};
    }
    const std::size_t layer = sphere_.detector_layer();
    const double r = sphere_.detector_radius(observer);
    const double end = half_chord(r, impact);
    const double r_begin = from_outside ? outer(layer) : inner(layer);
    const double begin = (from_outside ? -1 : 1) * half_chord(r_begin, impact);
    kernel::Tail result{weight, {}, r_begin > 0 ? begin / r_begin : 0, end / r};
    if (from_outside) {  // in two halves: r is even in x
      integrate(layer, impact, begin, 0, result.moment);
      integrate(layer, impact, 0, end, result.moment);
    } else {
      integrate(layer, impact, begin, end, result.moment);
    }
    result.moment[6] -= ends(layer, impact, begin, end);
    return result;
  }

  const NightSphere& sphere_;
  NightGeometry& result_;
  core::Quadrature points_;
};

NightGeometry::NightGeometry(const NightSphere& sphere, double level, int least_panels)
    : layers_(static_cast<int>(sphere.layers().size())),
      observers_(static_cast<int>(sphere.observers().size())),
      tail_layer_(static_cast<int>(sphere.detector_layer())),
      tail_uniform_(sphere.uniform(sphere.detector_layer())) {
  if (!(level >= 0 && level <= 16) || least_panels < 1) {
    throw core::InvalidInput("level of a zenith grid must lie in [0, 16], panels from 1");
  }
  const detail::PanelRule rule;
  Builder builder(sphere, *this);
  const std::size_t last = sphere.detector_layer();
  // Cosine of the zenith angle, seen by an observer, of a chord at a distance from the centre.
  const auto cosine = [&](std::size_t observer, double impact) {
    const double r = sphere.detector_radius(observer);
    return -half_chord(r, impact) / r;
  };
  const auto piece = [&](std::size_t tangent, std::size_t first, std::size_t beyond) {
    const double r = sphere.detector_radius(first);
    const double low = sphere.places()[2 * tangent].r;
    const double high = tangent == last ? r : sphere.places()[2 * tangent + 1].r;
    const detail::Stretch stretch{cosine(first, low), tangent == last ? 0 : cosine(first, high)};
    const auto impact = [&](double t) {
      const double c = stretch.cosine(t);
      return std::clamp(r * std::sqrt((1 - c) * (1 + c)), low, high);
    };
    const int panels =
        std::max(least_panels, static_cast<int>(std::ceil(stretch.rate() * std::exp2(level))));
    const double width = 1.0 / panels;
    for (int k = 0; k < panels; ++k) {
      const double t = width * k;
      std::vector<std::vector<double>> weights(sphere.observers().size(),
                                               std::vector<double>(rule.nodes().size(), 0.0));
      for (std::size_t o = first; o < beyond; ++o) {
        const auto share = [&](double lo, double hi) {
          // The first one's cosines come without the rounding of their distance from the centre.
          const auto c = [&](double s) {
            return o == first ? stretch.cosine(s) : cosine(o, impact(s));
          };
          return sphere.observers()[o].weight(c(hi), c(lo));
        };
        weights[o] = rule.weights(share, t, width);
      }
      for (std::size_t n = 0; n < rule.nodes().size(); ++n) {
        std::vector<double> own;
        for (const std::vector<double>& of_observer : weights) {
          own.push_back(of_observer[n]);
        }
        if (std::any_of(own.begin(), own.end(), [](double w) { return w != 0; })) {
          builder.add(impact(t + rule.nodes()[n] * width), tangent, own);
        }
      }
    }
  };
  for (std::size_t k = 0; k < last; ++k) {
    piece(k, 0, sphere.observers().size());
  }
  for (std::size_t o = 0; o < sphere.observers().size(); ++o) {
    piece(last, o, o + 1);
  }
}

NightGeometry::NightGeometry(const NightSphere& sphere,
                             std::size_t observer,
                             const std::vector<double>& cosines)
    : layers_(static_cast<int>(sphere.layers().size())),
      observers_(static_cast<int>(sphere.observers().size())),
      tail_layer_(static_cast<int>(sphere.detector_layer())),
      tail_uniform_(sphere.uniform(sphere.detector_layer())) {
  if (observer >= sphere.observers().size()) {
    throw core::InvalidInput("no such detector of these nights");
  }
  Builder builder(sphere, *this);
  const double r = sphere.detector_radius(observer);
  std::vector<double> weights(sphere.observers().size(), 0.0);
  weights[observer] = 1;
  for (const double c : cosines) {
    if (!(c >= -1 && c <= 0)) {
      throw core::InvalidInput(
          fmt::format("cosine of the zenith angle = {}: must lie in [-1, 0] by night", c));
    }
    const double impact = r * std::sqrt((1 - c) * (1 + c));
    std::size_t tangent = 0;
    while (tangent < sphere.detector_layer() && sphere.places()[2 * tangent + 1].r < impact) {
      ++tangent;
    }
    builder.add(impact, tangent, weights);
  }
}

kernel::Sweep NightGeometry::sweep(std::size_t chord) const {
  kernel::Sweep one = sweep();
  one.chords = 1;
  one.chord += chord;
  one.tail += chord * static_cast<std::size_t>(observers_);
  return one;
}

kernel::Sweep NightGeometry::sweep() const {
  return {static_cast<int>(chords_.size()),
          layers_,
          observers_,
          tail_layer_,
          tail_uniform_ ? 1 : 0,
          chords_.data(),
          legs_.data(),
          tails_.data()};
}

}  // namespace sunsi::propagation
