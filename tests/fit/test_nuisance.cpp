#include <gsl/gsl_multifit_nlinear.h>

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <sunsi/core/error.hpp>
#include <sunsi/fit/nuisance.hpp>

using namespace sunsi;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

double uniform(std::mt19937_64& random, double lo, double hi) {
  return lo + (hi - lo) * static_cast<double>(random() >> 11) * 0x1p-53;
}

VectorXd uniform(std::mt19937_64& random, Eigen::Index n, double lo, double hi) {
  VectorXd v(n);
  for (double& x : v) {
    x = uniform(random, lo, hi);
  }
  return v;
}

/// Eight fluxes with 2 to 20 % errors and correlations.
solar::FluxPrior some_prior(std::mt19937_64& random) {
  solar::FluxPrior prior;
  prior.reference.fill(1);
  const MatrixXd A = MatrixXd::NullaryExpr(8, 8, [&] { return uniform(random, -0.05, 0.05); });
  const MatrixXd covariance =
      A * A.transpose() + MatrixXd(VectorXd::Constant(8, 1e-3).asDiagonal());
  Eigen::Map<Eigen::Matrix<double, 8, 8>>(prior.inverse_covariance.data()) = covariance.inverse();
  return prior;
}

MatrixXd covariance_of(const solar::FluxPrior& prior) {
  return Eigen::Map<const Eigen::Matrix<double, 8, 8>>(prior.inverse_covariance.data()).inverse();
}

/// n data with 5 % errors, up to 20 % off; correlated when asked for.
detector::Contribution some_data(std::mt19937_64& random, const std::string& name, Eigen::Index n) {
  detector::Contribution c;
  c.experiment = name;
  c.label.assign(static_cast<std::size_t>(n), "x");
  c.fixed = uniform(random, n, 0, 1);
  c.by_source = MatrixXd::NullaryExpr(n, 8, [&] { return uniform(random, 0, 0.5); });
  const VectorXd mu = c.fixed + c.by_source.rowwise().sum();
  c.measured = mu.cwiseProduct(uniform(random, n, 0.8, 1.2));
  const MatrixXd A = MatrixXd::NullaryExpr(n, n, [&] { return uniform(random, -0.02, 0.02); });
  c.inverse_covariance =
      (A * A.transpose() + MatrixXd((0.05 * mu).cwiseAbs2().asDiagonal())).inverse();
  return c;
}

/// Everything at once: two experiments, a common pull, asymmetric ones.
std::vector<detector::Contribution> everything(std::mt19937_64& random) {
  std::vector<detector::Contribution> list{some_data(random, "a", 20), some_data(random, "b", 7)};
  const auto pull = [&](const std::string& name, Eigen::Index n, bool linear) {
    const VectorXd up = uniform(random, n, -0.05, 0.1);
    return detector::Pull{name, up, linear ? VectorXd(-up) : uniform(random, n, -0.1, 0.02)};
  };
  list[0].pulls = {pull("z-scale", 20, true), pull("common", 20, false),
                   pull("b-shape", 20, false)};
  list[1].pulls = {pull("common", 7, false)};
  return list;
}

/// Whitened residuals of everything() for GSL: data, pulls, fluxes.
struct Problem {
  const std::vector<detector::Contribution>* data;
  const solar::FluxPrior* prior;
};

int residuals(const gsl_vector* x, void* params, gsl_vector* out) {
  const auto& problem = *static_cast<const Problem*>(params);
  std::array<double, 8> flux{};
  for (std::size_t s = 0; s < 8; ++s) {
    flux[s] = gsl_vector_get(x, s);
  }
  const std::map<std::string, double> pulls{{"b-shape", gsl_vector_get(x, 8)},
                                            {"common", gsl_vector_get(x, 9)},
                                            {"z-scale", gsl_vector_get(x, 10)}};
  std::size_t row = 0;
  for (const detector::Contribution& c : *problem.data) {
    const VectorXd white =
        c.inverse_covariance.llt().matrixU() * (c.measured - fit::predicted(c, flux, pulls));
    for (const double r : white) {
      gsl_vector_set(out, row++, r);
    }
  }
  for (const auto& [name, value] : pulls) {
    gsl_vector_set(out, row++, value);
  }
  const Eigen::Map<const Eigen::Matrix<double, 8, 1>> f(flux.data());
  const MatrixXd Q =
      Eigen::Map<const Eigen::Matrix<double, 8, 8>>(problem.prior->inverse_covariance.data());
  const VectorXd white = Q.llt().matrixU() * (f - Eigen::Matrix<double, 8, 1>::Ones());
  for (const double r : white) {
    gsl_vector_set(out, row++, r);
  }
  return GSL_SUCCESS;
}

}  // namespace

TEST_CASE("a profile over fluxes is the chi2 of a dense covariance") {
  std::mt19937_64 random(1);
  const solar::FluxPrior prior = some_prior(random);
  const std::vector<detector::Contribution> data{some_data(random, "a", 12)};
  const fit::Profile profile = fit::profile(data, prior);
  const detector::Contribution& c = data.front();
  const MatrixXd dense =
      c.inverse_covariance.inverse() + c.by_source * covariance_of(prior) * c.by_source.transpose();
  const VectorXd residual = c.measured - fit::predicted(c, {1, 1, 1, 1, 1, 1, 1, 1});
  CHECK(profile.total == Approx(residual.dot(dense.inverse() * residual)).epsilon(1e-10));
  CHECK(profile.total == Approx(profile.by_contribution[0] + profile.fluxes).epsilon(1e-14));
  CHECK(profile.fluxes == Approx(fit::flux_chi2(prior, profile.flux)));
  CHECK(profile.iterations == 2);  // the second finds nothing left
  CHECK(profile.predicted[0].isApprox(fit::predicted(c, profile.flux)));
}

TEST_CASE("linear pulls on what does not depend on fluxes are a dense covariance") {
  std::mt19937_64 random(2);
  solar::FluxPrior prior;
  prior.fixed.fill(true);
  // Two experiments of one common error and one of their own. With one pull a datum the prediction is
  // linear in it; the products of two need the nonlinear test below.
  std::vector<detector::Contribution> data{some_data(random, "a", 5), some_data(random, "b", 4)};
  MatrixXd dense = MatrixXd::Zero(9, 9);
  VectorXd residual(9);
  VectorXd common(9);
  for (Eigen::Index first : {Eigen::Index{0}, Eigen::Index{5}}) {
    detector::Contribution& c = data[first == 0 ? 0 : 1];
    const Eigen::Index n = c.measured.size();
    c.by_source.setZero();
    c.measured = c.fixed.cwiseProduct(uniform(random, n, 0.9, 1.1));
    const VectorXd up = uniform(random, n, -0.1, 0.2);
    c.pulls = {{"common", up, -up}};
    dense.block(first, first, n, n) = c.inverse_covariance.inverse();
    residual.segment(first, n) = c.measured - c.fixed;
    common.segment(first, n) = c.fixed.cwiseProduct(up);
  }
  dense += common * common.transpose();
  const fit::Profile profile = fit::profile(data, prior);
  CHECK(profile.total == Approx(residual.dot(dense.inverse() * residual)).epsilon(1e-10));
  CHECK(profile.pull_name == std::vector<std::string>{"common"});
  CHECK(profile.pulls == Approx(profile.pull[0] * profile.pull[0]));
}

TEST_CASE("products of fluxes and asymmetric pulls reach the minimum that GSL finds") {
  std::mt19937_64 random(GENERATE(3, 4, 5, 6));
  const solar::FluxPrior prior = some_prior(random);
  const std::vector<detector::Contribution> data = everything(random);
  const fit::Profile profile = fit::profile(data, prior);
  REQUIRE(profile.pull_name == std::vector<std::string>{"b-shape", "common", "z-scale"});

  Problem problem{&data, &prior};
  constexpr std::size_t rows = 20 + 7 + 3 + 8;
  constexpr std::size_t columns = 11;
  gsl_multifit_nlinear_parameters how = gsl_multifit_nlinear_default_parameters();
  gsl_multifit_nlinear_fdf system{residuals, nullptr, nullptr, rows, columns, &problem, 0, 0, 0};
  const std::unique_ptr<gsl_multifit_nlinear_workspace, void (*)(gsl_multifit_nlinear_workspace*)>
      work(gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &how, rows, columns),
           gsl_multifit_nlinear_free);
  double start[columns] = {1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0};
  const gsl_vector_const_view at = gsl_vector_const_view_array(start, columns);
  REQUIRE(gsl_multifit_nlinear_init(&at.vector, &system, work.get()) == GSL_SUCCESS);
  int info = 0;
  REQUIRE(gsl_multifit_nlinear_driver(200, 1e-10, 1e-10, 0, nullptr, nullptr, &info, work.get()) ==
          GSL_SUCCESS);
  const gsl_vector* f = gsl_multifit_nlinear_residual(work.get());
  double chi2 = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    chi2 += gsl_vector_get(f, i) * gsl_vector_get(f, i);
  }
  CHECK(profile.total == Approx(chi2).epsilon(1e-8));
  for (std::size_t s = 0; s < 8; ++s) {
    // A minimum that is right to 1e-8 of chi2 ~ 100 leaves parameters 1e-3 of their errors.
    CHECK(profile.flux[s] ==
          Approx(gsl_vector_get(gsl_multifit_nlinear_position(work.get()), s)).margin(1e-3 * 0.2));
  }
  // Asymmetric: the linear solution alone is another one.
  std::vector<detector::Contribution> linear = data;
  for (detector::Contribution& c : linear) {
    for (detector::Pull& pull : c.pulls) {
      pull.up = (pull.up - pull.down) / 2;
      pull.down = -pull.up;
    }
  }
  CHECK(std::abs(fit::profile(linear, prior).total - profile.total) > 1e-3);
}

TEST_CASE("a pull moves predictions to where its table says") {
  detector::Contribution c;
  c.experiment = "one";
  c.label = {"x", "y"};
  c.fixed = Eigen::Vector2d(2, 0);
  c.by_source = MatrixXd::Zero(2, 8);
  c.by_source(1, 4) = 3;  // 8B
  c.measured = Eigen::Vector2d(2, 3);
  c.inverse_covariance = MatrixXd::Identity(2, 2) * 1e8;  // data are exact
  c.pulls = {{"p", Eigen::Vector2d(0.1, 0.2), Eigen::Vector2d(-0.05, -0.3)}};
  const std::array<double, 8> one{1, 1, 1, 1, 1, 1, 1, 1};
  CHECK(fit::predicted(c, one, {{"p", 1}}).isApprox(Eigen::Vector2d(2.2, 3.6)));
  CHECK(fit::predicted(c, one, {{"p", -1}}).isApprox(Eigen::Vector2d(1.9, 2.1)));
  std::array<double, 8> twice = one;
  twice[4] = 2;
  CHECK(fit::predicted(c, twice).isApprox(Eigen::Vector2d(2, 6)));
  CHECK(fit::predicted(c, twice, {{"p", 1}, {"other", 5}}).isApprox(Eigen::Vector2d(2.2, 7.2)));
  // Exact data at +1 sigma pull it there, at the price of 1.
  solar::FluxPrior fixed;
  fixed.fixed.fill(true);
  c.measured = Eigen::Vector2d(2.2, 3.6);
  fit::Profile profile = fit::profile({&c, 1}, fixed);
  CHECK(profile.pull[0] == Approx(1).epsilon(1e-5));
  CHECK(profile.total == Approx(1).epsilon(1e-5));
  c.measured = Eigen::Vector2d(1.9, 2.1);
  profile = fit::profile({&c, 1}, fixed);
  CHECK(profile.pull[0] == Approx(-1).epsilon(1e-5));
}

TEST_CASE("held and fixed fluxes, constraints") {
  std::mt19937_64 random(8);
  solar::FluxPrior prior = some_prior(random);
  const std::vector<detector::Contribution> data{some_data(random, "a", 12)};
  const fit::Profile best = fit::profile(data, prior);
  // Held at its best value a flux changes nothing; held elsewhere chi2 is larger.
  fit::HeldFluxes held{};
  held[4] = best.flux[4];
  CHECK(fit::profile(data, prior, held).total == Approx(best.total).epsilon(1e-10));
  held[4] = best.flux[4] + 0.02;
  const fit::Profile moved = fit::profile(data, prior, held);
  CHECK(moved.total > best.total + 1e-3);
  CHECK(moved.flux[4] == best.flux[4] + 0.02);
  // A tight constraint on one flux is as good as holding it.
  solar::FluxPrior tight = prior;
  tight.constraints.push_back({"8B", {0, 0, 0, 0, 2, 0, 0, 0}, 2 * (best.flux[4] + 0.02), 1e-6});
  const fit::Profile constrained = fit::profile(data, tight);
  CHECK(constrained.flux[4] == Approx(best.flux[4] + 0.02).epsilon(1e-8));
  CHECK(constrained.total == Approx(moved.total).epsilon(1e-6));
  // Fixed: at 1 without a parameter.
  prior.fixed[4] = true;
  for (std::size_t s = 0; s < 8; ++s) {
    prior.inverse_covariance[8 * 4 + s] = prior.inverse_covariance[8 * s + 4] = 0;
  }
  CHECK(fit::profile(data, prior).flux[4] == 1);
}

TEST_CASE("a profile refuses what cannot be profiled") {
  std::mt19937_64 random(9);
  const solar::FluxPrior prior = some_prior(random);
  std::vector<detector::Contribution> data{some_data(random, "a", 5)};
  data[0].measured.conservativeResize(4);
  CHECK_THROWS_AS(fit::profile(data, prior), core::InvalidInput);
  data[0] = some_data(random, "a", 5);
  fit::HeldFluxes held{};
  held[0] = -1;
  CHECK_THROWS_AS(fit::profile(data, prior, held), core::InvalidInput);
  data[0].by_source(0, 0) = NAN;
  CHECK_THROWS_AS(fit::profile(data, prior), core::NumericalError);
  solar::FluxPrior nothing;  // no prior, no data: nothing holds the fluxes
  CHECK_THROWS_AS(fit::profile({}, nothing), core::NumericalError);
}

TEST_CASE("a strongly curved pull far from the data ends at the lowest place of a scan") {
  // One rate like gallium's, its pull 32 % up and 2 % down, predicted at twice what was seen: Gauss and
  // Newton's steps alone overshoot by nearly the same factor each time and never end.
  solar::FluxPrior prior;
  prior.fixed.fill(true);
  for (const double predicted : {90.0, 110.0, 130.0, 160.0, 200.0}) {
    detector::Contribution c;
    c.experiment = "rate";
    c.label = {"rate"};
    c.measured = VectorXd::Constant(1, 66.0);
    c.fixed = VectorXd::Constant(1, predicted);
    c.by_source = MatrixXd::Zero(1, 8);
    c.inverse_covariance = MatrixXd::Constant(1, 1, 1 / 9.0);
    c.pulls.push_back({"curved", VectorXd::Constant(1, 0.32), VectorXd::Constant(1, -0.023)});
    const fit::Profile profile = fit::profile(std::vector{c}, prior);
    double least = 1e300;
    for (double xi = -8; xi < 8; xi += 1e-4) {
      const double shift = xi * (0.32 + 0.023) / 2 + xi * xi * (0.32 - 0.023) / 2;
      least = std::min(least, std::pow((66 - predicted * (1 + shift)) / 3, 2) + xi * xi);
    }
    CHECK(profile.total == Approx(least).margin(1e-4 * least));  // half a step of the scan
    CHECK(profile.iterations < 30);
  }
}
