#include <unistd.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <numeric>
#include <string>
#include <sunsi/core/error.hpp>
#include <sunsi/solar/solar_model.hpp>

using namespace sunsi;
using model::Source;
using solar::Averaged;
using solar::ProductionRule;
using solar::SolarModel;

namespace {

const SolarModel& sun(const std::string& name = "b16-gs98") {
  static const SolarModel b16 = SolarModel::load("b16-gs98", SUNSI_TEST_DATA);
  static const SolarModel sf3 = SolarModel::load("sf3-gs98", SUNSI_TEST_DATA);
  return name == "b16-gs98" ? b16 : sf3;
}

/// Averages of the functions at the radii of a rule.
std::vector<double> averages(const SolarModel& model,
                             const Averaged& f,
                             const ProductionRule& rule) {
  std::vector<double> sum(f.count, 0.0), values(f.count);
  for (std::size_t k = 0; k < rule.node.size(); ++k) {
    f.at(f.variable(model.composition(rule.node[k]).value), values);
    for (std::size_t i = 0; i < f.count; ++i) {
      sum[i] += rule.weight[k] * values[i];
    }
  }
  return sum;
}

double distance(const SolarModel& model,
                Source source,
                const Averaged& f,
                const ProductionRule& rule) {
  const auto table = averages(model, f, model.production_rows(source));
  const auto gauss = averages(model, f, rule);
  double largest = 0;
  for (std::size_t i = 0; i < f.count; ++i) {
    largest = std::max(largest, std::abs(table[i] - gauss[i]));
  }
  return largest;
}

Averaged mixing(double sin2_theta12) {
  return solar::mixing_in_matter(sin2_theta12, sun().composition(0).value.n_e);
}

/// Powers of n_e/n_e(0) up to a degree.
Averaged powers(int degree) {
  return {[centre = sun().composition(0).value.n_e](const model::Composition& n) {
            return n.n_e / centre;
          },
          static_cast<std::size_t>(degree) + 1,
          [](double x, std::span<double> values) {
            for (std::size_t i = 0; i < values.size(); ++i) {
              values[i] = std::pow(x, static_cast<double>(i));
            }
          }};
}

SolarModel user_profile(const std::string& text) {
  const auto path = std::filesystem::temp_directory_path() /
                    ("sunsi-user-production-" + std::to_string(::getpid()) + ".csv");
  std::ofstream(path, std::ios::binary) << text;
  return SolarModel::from_file(path);
}

}  // namespace

TEST_CASE("rows of the table are its trapezoid sum", "[property]") {
  // <r> by hand from the columns.
  const auto& r = sun().table().values("r");
  const auto& nu = sun().table().values("nu_8B");
  double sum = 0, norm = 0;
  for (std::size_t i = 0; i + 1 < r.size(); ++i) {
    const double h = (r[i + 1] - r[i]) / 2;
    sum += h * (nu[i] * r[i] + nu[i + 1] * r[i + 1]);
    norm += h * (nu[i] + nu[i + 1]);
  }
  const ProductionRule rows = sun().production_rows(Source::b8);
  const double mean =
      std::inner_product(rows.node.begin(), rows.node.end(), rows.weight.begin(), 0.0);
  CHECK(mean == Approx(sum / norm).epsilon(1e-13));
  CHECK(rows.error == 0);
}

TEST_CASE("a rule in the density is exact to degree 2n - 1, with weights that add up to 1",
          "[property]") {
  for (const Source source : model::all_sources) {
    for (const int n : {4, 6, 10}) {
      const ProductionRule rule = sun().gauss_rule(source, powers(1), n);
      REQUIRE(rule.node.size() == static_cast<std::size_t>(n));
      CHECK(std::accumulate(rule.weight.begin(), rule.weight.end(), 0.0) ==
            Approx(1).epsilon(1e-13));
      for (const double x : rule.node) {
        CHECK((x > 0 && x < 1));
      }
      // 1e-13: the radii invert the density to rounding.
      CHECK(distance(sun(), source, powers(2 * n - 1), rule) < 1e-13);
    }
    // Four points see degree 8.
    CHECK(distance(sun(), source, powers(8), sun().gauss_rule(source, powers(1), 4)) > 1e-8);
  }
}

TEST_CASE("the error falls geometrically with the order, as it does for analytic functions",
          "[property]") {
  // The rule of the radius stops near 1e-6 (8B, 8 points), on the noise of the profile; in the
  // density every two points gain at least a factor of three down to 1e-13.
  for (const std::string name : {"b16-gs98", "sf3-gs98"}) {
    for (const Source source : model::all_sources) {
      double last = 1;
      for (int n = 4; n <= 20; n += 2) {
        const double error = sun(name).gauss_rule(source, mixing(0.308), n).error;
        INFO(name << ' ' << model::name(source) << ' ' << n << ' ' << last << ' ' << error);
        CHECK((error < last / 3 || error < 1e-13));
        last = error;
      }
    }
    CHECK(sun(name).gauss_rule(Source::b8, mixing(0.308), 8).error < 1e-9);
  }
}

TEST_CASE("orders at 1e-8 for every shipped model", "[reference]") {
  // Measured here; the issue asked for 8 (8B) and about 16 (pp, pep, hep).
  for (const std::string& name : solar::solar_model_names()) {
    const SolarModel model = SolarModel::load(name, SUNSI_TEST_DATA);
    const std::size_t expected[] = {14, 14, 14, 10, 6, 12, 8, 8};
    for (std::size_t k = 0; k < 8; ++k) {
      const Source source = model::all_sources[k];
      CHECK(model.production(source).node.size() == expected[k]);
      CHECK(model.production(source).error <= 1e-8);
      CHECK(distance(model, source, mixing(0.25), model.production(source)) <=
            model.production(source).error);
    }
  }
}

TEST_CASE("the order follows the accuracy asked and the sharpness of the resonance", "[property]") {
  std::size_t last = 0;
  for (const double accuracy : {1e-4, 1e-6, 1e-8, 1e-10, 1e-12}) {
    const ProductionRule rule = sun().production_rule(Source::pp, mixing(0.308), accuracy);
    CHECK(rule.error <= accuracy);
    CHECK(distance(sun(), Source::pp, mixing(0.308), rule) <= rule.error);
    CHECK(rule.node.size() > last);
    last = rule.node.size();
  }
  CHECK(sun().production_rule(Source::b8, mixing(0.05), 1e-8).node.size() >
        sun().production_rule(Source::b8, mixing(0.308), 1e-8).node.size());
  // A resonance too sharp for 24 points: the whole table, which has no error of its own.
  const ProductionRule all = sun().production_rule(Source::pp, mixing(1e-4), 1e-8);
  CHECK(all.node == sun().production_rows(Source::pp).node);
  CHECK(all.error == 0);
}

TEST_CASE("a potential that turns round, or does not change at all", "[property]") {
  // V = n_e - 0.98 n_e(0) (N_n + N_p)/N_e-like shapes turn round: here x falls and rises again.
  const double centre = sun().composition(0).value.n_e;
  Averaged turning = mixing(0.308);
  turning.variable = [centre](const model::Composition& n) {
    return 4 * centre * std::pow(n.n_e / centre - 0.7, 2);
  };
  const ProductionRule rule = sun().production_rule(Source::b8, turning, 1e-8);
  CHECK(rule.node.size() <= 24);
  CHECK(distance(sun(), Source::b8, turning, rule) <= rule.error);
  Averaged constant = mixing(0.308);
  constant.variable = [centre](const model::Composition&) { return 0.3 * centre; };
  const ProductionRule one = sun().production_rule(Source::b8, constant, 1e-8);
  CHECK(one.node.size() == 1);
  CHECK(one.node[0] == Approx(0.045).margin(0.02));  // where 8B is made
  CHECK(distance(sun(), Source::b8, constant, one) < 1e-14);
}

TEST_CASE("a user's profile with few rows is averaged over its rows", "[property]") {
  const SolarModel model = user_profile(
      "r,Ne,Nn,nu_8B,nu_pp\n0,100,50,0,1\n0.1,80,35,3,2\n0.2,40,10,1,1\n0.3,20,4,0.5,1\n0.4,8,1.5,"
      "0.1,0\n");
  const ProductionRule b8 = model.production(Source::b8);
  CHECK(b8.node == std::vector<double>{0.1, 0.2, 0.3, 0.4});
  CHECK(b8.error == 0);
  // Trapezoid weights 0.1 each, half at the end.
  CHECK(b8.weight[0] == Approx(3 / 4.55).epsilon(1e-14));
  CHECK(b8.weight[3] == Approx(0.05 / 4.55).epsilon(1e-14));
  const Averaged f = solar::mixing_in_matter(0.308, model.composition(0).value.n_e);
  CHECK(distance(model, Source::b8, f, model.production_rule(Source::b8, f, 1e-12)) == 0);
  // Five rows at a loose accuracy: four points may do, and then their error is right.
  std::string five = "r,Ne,Nn,nu_8B\n";
  for (int i = 1; i <= 5; ++i) {
    five += std::to_string(0.1 * i) + "," + std::to_string(100 * std::exp(-2.0 * i)) + ",1,1\n";
  }
  const SolarModel short_model = user_profile(five);
  const Averaged g = solar::mixing_in_matter(0.308, short_model.composition(0.1).value.n_e);
  for (const double accuracy : {0.1, 1e-8}) {
    const ProductionRule rule = short_model.production_rule(Source::b8, g, accuracy);
    CHECK(rule.node.size() == (accuracy > 1e-3 ? 4 : 5));
    CHECK(distance(short_model, Source::b8, g, rule) <= rule.error + 1e-15);
  }
}

TEST_CASE("what cannot be averaged is refused", "[property]") {
  CHECK_THROWS_AS(sun().production_rule(Source::b8, mixing(0.308), 0), core::InvalidInput);
  Averaged bad = mixing(0.308);
  bad.variable = [](const model::Composition&) { return std::numeric_limits<double>::quiet_NaN(); };
  CHECK_THROWS_AS(sun().production_rule(Source::b8, bad, 1e-8), core::NumericalError);
  bad = mixing(0.308);
  bad.at = [](double, std::span<double> v) { v[0] = std::numeric_limits<double>::infinity(); };
  CHECK_THROWS_AS(sun().production_rule(Source::b8, bad, 1e-8), core::NumericalError);
}
