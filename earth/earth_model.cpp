#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/table.hpp>
#include <sunsi/core/text.hpp>
#include <sunsi/earth/earth_model.hpp>

namespace sunsi::earth {
namespace {

double polynomial(const std::array<double, 4>& a, double u) {
  return a[0] + u * (a[1] + u * (a[2] + u * a[3]));
}

double electron_fraction(const std::string& matter, const core::Location& where) {
  const model::EarthElectronFraction Y_e;
  if (matter == "core") {
    return Y_e.core;
  }
  if (matter == "mantle" || matter == "crust") {
    return Y_e.mantle;
  }
  if (matter == "water") {
    return Y_e.water;
  }
  throw core::DataError(where.prefix() + "matter must be core, mantle, crust or water");
}

/// A density that is no number of g/cm^3, or a gap, would pass silently into every night.
void check_shells(const core::Table& table, const std::vector<Shell>& shells) {
  for (std::size_t i = 0; i < shells.size(); ++i) {
    const Shell& shell = shells[i];
    const double expected = i == 0 ? 0 : shells[i - 1].r_out;
    const double R = shells.back().r_out;
    const auto positive = [&](double r) { return polynomial(shell.density, r / R) > 0; };
    if (shell.r_in != expected || !(shell.r_out > shell.r_in) || !positive(shell.r_in) ||
        !positive(shell.r_out)) {
      throw core::DataError(table.place(i).prefix() +
                            "shells must follow each other from r = 0 with positive densities");
    }
  }
}

std::vector<Shell> read_shells(const core::Table& table) {
  std::vector<Shell> shells(table.rows());
  for (std::size_t i = 0; i < shells.size(); ++i) {
    Shell& shell = shells[i];
    shell.name = table.text("shell")[i];
    shell.r_in = table.values("r_in")[i] * core::units::km;
    shell.r_out = table.values("r_out")[i] * core::units::km;
    shell.electrons_per_nucleon = electron_fraction(table.text("matter")[i], table.place(i));
    for (std::size_t k = 0; k < 4; ++k) {
      shell.density[k] = table.values(fmt::format("c{}", k))[i];
      shell.electrons[k] =
          shell.density[k] * shell.electrons_per_nucleon * core::units::mol_per_cm3;
    }
  }
  check_shells(table, shells);
  return shells;
}

/// Continues the rock below the ocean to the surface.
void replace_ocean(std::vector<Shell>& shells, const core::Table& table) {
  const std::size_t n = shells.size();
  const auto& matter = table.text("matter");
  if (n < 2 || matter[n - 1] != "water" || matter[n - 2] != "crust") {
    throw core::DataError(table.path() + ": the last two shells must be crust and water");
  }
  shells[n - 2].r_out = shells[n - 1].r_out;
  shells.pop_back();
}

}  // namespace

const std::vector<std::string>& earth_model_names() {
  static const std::vector<std::string> names{"prem", "prem-ocean"};
  return names;
}

EarthModel EarthModel::load(std::string_view name, const std::filesystem::path& data) {
  const auto& names = earth_model_names();
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    throw core::InvalidInput(fmt::format("unknown model of the Earth '{}'; allowed are {}",
                                         core::printable(name, 60), fmt::join(names, ", ")));
  }
  EarthModel result;
  result.name_ = name;
  result.files_ = {"earth/prem.csv"};
  const core::Table table = core::Table::read(data / result.files_[0]);
  result.shells_ = read_shells(table);
  if (name == "prem") {
    replace_ocean(result.shells_, table);
  }
  return result;
}

const Shell* EarthModel::shell_at(double r) const {
  if (!(r >= 0) || !std::isfinite(r)) {
    throw core::InvalidInput(fmt::format("radius in the Earth = {}: must be finite, >= 0", r));
  }
  const auto found = std::upper_bound(shells_.begin(), shells_.end(), r,
                                      [](double a, const Shell& b) { return a < b.r_out; });
  return found == shells_.end() ? nullptr : &*found;
}

double EarthModel::density(double r) const {
  const Shell* shell = shell_at(r);
  return shell ? polynomial(shell->density, r / radius()) : 0;
}

model::Composition EarthModel::composition(double r) const {
  const Shell* shell = shell_at(r);
  return shell ? composition(static_cast<std::size_t>(shell - shells_.data()), r)
               : model::Composition{};
}

model::Composition EarthModel::composition(std::size_t shell, double r) const {
  if (shell >= shells_.size()) {
    throw core::InvalidInput(
        fmt::format("shell {} of the Earth: there are {}", shell, shells_.size()));
  }
  const Shell& s = shells_[shell];
  const double n_e = polynomial(s.electrons, r / radius());
  return {n_e, n_e, (1 / s.electrons_per_nucleon - 1) * n_e};
}

double EarthModel::detector_radius(double depth) const {
  if (!(depth >= 0 && depth < radius())) {
    throw core::InvalidInput(
        fmt::format("depth = {} km: must be from 0 to below {} km, the radius of the Earth",
                    depth / core::units::km, radius() / core::units::km));
  }
  return radius() - depth;
}

Chord EarthModel::chord(double cos_zenith, double depth) const {
  const double r_detector = detector_radius(depth);
  if (!(cos_zenith >= -1 && cos_zenith <= 1)) {
    throw core::InvalidInput(fmt::format("cos_zenith = {}: must be from -1 to 1", cos_zenith));
  }
  Chord chord;
  chord.impact = r_detector * std::sqrt((1 - cos_zenith) * (1 + cos_zenith));
  const double x_detector = -r_detector * cos_zenith;
  // r^2 - b^2 without the loss of digits that r - b has close to the horizon.
  const auto half_squared = [&](double r) {
    const double above = r == radius() ? depth : r - r_detector;
    return above * (r + r_detector) + x_detector * x_detector;
  };
  const auto add = [&](std::size_t shell, double begin, double end) {
    if (const double stop = std::min(end, x_detector); stop > begin) {
      chord.segments.push_back({shell, begin, stop});
    }
  };
  std::vector<double> half(shells_.size());  // of the chord in the sphere r < r_out; 0: missed
  for (std::size_t i = 0; i < half.size(); ++i) {
    half[i] = std::sqrt(std::max(0.0, half_squared(shells_[i].r_out)));
  }
  std::size_t lowest = 0;
  while (lowest + 1 < half.size() && half[lowest] == 0) {
    ++lowest;
  }
  for (std::size_t i = half.size() - 1; i > lowest; --i) {
    add(i, -half[i], -half[i - 1]);
  }
  add(lowest, -half[lowest], half[lowest]);
  for (std::size_t i = lowest + 1; i < half.size(); ++i) {
    add(i, half[i - 1], half[i]);
  }
  return chord;
}

double EarthModel::electron_column(const Chord& chord, const Segment& segment) const {
  if (segment.shell >= shells_.size()) {
    throw core::InvalidInput(
        fmt::format("shell {} of the Earth: there are {}", segment.shell, shells_.size()));
  }
  // In units of R: the coefficients are those of r/R.
  const double R = radius();
  double sum = 0;
  for (int k = 0; k < 4; ++k) {
    sum += shells_[segment.shell].electrons[static_cast<std::size_t>(k)] *
           integral_of_power(k, chord.impact / R, segment.begin / R, segment.end / R);
  }
  return sum * R;
}

std::vector<double> EarthModel::tangent_cosines(double depth) const {
  const double r_detector = detector_radius(depth);
  std::vector<double> cosines;
  for (std::size_t i = 0; i + 1 < shells_.size(); ++i) {
    const double r = shells_[i].r_out;
    if (r <= r_detector) {
      cosines.push_back(-std::sqrt((r_detector - r) * (r_detector + r)) / r_detector);
    }
  }
  return cosines;
}

}  // namespace sunsi::earth
