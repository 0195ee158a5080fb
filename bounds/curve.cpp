#include <algorithm>
#include <cmath>
#include <sunsi/bounds/curve.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/table.hpp>

namespace sunsi::bounds {

Curve::Curve(const std::vector<double>& mass_MeV, const std::vector<double>& value)
    : mass_(mass_MeV) {
  if (mass_MeV.size() < 2 || mass_MeV.size() != value.size()) {
    throw core::InvalidInput("a limit curve needs at least two masses with a value each");
  }
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool rises = i == 0 || mass_MeV[i] > mass_MeV[i - 1];
    if (!(mass_MeV[i] > 0 && value[i] > 0 && rises && std::isfinite(mass_MeV[i] + value[i]))) {
      throw core::InvalidInput(
          "the masses of a limit curve must rise strictly, masses and values must be > 0");
    }
    log_mass_.push_back(std::log(mass_MeV[i]));
    log_value_.push_back(std::log(value[i]));
  }
}

Curve Curve::load(const std::filesystem::path& table, const std::string& column) {
  const core::Table file = core::Table::read(table);
  try {
    return {file.values("mass_MeV"), file.values(column)};
  } catch (const core::InvalidInput& error) {
    throw core::DataError(table.string() + ": " + error.what());
  }
}

std::optional<double> Curve::at(double mass_MeV) const {
  const auto log_value = log_at(std::log(mass_MeV));
  return log_value ? std::optional<double>(std::exp(*log_value)) : std::nullopt;
}

std::optional<double> Curve::log_at(double log_mass_MeV) const {
  // Written so that NaN, the logarithm of a negative mass, lies outside.
  if (!(log_mass_MeV >= log_mass_.front() && log_mass_MeV <= log_mass_.back())) {
    return std::nullopt;
  }
  const auto above = std::upper_bound(log_mass_.begin() + 1, log_mass_.end() - 1, log_mass_MeV);
  const auto k = static_cast<std::size_t>(above - log_mass_.begin());
  const double t = (log_mass_MeV - log_mass_[k - 1]) / (log_mass_[k] - log_mass_[k - 1]);
  return log_value_[k - 1] + t * (log_value_[k] - log_value_[k - 1]);
}

std::vector<double> Curve::masses() const { return mass_; }
double Curve::first() const { return mass_.front(); }
double Curve::last() const { return mass_.back(); }

}  // namespace sunsi::bounds
