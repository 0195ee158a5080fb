#include <Eigen/LU>
#include <catch2/catch.hpp>

#include "point_chi2.hpp"

using namespace sunsi;

TEST_CASE("profiled fluxes give the chi2 of the dense covariance", "[property]") {
  const auto config = pipeline::parse_config("c.yaml", "", {}, SUNSI_TEST_DATA);
  const auto experiments = pipeline::predict(config);
  const auto fluxes = pipeline::fluxes_of(config);
  const reference::PointChi2 result = reference::point_chi2(experiments, fluxes);
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
  CHECK(reference::point_chi2({&e, 1}, none).total == 0);
  e.observables[0].value = 4.5;
  CHECK(reference::point_chi2({&e, 1}, none).total == Approx(1));
  CHECK(reference::point_chi2({&e, 1}, none).p_value == Approx(0.3173).epsilon(1e-3));
  // A flux with the same error as the measurement takes half: chi2 1/2, pull 1/sqrt2 of the way.
  e.observables[0].by_source[4] = 4.5;
  none.fractional_error[4] = 0.5 / 4.5;
  const auto shared = reference::point_chi2({&e, 1}, none);
  CHECK(shared.total == Approx(0.5));
  CHECK(shared.flux_pull[4] == Approx(0.5));
}

TEST_CASE("a free flux takes a misfit away, the others keep their prior", "[property]") {
  pipeline::ExperimentPrediction e;
  e.experiment = "sno";
  e.observables.resize(1);
  e.observables[0].measurement.value = 6;
  e.observables[0].value = 5;
  e.observables[0].by_source[4] = 5;
  e.inverse_covariance = Eigen::MatrixXd::Constant(1, 1, 1 / (0.2 * 0.2));
  const auto fluxes = solar::load_fluxes("b16-gs98", SUNSI_TEST_DATA);
  const auto free = solar::flux_prior(fluxes, {false, {model::Source::b8}}, SUNSI_TEST_DATA);
  const auto result = reference::point_chi2({&e, 1}, fluxes, free);
  CHECK(result.flux[4] == Approx(1.2).epsilon(1e-4));  // 6/5
  CHECK(result.total == Approx(4e-4).epsilon(1e-2));   // ((1.2 - 1)/10)^2
  CHECK(result.flux_pull[4] == Approx(0.2 / 0.12).epsilon(1e-3));
  CHECK(result.flux[3] == Approx(1).epsilon(1e-9));  // 7Be does not follow
  CHECK(result.dof == 0);
  CHECK(result.p_value == 1);
  // Within the model's 12 %: 1/(0.2^2 + 0.6^2) of a misfit of 1.
  CHECK(reference::point_chi2({&e, 1}, fluxes).total == Approx(2.5).epsilon(1e-9));
  // Given as a number: nothing gives way, (1/0.2)^2.
  auto given = fluxes;
  given.fractional_error[4] = 0;
  const auto fixed = reference::point_chi2({&e, 1}, given);
  CHECK(fixed.total == Approx(25).epsilon(1e-9));
  CHECK(fixed.flux[4] == 1);
  CHECK(fixed.flux_pull[4] == 0);
}

TEST_CASE("all fluxes free: the Sun's luminosity decides on pp", "[property]") {
  // No data but CNO at twice the model: the three follow together, pp pays for their energy.
  const auto fluxes = solar::load_fluxes("sf3-gs98", SUNSI_TEST_DATA);
  const auto prior = solar::flux_prior(fluxes, {true, {}}, SUNSI_TEST_DATA);
  pipeline::ExperimentPrediction e;
  e.experiment = "borexino";
  e.observables.resize(2);
  for (const std::size_t s : {5u, 6u, 7u}) {
    e.observables[0].by_source[s] = 5. / 3;
  }
  e.observables[0].value = 5;
  e.observables[0].measurement.value = 10;
  e.observables[1].value = e.observables[1].measurement.value = 48;  // 7Be as the model has it
  e.observables[1].by_source[3] = 48;
  e.inverse_covariance = Eigen::Vector2d(1 / 0.25, 1.0).asDiagonal();
  const auto result = reference::point_chi2({&e, 1}, fluxes, prior);
  CHECK(result.flux[5] == Approx(2).epsilon(0.01));
  CHECK(result.flux[6] == Approx(result.flux[5]).epsilon(1e-3));
  CHECK(result.flux[7] == Approx(result.flux[5]).epsilon(0.02));
  double luminosity = 0;
  const auto& row = prior.constraints.front();
  for (std::size_t s = 0; s < 8; ++s) {
    luminosity += row.coefficient[s] * result.flux[s];
  }
  CHECK(luminosity == Approx(1).epsilon(1e-5));
  CHECK(result.flux[0] < 1);
  CHECK(result.flux[1] == Approx(result.flux[0]).epsilon(1e-4));  // pep follows pp
  CHECK(result.total < 0.1);
}
