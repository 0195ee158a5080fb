/// \file fit/parameters.hpp
/// What a configuration leaves free, and the point of the likelihood that values of it mean.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <sunsi/fit/point.hpp>
#include <sunsi/fit/problem.hpp>
#include <sunsi/pipeline/config.hpp>
#include <vector>

namespace sunsi::fit {

/// The two solutions of solar data: theta12 below and above 45 degrees.
enum class Octant { light, dark };

/// "lma", "lma_dark".
std::string_view name(Octant octant);

/// The free parameters of a configuration (config.fit.parameters), with ranges, starts and sizes, and
/// everything else held at the configuration's values. Starts are the configuration's own numbers.
/// Ranges: those of pipeline::fit_parameters or of fit.limits, and what one sign of the model can give:
/// eps_medium keeps the sign of -c (or c that of -eps_medium), tan_eta its own; 0 belongs to
/// eps_medium's range and is the standard model there.
class Parameters {
 public:
  /// \throws InvalidInput  names that contradict each other or the model (as the reader of
  /// configurations says with a place), a start outside of fit.limits
  explicit Parameters(const pipeline::Config& config);

  [[nodiscard]] const std::vector<FreeParameter>& list() const { return list_; }
  /// Place of a name in list().
  [[nodiscard]] std::optional<std::size_t> place(std::string_view name) const;
  /// The starts.
  [[nodiscard]] std::vector<double> start() const;

  /// The point at values in the order of list().
  /// \throws InvalidInput  values that no point has, naming them
  [[nodiscard]] Point point(std::span<const double> values) const;

  /// The configuration's own point with other numbers for any of pipeline::fit_parameters that the
  /// model has, free or not: by name, in the unit of the name.
  /// \throws InvalidInput  an unknown name (with the nearest), two that fix the same coupling, values
  /// that no point has
  [[nodiscard]] Point point(const std::map<std::string, double>& values) const;

  /// The same parameters with theta12 in one octant: its range if it is free, else theta12 itself or
  /// 90 deg - theta12. A start in the other octant is mirrored, too.
  [[nodiscard]] Parameters in(Octant octant) const;

  /// The octant of the configuration's theta12.
  [[nodiscard]] Octant octant() const;

  /// Where searches begin: the start and, where a coupling is free, the same with the potential of new
  /// interactions at the Sun's centre a third of V_CC and 1.9 times as large: V_CC (1 - eps) has either
  /// sign there, and a barrier lies between. Where dm21 is free and starts far (a factor of 1.65) from the
  /// solar one, all of them at 6.1e-5 eV^2, too.
  [[nodiscard]] std::vector<std::vector<double>> starts() const;

 private:
  void add(const std::string& name, const pipeline::Config& config);
  [[nodiscard]] Point made(const std::map<std::string, double>& values) const;
  [[nodiscard]] double value_of(const std::string& name) const;
  [[nodiscard]] std::optional<double> eps_centre(std::span<const double> values) const;

  std::vector<FreeParameter> list_;
  model::OscillationParameters oscillation_;
  std::optional<pipeline::ZPrimeInputs> inputs_;
  std::optional<model::ZPrime> zprime_;
  std::optional<model::Nsi> nsi_;
  std::map<model::Source, double> flux_;  ///< the reference [cm^-2 s^-1]
  double centre_ = 1;                     ///< (N_n + N_p)/N_e at the Sun's centre
};

}  // namespace sunsi::fit
