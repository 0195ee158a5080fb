#include <catch2/catch.hpp>
#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/core/table.hpp>
#include <sunsi/detector/radiochemical.hpp>

using namespace sunsi;
using detector::Capture;
using detector::CaptureRates;
using detector::Radiochemical;
using model::Source;

namespace {

const std::filesystem::path data_folder = SUNSI_TEST_DATA;
constexpr double unit = 1e-46;

CaptureRates rates(double best, double plus, double minus) {
  CaptureRates r;
  r.best[0] = best;
  r.plus[0] = plus;
  r.minus[0] = minus;
  return r;
}

}  // namespace

TEST_CASE("gallium's cross-section goes through its table and a step at threshold", "[reference]") {
  const Radiochemical ga = Radiochemical::load("gallium", data_folder);
  const auto& sigma = ga.cross_section();
  // hep-ph/9710491, units 1e-46 cm^2: best, and a third of the way to the curves of 3 sigma.
  CHECK(sigma.cm2(0.24) == Approx(13.1 * unit).epsilon(1e-12));
  CHECK(sigma.cm2(2.0) == Approx(397.2 * unit).epsilon(1e-12));
  CHECK(sigma.cm2(10.0) == Approx(57100 * unit).epsilon(1e-12));
  CHECK(sigma.cm2(10.0, Capture::plus) == Approx((57100 + 55200. / 3) * unit).epsilon(1e-12));
  CHECK(sigma.cm2(10.0, Capture::minus) == Approx((57100 - 26700. / 3) * unit).epsilon(1e-12));
  // The Coulomb attraction leaves a step: 12.8 by a straight line from 0.25 over 0.24 MeV.
  CHECK(sigma.cm2(0.2332) == Approx(12.78 * unit).epsilon(5e-3));
  CHECK(sigma.cm2(0.2331) == 0);
  CHECK(sigma.threshold_MeV() == 0.2332);
  CHECK_THROWS_AS(sigma.cm2(20.1), core::InvalidInput);
  CHECK_THROWS_AS(sigma.cm2(NAN), core::InvalidInput);
  // Monotone: no overshoot between the rows, of any of the curves.
  for (const Capture which : detector::all_captures) {
    double last = 0;
    for (double E = 0.2332; E < 20; E += 0.003) {
      const double here = sigma.cm2(E, which);
      CHECK(here > last);
      last = here;
    }
  }
}

TEST_CASE("the lines of 7Be on gallium as published", "[reference]") {
  // hep-ph/9710491 gives 71.7e-46 cm^2 for both 7Be lines together (and 204e-46 for pep). Between the
  // rows of the table at 0.8 and 0.9 MeV the interpolation is good to half a per cent; between 1.4 and
  // 1.5 MeV to 1 %.
  const Radiochemical ga = Radiochemical::load("gallium", data_folder);
  const auto& sigma = ga.cross_section();
  CHECK(0.897 * sigma.cm2(0.8618) + 0.103 * sigma.cm2(0.3843) == Approx(71.7 * unit).epsilon(5e-3));
  CHECK(sigma.cm2(1.442) == Approx(204 * unit).epsilon(0.01));
}

TEST_CASE("chlorine's cross-section is a curve in the energy above threshold", "[reference]") {
  const Radiochemical cl = Radiochemical::load("chlorine", data_folder);
  const auto& sigma = cl.cross_section();
  // The 7Be line: 2.38e-46/0.8956 cm^2 (Bahcall 1989); a straight line from threshold to 1 MeV would
  // give 1.33e-46, one in E through the rows from 0.9 on more: the table has the row itself.
  CHECK(sigma.cm2(0.8613) == Approx(2.6575 * unit).epsilon(1e-12));
  CHECK(sigma.cm2(0.8618) == Approx(2.67 * unit).epsilon(5e-3));
  CHECK(sigma.cm2(1.442) == Approx(16 * unit).epsilon(1e-12));
  CHECK(sigma.cm2(10) == Approx(30000 * unit).epsilon(1e-12));
  CHECK(sigma.cm2(0.814) == 0);
  CHECK(sigma.cm2(0.81) == 0);
  // Between 2 and 3 MeV (37, 102) a straight line in E gives 69.5.
  CHECK(sigma.cm2(2.5) < 66 * unit);
  CHECK(sigma.cm2(2.5) > 55 * unit);
  // A power of (E - threshold) below the first row, falling to zero.
  CHECK(sigma.cm2(0.82) < sigma.cm2(0.84));
  CHECK(sigma.cm2(0.82) > 0);
  double last = 0;
  for (double E = 0.815; E < 30; E += 0.01) {
    CHECK(sigma.cm2(E) > last);
    last = sigma.cm2(E);
  }
  // 3.3 % on 8B and hep, nothing on 7Be.
  CHECK(cl.cm2(Source::b8, 8, Capture::plus) == Approx(1.033 * 10100 * unit).epsilon(1e-12));
  CHECK(cl.cm2(Source::hep, 8, Capture::minus) == Approx(0.967 * 10100 * unit).epsilon(1e-12));
  CHECK(cl.cm2(Source::be7, 0.8618, Capture::plus) == sigma.cm2(0.8618));
}

TEST_CASE("what was measured", "[reference]") {
  // arXiv:0901.2200: 66.1 +- 3.1 SNU of all gallium; ApJ 496, 505: 2.56 +- 0.16 +- 0.16.
  const Radiochemical ga = Radiochemical::load("gallium", data_folder);
  REQUIRE(ga.data().size() == 1);
  CHECK(ga.data()[0].measurement.value == 66.1);
  CHECK(ga.data()[0].measurement.error_up == 3.1);
  const Radiochemical cl = Radiochemical::load("chlorine", data_folder);
  REQUIRE(cl.data().size() == 1);
  CHECK(cl.data()[0].measurement.value == 2.56);
  CHECK(cl.data()[0].measurement.error_down == Approx(0.2263).epsilon(1e-3));
  CHECK(cl.data()[0].site == "homestake");
  CHECK_THROWS_AS(Radiochemical::load("iodine", data_folder), core::InvalidInput);
  CHECK_THROWS_AS(Radiochemical::load("gallium", "/nonexistent"), core::DataError);
}

TEST_CASE("a contribution has the cross-section as a pull") {
  const Radiochemical ga = Radiochemical::load("gallium", data_folder);
  const CaptureRates predicted = rates(65, 65 * 1.04, 65 * 0.97);
  const auto c = ga.contribution({&predicted, 1});
  CHECK(c.experiment == "gallium");
  CHECK(c.measured[0] == 66.1);
  CHECK(c.by_source(0, 0) == 65);
  CHECK(c.by_source.row(0).sum() == 65);
  CHECK(c.inverse_covariance(0, 0) == Approx(1 / (3.1 * 3.1)));
  REQUIRE(c.pulls.size() == 1);
  CHECK(c.pulls[0].name == "ga-cross-section");
  CHECK(c.pulls[0].up[0] == Approx(0.04));
  CHECK(c.pulls[0].down[0] == Approx(-0.03));
  // Without pulls the same error is in the covariance, on the side of the datum: 10 SNU below it only a
  // higher cross-section helps.
  const CaptureRates low = rates(55, 55 * 1.04, 55 * 0.97);
  CHECK(1 / ga.inverse_covariance({&low, 1})(0, 0) ==
        Approx(3.1 * 3.1 + std::pow(55 * 0.04, 2)).epsilon(1e-6));
  const CaptureRates high = rates(80, 80 * 1.04, 80 * 0.97);
  CHECK(1 / ga.inverse_covariance({&high, 1})(0, 0) ==
        Approx(3.1 * 3.1 + std::pow(80 * 0.03, 2)).epsilon(1e-6));
  CHECK_THROWS_AS(ga.contribution({}), core::InvalidInput);
  const CaptureRates none;
  CHECK_THROWS_AS(ga.contribution({&none, 1}), core::NumericalError);
}

TEST_CASE("capture weights are the integral of spectrum, cross-section and basis") {
  const Radiochemical ga = Radiochemical::load("gallium", data_folder);
  // A flat spectrum from 0 to 2 MeV, one break at 1: the integral by a fine trapezoid sum.
  detector::SourceSpectrum flat{{}, [](double E) { return E < 1 ? 0.25 : 0.75; }, {0, 1, 2}};
  const std::vector<double> edges{0.2332, 0.7, 1.3, 2};
  const auto basis = core::NodeBasis::gauss(edges, 5);
  const auto w = detector::CaptureWeights::build(ga, Source::pp, flat, basis);
  const auto P = [](double E) { return 0.3 + 0.1 * E * E; };  // a polynomial: the basis is exact
  double sum = 0, plus = 0;
  const int n = 200000;
  for (int i = 0; i < n; ++i) {
    const double E = 0.2332 + (2 - 0.2332) * (i + 0.5) / n;
    const double f = 1e36 * flat.density(E) * P(E) * (2 - 0.2332) / n;
    sum += f * ga.cm2(Source::pp, E, Capture::best);
    plus += f * ga.cm2(Source::pp, E, Capture::plus);
  }
  Eigen::VectorXd at(15);
  for (Eigen::Index j = 0; j < 15; ++j) {
    at[j] = P(basis.nodes()[static_cast<std::size_t>(j)]);
  }
  CaptureRates r;
  w.add_to(r, Source::pp, 1e10, at);
  CHECK(r.best[0] ==
        Approx(1e10 * sum).epsilon(1e-7));  // the midpoint sum's own error at the break
  CHECK(r.plus[0] == Approx(1e10 * plus).epsilon(1e-7));
  CHECK(r.minus[0] < r.best[0]);
  CHECK(r.total() == r.best[0]);
  CHECK_THROWS_AS(w.add_to(r, Source::pp, 1, Eigen::VectorXd::Ones(3)), core::InvalidInput);
  const std::vector<double> narrow{0.5, 2};
  CHECK_THROWS_AS(
      detector::CaptureWeights::build(ga, Source::pp, flat, core::NodeBasis::gauss(narrow, 5)),
      core::InvalidInput);
  // Lines: fraction x cross-section.
  detector::SourceSpectrum lines{{{0.3843, 0.103}, {0.8618, 0.897}}, {}, {}};
  const std::vector<double> nodes{0.3843, 0.8618};
  const auto l =
      detector::CaptureWeights::build(ga, Source::be7, lines, core::NodeBasis::lines(nodes));
  CHECK(l.best[0] == Approx(1e36 * 0.103 * ga.cross_section().cm2(0.3843)).epsilon(1e-12));
  CHECK(l.best[1] == Approx(1e36 * 0.897 * ga.cross_section().cm2(0.8618)).epsilon(1e-12));
}

TEST_CASE("an error without a step") {
  detector::Measurement m;
  m.value = 6.7;  // CNO of arXiv:2205.15975: +2.0 -0.8
  m.error_up = 2.0;
  m.error_down = 0.8;
  CHECK(m.smooth_error_towards(6.7) == Approx(1.4));
  CHECK(m.smooth_error_towards(5.9) == Approx(0.8).epsilon(0.02));
  CHECK(m.smooth_error_towards(8.7) == Approx(2.0).epsilon(0.001));
  double last = 0;  // chi2 rises on either side, without a step
  for (double d = 0.01; d < 6; d += 0.01) {
    const double chi2 = std::pow(d / m.smooth_error_towards(6.7 + d), 2);
    CHECK(chi2 > last);
    CHECK(chi2 - last < 0.06);
    last = chi2;
  }
  last = 0;
  for (double d = 0.01; d < 3; d += 0.01) {
    const double chi2 = std::pow(d / m.smooth_error_towards(6.7 - d), 2);
    CHECK(chi2 > last);
    last = chi2;
  }
}
