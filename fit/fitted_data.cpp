#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <map>
#include <sunsi/detector/sk_phase.hpp>
#include <sunsi/fit/fitted_data.hpp>
#include <sunsi/fit/nuisance.hpp>

namespace sunsi::fit {
namespace {

/// Where predictions are made, with the fluxes and pulls of that place.
struct Place {
  std::string name;
  Point point;
  std::array<double, 8> flux;
  std::map<std::string, double> pulls;
};

Place place(std::string name, Point point, const Chi2& chi2) {
  Place made{std::move(name), std::move(point), chi2.flux, {}};
  for (const PullValue& pull : chi2.pull) {
    made.pulls[pull.name] = pull.value;
  }
  return made;
}

std::vector<Place> places_of(const pipeline::Config& config, const SolarFit& fit) {
  std::vector<Place> list;
  list.push_back(place("point", {config.oscillation, config.zprime, config.nsi, {}}, fit.point));
  for (std::size_t i = 0; i < fit.solutions.size(); ++i) {
    const Solution& s = fit.solutions[i];
    list.push_back(
        place(std::string(name(s.octant)), s.parameters.point(s.best.values), fit.at[i]));
  }
  return list;
}

/// 1 to 4 of "super-kamiokande-N", else 0.
int phase_of(const std::string& experiment) {
  const std::string prefix = "super-kamiokande-";
  return experiment.starts_with(prefix) && experiment.size() == prefix.size() + 1
             ? experiment.back() - '0'
             : 0;
}

/// "day 3.49-3.99" -> "3.49-3.99"
std::string bin_of(const std::string& label) { return label.substr(label.find(' ') + 1); }

/// The phases of the likelihood, loaded once.
class Phases {
 public:
  explicit Phases(const pipeline::Config& config) : config_(config) {}

  /// Null for another experiment, or a label that is no bin.
  const detector::SkBin* bin(const std::string& experiment, const std::string& label) {
    const int phase = phase_of(experiment);
    if (phase == 0) {
      return nullptr;
    }
    auto found = known_.find(phase);
    if (found == known_.end()) {
      found = known_.emplace(phase, detector::SkPhase::load(config_.data, phase)).first;
    }
    for (const detector::SkBin& bin : found->second.bins()) {
      if (bin.label == bin_of(label)) {
        return &bin;
      }
    }
    return nullptr;
  }

 private:
  const pipeline::Config& config_;
  std::map<int, detector::SkPhase> known_;
};

double statistical(const detector::SkBin::Rate& rate) { return (rate.up + rate.down) / 2; }

/// Weighted sums by day and by night.
struct Sums {
  double day = 0, night = 0;
  double day_variance = 0, night_variance = 0;

  /// Of A = 2 (D - N)/(D + N): dA = 4 (N dD - D dN)/(D + N)^2.
  [[nodiscard]] double sigma() const {
    return 4 * std::sqrt(night * night * day_variance + day * day * night_variance) /
           std::pow(day + night, 2);
  }
};

/// Nothing where no bin is divided.
std::optional<PhaseAsymmetry> asymmetry(const Place& at,
                                        const detector::Contribution& set,
                                        Phases& phases) {
  const Eigen::VectorXd mu = predicted(set, at.flux, at.pulls);
  PhaseAsymmetry row{at.name, set.experiment, {1e9, 0}};
  Sums data, model;
  for (std::size_t i = 0; i < set.label.size(); ++i) {
    const bool day = set.label[i].starts_with("day ");
    const detector::SkBin* bin = phases.bin(set.experiment, set.label[i]);
    if (bin == nullptr || (!day && !set.label[i].starts_with("night "))) {
      continue;  // published without a division
    }
    const double weight = (bin->mc_b8 + bin->mc_hep) / std::pow(statistical(bin->all), 2);
    const detector::SkBin::Rate& rate = day ? bin->day : bin->night;
    (day ? data.day : data.night) += weight * rate.value;
    (day ? data.day_variance : data.night_variance) += std::pow(weight * statistical(rate), 2);
    (day ? model.day : model.night) += weight * mu[static_cast<Eigen::Index>(i)];
    row.seen.low_MeV = std::min(row.seen.low_MeV, bin->seen.low_MeV);
    row.seen.high_MeV = std::max(row.seen.high_MeV, bin->seen.high_MeV);
  }
  if (row.seen.high_MeV == 0) {
    return std::nullopt;
  }
  row.measured = detector::asymmetry_sk({data.day, data.night});
  row.sigma = data.sigma();
  row.predicted = detector::asymmetry_sk({model.day, model.night});
  return row;
}

}  // namespace

std::vector<FittedDatum> fitted_data(const pipeline::Config& config,
                                     const SolarChi2& likelihood,
                                     const SolarFit& fit) {
  std::vector<FittedDatum> list;
  Phases phases(config);
  for (const Place& at : places_of(config, fit)) {
    for (const detector::Contribution& set : likelihood.contributions(at.point)) {
      const Eigen::VectorXd mu = predicted(set, at.flux, at.pulls);
      const Eigen::MatrixXd covariance = set.inverse_covariance.inverse();
      for (std::size_t k = 0; k < set.label.size(); ++k) {
        const auto i = static_cast<Eigen::Index>(k);
        FittedDatum datum{at.name,
                          set.experiment,
                          set.label[k],
                          set.measured[i],
                          std::sqrt(covariance(i, i)),
                          mu[i],
                          {},
                          {}};
        if (const detector::SkBin* bin = phases.bin(set.experiment, set.label[k])) {
          datum.expected = bin->mc_b8 + bin->mc_hep;
          datum.seen = bin->seen;
        }
        list.push_back(std::move(datum));
      }
    }
  }
  return list;
}

std::vector<PhaseAsymmetry> phase_asymmetries(const pipeline::Config& config, const SolarFit& fit) {
  std::vector<PhaseAsymmetry> list;
  const bool any =
      std::any_of(config.experiments.begin(), config.experiments.end(),
                  [](const std::string& name) { return name.starts_with("super-kamiokande"); });
  if (!config.night || !any || !config.places(model::Source::b8)) {
    return list;
  }
  const SolarChi2 split(config, {.priors = {}, .day_night_spectra = true});
  Phases phases(config);
  for (const Place& at : places_of(config, fit)) {
    for (const detector::Contribution& set : split.contributions(at.point)) {
      if (phase_of(set.experiment) > 0) {
        if (auto row = asymmetry(at, set, phases)) {
          list.push_back(std::move(*row));
        }
      }
    }
  }
  return list;
}

}  // namespace sunsi::fit
