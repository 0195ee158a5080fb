/// \file cli/points.hpp
/// The points that `sunsi run` sets side by side, and what the data say of each.
#pragma once

#include <optional>
#include <string>
#include <sunsi/cli/options.hpp>
#include <sunsi/cli/point_bounds.hpp>
#include <sunsi/fit/verdict.hpp>
#include <sunsi/pipeline/day_night.hpp>
#include <sunsi/pipeline/predictions.hpp>
#include <vector>

namespace sunsi::cli {

/// One point of a run.
struct Point {
  std::string name;     ///< of its folder
  std::string label;    ///< for people
  std::string reading;  ///< convention that gave its epsilon in the built-in example, else empty
  bool main = false;    ///< the configuration's own
  pipeline::Config config;
};

/// A point with its tables and chi2.
struct Evaluated {
  Point point;
  model::SurvivalTable survival;
  std::optional<pipeline::FlavourTable> flavours;  ///< of the same rows, when asked for
  std::vector<pipeline::ExperimentPrediction> predictions;
  std::vector<pipeline::DayNightBin> day_night;  ///< empty without night
  std::optional<fit::Verdict> solar;             ///< none: no experiment can be predicted
  std::optional<PointBounds> bounds;             ///< none without a Z' or when switched off
};

/// With a configuration: the standard model, the point, the point in the other octant. Without one:
/// the standard model and the highlighted point of arXiv:2211.15686 (m = 40 MeV, c = -0.1, tan eta
/// = -0.75, c_phi = 40, m_phi = m/3, eps_medium = 1 at the centre) with eps_std = 1 and with
/// eps_paper = 1, in both octants.
std::vector<Point> points_of(const Options& options);

/// The configuration's own point.
Point own_point(const pipeline::Config& config);

/// What every point of a run needs, whatever its couplings and oscillation parameters.
struct Shared {
  pipeline::Experiments experiments;
  std::optional<fit::SolarChi2> likelihood;  ///< none: no experiment can be predicted

  /// \param config  one that differs from the points in couplings and oscillation parameters alone
  /// \throws InvalidInput  a fit is asked for and there are no data
  /// \throws DataError     a card or table is missing or damaged
  explicit Shared(const pipeline::Config& config);
};

/// Tables, predictions and what the solar data say; not the bounds.
Evaluated evaluate(Point point, const Shared& shared, const pipeline::Monitor& monitor);

/// The point has a table of day and night by energy: night is on and 8B among the sources.
bool has_daynight(const Evaluated& e);

/// By fit::Verdict::p_judged: allowed, disfavoured (p < 0.0455) or excluded (p < 0.0027).
std::string verdict_of(double p_value);

/// The same of solar data; allowed where there are none.
std::string solar_verdict_of(const Evaluated& e);

/// The same of solar data and bounds: excluded where a bound excludes, else as the data say.
std::string verdict_of(const Evaluated& e);

}  // namespace sunsi::cli
