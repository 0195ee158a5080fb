// An evolution along a path that shares nothing with the engines but H.
#pragma once

#include <boost/numeric/odeint/integrate/integrate_adaptive.hpp>
#include <boost/numeric/odeint/stepper/generation/generation_controlled_runge_kutta.hpp>
#include <boost/numeric/odeint/stepper/generation/generation_runge_kutta_fehlberg78.hpp>
#include <boost/numeric/odeint/stepper/generation/make_controlled.hpp>
#include <sunsi/propagation/hamiltonian.hpp>

#include "earth.hpp"

namespace test {

/// <alpha|S|nu_i> at the end of a path: Runge-Kutta-Fehlberg 7(8) on the amplitudes in the flavour
/// basis, layer by layer.
inline Eigen::Matrix3cd runge_kutta(const model::OscillationParameters& osc,
                                    const propagation::Path& path,
                                    double energy) {
  namespace odeint = boost::numeric::odeint;
  using State = std::array<double, 6>;
  const Eigen::Matrix3cd U = propagation::mixing_matrix(osc);
  Eigen::Matrix3cd m2 = propagation::mass_squared_matrix(osc);
  m2.diagonal().array() -= m2.trace() / 3.0;
  Eigen::Matrix3cd S;
  for (int i = 0; i < 3; ++i) {
    State psi{};
    for (std::size_t a = 0; a < 3; ++a) {
      psi[2 * a] = U(static_cast<int>(a), i).real();
      psi[2 * a + 1] = U(static_cast<int>(a), i).imag();
    }
    for (const auto& segment : path.segments) {
      const auto rhs = [&](const State& y, State& dy, double t) {
        const double x = t * path.scale;
        const auto V = propagation::potential(segment, propagation::electrons(path, segment, x)).V;
        const Eigen::Matrix3cd H = propagation::hamiltonian(m2, energy, V) * path.scale;
        for (int a = 0; a < 3; ++a) {
          std::complex<double> sum = 0;
          for (int b = 0; b < 3; ++b) {
            const auto k = static_cast<std::size_t>(b);
            sum += H(a, b) * std::complex<double>(y[2 * k], y[2 * k + 1]);
          }
          dy[2 * static_cast<std::size_t>(a)] = sum.imag();
          dy[2 * static_cast<std::size_t>(a) + 1] = -sum.real();
        }
      };
      odeint::integrate_adaptive(
          odeint::make_controlled(1e-13, 1e-13, odeint::runge_kutta_fehlberg78<State>()), rhs, psi,
          segment.begin / path.scale, segment.end / path.scale, 1e-4);
    }
    for (std::size_t a = 0; a < 3; ++a) {
      S(static_cast<int>(a), i) = {psi[2 * a], psi[2 * a + 1]};
    }
  }
  return S;
}

}  // namespace test
