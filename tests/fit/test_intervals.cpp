// Intervals and profiles of functions whose intervals are known.
#include <tbb/global_control.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <sunsi/fit/intervals.hpp>

#include "fit/toy_problems.hpp"

using namespace sunsi;
using fit::intervals;
using fit::minimise;
using fit::Minimum;
using fit::Problem;

TEST_CASE("Of a Gaussian the intervals are 1, 2, 3 errors, whatever the correlation") {
  const Problem problem = toy::quadratic(0.3, 0.02, 7.5, 0.4, 0.9);
  const Minimum m = minimise(problem, std::vector{0.33, 7.0});
  const auto result = intervals(problem, m);
  CHECK_FALSE(result.lower);
  for (std::size_t k = 0; k < 3; ++k) {
    const double s = static_cast<double>(k) + 1;
    // Of sqrt(rise) the root is found to 1e-3 and corrected along a line: 1e-5 of an error is left.
    CHECK(result.of[0][k].low.value() == Approx(0.3 - s * 0.02).margin(0.02 * 1e-4));
    CHECK(result.of[0][k].high.value() == Approx(0.3 + s * 0.02).margin(0.02 * 1e-4));
    CHECK(result.of[1][k].low.value() == Approx(7.5 - s * 0.4).margin(0.4 * 1e-4));
    CHECK(result.of[1][k].high.value() == Approx(7.5 + s * 0.4).margin(0.4 * 1e-4));
  }
}

TEST_CASE("A curved valley: the profile of x is a parabola, that of y is not symmetric") {
  const Problem problem = toy::banana();
  const Minimum m = minimise(problem, std::vector{0.0, 0.0});
  const auto result = intervals(problem, m);
  for (std::size_t k = 0; k < 3; ++k) {
    const double s = static_cast<double>(k) + 1;
    CHECK(result.of[0][k].low.value() == Approx(1 - s).margin(2e-3));
    CHECK(result.of[0][k].high.value() == Approx(1 + s).margin(2e-3));
  }
  // High end of y: min over x of (1 - x)^2 + 100 (y - x^2)^2 = 1; x^2 is y to 1/400, so y is (1 + 1)^2
  // and a little more.
  CHECK(result.of[1][0].high.value() == Approx(4).epsilon(2e-3));
}

TEST_CASE("Where chi2 does not rise enough before the range ends there is no limit") {
  Problem problem = toy::quadratic(0.3, 0.02, 7.5, 0.4, 0);
  problem.parameters[0].min = 0.25;  // 2.5 errors below
  problem.parameters[1].max = 7.5;   // the minimum itself is an end
  const Minimum m = minimise(problem, std::vector{0.33, 7.0});
  const auto result = intervals(problem, m);
  CHECK(result.of[0][1].low.value() == Approx(0.26).margin(1e-5));
  CHECK_FALSE(result.of[0][2].low.has_value());
  CHECK(result.of[0][2].high.has_value());
  CHECK_FALSE(result.of[1][0].high.has_value());
  CHECK(result.of[1][2].low.value() == Approx(7.5 - 1.2).margin(1e-4));
}

TEST_CASE("A flat side of a logarithmic parameter is an upper limit alone") {
  Problem problem;
  problem.parameters = {{"g", "1", 1e-10, 1, true, 1e-6, 0.5}};
  problem.chi2 = [](std::span<const double> v) { return std::pow(v[0] / 1e-4, 4); };
  const Minimum m = minimise(problem, std::vector{1e-6});
  const auto result = intervals(problem, m);
  for (std::size_t k = 0; k < 3; ++k) {
    CHECK_FALSE(result.of[0][k].low.has_value());
    const double s = static_cast<double>(k) + 1;
    CHECK(result.of[0][k].high.value() == Approx(1e-4 * std::sqrt(s)).epsilon(1e-3));
  }
}

TEST_CASE("A deeper valley met on the way is told") {
  const Problem problem = toy::two_valleys(0.3, 1.0, 0.36, 0.2);
  const Minimum shallow = minimise(problem, std::vector{0.3, 0.0}, fit::Begin::nearby);
  REQUIRE(shallow.chi2 == Approx(1).margin(1e-3));
  const auto result = intervals(problem, shallow);
  REQUIRE(result.lower);
  CHECK(result.lower->chi2 < 1 - fit::chi2_accuracy);
  CHECK(result.lower->values[0] > 0.32);
}

TEST_CASE("A profile passes through the minimum, in order, alike for any number of threads") {
  const Problem problem = toy::quadratic(0.3, 0.02, 7.5, 0.4, 0.9);
  const Minimum m = minimise(problem, std::vector{0.33, 7.0});
  std::vector<double> values;
  for (int i = -10; i <= 10; ++i) {
    values.push_back(0.3 + 0.005 * i);
  }
  const auto points = fit::profile(problem, m, 0, values);
  REQUIRE(points.size() == values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double s = (values[i] - 0.3) / 0.02;
    CHECK(points[i].value == values[i]);
    CHECK(points[i].chi2 == Approx(5 + s * s).margin(1e-6));
    CHECK(points[i].values[1] == Approx(7.5 + 0.9 * 0.4 * s).margin(1e-4));
  }
  const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
  const auto again = fit::profile(problem, m, 0, values);
  for (std::size_t i = 0; i < values.size(); ++i) {
    CHECK(points[i].values == again[i].values);
  }
}

TEST_CASE("Rises of chi2 for one and two parameters") {
  for (const double s : {1.0, 2.0, 3.0}) {
    CHECK(fit::rise_of_sigmas(s, 1) == Approx(s * s).epsilon(1e-9));
    // Two degrees of freedom: the tail is exp(-rise/2).
    CHECK(fit::rise_of_sigmas(s, 2) == Approx(-2 * std::log(std::erfc(s / std::sqrt(2)))));
  }
  CHECK(fit::rise_of_sigmas(1, 2) == Approx(2.30).epsilon(2e-3));
  CHECK(fit::rise_of_sigmas(2, 2) == Approx(6.18).epsilon(2e-3));
  CHECK(fit::rise_of_sigmas(3, 2) == Approx(11.83).epsilon(2e-3));
}
