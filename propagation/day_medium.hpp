/// \file propagation/day_medium.hpp
/// The medium of a day as plain numbers: V_e - V_mu where neutrinos are made and on their way out.
#pragma once

#include <optional>
#include <span>
#include <sunsi/propagation/kernel/fractions.hpp>
#include <sunsi/propagation/medium.hpp>
#include <vector>

namespace sunsi::propagation {

/// For potentials with V_mu = V_tau and nothing off the diagonal, of which only V_e - V_mu counts.
/// Linear in the potential: a caller that knows the composition at its radii fills it without
/// evaluating a profile.
struct DayMedium {
  /// Samples on the way out, at start + spacing (k + 1/2) [1/eV].
  struct Way {
    std::vector<double> V;      ///< [eV]
    std::vector<double> slope;  ///< absolute values [eV^2]
    double start = 0;
    double spacing = 0;
  };
  struct Zone {
    std::vector<kernel::NodeSample> nodes;  ///< weights add up to 1
    double error = 0;                       ///< as ProductionZone::error
    double innermost = 0;                   ///< radius of its innermost node [1/eV]
    /// From there to the end: those of AdiabaticEngine. Empty where only the common way is wanted.
    Way way{};
  };
  std::vector<Zone> zones;
  Way way;               ///< from the innermost node of all zones to the end
  double end_V = 0;      ///< what is left where the profile stops [eV]
  double end_slope = 0;  ///< absolute value [eV^2]
};

/// Where a medium wants the potential: as the adiabatic engine samples it (adiabatic.hpp).
struct DayRadii {
  static constexpr int way_samples = 384;  ///< the sharpest feature of the solar models is rounded
                                           ///< over 0.005 of the radius
  /// From a node to the place that gives the slope of kappa, in units of r_end: well inside the scale
  /// on which densities change. Outwards in the inner half, inwards in the outer.
  static constexpr double step = 1e-3;
  static double next(double r, double r_end) { return r + (r < r_end / 2 ? step : -step) * r_end; }
};

/// The medium of a profile; nothing if V_mu != V_tau or a potential stands off the diagonal
/// anywhere among its samples.
/// \throws InvalidInput  zones that do not fit the profile (check_zones)
std::optional<DayMedium> day_medium(const PotentialProfile& profile,
                                    std::span<const ProductionZone> zones);

}  // namespace sunsi::propagation
