#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <cmath>
#include <mutex>
#include <numbers>
#include <set>
#include <sunsi/core/error.hpp>
#include <sunsi/fit/tasks.hpp>
#include <sunsi/fit/toys.hpp>
#include <sunsi/pipeline/predictions.hpp>

namespace sunsi::fit {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

std::mt19937_64 engine_of(std::uint64_t seed, std::uint64_t toy) {
  std::seed_seq words{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32),
                      static_cast<std::uint32_t>(toy), static_cast<std::uint32_t>(toy >> 32)};
  return std::mt19937_64(words);
}

/// L with covariance L L^T.
MatrixXd root(const MatrixXd& covariance) {
  const Eigen::LLT<MatrixXd> llt(covariance);
  if (llt.info() != Eigen::Success) {
    throw core::NumericalError("a covariance of toy data is not positive definite");
  }
  return llt.matrixL();
}

VectorXd normal(Eigen::Index n, ToyNumbers& numbers) {
  VectorXd x(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    x[i] = numbers();
  }
  return x;
}

ToyFit fit_one(const Problem& problem, const std::vector<double>& truth, const Monitor& monitor) {
  const Minimum best = minimise(problem, truth, Begin::nearby, monitor);
  ToyFit toy{best.values, {}, {}, best.chi2, problem.at(truth)};
  for (std::size_t i = 0; i < truth.size(); ++i) {
    toy.sigma.push_back(best.sigma(i));
    const std::vector<double> held{truth[i]};
    toy.rise.push_back(
        std::max(profile(problem, best, i, held, monitor).front().chi2 - best.chi2, 0.0));
  }
  return toy;
}

struct Moments {
  double sum = 0;
  double squares = 0;

  void add(double x) {
    sum += x;
    squares += x * x;
  }
  [[nodiscard]] double width(double n) const {
    return std::sqrt((squares - sum * sum / n) / (n - 1));
  }
};

}  // namespace

ToyNumbers::ToyNumbers(std::uint64_t seed, std::uint64_t toy) : engine_(engine_of(seed, toy)) {}

double ToyNumbers::operator()() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  // 53 bits each; the first in (0, 1], which has a logarithm.
  const double u = (static_cast<double>(engine_() >> 11) + 1) * 0x1p-53;
  const double v = static_cast<double>(engine_() >> 11) * 0x1p-53;
  const double r = std::sqrt(-2 * std::log(u));
  spare_ = r * std::sin(2 * std::numbers::pi * v);
  has_spare_ = true;
  return r * std::cos(2 * std::numbers::pi * v);
}

std::vector<ToyFit> fit_toys(const std::vector<FreeParameter>& parameters,
                             const ToyObjective& objective,
                             const std::vector<double>& truth,
                             std::uint64_t count,
                             const Monitor& monitor) {
  std::vector<ToyFit> toys(count);
  std::mutex mutex;
  std::size_t done = 0;
  run_tasks(count, [&](std::size_t toy) {
    toys[toy] = fit_one({parameters, objective(toy)}, truth, {{}, monitor.stop});
    const std::lock_guard lock(mutex);
    if (monitor.progress) {
      monitor.progress(++done, count);
    }
  });
  return toys;
}

ToyStatistics statistics_of(const std::vector<ToyFit>& toys,
                            std::size_t parameter,
                            const std::vector<double>& truth) {
  const auto n = static_cast<double>(toys.size());
  if (n < 2) {
    throw core::InvalidInput("statistics need two toys or more");
  }
  Moments pulls, parabola;
  double in68 = 0, in95 = 0;
  for (const ToyFit& toy : toys) {
    if (toy.sigma[parameter] <= 0) {
      throw core::NumericalError("a toy's best fit has no error: it lies at an end of the range");
    }
    const double off = toy.best[parameter] - truth[parameter];
    pulls.add(std::copysign(std::sqrt(toy.rise[parameter]), off));
    parabola.add(off / toy.sigma[parameter]);
    in68 += toy.rise[parameter] < 1 ? 1 : 0;
    in95 += toy.rise[parameter] < 4 ? 1 : 0;
  }
  return {pulls.sum / n, pulls.width(n), parabola.width(n), in68 / n, in95 / n};
}

ToyData::ToyData(const pipeline::Config& config,
                 const SolarChi2& likelihood,
                 const Point& truth,
                 std::uint64_t seed)
    : likelihood_(likelihood), truth_(truth), seed_(seed) {
  if (!config.fit.priors.empty()) {
    throw core::InvalidInput(
        "toy data are of solar experiments alone: a prior's own measurement would not vary with "
        "them, "
        "and pulls would come out too narrow; leave fit.priors empty");
  }
  const solar::Fluxes fluxes = pipeline::fluxes_of(config);
  const Eigen::Map<const Eigen::Matrix<double, 8, 8>> rho(fluxes.correlation.data());
  Eigen::Matrix<double, 8, 1> error(fluxes.fractional_error.data());
  for (const model::Source source : model::all_sources) {
    if (config.free_fluxes.all || config.free_fluxes.single.count(source) > 0) {
      error[static_cast<Eigen::Index>(source)] = 0;
    }
  }
  // The correlation is positive also where an error is 0: that flux then stays.
  flux_root_ = error.asDiagonal() * root(rho);
  std::set<std::string> names;
  for (const detector::Contribution& c : likelihood.contributions(truth)) {
    data_root_.push_back(root(c.inverse_covariance.inverse()));
    for (const detector::Pull& pull : c.pulls) {
      names.insert(pull.name);
    }
  }
  pulls_.assign(names.begin(), names.end());
}

SolarChi2 ToyData::operator()(std::uint64_t toy) const {
  ToyNumbers numbers(seed_, toy);
  const VectorXd shift = flux_root_ * normal(8, numbers);
  std::array<double, 8> flux{};
  for (std::size_t s = 0; s < 8; ++s) {
    flux[s] = 1 + shift[static_cast<Eigen::Index>(s)];
  }
  std::map<std::string, double> pulls;
  for (const std::string& name : pulls_) {
    pulls[name] = numbers();
  }
  std::vector<VectorXd> data = likelihood_.predict(truth_, flux, pulls);
  for (std::size_t i = 0; i < data.size(); ++i) {
    data[i] += data_root_[i] * normal(data[i].size(), numbers);
  }
  return likelihood_.with_data(std::move(data));
}

}  // namespace sunsi::fit
