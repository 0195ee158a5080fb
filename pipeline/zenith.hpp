/// \file pipeline/zenith.hpp
/// P_ee against the Sun's zenith angle: averages in bins, and a curve.
#pragma once

#include <optional>
#include <sunsi/pipeline/survival.hpp>
#include <vector>

namespace sunsi::pipeline {

/// A source at an energy with the Sun between two cosines of its zenith angle.
struct ZenithRow {
  model::Source source{};
  double energy = 0;  ///< [eV]
  double low = 0;     ///< cos z, -1: straight below
  double high = 0;
  double exposure = 0;         ///< by night: share of the whole night in the bin; by day: 1
  std::optional<double> P_ee;  ///< empty where the Sun never stands
  double error = 0;            ///< bound on that of P_ee, the Sun's part and the Earth's [1]
};

/// For every row of a probability table one row a bin of config.night, rising in cos z, then one of
/// the day (0 to 1). P_ee of a bin is sum_i P(e -> i) <P(nu_i -> nu_e)> with the mean over the bin by
/// exposure, each converged to the tolerance: bins that cover the night, each times its exposure,
/// add up to P_ee_night. `error` counts what the mean over a bin leaves of the third state's
/// interference (propagation/regeneration.hpp), which is the larger the narrower a bin is. Without
/// oscillation P_ee = 1.
/// \param table  of SolarPropagator(config)
/// \throws InvalidInput  config.night is absent or has no bins
/// \throws Interrupted   monitor.stop was set
std::vector<ZenithRow> zenith_table(const Config& config,
                                    const model::SurvivalTable& table,
                                    const Monitor& monitor = {});

/// P_ee at one angle.
struct ZenithPoint {
  Query query;
  double cosine = 0;
  double P_ee_day = 0;  ///< at the same energy, without the Earth
  double P_ee = 0;
};

/// P_ee of 8B at 10 MeV and of 7Be at its line of 0.8618 MeV, each at 500 even cosines from -1 to 0,
/// averaged over the phase of the third state alone; a source that the solar model does not place is
/// left out.
/// \throws InvalidInput  config.night is absent
/// \throws Interrupted   monitor.stop was set
std::vector<ZenithPoint> zenith_curve(const Config& config, const Monitor& monitor = {});

}  // namespace sunsi::pipeline
