/// \file model/nsi.hpp
/// General vector NSI of neutrinos with u, d and e: three hermitian matrices in flavour space.
#pragma once

#include <array>
#include <complex>
#include <optional>
#include <string>
#include <sunsi/model/composition.hpp>
#include <sunsi/model/epsilon.hpp>
#include <utility>

namespace sunsi::model {

/// A 3x3 matrix as it is typed: rows, then columns e, mu, tau.
using FlavourRows = std::array<std::array<std::complex<double>, 3>, 3>;

/// The first pair (row, column), row <= column, at which a matrix differs from its hermitian
/// conjugate by anything at all; empty for a hermitian one.
std::optional<std::pair<std::size_t, std::size_t>> not_hermitian_at(const FlavourRows& rows);

/// A hermitian matrix of epsilons in flavour space, standard convention [1]: V = sqrt2 G_F N eps.
/// `emu` stands in row e, column mu, and multiplies |nu_e><nu_mu|; below the diagonal stand the
/// complex conjugates.
struct EpsilonMatrixStd {
  double ee = 0;
  double mumu = 0;
  double tautau = 0;
  std::complex<double> emu{};
  std::complex<double> etau{};
  std::complex<double> mutau{};

  /// From numbers typed under `convention` (epsilon.hpp).
  /// \param what  names the matrix in messages
  /// \throws InvalidInput  an entry that is not finite, or a matrix that is not hermitian to the
  /// last digit; names the entries
  static EpsilonMatrixStd from_rows(const FlavourRows& typed,
                                    Convention convention,
                                    const std::string& what = "eps");

  [[nodiscard]] FlavourRows rows() const;
  [[nodiscard]] bool zero() const;
  bool operator==(const EpsilonMatrixStd&) const = default;
};

EpsilonMatrixStd operator+(const EpsilonMatrixStd& a, const EpsilonMatrixStd& b);
EpsilonMatrixStd operator*(double factor, const EpsilonMatrixStd& eps);

/// NSI with the fermions of ordinary matter, vector couplings, momentum transfer zero. Immutable.
///
/// Coherent forward scattering adds the potential sqrt2 G_F sum_f N_f eps^f, f = e, u, d (Wolfenstein
/// 1978; the form of the global fits, arXiv:1805.04530). A proton is u u d and a neutron u d d, so
/// eps^p = 2 eps^u + eps^d and eps^n = eps^u + 2 eps^d, and matter only knows eps^e, eps^p, eps^n.
class Nsi {
 public:
  /// \throws InvalidInput  an entry that is not finite
  static Nsi from_quarks_and_electron(const EpsilonMatrixStd& u,
                                      const EpsilonMatrixStd& d,
                                      const EpsilonMatrixStd& e = {});

  /// \throws InvalidInput  an entry that is not finite
  static Nsi from_nucleons(const EpsilonMatrixStd& p,
                           const EpsilonMatrixStd& n,
                           const EpsilonMatrixStd& e = {});

  /// One flavour structure for both nucleons, arXiv:1805.04530:
  ///   eps^p = sqrt5 cos(eta) eps, eps^n = sqrt5 sin(eta) eps.
  /// The sqrt5 is |(2, 1)|: NSI with u alone, (eps^p, eps^n) = (2, 1) eps^u, is then
  /// eta = arctan(1/2) = 26.6 deg with eps = eps^u, and NSI with d alone, (1, 2) eps^d, is
  /// eta = arctan(2) = 63.4 deg with eps = eps^d.
  /// \param eta  [rad]
  /// \throws InvalidInput  anything not finite
  static Nsi from_angle(const EpsilonMatrixStd& eps, double eta, const EpsilonMatrixStd& e = {});

  [[nodiscard]] EpsilonMatrixStd u() const;  ///< (2 eps^p - eps^n)/3
  [[nodiscard]] EpsilonMatrixStd d() const;  ///< (2 eps^n - eps^p)/3
  /// Enters the potential and the scattering of neutrinos on electrons.
  [[nodiscard]] const EpsilonMatrixStd& e() const { return e_; }
  [[nodiscard]] const EpsilonMatrixStd& p() const { return p_; }
  [[nodiscard]] const EpsilonMatrixStd& n() const { return n_; }

  /// NSI of neutral matter per electron, eps^e + eps^p + (R - 1) eps^n with R = (N_n + N_p)/N_e and
  /// N_p = N_e; without the charged current.
  [[nodiscard]] EpsilonMatrixStd eps_medium(double nucleons_per_electron) const;

  /// V = sqrt2 G_F [diag(N_e, 0, 0) + N_e eps^e + N_p eps^p + N_n eps^n] [eV]: the charged current
  /// is part of V_e.
  [[nodiscard]] FlavourPotential potential(const Composition& matter) const;

  /// The potential is diagonal with V_mu = V_tau in matter of any composition, as that of the Z'.
  [[nodiscard]] bool one_potential() const;

  /// The partner under H -> -H^*, which leaves P_ee as it is when the oscillation parameters go to
  /// OscillationParameters::mirror(): with S = diag(1, -1, -1) every eps^f -> -S (eps^f)^* S, that
  /// is, diagonal entries and eps_mutau^* change sign, eps_emu and eps_etau are conjugated alone;
  /// besides eps^p_ee -> eps^p_ee - 2, which turns the charged current round. Exact where
  /// N_p = N_e (docs/nsi.md). Scattering on electrons has no such partner.
  [[nodiscard]] Nsi mirror() const;

  bool operator==(const Nsi&) const = default;

 private:
  Nsi(const EpsilonMatrixStd& p, const EpsilonMatrixStd& n, const EpsilonMatrixStd& e);
  EpsilonMatrixStd p_;
  EpsilonMatrixStd n_;
  EpsilonMatrixStd e_;
};

}  // namespace sunsi::model
