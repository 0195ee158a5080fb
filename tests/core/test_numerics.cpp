#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <sunsi/core/error.hpp>
#include <sunsi/core/hermite.hpp>
#include <sunsi/core/interpolation.hpp>
#include <sunsi/core/quadrature.hpp>

using namespace sunsi::core;

TEST_CASE("quintic Hermite data reproduce a polynomial of degree five", "[property]") {
  const auto f = [](double x) {
    return 1 - x + 2 * x * x - 0.5 * x * x * x + 0.3 * std::pow(x, 4) - 0.2 * std::pow(x, 5);
  };
  const auto d = [](double x) {
    return -1 + 4 * x - 1.5 * x * x + 1.2 * x * x * x - std::pow(x, 4);
  };
  const auto dd = [](double x) { return 4 - 3 * x + 3.6 * x * x - 4 * x * x * x; };
  const std::vector<double> x{0, 0.3, 1.1, 2};
  std::vector<double> y, y1, y2;
  for (const double v : x) {
    y.push_back(f(v));
    y1.push_back(d(v));
    y2.push_back(dd(v));
  }
  const QuinticHermite h(x, y, y1, y2);
  for (double v = 0; v <= 2; v += 0.01) {
    CHECK(h(v).value == Approx(f(v)).margin(1e-13));
    CHECK(h(v).slope == Approx(d(v)).margin(1e-12));
  }
  CHECK(h(5).value == Approx(f(2)));                            // the nearer end
  CHECK_THROWS_AS(QuinticHermite(y, y, y1, y2), InvalidInput);  // breakpoints that do not increase
}

TEST_CASE("Gauss rule of a measure is exact to degree 2n - 1 and not beyond", "[property]") {
  std::vector<double> x(500), w(500);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = static_cast<double>(i) / 499;
    w[i] = x[i] * x[i] * std::exp(-20 * x[i]);
  }
  const Quadrature rule = gauss_from_measure(x, w, 6);
  REQUIRE(rule.node.size() == 6);
  for (int degree = 0; degree <= 12; ++degree) {
    double exact = 0, gauss = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      exact += w[i] * std::pow(x[i], degree);
    }
    for (std::size_t k = 0; k < 6; ++k) {
      CHECK(rule.weight[k] > 0);
      gauss += rule.weight[k] * std::pow(rule.node[k], degree);
    }
    if (degree <= 11) {
      CHECK(gauss == Approx(exact).epsilon(1e-12));
    } else {
      CHECK(std::abs(gauss / exact - 1) > 1e-9);
    }
  }
  CHECK_THROWS_AS(gauss_from_measure(x, w, 501), InvalidInput);
}

TEST_CASE("a recursion ends with the points of its measure, at any scale", "[property]") {
  const std::vector<double> x{-2, 0.5, 0.5, 1, 7}, w{1, 2, 3, 0, 4};  // three points with weight
  for (const double scale : {1.0, 1e-13, 1e13}) {
    std::vector<double> scaled = x;
    for (double& v : scaled) {
      v *= scale;
    }
    const Recursion recursion = recursion_of_measure(scaled, w, 5);
    REQUIRE(recursion.a.size() == 3);
    REQUIRE(recursion.b.size() == 2);
    const Quadrature rule = gauss_from_recursion(recursion, 3);
    const double node[] = {-2, 0.5, 7}, weight[] = {1, 5, 4};
    for (std::size_t k = 0; k < 3; ++k) {
      CHECK(rule.node[k] / scale == Approx(node[k]).epsilon(1e-13));
      CHECK(rule.weight[k] == Approx(weight[k]).epsilon(1e-13));
    }
    CHECK_THROWS_AS(gauss_from_recursion(recursion, 4), InvalidInput);
    CHECK_THROWS_AS(gauss_from_measure(scaled, w, 4), InvalidInput);
    // One point is the mean: (-2 + 2.5 + 28)/10.
    CHECK(gauss_from_recursion(recursion, 1).node[0] / scale == Approx(2.85).epsilon(1e-13));
  }
  CHECK_THROWS_AS(recursion_of_measure(x, std::vector<double>{1, 2, 3, 0, -4}, 2), InvalidInput);
  CHECK_THROWS_AS(recursion_of_measure(x, std::vector<double>(5, 0.0), 2), InvalidInput);
}

TEST_CASE("a Gauss rule is exact to 1e-13 at the size of a potential in eV", "[property]") {
  // Eigen's tridiagonal solver by itself loses this at 1e-12: its test for zero has a scale.
  std::vector<double> x(500), w(500);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = 7e-12 * std::exp(-6.0 * static_cast<double>(i) / 499);
    w[i] = x[i] * x[i];
  }
  const Quadrature rule = gauss_from_measure(x, w, 20);
  for (const int degree : {0, 1, 10, 25, 39}) {
    double exact = 0, gauss = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      exact += w[i] * std::pow(x[i] / 7e-12, degree);
    }
    for (std::size_t k = 0; k < 20; ++k) {
      gauss += rule.weight[k] * std::pow(rule.node[k] / 7e-12, degree);
    }
    CHECK(gauss == Approx(exact).epsilon(1e-12));
  }
}

TEST_CASE("composite Gauss-Legendre and trapezoid weights", "[property]") {
  const double edges[] = {0, 1, 1, 3};  // an empty piece gives nothing
  const Quadrature rule = composite_gauss_legendre(edges, 4);
  CHECK(rule.node.size() == 8);
  double sum = 0;
  for (std::size_t i = 0; i < rule.node.size(); ++i) {
    sum += rule.weight[i] * std::pow(rule.node[i], 7);
  }
  CHECK(sum == Approx(std::pow(3.0, 8) / 8).epsilon(1e-13));
  const double grid[] = {0, 1, 4};
  CHECK(trapezoid_weights(grid) == std::vector<double>{0.5, 2, 1.5});
  const double backwards[] = {1, 0};
  CHECK_THROWS_AS(composite_gauss_legendre(backwards, 3), InvalidInput);
}

TEST_CASE("Steffen's spline keeps monotone data monotone and vanishes outside", "[property]") {
  const std::vector<double> x{0, 1, 2, 3, 4};
  const std::vector<double> y{0, 0.1, 5, 5.1, 5.1};
  const Spline spline(x, y);
  double last = -1;
  for (double v = 0; v <= 4; v += 0.01) {
    CHECK(spline(v) >= last - 1e-15);
    last = spline(v);
  }
  CHECK(spline(2) == 5);
  CHECK(spline(4.5) == 0);
  CHECK_THROWS_AS(Spline(y, x), InvalidInput);
}
