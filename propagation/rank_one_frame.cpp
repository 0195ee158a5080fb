// The generator where V_mu = V_tau: H = D + A u u^T is a diagonal matrix with one rank more.
#include <cmath>
#include <sunsi/propagation/detail/third_level_frame.hpp>

namespace sunsi::propagation::detail {
namespace {

/// Largest A over the distance of the third level from the others for which its Newton's method
/// stays at the root that is nu_3 in vacuum: it moves by less than A.
constexpr double small_potential = 0.25;
constexpr int most_iterations = 12;

bool one_potential(const model::FlavourPotential& V) { return V.mu == V.tau && V.diagonal(); }

/// The level E_3 = D_3 + delta of the secular equation
///   delta (1 - A sum_{j<3} u_j^2/(E_3 - D_j)) = A u_3^2,
/// by Newton's method; with the sums that its slope and its vector need.
struct ThirdRoot {
  double level, inverse1, inverse2, sum1, sum2, rest;
};

ThirdRoot third_root(const std::array<double, 3>& D, const std::array<double, 3>& u2, double A) {
  ThirdRoot t{};
  double delta = A * u2[2];
  for (int k = 0;; ++k) {
    t.level = D[2] + delta;
    t.inverse1 = 1 / (t.level - D[0]);
    t.inverse2 = 1 / (t.level - D[1]);
    t.sum1 = u2[0] * t.inverse1 + u2[1] * t.inverse2;
    t.sum2 = u2[0] * t.inverse1 * t.inverse1 + u2[1] * t.inverse2 * t.inverse2;
    t.rest = 1 - A * t.sum1;
    const double step = (delta * t.rest - A * u2[2]) / (t.rest + delta * A * t.sum2);
    if (std::abs(step) <= 1e-16 * std::abs(D[2]) || k == most_iterations) {
      return t;  // the next iterate would differ by less than rounding
    }
    delta -= step;
  }
}

}  // namespace

bool ThirdLevelFrame::rank_one(const PotentialSample& sample) const {
  const double nearest = std::min(std::abs(vacuum_[2]), std::abs(vacuum_[2] - vacuum_[1]));
  return follow_ && one_potential(sample.V) && one_potential(sample.slope) &&
         std::abs(sample.V.e - sample.V.mu) < small_potential * nearest;
}

FrameGenerator ThirdLevelFrame::rank_one_generator(const PotentialSample& sample) const {
  const double A = sample.V.e - sample.V.mu;
  const double dA = sample.slope.e - sample.slope.mu;
  const auto& u = electron_;
  const ThirdRoot root =
      third_root({vacuum_[0], vacuum_[1], vacuum_[2]}, {u[0] * u[0], u[1] * u[1], u[2] * u[2]}, A);
  // v = c (t_1, t_2, 1) with t_j = u_j q/(E_3 - D_j), q = A u_3/(1 - A sum): no 0/0 for u_3 = 0.
  const double q = A * u[2] / root.rest;
  const double t1 = u[0] * q * root.inverse1;
  const double t2 = u[1] * q * root.inverse2;
  const double c = 1 / std::sqrt(1 + t1 * t1 + t2 * t2);
  const double overlap = (u[0] * t1 + u[1] * t2 + u[2]) * c;
  const double dlevel = dA * overlap * overlap;  // Hellmann-Feynman
  const double drest = A * root.sum2 * dlevel - dA * root.sum1;
  const double dq = (dA * u[2] - q * drest) / root.rest;
  const double dt1 = u[0] * root.inverse1 * (dq - q * dlevel * root.inverse1);
  const double dt2 = u[1] * root.inverse2 * (dq - q * dlevel * root.inverse2);
  const double dc = -c * c * c * (t1 * dt1 + t2 * dt2);
  const double w1 = c * t1;
  const double w2 = c * t2;
  const double dw1 = c * dt1 + dc * t1;
  const double dw2 = c * dt2 + dc * t2;
  // R^T dR/dr of the rotation R, written out; s = 1/(1 + c).
  const double s = 1 / (1 + c);
  const double turn = s * (w1 * dw2 - w2 * dw1);
  const double turn1 = dw1 - s * dc * w1;
  const double turn2 = dw2 - s * dc * w2;
  // R^T H R = A y y^T + R^T D R in the first two places, y = R^T u.
  const double along = s * (w1 * u[0] + w2 * u[1]) + u[2];
  const double y1 = u[0] - w1 * along;
  const double y2 = u[1] - w2 * along;
  const double m1 = -s * w1 * w2;
  const double m2 = 1 - s * w2 * w2;
  const double D2 = vacuum_[1];
  const double D3 = vacuum_[2];
  FrameGenerator K;
  K.half =
      (A * (y1 - y2) * (y1 + y2) + D2 * (m1 - m2) * (m1 + m2) + D3 * (w1 - w2) * (w1 + w2)) / 2;
  K.third = 1.5 * root.level - (D2 + D3 + A) / 2;  // the trace of H, shared out
  const double off = A * y1 * y2 + D2 * m1 * m2 + D3 * w1 * w2;
  // The phases of U_ej, taken out of H above, return.
  K.off = std::complex<double>(off, -turn) * phase_[0];
  K.c13 = std::complex<double>(0, -turn1) * phase_[1];
  K.c23 = std::complex<double>(0, -turn2) * phase_[2];
  return K;
}

FrameGenerator ThirdLevelFrame::split(const PotentialSample& sample) const {
  return rank_one(sample) ? rank_one_generator(sample) : FrameGenerator::of(generator(sample));
}

}  // namespace sunsi::propagation::detail
