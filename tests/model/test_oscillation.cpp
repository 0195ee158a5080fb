#include <catch2/catch.hpp>
#include <complex>
#include <numbers>
#include <sunsi/core/error.hpp>
#include <sunsi/model/oscillation.hpp>

using namespace sunsi;
using model::OscillationParameters;

namespace {
const OscillationParameters::Sin2 values{0.308, 0.02215, 0.47, 3.7, 7.49e-5, 2.513e-3};
}

TEST_CASE("the mixing matrix is unitary and in the PDG convention", "[property]") {
  const auto osc = OscillationParameters::from_sin2(values);
  const auto U = osc.mixing_matrix();
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) {
      std::complex<double> sum = 0;
      for (std::size_t i = 0; i < 3; ++i) {
        sum += U[a][i] * std::conj(U[b][i]);
      }
      CHECK(std::abs(sum - (a == b ? 1.0 : 0.0)) < 1e-15);
    }
    CHECK(std::norm(U[0][a]) == Approx(osc.electron_row()[a]).epsilon(1e-14));
  }
  // PDG: U_e3 = s13 e^{-i delta}; U_mu3 = s23 c13 is real; the Jarlskog invariant has the sign of
  // sin delta.
  CHECK(std::arg(U[0][2]) == Approx(std::remainder(-3.7, 2 * std::numbers::pi)));
  CHECK(U[1][2].imag() == 0);
  const double J = (U[0][0] * U[1][1] * std::conj(U[0][1]) * std::conj(U[1][0])).imag();
  const double s12 = std::sqrt(0.308), c12 = std::sqrt(0.692), s23 = std::sqrt(0.47),
               c23 = std::sqrt(0.53);
  const double s13 = std::sqrt(0.02215), c13 = std::sqrt(1 - 0.02215);
  CHECK(J == Approx(c12 * s12 * c23 * s23 * c13 * c13 * s13 * std::sin(3.7)).epsilon(1e-12));
}

TEST_CASE("octant and mirror", "[property]") {
  const auto osc = OscillationParameters::from_sin2(values);
  const auto dark = osc.other_octant();
  CHECK(dark.theta12() == Approx(std::numbers::pi / 2 - osc.theta12()));
  CHECK(dark.dm31() == osc.dm31());
  CHECK(osc.mirror().dm31() == Approx(7.49e-5 - 2.513e-3));
  CHECK(osc.mirror().mirror().dm31() == Approx(osc.dm31()));
}

TEST_CASE("impossible parameters are refused", "[property]") {
  const auto with = [](auto change) {
    auto v = values;
    change(v);
    return v;
  };
  CHECK_THROWS_AS(OscillationParameters::from_sin2(with([](auto& v) { v.sin2_theta12 = 1.01; })),
                  core::InvalidInput);
  CHECK_THROWS_AS(OscillationParameters::from_sin2(with([](auto& v) { v.sin2_theta13 = -0.01; })),
                  core::InvalidInput);
  CHECK_THROWS_AS(OscillationParameters::from_sin2(with([](auto& v) { v.dm21 = -7e-5; })),
                  core::InvalidInput);
  CHECK_THROWS_AS(OscillationParameters::from_sin2(with([](auto& v) { v.dm31 = 1e-5; })),
                  core::InvalidInput);
  CHECK_THROWS_AS(OscillationParameters::from_sin2(with([](auto& v) { v.delta_cp = NAN; })),
                  core::InvalidInput);
}
