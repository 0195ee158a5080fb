#include <catch2/catch.hpp>
#include <cmath>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/table.hpp>
#include <sunsi/solar/flux_prior.hpp>
#include <sunsi/solar/solar_model.hpp>

using namespace sunsi;
using model::Source;

namespace {

const std::filesystem::path data_folder = SUNSI_TEST_DATA;
using Eight = std::array<double, 8>;
constexpr Eight ones{1, 1, 1, 1, 1, 1, 1, 1};

std::size_t at(Source source) { return static_cast<std::size_t>(source); }

double luminosity(const std::string& model, const Eight& f) {
  const auto row =
      solar::luminosity_constraint(solar::load_fluxes(model, data_folder).value, data_folder);
  double sum = 0;
  for (std::size_t s = 0; s < 8; ++s) {
    sum += row.coefficient[s] * f[s];
  }
  return sum;
}

}  // namespace

TEST_CASE("the luminosity constraint is that of the published coefficients", "[reference]") {
  // arXiv:2311.16226: beta for 8.4984e11 MeV cm^-2 s^-1; ours stand for the nominal L_sun.
  using namespace core::units;
  const double irradiance =
      core::L_sun / (4 * std::acos(-1.0) * core::astronomical_unit * core::astronomical_unit) *
      (cm * cm * second) / MeV;
  // 3.828e26 W at one astronomical unit is 1361.17 W/m^2 (IAU 2015: 1361), by hand.
  CHECK(irradiance * core::si::e * 1e10 == Approx(1361.166).epsilon(1e-6));
  CHECK(irradiance == Approx(8.4984e11).epsilon(4e-4));  // within the error of L_sun
  const core::Table table = core::Table::read(data_folder / "fluxes/luminosity.csv");
  Eight reference{};
  for (std::size_t i = 0; i < table.rows(); ++i) {
    reference[at(*model::source_from_name(table.text("source")[i]))] =
        table.values("reference_flux")[i];
  }
  const auto row = solar::luminosity_constraint(reference, data_folder);
  double sum = 0;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const double ours =
        row.coefficient[at(*model::source_from_name(table.text("source")[i]))] * irradiance;
    const double theirs = table.values("published_beta")[i] * 8.4984e11;
    CHECK(ours == Approx(theirs).epsilon(1e-4));  // five printed digits, fluxes with four
    sum += table.values("published_beta")[i];
  }
  CHECK(sum == Approx(0.99962).margin(5e-6));
}

TEST_CASE("every solar model keeps the luminosity within 1 %, twice the pp does not") {
  for (const std::string& name : solar::solar_model_names()) {
    CAPTURE(name);
    CHECK(luminosity(name, ones) == Approx(1).margin(0.01));
    Eight f = ones;
    f[at(Source::pp)] = 2;
    CHECK(luminosity(name, f) == Approx(1.92).margin(0.015));  // beta of pp is 0.92
  }
}

TEST_CASE("the prior of a solar model is its covariance") {
  const auto fluxes = solar::load_fluxes("sf3-gs98", data_folder);
  const auto prior = solar::flux_prior(fluxes, {}, data_folder);
  CHECK(prior.constraints.empty());
  CHECK(prior.free_parameters() == 0);
  CHECK(prior.chi2(ones) == 0);
  // inverse times covariance is one
  for (std::size_t i = 0; i < 8; ++i) {
    for (std::size_t j = 0; j < 8; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < 8; ++k) {
        sum += prior.inverse_covariance[8 * i + k] * fluxes.correlation[8 * k + j] *
               fluxes.fractional_error[k] * fluxes.fractional_error[j];
      }
      CHECK(sum == Approx(i == j ? 1 : 0).margin(1e-9));
    }
  }
}

TEST_CASE("a free flux leaves the others with their own errors") {
  const auto fluxes = solar::load_fluxes("b16-gs98", data_folder);
  const auto prior = solar::flux_prior(fluxes, {false, {Source::b8}}, data_folder);
  CHECK(prior.free_parameters() == 1);
  Eight f = ones;
  f[at(Source::b8)] = 2;
  CHECK(prior.chi2(f) == Approx(0.01));  // (1/10)^2: next to nothing
  // 7Be one standard deviation off costs 1 when the sources that it is correlated with follow it: the
  // conditional mean of the others, which 8B does not pull.
  f = ones;
  const std::size_t be = at(Source::be7);
  for (std::size_t s = 0; s < 8; ++s) {
    if (s != at(Source::b8)) {
      f[s] = 1 + fluxes.correlation[8 * s + be] * fluxes.fractional_error[s];
    }
  }
  CHECK(prior.chi2(f) == Approx(1).epsilon(1e-9));
}

TEST_CASE("a given flux is no parameter and not free") {
  auto fluxes = solar::load_fluxes("b16-gs98", data_folder);
  fluxes.fractional_error[at(Source::b8)] = 0;
  const auto prior = solar::flux_prior(fluxes, {}, data_folder);
  CHECK(prior.fixed[at(Source::b8)]);
  Eight f = ones;
  f[at(Source::b8)] = 5;
  CHECK(prior.chi2(f) == 0);
  CHECK_THROWS_AS(solar::flux_prior(fluxes, {false, {Source::b8}}, data_folder),
                  core::InvalidInput);
}

TEST_CASE("all fluxes free: luminosity and ties are what binds them") {
  const auto fluxes = solar::load_fluxes("sf3-gs98", data_folder);
  const auto prior = solar::flux_prior(fluxes, {true, {}}, data_folder);
  CHECK(prior.free_parameters() == 4);
  REQUIRE(prior.constraints.size() == 4);
  std::map<std::string, double> error;
  for (const auto& row : prior.constraints) {
    error[row.name] = row.error;
  }
  CHECK(error.at("luminosity") == Approx(0.0014 / 3.8275));
  CHECK(error.at("pep/pp") == 0.01);
  // By hand from fluxes/sf3-gs98.csv and its correlations: sqrt(0.1598^2 + 0.1804^2 - 2 x 0.9842 x
  // 0.1598 x 0.1804) and sqrt(0.1598^2 + 0.1968^2 - 2 x 0.3342 x 0.1598 x 0.1968).
  CHECK(error.at("15O/13N") == Approx(0.03656).epsilon(2e-3));
  CHECK(error.at("17F/13N") == Approx(0.20817).epsilon(2e-3));
  // pp twice: 0.92/0.000366 standard deviations of the luminosity, and 100 of pep/pp.
  Eight f = ones;
  f[at(Source::pp)] = 2;
  CHECK(prior.chi2(f) > 1e6);
  // 10 % more CNO alone: 0.0007 of the luminosity, in units of its error.
  f = ones;
  for (const Source s : {Source::n13, Source::o15, Source::f17}) {
    f[at(s)] = 1.1;
  }
  CHECK(prior.chi2(f) - prior.chi2(ones) < 10);
  // a shift of the ratio by its error costs 1
  f = ones;
  f[at(Source::f17)] = 1 + error.at("17F/13N");
  CHECK(prior.chi2(f) - prior.chi2(ones) == Approx(1).margin(0.05));
}

TEST_CASE("orderings of a Sun in balance hold for every model and can be broken") {
  for (const std::string& name : solar::solar_model_names()) {
    const auto prior = solar::flux_prior(solar::load_fluxes(name, data_folder), {}, data_folder);
    CHECK(prior.broken_orderings(ones).empty());
    Eight f = ones;
    f[at(Source::o15)] = 1.5;  // 15O/13N is 0.74 in the models
    CHECK(prior.broken_orderings(f) == std::vector<std::string>{"15O <= 13N"});
    f = ones;
    f[at(Source::be7)] = 14;
    CHECK(prior.broken_orderings(f) == std::vector<std::string>{"7Be + 8B <= pp + pep"});
  }
}
