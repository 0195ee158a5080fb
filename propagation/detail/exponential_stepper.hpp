/// \file propagation/detail/exponential_stepper.hpp
/// The exponential step in the instantaneous eigenbasis, as a controlled stepper of Boost.Odeint.
#pragma once

#include <Eigen/Core>
#include <array>
#include <boost/numeric/odeint/stepper/controlled_step_result.hpp>
#include <boost/numeric/odeint/stepper/stepper_categories.hpp>
#include <functional>
#include <sunsi/propagation/detail/eigenframe.hpp>

namespace sunsi::propagation::detail {

/// Odeint's controlled-stepper concept: state = the 3x3 matrix of rows <nu_i|U(r_end, r) in the
/// flavour basis, system = H(r) as a function returning a hermitian matrix. Steps run to smaller r.
class ExponentialStepper {
 public:
  using state_type = Eigen::Matrix3cd;
  using deriv_type = Eigen::Matrix3cd;
  using value_type = double;
  using time_type = double;
  using stepper_category = boost::numeric::odeint::controlled_stepper_tag;
  using System = std::function<Eigen::Matrix3cd(double)>;

  /// \param rate          largest transition error a unit of radius
  /// \param longest_step  no step is longer than this
  ExponentialStepper(double rate, double longest_step) : rate_(rate), longest_step_(longest_step) {}

  boost::numeric::odeint::controlled_step_result try_step(const System& H,
                                                          state_type& x,
                                                          double& r,
                                                          double& dr);

  [[nodiscard]] long accepted() const { return accepted_; }
  [[nodiscard]] long rejected() const { return rejected_; }

 private:
  double rate_;
  double longest_step_;
  Frame here_;
  long accepted_ = 0;
  long rejected_ = 0;
};

}  // namespace sunsi::propagation::detail
