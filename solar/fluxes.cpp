#include <fmt/format.h>

#include <algorithm>
#include <sunsi/core/error.hpp>
#include <sunsi/core/table.hpp>
#include <sunsi/solar/fluxes.hpp>

namespace sunsi::solar {
namespace {

void read_correlation(Fluxes& fluxes,
                      std::string_view solar_model,
                      const std::filesystem::path& data) {
  // b16 came without a matrix: sf3-gs98 for b16-gs98, sf3-agss09 for b16-agss09 (data/README.md).
  fluxes.correlation_model = solar_model.starts_with("b16-")
                                 ? fmt::format("sf3-{}", solar_model.substr(4))
                                 : std::string(solar_model);
  fluxes.correlation_file = fmt::format("fluxes/correlation-{}.csv", fluxes.correlation_model);
  const core::Table table = core::Table::read(data / fluxes.correlation_file);
  const auto& rows = table.text("source");
  for (std::size_t i = 0; i < 8; ++i) {
    const std::string row_name(model::name(model::all_sources[i]));
    const auto row =
        static_cast<std::size_t>(std::find(rows.begin(), rows.end(), row_name) - rows.begin());
    for (std::size_t j = 0; j < 8; ++j) {
      const auto& column = table.values(std::string(model::name(model::all_sources[j])));
      fluxes.correlation[8 * i + j] = row < column.size() ? column[row] : 0;
    }
  }
  for (std::size_t i = 0; i < 8; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      const double rho = fluxes.correlation[8 * i + j];
      if (rho != fluxes.correlation[8 * j + i] || (i == j ? rho != 1 : rho < -1 || rho > 1)) {
        throw core::DataError(table.path() +
                              ": not a symmetric correlation matrix with unit diagonal");
      }
    }
  }
}

}  // namespace

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
  read_correlation(fluxes, solar_model, data);
  return fluxes;
}

}  // namespace sunsi::solar
