/// \file pipeline/spread.hpp
/// How far P_ee moves with the solar model and with the errors of theta12 and dm21.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <sunsi/pipeline/survival.hpp>
#include <vector>

namespace sunsi::pipeline {

/// Lower and upper edge of a band [1].
struct Band {
  double low = 0;
  double high = 0;
};

/// P_ee at one source and energy with what it moves by.
struct SpreadPoint {
  Query query;
  double P_ee_day = 0;          ///< of the configuration itself, inside both bands
  std::optional<Band> model;    ///< least and largest over the solar models
  std::string lowest, highest;  ///< the models at these edges; empty without a model band
  std::optional<Band> osc;      ///< one standard deviation of theta12 and dm21
};

/// The one-sigma intervals of a preset, in the octant of the configuration.
struct OneSigma {
  std::string preset;
  std::string source;  ///< key of data/references.yaml
  std::array<double, 2> sin2_theta12{};
  std::array<double, 2> dm21{};  ///< [eV^2]
};

/// The intervals, or why there are none.
struct OneSigmaChoice {
  std::optional<OneSigma> interval;
  std::string why_not;
};

/// Both bands.
struct Spread {
  std::vector<SpreadPoint> rows;
  std::vector<std::string> models;  ///< that the model band runs over; empty without one
  std::string why_no_model;
  OneSigmaChoice one_sigma;
};

/// The intervals of the configuration's preset. They belong to the configuration only while both
/// sin2_theta12 and dm21 are the preset's (to 1e-9); in the dark octant sin2_theta12 -> 1 -
/// sin2_theta12 turns the ends around. None for a preset without intervals, for a value that the
/// user set, and without oscillation.
/// \throws DataError  the card of presets is missing or damaged
OneSigmaChoice one_sigma(const Config& config);

/// Where the bands are computed: the first of 8B, hep, pp, 13N, 15O, 17F that the configuration asks
/// for, at 24 energies from its lowest to its highest; pp below its end point, at 7; the lines. 8B
/// at 10 MeV and pp at 0.267 MeV are always among them when their sources are.
std::vector<Query> spread_queries(const Config& config);

/// Both bands of a configuration, by day.
///
/// Solar models: P_ee with each model's own electrons, neutrons (and so its own eps(r)) and
/// production; the band is the least and the largest over `models` and the configuration's own Sun.
/// It is a spread of published models, no confidence interval. Held fixed: oscillation parameters,
/// production_radius if set, and the couplings g, c, eps_kin, m of the Z' - not eps_medium, which
/// moves with the composition.
///
/// theta12 and dm21: each is set to both ends of its interval, everything else held (dm31, theta13);
/// the shifts of P_ee upwards add in quadrature, and so do those downwards. To first order in the
/// shifts this is the interval Delta chi2 = 1 of P_ee. The correlation of the two is left out: the
/// intervals come from one-dimensional profiles, which do not tell it.
///
/// Engines: `auto` at a tolerance not below 1e-5 (bands are 1e-3 and wider; the adiabatic engine
/// stays when it was asked for), so P_ee_day may differ from the probability table by that.
/// \param models  names of shipped models
/// \throws as SolarPropagator::survival and SolarModel::load
Spread spread(const Config& config,
              const std::vector<std::string>& models = solar::solar_model_names(),
              const Monitor& monitor = {});

}  // namespace sunsi::pipeline
