#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>
#include <sunsi/core/error.hpp>
#include <sunsi/detector/sno_projection.hpp>
#include <vector>

namespace sunsi::detector {
namespace {

constexpr int most_steps = 300;

/// One bin by day or by night, with events from unit probability and from none.
struct Bin {
  double energy;
  bool night;
  double at_one;    ///< CC + ES_e
  double at_zero;   ///< ES_x of the polynomial's standard cross-section
  double expected;  ///< N_model > 0
};

std::vector<Bin> bins_of(const SnoSensitivity& s, const SnoModel& m) {
  std::vector<Bin> bins;
  for (std::size_t i = 0; i < s.energy_MeV.size(); ++i) {
    for (const bool night : {false, true}) {
      const double P = night ? m.P_night[i] : m.P_day[i];
      if (!(P >= -1e-9 && P <= 1 + 1e-9)) {
        throw core::InvalidInput(
            fmt::format("P_ee = {} at {} MeV is no probability", P, s.energy_MeV[i]));
      }
      const double one = night ? s.cc_night[i] + s.es_e_night[i] : s.cc_day[i] + s.es_e_day[i];
      const double zero = night ? s.es_x_night[i] : s.es_x_day[i];
      const double added = night ? m.es_added_night[i] : m.es_added_day[i];
      const double expected = one * P + zero * (1 - P + added);
      if (expected > 0) {
        bins.push_back({s.energy_MeV[i], night, one, zero, expected});
      }
    }
  }
  return bins;
}

/// Parameters of a polynomial: c0, c1, c2, a0, a1.
using Five = Eigen::Matrix<double, 5, 1>;

SnoPolynomial polynomial(const Five& x) { return {x[0], x[1], x[2], x[3], x[4]}; }

/// Half of the deviance, sum N ln(N/M) + M - N, with what Newton's method wants of it.
struct Deviance {
  double half = std::numeric_limits<double>::infinity();  ///< where the asymmetry has no meaning
  Five gradient = Five::Zero();
  Eigen::Matrix<double, 5, 5> fisher = Eigen::Matrix<double, 5, 5>::Zero();
};

/// N ln(N/M) + M - N of one bin and its derivatives by N. Below a hundredth of the events of the model,
/// where nothing that describes it comes, the parabola that continues it: a polynomial may be negative in
/// bins without weight, and the sum stays convex there.
struct BinDeviance {
  double value, slope, bend;
};

BinDeviance bin_deviance(double N, double M) {
  constexpr double least = 0.01;
  // N = M (1 + d): log1p keeps the digits of small d, of which the bracket is d^2/2.
  const double d = N / M - 1;
  if (1 + d > least) {
    const double log = std::log1p(d);
    return {M * ((1 + d) * log - d), log, 1 / N};
  }
  const double log = std::log(least);
  const double below = 1 + d - least;
  const double bend = 1 / least;
  return {M * (least * log + 1 - least + below * (log + below * bend / 2)), log + below * bend,
          bend / M};
}

/// N of the polynomial, M of the model. In c0, c1, c2 the sum is convex and the Fisher matrix sum dN dN^T/N
/// is its matrix of second derivatives; with the asymmetry a term with ln(N/M) is left out, small where the
/// polynomial describes the model.
Deviance deviance_of(const std::vector<Bin>& bins, const Five& x) {
  const SnoPolynomial p = polynomial(x);
  Deviance sum;
  double half_deviance = 0;
  for (const Bin& bin : bins) {
    const double half = bin.night ? p.asymmetry(bin.energy) / 2 : 0;
    if (!(half < 1)) {
      return {};
    }
    const double P = bin.night ? p.night(bin.energy) : p.day(bin.energy);
    const double e = bin.energy - 10;
    const double ratio = (1 + half) / (1 - half);
    const double by_asymmetry = bin.night ? p.day(bin.energy) / ((1 - half) * (1 - half)) : 0;
    Five slope;
    slope << ratio, ratio * e, ratio * e * e, by_asymmetry, by_asymmetry * e;
    slope *= bin.at_one - bin.at_zero;
    const BinDeviance f = bin_deviance(bin.at_one * P + bin.at_zero * (1 - P), bin.expected);
    half_deviance += f.value;
    sum.gradient += f.slope * slope;
    sum.fisher.selfadjointView<Eigen::Lower>().rankUpdate(slope, f.bend);
  }
  sum.half = half_deviance;
  return sum;
}

/// The same probability at all energies, with events everywhere.
Five start(const std::vector<Bin>& bins) {
  double events = 0, slope = 0;
  for (const Bin& bin : bins) {
    events += bin.expected - bin.at_zero;
    slope += bin.at_one - bin.at_zero;
  }
  return {std::max(events / slope, 1e-3), 0, 0, 0, 0};
}

}  // namespace

SnoPolynomial project_on_sno(const SnoSensitivity& sensitivity, const SnoModel& model) {
  const std::size_t n = sensitivity.energy_MeV.size();
  if (model.P_day.size() != n || model.P_night.size() != n || model.es_added_day.size() != n ||
      model.es_added_night.size() != n) {
    throw core::InvalidInput(
        "SNO's projection needs a probability and what is added to it, by day and night, for each "
        "bin");
  }
  const std::vector<Bin> bins = bins_of(sensitivity, model);
  Five x = start(bins);
  Deviance now = deviance_of(bins, x);
  bool converged = false;
  for (int step = 0; !converged; ++step) {
    const Five change = -now.fisher.selfadjointView<Eigen::Lower>().ldlt().solve(now.gradient);
    // The square of the way that is left, in standard deviations; 1e-12 after this last step.
    const double promised = -now.gradient.dot(change);
    converged = promised < 1e-12;
    double factor = 1;
    Deviance next = deviance_of(bins, x + change);
    // Rounding of the deviance must not stop a step at the minimum.
    while (!(next.half <= now.half * (1 + 1e-13) + 1e-13) && factor > 1e-9) {
      factor /= 2;
      next = deviance_of(bins, x + factor * change);
    }
    if (step == most_steps || !(factor > 1e-9)) {
      throw core::NumericalError(fmt::format(
          "SNO's projection did not converge: {:g} standard deviations left", std::sqrt(promised)));
    }
    x += factor * change;
    now = next;
  }
  const SnoPolynomial result = polynomial(x);
  core::ensure_finite(result.c0 + result.c1 + result.c2 + result.a0 + result.a1,
                      "SNO's projection");
  return result;
}

}  // namespace sunsi::detector
