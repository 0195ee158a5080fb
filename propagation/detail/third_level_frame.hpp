/// \file propagation/detail/third_level_frame.hpp
/// The frame that follows the third level, in which the evolution has no fast transition left but
/// that of the first two.
#pragma once

#include <Eigen/Core>
#include <array>
#include <complex>
#include <sunsi/model/oscillation.hpp>
#include <sunsi/propagation/detail/frame_generator.hpp>
#include <sunsi/propagation/medium.hpp>

namespace sunsi::propagation::detail {

/// H in the vacuum mass basis and the unitary R(r) = [[1 - w w^+/(1 + c), w], [-w^+, c]] whose last
/// column v = (w, c), c > 0, is the eigenvector of the level that is nu_3 in vacuum: the smallest
/// rotation that takes nu_3 to it, hence smooth and free of any choice of phase. Rows in the frame
/// obey d(rows)/dr = i rows K with
///   K = R^+ H R - i R^+ dR/dr,
/// where R^+ H R is a 2x2 block and the third level, and dR/dr follows from
/// v' = (E_3 - H)^{-1} (1 - v v^+) H' v. Couplings to the third state are then of the size of their
/// non-adiabaticity (1e-7 in the Sun at 10 MeV) and steps need not resolve its phase.
class ThirdLevelFrame {
 public:
  /// \param follow  false: R = 1, K = H (for media in which c could vanish)
  ThirdLevelFrame(const model::OscillationParameters& osc, double energy, bool follow);

  /// K at a sample of the potential [eV].
  [[nodiscard]] Eigen::Matrix3cd generator(const PotentialSample& sample) const;

  /// K without its trace. Where V_mu = V_tau it is written out for H = D + A u u^T (after the phases
  /// of U_ej are taken out of it), ten times cheaper and the same to rounding.
  [[nodiscard]] FrameGenerator split(const PotentialSample& sample) const;

  /// R at a sample of the potential; 1 when it does not follow.
  [[nodiscard]] Eigen::Matrix3cd basis(const PotentialSample& sample) const;

  /// abs(<nu_3|v>)^2, how far from singular the frame is at a sample.
  [[nodiscard]] double overlap(const PotentialSample& sample) const;

 private:
  struct Third {
    Eigen::Matrix3cd H;
    Eigen::Vector3cd v;
    double level;
    double sum;      ///< of the other two levels
    double product;  ///< of them
  };
  [[nodiscard]] Eigen::Matrix3cd in_mass_basis(const model::FlavourPotential& V) const;
  [[nodiscard]] Third third(const PotentialSample& sample) const;
  static Eigen::Matrix3cd rotation(const Eigen::Vector3cd& v);
  [[nodiscard]] bool rank_one(const PotentialSample& sample) const;
  [[nodiscard]] FrameGenerator rank_one_generator(const PotentialSample& sample) const;

  Eigen::Matrix3cd mixing_;                    ///< rows e, mu, tau
  Eigen::Vector3d vacuum_;                     ///< levels [eV]
  std::array<double, 3> electron_;             ///< abs(U_ej)
  std::array<std::complex<double>, 3> phase_;  ///< of conj(U_ei) U_ej, ij = 12, 13, 23
  bool normal_;
  bool follow_;
};

}  // namespace sunsi::propagation::detail
