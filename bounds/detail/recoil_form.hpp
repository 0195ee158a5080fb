/// \file bounds/detail/recoil_form.hpp
/// Coherent scattering rates as quadratic forms in the two nucleon couplings, tabulated in the mass
/// of the mediator.
#pragma once

#include <array>
#include <functional>
#include <sunsi/detector/card.hpp>
#include <sunsi/detector/cevns.hpp>
#include <vector>

namespace sunsi::bounds::detail {

/// c[0] + c[1] p + c[2] n + c[3] p^2 + c[4] p n + c[5] n^2.
using Form = std::array<double, 6>;

inline double value(const Form& c, double p, double n) {
  return c[0] + p * (c[1] + c[3] * p + c[4] * n) + n * (c[2] + c[5] * n);
}

/// What stands in the amplitude of a nucleus at one recoil energy: Z g_p F_p + N g_n F_n, Z F_p,
/// N F_n, and 2 M T [MeV^2].
struct Amplitude {
  double weak = 0;
  double protons = 0;
  double neutrons = 0;
  double q2 = 0;

  static Amplitude of(const detector::Nucleus& nucleus, detector::FormFactor form, double T_MeV);

  /// The square of weak + P (eps_p protons + eps_n neutrons) as a form in (p, n) =
  /// (eps_p, eps_n) m^2/(m^2 + scale^2). These stay finite for a massless mediator, where eps does
  /// not.
  [[nodiscard]] Form square(double mass_MeV, double scale_MeV) const;
};

/// p and n above for couplings g to the neutrino and g_f to the nucleon:
/// g g_f/(sqrt2 G_F (m^2 + scale^2)).
double scaled_coupling(double g, double g_f, double mass_MeV, double scale_MeV);

/// Forms on a grid even in ln m from 0.1 MeV to 100 GeV, linear between; beyond it they are those of
/// the ends (a massless mediator or a contact interaction to 1e-3 or better).
class FormTable {
 public:
  /// \param forms  those of a mass [MeV], always equally many
  explicit FormTable(const std::function<std::vector<Form>(double)>& forms);

  /// Of form `k` at a mass.
  [[nodiscard]] Form at(std::size_t k, double mass_MeV) const;

 private:
  std::size_t count_;
  std::vector<Form> forms_;  ///< [mass][k]
};

/// Isotopes of a card: {Z, N, mass_u, abundance, proton_radius_fm, neutron_radius_fm}.
struct Isotope {
  detector::Nucleus nucleus;
  double abundance = 0;  ///< nuclei a molecule
};
std::vector<Isotope> read_isotopes(const detector::Card& list);

/// "helm" or "klein-nystrand".
detector::FormFactor read_form_factor(const detector::Card& name);

}  // namespace sunsi::bounds::detail
