/// \file propagation/detail/incoherent.hpp
/// The night where its oscillation is too fast to matter: the levels arrive incoherently.
#pragma once

#include <sunsi/propagation/regeneration.hpp>

namespace sunsi::propagation::detail {

/// abs of the potential between the first two mass states [eV].
/// \param per_electron  V/n_e [eV^-2]
double mixed_by(const model::OscillationParameters& osc,
                const model::FlavourPotential& per_electron,
                double n_e);

/// P(nu_i -> nu_e) = sum_j abs(<j_m|nu_i>)^2 abs(U^m_ej)^2 with the matter of the surface.
class Incoherent {
 public:
  /// \param per_electron  V/n_e [eV^-2] of the surface
  /// \param n_e           its electrons [eV^3]
  /// \param deepest       largest `mixed_by` of the layers below: where protons and neutrons cancel the
  ///                      electrons at the surface, another composition does not
  /// \param ends          ends and kinks of the zenith angle, times how dense the sky may be there
  /// \param radius        of the Earth [1/eV]
  Incoherent(const model::OscillationParameters& osc,
             const model::FlavourPotential& per_electron,
             double n_e,
             double deepest,
             double ends,
             double radius);

  /// Bound on what the interference leaves at an energy [eV], without that of the third state.
  [[nodiscard]] double error(double energy) const;

  /// The states; their error is error(energy) and `left_out`.
  [[nodiscard]] FlavourRegeneration operator()(double energy, double left_out) const;

 private:
  model::OscillationParameters osc_;
  model::FlavourPotential per_electron_;
  double n_e_;
  double ends_;
  double radius_;
  double jump_;  ///< largest mixed_by of the Earth: densities reach 4.6 times that of the surface
};

}  // namespace sunsi::propagation::detail
