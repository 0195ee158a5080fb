/// \file earth/exposure.hpp
/// How long a detector sees the Sun at which zenith angle.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <sunsi/core/table.hpp>
#include <sunsi/earth/sun_position.hpp>
#include <vector>

namespace sunsi::earth {

/// Days of data, both ends included.
struct Period {
  Date first;
  Date last;
};

/// What Exposure::from_latitude is asked for.
struct AstronomicalExposure {
  /// Continuous data from 0h UT of the first day to 24h of the last; without it, one whole year
  /// (epoch 2000).
  std::optional<Period> period;
  /// Weigh time by the flux, 1/distance^2. Off: SNO's and Super-Kamiokande's tables are live time.
  /// Seasons differ: with time weight night is shorter than day in the north (0.498 at 45 degrees);
  /// with flux weight both are halves of the year, as 1/distance^2 goes with the Sun's angular
  /// speed (Kepler's second law).
  bool flux_weighted = false;
  /// Equal bins of cos z from -1 to 1.
  int bins = 200;
};

/// The share of the exposure in bins of the cosine of the Sun's zenith angle at the detector: night
/// has cos z < 0, day cos z > 0; the horizon is the geometric one, as air does not bend neutrinos,
/// and the Sun a point. Immutable;
/// safe to read from several threads.
class Exposure {
 public:
  /// From astronomy: cos z = sin(latitude) sin(dec) + cos(latitude) cos(dec) cos(hour angle), every
  /// hour angle equally often on each day (within a day the moments of a run are not followed).
  /// The integral over the hour angle is closed, that over the season is split where c becomes the
  /// Sun's cos z at noon or midnight: no share is off by more than 1e-9 from this (measured 4e-10).
  /// \param latitude_deg  -90 to 90, north positive
  /// \throws InvalidInput  latitude, bins (1 to 100 000) or period out of range
  static Exposure from_latitude(double latitude_deg, const AstronomicalExposure& ask = {});

  /// From a table with columns cos_zenith_lo, cos_zenith_hi, weight: bins that follow each other
  /// from -1 to 1 (edges agree to 1e-5), weights >= 0 of any unit, not all zero. Within a bin the
  /// exposure is even.
  /// \throws DataError  naming file and line
  static Exposure from_table(const core::Table& table);
  /// The same from a file, a user's or a shipped one.
  static Exposure from_file(const std::filesystem::path& path);

  /// Several exposures together, each with its share in time (live days, any unit): phases of an
  /// experiment. The bins are those of all parts.
  /// \param parts   at least one
  /// \param time    same length, >= 0, not all zero
  /// \throws InvalidInput  when that does not hold
  static Exposure sum(const std::vector<Exposure>& parts, const std::vector<double>& time);

  /// Edges of the bins in cos z, rising from -1 to 1; one more than fraction().
  [[nodiscard]] const std::vector<double>& edges() const { return edges_; }
  /// Share of each bin; they add up to 1.
  [[nodiscard]] const std::vector<double>& fraction() const { return fraction_; }
  /// Share of cos z < 0.
  [[nodiscard]] double night_fraction() const { return cumulative(0); }
  /// Share of cos z below c (0 below -1, 1 above 1): from astronomy exact, not interpolated.
  [[nodiscard]] double cumulative(double c) const;
  /// Share of the night, of all exposure by night = 1, between two cosines; what lies above the
  /// horizon does not count. For sums over cells of any width.
  /// \throws InvalidInput    unless c_lo <= c_hi
  /// \throws NumericalError  there is no night at all
  [[nodiscard]] double night_weight(double c_lo, double c_hi) const;

 private:
  Exposure(std::vector<double> edges, std::function<double(double)> cumulative);
  std::vector<double> edges_;
  std::vector<double> fraction_;
  std::function<double(double)> cumulative_;
};

}  // namespace sunsi::earth
