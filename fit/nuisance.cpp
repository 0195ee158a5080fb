#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/fit/nuisance.hpp>

namespace sunsi::fit {
namespace {

constexpr int most_steps = 50;
constexpr int most_halvings = 30;
/// From this step on second derivatives of the predictions count: far from the data a pull that is
/// curved (gallium's cross-section) makes Gauss and Newton's steps too long by nearly the same factor
/// each time.
constexpr int first_newton_step = 10;

/// s(xi) of a pull and its slope, for every datum (detector/contribution.hpp).
struct Shift {
  Eigen::ArrayXd one_plus;  ///< 1 + s
  Eigen::ArrayXd slope;     ///< ds/dxi
  Eigen::ArrayXd bend;      ///< d2s/dxi2
};

Shift shift(const detector::Pull& pull, double xi) {
  const Eigen::ArrayXd linear = (pull.up - pull.down).array() / 2;
  const Eigen::ArrayXd square = (pull.up + pull.down).array() / 2;
  return {1 + xi * (linear + xi * square), linear + 2 * xi * square, 2 * square};
}

/// The parameters of a profile as one vector: free fluxes, then pulls.
class Parameters {
 public:
  Parameters(std::span<const detector::Contribution> contributions,
             const solar::FluxPrior& prior,
             const HeldFluxes& held) {
    for (std::size_t s = 0; s < 8; ++s) {
      start_[s] = held[s].value_or(1.0);
      core::require_positive(start_[s], "a held flux");
      column_[s] = held[s] || prior.fixed[s] ? -1 : fluxes_++;
    }
    for (const detector::Contribution& c : contributions) {
      for (const detector::Pull& pull : c.pulls) {
        names_.push_back(pull.name);
      }
    }
    std::sort(names_.begin(), names_.end());
    names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
  }

  [[nodiscard]] Eigen::Index size() const {
    return fluxes_ + static_cast<Eigen::Index>(names_.size());
  }
  [[nodiscard]] Eigen::Index fluxes() const { return fluxes_; }
  [[nodiscard]] Eigen::Index column(std::size_t source) const { return column_[source]; }
  [[nodiscard]] Eigen::Index column(const std::string& pull) const {
    return fluxes_ + (std::lower_bound(names_.begin(), names_.end(), pull) - names_.begin());
  }
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

  [[nodiscard]] Eigen::VectorXd start() const {
    Eigen::VectorXd x = Eigen::VectorXd::Zero(size());
    x.head(fluxes_).setOnes();
    return x;
  }
  [[nodiscard]] std::array<double, 8> flux(const Eigen::VectorXd& x) const {
    std::array<double, 8> f = start_;
    for (std::size_t s = 0; s < 8; ++s) {
      f[s] = column_[s] < 0 ? f[s] : x[column_[s]];
    }
    return f;
  }

 private:
  std::array<double, 8> start_{};
  std::array<Eigen::Index, 8> column_{};
  Eigen::Index fluxes_ = 0;
  std::vector<std::string> names_;
};

/// One data set with the places of its parameters.
class Block {
 public:
  Block(const detector::Contribution& c, const Parameters& parameters) : c_(&c) {
    const Eigen::Index n = c.measured.size();
    bool good = c.fixed.size() == n && c.by_source.rows() == n && c.by_source.cols() == 8 &&
                c.inverse_covariance.rows() == n && c.inverse_covariance.cols() == n;
    for (const detector::Pull& pull : c.pulls) {
      good = good && pull.up.size() == n && pull.down.size() == n;
      column_.push_back(parameters.column(pull.name));
    }
    if (!good) {
      throw core::InvalidInput(c.experiment + ": data, predictions and errors differ in size");
    }
    for (std::size_t s = 0; s < 8; ++s) {
      const auto column = static_cast<Eigen::Index>(s);
      if (parameters.column(s) >= 0 && (c.by_source.col(column).array() != 0).any()) {
        source_.push_back(column);
        source_column_.push_back(parameters.column(s));
      }
    }
    diagonal_ = c.inverse_covariance.isDiagonal(0);
  }

  [[nodiscard]] Eigen::VectorXd prediction(const Eigen::VectorXd& x,
                                           const std::array<double, 8>& flux) const {
    const Eigen::Map<const Eigen::Matrix<double, 8, 1>> f(flux.data());
    Eigen::VectorXd mu = c_->fixed + c_->by_source * f;
    for (std::size_t p = 0; p < c_->pulls.size(); ++p) {
      mu.array() *= shift(c_->pulls[p], x[column_[p]]).one_plus;
    }
    return mu;
  }

  [[nodiscard]] double chi2(const Eigen::VectorXd& mu) const {
    const Eigen::VectorXd residual = c_->measured - mu;
    return residual.dot(weighted(residual));
  }

  /// Adds J^T C^-1 J and J^T C^-1 residual of this data set.
  void add_to(Eigen::MatrixXd& normal,
              Eigen::VectorXd& right,
              const Eigen::VectorXd& x,
              const std::array<double, 8>& flux) const {
    const Eigen::Index n = c_->measured.size();
    const std::size_t sources = source_.size();
    Eigen::MatrixXd J(n, static_cast<Eigen::Index>(sources + column_.size()));
    const Eigen::Map<const Eigen::Matrix<double, 8, 1>> f(flux.data());
    const Eigen::ArrayXd base = c_->fixed + c_->by_source * f;
    std::vector<Shift> shifts;
    Eigen::ArrayXd all = Eigen::ArrayXd::Ones(n);
    for (std::size_t p = 0; p < column_.size(); ++p) {
      shifts.push_back(shift(c_->pulls[p], x[column_[p]]));
      all *= shifts.back().one_plus;
    }
    for (std::size_t s = 0; s < sources; ++s) {
      J.col(static_cast<Eigen::Index>(s)) = c_->by_source.col(source_[s]).array() * all;
    }
    for (std::size_t p = 0; p < column_.size(); ++p) {
      Eigen::ArrayXd slope = base * shifts[p].slope;
      for (std::size_t q = 0; q < column_.size(); ++q) {
        if (q != p) {
          slope *= shifts[q].one_plus;
        }
      }
      J.col(static_cast<Eigen::Index>(sources + p)) = slope;
    }
    const Eigen::MatrixXd CJ = weighted(J);
    const Eigen::MatrixXd own = J.transpose() * CJ;
    const Eigen::VectorXd own_right = CJ.transpose() * (c_->measured - (base * all).matrix());
    std::vector<Eigen::Index> place(source_column_);
    place.insert(place.end(), column_.begin(), column_.end());
    for (std::size_t i = 0; i < place.size(); ++i) {
      right[place[i]] += own_right[static_cast<Eigen::Index>(i)];
      for (std::size_t j = 0; j < place.size(); ++j) {
        normal(place[i], place[j]) +=
            own(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
      }
    }
  }

  /// Takes sum_b (C^-1 residual)_b d2mu_b from J^T C^-1 J: what Newton's method has beyond Gauss's.
  void subtract_curvature(Eigen::MatrixXd& normal,
                          const Eigen::VectorXd& x,
                          const std::array<double, 8>& flux) const {
    const Eigen::Map<const Eigen::Matrix<double, 8, 1>> f(flux.data());
    const Eigen::ArrayXd base = c_->fixed + c_->by_source * f;
    std::vector<Shift> shifts;
    for (std::size_t p = 0; p < column_.size(); ++p) {
      shifts.push_back(shift(c_->pulls[p], x[column_[p]]));
    }
    const Eigen::VectorXd residual = c_->measured - prediction(x, flux);
    const Eigen::ArrayXd weight = weighted(residual).array();
    // The product of all factors but those of the pulls p and q, with the weight.
    const auto others = [&](std::size_t p, std::size_t q) {
      Eigen::ArrayXd product = weight;
      for (std::size_t r = 0; r < shifts.size(); ++r) {
        if (r != p && r != q) {
          product *= shifts[r].one_plus;
        }
      }
      return product;
    };
    for (std::size_t p = 0; p < column_.size(); ++p) {
      const Eigen::ArrayXd rest = others(p, p);
      normal(column_[p], column_[p]) -= (rest * base * shifts[p].bend).sum();
      for (std::size_t s = 0; s < source_.size(); ++s) {
        const double mixed = (rest * c_->by_source.col(source_[s]).array() * shifts[p].slope).sum();
        normal(source_column_[s], column_[p]) -= mixed;
        normal(column_[p], source_column_[s]) -= mixed;
      }
      for (std::size_t q = 0; q < p; ++q) {
        const double mixed = (others(p, q) * base * shifts[p].slope * shifts[q].slope).sum();
        normal(column_[p], column_[q]) -= mixed;
        normal(column_[q], column_[p]) -= mixed;
      }
    }
  }

 private:
  template <class Matrix>
  [[nodiscard]] Matrix weighted(const Matrix& m) const {
    if (diagonal_) {
      return c_->inverse_covariance.diagonal().asDiagonal() * m;
    }
    return c_->inverse_covariance * m;
  }

  const detector::Contribution* c_;
  std::vector<Eigen::Index> source_;         ///< columns of by_source with a parameter
  std::vector<Eigen::Index> source_column_;  ///< and that parameter
  std::vector<Eigen::Index> column_;         ///< of each pull
  bool diagonal_ = false;
};

/// Prior of fluxes as a matrix on all eight and what it wants: chi2 = f^T A f - 2 b^T f + constant.
struct PriorMatrix {
  Eigen::Matrix<double, 8, 8> matrix;
  Eigen::Matrix<double, 8, 1> right;

  explicit PriorMatrix(const solar::FluxPrior& prior)
      : matrix(Eigen::Map<const Eigen::Matrix<double, 8, 8, Eigen::RowMajor>>(
            prior.inverse_covariance.data())) {
    right = matrix.rowwise().sum();
    for (const solar::FluxConstraint& k : prior.constraints) {
      const Eigen::Map<const Eigen::Matrix<double, 8, 1>> c(k.coefficient.data());
      matrix += c * c.transpose() / (k.error * k.error);
      right += c * k.value / (k.error * k.error);
    }
  }
};

class Profiler {
 public:
  Profiler(std::span<const detector::Contribution> contributions,
           const solar::FluxPrior& prior,
           const HeldFluxes& held)
      : prior_(prior), prior_matrix_(prior), parameters_(contributions, prior, held) {
    for (const detector::Contribution& c : contributions) {
      blocks_.emplace_back(c, parameters_);
    }
  }

  [[nodiscard]] Profile minimum() const {
    Eigen::VectorXd x = parameters_.start();
    double chi2 = total(x);
    for (int step = 1; step <= most_steps; ++step) {
      const auto [change, promised] = newton_step(x, step >= first_newton_step);
      double factor = 1;
      double next = total(x + change);
      for (int k = 0; k < most_halvings && !(next <= chi2 + 1e-13 * chi2); ++k) {
        factor /= 2;
        next = total(x + factor * change);
      }
      if (next <= chi2 + 1e-13 * chi2) {
        x += factor * change;
        chi2 = next;
      }
      if (promised < 1e-10 + 1e-13 * chi2) {
        return result(x, step);
      }
    }
    throw core::NumericalError(fmt::format(
        "the profile over fluxes and systematic errors found no minimum in {} steps (chi2 = {:g})",
        most_steps, chi2));
  }

 private:
  [[nodiscard]] double total(const Eigen::VectorXd& x) const {
    const std::array<double, 8> flux = parameters_.flux(x);
    double sum = flux_chi2(prior_, flux) + x.tail(x.size() - parameters_.fluxes()).squaredNorm();
    for (const Block& block : blocks_) {
      sum += block.chi2(block.prediction(x, flux));
    }
    return sum;
  }

  /// The step of Gauss and Newton and by how much it lowers the chi2 of its own linear model.
  /// \param curved  with the predictions' second derivatives where the result is positive definite
  [[nodiscard]] std::pair<Eigen::VectorXd, double> newton_step(const Eigen::VectorXd& x,
                                                               bool curved) const {
    const Eigen::Index n = parameters_.size();
    const std::array<double, 8> flux = parameters_.flux(x);
    const Eigen::Map<const Eigen::Matrix<double, 8, 1>> f(flux.data());
    const Eigen::Matrix<double, 8, 1> pull_back = prior_matrix_.right - prior_matrix_.matrix * f;
    Eigen::MatrixXd normal = Eigen::MatrixXd::Zero(n, n);
    Eigen::VectorXd right = Eigen::VectorXd::Zero(n);
    const Eigen::Index pulls = n - parameters_.fluxes();
    normal.diagonal().tail(pulls).setOnes();
    right.tail(pulls) = -x.tail(pulls);
    for (std::size_t s = 0; s < 8; ++s) {
      const Eigen::Index row = parameters_.column(s);
      for (std::size_t t = 0; row >= 0 && t < 8; ++t) {
        if (parameters_.column(t) >= 0) {
          normal(row, parameters_.column(t)) +=
              prior_matrix_.matrix(static_cast<Eigen::Index>(s), static_cast<Eigen::Index>(t));
        }
      }
      if (row >= 0) {
        right[row] += pull_back[static_cast<Eigen::Index>(s)];
      }
    }
    for (const Block& block : blocks_) {
      block.add_to(normal, right, x, flux);
    }
    Eigen::LLT<Eigen::MatrixXd> solver;
    if (curved) {
      Eigen::MatrixXd full = normal;
      for (const Block& block : blocks_) {
        block.subtract_curvature(full, x, flux);
      }
      solver.compute(full);
    }
    if (!curved || solver.info() != Eigen::Success) {
      solver.compute(normal);
    }
    const Eigen::VectorXd change = n > 0 ? Eigen::VectorXd(solver.solve(right)) : right;
    if (n > 0 && (solver.info() != Eigen::Success || !change.allFinite())) {
      throw core::NumericalError(
          "the profile over fluxes and systematic errors is singular: nothing measures one of "
          "them, "
          "or a prediction is not finite");
    }
    return {change, change.dot(right)};
  }

  [[nodiscard]] Profile result(const Eigen::VectorXd& x, int steps) const {
    Profile profile;
    profile.flux = parameters_.flux(x);
    profile.pull_name = parameters_.names();
    const Eigen::VectorXd pulls = x.tail(x.size() - parameters_.fluxes());
    profile.pull.assign(pulls.begin(), pulls.end());
    profile.pulls = pulls.squaredNorm();
    profile.fluxes = flux_chi2(prior_, profile.flux);
    profile.total = profile.pulls + profile.fluxes;
    for (const Block& block : blocks_) {
      profile.predicted.push_back(block.prediction(x, profile.flux));
      profile.by_contribution.push_back(block.chi2(profile.predicted.back()));
      profile.total += profile.by_contribution.back();
    }
    profile.iterations = steps;
    core::ensure_finite(profile.total, "chi2 of the profile over fluxes and systematic errors");
    return profile;
  }

  const solar::FluxPrior& prior_;
  PriorMatrix prior_matrix_;
  Parameters parameters_;
  std::vector<Block> blocks_;
};

}  // namespace

Profile profile(std::span<const detector::Contribution> contributions,
                const solar::FluxPrior& prior,
                const HeldFluxes& held) {
  return Profiler(contributions, prior, held).minimum();
}

Eigen::VectorXd predicted(const detector::Contribution& contribution,
                          const std::array<double, 8>& flux,
                          const std::map<std::string, double>& pulls) {
  const Eigen::Map<const Eigen::Matrix<double, 8, 1>> f(flux.data());
  Eigen::VectorXd mu = contribution.fixed + contribution.by_source * f;
  for (const detector::Pull& pull : contribution.pulls) {
    const auto found = pulls.find(pull.name);
    if (found != pulls.end()) {
      mu.array() *= shift(pull, found->second).one_plus;
    }
  }
  return mu;
}

double flux_chi2(const solar::FluxPrior& prior, const std::array<double, 8>& flux) {
  double sum = 0;
  for (std::size_t s = 0; s < 8; ++s) {
    for (std::size_t t = 0; t < 8; ++t) {
      sum += (flux[s] - 1) * prior.inverse_covariance[8 * s + t] * (flux[t] - 1);
    }
  }
  for (const solar::FluxConstraint& k : prior.constraints) {
    double value = -k.value;
    for (std::size_t s = 0; s < 8; ++s) {
      value += k.coefficient[s] * flux[s];
    }
    sum += value * value / (k.error * k.error);
  }
  return sum;
}

}  // namespace sunsi::fit
