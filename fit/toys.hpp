/// \file fit/toys.hpp
/// Toy experiments: pseudo-data of a known truth, fitted, and what the fits make of it.
#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <sunsi/fit/parameters.hpp>
#include <sunsi/fit/solar_chi2.hpp>
#include <sunsi/fit/solutions.hpp>
#include <vector>

namespace sunsi::fit {

/// Standard Gaussian numbers of one toy: the same on every machine (std::mt19937_64 seeded with the seed
/// and the toy's number, and Box and Muller's formula).
class ToyNumbers {
 public:
  ToyNumbers(std::uint64_t seed, std::uint64_t toy);
  double operator()();

 private:
  std::mt19937_64 engine_;
  double spare_ = 0;
  bool has_spare_ = false;
};

/// One toy's fit.
struct ToyFit {
  std::vector<double> best;   ///< of each parameter
  std::vector<double> sigma;  ///< from the covariance at the best fit
  /// Rise of the profile of each parameter from the best fit to the truth.
  std::vector<double> rise;
  double chi2 = 0;        ///< at the best fit
  double chi2_truth = 0;  ///< at the truth
};

/// The objective of a toy; called from several threads.
using ToyObjective = std::function<Objective(std::uint64_t toy)>;

/// Fits `count` toys within the ranges of `parameters`, each from the truth. Toys are tasks (oneTBB);
/// the same result for any number of threads.
/// \throws as minimise
std::vector<ToyFit> fit_toys(const std::vector<FreeParameter>& parameters,
                             const ToyObjective& objective,
                             const std::vector<double>& truth,
                             std::uint64_t count,
                             const Monitor& monitor = {});

/// Of the pulls of one parameter, and how often the truth lies in its intervals. A pull is the signed root
/// of the profile's rise from the best fit to the truth: (best - truth)/sigma of a Gaussian, and the same
/// for any function of the parameter. With the covariance's sigma a parameter known to a quarter of
/// itself, as dm21 is from solar data alone, has pulls wider than 1 (`width_parabola`): its error grows
/// with its value. Intervals do not rest on it.
struct ToyStatistics {
  double bias = 0;            ///< mean pull
  double width = 0;           ///< standard deviation of the pulls
  double width_parabola = 0;  ///< of (best - truth)/sigma
  double coverage68 = 0;      ///< share of toys whose profile rises by less than 1 up to the truth
  double coverage95 = 0;      ///< by less than 4
};

/// \throws InvalidInput    fewer than two toys
/// \throws NumericalError  a toy whose best fit lies at an end of the range
ToyStatistics statistics_of(const std::vector<ToyFit>& toys,
                            std::size_t parameter,
                            const std::vector<double>& truth);

/// Pseudo-data of a point: fluxes from their prior (correlated Gaussian of the solar model; one that has
/// no prior stays at its reference), systematic errors from unit Gaussians, then the data from their own
/// covariance around the prediction.
/// \throws InvalidInput    the configuration has priors: their own measurements are not drawn
/// \throws NumericalError  a covariance that is not positive
class ToyData {
 public:
  ToyData(const pipeline::Config& config,
          const SolarChi2& likelihood,
          const Point& truth,
          std::uint64_t seed);

  /// The likelihood with a toy's data.
  [[nodiscard]] SolarChi2 operator()(std::uint64_t toy) const;

 private:
  SolarChi2 likelihood_;
  Point truth_;
  std::uint64_t seed_;
  Eigen::MatrixXd flux_root_;  ///< of the covariance of the fluxes over the reference
  std::vector<std::string> pulls_;
  std::vector<Eigen::MatrixXd> data_root_;
};

}  // namespace sunsi::fit
