/// \file propagation/chord.hpp
/// The way through layered matter of the mass states that arrive: all three flavours, certified.
#pragma once

#include <Eigen/Core>
#include <sunsi/model/oscillation.hpp>
#include <sunsi/propagation/path.hpp>

namespace sunsi::propagation {

/// What leaves a path.
struct ChordResult {
  Eigen::Matrix3cd amplitude;  ///< <alpha|S|nu_i>, rows e, mu, tau, columns i = 1, 2, 3
  double error = 0;            ///< bound on the error of each probability [1]
  long steps = 0;              ///< of all passes

  /// P(nu_i -> nu_e).
  [[nodiscard]] std::array<double, 3> electron() const;
};

/// i d(psi)/dx = H psi along a path, by fourth-order Magnus steps in the frame of the third level
/// within each layer (detail/third_level_frame.hpp); between layers the potential jumps. All three
/// mass states in one pass. Each pass takes half the steps' length of the one before; the `error` is
/// the largest difference of the last two in any P(nu_i -> nu_alpha).
class ChordEngine {
 public:
  /// \param tolerance  in [1e-12, 0.1]
  /// \throws InvalidInput  otherwise
  ChordEngine(const model::OscillationParameters& osc, double tolerance);

  /// \param energy  [eV], > 0
  /// \throws InvalidInput    energy <= 0
  /// \throws NumericalError  tolerance not met after 12 passes
  [[nodiscard]] ChordResult operator()(double energy, const Path& path) const;

 private:
  model::OscillationParameters osc_;
  double tolerance_;
};

}  // namespace sunsi::propagation
