#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/solar/fluxes.hpp>
#include <sunsi/solar/solar_model.hpp>

using namespace sunsi;
using solar::SolarModel;

namespace {
double trapezoid(const std::vector<double>& x, const std::function<double(std::size_t)>& f) {
  const auto w = core::trapezoid_weights(x);
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    sum += w[i] * f(i);
  }
  return sum;
}
}  // namespace

TEST_CASE("neutral matter, falling densities, vacuum outside", "[property]") {
  for (const std::string& name : solar::solar_model_names()) {
    const SolarModel sun = SolarModel::load(name, SUNSI_TEST_DATA);
    double last = 1e300, last_ratio = 10;
    for (double x = 0; x <= 1; x += 0.001) {
      const auto c = sun.composition(x);
      CHECK(c.value.n_e == c.value.n_p);
      CHECK(c.value.n_p < last);
      CHECK(sun.nucleons_per_electron(x) <= last_ratio);
      CHECK(sun.nucleons_per_electron(x) ==
            Approx((c.value.n_n + c.value.n_p) / c.value.n_e).epsilon(1e-12));
      last = c.value.n_p;
      last_ratio = sun.nucleons_per_electron(x);
    }
    CHECK(sun.composition(1.001).value.n_e == 0);
    CHECK(sun.composition(0).slope.n_p == Approx(0).margin(1e-9 * sun.composition(0).value.n_p));
  }
  CHECK_THROWS_AS(SolarModel::load("b16", SUNSI_TEST_DATA), core::InvalidInput);
}

TEST_CASE("slopes are the derivatives of the densities", "[property]") {
  const SolarModel sun = SolarModel::load("b16-gs98", SUNSI_TEST_DATA);
  for (const double x : {0.01, 0.05, 0.2, 0.5, 0.713, 0.9}) {
    const double h =
        1e-6;  // short against the 0.005 over which the base of the convective zone is rounded
    const auto c = sun.composition(x);
    const double p =
        (sun.composition(x + h).value.n_p - sun.composition(x - h).value.n_p) / (2 * h);
    const double n =
        (sun.composition(x + h).value.n_n - sun.composition(x - h).value.n_n) / (2 * h);
    CHECK(c.slope.n_p == Approx(p).epsilon(1e-6));
    CHECK(c.slope.n_n == Approx(n).epsilon(1e-6));
  }
}

TEST_CASE("the smooth profile stays at the table within its rounding", "[reference]") {
  // data/README.md: rms and largest distance in ln N_p for r <= 0.95; b16's density has 4 digits
  // (rms 1.40e-4, at most 5.1e-4 from rounding alone), sf3's 6 or 7.
  struct Case {
    const char* name;
    double rms, largest;
  };
  for (const Case& c : {Case{"b16-gs98", 1.5e-4, 5.2e-4}, Case{"sf3-gs98", 5e-5, 1.2e-4},
                        Case{"b16-agss09", 1.5e-4, 5.2e-4}, Case{"sf3-agss09", 5e-5, 1.2e-4},
                        Case{"sf3-mb22p", 5e-5, 1.2e-4}, Case{"sf3-mb22m", 5e-5, 1.2e-4},
                        Case{"sf3-aag21", 5e-5, 1.2e-4}, Case{"sf3-c11", 5e-5, 1.2e-4}}) {
    const SolarModel sun = SolarModel::load(c.name, SUNSI_TEST_DATA);
    const auto& r = sun.table().values("r");
    const auto& N = sun.table().values("N_p");
    double sum = 0, largest = 0;
    std::size_t n = 0;
    for (std::size_t i = 0; i < r.size() && r[i] <= 0.95; ++i, ++n) {
      const double d = std::log(sun.composition(r[i]).value.n_p / core::units::mol_per_cm3 / N[i]);
      sum += d * d;
      largest = std::max(largest, std::abs(d));
    }
    CHECK(std::sqrt(sum / static_cast<double>(n)) < c.rms);
    CHECK(largest < c.largest);
  }
}

TEST_CASE("no integral moves by more than the table's rounding", "[reference]") {
  // Coherent rounding of half a unit in the last digit of the density: 2.5e-4 (b16), 1.2e-6 (sf3)
  // of int N_p dr.
  for (const std::string& name : solar::solar_model_names()) {
    const double rounding = name.starts_with("b16") ? 2.5e-4 : 1.1e-6;
    const SolarModel sun = SolarModel::load(name, SUNSI_TEST_DATA);
    const auto& r = sun.table().values("r");
    const auto& N_p = sun.table().values("N_p");
    const auto& N_n = sun.table().values("N_n");
    const auto fit = [&](std::size_t i) {
      return sun.composition(r[i]).value.n_p / core::units::mol_per_cm3;
    };
    const auto relative = [](double a, double b) { return std::abs(a / b - 1); };
    CHECK(relative(trapezoid(r, fit), trapezoid(r, [&](std::size_t i) { return N_p[i]; })) <
          rounding);
    CHECK(relative(trapezoid(r, [&](std::size_t i) { return fit(i) * r[i] * r[i]; }),
                   trapezoid(r, [&](std::size_t i) { return N_p[i] * r[i] * r[i]; })) < rounding);
    const auto& b8 = sun.table().values("nu_8B");
    CHECK(relative(trapezoid(r, [&](std::size_t i) { return fit(i) * b8[i]; }),
                   trapezoid(r, [&](std::size_t i) { return N_p[i] * b8[i]; })) < rounding);
    CHECK(relative(
              trapezoid(r, [&](std::size_t i) { return sun.nucleons_per_electron(r[i]) * b8[i]; }),
              trapezoid(r, [&](std::size_t i) { return (1 + N_n[i] / N_p[i]) * b8[i]; })) <
          rounding);
  }
}

TEST_CASE("fluxes are those of the table", "[reference]") {
  // Vinyoles et al., arXiv:1611.09867: 8B 5.46e6 (12 %), 7Be 4.93e9 (6 %), pp 5.98e10 (0.6
  // %).
  const solar::Fluxes f = solar::load_fluxes("b16-gs98", SUNSI_TEST_DATA);
  CHECK(f.of(model::Source::b8) == 5.46e6);
  CHECK(f.error_of(model::Source::b8) == 0.12);
  CHECK(f.of(model::Source::be7) == 4.93e9);
  CHECK(f.of(model::Source::pp) == 5.98e10);
  CHECK_THROWS_AS(solar::load_fluxes("none", SUNSI_TEST_DATA), core::DataError);
}
