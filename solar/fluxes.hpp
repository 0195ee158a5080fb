/// \file solar/fluxes.hpp
/// Total neutrino fluxes of a solar model at 1 AU.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <sunsi/model/source.hpp>

namespace sunsi::solar {

/// Flux [cm^-2 s^-1] of each source, in the order of model::all_sources, with its fractional
/// 1-sigma error.
struct Fluxes {
  std::array<double, 8> value{};
  std::array<double, 8> fractional_error{};
  /// Correlation of the errors, row-major 8x8 in the same order; the identity for fluxes without one.
  std::array<double, 64> correlation = identity();
  std::string file;              ///< relative to the data folder
  std::string correlation_file;  ///< relative to the data folder
  /// Whose matrix it is: the model's own, or for b16 that of the sf3 model of the same composition, because none was
  /// published with it.
  std::string correlation_model;

  static constexpr std::array<double, 64> identity() {
    std::array<double, 64> one{};
    for (std::size_t i = 0; i < 8; ++i) {
      one[9 * i] = 1;
    }
    return one;
  }

  [[nodiscard]] double of(model::Source source) const {
    return value[static_cast<std::size_t>(source)];
  }
  [[nodiscard]] double error_of(model::Source source) const {
    return fractional_error[static_cast<std::size_t>(source)];
  }
};

/// The fluxes published with a solar model.
/// \throws DataError when the table is missing, damaged or lacks a source
Fluxes load_fluxes(std::string_view solar_model, const std::filesystem::path& data);

}  // namespace sunsi::solar
