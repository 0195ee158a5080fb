// Minima of functions whose minima are known.
#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/fit/minimise.hpp>

#include "fit/toy_problems.hpp"

using namespace sunsi;
using fit::Begin;
using fit::minimise;
using fit::Minimum;
using fit::Problem;

TEST_CASE("The minimum of a correlated quadratic, its errors and correlation") {
  const Problem problem = toy::quadratic(0.3, 0.02, 7.5, 0.4, -0.8);
  for (const Begin begin : {Begin::afar, Begin::nearby}) {
    const Minimum m = minimise(problem, std::vector{0.45, 9.0}, begin);
    // A quadratic is Newton's own case: rounding over the difference step is left, 1e-6 of an error.
    CHECK(m.values[0] == Approx(0.3).margin(0.02 * 1e-5));
    CHECK(m.values[1] == Approx(7.5).margin(0.4 * 1e-5));
    CHECK(m.chi2 == Approx(5).margin(1e-9));
    CHECK(m.sigma(0) == Approx(0.02).epsilon(1e-5));
    CHECK(m.sigma(1) == Approx(0.4).epsilon(1e-5));
    CHECK(m.correlation(0, 1) == Approx(-0.8).epsilon(1e-5));
    CHECK_FALSE(m.at_end[0]);
  }
}

TEST_CASE("A logarithmic parameter has its error in its own unit") {
  Problem problem = toy::quadratic(0, 1, 0, 1, 0);
  problem.parameters.resize(1);
  problem.parameters[0] = {"g", "1", 1e-10, 1, true, 1e-3, 0.5};
  problem.chi2 = [](std::span<const double> v) {
    const double pull = std::log(v[0] / 4e-4) / 0.1;
    return pull * pull;
  };
  const Minimum m = minimise(problem, std::vector{1e-3});
  CHECK(m.values[0] == Approx(4e-4).epsilon(1e-6));
  CHECK(m.sigma(0) == Approx(4e-5).epsilon(1e-4));
}

TEST_CASE("A curved valley is followed to its end") {
  const Problem problem = toy::banana();
  for (const auto& start :
       {std::vector{-1.2, 1.0}, std::vector{2.5, -1.5}, std::vector{0.0, 3.9}}) {
    for (const Begin begin : {Begin::afar, Begin::nearby}) {
      const Minimum m = minimise(problem, start, begin);
      CHECK(m.chi2 < fit::chi2_accuracy);
      CHECK(m.values[0] == Approx(1).margin(0.02));  // chi2 = (1 - x)^2 + ...
      CHECK(m.evaluations < 600);
    }
  }
}

TEST_CASE("A minimum beyond the range is taken at its end, the others at their best there") {
  Problem problem = toy::quadratic(0.3, 0.02, 7.5, 0.4, -0.8);
  problem.parameters[0].max = 0.27;
  problem.parameters[0].start = 0.2;
  const Minimum m = minimise(problem, std::vector{0.2, 7.0});
  CHECK(m.values[0] == 0.27);
  CHECK(m.at_end[0]);
  // The conditional mean of a Gaussian: y0 + rho sy/sx (x - x0); chi2 = ((x - x0)/sx)^2.
  CHECK(m.values[1] == Approx(7.5 - 0.8 * 0.4 / 0.02 * -0.03).epsilon(1e-5));
  CHECK(m.chi2 == Approx(5 + 2.25).epsilon(1e-7));
  CHECK(m.sigma(0) == 0);
  CHECK(m.sigma(1) == Approx(0.4 * std::sqrt(1 - 0.64)).epsilon(1e-4));
}

TEST_CASE("Of two valleys the search takes its own, several starts the deeper one") {
  const Problem problem = toy::two_valleys(0.3, 1.0, 0.7, 3.0);
  CHECK(minimise(problem, std::vector{0.72, 0.0}, Begin::nearby).chi2 == Approx(3).margin(1e-4));
  CHECK(minimise(problem, std::vector{0.28, 0.0}, Begin::nearby).chi2 == Approx(1).margin(1e-4));
  const std::vector<std::vector<double>> starts{{0.72, 0.0}, {0.28, 0.1}};
  const Minimum best = minimise(problem, starts);
  CHECK(best.chi2 == Approx(1).margin(1e-4));
  CHECK(best.values[0] == Approx(0.3).margin(1e-3));
}

TEST_CASE("Rounding noise of a likelihood does not stop the search") {
  Problem problem = toy::banana();
  problem.chi2 = [smooth = problem.chi2](std::span<const double> v) {
    return smooth(v) + 1e-7 * std::sin(1e9 * (v[0] + v[1]));
  };
  const Minimum m = minimise(problem, std::vector{-1.2, 1.0});
  CHECK(m.chi2 < fit::chi2_accuracy);
}

TEST_CASE("A step of a likelihood's own error beside the minimum does not stop the search") {
  // A step up of 3e-3 just below the minimum: chi2 is lowest at its foot, where differences of a twentieth of
  // an error see it fall on.
  Problem problem = toy::quadratic(0.3, 0.02, 7.5, 0.4, 0.6);
  for (const double at : {7.5 - 0.02 * 0.4, 7.5 - 0.03 * 0.4, 7.5 - 0.04 * 0.4, 7.5 + 0.01 * 0.4}) {
    Problem stepped = problem;
    stepped.chi2 = [&](std::span<const double> v) {
      return problem.chi2(v) + (v[1] > at ? 3e-3 : 0);
    };
    for (const auto& start :
         {std::vector{0.33, 8.3}, std::vector{0.28, 6.9}, std::vector{0.2, 9.4}}) {
      for (const Begin begin : {Begin::afar, Begin::nearby}) {
        const Minimum m = minimise(stepped, start, begin);
        CHECK(m.chi2 == Approx(5).margin(5e-3));
        CHECK(m.values[0] == Approx(0.3).margin(0.07 * 0.02));  // sqrt(5e-3) errors
        CHECK(m.values[1] == Approx(7.5).margin(0.07 * 0.4));
      }
    }
  }
}

TEST_CASE("A parameter that chi2 does not know has no error and harms nothing") {
  Problem problem = toy::quadratic(0.3, 0.02, 7.5, 0.4, -0.8);
  problem.parameters.push_back({"g", "1", 1e-10, 1, true, 1e-3, 0.5});
  problem.chi2 = [two = problem.chi2](std::span<const double> v) { return two(v.first(2)); };
  const Minimum m = minimise(problem, std::vector{0.45, 9.0, 1e-3});
  CHECK(m.chi2 == Approx(5).margin(1e-6));
  CHECK(m.sigma(2) == 0);
  CHECK(m.sigma(0) == Approx(0.02).epsilon(1e-3));
}

TEST_CASE("What goes wrong is said with the point") {
  Problem problem = toy::quadratic(0.3, 0.02, 7.5, 0.4, 0);
  problem.chi2 = [](std::span<const double>) { return std::nan(""); };
  CHECK_THROWS_WITH(minimise(problem, std::vector{0.4, 7.0}), Catch::Contains("x = 0.4"));
  // As rough at every scale: nothing is a minimum within the accuracy.
  problem.chi2 = [](std::span<const double> v) { return 10 * std::sin(1e15 * v[0] * v[1]); };
  CHECK_THROWS_AS(minimise(problem, std::vector{0.4, 7.0}), core::NumericalError);
  const std::atomic<bool> stop{true};
  CHECK_THROWS_AS(minimise(toy::banana(), std::vector{0.0, 0.0}, Begin::afar, {{}, &stop}),
                  core::Interrupted);
}

TEST_CASE("The same search gives the same bytes") {
  const Problem problem = toy::banana();
  const Minimum a = minimise(problem, std::vector{-1.2, 1.0});
  const Minimum b = minimise(problem, std::vector{-1.2, 1.0});
  CHECK(a.values == b.values);
  CHECK(a.covariance == b.covariance);
}
