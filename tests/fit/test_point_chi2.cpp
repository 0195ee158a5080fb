#include <Eigen/LU>
#include <catch2/catch.hpp>
#include <sunsi/fit/point_chi2.hpp>

using namespace sunsi;

TEST_CASE("profiled fluxes give the chi2 of the dense covariance", "[property]") {
  const auto config = pipeline::parse_config("c.yaml", "", {}, SUNSI_TEST_DATA);
  const auto experiments = pipeline::predict(config);
  const auto fluxes = pipeline::fluxes_of(config);
  const fit::PointChi2 result = fit::point_chi2(experiments, fluxes);
  // V = V_exp + S rho S^T over all used observables.
  const Eigen::Map<const Eigen::Matrix<double, 8, 8>> rho(fluxes.correlation.data());
  CHECK(result.dof == 10);
  Eigen::MatrixXd V = Eigen::MatrixXd::Zero(10, 10), S(10, 8);
  Eigen::VectorXd r(10);
  Eigen::Index row = 0;
  for (const auto& e : experiments) {
    V.block(row, row, e.inverse_covariance.rows(), e.inverse_covariance.cols()) =
        e.inverse_covariance.inverse();
    for (const auto& p : e.observables) {
      if (!p.measurement.used) {
        continue;
      }
      r[row] = p.measurement.value - p.value;
      for (std::size_t s = 0; s < 8; ++s) {
        S(row, static_cast<Eigen::Index>(s)) = p.by_source[s] * fluxes.fractional_error[s];
      }
      ++row;
    }
  }
  CHECK(result.total == Approx(r.dot((V + S * rho * S.transpose()).inverse() * r)).epsilon(1e-10));
  double parts = result.fluxes;
  for (const auto& [name, chi2] : result.by_experiment) {
    parts += chi2;
  }
  CHECK(parts == Approx(result.total).epsilon(1e-12));
  CHECK(result.p_value > 0.05);  // the standard model describes the data
}

TEST_CASE("a perfect prediction has chi2 = 0, a shift of one sigma has 1", "[property]") {
  pipeline::ExperimentPrediction e;
  e.experiment = "sno";
  e.observables.resize(1);
  e.observables[0].measurement.value = 5;
  e.observables[0].value = 5;
  e.inverse_covariance = Eigen::MatrixXd::Constant(1, 1, 4);
  solar::Fluxes none;
  CHECK(fit::point_chi2({&e, 1}, none).total == 0);
  e.observables[0].value = 4.5;
  CHECK(fit::point_chi2({&e, 1}, none).total == Approx(1));
  CHECK(fit::point_chi2({&e, 1}, none).p_value == Approx(0.3173).epsilon(1e-3));
  // A flux with the same error as the measurement takes half: chi2 1/2, pull 1/sqrt2 of the way.
  e.observables[0].by_source[4] = 4.5;
  none.fractional_error[4] = 0.5 / 4.5;
  const auto shared = fit::point_chi2({&e, 1}, none);
  CHECK(shared.total == Approx(0.5));
  CHECK(shared.flux_pull[4] == Approx(0.5));
}
