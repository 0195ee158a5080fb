#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/interpolation.hpp>
#include <sunsi/core/spelling.hpp>
#include <sunsi/solar/solar_model.hpp>

namespace sunsi::solar {
namespace {

std::function<core::ValueAndSlope(double)> hermite(const core::Table& t,
                                                   const std::string& column) {
  return core::from_file(t.path(), [&] {
    return core::QuinticHermite(t.values("r"), t.values(column), t.values(column + "_d1"),
                                t.values(column + "_d2"));
  });
}

/// What production() is accurate for: below the sin^2 theta12 = 0.31 of every preset, which makes
/// the resonance sharper.
constexpr double default_sin2_theta12 = 0.25;
constexpr double default_accuracy = 1e-8;

/// The columns of a user's table: r, Ne, Nn, and sources by their names.
void check_user_columns(const core::Table& table) {
  const auto fail = [&](const std::string& what) {
    throw core::DataError(table.header_place().prefix() + what);
  };
  std::vector<std::string> allowed{"r", "Ne", "Nn"};
  for (const model::Source source : model::all_sources) {
    allowed.push_back(fmt::format("nu_{}", model::name(source)));
  }
  for (const core::Column& column : table.columns()) {
    if (std::find(allowed.begin(), allowed.end(), column.name) == allowed.end()) {
      const std::string near = core::nearest(column.name, allowed);
      fail(fmt::format("unknown column '{}'{}; allowed are {}", column.name,
                       near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                       fmt::join(allowed, ", ")));
    }
  }
  for (const char* column : {"r", "Ne", "Nn"}) {
    if (!table.has(column)) {
      fail(fmt::format("no column {}; the header row must be r,Ne,Nn and nu_<source> columns",
                       column));
    }
  }
}

/// Production densities: nowhere negative, somewhere positive.
void check_user_production(const core::Table& table) {
  for (const model::Source source : model::all_sources) {
    const std::string column = fmt::format("nu_{}", model::name(source));
    if (!table.has(column)) {
      continue;
    }
    const std::vector<double>& density = table.values(column);
    const auto negative =
        std::find_if(density.begin(), density.end(), [](double value) { return value < 0; });
    if (negative != density.end()) {
      const auto row = static_cast<std::size_t>(negative - density.begin());
      throw core::DataError(table.place(row).prefix() +
                            fmt::format("row {}: {} = {}: negative production; give a density >= 0",
                                        row + 1, column, *negative));
    }
    if (std::all_of(density.begin(), density.end(), [](double value) { return value == 0; })) {
      throw core::DataError(
          table.header_place().prefix() +
          fmt::format("column {}: {} is made nowhere, every row is 0; leave the column out", column,
                      model::name(source)));
    }
  }
}

/// What only a user's table can get wrong.
void check_user_table(const core::Table& table) {
  check_user_columns(table);
  const std::vector<double>& r = table.values("r");
  const std::vector<double>& electrons = table.values("Ne");
  const std::vector<double>& neutrons = table.values("Nn");
  if (r.size() < 4) {
    throw core::DataError(table.place(r.size() - 1).prefix() +
                          fmt::format("{} rows; a profile needs at least 4", r.size()));
  }
  // 1e4 times the centre of the Sun: what is above was not typed in mol/cm3.
  constexpr double densest = 1e6;
  for (std::size_t i = 0; i < r.size(); ++i) {
    const auto fail = [&](const std::string& what) {
      throw core::DataError(table.place(i).prefix() + fmt::format("row {}: {}", i + 1, what));
    };
    if (r[i] < 0 || r[i] > 1) {
      fail(fmt::format(
          "r = {} must lie in [0, 1]: units of the Sun's radius; rows beyond it are to be cut",
          r[i]));
    }
    if (i > 0 && r[i] <= r[i - 1]) {
      fail(
          fmt::format("r = {} must increase from row to row, {} stands before it", r[i], r[i - 1]));
    }
    if (!(electrons[i] > 0) || !(neutrons[i] >= 0)) {
      fail(
          fmt::format("Ne = {} must be > 0 and Nn = {} >= 0 (mol/cm3)", electrons[i], neutrons[i]));
    }
    if (std::max(electrons[i], neutrons[i]) > densest) {
      fail(fmt::format("Ne = {}, Nn = {} above {:g}; give them in mol/cm3, not in cm-3",
                       electrons[i], neutrons[i], densest));
    }
  }
  check_user_production(table);
}

}  // namespace

const std::vector<std::string>& solar_model_names() {
  static const std::vector<std::string> names{"b16-gs98",  "b16-agss09", "sf3-gs98",  "sf3-agss09",
                                              "sf3-mb22p", "sf3-mb22m",  "sf3-aag21", "sf3-c11"};
  return names;
}

SolarModel::SolarModel(std::string name, core::Table table, Curve log_protons, Curve neutron_ratio)
    : name_(std::move(name)),
      table_(std::move(table)),
      log_protons_(std::move(log_protons)),
      neutron_ratio_(std::move(neutron_ratio)),
      r_end_(table_.values("r").back()) {
  for (const model::Source source : model::all_sources) {
    const std::string column = fmt::format("nu_{}", model::name(source));
    if (!table_.has(column)) {
      production_.emplace_back();
      continue;
    }
    production_.push_back(core::from_file(table_.path() + ": " + column, [&] {
      return Production(table_.values("r"), table_.values(column), matter());
    }));
  }
}

SolarModel SolarModel::load(std::string_view name, const std::filesystem::path& data) {
  const auto& names = solar_model_names();
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    throw core::InvalidInput(
        fmt::format("unknown solar model '{}'; shipped are {}", name, fmt::join(names, ", ")));
  }
  const std::string table_file = fmt::format("solar/{}.csv", name);
  const std::string profile_file = fmt::format("solar/{}.profile.csv", name);
  const core::Table profile = core::Table::read(data / profile_file);
  SolarModel model(std::string(name), core::Table::read(data / table_file),
                   hermite(profile, "ln_N_p"), hermite(profile, "R"));
  model.files_ = {table_file, profile_file};
  return model;
}

SolarModel SolarModel::from_file(const std::filesystem::path& path) {
  core::Table table = core::Table::read_plain(path);
  check_user_table(table);
  const std::vector<double>& r = table.values("r");
  std::vector<double> log_e;
  std::vector<double> ratio;
  for (std::size_t i = 0; i < r.size(); ++i) {
    log_e.push_back(std::log(table.values("Ne")[i]));
    ratio.push_back(table.values("Nn")[i] / table.values("Ne")[i]);
  }
  const auto curve = [&](const std::vector<double>& y, core::SplineKind kind) -> Curve {
    return core::from_file(path.string(), [&] {
      return [spline = std::make_shared<const core::Spline>(r, y, kind)](double x) {
        return spline->with_slope(x);
      };
    });
  };
  Curve electrons = curve(log_e, core::SplineKind::smooth);
  Curve neutrons = curve(ratio, core::SplineKind::steffen);
  return {path.string(), std::move(table), std::move(electrons), std::move(neutrons)};
}

bool SolarModel::has(model::Source source) const {
  return production_[static_cast<std::size_t>(source)].known();
}

Production::Matter SolarModel::matter() const {
  return [this](double x) { return composition(x).value; };
}

CompositionSample SolarModel::composition(double x) const {
  if (x > r_end_) {
    return {};
  }
  const auto log_p = log_protons_(x);
  const auto ratio = neutron_ratio_(x);
  const double n_p = std::exp(log_p.value) * core::units::mol_per_cm3;
  const double slope = n_p * log_p.slope;
  return {{n_p, n_p, n_p * ratio.value}, {slope, slope, slope * ratio.value + n_p * ratio.slope}};
}

double SolarModel::nucleons_per_electron(double x) const { return 1 + neutron_ratio_(x).value; }

void SolarModel::require(model::Source source) const {
  if (!has(source)) {
    throw core::InvalidInput(
        fmt::format("{} has no column nu_{}: it does not say where {} neutrinos are made", name_,
                    model::name(source), model::name(source)));
  }
}

ProductionRule SolarModel::production(model::Source source) const {
  const Averaged mixing = mixing_in_matter(default_sin2_theta12, composition(0).value.n_e);
  return production_rule(source, mixing, default_accuracy);
}

ProductionRule SolarModel::production_rule(model::Source source,
                                           const Averaged& averaged,
                                           double accuracy) const {
  require(source);
  return production_[static_cast<std::size_t>(source)].rule(averaged, accuracy, matter());
}

ProductionRule SolarModel::gauss_rule(model::Source source, const Averaged& averaged, int n) const {
  require(source);
  return production_[static_cast<std::size_t>(source)].gauss(averaged, n, matter());
}

ProductionRule SolarModel::production_rows(model::Source source) const {
  require(source);
  return production_[static_cast<std::size_t>(source)].every_row();
}

double SolarModel::mean_nucleons_per_electron(model::Source source) const {
  // Every row: the ratio itself is no smooth function of the density to 1e-8, nor need it be fast.
  const ProductionRule rule = production_rows(source);
  double sum = 0;
  for (std::size_t k = 0; k < rule.node.size(); ++k) {
    sum += rule.weight[k] * nucleons_per_electron(rule.node[k]);
  }
  return sum;
}

}  // namespace sunsi::solar
