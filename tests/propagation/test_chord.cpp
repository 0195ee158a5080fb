#include <catch2/catch.hpp>
#include <random>
#include <sunsi/core/error.hpp>
#include <sunsi/propagation/hamiltonian.hpp>

#include "earth.hpp"
#include "runge_kutta.hpp"

using namespace test;

namespace {

/// P(nu_i -> nu_e) of the Runge-Kutta's amplitudes.
std::array<double, 3> fine_ode(const model::OscillationParameters& osc,
                               const propagation::Path& path,
                               double energy) {
  const Eigen::Matrix3cd S = runge_kutta(osc, path, energy);
  return {std::norm(S(0, 0)), std::norm(S(0, 1)), std::norm(S(0, 2))};
}

double compare(int count, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> unit(0, 1);
  double worst = 0;
  for (int n = 0; n < count; ++n) {
    const auto osc = model::OscillationParameters::from_sin2(
        {0.1 + 0.8 * unit(random), 0.001 + 0.04 * unit(random), 0.3 + 0.4 * unit(random),
         6.28 * unit(random), std::pow(10, -4.5 + unit(random)),
         unit(random) < 0.5 ? 2.5e-3 : -2.5e-3});
    const double energy = std::pow(10, 0.3 + 0.9 * unit(random)) * MeV;
    const double cosine = -unit(random);
    auto path = earth_path(four_layers(), cosine, -2 + 4 * unit(random));
    for (auto& segment : path.segments) {
      const double V = segment.per_electron.e;
      segment.per_electron.tau += 0.5 * V * (unit(random) - 0.5);
      segment.per_electron.emu = {0.3 * V * unit(random), -0.2 * V * unit(random)};
      segment.per_electron.mutau = {0.2 * V, 0.4 * V * unit(random)};
    }
    const auto result = propagation::ChordEngine(osc, 3e-8)(energy, path);
    const auto exact = fine_ode(osc, path, energy);
    CAPTURE(n, energy, cosine, result.error);
    for (std::size_t i = 0; i < 3; ++i) {
      const double d = std::abs(result.electron()[i] - exact[i]);
      CHECK(d <= result.error + 1e-9);  // rounding of RKF78's some 1e5 steps at 1e-13
      CHECK(d <= 1e-7);
      worst = std::max(worst, d);
    }
  }
  return worst;
}

}  // namespace

TEST_CASE("a chord against a fine ODE at 12 random points", "[reference]") { compare(12, 1); }

TEST_CASE("a chord against a fine ODE at 200 random points", "[reference][slow]") {
  WARN("largest difference " << compare(200, 2));
}

TEST_CASE("a chord is unitary and no matter gives the vacuum and constant density the closed form",
          "[property]") {
  const auto osc = lma();
  const auto path = earth_path(four_layers(), -0.9);
  const auto r = propagation::ChordEngine(osc, 1e-9)(10 * MeV, path);
  CHECK((r.amplitude * r.amplitude.adjoint() - Eigen::Matrix3cd::Identity()).norm() < 1e-12);
  auto empty = path;
  for (auto& segment : empty.segments) {
    segment.n_e = {};
  }
  const auto vacuum = propagation::ChordEngine(osc, 1e-9)(10 * MeV, empty).electron();
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(vacuum[i] == Approx(osc.electron_row()[i]).margin(1e-13));
  }
}

TEST_CASE("constant-density sphere: f_reg = eps_E sin^2 2theta_m sin^2(phi_m/2)", "[reference]") {
  // Two flavours, nu_2 through constant density: P(nu_2 -> nu_e) - sin^2 theta = eps_E
  // sin^2 2theta_m sin^2(phi_m/2) with eps_E = 2 E V/dm21 (Gonzalez-Garcia, Pena-Garay and
  // Smirnov, hep-ph/0012313).
  const auto osc = model::OscillationParameters::from_sin2({0.308, 0, 0.5, 0, 7.49e-5, 2.5e-3});
  const std::vector<Layer> sphere{{1.0, {5.0, 0, 0, 0}, 0.5}};
  for (const double eps : {0.0, 0.7, -1.5}) {
    for (const double E : {1.0, 8.0, 15.0}) {
      const auto path = earth_path(sphere, -0.8, eps);
      const auto& segment = path.segments.front();
      const double V = segment.n_e[0] * (segment.per_electron.e - segment.per_electron.mu);
      const double eps_E = 2 * E * MeV * V / osc.dm21();
      const double s = std::sin(2 * osc.theta12()), c = std::cos(2 * osc.theta12());
      const double root = std::sqrt((c - eps_E) * (c - eps_E) + s * s);
      const double phase = osc.dm21() * root / (2 * E * MeV) * path.length();
      const double expected = eps_E * s * s / (root * root) * std::pow(std::sin(phase / 2), 2);
      const auto P = propagation::ChordEngine(osc, 1e-9)(E * MeV, path).electron();
      CAPTURE(eps, E, expected);
      CHECK(P[1] - osc.electron_row()[1] == Approx(expected).margin(1e-12));
      const propagation::RegenerationEngine night(osc, uniform_sky(sphere, eps), 1e-6);
      CHECK(night.at(E * MeV, -0.8)[1] - osc.electron_row()[1] == Approx(expected).margin(1e-12));
      CHECK(expected * (1 - eps * 2) > 0);  // eps per nucleon: the potential is V_CC (1 - 2 eps)
    }
  }
}

TEST_CASE("chord: bad input is refused", "[error]") {
  CHECK_THROWS_AS(propagation::ChordEngine(lma(), 0), core::InvalidInput);
  const propagation::ChordEngine engine(lma(), 1e-6);
  CHECK_THROWS_AS(engine(-1, earth_path(four_layers(), -0.5)), core::InvalidInput);
}
