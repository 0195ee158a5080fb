#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <boost/numeric/odeint/integrate/integrate_times.hpp>
#include <cmath>
#include <map>
#include <sunsi/core/error.hpp>
#include <sunsi/propagation/adiabatic.hpp>
#include <sunsi/propagation/detail/certify.hpp>
#include <sunsi/propagation/detail/closed_form.hpp>
#include <sunsi/propagation/detail/exponential_stepper.hpp>
#include <sunsi/propagation/detail/guarded_pass.hpp>
#include <sunsi/propagation/detail/production_stops.hpp>
#include <sunsi/propagation/hamiltonian.hpp>
#include <sunsi/propagation/ode.hpp>

namespace sunsi::propagation {
namespace detail {
namespace {

using boost::numeric::odeint::controlled_step_result;
constexpr std::complex<double> imaginary{0, 1};
constexpr double rounding = 1e-14;  // of a step: a smaller error cannot be told
constexpr double largest_rotation =
    0.2;  // of the eigenbasis in one step; the series of the logarithm needs it

}  // namespace

controlled_step_result ExponentialStepper::try_step(const System& H,
                                                    state_type& x,
                                                    double& r,
                                                    double& dr) {
  const double h = std::abs(dr);
  if (h > longest_step_) {
    dr = -longest_step_;
    return boost::numeric::odeint::fail;  // costs nothing: Odeint asks again with the shorter step
  }
  if (here_.r != r) {
    here_ = frame_at(H, r);
  }
  Frame middle = frame_at(H, r + dr / 2);
  align(middle, here_);
  Frame there = frame_at(H, r + dr);
  align(there, middle);
  const double rotation = std::max(off_diagonal(here_.U.adjoint() * middle.U),
                                   off_diagonal(middle.U.adjoint() * there.U));
  // Phases by Simpson's rule on the step and by the same parabola on its halves; the mean is common
  // to all.
  const Eigen::Vector3d l0 = here_.lambda.array() - here_.lambda.mean();
  const Eigen::Vector3d l1 = middle.lambda.array() - middle.lambda.mean();
  const Eigen::Vector3d l2 = there.lambda.array() - there.lambda.mean();
  double error = 2 * rate_ * h;
  Eigen::Matrix3cd fine;
  if (rotation < largest_rotation) {
    fine = outward(middle, here_, h / 24 * (5 * l0 + 8 * l1 - l2)) *
           outward(there, middle, h / 24 * (5 * l2 + 8 * l1 - l0));
    const Eigen::Matrix3cd coarse = outward(there, here_, h / 6 * (l0 + 4 * l1 + l2));
    error = off_diagonal(fine - coarse);
  }
  const double allowed = std::max(rate_ * h, rounding);
  if (!(error <= allowed)) {
    ++rejected_;
    dr *= std::clamp(0.9 * std::sqrt(allowed / error), 0.2, 0.7);
    return boost::numeric::odeint::fail;
  }
  x = x * here_.U * fine * there.U.adjoint();
  // Each factor is unitary to rounding; a Newton-Schulz step keeps their product so over 1e5 of them.
  x = x * (1.5 * Eigen::Matrix3cd::Identity() - 0.5 * x.adjoint() * x);
  r += dr;
  here_ = there;
  here_.r = r;
  dr *= error > 0 ? std::clamp(0.9 * std::sqrt(allowed / error), 0.5, 2.0) : 2.0;
  ++accepted_;
  return boost::numeric::odeint::success;
}

}  // namespace detail

namespace {

/// Resolution of the first pass at tolerance 1e-6; both scale with the root of the tolerance (the
/// scheme is of second order). Measured on b16-gs98 (docs/decisions/0004-engines.md): 1600 steps
/// leave 1e-6, 6400 1e-8.
constexpr double first_rate = 0.1;
constexpr double first_step = 1.0 / 3200;
constexpr double finer_rate = 1.0 / 8;  // each pass against the one before
/// Not a half: a resonance of step and phase would be common to both passes.
constexpr double finer_step = 0.4472;
constexpr int most_passes = 10;

}  // namespace

OdeEngine::OdeEngine(const model::OscillationParameters& osc,
                     PotentialProfile profile,
                     std::vector<ProductionZone> zones,
                     double tolerance)
    : vacuum_mixing_(mixing_matrix(osc)),
      mass_squared_(mass_squared_matrix(osc)),
      profile_(std::move(profile)),
      zones_(std::move(zones)),
      tolerance_(tolerance) {
  check_zones(profile_, zones_);
  if (!(tolerance >= 1e-12 && tolerance <= 0.1)) {
    throw core::InvalidInput(fmt::format("tolerance = {:g} must lie in [1e-12, 0.1]", tolerance));
  }
}

std::vector<model::MassFractions> OdeEngine::pass(double energy,
                                                  std::span<const std::size_t> zones,
                                                  const Resolution& resolution,
                                                  EngineWork& work,
                                                  const std::atomic<bool>* stop) const {
  const detail::PassGuard guard{"ode", energy, profile_.r_end, "loosen propagation.tolerance",
                                stop};
  const detail::ExponentialStepper::System H = detail::guarded(
      guard, [&](double r) { return hamiltonian(mass_squared_, energy, profile_.at(r).V); });
  const std::vector<double> radii = detail::stops(zones_, zones, profile_.r_end);
  const auto anywhere = [&](double r) {
    return hamiltonian(mass_squared_, energy, potential_anywhere(profile_, r));
  };
  std::map<double, detail::Arrival> at_radius;
  const auto record = [&](const Eigen::Matrix3cd& rows, double r) {
    at_radius[r] = detail::arrival(rows, r, anywhere);
  };
  // Odeint copies its stepper: std::ref keeps the counters and the cached frame.
  detail::ExponentialStepper stepper(resolution.rate / profile_.r_end,
                                     profile_.r_end * resolution.step);
  Eigen::Matrix3cd rows = vacuum_mixing_.adjoint();
  detail::integrate(guard, [&] {
    boost::numeric::odeint::integrate_times(std::ref(stepper), H, rows, radii.begin(), radii.end(),
                                            -profile_.r_end / 1000, record);
  });
  work.steps += stepper.accepted();
  work.rejected += stepper.rejected();
  ++work.passes;
  return detail::average(zones_, zones, at_radius);
}

std::vector<model::MassFractions> OdeEngine::operator()(double energy,
                                                        std::span<const std::size_t> zones,
                                                        EngineWork* work,
                                                        const std::atomic<bool>* stop) const {
  detail::check_request(energy, zones, zones_, tolerance_);
  EngineWork local;
  EngineWork& cost = work != nullptr ? *work : local;
  const double scale = std::sqrt(tolerance_ / 1e-6);
  // Safety 4 is twelve times what a clean second order would ask (resonances of step and phase); the
  // floor is the rounding of some thousand unitary steps.
  const detail::Certificate certificate{"ode", energy, tolerance_, 4, 1e-12, most_passes};
  return detail::certify(certificate, [&](int k) {
    const Resolution resolution{first_rate * scale * std::pow(finer_rate, k),
                                std::min(first_step * scale, 1e-2) * std::pow(finer_step, k)};
    return pass(energy, zones, resolution, cost, stop);
  });
}

}  // namespace sunsi::propagation
