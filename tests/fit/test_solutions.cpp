// Solutions, contours and toys of functions that are known.
#include <tbb/global_control.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <string>
#include <sunsi/core/error.hpp>
#include <sunsi/fit/contours.hpp>
#include <sunsi/fit/solutions.hpp>
#include <sunsi/fit/toys.hpp>

#include "fit/toy_problems.hpp"

using namespace sunsi;
using fit::Octant;

namespace {

fit::Parameters parameters_of(const std::string& text) {
  return fit::Parameters(pipeline::parse_config("c.yaml", text, {}, SUNSI_TEST_DATA));
}

double sin2_theta12(const fit::Point& p) { return std::pow(std::sin(p.oscillation.theta12()), 2); }

/// Valleys at sin2_theta12 = 0.31 (depth 10) and 0.68 (depth 14.5), dm21 = 6e-5 (1 +- 0.1) in ln.
double valleys(const fit::Point& p) {
  const double s = sin2_theta12(p);
  const double dm = std::log(p.oscillation.dm21() / 6e-5) / 0.1;
  return (s < 0.5 ? 10 + std::pow((s - 0.31) / 0.015, 2) : 14.5 + std::pow((s - 0.68) / 0.02, 2)) +
         dm * dm;
}

}  // namespace

TEST_CASE("Both solutions, their distance and their intervals") {
  const auto list =
      fit::solutions_of(parameters_of("fit: {parameters: [sin2_theta12, dm21_eV2]}"), valleys);
  REQUIRE(list.size() == 2);
  CHECK(fit::name(list[0].octant) == "lma");
  CHECK(list[0].best.values[0] == Approx(0.31).margin(0.015 * 1e-3));
  CHECK(list[1].best.values[0] == Approx(0.68).margin(0.02 * 1e-3));
  CHECK(list[0].best.values[1] == Approx(6e-5).epsilon(1e-4));
  CHECK(list[0].delta_chi2 == 0);
  CHECK(list[1].delta_chi2 == Approx(4.5).margin(fit::chi2_accuracy));
  CHECK(&fit::best_of(list) == &list[0]);
  // From each solution's own minimum.
  CHECK(list[1].intervals[0][0].low.value() == Approx(0.66).margin(1e-4));
  CHECK(list[1].intervals[0][2].high.value() == Approx(0.74).margin(1e-4));
  CHECK(list[0].intervals[1][1].high.value() == Approx(6e-5 * std::exp(0.2)).epsilon(1e-4));
}

TEST_CASE("Where theta12 is held the dark solution is its mirror") {
  const auto list = fit::solutions_of(
      parameters_of("fit: {parameters: [dm21_eV2]}\noscillation: {sin2_theta12: 0.31}"), valleys);
  CHECK(list[0].best.chi2 == Approx(10).margin(1e-4));
  CHECK(list[1].best.chi2 == Approx(14.5 + 0.25).margin(1e-4));  // 0.69 is half an error off
}

TEST_CASE("The side of eps = 1 that the start does not see is found") {
  // A barrier at eps = 1 of the centre; the deeper valley is beyond it.
  const auto parameters = parameters_of(
      "model: {mass_MeV: 40, eps_medium: {value: 0.4}, c: -0.1, tan_eta: 1}\n"
      "fit: {parameters: [eps_medium]}");
  const auto config_centre = [&](const fit::Point& p) {
    return p.zprime ? p.zprime->eps_medium(1.52).value : 0.0;
  };
  const auto chi2 = [&](const fit::Point& p) {
    const double x = config_centre(p);
    return 40 * std::exp(-std::pow((x - 1) / 0.2, 2)) + std::pow((x - 1.8) / 0.5, 2) / 2;
  };
  const auto list = fit::solutions_of(parameters, chi2, {false});
  const auto eps = parameters.point(list[0].best.values).zprime->eps_medium(1.52).value;
  CHECK(eps == Approx(1.8).margin(0.02));
}

TEST_CASE("Contours of a Gaussian are its ellipses") {
  fit::Problem problem = toy::quadratic(0.3, 0.02, 7.5, 0.4, 0.6);
  problem.parameters.push_back({"z", "1", -10, 10, false, 0, 1});
  problem.chi2 = [two = problem.chi2](std::span<const double> v) {
    return two(v.first(2)) + std::pow(v[2] - (v[0] - 0.3) * 20, 2);  // to be minimised over
  };
  const fit::Minimum m = fit::minimise(problem, std::vector{0.3, 7.5, 0.0});
  const std::array<core::GridAxis, 2> axes{{{0.22, 0.38, 33, false}, {5.9, 9.1, 33, false}}};
  const fit::Contours table = fit::contours(problem, m, {0, 1}, axes);
  CHECK(table.least == Approx(5).margin(1e-6));
  CHECK(table.chi2.at(16 * 33 + 16) == Approx(5).margin(1e-6));  // the centre of the grid
  CHECK(table.chi2.at(16 * 33 + 20) ==  // one error in x, y held: 1/(1 - rho^2)
        Approx(5 + 1 / (1 - 0.36)).margin(1e-5));
  CHECK(table.values.at(16 * 33 + 20).at(2) == Approx(0.4).margin(1e-3));
  for (const fit::Contours::Level& level : table.levels) {
    REQUIRE(level.lines.size() == 1);
    CHECK(level.lines[0].closed);
    double area = 0;
    const auto& points = level.lines[0].points;
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
      const std::vector<double> at{points[i][0], points[i][1], (points[i][0] - 0.3) * 20};
      // A parabola is a cubic spline's own case up to its ends, natural here: 1e-3 inside.
      CHECK(problem.chi2(at) - 5 == Approx(level.rise).epsilon(2e-3));
      area += (points[i][0] * points[i + 1][1] - points[i + 1][0] * points[i][1]) / 2;
    }
    const double ellipse = std::numbers::pi * level.rise * 0.02 * 0.4 * std::sqrt(1 - 0.36);
    CHECK(area == Approx(-ellipse).epsilon(0.02));  // the outside is on the left: clockwise
  }
  const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
  CHECK(fit::contours(problem, m, {0, 1}, axes).chi2 == table.chi2);
  CHECK_THROWS_AS(fit::contours(problem, m, {0, 1}, {{{0.22, 0.38, 3, false}, axes[1]}}),
                  core::InvalidInput);
}

TEST_CASE("A failure within nested tasks is told, and nothing is read that was not made") {
  // Rows of a grid are tasks within which profiles are tasks: an exception in one must not leave the
  // others with loops that ended early.
  fit::Problem problem = toy::quadratic(0.3, 0.02, 7.5, 0.4, 0.6);
  const fit::Minimum m = fit::minimise(problem, std::vector{0.3, 7.5});
  const std::array<core::GridAxis, 2> axes{{{0.22, 0.38, 60, false}, {5.9, 9.1, 60, false}}};
  for (int after = 100; after < 3000; after += 300) {
    std::atomic<int> calls{0};
    fit::Problem failing = problem;
    failing.chi2 = [&](std::span<const double> v) {
      return ++calls > after ? std::nan("") : problem.chi2(v);
    };
    CHECK_THROWS_AS(fit::contours(failing, m, {0, 1}, axes), core::NumericalError);
    std::atomic<bool> stop{false};
    calls = 0;
    failing.chi2 = [&](std::span<const double> v) {
      stop = ++calls > after;
      return problem.chi2(v);
    };
    CHECK_THROWS_AS(fit::contours(failing, m, {0, 1}, axes, {{}, &stop}), core::Interrupted);
  }
}

TEST_CASE("Numbers of toys are Gaussian, and the same in every run") {
  double sum = 0, squares = 0, fourth = 0, beyond = 0;
  const int n = 100'000;
  fit::ToyNumbers numbers(7, 3);
  for (int i = 0; i < n; ++i) {
    const double x = numbers();
    sum += x;
    squares += x * x;
    fourth += x * x * x * x;
    beyond += std::abs(x) > 1 ? 1 : 0;
  }
  // Five standard errors of each mean.
  CHECK(std::abs(sum / n) < 5 / std::sqrt(n));
  CHECK(std::abs(squares / n - 1) < 5 * std::sqrt(2.0 / n));
  CHECK(std::abs(fourth / n - 3) < 5 * std::sqrt(96.0 / n));
  CHECK(std::abs(beyond / n - 0.3173) < 5 * std::sqrt(0.3173 * 0.6827 / n));
  fit::ToyNumbers a(7, 3), b(7, 4), c(8, 3), again(7, 3);
  const double first = a();
  CHECK(first == again());
  CHECK(first != b());
  CHECK(first != c());
}

TEST_CASE("Toys of a linear model: pulls of width 1 without bias, intervals that cover") {
  // Ten data of a straight line a + b t, errors 0.5: a Gaussian problem exactly.
  const std::vector<double> truth{1.0, -0.5};
  const auto objective = [&](std::uint64_t toy) -> fit::Objective {
    fit::ToyNumbers numbers(1, toy);
    std::vector<double> data;
    for (int t = 0; t < 10; ++t) {
      data.push_back(truth[0] + truth[1] * t + 0.5 * numbers());
    }
    return [data](std::span<const double> v) {
      double chi2 = 0;
      for (std::size_t t = 0; t < data.size(); ++t) {
        chi2 += std::pow((data[t] - v[0] - v[1] * static_cast<double>(t)) / 0.5, 2);
      }
      return chi2;
    };
  };
  const std::vector<fit::FreeParameter> parameters{{"a", "1", -20, 20, false, 1, 0.3},
                                                   {"b", "1", -5, 5, false, -0.5, 0.1}};
  const std::uint64_t n = 1000;
  const auto toys = fit::fit_toys(parameters, objective, truth, n);
  double chi2 = 0;
  for (const fit::ToyFit& toy : toys) {
    chi2 += toy.chi2;
    CHECK(toy.chi2_truth >= toy.chi2);
  }
  CHECK(chi2 / n == Approx(8).margin(5 * 4 / std::sqrt(n)));  // ten data, two parameters
  for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
    const fit::ToyStatistics s = fit::statistics_of(toys, k, truth);
    CHECK(std::abs(s.bias) < 5 / std::sqrt(n));
    CHECK(s.width == Approx(1).margin(5 / std::sqrt(2.0 * n)));
    CHECK(s.width_parabola == Approx(s.width).epsilon(1e-2));
    CHECK(s.coverage68 == Approx(0.6827).margin(5 * std::sqrt(0.6827 * 0.3173 / n)));
    CHECK(s.coverage95 == Approx(0.9545).margin(5 * std::sqrt(0.9545 * 0.0455 / n)));
  }
  CHECK(toys[17].best == fit::fit_toys(parameters, objective, truth, 18).at(17).best);
}
