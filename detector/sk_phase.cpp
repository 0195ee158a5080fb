#include <fmt/format.h>

#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/detector/card.hpp>
#include <sunsi/detector/sk_phase.hpp>

namespace sunsi::detector {
namespace {

constexpr double m_e = core::m_e / core::units::MeV;

/// The lowest bin of all begins at 3.49 MeV (phase IV), 4.5 standard deviations above 1 MeV; spectra
/// of hep end at 18.784 MeV, recoils at 18.53 MeV. Panels are short where 8B ends: below 16.3 MeV its
/// table falls by a factor every 0.1 MeV.
constexpr std::array<double, 8> edges{1, 4, 7, 10, 13, 15, 16.3, 18.55};
constexpr int points_a_panel = 12;

SkBin::Rate rate_of(const core::Table& table, const std::string& column, std::size_t row) {
  const SkBin::Rate rate{table.values(column)[row], table.values(column + "_up")[row],
                         table.values(column + "_down")[row]};
  if (rate.value < 0 || rate.up < 0 || rate.down < 0 || (rate.up > 0) != (rate.down > 0)) {
    throw core::DataError(table.place(row).prefix() + column +
                          ": rate and errors must not be negative, errors both 0 (not published) "
                          "or both positive");
  }
  return rate;
}

/// Chi2 is to be smooth: one error for both sides.
double statistical(const SkBin::Rate& rate) { return (rate.up + rate.down) / 2; }

/// Rows of one phase in the table of systematic errors.
std::vector<std::size_t> rows_of(const core::Table& systematics, double phase) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < systematics.rows(); ++i) {
    if (systematics.values("phase")[i] == phase) {
      rows.push_back(i);
    }
  }
  return rows;
}

Eigen::VectorXd column_of(const core::Table& table,
                          const std::string& name,
                          const std::vector<std::size_t>& rows) {
  Eigen::VectorXd column(static_cast<Eigen::Index>(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    column[static_cast<Eigen::Index>(i)] = table.values(name)[rows[i]];
  }
  return column;
}

void require_size(const Eigen::VectorXd& values, Eigen::Index size, const char* what) {
  if (values.size() != size) {
    throw core::InvalidInput(
        fmt::format("{} of Super-Kamiokande: {} values, must be {}", what, values.size(), size));
  }
}

}  // namespace

const core::Quadrature& sk_recoil_rule() {
  static const core::Quadrature rule = core::composite_gauss_legendre(edges, points_a_panel);
  return rule;
}

void SkPhase::read_bins(const core::Table& spectrum, const core::Table& systematics, double phase) {
  const std::vector<std::size_t> rows = rows_of(systematics, phase);
  const std::vector<double>& low = spectrum.values("E_low");
  const std::vector<double>& high = spectrum.values("E_high");
  for (std::size_t i = 0; i < spectrum.rows(); ++i) {
    if (!(high[i] > low[i]) || !(low[i] > kinetic_offset_MeV_) ||
        (i > 0 && low[i] != high[i - 1])) {
      throw core::DataError(spectrum.place(i).prefix() +
                            "bins must be positive, rise and follow each other");
    }
    if (i >= rows.size() || systematics.values("E_low")[rows[i]] != low[i] ||
        systematics.values("E_high")[rows[i]] != high[i]) {
      throw core::DataError(fmt::format("{}: no row of phase {} for the bin {:g}-{:g} MeV of {}",
                                        systematics.path(), phase, low[i], high[i],
                                        spectrum.path()));
    }
    SkBin bin;
    bin.label = fmt::format("{:g}-{:g}", low[i], high[i]);
    bin.seen = {low[i] - kinetic_offset_MeV_, high[i] - kinetic_offset_MeV_};
    bin.all = rate_of(spectrum, "all", i);
    bin.day = rate_of(spectrum, "day", i);
    bin.night = rate_of(spectrum, "night", i);
    bin.mc_b8 = spectrum.values("mc_8B")[i];
    bin.mc_hep = spectrum.values("mc_hep")[i];
    bin.uncorrelated = systematics.values("uncorrelated")[rows[i]];
    if (bin.all.up == 0 || (bin.day.up > 0) != (bin.night.up > 0) || !(bin.mc_b8 > 0) ||
        !(bin.mc_hep > 0) || bin.uncorrelated < 0) {
      throw core::DataError(spectrum.place(i).prefix() +
                            "needs an error of all events, both of day and night or neither, and "
                            "expectations that are positive");
    }
    bins_.push_back(bin);
  }
  if (rows.size() != bins_.size()) {
    throw core::DataError(fmt::format("{}: {} rows of phase {}, the spectrum has {} bins",
                                      systematics.path(), rows.size(), phase, bins_.size()));
  }
}

void SkPhase::add_pulls(const core::Table& systematics, double phase, double normalisation) {
  const std::vector<std::size_t> rows = rows_of(systematics, phase);
  const std::string prefix = fmt::format("sk{:g}-", phase);
  const auto add = [&](const std::string& name, const std::string& column) {
    pulls_.push_back({name, column_of(systematics, column + "_up", rows),
                      column_of(systematics, column + "_down", rows)});
  };
  add("8B-shape", "shape");
  add(prefix + "scale", "scale");
  add(prefix + "resolution", "resolution");
  const auto all = Eigen::VectorXd::Constant(static_cast<Eigen::Index>(rows.size()), normalisation);
  pulls_.push_back({prefix + "norm", all, -all});
}

void SkPhase::set_ratio(const std::string& source) {
  const auto n = static_cast<Eigen::Index>(bins_.size());
  Eigen::VectorXd rate(n), error(n), uncorrelated(n);
  mc_b8_.resize(n);
  mc_hep_.resize(n);
  for (Eigen::Index b = 0; b < n; ++b) {
    const SkBin& bin = bins_[static_cast<std::size_t>(b)];
    rate[b] = bin.all.value;
    error[b] = statistical(bin.all);
    uncorrelated[b] = bin.uncorrelated;
    mc_b8_[b] = bin.mc_b8;
    mc_hep_[b] = bin.mc_hep;
  }
  const Eigen::VectorXd mc = mc_b8_ + mc_hep_;
  ratio_weight_ = mc.array() / error.array().square();
  ratio_weight_ /= ratio_weight_.dot(mc);
  const double value = ratio_weight_.dot(rate);
  const Eigen::VectorXd share = ratio_weight_.cwiseProduct(mc);  // adds up to 1
  double square = ratio_weight_.cwiseProduct(error).squaredNorm() +
                  std::pow(value, 2) * share.cwiseProduct(uncorrelated).squaredNorm();
  for (const Pull& pull : pulls_) {
    square += std::pow(value * share.dot(pull.up - pull.down) / 2, 2);
  }
  const double sigma = std::sqrt(square);
  ratio_ = {name_, "8B-ratio", value, sigma, sigma, "1", source, true};
}

SkPhase::DataSet SkPhase::data_set(SkSpectra spectra) const {
  DataSet set;
  std::vector<SkBin::Rate> rates;
  Contribution& contribution = set.contribution;
  contribution.experiment = name_;
  const auto add = [&](std::size_t b, const std::string& prefix, const SkBin::Rate& rate,
                       double day, double night) {
    set.data.push_back({static_cast<Eigen::Index>(b), day, night});
    contribution.label.push_back(prefix + bins_[b].label);
    rates.push_back(rate);
  };
  for (const bool night : {false, true}) {
    for (std::size_t b = 0; b < bins_.size(); ++b) {
      const bool divided = spectra == SkSpectra::day_and_night && bins_[b].day.up > 0;
      if (divided) {
        add(b, night ? "night " : "day ", night ? bins_[b].night : bins_[b].day, night ? 0 : 1,
            night ? 1 : 0);
      } else if (!night) {
        add(b, "", bins_[b].all, 0.5, 0.5);
      }
    }
  }
  const auto n = static_cast<Eigen::Index>(set.data.size());
  contribution.measured.resize(n);
  contribution.fixed = Eigen::VectorXd::Zero(n);
  contribution.by_source = Eigen::MatrixXd::Zero(n, 8);
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto k = static_cast<std::size_t>(i);
    contribution.measured[i] = rates[k].value;
    covariance(i, i) = std::pow(statistical(rates[k]), 2);
    for (Eigen::Index j = 0; j < n; ++j) {  // a bin's own error moves its day and its night alike
      const Eigen::Index b = set.data[k].bin;
      if (b == set.data[static_cast<std::size_t>(j)].bin) {
        const double expected = ratio_.value * (mc_b8_[b] + mc_hep_[b]);
        covariance(i, j) += std::pow(bins_[static_cast<std::size_t>(b)].uncorrelated * expected, 2);
      }
    }
  }
  contribution.inverse_covariance = covariance.inverse();
  for (const Pull& pull : pulls_) {
    Pull own{pull.name, Eigen::VectorXd(n), Eigen::VectorXd(n)};
    for (Eigen::Index i = 0; i < n; ++i) {
      own.up[i] = pull.up[set.data[static_cast<std::size_t>(i)].bin];
      own.down[i] = pull.down[set.data[static_cast<std::size_t>(i)].bin];
    }
    contribution.pulls.push_back(std::move(own));
  }
  return set;
}

SkPhase SkPhase::load(const std::filesystem::path& data, int phase) {
  if (phase < 1 || phase > 4) {
    throw core::InvalidInput(
        fmt::format("Super-Kamiokande has the phases 1 to 4 here, not {}", phase));
  }
  const Card card = Card::load(data / "experiments/super-kamiokande-phases.yaml");
  for (const Card& entry : card.at("phases").list()) {
    if (entry.at("phase").number() != phase) {
      continue;
    }
    const core::Table spectrum = core::Table::read(data / entry.at("spectrum").text());
    const core::Table systematics = core::Table::read(data / card.at("systematics").text());
    const SkResponse response = SkResponse::load(data, entry.at("response").text());
    SkPhase result;
    result.name_ = fmt::format("super-kamiokande-{}", phase);
    result.kinetic_offset_MeV_ = response.in_total_energy ? m_e : 0;
    result.resolution_ = response.resolution;
    result.mc_fluxes_ = {entry.at("mc_flux_8B").number(), entry.at("mc_flux_hep").number()};
    if (!(result.mc_fluxes_.b8 > 0 && result.mc_fluxes_.hep > 0)) {
      entry.fail("mc_flux_8B and mc_flux_hep must be positive");
    }
    result.read_bins(spectrum, systematics, phase);
    result.add_pulls(systematics, phase, response.normalisation);
    result.response_ = result.response(result.resolution_);
    result.set_ratio(entry.at("source").text());
    result.merged_ = result.data_set(SkSpectra::merged);
    result.split_ = result.data_set(SkSpectra::day_and_night);
    return result;
  }
  card.at("phases").fail(fmt::format("no entry of phase {}", phase));
}

Eigen::MatrixXd SkPhase::response(const EnergyResolution& resolution,
                                  double scale,
                                  double width) const {
  core::require_positive(scale, "factor of the energy scale");
  core::require_positive(width, "factor of the resolution");
  const EnergyResolution wide{width * resolution.a, width * resolution.b, width * resolution.c};
  const core::Quadrature& rule = sk_recoil_rule();
  Eigen::MatrixXd matrix(static_cast<Eigen::Index>(bins_.size()),
                         static_cast<Eigen::Index>(rule.node.size()));
  for (Eigen::Index b = 0; b < matrix.rows(); ++b) {
    const RecoilWindow& seen = bins_[static_cast<std::size_t>(b)].seen;
    // The total energy is what the detector measures: seen at E where it would have been at E/scale.
    const RecoilWindow window{(seen.low_MeV + m_e) / scale - m_e,
                              (seen.high_MeV + m_e) / scale - m_e};
    for (Eigen::Index k = 0; k < matrix.cols(); ++k) {
      const auto i = static_cast<std::size_t>(k);
      matrix(b, k) = rule.weight[i] * wide.seen(rule.node[i], window);
    }
  }
  return matrix;
}

Eigen::VectorXd SkPhase::predicted(const SkSourceRecoils& source,
                                   const Eigen::VectorXd& mc,
                                   bool night) const {
  require_size(source.unoscillated, response_.cols(), "unoscillated recoil spectrum");
  require_size(night ? source.night : source.day, response_.cols(), "recoil spectrum");
  const Eigen::VectorXd expected = response_ * source.unoscillated;
  if (!(expected.minCoeff() > 0)) {
    throw core::NumericalError(name_ + ": a bin sees nothing of the unoscillated spectrum");
  }
  const Eigen::VectorXd seen = response_ * (night ? source.night : source.day);
  return mc.array() * seen.array() / expected.array();
}

Eigen::MatrixX2d SkPhase::rates(const SkRecoils& recoils,
                                const SkFluxes& fluxes,
                                bool night) const {
  if (!(fluxes.b8 >= 0 && fluxes.hep >= 0)) {
    throw core::InvalidInput(
        fmt::format("fluxes of 8B and hep {} and {}: must not be negative", fluxes.b8, fluxes.hep));
  }
  Eigen::MatrixX2d result(response_.rows(), 2);
  result.col(0) = fluxes.b8 / mc_fluxes_.b8 * predicted(recoils.b8, mc_b8_, night);
  result.col(1) = fluxes.hep / mc_fluxes_.hep * predicted(recoils.hep, mc_hep_, night);
  core::ensure_finite(result.sum(), name_ + ": predicted rates");
  return result;
}

Contribution SkPhase::contribution(const SkRecoils& recoils,
                                   const SkFluxes& fluxes,
                                   SkSpectra spectra) const {
  const DataSet& set = spectra == SkSpectra::merged ? merged_ : split_;
  const Eigen::MatrixX2d day = rates(recoils, fluxes, false);
  const Eigen::MatrixX2d night = rates(recoils, fluxes, true);
  Contribution result = set.contribution;
  constexpr auto b8 = static_cast<Eigen::Index>(model::Source::b8);
  constexpr auto hep = static_cast<Eigen::Index>(model::Source::hep);
  for (Eigen::Index i = 0; i < result.by_source.rows(); ++i) {
    const Datum& datum = set.data[static_cast<std::size_t>(i)];
    const auto mean = [&](Eigen::Index column) {
      return datum.day * day(datum.bin, column) + datum.night * night(datum.bin, column);
    };
    result.by_source(i, b8) = mean(0);
    result.by_source(i, hep) = mean(1);
  }
  return result;
}

double SkPhase::ratio(const Eigen::VectorXd& rates) const {
  require_size(rates, ratio_weight_.size(), "rates");
  return ratio_weight_.dot(rates);
}

}  // namespace sunsi::detector
