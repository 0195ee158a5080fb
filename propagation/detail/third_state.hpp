/// \file propagation/detail/third_state.hpp
/// What a zenith average leaves out when the third level is taken to arrive incoherently.
#pragma once

#include <sunsi/model/oscillation.hpp>
#include <sunsi/propagation/regeneration.hpp>
#include <vector>

namespace sunsi::propagation::detail {

/// The night's means of exp(i phase/abs(c)) of an exposure: no energy and no coupling enters.
class NightMeans {
 public:
  explicit NightMeans(const NightSky& sky);
  /// Bound on the mean for this phase and every larger one.
  [[nodiscard]] double operator()(double phase) const;

 private:
  double narrow_;  ///< of a part of the night: bounds its mean by narrow_/phase; 0 for the whole
  std::vector<double> mean_;  ///< largest abs of the night's mean from a phase on, in steps
};

/// Where the density jumps by dV, the third level takes up an amplitude of abs(dV_3i)/(E_3 - E_i), i =
/// 1, 2 (first order), which interferes at the detector with a phase of (E_3 - E_i) times the distance
/// between. That distance is d/abs(c) below a shell at depth d, so that the interference averages to
/// the size of the night's mean of exp(i phase/abs(c)), phase = (E_3 - E_i) d: 1/phase, which for the
/// crust (15 and 24 km: some 10 rad at 10 MeV) is not small. In an entry alpha beta it stands times
/// abs(U_alpha3 U_betai) + abs(U_alphai U_beta3), at most 1.
class ThirdState {
 public:
  ThirdState(const model::OscillationParameters& osc, const NightSky& sky);

  /// The same with the means made before.
  /// \param down  the way straight through the centre
  ThirdState(const model::OscillationParameters& osc, const Path& down, NightMeans mean);

  /// Bound on what the interference leaves in any entry, or in <e|state|e> [1].
  [[nodiscard]] double left_out(double energy, Asked asked) const;

 private:
  struct Jump {
    double size;      ///< norm of (dV_31, dV_32) in the mass basis [eV]
    double distance;  ///< from the detector, straight down [1/eV]
  };
  double dm3_;       ///< smaller one of abs(dm31), abs(dm32) [eV^2]
  double electron_;  ///< abs(U_e3)
  std::vector<Jump> jumps_;
  NightMeans mean_;
};

}  // namespace sunsi::propagation::detail
