#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <boost/numeric/odeint/integrate/integrate_times.hpp>
#include <boost/numeric/odeint/util/odeint_error.hpp>
#include <cmath>
#include <map>
#include <sunsi/core/error.hpp>
#include <sunsi/propagation/adiabatic.hpp>
#include <sunsi/propagation/detail/exponential_stepper.hpp>
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

/// exp(-i M) of a hermitian matrix, unitary to rounding.
Eigen::Matrix3cd exp_minus_i(const Eigen::Matrix3cd& M) {
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3cd> solver(M);
  const Eigen::Vector3cd phase = (-imaginary * solver.eigenvalues().array()).exp();
  return solver.eigenvectors() * phase.asDiagonal() * solver.eigenvectors().adjoint();
}

/// log of a unitary matrix close to 1: arsinh of its anti-hermitian part, to seventh order.
Eigen::Matrix3cd log_near_one(const Eigen::Matrix3cd& O) {
  const Eigen::Matrix3cd S = (O - O.adjoint()) / 2;
  const Eigen::Matrix3cd S2 = S * S;
  return S * (Eigen::Matrix3cd::Identity() - S2 / 6 + 3 * S2 * S2 / 40);
}

Frame frame_at(const ExponentialStepper::System& H, double r) {
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3cd> solver(H(r));
  if (solver.info() != Eigen::Success) {
    throw core::NumericalError(
        fmt::format("eigenvectors of H did not converge at r = {:g} 1/eV", r));
  }
  return {r, solver.eigenvalues(), solver.eigenvectors()};
}

/// Orders the vectors of `frame` after those of `reference` and gives them its phases.
void align(Frame& frame, const Frame& reference) {
  const Eigen::Matrix3cd overlap = reference.U.adjoint() * frame.U;
  Frame aligned = frame;
  std::array<bool, 3> used{};
  for (int i = 0; i < 3; ++i) {
    int best = -1;
    for (int j = 0; j < 3; ++j) {
      if (!used[static_cast<std::size_t>(j)] &&
          (best < 0 || std::norm(overlap(i, j)) > std::norm(overlap(i, best)))) {
        best = j;
      }
    }
    used[static_cast<std::size_t>(best)] = true;
    const double size = std::abs(overlap(i, best));
    const std::complex<double> phase = size > 0 ? overlap(i, best) / size : 1.0;
    aligned.lambda[i] = frame.lambda[best];
    aligned.U.col(i) = frame.U.col(best) * std::conj(phase);
  }
  frame = aligned;
}

/// Evolution of the frame amplitudes from `from` outwards to `to`; phase = int lambda dr > 0 with
/// dr.
Eigen::Matrix3cd outward(const Frame& from, const Frame& to, const Eigen::Vector3d& phase) {
  Eigen::Matrix3cd M = imaginary * log_near_one(to.U.adjoint() * from.U);
  M.diagonal() += phase;
  return exp_minus_i(M);
}

double off_diagonal(const Eigen::Matrix3cd& M) {
  double sum = 0;
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      sum += i == j ? 0 : std::norm(M(i, j));
    }
  }
  return std::sqrt(sum);
}

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
/// scheme is of second order). Measured on b16-gs98 (docs/decisions/0004-ode-engine.md): 1600 steps
/// leave 1e-6, 6400 1e-8.
constexpr double first_rate = 0.1;
constexpr double first_step = 1.0 / 3200;
constexpr double finer_rate = 1.0 / 8;  // each pass against the one before
constexpr double finer_step = 1.0 / 2;
constexpr int most_passes = 10;
constexpr long most_steps = 2'000'000;  // of one pass: half a minute

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
                                                  OdeWork& work,
                                                  const std::atomic<bool>* stop) const {
  long evaluations = 0;  // two a step
  const detail::ExponentialStepper::System H = [&](double r) {
    if (stop != nullptr && stop->load(std::memory_order_relaxed)) {
      throw core::Interrupted();
    }
    if (++evaluations > 2 * most_steps) {
      throw core::NumericalError(
          fmt::format("the ode needs more than {} steps at {:g} MeV (at r = {:.4g} of the "
                      "radius); loosen propagation.tolerance",
                      most_steps, energy / 1e6, r / profile_.r_end));
    }
    return hamiltonian(mass_squared_, energy, profile_.at(r).V);
  };
  std::vector<double> radii;
  for (const std::size_t zone : zones) {
    radii.insert(radii.end(), zones_[zone].radius.begin(), zones_[zone].radius.end());
  }
  radii.push_back(profile_.r_end);
  std::sort(radii.begin(), radii.end(), std::greater<>());
  radii.erase(std::unique(radii.begin(), radii.end()), radii.end());
  std::map<double, std::array<double, 3>> at_radius;
  const auto record = [&](const Eigen::Matrix3cd& rows, double r) {
    at_radius[r] = {std::norm(rows(0, 0)), std::norm(rows(1, 0)), std::norm(rows(2, 0))};
  };
  // Odeint copies its stepper: std::ref keeps the counters and the cached frame.
  detail::ExponentialStepper stepper(resolution.rate / profile_.r_end,
                                     profile_.r_end * resolution.step);
  Eigen::Matrix3cd rows = vacuum_mixing_.adjoint();
  try {
    boost::numeric::odeint::integrate_times(std::ref(stepper), H, rows, radii.begin(), radii.end(),
                                            -profile_.r_end / 1000, record);
  } catch (const boost::numeric::odeint::odeint_error& error) {
    throw core::NumericalError(
        fmt::format("the ode found no step at {:g} MeV ({})", energy / 1e6, error.what()));
  }
  work.steps += stepper.accepted();
  work.rejected += stepper.rejected();
  ++work.passes;
  std::vector<model::MassFractions> result;
  for (const std::size_t zone : zones) {
    model::MassFractions fractions;
    for (std::size_t k = 0; k < zones_[zone].radius.size(); ++k) {
      const auto found = at_radius.lower_bound(zones_[zone].radius[k] * (1 - 1e-15));
      for (std::size_t i = 0; i < 3; ++i) {
        fractions.P[i] += zones_[zone].weight[k] * found->second[i];
      }
    }
    result.push_back(fractions);
  }
  return result;
}

std::vector<model::MassFractions> OdeEngine::operator()(double energy,
                                                        std::span<const std::size_t> zones,
                                                        OdeWork* work,
                                                        const std::atomic<bool>* stop) const {
  core::require_positive(energy, "energy");
  for (const std::size_t zone : zones) {
    if (zone >= zones_.size()) {
      throw core::InvalidInput(fmt::format("zone {} of {}", zone, zones_.size()));
    }
    if (zones_[zone].error >= tolerance_) {
      throw core::NumericalError(fmt::format(
          "tolerance {:g} cannot be met: the radii of production zone {} average only within {:g}; "
          "give it more radii",
          tolerance_, zone, zones_[zone].error));
    }
  }
  OdeWork local;
  OdeWork& cost = work != nullptr ? *work : local;
  const double scale = std::sqrt(tolerance_ / 1e-6);
  Resolution resolution{first_rate * scale, std::min(first_step * scale, 1e-2)};
  std::vector<model::MassFractions> coarse = pass(energy, zones, resolution, cost, stop);
  double worst = 1;
  constexpr double safety =
      2;  // six times what a clean second order would ask: resonances of step and phase
  constexpr double floor = 1e-12;  // rounding of some thousand unitary steps
  while (cost.passes < most_passes) {
    resolution.rate *= finer_rate;
    resolution.step *= finer_step;
    std::vector<model::MassFractions> fine = pass(energy, zones, resolution, cost, stop);
    worst = 0;
    for (std::size_t z = 0; z < fine.size(); ++z) {
      for (std::size_t i = 0; i < 3; ++i) {
        fine[z].error =
            std::max(fine[z].error, zones_[zones[z]].error + floor +
                                        safety * std::abs(fine[z].P[i] - coarse[z].P[i]));
      }
      worst = std::max(worst, fine[z].error);
    }
    if (worst <= tolerance_) {
      return fine;
    }
    coarse = std::move(fine);
  }
  throw core::NumericalError(
      fmt::format("the ode did not reach tolerance {:g} at {:g} MeV: {:g} after {} passes; loosen "
                  "propagation.tolerance",
                  tolerance_, energy / 1e6, worst, cost.passes));
}

}  // namespace sunsi::propagation
