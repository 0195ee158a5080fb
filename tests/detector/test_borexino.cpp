#include <Eigen/LU>
#include <catch2/catch.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/detector/borexino.hpp>
#include <sunsi/detector/scattering_rate.hpp>

using namespace sunsi;
using namespace sunsi::detector;

TEST_CASE("the card: measurements, windows, what enters chi2", "[reference]") {
  const Borexino b = load_borexino(SUNSI_TEST_DATA);
  CHECK(b.electrons_per_100t == 3.307e31);  // arXiv:1707.09279
  REQUIRE(b.observables.size() == 9);
  std::string used;
  for (const std::size_t i : b.used()) {
    used += b.observables[i].measurement.experiment + " " +
            b.observables[i].measurement.observable + ";";
  }
  // HER-I and HER-II are the parts of HER: all three together would count the data twice.
  CHECK(used ==
        "borexino-phase2 pp;borexino-phase2 7Be;borexino-phase2 pep;borexino-phase2 8B:3.2-5.7;"
        "borexino-phase2 8B:5.7;borexino-phase3 CNO;");
  CHECK(load_borexino(SUNSI_TEST_DATA, {"3"}).observables.size() == 1);
  CHECK(b.observables[8].sources.size() == 3);  // CNO
}

TEST_CASE("the covariance is the published block and diagonal elsewhere", "[reference]") {
  const Borexino b = load_borexino(SUNSI_TEST_DATA);
  std::vector<double> predicted;
  for (const auto& o : b.observables) {
    predicted.push_back(o.measurement.value);
  }
  const Eigen::MatrixXd inverse = b.inverse_covariance(predicted);
  REQUIRE(inverse.rows() == 6);
  // Order pp, 7Be, pep: arXiv:2312.12907 has pp, pep, 7Be.
  CHECK(inverse(0, 0) == 0.00647);
  CHECK(inverse(0, 1) == -0.0170);
  CHECK(inverse(0, 2) == -0.0126);
  CHECK(inverse(1, 2) == -0.501);
  CHECK(inverse(1, 1) == 0.784);
  CHECK(inverse(0, 3) == 0);
  const Eigen::MatrixXd covariance = inverse.inverse();
  // The errors of arXiv:1707.09279 come back: 7Be 1.2, pep 0.41, pp 12.9.
  CHECK(std::sqrt(covariance(1, 1)) == Approx(1.2).epsilon(0.05));
  CHECK(std::sqrt(covariance(2, 2)) == Approx(0.41).epsilon(0.05));
  // CNO 6.7 +2.0 -0.8: the error on the side of the prediction.
  predicted[8] = 4.9;
  CHECK(b.inverse_covariance(predicted)(5, 5) == Approx(1 / 0.64).epsilon(1e-3));
  predicted[8] = 8;
  CHECK(b.inverse_covariance(predicted)(5, 5) == Approx(1 / 4.0).epsilon(1e-3));
}

TEST_CASE("phase II's covariance is of phase II alone", "[property]") {
  // A used rate of another phase under the same name keeps its own error and is correlated with nothing.
  Borexino b = load_borexino(SUNSI_TEST_DATA);
  std::vector<double> predicted(b.observables.size(), 1.0);
  for (const std::size_t i : b.used()) {
    if (b.observables[i].measurement.observable == "7Be") {
      b.observables[i].measurement.experiment = "borexino-phase3";
      const Eigen::MatrixXd inverse = b.inverse_covariance(predicted);
      // 7Be of arXiv:1707.09279: 48.3, below it +-1.1 (stat) and 0.7 (syst).
      CHECK(inverse(1, 1) == Approx(1 / (1.1 * 1.1 + 0.7 * 0.7)).epsilon(1e-6));
      CHECK(inverse(0, 1) == 0);
      CHECK(inverse(1, 2) == 0);
      CHECK(inverse(0, 2) == -0.0126);
    }
  }
}

TEST_CASE("a rate is flux x targets x time x cross-section", "[reference]") {
  const NuElectronCrossSection tree(CrossSectionMode::tree);
  const std::vector<double> E{0.862}, w{1}, one{1}, zero{0}, half{0.5};
  const double e = mean_cross_section(tree, {E, w, one}, {});
  const double x = mean_cross_section(tree, {E, w, zero}, {});
  CHECK(e == Approx(tree.total(Flavour::e, 0.862)));
  CHECK(x == Approx(tree.total(Flavour::x, 0.862)));
  CHECK(mean_cross_section(tree, {E, w, half}, {}) == Approx((e + x) / 2));
  CHECK(counts_per_day(5e9, 5.8e-45, 3.307e31) == Approx(5e9 * 5.8e-45 * 3.307e31 * 86400));
  const std::vector<double> two{1, 2};
  CHECK_THROWS_AS(mean_cross_section(tree, {E, two, one}, {}), core::InvalidInput);
}

TEST_CASE("what Borexino's used observables say of predicted rates") {
  const Borexino b = load_borexino(SUNSI_TEST_DATA);
  Eigen::MatrixXd rates = Eigen::MatrixXd::Zero(9, 8);
  for (Eigen::Index i = 0; i < 9; ++i) {
    rates(i, i % 8) = b.observables[static_cast<std::size_t>(i)].measurement.value;
  }
  const Contribution c = b.contribution(rates);
  REQUIRE(c.measured.size() == static_cast<Eigen::Index>(b.used().size()));
  CHECK(c.measured == c.by_source.rowwise().sum());  // predicted as measured, rows in their order
  CHECK(c.label.back() == "borexino-phase3 CNO");
  CHECK(c.pulls.empty());
  const Eigen::Index cno = c.measured.size() - 1;
  CHECK(c.inverse_covariance(cno, cno) == Approx(1 / (1.4 * 1.4)));
  CHECK(c.inverse_covariance(0, 2) == -0.0126);  // pp and pep of phase II, as published
  // CNO of the high-metallicity model, 4.92: the smaller error; of twice that: the larger one. The rates
  // that choose the side may be others than those at the reference fluxes.
  rates.row(8) *= 4.92 / 6.7;
  CHECK(b.contribution(rates).inverse_covariance(cno, cno) ==
        Approx(1 / (0.8 * 0.8)).epsilon(1e-3));
  std::vector<double> at(9, 1.0);
  at[8] = 9.84;
  CHECK(b.contribution(rates, at).inverse_covariance(cno, cno) ==
        Approx(1 / (2.0 * 2.0)).epsilon(1e-3));
  CHECK_THROWS_AS(b.contribution(Eigen::MatrixXd::Zero(8, 8)), sunsi::core::InvalidInput);
  CHECK_THROWS_AS(b.contribution(rates, {1, 2}), sunsi::core::InvalidInput);
}
