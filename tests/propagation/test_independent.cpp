// An evolution that shares nothing with the engines: Boost.Odeint's RKF78 on the amplitudes in the
// flavour basis.
#include <boost/numeric/odeint/integrate/integrate_adaptive.hpp>
#include <boost/numeric/odeint/stepper/generation/generation_controlled_runge_kutta.hpp>
#include <boost/numeric/odeint/stepper/generation/generation_runge_kutta_fehlberg78.hpp>
#include <boost/numeric/odeint/stepper/generation/make_controlled.hpp>
#include <catch2/catch.hpp>
#include <complex>

#include "sun.hpp"

using namespace test;
namespace odeint = boost::numeric::odeint;

namespace {

using State = std::array<double, 6>;  // real and imaginary parts of e, mu, tau

/// P(e -> i) at the surface for nu_e made at x; i d(psi)/dr = H(r) psi, H from the definition.
std::array<double, 3> brute_force(const model::OscillationParameters& osc,
                                  const propagation::PotentialProfile& profile,
                                  double x,
                                  double energy,
                                  double* norm) {
  const auto U = osc.mixing_matrix();
  const double m2[3] = {0, osc.dm21(), osc.dm31()};
  std::complex<double> vacuum[3][3];
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) {
      for (std::size_t i = 0; i < 3; ++i) {
        // In units of 1/R_sun, with the mean of the levels taken out: it is a common phase.
        vacuum[a][b] += U[a][i] * std::conj(U[b][i]) * (m2[i] - (m2[1] + m2[2]) / 3) /
                        (2 * energy) * core::R_sun;
      }
    }
  }
  const auto rhs = [&](const State& psi, State& d, double r) {
    const auto V = profile.at(r * core::R_sun).V;
    const double diagonal[3] = {(V.e - V.mu) * core::R_sun, 0, (V.tau - V.mu) * core::R_sun};
    for (std::size_t a = 0; a < 3; ++a) {
      double re = diagonal[a] * psi[2 * a], im = diagonal[a] * psi[2 * a + 1];
      for (std::size_t b = 0; b < 3; ++b) {
        re += vacuum[a][b].real() * psi[2 * b] - vacuum[a][b].imag() * psi[2 * b + 1];
        im += vacuum[a][b].real() * psi[2 * b + 1] + vacuum[a][b].imag() * psi[2 * b];
      }
      d[2 * a] = im;
      d[2 * a + 1] = -re;
    }
  };
  State psi{1, 0, 0, 0, 0, 0};
  const auto stepper = odeint::make_controlled<odeint::runge_kutta_fehlberg78<State>>(1e-12, 1e-12);
  odeint::integrate_adaptive(stepper, rhs, psi, x, 1.0, 1e-7);
  std::array<double, 3> P{};
  *norm = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    std::complex<double> amplitude = 0;
    for (std::size_t a = 0; a < 3; ++a) {
      amplitude += std::conj(U[a][i]) * std::complex<double>(psi[2 * a], psi[2 * a + 1]);
    }
    P[i] = std::norm(amplitude);
    *norm += P[i];
  }
  return P;
}

}  // namespace

TEST_CASE("RKF78 in the flavour basis confirms the ode engine", "[reference]") {
  struct Case {
    double energy, x, eps;
    bool dark;
  };
  // One radius each: nothing averages. RKF78 at 1e-12 a step loses about 1e-8 of the norm over 4e5
  // rad.
  for (const Case& c :
       {Case{5, 0.05, 0, false}, Case{10, 0.1, 1.93, true}, Case{15, 0.02, -1, false}}) {
    const auto osc = c.dark ? lma().other_octant() : lma();
    double norm = 0;
    const auto direct = brute_force(osc, solar_profile(c.eps), c.x, c.energy * MeV, &norm);
    const auto engine = ode(osc, solar_profile(c.eps), at(c.x), c.energy * MeV, 1e-8);
    CAPTURE(c.energy, norm);
    CHECK(std::abs(norm - 1) < 1e-7);
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(std::abs(direct[i] / norm - engine.P[i]) < 1e-7);
    }
    WARN(c.energy << " MeV: RKF78 - ode " << std::abs(direct[0] / norm - engine.P[0])
                  << ", ode - adiabatic "
                  << largest_difference(
                         engine, adiabatic(osc, solar_profile(c.eps), at(c.x), c.energy * MeV)));
  }
}
