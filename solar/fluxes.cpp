#include <fmt/format.h>

#include <algorithm>
#include <sunsi/core/error.hpp>
#include <sunsi/core/table.hpp>
#include <sunsi/solar/fluxes.hpp>

namespace sunsi::solar {

Fluxes load_fluxes(std::string_view solar_model, const std::filesystem::path& data) {
  Fluxes fluxes;
  fluxes.file = fmt::format("fluxes/{}.csv", solar_model);
  const core::Table table = core::Table::read(data / fluxes.file);
  const auto& names = table.text("source");
  for (const model::Source source : model::all_sources) {
    const auto found = std::find(names.begin(), names.end(), model::name(source));
    if (found == names.end()) {
      throw core::DataError(fmt::format("{}: no flux of {}", table.path(), model::name(source)));
    }
    const auto row = static_cast<std::size_t>(found - names.begin());
    const auto index = static_cast<std::size_t>(source);
    fluxes.value[index] = table.values("flux")[row];
    fluxes.fractional_error[index] = table.values("fractional_error")[row];
  }
  return fluxes;
}

}  // namespace sunsi::solar
