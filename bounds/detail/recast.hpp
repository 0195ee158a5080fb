/// \file bounds/detail/recast.hpp
/// From a limit on a dark photon to one on the Z': what couples where it is made, into what it
/// decays.
#pragma once

#include <string>
#include <sunsi/bounds/point.hpp>
#include <sunsi/detector/card.hpp>

namespace sunsi::bounds::detail {

/// Branching ratios as a convention has them.
struct Branchings {
  double ee;
  double mumu;
  double invisible;
};

/// Those of the point; with phi open in the reading `paper` eq. (24) of arXiv:2211.15686 as printed
/// (8 where 4 holds, docs/errata.md), but never more than without phi: (24) is meant for a dominant
/// phi and diverges at m = 2 m_phi. BR_mumu is that of the point in both, (24) has none.
Branchings branchings(const Point& point);

/// What makes the Z' where a dark photon is made by its mixing: the amplitude that takes the place
/// of eps (of e eps for a beam dump, where only ratios count).
enum class Production {
  electron,         ///< eps: brems of electrons, e+ e- -> gamma Z'
  proton,           ///< g_p/e = eps - c g/e: p -> p Z', and pi0 -> gamma Z', whose isovector
                    ///< amplitude q_u g_u - q_d g_d is the proton's coupling times e/3
  pion_as_printed,  ///< as proton; `paper`: eps - c g/(5 e), text below eq. (32)
  strange           ///< phi -> eta Z': s quarks, -(e eps + c g)/3 in place of -e eps/3
};

/// Amplitude [1] relative to that of a dark photon with eps = 1; its square multiplies the rate.
double production_amplitude(Production production, const Point& point);

/// What is looked for.
enum class Decay { ee, ee_or_mumu, invisible, any };

/// Branching ratio into what is looked for.
double branching(Decay decay, const Point& point);

/// A dark photon of eps = 1, which decays to e+ e- and mu+ mu- alone (hadrons start at 2 m_pi,
/// beyond every table here).
struct DarkPhoton {
  double width_MeV;  ///< total
  double br_ee;      ///< 0 below 2 m_e, where nothing is open
};
DarkPhoton dark_photon(double mass_MeV);

/// Branching ratio of a dark photon into what is looked for; `invisible` curves are published for
/// BR(invisible) = 1.
double dark_photon_branching(Decay decay, double mass_MeV);

/// Members `production` and `decay` of a card: electron | proton | pion-as-printed | strange, and
/// ee | ee-or-mumu | invisible | any.
/// \throws DataError  another word
Production production_of(const detector::Card& card);
Decay decay_of(const detector::Card& card);

}  // namespace sunsi::bounds::detail
