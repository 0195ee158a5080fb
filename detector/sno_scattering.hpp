/// \file detector/sno_scattering.hpp
/// What a coupling to electrons adds to elastic scattering in SNO, at fixed energies.
#pragma once

#include <Eigen/Core>
#include <sunsi/detector/cross_section.hpp>
#include <vector>

namespace sunsi::detector {

/// sigma(eps^e) - sigma(0) above SNO's electron threshold, in units of the standard cross-section of
/// nu_mu there: what SnoModel::es_added is made of, for nu_e and for nu_mu, nu_tau.
struct SnoAdded {
  Eigen::VectorXd e, x;
};

/// The integrals over recoils made once; a point costs one propagator a recoil. dsigma/dT is a
/// polynomial of second degree in eps: with g -> g + (eps/2) p(T), p = m^2/(m^2 + 2 m_e T), it adds
///   (eps/2) p (2 g_L L + 2 g_R R - (g_L + g_R) M) + (eps/2)^2 p^2 (L + R - M),
/// L, R, M of KinematicTerms. Recoils above sno_threshold_MeV; where the largest recoil lies less than
/// 10/9 above it or below, the highest tenth of recoils stands in (the bins then hold what the
/// resolution lifts over the threshold). Immutable.
class SnoScattering {
 public:
  /// \throws InvalidInput  an energy that is not positive
  SnoScattering(const std::vector<double>& energies_MeV, CrossSectionMode mode);

  /// \throws InvalidInput  unless sigma.alike() and of this mode
  [[nodiscard]] SnoAdded added(const NuElectronCrossSection& sigma) const;

  /// For any coupling, a matrix an energy (row and column e, mu, tau), by integration anew.
  [[nodiscard]] std::vector<Eigen::Matrix3cd> added_matrices(
      const NuElectronCrossSection& sigma) const;

 private:
  CrossSectionMode mode_;
  std::vector<double> energy_;
  /// Recoils and what p and p^2 are multiplied with, columns are energies.
  Eigen::ArrayXXd recoil_, linear_e_, linear_x_, square_;
};

}  // namespace sunsi::detector
