/// \file propagation/detail/magnus_stepper.hpp
/// The fourth-order Magnus step as a controlled stepper of Boost.Odeint.
#pragma once

#include <Eigen/Core>
#include <boost/numeric/odeint/stepper/controlled_step_result.hpp>
#include <boost/numeric/odeint/stepper/stepper_categories.hpp>
#include <cmath>
#include <functional>
#include <sunsi/propagation/detail/frame_generator.hpp>

namespace sunsi::propagation::detail {

/// Half the distance of the two Gauss points of a unit step, sqrt3/6.
inline const double half_gauss = std::sqrt(3.0) / 6;

/// Omega = h (K_1 + K_2)/2 + i (sqrt3/12) h^2 [K_1, K_2], hermitian: rows -> rows exp(i Omega) along
/// d(rows)/dr = i rows K, psi -> exp(-i Omega) psi along i d(psi)/dx = K psi. K_1 and K_2 at the
/// Gauss points of the step, h signed. Where the phase of the third state is not resolved (h times
/// its level above 1), its part of the commutator is left out.
Eigen::Matrix3cd magnus_exponent(const Eigen::Matrix3cd& K1, const Eigen::Matrix3cd& K2, double h);

/// exp(i Omega) of one step, up to a phase common to all rows. Where the third state's phase is not
/// resolved and its couplings are small against its distance, x = (Omega_3 - Omega_12)^{-1} c with
/// abs(x)^2 < 1e-13, the exponential is that of the 2x2 block and of the third level, dressed with x to
/// first order and with the shifts of the levels to second; what is left out, abs(x)^2, is no more than
/// a departure from unitarity. Else the exponential of the whole matrix.
Eigen::Matrix3cd magnus_factor(const FrameGenerator& K1, const FrameGenerator& K2, double h);

/// Rows -> the nearest unitary matrix, for a departure of d up to d^2 (a Newton-Schulz step).
Eigen::Matrix3cd nearer_to_unitary(const Eigen::Matrix3cd& rows);

/// State = 3x3 rows with d(rows)/dr = i rows K(r), system = K(r), hermitian. One step is
///   rows -> rows exp(i Omega), Omega = h (K_1 + K_2)/2 + i (sqrt3/12) h^2 [K_1, K_2],
/// K_1 and K_2 at the Gauss points r + h (1/2 -+ sqrt3/6) (Blanes, Casas, Oteo and Ros, Phys. Rep.
/// 470, 151 (2009), with the order of the factors reversed because K stands on the right).
///
/// A step takes a given phase of the first two levels, step = phase/(E_1 - E_2), a smooth function of
/// the radius: the errors of neighbouring steps then cancel along the oscillation and the path's
/// error falls faster than the sum of theirs. (Steps chosen from an estimate of each one's error
/// jump, and lose that: measured, twenty times as many are needed.) A step over which K itself
/// changes too much is halved. The error of a pass is found by repeating it with half the phase.
class MagnusStepper {
 public:
  using state_type = Eigen::Matrix3cd;
  using deriv_type = Eigen::Matrix3cd;
  using value_type = double;
  using time_type = double;
  using stepper_category = boost::numeric::odeint::controlled_stepper_tag;
  using System = std::function<FrameGenerator(double)>;

  /// \param phase         of the first two levels in a step [rad]
  /// \param longest_step  no step is longer than this
  /// \param all_levels    the phase is that of the widest pair of all three levels instead
  MagnusStepper(double phase, double longest_step, bool all_levels)
      : phase_(phase), longest_step_(longest_step), all_levels_(all_levels) {}

  boost::numeric::odeint::controlled_step_result try_step(const System& K,
                                                          state_type& x,
                                                          double& r,
                                                          double& dr);

  /// One step of dr from (x, r) that leaves the stepper and its path as they are.
  static Eigen::Matrix3cd partial(const System& K, const Eigen::Matrix3cd& x, double r, double dr);

  [[nodiscard]] long accepted() const { return accepted_; }
  [[nodiscard]] long rejected() const { return rejected_; }

 private:
  /// Largest h norm(K_2 - K_1) of a step, of its phase.
  static constexpr double steepest_ = 0.3;
  /// Each factor is unitary to 1e-13: so many of them are multiplied before rows are made so again.
  static constexpr long rounded_every_ = 8;
  [[nodiscard]] double step_for(const FrameGenerator& K) const;
  double phase_;
  double longest_step_;
  bool all_levels_;
  double planned_ = 0;
  long accepted_ = 0;
  long rejected_ = 0;
};

}  // namespace sunsi::propagation::detail
