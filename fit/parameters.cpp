#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/spelling.hpp>
#include <sunsi/fit/parameters.hpp>
#include <sunsi/pipeline/predictions.hpp>

namespace sunsi::fit {
namespace {

using core::units::MeV;
using pipeline::ScanKey;

double sin2(double angle) { return std::sin(angle) * std::sin(angle); }

/// "flux_8B" -> 8B.
std::optional<model::Source> source_of(std::string_view name) {
  return name.starts_with("flux_") ? model::source_from_name(std::string(name.substr(5)))
                                   : std::nullopt;
}

std::optional<ScanKey> coupling_of(std::string_view name) {
  const pipeline::FitParameter* known = pipeline::fit_parameter(name);
  return known == nullptr ? std::nullopt : pipeline::scan_key(known->path);
}

/// What two names fix alike, of which one can be given.
std::string set_of(const std::string& name) {
  return name == "eps_medium" ? "g" : name == "eps_kin" ? "tan_eta" : name;
}

/// Typical errors in the variable of the search: where it begins to look. Oscillation parameters as
/// solar data know them (arXiv:2312.12907), couplings by a fifth.
double step_of(std::string_view name, double start, double flux_error) {
  if (name == "sin2_theta12") {
    return 0.02;
  }
  if (name == "sin2_theta13") {
    return 0.005;
  }
  if (name == "dm21_eV2") {
    return 0.15;  // of the logarithm
  }
  if (source_of(name)) {
    return flux_error;
  }
  if (pipeline::fit_parameter(name)->log) {
    return 0.2;
  }
  return std::max(0.2 * std::abs(start), name == "eps_kin" ? 1e-6 : 0.02);
}

constexpr std::pair searched_dm21{1e-5, 4e-4};  // [eV^2]
constexpr double solar_dm21 = 6.1e-5;           // [eV^2], arXiv:2312.12907

}  // namespace

std::string_view name(Octant octant) { return octant == Octant::light ? "lma" : "lma_dark"; }

Parameters::Parameters(const pipeline::Config& config)
    : oscillation_(config.oscillation),
      inputs_(config.zprime_inputs),
      zprime_(config.zprime),
      nsi_(config.nsi),
      centre_(config.sun->nucleons_per_electron(0)) {
  const solar::Fluxes fluxes = pipeline::fluxes_of(config);
  for (const model::Source source : model::all_sources) {
    flux_[source] = fluxes.of(source);
  }
  for (const std::string& word : config.fit.parameters) {
    add(word, config);
  }
  (void)point(start());  // whatever contradicts is said here
}

void Parameters::add(const std::string& word, const pipeline::Config& config) {
  const pipeline::FitParameter& known = *pipeline::fit_parameter(word);
  const bool oscillates = known.path.starts_with("oscillation.");
  if (oscillates && !config.oscillation_enabled) {
    throw core::InvalidInput(fmt::format(
        "{} cannot be fitted with oscillation.enabled: false; leave one of the two out", word));
  }
  if (coupling_of(word) && !inputs_) {
    throw core::InvalidInput(
        fmt::format("{} is an input of the Z', which this configuration has not", word));
  }
  for (const FreeParameter& other : list_) {
    if (set_of(other.name) == set_of(word)) {
      throw core::InvalidInput(fmt::format("{} and {} cannot both be free", other.name, word));
    }
  }
  FreeParameter p{word,      std::string(known.unit), known.min, known.max,
                  known.log, value_of(word),          1};
  const auto limits = config.fit.limits.find(word);
  if (limits != config.fit.limits.end()) {
    std::tie(p.min, p.max) = limits->second;
  } else if (word == "dm21_eV2") {
    // Where the fast kernels answer. Solar data leave nothing beyond (docs/solar-fit.md), and points there
    // cost seconds each; fit.limits goes wider.
    p.min = std::min(p.start, searched_dm21.first);
    p.max = std::max(p.start, searched_dm21.second);
  }
  // One sign of the model: coupling_for and from_tan_eta have no point beyond it.
  const auto free = [&](const char* name) {
    const auto& all = config.fit.parameters;
    return std::find(all.begin(), all.end(), name) != all.end();
  };
  const bool by_eps = inputs_ && (free("eps_medium") || (!inputs_->g && !free("g")));
  const bool by_eta = inputs_ && (free("tan_eta") || (inputs_->tan_eta && !free("eps_kin")));
  const bool signed_c = word == "c" && (by_eps || by_eta);
  if (word == "eps_medium" || word == "tan_eta" || signed_c) {
    const double nearest = word == "eps_medium" ? 0 : word == "tan_eta" ? 1e-2 : 1e-4;
    (p.start > 0 ? p.min : p.max) =
        p.start > 0 ? std::max(p.min, nearest) : std::min(p.max, -nearest);
  }
  if (p.start < p.min || p.start > p.max) {
    throw core::InvalidInput(
        fmt::format("{} starts from {:g}, outside of its range [{:g}, {:g}]; change {} or "
                    "fit.limits.{}",
                    word, p.start, p.min, p.max, known.path, word));
  }
  const auto source = source_of(word);
  const double fraction = source ? pipeline::fluxes_of(config).error_of(*source) : 0;
  p.step = step_of(word, p.start, (fraction > 0 ? fraction : 0.1) * p.start);
  list_.push_back(p);
}

/// The configuration's number.
double Parameters::value_of(const std::string& word) const {
  if (word == "sin2_theta12") {
    return sin2(oscillation_.theta12());
  }
  if (word == "sin2_theta13") {
    return sin2(oscillation_.theta13());
  }
  if (word == "dm21_eV2") {
    return oscillation_.dm21();
  }
  if (const auto source = source_of(word)) {
    return flux_.at(*source);
  }
  const pipeline::ZPrimeInputs& in = inputs_.value();
  const auto tan_eta = zprime_->tan_eta();
  switch (coupling_of(word).value()) {
    case ScanKey::mass_MeV:
      return in.mass_MeV;
    case ScanKey::g:
      return zprime_->g();
    case ScanKey::eps_medium: {
      const model::EpsilonStd eps = zprime_->eps_medium(in.nucleons_per_electron);
      return !in.g                                          ? in.eps_medium
             : in.convention == model::Convention::standard ? eps.value
                                                            : model::to_paper(eps).value;
    }
    case ScanKey::c:
      return in.c;
    case ScanKey::tan_eta:
      if (!tan_eta || *tan_eta == 0) {
        throw core::InvalidInput(
            "tan_eta is not defined at the configuration's point (eps_p = 0 or c = 0), so it "
            "cannot "
            "be free; free eps_kin instead");
      }
      return *tan_eta;
    case ScanKey::eps_kin:
      return zprime_->eps_kin();
  }
  return 0;
}

std::optional<std::size_t> Parameters::place(std::string_view word) const {
  for (std::size_t i = 0; i < list_.size(); ++i) {
    if (list_[i].name == word) {
      return i;
    }
  }
  return std::nullopt;
}

std::vector<double> Parameters::start() const {
  std::vector<double> values;
  for (const FreeParameter& p : list_) {
    values.push_back(p.start);
  }
  return values;
}

Point Parameters::point(std::span<const double> values) const {
  std::map<std::string, double> named;
  for (std::size_t i = 0; i < list_.size(); ++i) {
    named[list_[i].name] = values[i];
  }
  return made(named);
}

Point Parameters::point(const std::map<std::string, double>& values) const {
  std::map<std::string, std::string> sets;
  for (const auto& [word, value] : values) {
    core::require_finite(value, word);
    if (pipeline::fit_parameter(word) == nullptr) {
      std::vector<std::string> known;
      for (const pipeline::FitParameter& p : pipeline::fit_parameters) {
        known.emplace_back(p.name);
      }
      const std::string near = core::nearest(word, known);
      throw core::InvalidInput(fmt::format(
          "unknown parameter '{}'{}; allowed are {}", word,
          near.empty() ? "" : fmt::format(", did you mean '{}'?", near), fmt::join(known, ", ")));
    }
    if (coupling_of(word) && !inputs_) {
      throw core::InvalidInput(
          fmt::format("{} is an input of the Z', which this configuration has not", word));
    }
    const auto [other, fresh] = sets.emplace(set_of(word), word);
    if (!fresh) {
      throw core::InvalidInput(
          fmt::format("{} and {} fix the same; give one of them", other->second, word));
    }
  }
  return made(values);
}

Point Parameters::made(const std::map<std::string, double>& values) const {
  model::OscillationParameters::Sin2 osc{sin2(oscillation_.theta12()), sin2(oscillation_.theta13()),
                                         sin2(oscillation_.theta23()), oscillation_.delta_cp(),
                                         oscillation_.dm21(),          oscillation_.dm31()};
  bool oscillates = false;
  Point point{oscillation_, zprime_, nsi_, {}};
  std::optional<pipeline::ZPrimeInputs> inputs = inputs_;
  bool couplings = false;
  bool standard = false;
  for (const auto& [word, value] : values) {
    if (const auto source = source_of(word)) {
      point.fixed_flux[*source] = value;
    } else if (const auto key = coupling_of(word)) {
      inputs->set(*key, value);
      couplings = true;
      standard = standard || (key == ScanKey::eps_medium && value == 0);
    } else {
      (word == "sin2_theta12"   ? osc.sin2_theta12
       : word == "sin2_theta13" ? osc.sin2_theta13
                                : osc.dm21) = value;
      oscillates = true;
    }
  }
  if (oscillates) {
    point.oscillation = model::OscillationParameters::from_sin2(osc);
  }
  if (standard) {
    point.zprime.reset();  // g = 0: whatever the charges are
  } else if (couplings) {
    point.zprime = inputs->zprime();
  }
  return point;
}

Octant Parameters::octant() const {
  return sin2(oscillation_.theta12()) > 0.5 ? Octant::dark : Octant::light;
}

Parameters Parameters::in(Octant asked) const {
  Parameters other = *this;
  if (octant() != asked) {
    other.oscillation_ = oscillation_.other_octant();
  }
  if (const auto k = place("sin2_theta12")) {
    FreeParameter& p = other.list_[*k];
    // A range that fit.limits gave for one octant is mirrored for the other when it has no part there.
    const bool dark = asked == Octant::dark;
    if (dark ? p.max <= 0.5 : p.min >= 0.5) {
      p.min = 1 - list_[*k].max;
      p.max = 1 - list_[*k].min;
    }
    p.min = dark ? std::max(p.min, 0.5) : p.min;
    p.max = dark ? p.max : std::min(p.max, 0.5);
    p.start = (p.start > 0.5) == dark ? p.start : 1 - p.start;
    p.start = std::clamp(p.start, p.min, p.max);
  }
  return other;
}

/// Standard, at the Sun's centre; nothing without a Z'.
std::optional<double> Parameters::eps_centre(std::span<const double> values) const {
  const Point at = point(values);
  return at.zprime ? std::optional(at.zprime->eps_medium(centre_).value) : std::nullopt;
}

std::vector<std::vector<double>> Parameters::starts() const {
  std::vector<std::vector<double>> all{start()};
  // eps_medium ~ itself, g^2, c, 1/m^2.
  constexpr std::array<std::pair<const char*, double>, 4> powers{
      {{"eps_medium", 1}, {"g", 2}, {"c", 1}, {"mass_MeV", -2}}};
  for (const auto& [word, power] : powers) {
    const auto k = place(word);
    if (!k) {
      continue;
    }
    const std::optional<double> eps = eps_centre(all.front());
    if (!eps || *eps == 0) {
      break;
    }
    for (const double wanted : {1.0 / 3, 1.9}) {
      std::vector<double> values = all.front();
      const double factor = std::pow(wanted / std::abs(*eps), 1 / power);
      values[*k] = std::clamp(values[*k] * factor, list_[*k].min, list_[*k].max);
      all.push_back(values);
    }
    break;
  }
  // Beyond 2e-4 eV^2 A_DN is flat and shallow valleys hold a search: the solar dm21 is tried, too.
  if (const auto k = place("dm21_eV2")) {
    const double solar = std::clamp(solar_dm21, list_[*k].min, list_[*k].max);
    if (std::abs(std::log(solar / list_[*k].start)) > 0.5) {
      const std::size_t n = all.size();
      for (std::size_t i = 0; i < n; ++i) {
        all.push_back(all[i]);
        all.back()[*k] = solar;
      }
    }
  }
  return all;
}

}  // namespace sunsi::fit
