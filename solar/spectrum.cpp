#include <fmt/format.h>

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

}  // namespace

Spectrum Spectrum::load(model::Source source, const std::filesystem::path& data) {
  Spectrum spectrum(source);
  if (source == model::Source::be7 || source == model::Source::pep) {
    spectrum.file_ = "spectra/lines.csv";
    spectrum.lines_ = lines_of(source, core::Table::read(data / spectrum.file_));
    for (const Line& line : spectrum.lines_) {
      spectrum.end_ = std::max(spectrum.end_, line.energy);
    }
    return spectrum;
  }
  const std::string stem =
      source == model::Source::b8 ? "8B-winter2006" : std::string(model::name(source));
  spectrum.file_ = fmt::format("spectra/{}.csv", stem);
  const core::Table table = core::Table::read(data / spectrum.file_);
  std::vector<double> energy = table.values("energy");
  std::vector<double> density = table.values("density");
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

double Spectrum::end() const { return end_; }

}  // namespace sunsi::solar
