#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/quadrature.hpp>
#include <sunsi/core/table.hpp>
#include <sunsi/detector/card.hpp>
#include <sunsi/detector/super_kamiokande.hpp>

namespace sunsi::detector {
namespace {

constexpr double m_e = core::m_e / core::units::MeV;
constexpr double reach = 5;  // standard deviations: what lies beyond has a chance of 3e-7

/// The true recoil energies from which a window can be reached: T + reach sigma(T) = lower edge, T -
/// reach sigma(T) = upper edge. The width grows with T by less than 1/reach a MeV where it matters.
RecoilWindow true_recoils(const EnergyResolution& resolution, const RecoilWindow& window) {
  if (!(window.low_MeV >= 0 && window.high_MeV > window.low_MeV)) {
    throw core::InvalidInput(fmt::format("window of kinetic energy from {} to {} MeV: must rise",
                                         window.low_MeV, window.high_MeV));
  }
  double low = 0;
  double beyond = window.low_MeV;
  for (int i = 0; i < 30; ++i) {  // bisection, to 1e-9 of the edge
    const double T = (low + beyond) / 2;
    (T + reach * resolution.sigma_MeV(T) < window.low_MeV ? low : beyond) = T;
  }
  double high = window.high_MeV;
  for (int i = 0; i < 12 && std::isfinite(high); ++i) {
    high = window.high_MeV + reach * resolution.sigma_MeV(high);
  }
  return {low, high};
}

double checked_sum(const DayNight& rates) {
  const double sum = rates.day + rates.night;
  if (!(sum > 0) || !std::isfinite(sum)) {
    throw core::NumericalError(fmt::format(
        "the day-night asymmetry needs events: {} by day, {} by night", rates.day, rates.night));
  }
  return sum;
}

}  // namespace

SkResponse SkResponse::load(const std::filesystem::path& data, const std::string& row) {
  const core::Table table = core::Table::read(data / "experiments/sk-response.csv");
  const std::vector<std::string>& phases = table.text("phase");
  const auto found = std::find(phases.begin(), phases.end(), row);
  if (found == phases.end()) {
    throw core::DataError(fmt::format("{}: no phase '{}', which a card of super-kamiokande names",
                                      table.path(), row));
  }
  const auto i = static_cast<std::size_t>(found - phases.begin());
  const std::string& binned = table.text("binned_in")[i];
  if (binned != "total" && binned != "kinetic") {
    throw core::DataError(table.place(i).prefix() + "binned_in must be total or kinetic");
  }
  SkResponse response;
  response.resolution = {table.values("a")[i], table.values("b")[i], table.values("c")[i]};
  response.scale = table.values("scale")[i];
  response.width = table.values("resolution")[i];
  response.normalisation = table.values("normalisation")[i];
  response.in_total_energy = binned == "total";
  return response;
}

double EnergyResolution::sigma_MeV(double T) const {
  const double E = T + m_e;
  return a + b * std::sqrt(E) + c * E;
}

double EnergyResolution::seen(double T, const RecoilWindow& window) const {
  const double scale = 1 / (std::sqrt(2.0) * sigma_MeV(T));
  const auto below = [&](double edge) { return std::erfc((T - edge) * scale) / 2; };
  return below(window.high_MeV) - below(window.low_MeV);
}

Eigen::Matrix3cd seen_cross_section(const NuElectronCrossSection& sigma,
                                    const EnergyResolution& resolution,
                                    double E,
                                    const RecoilWindow& window) {
  core::require_positive(E, "neutrino energy in MeV");
  const RecoilWindow recoils = true_recoils(resolution, window);
  const double top = std::min(largest_recoil_MeV(E), recoils.high_MeV);
  Eigen::Matrix3cd sum = Eigen::Matrix3cd::Zero();
  if (top <= recoils.low_MeV) {
    return sum;
  }
  // T = top - (top - low) u^2: the cross-section has a logarithm at the largest recoil.
  static const core::Quadrature rule = core::gauss_legendre(0, 1, 64);
  const double range = top - recoils.low_MeV;
  for (std::size_t i = 0; i < rule.node.size(); ++i) {
    const double u = rule.node[i];
    const double T = top - range * u * u;
    sum += rule.weight[i] * 2 * u * range * resolution.seen(T, window) * sigma.differential(E, T);
  }
  core::ensure_finite(sum.norm(), fmt::format("seen cross-section at {} MeV", E));
  return sum;
}

double smallest_seen_energy_MeV(const EnergyResolution& resolution, const RecoilWindow& window) {
  return smallest_energy_MeV(true_recoils(resolution, window).low_MeV);
}

double asymmetry_sk(const DayNight& rates) {
  return 2 * (rates.day - rates.night) / checked_sum(rates);
}

double asymmetry_sno(const DayNight& rates) { return -asymmetry_sk(rates); }

namespace {

constexpr double width = 0.08;  // of ln dm21

/// A digitised curve without the jitter of its reading (2e-4, a fortieth of the error), which as a datum
/// would give chi2 false minima along dm21: local straight lines with Gaussian weights in ln dm21.
core::Spline smoothed(const std::vector<double>& dm21, const std::vector<double>& value) {
  constexpr int points = 60;
  const double first = std::log(dm21.front());
  const double range = std::log(dm21.back()) - first;
  std::vector<double> at, smooth;
  for (int k = 0; k < points; ++k) {
    const double x = first + range * k / (points - 1);
    double s0 = 0, s1 = 0, s2 = 0, t0 = 0, t1 = 0;
    for (std::size_t i = 0; i < dm21.size(); ++i) {
      const double u = std::log(dm21[i]) - x;
      const double w = std::exp(-u * u / (2 * width * width));
      s0 += w;
      s1 += w * u;
      s2 += w * u * u;
      t0 += w * value[i];
      t1 += w * u * value[i];
    }
    at.push_back(k == 0 ? dm21.front() : k == points - 1 ? dm21.back() : std::exp(x));
    smooth.push_back((s2 * t0 - s1 * t1) / (s0 * s2 - s1 * s1));
  }
  return {at, smooth};
}

/// The curve, and beyond its ends what its slope there gives, levelling off within the width: a corner at
/// an end would hold a minimiser.
double continued(const core::Spline& curve, double dm21) {
  const double end = std::clamp(dm21, curve.min(), curve.max());
  const core::ValueAndSlope at = curve.with_slope(end);
  return at.value + at.slope * end * width * std::tanh(std::log(dm21 / end) / width);
}

}  // namespace

SuperKamiokande SuperKamiokande::load(const std::filesystem::path& data) {
  const core::Table table = core::Table::read(data / "experiments/sk-adn.csv");
  const std::vector<double>& dm21 = table.values("dm21");
  std::vector<double> half = table.values("A_DN_high");
  for (std::size_t i = 0; i < half.size(); ++i) {
    half[i] = (half[i] - table.values("A_DN_low")[i]) / 2;
    if (!(half[i] > 0)) {
      throw core::DataError(table.place(i).prefix() + "A_DN_high must exceed A_DN_low");
    }
    if (!(dm21[i] > (i == 0 ? 0 : dm21[i - 1]))) {
      throw core::DataError(table.place(i).prefix() +
                            "dm21 must be positive and rise from row to row");
    }
  }
  SuperKamiokande experiment = core::from_file(table.path(), [&] {
    return SuperKamiokande(smoothed(dm21, table.values("A_DN")), smoothed(dm21, half));
  });
  const Card card = Card::load(data / "experiments/super-kamiokande.yaml");
  experiment.window = {card.at("window").at("low_MeV").number(),
                       card.at("window").at("high_MeV").number()};
  if (card.at("window").at("energy").text() != "kinetic") {
    throw core::DataError("experiments/super-kamiokande.yaml: window.energy must be kinetic");
  }
  const std::vector<Card> edges = card.at("bins_MeV").list();
  for (std::size_t i = 1; i < edges.size(); ++i) {
    experiment.bins.push_back({edges[i - 1].number(), edges[i].number()});
  }
  experiment.resolution = SkResponse::load(data, card.at("resolution").text()).resolution;
  experiment.systematic_ = card.at("asymmetry").at("systematic").number();
  experiment.source_ = card.at("source").text();
  return experiment;
}

Measurement SuperKamiokande::asymmetry(double dm21) const {
  core::require_positive(dm21, "dm21 in eV^2");
  const double error = std::hypot(continued(half_band_, dm21), systematic_);
  return {"super-kamiokande", "A_DN", continued(measured_, dm21), error, error, "1", source_, true};
}

}  // namespace sunsi::detector
