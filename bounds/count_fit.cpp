#include <algorithm>
#include <cmath>
#include <numeric>
#include <sunsi/bounds/detail/count_fit.hpp>
#include <sunsi/core/error.hpp>

namespace sunsi::bounds::detail {
namespace {

/// Below this an expectation counts as this: an empty bin without expectation is no information,
/// an event without any expectation a large but finite chi2.
constexpr double least = 1e-6;

using Vector = std::array<double, CountFit::most>;
using Matrix = std::array<Vector, CountFit::most>;

/// The solution of H x = g for a positive definite H, its lower half given (Cholesky).
Vector solve(Matrix H, Vector g, std::size_t size) {
  for (std::size_t j = 0; j < size; ++j) {
    for (std::size_t i = j; i < size; ++i) {
      for (std::size_t k = 0; k < j; ++k) {
        H[i][j] -= H[i][k] * H[j][k];
      }
      H[i][j] = i == j ? std::sqrt(H[j][j]) : H[i][j] / H[j][j];
    }
  }
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      g[i] -= H[i][k] * g[k];
    }
    g[i] /= H[i][i];
  }
  for (std::size_t i = size; i-- > 0;) {
    for (std::size_t k = i + 1; k < size; ++k) {
      g[i] -= H[k][i] * g[k];
    }
    g[i] /= H[i][i];
  }
  return g;
}

}  // namespace

CountFit::CountFit(std::vector<double> observed,
                   std::vector<Background> backgrounds,
                   double signal_error)
    : observed_(std::move(observed)),
      backgrounds_(std::move(backgrounds)),
      signal_error_(signal_error) {
  bool good = !observed_.empty() && !backgrounds_.empty() && backgrounds_.size() < most &&
              signal_error >= 0 && signal_error < 0.6;
  for (const double n : observed_) {
    good = good && n >= 0 && std::isfinite(n);
  }
  for (const Background& b : backgrounds_) {
    good = good && b.expected.size() == observed_.size() && b.error >= 0 && std::isfinite(b.error);
    for (const double mu : b.expected) {
      good = good && mu >= 0 && std::isfinite(mu);
    }
  }
  if (!good) {
    throw core::InvalidInput(
        "a fit of counts needs counts and one to six backgrounds of equal length, all >= 0, and a "
        "signal error below 0.6");
  }
}

/// The sum that is minimised: mu_i(x) = fixed_i + sum_j x_j d_ji, with pulls x_j^2 where `pull`.
class CountFit::Sum {
 public:
  Sum(const CountFit& fit, std::span<const double> signal, double strength)
      : observed_(fit.observed_),
        parameters_(fit.backgrounds_.size() + 1),
        free_(strength < 0),
        fixed_(observed_.size(), 0.0),
        slope_(observed_.size()) {
    const double slope = free_ ? 1 : strength * fit.signal_error_;
    for (std::size_t i = 0; i < observed_.size(); ++i) {
      fixed_[i] = free_ ? 0 : strength * signal[i];
      slope_[i][0] = slope * signal[i];
      for (std::size_t k = 1; k < parameters_; ++k) {
        const Background& b = fit.backgrounds_[k - 1];
        fixed_[i] += b.expected[i];
        slope_[i][k] = b.expected[i] * b.error;
      }
    }
  }

  [[nodiscard]] std::size_t parameters() const { return parameters_; }

  [[nodiscard]] double operator()(const Vector& x) const {
    double sum = 0;
    for (std::size_t k = free_ ? 1 : 0; k < parameters_; ++k) {
      sum += x[k] * x[k];
    }
    for (std::size_t i = 0; i < observed_.size(); ++i) {
      const double mu = expected(x, i);
      const double n = observed_[i];
      sum += 2 * (mu - n + (n > 0 ? n * std::log(n / mu) : 0));
    }
    return sum;
  }

  /// Newton's step, and half the decrease of the sum that it promises.
  [[nodiscard]] std::pair<Vector, double> step(const Vector& x) const {
    Vector gradient = x;
    Matrix hessian{};
    for (std::size_t k = 0; k < parameters_; ++k) {
      hessian[k][k] = 1;
    }
    if (free_) {
      gradient[0] = 0;
      hessian[0][0] = 1e-12;
    }
    for (std::size_t i = 0; i < observed_.size(); ++i) {
      const double mu = expected(x, i);
      const double r = observed_[i] / mu;
      for (std::size_t j = 0; j < parameters_; ++j) {
        gradient[j] += (1 - r) * slope_[i][j];
        for (std::size_t k = 0; k <= j; ++k) {
          hessian[j][k] += r / mu * slope_[i][j] * slope_[i][k];
        }
      }
    }
    const Vector move = solve(hessian, gradient, parameters_);
    double decrease = 0;
    for (std::size_t k = 0; k < parameters_; ++k) {
      decrease += move[k] * gradient[k];
    }
    return {move, decrease};
  }

 private:
  [[nodiscard]] double expected(const Vector& x, std::size_t i) const {
    double mu = fixed_[i];
    for (std::size_t k = 0; k < parameters_; ++k) {
      mu += x[k] * slope_[i][k];
    }
    return std::max(mu, least);
  }

  const std::vector<double>& observed_;
  std::size_t parameters_;
  bool free_;
  std::vector<double> fixed_;
  std::vector<Vector> slope_;
};

CountFit::Minimum CountFit::minimise(std::span<const double> signal,
                                     double strength,
                                     const Vector& start) const {
  const Sum sum(*this, signal, strength);
  Vector x = start;
  double now = sum(x);
  for (int round = 0; round < 60; ++round) {
    const auto [move, decrease] = sum.step(x);
    Vector next = x;
    double then = now;
    double length = 1;
    do {  // halve the step until it descends
      for (std::size_t k = 0; k < sum.parameters(); ++k) {
        next[k] = x[k] - length * move[k];
      }
      then = sum(next);
      length /= 2;
    } while (!(then <= now) && length > 1e-6);
    if (!(then <= now)) {
      break;
    }
    x = next;
    now = then;
    if (decrease < 1e-8) {
      break;
    }
  }
  return {now, x};
}

double CountFit::chi2(std::span<const double> signal, double strength) const {
  return minimise(signal, strength, {}).chi2;
}

double CountFit::crossing(std::span<const double> signal,
                          const StrengthInterval& best,
                          double first,
                          double rise) const {
  // The root of chi2 - chi2_min is nearly linear in the strength: bracket, then the Illinois rule.
  Vector pull{};  // of the last strength: a good start for the next one
  const auto f = [&](double s) {
    const Minimum there = minimise(signal, s, pull);
    pull = there.pull;
    return std::sqrt(std::max(there.chi2 - best.chi2, 0.0)) - std::sqrt(rise);
  };
  double a = best.best, b = first;
  double fa = -std::sqrt(rise), fb = f(b);
  for (int k = 0; k < 60 && fb < 0; ++k) {
    b = a + 1.6 * (b - a);
    fb = f(b);
  }
  if (!(fb >= 0)) {
    throw core::NumericalError("the end of the interval of a signal's strength was not found");
  }
  const double enough = 1e-5 * std::sqrt(rise);
  for (int k = 0; k < 60 && std::abs(fb) > enough; ++k) {
    const double c = (a * fb - b * fa) / (fb - fa);
    const double fc = f(c);
    if ((fc < 0) == (fb < 0)) {
      fa /= 2;
    } else {
      a = b;
      fa = fb;
    }
    b = c;
    fb = fc;
  }
  return b;
}

StrengthInterval CountFit::interval(std::span<const double> signal, double rise) const {
  const Minimum free = minimise(signal, -1, {});
  StrengthInterval result;
  result.best = std::max(0.0, free.pull[0]);
  result.chi2 = result.best > 0 ? free.chi2 : chi2(signal, 0);
  const double events = std::accumulate(signal.begin(), signal.end(), 0.0);
  const double step = 2 * std::sqrt(std::max(1.0, result.best * events)) / events;
  result.high = crossing(signal, result, result.best + step, rise);
  if (result.best > 0 && chi2(signal, 0) > result.chi2 + rise) {
    result.low = crossing(signal, result, 0, rise);
  }
  return result;
}

std::vector<double> CountFit::fitted_backgrounds(std::span<const double> signal) const {
  const Minimum free = minimise(signal, -1, {});
  std::vector<double> events;
  for (std::size_t k = 0; k < backgrounds_.size(); ++k) {
    const auto& b = backgrounds_[k];
    events.push_back(std::accumulate(b.expected.begin(), b.expected.end(), 0.0) *
                     (1 + b.error * free.pull[k + 1]));
  }
  return events;
}

}  // namespace sunsi::bounds::detail
