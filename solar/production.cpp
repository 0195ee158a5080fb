#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <sunsi/core/error.hpp>
#include <sunsi/solar/production.hpp>

namespace sunsi::solar {
namespace {

constexpr int fewest_nodes = 4;
constexpr int reference_nodes = 32;
/// The functions tried are samples of a continuous family (energies, potentials), between which the
/// error of a rule oscillates.
constexpr double safety = 2;
constexpr double rounding = 1e-15;
constexpr double negligible = 1e-17;  // of the whole production: below the rounding of the sum

/// Averages of the first `count` functions.
std::vector<double> average(const core::Quadrature& rule,
                            const Averaged& averaged,
                            std::size_t count) {
  std::vector<double> sum(count, 0.0);
  std::vector<double> values(count);
  for (std::size_t k = 0; k < rule.node.size(); ++k) {
    averaged.at(rule.node[k], values);
    for (std::size_t i = 0; i < sum.size(); ++i) {
      sum[i] += rule.weight[k] * values[i];
    }
  }
  if (!std::all_of(sum.begin(), sum.end(), [](double value) { return std::isfinite(value); })) {
    throw core::NumericalError("an average over production is not finite");
  }
  return sum;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    largest = std::max(largest, std::abs(a[i] - b[i]));
  }
  return largest;
}

double bound(const std::vector<double>& a, const std::vector<double>& b) {
  return safety * largest_difference(a, b) + rounding;
}

/// The root of f between a and b, f(a) f(b) <= 0: false position, with the side that stays halved
/// (Illinois), which needs about five evaluations on two rows of a table.
template <typename F>
double root_between(double a, double fa, double b, double fb, const F& f) {
  for (int iteration = 0; iteration < 60 && fa != 0 && fb != 0; ++iteration) {
    const double m = (a * fb - b * fa) / (fb - fa);
    if (!(m > std::min(a, b) && m < std::max(a, b))) {
      break;  // neighbouring numbers
    }
    const double fm = f(m);
    if ((fm > 0) != (fb > 0)) {
      a = b;
      fa = fb;
    } else {
      fa /= 2;
    }
    const double moved = std::abs(m - b);
    b = m;
    fb = fm;
    if (moved <= 1e-15) {
      break;
    }
  }
  return fa == 0 ? a : b;
}

}  // namespace

std::vector<std::size_t> every_fourth_first(std::size_t count) {
  std::vector<std::size_t> order;
  for (std::size_t first = 0; first < 4; ++first) {
    for (std::size_t k = first; k < count; k += 4) {
      order.push_back(k);
    }
  }
  return order;
}

Averaged mixing_in_matter(double sin2_theta12, double n_e_centre) {
  constexpr std::size_t sizes = 24;
  constexpr double largest = 5;
  constexpr double step = 1.2;
  std::vector<double> ratio;  // A/dm21 at the centre, over n_e there
  for (const std::size_t k : every_fourth_first(sizes)) {
    ratio.push_back(largest / std::pow(step, static_cast<double>(k)) / n_e_centre);
    ratio.push_back(-ratio.back());
  }
  const double cos_2theta = 1 - 2 * sin2_theta12;
  const double sin_2theta = 2 * std::sqrt(sin2_theta12 * (1 - sin2_theta12));
  return {[](const model::Composition& n) { return n.n_e; }, ratio.size(),
          [=](double n_e, std::span<double> values) {
            for (std::size_t i = 0; i < values.size(); ++i) {
              const double c = cos_2theta - ratio[i] * n_e;
              values[i] = (1 - c / std::hypot(c, sin_2theta)) / 2;
            }
          }};
}

Production::Production(std::span<const double> r,
                       std::span<const double> density,
                       const Matter& matter) {
  std::vector<double> weight = core::trapezoid_weights(r);
  for (std::size_t i = 0; i < r.size(); ++i) {
    if (density[i] < 0) {
      throw core::InvalidInput(fmt::format("negative production density at r = {}", r[i]));
    }
    weight[i] *= density[i];
  }
  const double total = std::accumulate(weight.begin(), weight.end(), 0.0);
  if (!(total > 0)) {
    throw core::InvalidInput("neutrinos are made nowhere");
  }
  for (std::size_t i = 0; i < r.size(); ++i) {
    if (weight[i] > negligible * total) {
      radius_.push_back(r[i]);
      weight_.push_back(weight[i]);
      matter_.push_back(matter(r[i]));
    }
  }
  const double kept = std::accumulate(weight_.begin(), weight_.end(), 0.0);
  for (double& w : weight_) {
    w /= kept;
  }
}

std::vector<double> Production::variable_of_rows(const Averaged& averaged) const {
  if (!known()) {
    throw core::InvalidInput("it is not known where these neutrinos are made");
  }
  std::vector<double> x;
  x.reserve(matter_.size());
  for (const model::Composition& n : matter_) {
    x.push_back(averaged.variable(n));
  }
  if (!std::all_of(x.begin(), x.end(), [](double value) { return std::isfinite(value); })) {
    throw core::NumericalError("the variable of a production average is not finite at every row");
  }
  return x;
}

/// Where x(r) takes the values of the nodes. Where it does so more than once (a potential that is
/// not monotone, as near eps = 1) the place with most production is taken: the functions agree.
std::vector<double> Production::radii_of(const std::vector<double>& x,
                                         const std::vector<double>& x_of_rows,
                                         const Averaged& averaged,
                                         const Matter& matter) const {
  std::vector<double> radii;
  for (const double node : x) {
    std::size_t best = radius_.size();
    std::size_t nearest = 0;
    for (std::size_t i = 0; i + 1 < radius_.size(); ++i) {
      const double below = x_of_rows[i] - node;
      const double above = x_of_rows[i + 1] - node;
      if (below * above <= 0 && (best == radius_.size() ||
                                 weight_[i] + weight_[i + 1] > weight_[best] + weight_[best + 1])) {
        best = i;
      }
      const double distance = std::abs(x_of_rows[nearest] - node);
      if (std::abs(above) < distance ||
          (std::abs(above) == distance && weight_[i + 1] > weight_[nearest])) {
        nearest = i + 1;
      }
    }
    radii.push_back(best == radius_.size()
                        ? radius_[nearest]  // a constant potential, equal but for rounding
                        : root_between(radius_[best], x_of_rows[best] - node, radius_[best + 1],
                                       x_of_rows[best + 1] - node, [&](double r) {
                                         return averaged.variable(matter(r)) - node;
                                       }));
  }
  return radii;
}

ProductionRule Production::rule(const Averaged& averaged,
                                double accuracy,
                                const Matter& matter) const {
  core::require_positive(accuracy, "accuracy of a production average");
  const std::vector<double> x = variable_of_rows(averaged);
  if (x.size() <= fewest_nodes) {
    return every_row();
  }
  const core::Recursion recursion = core::recursion_of_measure(x, weight_, reference_nodes);
  const int distinct = static_cast<int>(recursion.a.size());
  const std::vector<double> reference =
      average(core::gauss_from_recursion(recursion, distinct), averaged, averaged.count);
  const std::size_t sample = std::max<std::size_t>(1, averaged.count / 4);
  for (int n = fewest_nodes; n <= most_nodes; n += 2) {
    const core::Quadrature rule = core::gauss_from_recursion(recursion, std::min(n, distinct));
    if (bound(average(rule, averaged, sample), reference) > accuracy) {
      continue;
    }
    const double error = bound(average(rule, averaged, averaged.count), reference);
    if (error <= accuracy) {
      return rule.node.size() < radius_.size()
                 ? ProductionRule{radii_of(rule.node, x, averaged, matter), rule.weight, error}
                 : every_row();
    }
  }
  return every_row();
}

ProductionRule Production::gauss(const Averaged& averaged, int n, const Matter& matter) const {
  const std::vector<double> x = variable_of_rows(averaged);
  const core::Quadrature rule = core::gauss_from_measure(x, weight_, n);
  return {radii_of(rule.node, x, averaged, matter), rule.weight,
          bound(average(rule, averaged, averaged.count),
                average({x, weight_}, averaged, averaged.count))};
}

}  // namespace sunsi::solar
