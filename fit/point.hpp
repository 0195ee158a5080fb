/// \file fit/point.hpp
/// Where a likelihood is asked for.
#pragma once

#include <map>
#include <optional>
#include <sunsi/model/nsi.hpp>
#include <sunsi/model/oscillation.hpp>
#include <sunsi/model/source.hpp>
#include <sunsi/model/zprime.hpp>

namespace sunsi::fit {

/// One point of the parameters that a fit may move; everything else (Sun, sites, experiments, flux
/// prior) is that of the likelihood itself. With neither `zprime` nor `nsi`: the standard model.
struct Point {
  model::OscillationParameters oscillation;
  std::optional<model::ZPrime> zprime{};
  std::optional<model::Nsi> nsi{};  ///< never beside `zprime`
  /// Fluxes held at a value [cm^-2 s^-1], > 0, instead of being profiled. Their prior (the solar
  /// model's error, the luminosity) still counts: a scan over a flux gives its profile likelihood.
  std::map<model::Source, double> fixed_flux{};
};

}  // namespace sunsi::fit
