/// \file pipeline/survival.hpp
/// Survival probabilities of a configuration, by whichever engine it asks for.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <sunsi/model/survival_table.hpp>
#include <sunsi/pipeline/config.hpp>
#include <sunsi/pipeline/flavours.hpp>

namespace sunsi::pipeline {

/// Progress of long work, and the wish to stop it. Both may be empty; `progress` is called from one
/// thread at a time with (done, total).
struct Monitor {
  std::function<void(std::size_t, std::size_t)> progress;
  const std::atomic<bool>* stop = nullptr;
};

/// A source at an energy [eV].
struct Query {
  model::Source source;
  double energy;
};

/// The engines, built once for a model point. Immutable; copies share what was built.
class SolarPropagator {
 public:
  explicit SolarPropagator(const Config& config);

  /// The same point under another night, with the engines of this one; nothing: by day alone.
  [[nodiscard]] SolarPropagator with_night(std::optional<Night> night) const;

  /// What it was built from, with its night.
  [[nodiscard]] const Config& config() const { return config_; }

  /// One row a query, in their order, the same for any number of threads (oneTBB's own setting).
  /// With config.night P_ee_night is the average over the nights of its site, P_ee the mean with the
  /// site's share of night, and `error` counts both; without it P_ee_night = P_ee = P_ee_day.
  /// Without oscillation P_ee = 1 and the fractions are those of the vacuum.
  /// \throws InvalidInput    an energy that is not positive, a source that the profile does not place
  /// \throws NumericalError  an engine failed; names energy and engine
  /// \throws Interrupted     monitor.stop was set
  [[nodiscard]] model::SurvivalTable survival(std::span<const Query> queries,
                                              const Monitor& monitor = {}) const;

  /// The same rows with the flavour states that arrive; `error` then bounds every entry of these.
  /// \throws as survival
  [[nodiscard]] FlavourTable flavours(std::span<const Query> queries,
                                      const Monitor& monitor = {}) const;

 private:
  struct Engines;
  /// By the adiabatic limit with its bound, one energy.
  [[nodiscard]] model::MassFractions adiabatic(double energy, std::size_t zone) const;
  /// By ode or magnus: with the rules' few radii where the evolution is adiabatic within the
  /// tolerance, else with every row of the production table.
  [[nodiscard]] std::vector<model::MassFractions> by_engine_of_steps(
      double energy, std::span<const std::size_t> zones, const Monitor& monitor) const;
  [[nodiscard]] model::SurvivalTable by_day(std::span<const Query> queries,
                                            const Monitor& monitor) const;
  void fill_night(model::SurvivalTable& table, const Monitor& monitor) const;
  /// Fractions of all rows that the adiabatic engine may answer, by the vector kernel; whether it did.
  bool fill_by_table(model::SurvivalTable& table, const Monitor& monitor) const;
  /// Rows of one energy: by the adiabatic engine unless `tabulated`, and by one of steps where the
  /// bound of the first exceeds the tolerance.
  void fill_energy(model::SurvivalTable& table,
                   std::span<const std::size_t> rows,
                   bool tabulated,
                   const Monitor& monitor) const;
  Config config_;
  std::array<double, 3> electron_row_;
  std::shared_ptr<const Engines> engines_;
};

/// The queries of the probability table: every asked energy for every continuum source, the lines
/// of 7Be (two) and pep (one) whatever the list says.
std::vector<Query> table_queries(const Config& config);

}  // namespace sunsi::pipeline
