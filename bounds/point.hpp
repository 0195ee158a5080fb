/// \file bounds/point.hpp
/// What a bound looks at: couplings, branching ratios and lifetime of one model point.
#pragma once

#include <array>
#include <optional>
#include <sunsi/model/epsilon.hpp>
#include <sunsi/model/zprime.hpp>

namespace sunsi::bounds {

/// P_ee of 8B neutrinos by day at 4, 5, ... 16 MeV, for the bounds that need it; linear between.
struct Survival8B {
  static constexpr std::size_t size = 13;
  std::array<double, size> P_ee{};

  static constexpr double energy_MeV(std::size_t k) { return 4 + static_cast<double>(k); }
};

/// A model point as plain numbers, complete after construction. Masses in MeV, lengths in m.
struct Point {
  double mass_MeV = 0;
  double g = 0;
  double c = 0;
  double e_eps = 0;  ///< e eps_kin [1]
  double eps_kin = 0;
  double g_mu = 0;   ///< g - e eps_kin
  double g_p = 0;    ///< e eps_kin - c g
  double g_n = 0;    ///< -c g
  double c_phi = 0;  ///< 0: no phi
  double m_phi_MeV = 0;
  double width_MeV = 0;                                   ///< total
  double br_ee = 0, br_inv = 0, br_mumu = 0, br_phi = 0;  ///< branching ratios, sum 1
  double c_tau_m = 0;                                     ///< c times the lifetime
  double eps_e_std = 0;  ///< eps^e_mumu = eps^e_tautau, standard convention
  model::Convention convention = model::Convention::standard;
  std::optional<Survival8B> survival;  ///< see add_survival of bounds/list.hpp

  [[nodiscard]] bool paper() const { return convention == model::Convention::paper; }
  /// Mean decay length gamma beta c tau at a total energy [m]; 0 below the mass.
  [[nodiscard]] double decay_length_m(double energy_MeV) const;
};

/// \throws NumericalError  a width that is not finite
Point make_point(const model::ZPrime& model, model::Convention convention);

}  // namespace sunsi::bounds
