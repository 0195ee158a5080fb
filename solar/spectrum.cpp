#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/quadrature.hpp>
#include <sunsi/core/table.hpp>
#include <sunsi/solar/spectrum.hpp>

namespace sunsi::solar {
namespace {

std::vector<Line> lines_of(model::Source source, const core::Table& table) {
  std::vector<Line> lines;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const std::string& name = table.text("line")[i];
    if (name.starts_with(model::name(source))) {
      lines.push_back(
          {table.values("energy")[i] * core::units::MeV, table.values("fraction")[i], name});
    }
  }
  if (lines.empty()) {
    throw core::DataError(fmt::format("{}: no line of {}", table.path(), model::name(source)));
  }
  return lines;
}

/// The 8B density with its variation; a density that the variation makes negative is 0.
std::vector<double> density_8B(const core::Table& table, const Spectrum8B& b8) {
  std::vector<double> density = table.values("density");
  if (b8.sigma == 0) {
    return density;
  }
  if (b8.name == "ortiz2000" || !(b8.sigma >= -3 && b8.sigma <= 3)) {
    throw core::InvalidInput(fmt::format("8B spectrum {}: {} sigma is not published; give 0{}",
                                         b8.name, b8.sigma,
                                         b8.name == "ortiz2000" ? "" : " or a number in [-3, 3]"));
  }
  for (std::size_t i = 0; i < density.size(); ++i) {
    const double shift =
        b8.name == "winter2006"
            ? table.values("sigma")[i] * b8.sigma
            : std::abs(b8.sigma) / 3 *
                  (table.values(b8.sigma > 0 ? "density_plus3sigma" : "density_minus3sigma")[i] -
                   density[i]);
    density[i] = std::max(density[i] + shift, 0.0);
  }
  return density;
}

}  // namespace

Spectrum Spectrum::load(model::Source source,
                        const std::filesystem::path& data,
                        const Spectrum8B& b8) {
  Spectrum spectrum(source);
  if (source == model::Source::be7 || source == model::Source::pep) {
    spectrum.file_ = "spectra/lines.csv";
    spectrum.lines_ = lines_of(source, core::Table::read(data / spectrum.file_));
    for (const Line& line : spectrum.lines_) {
      spectrum.end_ = std::max(spectrum.end_, line.energy);
    }
    return spectrum;
  }
  const bool is_8B = source == model::Source::b8;
  const std::string stem = is_8B ? fmt::format("8B-{}", b8.name) : std::string(model::name(source));
  if (is_8B && b8.name != "winter2006" && b8.name != "bahcall1996" && b8.name != "ortiz2000") {
    throw core::InvalidInput(fmt::format(
        "unknown 8B spectrum '{}'; allowed are winter2006, bahcall1996, ortiz2000", b8.name));
  }
  spectrum.file_ = fmt::format("spectra/{}.csv", stem);
  const core::Table table = core::Table::read(data / spectrum.file_);
  std::vector<double> energy = table.values("energy");
  std::vector<double> density = is_8B ? density_8B(table, b8) : table.values("density");
  if (energy.front() > 0) {  // the tables start one step above zero, where the spectrum vanishes
    energy.insert(energy.begin(), 0.0);
    density.insert(density.begin(), 0.0);
  }
  for (double& e : energy) {
    e *= core::units::MeV;
  }
  std::size_t last = density.size() - 1;
  while (last > 0 && density[last] == 0) {
    --last;
  }
  spectrum.end_ = energy[std::min(last + 1, density.size() - 1)];
  spectrum.shape_.push_back(
      core::from_file(table.path(), [&] { return core::Spline(energy, density); }));
  // Exact integral of the piecewise cubic: two Gauss points a piece.
  const core::Quadrature rule = core::composite_gauss_legendre(energy, 2);
  double integral = 0;
  for (std::size_t i = 0; i < rule.node.size(); ++i) {
    integral += rule.weight[i] * spectrum.shape_.front()(rule.node[i]);
  }
  if (!(integral > 0)) {
    throw core::DataError(fmt::format("{}: the spectrum has no area", table.path()));
  }
  spectrum.norm_ = 1 / integral;
  return spectrum;
}

double Spectrum::density(double energy) const {
  return shape_.empty() ? 0 : norm_ * shape_.front()(energy);
}

std::vector<double> Spectrum::knots() const {
  std::vector<double> knots;
  if (!shape_.empty()) {
    const std::span<const double> all = shape_.front().knots();
    knots.assign(all.begin(), std::upper_bound(all.begin(), all.end(), end_));
  }
  return knots;
}

double Spectrum::end() const { return end_; }

}  // namespace sunsi::solar
