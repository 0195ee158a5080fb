#include <catch2/catch.hpp>
#include <cmath>
#include <sunsi/bounds/detail/count_fit.hpp>
#include <sunsi/core/error.hpp>

using namespace sunsi;
using bounds::detail::CountFit;

TEST_CASE("counts: one bin in closed form", "[property]") {
  // n = 100 with a known background of 40: the best signal is 60, and chi2(0) = 2 (40 - 100 + 100 ln
  // 2.5).
  const CountFit fit({100}, {{{40}, 0}}, 0);
  const std::vector<double> signal{30};
  const auto s = fit.interval(signal, 1);
  CHECK(s.best == Approx(2).epsilon(1e-6));
  CHECK(s.chi2 == Approx(0).margin(1e-9));
  CHECK(fit.chi2(signal, 0) == Approx(2 * (-60 + 100 * std::log(2.5))).epsilon(1e-9));
  // Delta chi2 = 1: mu - n + n ln(n/mu) = 1/2 at both ends
  for (const double end : {s.low, s.high}) {
    const double mu = 40 + 30 * end;
    CHECK(2 * (mu - 100 + 100 * std::log(100 / mu)) == Approx(1).epsilon(1e-4));
  }
  CHECK(s.low < s.best);
  CHECK(s.high > s.best);
}

TEST_CASE("counts: pulls add in quadrature where counts are many", "[property]") {
  // 1e6 events of signal over 1e6 of background: Gaussian; sigma^2 = n + (2 % of background)^2 +
  // (1 % of signal)^2 in events. Tolerance: the signal's error grows with the strength (2 %).
  const CountFit fit({2e6}, {{{1e6}, 0.02}}, 0.01);
  const std::vector<double> signal{1e6};
  const auto s = fit.interval(signal, 1);
  const double sigma = std::sqrt(2e6 + 4e8 + 1e8) / 1e6;
  CHECK((s.high - s.low) / 2 == Approx(sigma).epsilon(0.02));
  CHECK(s.best == Approx(1).epsilon(1e-6));
}

TEST_CASE("counts: shapes tell signal from background", "[property]") {
  // two bins, the second without signal: it measures a background of unknown size
  const CountFit fit({150, 100}, {{{10, 10}, 100}}, 0);
  const std::vector<double> signal{25, 0};
  CHECK(fit.interval(signal, 1).best == Approx(2).epsilon(1e-3));
  CHECK(fit.fitted_backgrounds(signal)[0] == Approx(200).epsilon(1e-3));
}

TEST_CASE("counts: no signal seen", "[property]") {
  const CountFit fit({90}, {{{100}, 0.01}}, 0.1);
  const std::vector<double> signal{50};
  const auto s = fit.interval(signal, 2.7055);
  CHECK(s.best == 0);
  CHECK(s.low == 0);
  CHECK(fit.chi2(signal, s.high) - s.chi2 == Approx(2.7055).epsilon(1e-4));
}

TEST_CASE("counts that are none", "[input]") {
  CHECK_THROWS_AS(CountFit({}, {{{}, 0}}, 0), core::InvalidInput);
  CHECK_THROWS_AS(CountFit({1}, {{{1, 2}, 0}}, 0), core::InvalidInput);
  CHECK_THROWS_AS(CountFit({-1}, {{{1}, 0}}, 0), core::InvalidInput);
  CHECK_THROWS_AS(CountFit({1}, {{{std::nan("")}, 0}}, 0), core::InvalidInput);
  CHECK_THROWS_AS(CountFit({1}, {{{1}, 0}}, 0.7), core::InvalidInput);
}
