/// \file bounds/gminus2.hpp
/// The anomalous magnetic moment of the muon: one loop of the Z', data sets, favoured band.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <sunsi/model/epsilon.hpp>

namespace sunsi::bounds {

/// Vector loop at zero momentum [1],
///   I(m) = int_0^1 dx m_mu^2 x^2 (1 - x)/(m_mu^2 x^2 + m^2 (1 - x)),
/// between 1/2 for m -> 0 and m_mu^2/(3 m^2) for m >> m_mu. In closed form, to 1e-11 of itself.
/// \param mass_MeV  > 0; any size
double vector_loop(double mass_MeV);

/// Delta a_mu = g_mu^2/(4 pi^2) I(m) of a vector of mass m with the coupling g_mu to muons [1]; the
/// one-loop term, of either sign of g_mu the same.
double delta_a_mu(double mass_MeV, double g_mu);

/// The abs(g_mu) that makes `delta_a` [1].
/// \param delta_a  >= 0
double coupling_for_delta_a(double mass_MeV, double delta_a);

/// Measured minus expected, one sigma [1].
struct MuonMoment {
  std::string name;   ///< "2021", "2025"
  double centre = 0;  ///< of a_mu(measured) - a_mu(standard model)
  double sigma = 0;
  bool favours = false;  ///< the set is an anomaly that a Z' may explain
  std::string source;    ///< key of data/references.yaml

  /// Beyond this the Z' makes too much: centre + 2 sigma.
  [[nodiscard]] double limit() const { return centre + 2 * sigma; }
};

/// The data set `name` of the card gminus2.yaml.
/// \throws DataError  the card is missing, damaged or has no such set
MuonMoment load_muon_moment(const std::filesystem::path& data, const std::string& name);

/// Couplings abs(g_mu) at one mass.
struct MuonBand {
  double low = 0;
  double high = 0;
};

/// The g_mu that centre -+ 2 sigma ask for; empty for a set that is no anomaly (2025). `paper`: eq.
/// (20) of arXiv:2211.15686 as printed, (3.5-7)e-4 at 10 MeV, carried to other masses by the loop,
/// where the integral gives (3.66-6.10)e-4.
std::optional<MuonBand> favoured_band(const MuonMoment& moment,
                                      double mass_MeV,
                                      model::Convention convention);

}  // namespace sunsi::bounds
