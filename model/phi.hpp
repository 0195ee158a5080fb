/// \file model/phi.hpp
/// The conditions (25)-(31) of arXiv:2211.15686 on the sector that opens Z' -> phi phi-bar, each as
/// a named verdict with its margin, as printed and as corrected (docs/errata.md).
#pragma once

#include <string>
#include <sunsi/model/epsilon.hpp>
#include <sunsi/model/zprime.hpp>
#include <vector>

namespace sunsi::model {

/// A named condition: it holds when margin >= 1.
struct Condition {
  std::string name;
  double value;      ///< the quantity of this point, in `unit`
  double limit;      ///< what it is held against, in `unit`
  double margin;     ///< limit/value for upper limits, value/limit for lower ones
  std::string unit;  ///< of value and limit; "1" when they have none
  std::string definition;
  [[nodiscard]] bool holds() const { return margin >= 1; }
};

/// Lightest phi that the beam dumps E774 and E141 leave [eV], text above eq. (22).
inline constexpr double lightest_phi = 10e6;
/// Largest c_phi g that keeps lambda of eq. (31) perturbative: "few x 10^-2" there [1].
inline constexpr double perturbative_phi_coupling = 3e-2;

/// Parameters that the paper assumes where it estimates the scalar sector.
struct PhiSector {
  double energy = 30e9;      ///< of Z' at NA64 [eV], text above eq. (25)
  double stopping = 1e-2;    ///< decay within this length [m], text above eq. (25)
  double m_Phi = 400e9;      ///< inert doublet [eV], text below eq. (30)
  double lambda_e = 0.1;     ///< its Yukawa coupling to the electron, text below eq. (30)
  double higgs_vev = 174e9;  ///< <H> [eV], as eq. (31) takes it
};

/// The longest lifetime [1/eV] with which a particle of `mass` and `energy` [eV] decays within
/// `sector.stopping`: eq. (25), tau < L m/(c E). `paper`: 3e-14 s (m/30 MeV)(30 GeV/E), as rounded
/// in print.
double longest_lifetime(double mass,
                        double energy,
                        Convention convention,
                        const PhiSector& sector = {});

/// The smallest c_phi g for which the Z' decays as eq. (25) asks, from the width (23) alone: eq.
/// (26). `paper` starts from the rounded (25) and gives the printed 3.3e-4 at 30 MeV,
/// `standard` 3.15e-4.
/// \throws InvalidInput  m_phi >= m/2
double required_phi_coupling(double mass,
                             double m_phi,
                             Convention convention,
                             const PhiSector& sector = {});

/// lambda_phi-e needed for phi -> e+ e- with lifetime tau [1/eV]: G = lambda^2 m_phi/(8 pi) (1 - 4
/// m_e^2/m_phi^2)^{3/2}.
double required_phi_electron_coupling(double m_phi, double tau);

/// lambda of (29), (31): sin(beta) m_Phi^2/(<H> <phi'>) with <phi'> from (28):
/// m = c_phi g <phi'> (`paper`) or sqrt2 c_phi g <phi'> (`standard`, <phi'> normalised like <H>).
double quartic_coupling(double mass,
                        double c_phi_g,
                        double sin_beta,
                        Convention convention,
                        const PhiSector& sector = {});

/// BR(ee) and BR(invisible) where the phi channel dominates, eq. (24): 4 (e eps)^2/(c_phi^2 g^2
/// x^{3/2}) and 4/(c_phi^2 x^{3/2}), x = 1 - 4 m_phi^2/m^2; `paper` has 8 in place of 4, as printed
/// (docs/errata.md).
/// \throws InvalidInput  no phi, or Z' -> phi phi closed
struct PhiBranchings {
  double ee;
  double invisible;
};
PhiBranchings phi_branchings(const ZPrime& model, Convention convention);

/// All conditions for a model with phi, in the order of the paper; empty without phi.
std::vector<Condition> phi_conditions(const ZPrime& model,
                                      Convention convention,
                                      const PhiSector& sector = {});

}  // namespace sunsi::model
