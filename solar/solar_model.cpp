#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/solar/solar_model.hpp>

namespace sunsi::solar {
namespace {

core::QuinticHermite hermite(const core::Table& t, const std::string& column) {
  return core::from_file(t.path(), [&] {
    return core::QuinticHermite(t.values("r"), t.values(column), t.values(column + "_d1"),
                                t.values(column + "_d2"));
  });
}

/// Gauss rule of the production density: the trapezoid measure of the table, with r = 0 (where
/// nothing is made) added, normalised to 1.
core::Quadrature production_rule(const core::Table& table, model::Source source) {
  const std::vector<double>& r = table.values("r");
  const std::vector<double>& density = table.values(fmt::format("nu_{}", model::name(source)));
  const std::vector<double> step = core::trapezoid_weights(r);
  std::vector<double> weight(r.size());
  for (std::size_t i = 0; i < r.size(); ++i) {
    weight[i] = step[i] * density[i];
    if (density[i] < 0) {
      throw core::DataError(fmt::format("{}: negative production density of {} at r = {}",
                                        table.path(), model::name(source), r[i]));
    }
  }
  const double total = std::accumulate(weight.begin(), weight.end(), 0.0);
  if (!(total > 0)) {
    throw core::DataError(fmt::format("{}: {} is made nowhere", table.path(), model::name(source)));
  }
  for (double& w : weight) {
    w /= total;
  }
  return core::gauss_from_measure(r, weight, SolarModel::production_nodes);
}

}  // namespace

const std::vector<std::string>& solar_model_names() {
  static const std::vector<std::string> names{"b16-gs98", "sf3-gs98"};
  return names;
}

SolarModel::SolarModel(std::string name, core::Table table, const core::Table& profile)
    : name_(std::move(name)),
      table_(std::move(table)),
      log_protons_(hermite(profile, "ln_N_p")),
      neutron_ratio_(hermite(profile, "R")) {
  for (const model::Source source : model::all_sources) {
    production_.push_back(
        core::from_file(table_.path(), [&] { return production_rule(table_, source); }));
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
  SolarModel model(std::string(name), core::Table::read(data / table_file),
                   core::Table::read(data / profile_file));
  model.files_ = {table_file, profile_file};
  return model;
}

CompositionSample SolarModel::composition(double x) const {
  if (x > 1) {
    return {};
  }
  const auto log_p = log_protons_(x);
  const auto ratio = neutron_ratio_(x);
  const double n_p = std::exp(log_p.value) * core::units::mol_per_cm3;
  const double slope = n_p * log_p.slope;
  return {{n_p, n_p, n_p * ratio.value}, {slope, slope, slope * ratio.value + n_p * ratio.slope}};
}

double SolarModel::nucleons_per_electron(double x) const { return 1 + neutron_ratio_(x).value; }

const core::Quadrature& SolarModel::production(model::Source source) const {
  return production_[static_cast<std::size_t>(source)];
}

double SolarModel::mean_nucleons_per_electron(model::Source source) const {
  const core::Quadrature& rule = production(source);
  double sum = 0;
  for (std::size_t k = 0; k < rule.node.size(); ++k) {
    sum += rule.weight[k] * nucleons_per_electron(rule.node[k]);
  }
  return sum;
}

}  // namespace sunsi::solar
