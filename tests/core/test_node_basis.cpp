#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <sunsi/core/error.hpp>
#include <sunsi/core/node_basis.hpp>

using namespace sunsi;
using core::NodeBasis;

namespace {

const std::vector<double> edges{0.0, 1.5, 4.0, 9.0};

std::vector<double> at_nodes(const NodeBasis& basis, const std::function<double(double)>& g) {
  std::vector<double> values;
  for (const double x : basis.nodes()) {
    values.push_back(g(x));
  }
  return values;
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

}  // namespace

TEST_CASE("a node basis takes polynomials exactly and is one at its own node") {
  const int n = GENERATE(1, 4, 9);
  const bool chebyshev = GENERATE(false, true);
  const NodeBasis basis = chebyshev ? NodeBasis::chebyshev(edges, n) : NodeBasis::gauss(edges, n);
  REQUIRE(basis.size() == 3 * static_cast<std::size_t>(n));
  const auto g = [n](double x) { return 2 - std::pow(x / 9, n - 1); };
  const std::vector<double> values = at_nodes(basis, g);
  for (const double x : {0.0, 0.3, 1.5, 1.500001, 3.9, 7.7, 9.0}) {
    CHECK(basis.interpolate(values, x) == Approx(g(x)).epsilon(1e-13));  // rounding of n <= 9
  }
  for (std::size_t k = 0; k < basis.size(); ++k) {
    const NodeBasis::Values at = basis.values(basis.nodes()[k]);
    for (std::size_t i = 0; i < at.value.size(); ++i) {
      CHECK(at.value[i] == (at.first + i == k ? 1.0 : 0.0));
    }
  }
}

TEST_CASE("interpolation in a node basis converges for what is smooth") {
  const auto g = [](double x) { return 1 / (1 + std::exp(-(x - 4) / 2)); };
  double before = 1;
  for (const int n : {4, 8, 16}) {
    const NodeBasis basis = NodeBasis::gauss(edges, n);
    const std::vector<double> values = at_nodes(basis, g);
    double worst = 0;
    for (double x = 0; x <= 9; x += 0.01) {
      worst = std::max(worst, std::abs(basis.interpolate(values, x) - g(x)));
    }
    CHECK(worst < before / 30);  // each doubling of n squares the error's factor
    before = worst;
  }
  CHECK(before < 1e-9);
}

TEST_CASE("product weights integrate the weight itself and its products with smooth functions") {
  const NodeBasis basis = NodeBasis::gauss(edges, 12);
  const auto f = [](double x) { return x < 2.2 ? x * x : 3 * std::exp(-x); };  // jumps at 2.2
  const std::vector<double> kinks{2.2};
  const auto primitive = [](double x) {
    return x < 2.2 ? x * x * x / 3 : 2.2 * 2.2 * 2.2 / 3 + 3 * (std::exp(-2.2) - std::exp(-x));
  };
  const std::vector<double> one = basis.product_weights(f, 0.7, 20, kinks);
  CHECK(std::accumulate(one.begin(), one.end(), 0.0) ==
        Approx(primitive(9) - primitive(0.7)).epsilon(1e-12));
  // int f exp(-x/3): both pieces in closed form.
  const auto below = [](double x) { return -std::exp(-x / 3) * (3 * x * x + 18 * x + 54); };
  const auto above = [](double x) { return -3 * std::exp(-4 * x / 3) * 3 / 4; };
  const double exact = below(2.2) - below(0.7) + above(9) - above(2.2);
  const std::vector<double> g = at_nodes(basis, [](double x) { return std::exp(-x / 3); });
  CHECK(dot(one, g) == Approx(exact).epsilon(1e-9));
  // Panels that an integral does not touch have no weight.
  const std::vector<double> last = basis.product_weights(f, 5, 6);
  CHECK(std::all_of(last.begin(), last.begin() + 24, [](double w) { return w == 0; }));
  CHECK(std::accumulate(last.begin(), last.end(), 0.0) ==
        Approx(primitive(6) - primitive(5)).epsilon(1e-12));
}

TEST_CASE("lines are nodes by themselves") {
  const NodeBasis basis = NodeBasis::lines(std::vector<double>{0.3843, 0.8618});
  CHECK(basis.is_lines());
  CHECK(basis.values(0.8618).first == 1);
  CHECK(basis.values(0.8618).value == std::vector<double>{1.0});
  CHECK(basis.values(0.86).value.empty());
  CHECK(basis.interpolate(std::vector<double>{0.1, 0.7}, 0.8618) == 0.7);
  CHECK_THROWS_AS(basis.product_weights([](double) { return 1.0; }, 0, 1), core::InvalidInput);
}

TEST_CASE("a node basis refuses what it cannot be made of") {
  const std::vector<double> falling{1, 0};
  CHECK_THROWS_AS(NodeBasis::gauss(falling, 4), core::InvalidInput);
  CHECK_THROWS_AS(NodeBasis::chebyshev(edges, 0), core::InvalidInput);
  CHECK_THROWS_AS(NodeBasis::lines(std::vector<double>{}), core::InvalidInput);
  const NodeBasis basis = NodeBasis::gauss(edges, 4);
  CHECK_THROWS_AS(basis.interpolate(std::vector<double>(3, 1.0), 1), core::InvalidInput);
  CHECK_THROWS_AS(basis.product_weights([](double) { return 1.0; }, 2, 1), core::InvalidInput);
  CHECK_THROWS_AS(basis.product_weights([](double) { return NAN; }, 0, 1), core::NumericalError);
}

TEST_CASE("panels of different numbers of nodes") {
  const std::vector<int> points{3, 8, 5};
  const NodeBasis basis = NodeBasis::gauss(edges, points);
  REQUIRE(basis.size() == 16);
  const auto square = [](double x) { return 1 - x * x; };  // three nodes take it exactly
  const std::vector<double> values = at_nodes(basis, square);
  for (const double x : {0.1, 1.4, 1.6, 3.3, 4.1, 8.9}) {
    CHECK(basis.interpolate(values, x) == Approx(square(x)).epsilon(1e-13));
  }
  const std::vector<double> weights = basis.product_weights([](double) { return 1.0; }, 0, 9);
  CHECK(dot(weights, values) == Approx(9 - 243.0).epsilon(1e-13));
  CHECK_THROWS_AS(NodeBasis::gauss(edges, std::vector<int>{3, 8}), core::InvalidInput);
}
