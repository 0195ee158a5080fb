#include <unistd.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/solar/solar_model.hpp>

using namespace sunsi;
using Catch::Matchers::Contains;

namespace {

std::filesystem::path written(const std::string& text) {
  const auto path = std::filesystem::temp_directory_path() /
                    ("sunsi-user-profile-" + std::to_string(::getpid()) + ".csv");
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

const std::string exponential = [] {
  std::string text = "# made for a test\nr,Ne,Nn,nu_8B\n";
  for (int i = 0; i <= 100; ++i) {
    const double r = i / 100.0;
    const double n = 100 * std::exp(-10 * r);
    text += std::to_string(r) + "," + std::to_string(n) + "," + std::to_string(0.4 * n) + "," +
            std::to_string(r * r * std::exp(-r * r / 0.005)) + "\n";
  }
  return text;
}();

}  // namespace

TEST_CASE("a profile of one's own gives its densities back, and vacuum beyond", "[property]") {
  const auto sun = solar::SolarModel::from_file(written(exponential));
  CHECK(sun.r_end() == 1);
  for (const double x : {0.0, 0.105, 0.333, 0.705}) {
    const auto c = sun.composition(x);
    CHECK(c.value.n_e / core::units::mol_per_cm3 == Approx(100 * std::exp(-10 * x)).epsilon(1e-3));
    CHECK(c.value.n_n / c.value.n_e == Approx(0.4).epsilon(1e-3));
  }
  CHECK(sun.composition(0.5).slope.n_e / sun.composition(0.5).value.n_e ==
        Approx(-10).epsilon(1e-3));
  CHECK(sun.composition(1.01).value.n_e == 0);
  CHECK(sun.has(model::Source::b8));
  CHECK_FALSE(sun.has(model::Source::pp));
  CHECK_THROWS_WITH(sun.production(model::Source::pp), Contains("nu_pp"));
  // <r> of r^2 exp(-r^2/a^2): 2 a/sqrt(pi).
  double mean = 0;
  const auto& rule = sun.production(model::Source::b8);
  for (std::size_t k = 0; k < rule.node.size(); ++k) {
    mean += rule.weight[k] * rule.node[k];
  }
  CHECK(mean == Approx(2 * std::sqrt(0.005 / M_PI)).epsilon(2e-3));
}

TEST_CASE("what is wrong with a profile is said with its place", "[property]") {
  const auto fails = [](const std::string& text, const std::string& what) {
    CHECK_THROWS_WITH(solar::SolarModel::from_file(written(text)),
                      Contains("user-profile") && Contains(what));
    CHECK_THROWS_AS(solar::SolarModel::from_file(written(text)), core::DataError);
  };
  const std::string rows = "0,100,50,0\n0.1,50,20,1\n0.2,20,8,1\n0.3,8,3,0\n";
  const std::string good = "r,Ne,Nn,nu_8B\n" + rows;
  fails("", "no rows");
  fails("r,Ne,Nn,nu_8B\n", "no rows");
  fails("r,Ne,nu_8B\n0,1,1\n", "no column Nn");
  fails("r,Ne,Nn,nu_9B\n" + rows, "unknown column 'nu_9B'");
  fails("r,Ne,Nn,Nn\n" + rows, "every column once");
  fails(good + "0.25,5,2,0\n", "row 5");
  fails(good + "0.3,5,2,0\n", "row 5");
  fails(good + "0.4,-5,2,0\n", "Ne = -5");
  fails(good + "0.4,5,-2,0\n", "Nn = -2");
  fails(good + "0.4,5,2,-1\n", "negative production");
  fails(good + "0.4,nan,2,0\n", ":6:");
  fails(good + "0.4,5,2\n", "3 cells, 4 are needed");
  fails("r,Ne,Nn,nu_8B\n0,1,1,1\n0.1,1,1,1\n", "at least 4");
  fails("r,Ne,Nn,nu_8B\n0,9,1,0\n0.1,8,1,0\n0.2,7,1,0\n0.3,6,1,0\n", "made nowhere");
  fails(std::string("r,Ne,Nn\0\n", 9) + rows, "not a text file");
  CHECK_THROWS_AS(solar::SolarModel::from_file("/nonexistent.csv"), core::DataError);
}
