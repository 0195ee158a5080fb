#include <fmt/format.h>

#include <algorithm>
#include <boost/numeric/odeint/integrate/integrate_adaptive.hpp>
#include <cmath>
#include <map>
#include <sunsi/core/error.hpp>
#include <sunsi/propagation/adiabatic.hpp>
#include <sunsi/propagation/detail/certify.hpp>
#include <sunsi/propagation/detail/guarded_pass.hpp>
#include <sunsi/propagation/detail/magnus_stepper.hpp>
#include <sunsi/propagation/detail/production_stops.hpp>
#include <sunsi/propagation/detail/third_level_frame.hpp>
#include <sunsi/propagation/hamiltonian.hpp>
#include <sunsi/propagation/magnus.hpp>

namespace sunsi::propagation {
namespace {

/// Phase of the first two levels in a step of the first pass, at tolerance 1e-8; the scheme is of
/// fourth order. Measured on b16-gs98 at 10 MeV: 1.2 rad leave 2e-8 of P, 0.6 rad 1e-9.
constexpr double first_phase = 1.2;
/// Over regions the interference of the levels, in which an error of phase shows, averages out: twice
/// the phase. Measured over 8B at 10 MeV: 2.4 rad leave 2e-10 of P, 1.2 rad 2e-11.
constexpr double region_factor = 2;
/// True error over the difference of two passes: at most 0.2 over regions; from one radius up to 6 in
/// 141 random points (eps in [-3, 3], 2-16 MeV), because what a phase shifts can vanish by chance there.
constexpr double region_safety = 1;
constexpr double place_safety = 8;
constexpr double largest_phase = 2.4;       // beyond, the oscillation is not resolved
constexpr double longest_step = 1.0 / 400;  // of r_end, at the phase of tolerance 1e-8
constexpr int most_passes = 6;
constexpr int frame_samples = 64;
constexpr double smallest_overlap = 0.1;  // of the third level with nu_3, for the frame to be used

}  // namespace

MagnusEngine::MagnusEngine(const model::OscillationParameters& osc,
                           PotentialProfile profile,
                           std::vector<ProductionZone> zones,
                           double tolerance)
    : osc_(osc), profile_(std::move(profile)), zones_(std::move(zones)), tolerance_(tolerance) {
  check_zones(profile_, zones_);
  if (!(tolerance >= 1e-12 && tolerance <= 0.1)) {
    throw core::InvalidInput(fmt::format("tolerance = {:g} must lie in [1e-12, 0.1]", tolerance));
  }
}

std::vector<model::MassFractions> MagnusEngine::pass(double energy,
                                                     std::span<const std::size_t> zones,
                                                     double phase,
                                                     EngineWork& work,
                                                     const std::atomic<bool>* stop) const {
  const auto follow = [&] {
    const detail::ThirdLevelFrame frame(osc_, energy, true);
    for (int k = 0; k <= frame_samples; ++k) {
      if (!(frame.overlap(profile_.at(profile_.r_end * k / frame_samples)) > smallest_overlap)) {
        return false;
      }
    }
    return true;
  };
  const bool followed = follow();
  const detail::ThirdLevelFrame frame(osc_, energy, followed);
  const detail::PassGuard guard{"magnus", energy, profile_.r_end,
                                "loosen propagation.tolerance or take propagation.engine: ode",
                                stop};
  const detail::MagnusStepper::System K =
      detail::guarded(guard, [&](double r) { return frame.split(profile_.at(r)); });
  // Steps run on past the production radii, each of which is reached by a step of its own: the main
  // path keeps its even steps.
  const std::vector<double> radii = detail::stops(zones_, zones, profile_.r_end);
  std::map<double, detail::Arrival> at_radius;
  const Eigen::Matrix3cd mixing = mixing_matrix(osc_);
  const Eigen::Matrix3cd mass_squared = mass_squared_matrix(osc_);
  const auto record = [&](const Eigen::Matrix3cd& there, double r) {
    const Eigen::Matrix3cd in_frame = detail::nearer_to_unitary(there);
    const Eigen::Matrix3cd R = frame.basis(profile_.at(r));
    at_radius[r] = detail::arrival(in_frame * R.adjoint() * mixing.adjoint(), r, [&](double x) {
      return hamiltonian(mass_squared, energy, potential_anywhere(profile_, x));
    });
  };
  Eigen::Matrix3cd rows = frame.basis(profile_.at(profile_.r_end));
  Eigen::Matrix3cd before = rows;
  double r_before = profile_.r_end;
  auto next = radii.begin();
  const auto observe = [&](const Eigen::Matrix3cd& now, double r) {
    for (; next != radii.end() && *next >= r; ++next) {
      const double way = *next - r_before;
      record(way == 0 ? before : detail::MagnusStepper::partial(K, before, r_before, way), *next);
    }
    before = now;
    r_before = r;
  };
  detail::MagnusStepper stepper(phase, profile_.r_end * longest_step * phase / first_phase,
                                !followed);
  detail::integrate(guard, [&] {
    boost::numeric::odeint::integrate_adaptive(std::ref(stepper), K, rows, profile_.r_end,
                                               radii.back(), -profile_.r_end / 1000, observe);
  });
  work.steps += stepper.accepted();
  work.rejected += stepper.rejected();
  ++work.passes;
  return detail::average(zones_, zones, at_radius);
}

std::vector<model::MassFractions> MagnusEngine::operator()(double energy,
                                                           std::span<const std::size_t> zones,
                                                           EngineWork* work,
                                                           const std::atomic<bool>* stop) const {
  detail::check_request(energy, zones, zones_, tolerance_);
  EngineWork local;
  EngineWork& cost = work != nullptr ? *work : local;
  const bool regions = std::all_of(zones.begin(), zones.end(),
                                   [&](std::size_t z) { return zones_[z].radius.size() > 1; });
  const double phase =
      std::min((regions ? region_factor : 1) * first_phase * std::pow(tolerance_ / 1e-8, 0.25),
               largest_phase);
  const detail::Certificate certificate{
      "magnus", energy, tolerance_, regions ? region_safety : place_safety, 1e-12, most_passes};
  return detail::certify(
      certificate, [&](int k) { return pass(energy, zones, std::ldexp(phase, -k), cost, stop); });
}

}  // namespace sunsi::propagation
