// Media for the tests of the engines: the real Sun with a constant coupling per nucleon, and toy
// profiles.
#pragma once

#include <cmath>
#include <memory>
#include <numbers>
#include <sunsi/core/constants.hpp>
#include <sunsi/propagation/adiabatic.hpp>
#include <sunsi/propagation/ode.hpp>
#include <sunsi/solar/solar_model.hpp>

namespace test {

using namespace sunsi;
using core::units::MeV;

inline const solar::SolarModel& sun() {
  static const solar::SolarModel model = solar::SolarModel::load("b16-gs98", SUNSI_TEST_DATA);
  return model;
}

/// NuFIT 6.0 NO (input B of the validation numbers).
inline model::OscillationParameters lma(double dm31 = 2.513e-3) {
  return model::OscillationParameters::from_sin2(
      {0.308, 0.02215, 0.47, 212 * core::units::degree, 7.49e-5, dm31});
}

/// V_mu = V_tau = eps(r) V_CC with eps = eps_centre at the centre, following (N_n + N_p)/N_e;
/// `flip` gives 2 - eps(r).
inline propagation::PotentialProfile solar_profile(double eps_centre, bool flip = false) {
  const double scale = eps_centre / sun().nucleons_per_electron(0);
  const auto V = [scale, flip](const model::Composition& n) {
    const double e = model::charged_current_potential(n.n_e);
    const double mu = scale * model::charged_current_potential(n.n_n + n.n_p);
    const double v = flip ? 2 * e - mu : mu;
    return model::FlavourPotential{e, v, v};
  };
  return {[V](double r) {
            const auto s = sun().composition(r / core::R_sun);
            const auto slope = V(s.slope);
            return propagation::PotentialSample{
                V(s.value),
                {slope.e / core::R_sun, slope.mu / core::R_sun, slope.tau / core::R_sun}};
          },
          core::R_sun};
}

/// V_mu = V_tau = eps V_CC at every radius.
inline propagation::PotentialProfile constant_eps(double eps) {
  return {[eps](double r) {
            const auto s = sun().composition(r / core::R_sun);
            const double e = model::charged_current_potential(s.value.n_e);
            const double d = model::charged_current_potential(s.slope.n_e) / core::R_sun;
            return propagation::PotentialSample{{e, eps * e, eps * e}, {d, eps * d, eps * d}};
          },
          core::R_sun};
}

/// V_e = V0 exp(-r/scale) up to r_end.
inline propagation::PotentialProfile exponential(double V0, double scale, double r_end) {
  return {[=](double r) {
            const double v = V0 * std::exp(-r / scale);
            return propagation::PotentialSample{{v, 0, 0}, {-v / scale, 0, 0}};
          },
          r_end};
}

/// The radii of a source; without the error of their average, because the engines are compared with
/// each other on the same radii, not with the table.
inline propagation::ProductionZone zone(model::Source source) {
  propagation::ProductionZone zone{sun().production(source).node, sun().production(source).weight};
  for (double& r : zone.radius) {
    r *= core::R_sun;
  }
  return zone;
}

inline propagation::ProductionZone at(double x) { return {{x * core::R_sun}, {1.0}}; }

inline double P_ee(const model::MassFractions& f, const model::OscillationParameters& osc) {
  return model::survival_day(f, osc.electron_row());
}

inline model::MassFractions adiabatic(const model::OscillationParameters& osc,
                                      const propagation::PotentialProfile& profile,
                                      const propagation::ProductionZone& where,
                                      double energy) {
  return propagation::AdiabaticEngine(osc, profile, {&where, 1})(energy, 0);
}

inline model::MassFractions ode(const model::OscillationParameters& osc,
                                const propagation::PotentialProfile& profile,
                                const propagation::ProductionZone& where,
                                double energy,
                                double tolerance = 1e-6,
                                propagation::EngineWork* work = nullptr) {
  const std::size_t only[] = {0};
  return propagation::OdeEngine(osc, profile, {where}, tolerance)(energy, only, work)[0];
}

inline double largest_difference(const model::MassFractions& a, const model::MassFractions& b) {
  return std::max(
      {std::abs(a.P[0] - b.P[0]), std::abs(a.P[1] - b.P[1]), std::abs(a.P[2] - b.P[2])});
}

inline double sum(const model::MassFractions& f) { return f.P[0] + f.P[1] + f.P[2]; }

}  // namespace test
