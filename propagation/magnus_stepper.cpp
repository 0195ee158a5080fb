#include <cmath>
#include <complex>
#include <sunsi/propagation/detail/closed_form.hpp>
#include <sunsi/propagation/detail/magnus_stepper.hpp>

namespace sunsi::propagation::detail {

using boost::numeric::odeint::controlled_step_result;

namespace {

using complex = std::complex<double>;

/// Largest abs(x)^2 of magnus_factor for the short way.
constexpr double small_coupling = 1e-13;

/// a b without the checks for infinities that std::complex makes.
complex times(complex a, complex b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

/// conj(a) b.
complex conj_times(complex a, complex b) { return times({a.real(), -a.imag()}, b); }

/// The exponent -Omega of a step whose third phase is not resolved: magnus_exponent without the third
/// state's part of the commutator, without trace.
FrameGenerator short_exponent(const FrameGenerator& K1, const FrameGenerator& K2, double h) {
  const double mean = -h / 2;
  const double twist = -half_gauss / 2 * h * h;
  // i [K1, K2] of the block, and what the couplings to the third state add to it.
  const double with1 = conj_times(K1.c13, K2.c13).imag();
  const double with2 = conj_times(K1.c23, K2.c23).imag();
  const double turned = 2 * conj_times(K1.off, K2.off).imag() + with1 - with2;
  const complex swapped = 2.0 * (K1.half * K2.off - K2.half * K1.off) +
                          times(K1.c13, std::conj(K2.c23)) - times(K2.c13, std::conj(K1.c23));
  FrameGenerator M;
  M.half = mean * (K1.half + K2.half) + twist * turned;
  M.third = mean * (K1.third + K2.third) - twist * 3 * (with1 + with2);
  M.off = mean * (K1.off + K2.off) + twist * complex(-swapped.imag(), swapped.real());
  M.c13 = mean * (K1.c13 + K2.c13);
  M.c23 = mean * (K1.c23 + K2.c23);
  return M;
}

}  // namespace

Eigen::Matrix3cd magnus_exponent(const Eigen::Matrix3cd& K1, const Eigen::Matrix3cd& K2, double h) {
  const Eigen::Matrix3cd product = K1 * K2;
  Eigen::Matrix3cd commutator = (half_gauss / 2 * h * h) * (product - product.adjoint());
  const double third =
      std::abs(h) * std::abs(K1(2, 2).real() - (K1(0, 0).real() + K1(1, 1).real()) / 2);
  if (third > 1) {  // where the third state's phase is not resolved the expansion does not hold
    commutator(0, 2) = commutator(2, 0) = commutator(1, 2) = commutator(2, 1) = 0;
  }
  return h / 2 * (K1 + K2) + std::complex<double>(0, 1) * commutator;
}

Eigen::Matrix3cd magnus_factor(const FrameGenerator& K1, const FrameGenerator& K2, double h) {
  const FrameGenerator M = short_exponent(K1, K2, h);
  const double block = M.half * M.half + std::norm(M.off);
  const double far = M.third * M.third - block;  // determinant of third - block
  const complex x1 = (M.third + M.half) * M.c13 + times(M.off, M.c23);
  const complex x2 = conj_times(M.off, M.c13) + (M.third - M.half) * M.c23;
  const double coupling = std::norm(x1) + std::norm(x2);
  if (std::abs(h * K1.third) <= 1 || !(4 * block < M.third * M.third) ||
      !(coupling < small_coupling * far * far)) {
    return exp_minus_i(Eigen::Matrix3cd(-magnus_exponent(K1.matrix(), K2.matrix(), h)));
  }
  const complex a = x1 / far;
  const complex b = x2 / far;
  // Shifts by the couplings, second order: block -= (x c^+ + c x^+)/2, third += x^+ c.
  const double shift1 = conj_times(a, M.c13).real();
  const double shift2 = conj_times(b, M.c23).real();
  const double half = M.half - (shift1 - shift2) / 2;
  const complex off = M.off - (times(a, std::conj(M.c23)) + times(M.c13, std::conj(b))) / 2.0;
  const double third = M.third + 1.5 * (shift1 + shift2);  // from the block's new mean
  const double angle = std::sqrt(half * half + std::norm(off));
  const double cosine = std::cos(angle);
  const double sinc = angle > 0 ? std::sin(angle) / angle : 1.0;
  const complex e11(cosine, -sinc * half);
  const complex e12(sinc * off.imag(), -sinc * off.real());
  const complex e21(-sinc * off.imag(), -sinc * off.real());
  const complex e22(cosine, sinc * half);
  const complex e33(std::cos(third), -std::sin(third));
  Eigen::Matrix3cd U;
  U << e11, e12, times(a, e33) - times(e11, a) - times(e12, b),  //
      e21, e22, times(b, e33) - times(e21, a) - times(e22, b),   //
      conj_times(a, e33 - e11) - conj_times(b, e21),             //
      conj_times(b, e33 - e22) - conj_times(a, e12), e33;
  return U;
}

Eigen::Matrix3cd nearer_to_unitary(const Eigen::Matrix3cd& rows) {
  Eigen::Matrix3cd correction = -0.5 * (rows.adjoint() * rows);
  correction.diagonal().array() += 1.5;
  return rows * correction;
}

Eigen::Matrix3cd MagnusStepper::partial(const System& K,
                                        const Eigen::Matrix3cd& x,
                                        double r,
                                        double dr) {
  return x * magnus_factor(K(r + dr * (0.5 - half_gauss)), K(r + dr * (0.5 + half_gauss)), dr);
}

double MagnusStepper::step_for(const FrameGenerator& K) const {
  return std::min(longest_step_,
                  phase_ / (all_levels_ ? std::sqrt(2 * K.squared_norm()) : K.gap()));
}

controlled_step_result MagnusStepper::try_step(const System& K,
                                               state_type& x,
                                               double& r,
                                               double& dr) {
  if (planned_ == 0) {
    planned_ = step_for(K(r));
  }
  if (std::abs(dr) > planned_ * (1 + 1e-12)) {
    dr = -planned_;
    return boost::numeric::odeint::fail;  // costs nothing: Odeint asks again with the shorter step
  }
  const double h = std::abs(dr);
  const FrameGenerator K1 = K(r + dr * (0.5 - half_gauss));
  const FrameGenerator K2 = K(r + dr * (0.5 + half_gauss));
  const FrameGenerator change{K2.half - K1.half, K2.third - K1.third, K2.off - K1.off,
                              K2.c13 - K1.c13, K2.c23 - K1.c23};
  if (h * std::sqrt(change.squared_norm()) > steepest_ * phase_) {
    planned_ = h / 2;
    dr = -planned_;
    ++rejected_;
    return boost::numeric::odeint::fail;
  }
  x = x * magnus_factor(K1, K2, dr);
  if (accepted_ % rounded_every_ == 0) {
    x = nearer_to_unitary(x);
  }
  r += dr;
  planned_ = std::min(step_for(K2), 2 * planned_);
  dr = -planned_;
  ++accepted_;
  return boost::numeric::odeint::success;
}

}  // namespace sunsi::propagation::detail
