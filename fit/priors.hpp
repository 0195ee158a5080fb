/// \file fit/priors.hpp
/// What reactor experiments say of theta12, theta13 and dm21, as Gaussian priors: the card
/// data/experiments/priors.yaml.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <sunsi/model/oscillation.hpp>
#include <utility>
#include <vector>

namespace sunsi::fit {

/// A measured value with its errors. The error on the side of x is taken: chi2 and its slope are
/// continuous, since both vanish at the value.
struct PriorValue {
  double value = 0;
  double up = 0;    ///< > 0
  double down = 0;  ///< > 0

  /// (x - value)/error [1].
  [[nodiscard]] double pull(double x) const { return (x - value) / (x > value ? up : down); }
};

/// One experiment; its values are taken as uncorrelated.
struct Prior {
  std::string name;    ///< "juno-2025"
  std::string source;  ///< key of data/references.yaml
  /// theta12 -> 90 deg - theta12 is the same to it (vacuum oscillations of reactor antineutrinos): for
  /// theta12 > 45 deg it compares 1 - sin2_theta12.
  bool octant_free = true;
  std::optional<PriorValue> sin2_theta12{};
  std::optional<PriorValue> sin2_theta13{};
  std::optional<PriorValue> dm21{};  ///< [eV^2]

  /// Sum of the squares of the pulls [1].
  [[nodiscard]] double chi2(const model::OscillationParameters& point) const;
  /// How many values it has: data that a fit counts.
  [[nodiscard]] int count() const;
};

/// Names of all priors, as users type them in fit.priors.
/// \throws DataError  the card is missing or damaged
std::vector<std::string> prior_names(const std::filesystem::path& data);

/// The priors of these names, in their order; none for an empty list.
/// \throws InvalidInput  an unknown name (with the nearest known one), a name twice
/// \throws DataError     the card is missing or damaged
std::vector<Prior> load_priors(std::span<const std::string> names,
                               const std::filesystem::path& data);

/// chi2 of a point's sin2_theta12, sin2_theta13 and dm21: the sum over priors.
double priors_chi2(std::span<const Prior> priors, const model::OscillationParameters& point);

}  // namespace sunsi::fit
