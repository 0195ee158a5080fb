#include <gsl/gsl_cdf.h>

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <sunsi/core/error.hpp>
#include <sunsi/fit/point_chi2.hpp>

namespace sunsi::fit {
namespace {

using Vector8 = Eigen::Matrix<double, 8, 1>;

/// Residuals measured - predicted and their derivatives by the flux pulls, of the used observables.
struct Block {
  Eigen::VectorXd residual;
  Eigen::MatrixXd slope;  ///< predicted by pull, n x 8
};

Block block_of(const pipeline::ExperimentPrediction& experiment, const solar::Fluxes& fluxes) {
  const Eigen::Index n = experiment.inverse_covariance.rows();
  Block block{Eigen::VectorXd(n), Eigen::MatrixXd(n, 8)};
  Eigen::Index row = 0;
  for (const pipeline::Prediction& prediction : experiment.observables) {
    if (!prediction.measurement.used) {
      continue;
    }
    block.residual[row] = prediction.measurement.value - prediction.value;
    for (std::size_t s = 0; s < 8; ++s) {
      block.slope(row, static_cast<Eigen::Index>(s)) =
          prediction.by_source[s] * fluxes.fractional_error[s];
    }
    ++row;
  }
  return block;
}

}  // namespace

PointChi2 point_chi2(std::span<const pipeline::ExperimentPrediction> experiments,
                     const solar::Fluxes& fluxes) {
  const Eigen::Map<const Eigen::Matrix<double, 8, 8>> rho(fluxes.correlation.data());
  const Eigen::Matrix<double, 8, 8> prior = rho.inverse();
  Eigen::Matrix<double, 8, 8> normal = prior;
  Vector8 right = Vector8::Zero();
  std::vector<Block> blocks;
  PointChi2 result;
  for (const pipeline::ExperimentPrediction& experiment : experiments) {
    blocks.push_back(block_of(experiment, fluxes));
    const Block& block = blocks.back();
    normal += block.slope.transpose() * experiment.inverse_covariance * block.slope;
    right += block.slope.transpose() * experiment.inverse_covariance * block.residual;
    result.dof += static_cast<int>(block.residual.size());
  }
  const Vector8 pull = normal.ldlt().solve(right);
  for (std::size_t i = 0; i < experiments.size(); ++i) {
    const Eigen::VectorXd left = blocks[i].residual - blocks[i].slope * pull;
    const double chi2 = left.dot(experiments[i].inverse_covariance * left);
    if (left.size() > 0) {  // else what is shown does not enter
      result.by_experiment[experiments[i].experiment] = chi2;
    }
    result.total += chi2;
  }
  for (std::size_t s = 0; s < 8; ++s) {
    result.flux_pull[s] = pull[static_cast<Eigen::Index>(s)];
  }
  result.fluxes = pull.dot(prior * pull);
  result.total = core::ensure_finite(result.total + result.fluxes, "chi2 of the point");
  result.p_value = result.dof > 0 ? gsl_cdf_chisq_Q(result.total, result.dof) : 1;
  return result;
}

}  // namespace sunsi::fit
