#include "point_chi2.hpp"

#include <gsl/gsl_cdf.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <sunsi/core/error.hpp>

namespace sunsi::reference {
namespace {

using Vector8 = Eigen::Matrix<double, 8, 1>;
using Matrix8 = Eigen::Matrix<double, 8, 8>;

/// Residuals measured - predicted and their derivatives by the relative fluxes, of the used
/// observables.
struct Block {
  Eigen::VectorXd residual;
  Eigen::MatrixXd slope;  ///< predicted by f_s, n x 8
};

Block block_of(const pipeline::ExperimentPrediction& experiment) {
  const Eigen::Index n = experiment.inverse_covariance.rows();
  Block block{Eigen::VectorXd(n), Eigen::MatrixXd(n, 8)};
  Eigen::Index row = 0;
  for (const pipeline::Prediction& prediction : experiment.observables) {
    if (!prediction.measurement.used) {
      continue;
    }
    block.residual[row] = prediction.measurement.value - prediction.value;
    block.slope.row(row) = Eigen::Map<const Vector8>(prediction.by_source.data()).transpose();
    ++row;
  }
  return block;
}

/// The prior's part of the normal equations for y = f - 1, and what it pulls y to.
void add_prior(const solar::FluxPrior& prior, Matrix8& normal, Vector8& right) {
  normal += Eigen::Map<const Matrix8>(prior.inverse_covariance.data());
  for (const solar::FluxConstraint& row : prior.constraints) {
    const Eigen::Map<const Vector8> c(row.coefficient.data());
    const double weight = 1 / (row.error * row.error);
    normal += weight * c * c.transpose();
    right += weight * (row.value - c.sum()) * c;
  }
}

/// y of the minimum; given fluxes keep y = 0.
Vector8 solve(const solar::FluxPrior& prior, Matrix8 normal, Vector8 right) {
  for (Eigen::Index s = 0; s < 8; ++s) {
    if (prior.fixed[static_cast<std::size_t>(s)]) {
      normal.row(s).setZero();
      normal.col(s).setZero();
      normal(s, s) = 1;
      right[s] = 0;
    }
  }
  // Sources differ by many orders in weight (the luminosity sees pp to 4e-4, hep to nothing).
  const Vector8 scale = normal.diagonal().cwiseSqrt().cwiseInverse();
  const Matrix8 even = scale.asDiagonal() * normal * scale.asDiagonal();
  return scale.cwiseProduct(even.ldlt().solve(scale.cwiseProduct(right)));
}

}  // namespace

PointChi2 point_chi2(std::span<const pipeline::ExperimentPrediction> experiments,
                     const solar::Fluxes& fluxes,
                     const solar::FluxPrior& prior) {
  Matrix8 normal = Matrix8::Zero();
  Vector8 right = Vector8::Zero();
  add_prior(prior, normal, right);
  std::vector<Block> blocks;
  PointChi2 result;
  for (const pipeline::ExperimentPrediction& experiment : experiments) {
    blocks.push_back(block_of(experiment));
    const Block& block = blocks.back();
    normal += block.slope.transpose() * experiment.inverse_covariance * block.slope;
    right += block.slope.transpose() * experiment.inverse_covariance * block.residual;
    result.dof += static_cast<int>(block.residual.size());
  }
  const Vector8 shift = solve(prior, normal, right);
  for (std::size_t i = 0; i < experiments.size(); ++i) {
    const Eigen::VectorXd left = blocks[i].residual - blocks[i].slope * shift;
    const double chi2 = left.dot(experiments[i].inverse_covariance * left);
    if (left.size() > 0) {  // else what is shown does not enter
      result.by_experiment[experiments[i].experiment] = chi2;
    }
    result.total += chi2;
  }
  for (std::size_t s = 0; s < 8; ++s) {
    const double y = shift[static_cast<Eigen::Index>(s)];
    result.flux[s] = 1 + y;
    result.flux_pull[s] = prior.fixed[s] ? 0 : y / fluxes.fractional_error[s];
  }
  result.fluxes = prior.chi2(result.flux);
  result.total = core::ensure_finite(result.total + result.fluxes, "chi2 of the point");
  result.dof = std::max(0, result.dof - prior.free_parameters());
  result.p_value = result.dof > 0 ? gsl_cdf_chisq_Q(result.total, result.dof) : 1;
  return result;
}

PointChi2 point_chi2(std::span<const pipeline::ExperimentPrediction> experiments,
                     const solar::Fluxes& fluxes) {
  return point_chi2(experiments, fluxes, solar::flux_prior(fluxes, {}, {}));
}

}  // namespace sunsi::reference
