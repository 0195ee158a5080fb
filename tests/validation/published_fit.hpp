// A fit as a collaboration publishes it: its data, what it knows of the fluxes, profiled over the rest.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>
#include <string>
#include <sunsi/fit/intervals.hpp>
#include <sunsi/fit/minimise.hpp>
#include <sunsi/fit/nuisance.hpp>
#include <sunsi/fit/solar_chi2.hpp>
#include <sunsi/fit/solar_fit.hpp>
#include <sunsi/pipeline/predictions.hpp>
#include <vector>

namespace sunsi::test {

inline pipeline::Config config_of(const std::string& text) {
  return pipeline::parse_config("published-fit", text, {}, SUNSI_TEST_DATA);
}

/// A Gaussian prior of one flux in place of what the prior had for it, without correlations [1].
inline void set_flux_error(solar::FluxPrior& prior, model::Source source, double relative_error) {
  const auto s = static_cast<std::size_t>(source);
  for (std::size_t t = 0; t < 8; ++t) {
    prior.inverse_covariance[8 * s + t] = prior.inverse_covariance[8 * t + s] = 0;
  }
  prior.inverse_covariance[9 * s] = 1 / (relative_error * relative_error);
  prior.fixed[s] = false;
}

/// Takes data out of a set.
inline void keep_only(detector::Contribution& set,
                      const std::function<bool(const std::string&)>& wanted) {
  std::vector<Eigen::Index> rows;
  for (std::size_t i = 0; i < set.label.size(); ++i) {
    if (wanted(set.label[i])) {
      rows.push_back(static_cast<Eigen::Index>(i));
    }
  }
  // Of independent or of whole correlated blocks the inverse is that of the full one.
  const Eigen::VectorXd measured = set.measured(rows), fixed = set.fixed(rows);
  const Eigen::MatrixXd by_source = set.by_source(rows, Eigen::all);
  const Eigen::MatrixXd inverse = set.inverse_covariance(rows, rows);
  set.measured = measured;
  set.fixed = fixed;
  set.by_source = by_source;
  set.inverse_covariance = inverse;
}

/// chi2 of sin2_theta12, dm21 and sin2_theta13.
struct PublishedFit {
  fit::SolarChi2 likelihood;
  solar::FluxPrior fluxes;
  double s13, s13_error;            ///< error 0: held
  double dm21 = 0, dm21_error = 0;  ///< a prior; error 0: none
  double s12 = 0, s12_error = 0;
  /// Makes the data those of the publication.
  std::function<void(std::vector<detector::Contribution>&)> change{};

  [[nodiscard]] double operator()(double sin2_theta12, double dm21_eV2, double sin2_theta13) const {
    const auto osc = model::OscillationParameters::from_sin2(
        {sin2_theta12, sin2_theta13, 0.47, 0, dm21_eV2, 2.5e-3});
    std::vector<detector::Contribution> list = likelihood.contributions({osc, {}, {}, {}});
    if (change) {
      change(list);
    }
    double chi2 = fit::profile(list, fluxes).total;
    chi2 += s13_error > 0 ? std::pow((sin2_theta13 - s13) / s13_error, 2) : 0;
    chi2 += s12_error > 0 ? std::pow((sin2_theta12 - s12) / s12_error, 2) : 0;
    return chi2 + (dm21_error > 0 ? std::pow((dm21_eV2 - dm21) / dm21_error, 2) : 0);
  }
};

/// Best fit and its interval of one standard deviation.
struct Fitted {
  double best = 0, low = 0, high = 0;
};
struct FittedPair {
  Fitted s12, dm21;
  double chi2 = 0;
};

inline FittedPair fitted(const PublishedFit& published) {
  fit::Problem problem;
  problem.parameters = {{"sin2_theta12", "1", 0.05, 0.5, false, 0.31, 0.02},
                        {"dm21_eV2", "eV2", 5e-6, 5e-4, true, 6e-5, 0.15}};
  std::vector<double> start{0.31, 6e-5};
  if (published.s13_error > 0) {
    problem.parameters.push_back(
        {"sin2_theta13", "1", 0.0, 0.1, false, published.s13, published.s13_error});
    start.push_back(published.s13);
  }
  problem.chi2 = [&](std::span<const double> v) {
    return published(v[0], v[1], v.size() > 2 ? v[2] : published.s13);
  };
  const fit::Minimum best = fit::minimise(problem, start);
  // One standard deviation to either side: sqrt(rise) is all but straight there.
  const auto end = [&](std::size_t k, double side) {
    const fit::FreeParameter& parameter = problem.parameters[k];
    const double sigma = best.sigma(k) / (parameter.log ? best.values[k] : 1);
    double near = 0, near_rise = 0;
    for (int i = 1; i < 20; ++i) {
      const double far = side * 0.3 * i * sigma;
      const double value = parameter.from_search(parameter.to_search(best.values[k]) + far);
      const std::vector<double> held{value};
      const double rise =
          std::sqrt(std::max(fit::profile(problem, best, k, held).front().chi2 - best.chi2, 0.0));
      if (rise >= 1) {
        const double x = near + (far - near) * (1 - near_rise) / (rise - near_rise);
        return parameter.from_search(parameter.to_search(best.values[k]) + x);
      }
      near = far;
      near_rise = rise;
    }
    throw std::runtime_error("no end of an interval");
  };
  const auto of = [&](std::size_t k) { return Fitted{best.values[k], end(k, -1), end(k, 1)}; };
  return {of(0), of(1), best.chi2};
}

}  // namespace sunsi::test
