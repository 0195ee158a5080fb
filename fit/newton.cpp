#include <algorithm>
#include <cmath>
#include <sunsi/fit/detail/search.hpp>

namespace sunsi::fit::detail {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// chi2 rises by this over a difference step: 0.05 standard deviations.
constexpr double rise = 0.003;
/// Of the promise of the last step.
constexpr double enough = chi2_accuracy / 10;
constexpr int most_rounds = 80;
/// Smallest eigenvalue of a hessian whose diagonal is 1: correlations up to 0.9999.
constexpr double flattest = 1e-4;

/// Differences around a centre, and the quadratic they make.
class Differences {
 public:
  explicit Differences(Search& search)
      : search_(search), h_((0.3 * search.step).cwiseMin(widest())) {}

  /// Around x, moved inwards where a step would leave the range. Steps are adapted to the curvature
  /// first. Mixed derivatives are new when `full`, else the correlations stay what they were.
  Quadratic around(const Place& at, bool full) {
    Quadratic q;
    for (int attempt = 0;; ++attempt) {
      q = axes(at);
      if (attempt == 8 || !adapt(q)) {
        break;
      }
      full = true;
    }
    const Index n = q.centre.size();
    if (full || correlation_.rows() != n) {
      mix(q);
      keep(q);
    } else {
      for (Index i = 0; i < n; ++i) {
        for (Index j = 0; j < i; ++j) {
          q.hessian(i, j) = q.hessian(j, i) =
              correlation_(i, j) * std::sqrt(std::abs(q.hessian(i, i) * q.hessian(j, j)));
        }
      }
    }
    return q;
  }

 private:
  [[nodiscard]] VectorXd widest() const { return (search_.high - search_.low) / 4; }

  Quadratic axes(const Place& at) {
    const Index n = at.x.size();
    Quadratic q;
    q.centre = at.x.cwiseMax(search_.low + h_).cwiseMin(search_.high - h_);
    q.value = q.centre == at.x ? at.chi2 : search_(q.centre);
    q.gradient.resize(n);
    q.hessian = MatrixXd::Zero(n, n);
    up_.resize(n);
    down_.resize(n);
    for (Index i = 0; i < n; ++i) {
      up_[i] = shifted(q.centre, i, h_[i]);
      down_[i] = shifted(q.centre, i, -h_[i]);
      q.gradient[i] = (up_[i] - down_[i]) / (2 * h_[i]);
      q.hessian(i, i) = (up_[i] + down_[i] - 2 * q.value) / (h_[i] * h_[i]);
    }
    return q;
  }

  double shifted(VectorXd x, Index i, double by) {
    x[i] += by;
    return search_(x);
  }

  /// Whether a step had to change: too long, it is not the minimum that the gradient vanishes at.
  bool adapt(const Quadratic& q) {
    bool changed = false;
    const VectorXd most = widest();
    for (Index i = 0; i < h_.size(); ++i) {
      const double curvature = std::abs(q.hessian(i, i));
      const double wanted = std::clamp(curvature > 0 ? std::sqrt(2 * rise / curvature) : most[i],
                                       h_[i] / 30, std::min(30 * h_[i], most[i]));
      if (wanted > 4 * h_[i] || wanted < h_[i] / 2) {
        h_[i] = wanted;
        changed = true;
      }
    }
    return changed;
  }

  /// Second order in the steps: pairs of opposite corners.
  void mix(Quadratic& q) {
    const Index n = q.centre.size();
    for (Index i = 0; i < n; ++i) {
      for (Index j = 0; j < i; ++j) {
        VectorXd d = VectorXd::Zero(n);
        d[i] = h_[i];
        d[j] = h_[j];
        const double corners = search_(q.centre + d) + search_(q.centre - d);
        const double sides = up_[i] + down_[i] + up_[j] + down_[j];
        q.hessian(i, j) = q.hessian(j, i) = (corners - sides + 2 * q.value) / (2 * h_[i] * h_[j]);
      }
    }
  }

  void keep(const Quadratic& q) {
    const VectorXd size = q.hessian.diagonal().cwiseAbs().cwiseSqrt().cwiseMax(1e-300);
    correlation_ = size.cwiseInverse().asDiagonal() * q.hessian * size.cwiseInverse().asDiagonal();
    correlation_ = correlation_.cwiseMax(-0.999).cwiseMin(0.999);
  }

  Search& search_;
  VectorXd h_;
  VectorXd up_, down_;
  MatrixXd correlation_;
};

}  // namespace

Valley newton(Search& search, const Place& start) {
  Differences differences(search);
  Valley valley{start, {}, false};
  Place& at = valley.place;
  double trust = 3;  // standard deviations
  bool full = true;
  for (int round = 0; round < most_rounds; ++round) {
    valley.model = differences.around(at, full);
    const Quadratic convex = valley.model.convex(flattest);
    const VectorXd box = trust * (2 * convex.hessian.diagonal().cwiseInverse()).cwiseSqrt();
    const VectorXd low = search.low.cwiseMax(at.x - box);
    const VectorXd high = search.high.cwiseMin(at.x + box);
    const VectorXd next = convex.minimum_in(low, high);
    const double promised = convex.at(at.x) - convex.at(next);
    const bool held = ((next.array() == low.array() && low.array() > search.low.array()) ||
                       (next.array() == high.array() && high.array() < search.high.array()))
                          .any();
    const bool quiet = promised < enough && !held;
    if (quiet && !full) {
      full = true;  // the last word has a hessian of its own
      continue;
    }
    const double chi2 = promised > 0 ? search(next) : at.chi2;
    const double gained = at.chi2 - chi2;
    if (gained > 0) {
      at = {next, chi2};
    }
    // In a box that has shrunk to nothing only rounding is left, if the whole valley promises no more.
    valley.left = convex.at(at.x) - convex.at(convex.minimum_in(search.low, search.high));
    const bool stuck = trust < 1e-3 && full && valley.left < chi2_accuracy;
    if (quiet || stuck) {
      valley.converged = true;
      return valley;
    }
    if (full || gained > 0.7 * promised) {
      trust = gained > 0.7 * promised   ? std::min(2 * trust, 10.0)
              : gained < 0.3 * promised ? trust / 3
                                        : trust;
    }
    full = gained < 0.8 * promised || round % 4 == 3;
    if (trust < 1e-6) {
      return valley;
    }
  }
  return valley;
}

}  // namespace sunsi::fit::detail
