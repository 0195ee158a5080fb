#include <fmt/format.h>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/core/table.hpp>
#include <sunsi/detector/card.hpp>
#include <sunsi/detector/radiochemical.hpp>

namespace sunsi::detector {
namespace {

constexpr double table_unit_cm2 = 1e-46;
constexpr double snu = 1e36;         // captures an atom and second in one SNU, inverse
constexpr double at_three = 1. / 3;  // of the published three standard deviations

std::vector<double> logarithms(const std::vector<double>& values) {
  std::vector<double> result;
  for (const double value : values) {
    result.push_back(std::log(core::require_positive(value, "a cross-section or its energy")));
  }
  return result;
}

double sum(const std::array<double, 8>& parts) {
  double total = 0;
  for (const double part : parts) {
    total += part;
  }
  return total;
}

CaptureDatum read_datum(const Card& card, const std::string& target, bool average) {
  CaptureDatum datum{{}, card.at("site").text()};
  Measurement& m = datum.measurement;
  m.experiment = average ? target : fmt::format("{}-{}", target, card.at("name").text());
  m.observable = target;
  m.value = card.at("value").number();
  m.error_up = std::hypot(card.at("stat_up").number(), card.at("syst_up").number());
  m.error_down = std::hypot(card.at("stat_down").number(), card.at("syst_down").number());
  if (!(m.value > 0 && m.error_up > 0 && m.error_down > 0)) {
    card.fail("a rate and its errors must be positive");
  }
  m.unit = "SNU";
  m.source = card.at("source").text();
  return datum;
}

}  // namespace

CaptureCrossSection CaptureCrossSection::load(const std::filesystem::path& table,
                                              double threshold_MeV,
                                              bool above_threshold) {
  const core::Table rows = core::Table::read(table);
  return core::from_file(rows.path(), [&] {
    CaptureCrossSection result;
    result.threshold_ = core::require_positive(threshold_MeV, "threshold");
    result.above_threshold_ = above_threshold;
    result.energy_ = rows.values("energy");
    std::vector<double> x = result.energy_;
    for (double& value : x) {
      if (value < threshold_MeV) {
        throw core::InvalidInput(
            fmt::format("energy {:g} below the threshold {:g} MeV", value, threshold_MeV));
      }
      value -= above_threshold ? threshold_MeV : 0;
    }
    const std::vector<double> log_x = logarithms(x);
    for (const char* column : {"best", "plus_3sigma", "minus_3sigma"}) {
      if (rows.has(column)) {
        result.log_.emplace_back(log_x, logarithms(rows.values(column)));
      }
    }
    if (result.log_.size() != 1 && result.log_.size() != 3) {
      throw core::InvalidInput("only one of the columns plus_3sigma and minus_3sigma");
    }
    return result;
  });
}

double CaptureCrossSection::log_curve(const core::Spline& curve, double x) const {
  const core::ValueAndSlope at = curve.with_slope(x);  // at the nearer end when x is outside
  return x < curve.min() ? at.value + at.slope * (x - curve.min()) : at.value;
}

double CaptureCrossSection::cm2(double E_MeV, Capture which) const {
  if (!(E_MeV <= end_MeV())) {
    throw core::InvalidInput(
        fmt::format("capture cross-sections end at {:g} MeV, not {:g}", end_MeV(), E_MeV));
  }
  if (E_MeV < threshold_ || (above_threshold_ && E_MeV == threshold_)) {
    return 0;
  }
  const double x = std::log(above_threshold_ ? E_MeV - threshold_ : E_MeV);
  const double best = std::exp(log_curve(log_[0], x));
  if (which == Capture::best || log_.size() == 1) {
    return best * table_unit_cm2;
  }
  const double far = std::exp(log_curve(log_[which == Capture::plus ? 1 : 2], x));
  return (best + (far - best) * at_three) * table_unit_cm2;
}

std::vector<double> CaptureCrossSection::knots_MeV() const {
  std::vector<double> knots{threshold_};
  for (const double energy : energy_) {
    if (energy > threshold_) {
      knots.push_back(energy);
    }
  }
  return knots;
}

double CaptureRates::total(Capture which) const {
  return sum(which == Capture::best ? best : which == Capture::plus ? plus : minus);
}

Radiochemical Radiochemical::load(const std::string& name, const std::filesystem::path& data) {
  if (name != "gallium" && name != "chlorine") {
    throw core::InvalidInput(
        fmt::format("unknown radiochemical target '{}'; allowed are gallium, chlorine", name));
  }
  const Card card = Card::load(data / fmt::format("experiments/{}.yaml", name));
  const Card sigma = card.at("cross_section");
  const std::string variable = sigma.at("variable").text();
  if (variable != "energy" && variable != "energy above threshold") {
    sigma.at("variable").fail("variable is energy or energy above threshold");
  }
  Radiochemical target(
      name, CaptureCrossSection::load(data / sigma.at("table").text(),
                                      sigma.at("threshold_MeV").number(), variable != "energy"));
  target.pull_ = sigma.at("pull").text();
  if (sigma.has("normalisation")) {
    const Card normalisation = sigma.at("normalisation");
    for (const Card& word : normalisation.at("sources").list()) {
      const auto source = model::source_from_name(word.text());
      if (!source) {
        word.fail(fmt::format("unknown source '{}'", word.text()));
      }
      target.normalisation_error_[static_cast<std::size_t>(*source)] =
          normalisation.at("error").number();
    }
  }
  const std::string use = card.at("use").text();
  if (use != "average" && use != "experiments") {
    card.at("use").fail("use is average or experiments");
  }
  const std::vector<Card> list = card.at(use).list();
  for (const Card& item : list) {
    target.data_.push_back(read_datum(item, name, use == "average" || list.size() == 1));
  }
  if (target.data_.empty()) {
    card.at(use).fail("no measurement");
  }
  return target;
}

double Radiochemical::cm2(model::Source source, double E_MeV, Capture which) const {
  const double error = normalisation_error_[static_cast<std::size_t>(source)];
  const double factor = which == Capture::plus    ? 1 + error
                        : which == Capture::minus ? 1 - error
                                                  : 1;
  return factor * cross_section_.cm2(E_MeV, which);
}

double Radiochemical::cross_section_error(const CaptureRates& predicted, double measured) const {
  const double best = predicted.total();
  Measurement side;  // from the prediction's point of view: up towards data above it
  side.value = best;
  side.error_up = predicted.total(Capture::plus) - best;
  side.error_down = best - predicted.total(Capture::minus);
  return side.smooth_error_towards(measured);
}

Eigen::MatrixXd Radiochemical::inverse_covariance(std::span<const CaptureRates> predicted) const {
  const auto n = static_cast<Eigen::Index>(data_.size());
  if (predicted.size() != data_.size()) {
    throw core::InvalidInput(
        fmt::format("{} predictions for {} data of {}", predicted.size(), data_.size(), name_));
  }
  Eigen::VectorXd common(n);
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const Measurement& m = data_[static_cast<std::size_t>(i)].measurement;
    const CaptureRates& rates = predicted[static_cast<std::size_t>(i)];
    common[i] = cross_section_error(rates, m.value);
    covariance(i, i) = std::pow(m.smooth_error_towards(rates.total()), 2);
  }
  return (covariance + common * common.transpose()).inverse();
}

Contribution Radiochemical::contribution(std::span<const CaptureRates> predicted) const {
  const auto n = static_cast<Eigen::Index>(data_.size());
  if (predicted.size() != data_.size()) {
    throw core::InvalidInput(
        fmt::format("{} predictions for {} data of {}", predicted.size(), data_.size(), name_));
  }
  Contribution result{name_,
                      {},
                      Eigen::VectorXd(n),
                      Eigen::VectorXd::Zero(n),
                      Eigen::MatrixXd(n, 8),
                      Eigen::MatrixXd::Zero(n, n),
                      {Pull{pull_, Eigen::VectorXd(n), Eigen::VectorXd(n)}}};
  for (Eigen::Index i = 0; i < n; ++i) {
    const Measurement& m = data_[static_cast<std::size_t>(i)].measurement;
    const CaptureRates& rates = predicted[static_cast<std::size_t>(i)];
    const double total = rates.total();
    if (!(total > 0 && std::isfinite(total))) {
      throw core::NumericalError(fmt::format("{}: a capture rate of {:g} SNU", name_, total));
    }
    result.label.push_back(m.experiment);
    result.measured[i] = m.value;
    for (std::size_t s = 0; s < 8; ++s) {
      result.by_source(i, static_cast<Eigen::Index>(s)) = rates.best[s];
    }
    result.inverse_covariance(i, i) = std::pow(m.smooth_error_towards(total), -2);
    result.pulls[0].up[i] = rates.total(Capture::plus) / total - 1;
    result.pulls[0].down[i] = rates.total(Capture::minus) / total - 1;
  }
  return result;
}

CaptureWeights CaptureWeights::build(const Radiochemical& target,
                                     model::Source source,
                                     const SourceSpectrum& spectrum,
                                     const core::NodeBasis& basis) {
  const auto n = static_cast<Eigen::Index>(basis.size());
  CaptureWeights result{Eigen::VectorXd::Zero(n), Eigen::VectorXd::Zero(n),
                        Eigen::VectorXd::Zero(n)};
  const double threshold = target.cross_section().threshold_MeV();
  if (!spectrum.density && !basis.is_lines()) {
    throw core::InvalidInput("lines need a basis of lines");
  }
  if (spectrum.density && (basis.is_lines() || basis.edges().back() < spectrum.end_MeV() ||
                           basis.edges().front() > std::max(threshold, spectrum.knots_MeV[0]))) {
    throw core::InvalidInput("the panels do not cover the spectrum above threshold");
  }
  std::vector<double> kinks = target.cross_section().knots_MeV();
  kinks.insert(kinks.end(), spectrum.knots_MeV.begin(), spectrum.knots_MeV.end());
  for (const Capture which : all_captures) {
    Eigen::VectorXd& weight = which == Capture::best   ? result.best
                              : which == Capture::plus ? result.plus
                                                       : result.minus;
    for (const SourceSpectrum::Line& line : spectrum.lines) {
      const auto at = std::find(basis.nodes().begin(), basis.nodes().end(), line.energy_MeV);
      if (at == basis.nodes().end()) {
        throw core::InvalidInput(fmt::format("the line at {:g} MeV is no node", line.energy_MeV));
      }
      weight[at - basis.nodes().begin()] +=
          snu * line.fraction * target.cm2(source, line.energy_MeV, which);
    }
    if (spectrum.density && spectrum.end_MeV() > threshold) {
      const std::vector<double> list = basis.product_weights(
          [&](double E) { return snu * spectrum.density(E) * target.cm2(source, E, which); },
          threshold, spectrum.end_MeV(), kinks, 8);
      weight = Eigen::Map<const Eigen::VectorXd>(list.data(), n);
    }
  }
  return result;
}

void CaptureWeights::add_to(CaptureRates& rates,
                            model::Source source,
                            double flux,
                            const Eigen::VectorXd& P_ee) const {
  if (P_ee.size() != best.size()) {
    throw core::InvalidInput(
        fmt::format("{} probabilities for {} nodes", P_ee.size(), best.size()));
  }
  const auto s = static_cast<std::size_t>(source);
  rates.best[s] += flux * best.dot(P_ee);
  rates.plus[s] += flux * plus.dot(P_ee);
  rates.minus[s] += flux * minus.dot(P_ee);
}

}  // namespace sunsi::detector
