#include <algorithm>
#include <cmath>
#include <complex>
#include <sunsi/propagation/detail/third_state.hpp>
#include <sunsi/propagation/hamiltonian.hpp>

namespace sunsi::propagation::detail {
namespace {

constexpr double phase_step = 0.5;
constexpr std::size_t phases = 41;  // up to 20 rad; beyond, the mean falls as 1/phase

constexpr double lowest_resolved = 0.05;  // abs of the cosine

/// Largest density of the sky's share in the cosine between two of them, at least 1.
double density(const NightSky& sky, double lo, double hi) {
  constexpr int cells = 64;
  double largest = 1;
  const double width = (hi - lo) / cells;
  for (int k = 0; k < cells && width > 0; ++k) {
    largest = std::max(largest, sky.weight(lo + k * width, lo + (k + 1) * width) / width);
  }
  return largest;
}

/// abs of the night's means of exp(i phase/abs(c)), phases in even steps, in cells of 1/abs(c) that
/// resolve them down to abs(c) = 0.05; below, by its share or by one integration by parts.
std::vector<double> means(const NightSky& sky) {
  constexpr int cells = 400;
  constexpr double width = (1 / lowest_resolved - 1) / cells;
  std::vector<std::complex<double>> sum(phases);
  for (int k = 0; k < cells; ++k) {
    const double u = 1 + width * k;
    const double share = sky.weight(-1 / u, -1 / (u + width));
    for (std::size_t n = 0; n < phases; ++n) {
      sum[n] += share * std::polar(1.0, phase_step * static_cast<double>(n) * (u + width / 2));
    }
  }
  const double tail = sky.weight(-lowest_resolved, 0);
  const double crowded = density(sky, std::max(sky.lowest, -lowest_resolved), sky.highest);
  std::vector<double> size{1};
  for (std::size_t n = 1; n < phases; ++n) {
    const double phase = phase_step * static_cast<double>(n);
    const double horizon = 2 * crowded * lowest_resolved * lowest_resolved / phase;
    size.push_back(std::min(1.0, std::abs(sum[n]) + std::min(tail, horizon)));
  }
  return size;
}

}  // namespace

NightMeans::NightMeans(const NightSky& sky)
    : narrow_(sky.lowest > -1 || sky.highest < 0 ? 4 * density(sky, sky.lowest, sky.highest) : 0),
      mean_(means(sky)) {
  // From a phase on: the mean may pass through zero on its way down.
  for (std::size_t n = mean_.size() - 1; n > 0; --n) {
    const double beyond = n + 1 < mean_.size() ? mean_[n + 1] : mean_[n * 3 / 4];
    mean_[n] = std::max(mean_[n], beyond);
  }
}

ThirdState::ThirdState(const model::OscillationParameters& osc, const NightSky& sky)
    : ThirdState(osc, sky.path(-1), NightMeans(sky)) {}

ThirdState::ThirdState(const model::OscillationParameters& osc, const Path& down, NightMeans mean)
    : dm3_(std::min(std::abs(osc.dm31()), std::abs(osc.dm31() - osc.dm21()))),
      electron_(std::sqrt(osc.electron_row()[2])),
      mean_(std::move(mean)) {
  const Eigen::Matrix3cd U = mixing_matrix(osc);
  Eigen::Matrix3cd before = Eigen::Matrix3cd::Zero();
  for (const PathSegment& segment : down.segments) {
    const auto V = [&](double x) -> Eigen::Matrix3cd {
      return U.adjoint() * potential_matrix(potential(segment, electrons(down, segment, x)).V) * U;
    };
    const double size = (V(segment.begin) - before).row(2).head<2>().norm();
    jumps_.push_back({size, down.segments.back().end - segment.begin});
    before = V(segment.end);
  }
}

double NightMeans::operator()(double phase) const {
  const auto place = static_cast<std::size_t>(std::min(phase / phase_step, phases - 1.0));
  const double last = phase_step * (phases - 1);
  if (phase <= last) {
    return mean_[place];
  }
  // In a part of the night the fall may not have begun. The phase goes as phase/abs(c) for a near
  // layer and phase abs(c) for one on the far side, its slope in c is at least `phase` in both:
  // abs(int rho exp(i phase) dc) is at most twice the largest rho and its variation, another two of
  // it, over that slope.
  return std::min(1.0, std::max(mean_[place] * last / phase, narrow_ / phase));
}

double ThirdState::left_out(double energy, Asked asked) const {
  const double gap = dm3_ / (2 * energy);
  double sum = 0;
  double turned = 0;  // of nu_3 in the matter at the detector, from above
  for (const Jump& jump : jumps_) {
    sum += jump.size / gap * mean_(gap * jump.distance);
    turned = std::max(turned, jump.size / gap);
  }
  // Twice: the other levels' own oscillation may go along with the phase.
  return 2 * sum * (asked == Asked::electron ? std::min(1.0, electron_ + turned) : 1.0);
}

}  // namespace sunsi::propagation::detail
