/// \file model/zprime.hpp
/// The light Z' of a gauged L_mu + L_tau - c (B_1 + B_2) - 2 (1 - c) B_3 that mixes with the photon
/// (Bernal and Farzan, arXiv:2211.15686, eqs. (2)-(13)).
#pragma once

#include <optional>
#include <sunsi/model/composition.hpp>
#include <sunsi/model/epsilon.hpp>

namespace sunsi::model {

/// The scalar phi that opens Z' -> phi phi-bar (arXiv:2211.15686, eqs. (22)-(31)).
struct Phi {
  double charge;  ///< c_phi [1], its charge under the new group, > 0
  double mass;    ///< m_phi [eV], > 0
};

/// Vector couplings of the Z' to one particle of each kind [1] (arXiv:2211.15686, eqs. (3)-(4)).
struct VectorCharges {
  double nu_e, nu_mu, nu_tau;
  double e, mu, tau;
  double u, d;         ///< first and second generation
  double top, bottom;  ///< third generation
  double p, n;         ///< 2u + d, u + 2d
};

/// Effective NSI of nu_mu (and equally nu_tau) with one fermion of each kind, and with the
/// nucleons.
struct EffectiveNsi {
  EpsilonStd u, d, e, p, n;
};

/// Couplings of the model, complete after construction.
class ZPrime {
 public:
  /// \param mass     m_Z' [eV], > 0
  /// \param g        gauge coupling [1], > 0
  /// \param c        charge parameter of eq. (2) [1]
  /// \param eps_kin  kinetic mixing with the photon [1]
  /// \throws InvalidInput naming the key
  static ZPrime from_kinetic_mixing(
      double mass, double g, double c, double eps_kin, std::optional<Phi> phi = std::nullopt);

  /// As above with tan_eta = eps_n/eps_p = -c g/(e eps_kin - c g), eq. (11); needs tan_eta != 0, c
  /// != 0.
  static ZPrime from_tan_eta(
      double mass, double g, double c, double tan_eta, std::optional<Phi> phi = std::nullopt);

  /// The g that gives eps_medium = -c g^2 R/(sqrt2 G_F m^2) in matter with R = (N_n + N_p)/N_e.
  /// \throws InvalidInput  c = 0 or R <= 0, or a sign of eps_medium that this c cannot give (it is
  /// that of
  ///                       -c), or eps_medium = 0
  static double coupling_for(EpsilonStd eps_medium,
                             double nucleons_per_electron,
                             double mass,
                             double c);

  [[nodiscard]] double mass() const { return mass_; }
  [[nodiscard]] double g() const { return g_; }
  [[nodiscard]] double c() const { return c_; }
  [[nodiscard]] double eps_kin() const { return eps_kin_; }
  /// e eps_kin [1], e = sqrt(4 pi alpha).
  [[nodiscard]] double e_eps_kin() const;
  [[nodiscard]] const std::optional<Phi>& phi() const { return phi_; }

  [[nodiscard]] VectorCharges charges() const;

  /// eps_n/eps_p, eq. (11); empty when both the proton's and the neutron's couplings vanish or the
  /// proton's alone does.
  [[nodiscard]] std::optional<double> tan_eta() const;

  /// eps^f = g g_f/(sqrt2 G_F m^2) for q^2 -> 0, standard convention (eqs. (5)-(10) times 2).
  [[nodiscard]] EffectiveNsi effective_nsi() const;

  /// eps_medium of neutral matter with R = (N_n + N_p)/N_e, eq. (13) times 2; eps_kin drops out.
  [[nodiscard]] EpsilonStd eps_medium(double nucleons_per_electron) const;

  /// V_e = sqrt2 G_F n_e; V_mu = V_tau = g sum_f g_f n_f/m^2 over e, p, n [eV]. In neutral matter
  /// this is -c g^2 (n_n + n_p)/m^2.
  [[nodiscard]] FlavourPotential potential(const Composition& matter) const;

 private:
  ZPrime() = default;
  double mass_ = 0;
  double g_ = 0;
  double c_ = 0;
  double eps_kin_ = 0;
  std::optional<Phi> phi_;
};

/// Elementary charge sqrt(4 pi alpha) at zero momentum [1].
double electric_charge();

}  // namespace sunsi::model
