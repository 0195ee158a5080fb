// What one energy, one table and one set of rates cost. Compare ratios within one run, not times
// across machines.
#include <benchmark/benchmark.h>

#include <sunsi/core/constants.hpp>
#include <sunsi/pipeline/medium.hpp>
#include <sunsi/pipeline/predictions.hpp>
#include <sunsi/propagation/adiabatic.hpp>
#include <sunsi/propagation/levels.hpp>
#include <sunsi/propagation/magnus.hpp>
#include <sunsi/propagation/ode.hpp>

namespace {

using namespace sunsi;
using core::units::MeV;

const pipeline::Config& config() {
  static const pipeline::Config value = pipeline::parse_config(
      "bench",
      "model: {kind: zprime, mass_MeV: 40, c: -0.1, tan_eta: -0.75, eps_medium: {value: 1.93}}", {},
      SUNSI_BENCH_DATA);
  return value;
}

void level_solution(benchmark::State& state) {
  const propagation::LevelSolver solver(config().oscillation);
  const propagation::PotentialSample sample =
      pipeline::potential_profile(config()).at(0.05 * core::R_sun);
  for (auto _ : state) {
    benchmark::DoNotOptimize(solver(10 * MeV, sample));
  }
}
BENCHMARK(level_solution);

/// NSI of both quarks with complex entries off the diagonal.
const pipeline::Config& nsi_config() {
  static const pipeline::Config value = pipeline::parse_config(
      "bench",
      "model: {eps_u: [[0.2, [0.1, 0.3], 0], [[0.1, -0.3], 0, 0.1], [0, 0.1, -0.2]], "
      "eps_d: [[0, 0.1, 0], [0.1, 0, 0], [0, 0, 0]]}\nsolar: {sources: [8B]}",
      {}, SUNSI_BENCH_DATA);
  return value;
}

void level_solution_nsi(benchmark::State& state) {
  const propagation::LevelSolver solver(nsi_config().oscillation);
  const propagation::PotentialSample sample =
      pipeline::potential_profile(nsi_config()).at(0.05 * core::R_sun);
  for (auto _ : state) {
    benchmark::DoNotOptimize(solver(10 * MeV, sample));
  }
}
BENCHMARK(level_solution_nsi);

void production_zones_nsi(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(pipeline::production_zones(nsi_config()));
  }
}
BENCHMARK(production_zones_nsi)->Unit(benchmark::kMillisecond);

void table_8B_160_energies_nsi(benchmark::State& state) {
  const auto queries = pipeline::table_queries(nsi_config());
  for (auto _ : state) {
    benchmark::DoNotOptimize(pipeline::SolarPropagator(nsi_config()).survival(queries));
  }
}
BENCHMARK(table_8B_160_energies_nsi)->Unit(benchmark::kMillisecond);

void adiabatic_energy_8B(benchmark::State& state) {
  const auto zones = pipeline::production_zones(config());
  const propagation::AdiabaticEngine engine(config().oscillation,
                                            pipeline::potential_profile(config()), zones);
  for (auto _ : state) {
    benchmark::DoNotOptimize(engine(10 * MeV, 4));
  }
}
BENCHMARK(adiabatic_energy_8B)->Unit(benchmark::kMicrosecond);

/// All eight sources at one energy, tolerance 1e-6; the argument is the energy in keV.
void ode_energy(benchmark::State& state) {
  const propagation::OdeEngine engine(config().oscillation, pipeline::potential_profile(config()),
                                      pipeline::production_zones(config()), 1e-6);
  const std::size_t zones[] = {0, 1, 2, 3, 4, 5, 6, 7};
  for (auto _ : state) {
    benchmark::DoNotOptimize(engine(static_cast<double>(state.range(0)) * 1e-3 * MeV, zones));
  }
}
BENCHMARK(ode_energy)->Arg(200)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);

/// The production radii of 8B at 10 MeV, error stated and below 1e-8, one thread.
void magnus_10MeV_8B(benchmark::State& state) {
  const auto c = pipeline::parse_config(
      "bench", "solar: {sources: [8B]}\npropagation: {tolerance: 1e-8}", {}, SUNSI_BENCH_DATA);
  const propagation::MagnusEngine engine(c.oscillation, pipeline::potential_profile(c),
                                         pipeline::production_zones(c), c.tolerance);
  const std::size_t zones[] = {static_cast<std::size_t>(model::Source::b8)};
  for (auto _ : state) {
    benchmark::DoNotOptimize(engine(10 * MeV, zones));
  }
}
BENCHMARK(magnus_10MeV_8B)->Unit(benchmark::kMillisecond);

void table_8B_160_energies(benchmark::State& state) {
  const auto c = pipeline::parse_config("bench", "solar: {sources: [8B]}", {}, SUNSI_BENCH_DATA);
  const auto queries = pipeline::table_queries(c);
  for (auto _ : state) {
    benchmark::DoNotOptimize(pipeline::SolarPropagator(c).survival(queries));
  }
}
BENCHMARK(table_8B_160_energies)->Unit(benchmark::kMillisecond);

void rates_borexino_sno(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(pipeline::predict(config()));
  }
}
BENCHMARK(rates_borexino_sno)->Unit(benchmark::kMillisecond);

}  // namespace
