#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/quadrature.hpp>
#include <sunsi/earth/earth_model.hpp>

using namespace sunsi;
using core::units::km;

namespace {

const earth::EarthModel& prem() {
  static const auto model = earth::EarthModel::load("prem", SUNSI_TEST_DATA);
  return model;
}

const earth::EarthModel& prem_ocean() {
  static const auto model = earth::EarthModel::load("prem-ocean", SUNSI_TEST_DATA);
  return model;
}

/// int 4 pi r^2 rho(r) f(r) dr [g, f in cm] with r in cm, from the density as a caller sees it.
double volume_integral(const earth::EarthModel& model, const std::function<double(double)>& f) {
  double sum = 0;
  for (const earth::Shell& shell : model.shells()) {
    // The integrands are polynomials of degree 7 at most: eight points are exact.
    const auto rule = core::gauss_legendre(shell.r_in, shell.r_out, 8);
    for (std::size_t i = 0; i < rule.node.size(); ++i) {
      const double r = rule.node[i] / core::units::cm;
      sum += rule.weight[i] / core::units::cm * 4 * std::numbers::pi * r * r *
             model.density(rule.node[i]) * f(r);
    }
  }
  return sum;
}

double shell_density(const earth::Shell& shell, double r_km) {
  double sum = 0;
  for (std::size_t k = 0; k < 4; ++k) {
    sum += shell.density[k] * std::pow(r_km / 6371, static_cast<double>(k));
  }
  return sum;
}

}  // namespace

TEST_CASE("the shells weigh what the Earth weighs", "[reference]") {
  // PREM is fitted to both numbers (Dziewonski and Anderson 1981: mass 5.974e24 kg, I/(M R^2) =
  // 0.3308); the coefficients have four decimals, of densities of 10: 1e-4.
  const double mass = volume_integral(prem_ocean(), [](double) { return 1.0; }) / 1000;
  CHECK(mass == Approx(5.974e24).epsilon(5e-4));
  const double inertia =
      volume_integral(prem_ocean(), [](double r) { return 2.0 / 3 * r * r; }) / 1000;
  const double R_cm = prem().radius() / core::units::cm;
  CHECK(inertia / (mass * R_cm * R_cm) == Approx(0.3308).epsilon(1e-3));
  // Rock in place of water: 1.58 g/cm^3 more in 3 km, 4 pi R^2 wide (thin shell: 1e-3).
  const double heavier = volume_integral(prem(), [](double) { return 1.0; }) / 1000 - mass;
  CHECK(heavier == Approx(4 * std::numbers::pi * R_cm * R_cm * 3e5 * 1.58 / 1000).epsilon(1e-3));
}

TEST_CASE("densities of the published table, both sides of each jump", "[reference]") {
  // The printed table has three decimals; shells counted from the centre.
  struct Row {
    std::size_t shell;
    double r_km, density;
  };
  for (const Row& row : std::vector<Row>{
           {0, 0, 13.089},     {0, 600, 13.010},  {0, 1221.5, 12.764}, {1, 1221.5, 12.166},
           {1, 2000, 11.655},  {1, 3000, 10.602}, {1, 3480, 9.903},    {2, 3480, 5.566},
           {2, 4500, 5.055},   {2, 5200, 4.678},  {2, 5701, 4.381},    {3, 5701, 3.992},
           {4, 5800, 3.939},   {4, 5971, 3.724},  {5, 5971, 3.543},    {5, 6100, 3.466},
           {5, 6151, 3.436},   {6, 6151, 3.359},  {6, 6300, 3.376},    {6, 6346.6, 3.381},
           {7, 6346.6, 2.900}, {8, 6368, 2.600},  {9, 6368, 1.020},    {9, 6371, 1.020}}) {
    CAPTURE(row.r_km, row.shell);
    const earth::Shell& shell = prem_ocean().shells().at(row.shell);
    CHECK(shell_density(shell, row.r_km) == Approx(row.density).margin(5.1e-4));
    const double r = std::min(std::max(row.r_km * km, shell.r_in), shell.r_out * (1 - 1e-12));
    CHECK(prem_ocean().density(r) == Approx(row.density).margin(5.1e-4));
  }
}

TEST_CASE("rock reaches the surface, water only on request", "[property]") {
  CHECK(prem().radius() == Approx(6371 * km).epsilon(1e-15));
  CHECK(prem().shells().size() == 9);
  CHECK(prem_ocean().shells().size() == 10);
  for (const double r_km : {6357.0, 6367.9, 6368.0, 6370.9}) {
    CHECK(prem().density(r_km * km) == 2.6);
  }
  CHECK(prem_ocean().density(6370.9 * km) == 1.02);
  CHECK(prem().density(6371.1 * km) == 0);
  CHECK(prem().composition(6371.1 * km).n_e == 0);
  for (const double r_km : {0.0, 1221.5, 5000.0, 6367.9}) {
    CHECK(prem().density(r_km * km) == prem_ocean().density(r_km * km));
  }
}

TEST_CASE("composition: electrons from the density, neutral, (N_n + N_p)/N_e = 1/Y_e",
          "[property]") {
  // 1/0.466 = 2.146, 1/0.494 = 2.024, 18/10 (Y_e of model/composition.hpp).
  for (const auto& [r_km, ratio] : {std::pair{100.0, 2.146},
                                    {3479.0, 2.146},
                                    {3481.0, 2.024},
                                    {6350.0, 2.024},
                                    {6370.0, 1.8}}) {
    CAPTURE(r_km);
    const model::Composition n = prem_ocean().composition(r_km * km);
    CHECK((n.n_n + n.n_p) / n.n_e == Approx(ratio).margin(5e-4));
    CHECK(n.n_p == n.n_e);
    // Nucleons per volume times 1 g/mol are the density again: no factor was lost on the way.
    CHECK((n.n_n + n.n_p) / core::units::mol_per_cm3 ==
          Approx(prem_ocean().density(r_km * km)).epsilon(1e-12));
  }
  // N_e at the centre: 13.0885 * 0.466 = 6.099 mol/cm^3, the value of hep-ph/9702343 as well.
  CHECK(prem().composition(0).n_e / core::units::mol_per_cm3 == Approx(6.099).margin(5e-4));
  // sqrt2 G_F N_e there: 7.6324e-14 eV cm^3/mol times this.
  CHECK(model::charged_current_potential(prem().composition(0).n_e) ==
        Approx(4.655e-13).epsilon(1e-3));
}

TEST_CASE("a shell's own polynomial on either side of its boundary", "[property]") {
  const double r = 3480 * km;
  CHECK(prem().composition(r).n_e == prem().composition(2, r).n_e);
  CHECK(prem().composition(1, r).n_e / prem().composition(2, r).n_e ==
        Approx(9.903 * 0.466 / (5.566 * 0.494)).epsilon(2e-4));  // three decimals
}

TEST_CASE("what is no radius, shell or model is refused", "[faulty]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(prem().composition(-1.0), core::InvalidInput);
  CHECK_THROWS_AS(prem().composition(nan), core::InvalidInput);
  CHECK_THROWS_AS(prem().density(nan), core::InvalidInput);
  CHECK_THROWS_AS(prem().composition(9, 0.0), core::InvalidInput);
  CHECK_THROWS_WITH(earth::EarthModel::load("ak135", SUNSI_TEST_DATA),
                    "unknown model of the Earth 'ak135'; allowed are prem, prem-ocean");
  CHECK_THROWS_AS(earth::EarthModel::load("prem", "/nonexistent"), core::DataError);
}
