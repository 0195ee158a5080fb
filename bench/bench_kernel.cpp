// The vector kernel of a day against the scalar closed form, and what is built on it. The argument is the
// instruction set: 0 plain, 1 x86-64-v2, 2 v3 (AVX2), 3 v4 (AVX-512); times a point are items per second.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <sunsi/core/constants.hpp>
#include <sunsi/pipeline/medium.hpp>
#include <sunsi/pipeline/sun_nodes.hpp>
#include <sunsi/pipeline/survival.hpp>
#include <sunsi/propagation/adiabatic.hpp>
#include <sunsi/propagation/adiabatic_table.hpp>
#include <sunsi/propagation/fraction_kernel.hpp>

namespace {

using namespace sunsi;
using core::units::MeV;
using propagation::FractionKernel;
namespace kernel = propagation::kernel;

const pipeline::Config& config() {
  static const pipeline::Config value =
      pipeline::parse_config("bench", "earth: {enabled: false}", {}, SUNSI_BENCH_DATA);
  return value;
}

/// 512 values of A from next to nothing to 16 MeV at the Sun's centre.
std::vector<double> values_of_A() {
  std::vector<double> A;
  for (int k = 0; k < 512; ++k) {
    A.push_back(2.5e-4 * (k + 0.5) / 512);
  }
  return A;
}

/// Whether the processor runs the copy that the argument names.
bool choose(benchmark::State& state, kernel::Isa& isa) {
  isa = static_cast<kernel::Isa>(state.range(0));
  const auto isas = kernel::supported_isas();
  if (std::find(isas.begin(), isas.end(), isa) == isas.end()) {
    state.SkipWithError("not on this processor");
    return false;
  }
  return true;
}

void per_point(benchmark::State& state, double points) {
  state.counters["s_per_point"] = benchmark::Counter(
      points, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void kernel_point(benchmark::State& state) {
  kernel::Isa isa{};
  if (!choose(state, isa)) {
    return;
  }
  const FractionKernel k(config().oscillation, isa);
  const std::vector<double> A = values_of_A();
  std::vector<double> P1(A.size()), P2(A.size()), P3(A.size());
  for (auto _ : state) {
    k.fractions(A, P1, P2, P3);
    benchmark::DoNotOptimize(P1.data());
    benchmark::ClobberMemory();
  }
  per_point(state, static_cast<double>(A.size()));
}
BENCHMARK(kernel_point)->DenseRange(0, 3);

/// The same points by LevelSolver, one at a time.
void scalar_point(benchmark::State& state) {
  const propagation::LevelSolver solver(config().oscillation);
  const std::vector<double> A = values_of_A();
  for (auto _ : state) {
    for (const double a : A) {
      benchmark::DoNotOptimize(solver(0.5, {{a, 0, 0}, {}}));
    }
  }
  per_point(state, static_cast<double>(A.size()));
}
BENCHMARK(scalar_point);

/// One energy of 8B, averaged over production.
void production_average_8B(benchmark::State& state) {
  const auto zones = pipeline::production_zones(config());
  const auto profile = pipeline::potential_profile(config());
  const propagation::ProductionZone& zone = zones[static_cast<std::size_t>(model::Source::b8)];
  propagation::PotentialNodes nodes;
  for (std::size_t k = 0; k < zone.radius.size(); ++k) {
    const model::FlavourPotential V = profile.at(zone.radius[k]).V;
    nodes.V.push_back(V.e - V.mu);
    nodes.weight.push_back(zone.weight[k]);
  }
  const FractionKernel k(config().oscillation);
  const double energy = 10 * MeV;
  double P1 = 0, P2 = 0, P3 = 0;
  for (auto _ : state) {
    k.average({&energy, 1}, nodes, {&P1, 1}, {&P2, 1}, {&P3, 1});
    benchmark::DoNotOptimize(P1);
    benchmark::ClobberMemory();
  }
  state.counters["nodes"] = static_cast<double>(nodes.V.size());
  state.counters["error"] = zone.error;
}
BENCHMARK(production_average_8B);

std::vector<pipeline::Query> all_queries() {
  std::vector<pipeline::Query> queries;
  for (const model::Source source : model::all_sources) {
    for (int k = 1; k <= 160; ++k) {
      queries.push_back({source, 0.1 * k * MeV});
    }
  }
  return queries;
}

/// Fractions of eight sources at 160 energies each, averaged over production, with one bound on what
/// the adiabatic limit leaves out of all of them: what a fit takes. Not the bound of every row.
void day_table_160x8(benchmark::State& state) {
  const auto zones = pipeline::production_zones(config());
  const propagation::AdiabaticTable table(
      config().oscillation, *propagation::day_medium(pipeline::potential_profile(config()), zones));
  std::vector<propagation::PotentialNodes> nodes;
  for (const model::Source source : model::all_sources) {
    nodes.push_back(pipeline::SunNodes::nodes(table.medium(), source));
  }
  std::vector<double> energies;
  for (int k = 1; k <= 160; ++k) {
    energies.push_back(0.1 * k * MeV);
  }
  for (auto _ : state) {
    for (const propagation::PotentialNodes& zone : nodes) {
      benchmark::DoNotOptimize(table.kernel().average(energies, zone));
    }
    benchmark::DoNotOptimize(table.non_adiabatic_bound(energies.front(), energies.back()));
  }
}
BENCHMARK(day_table_160x8)->Unit(benchmark::kMicrosecond);

/// P_ee, fractions and the engine's error of every row, each source's own way out.
void day_table_160x8_bounds(benchmark::State& state) {
  const propagation::AdiabaticTable table(
      config().oscillation, *propagation::day_medium(pipeline::potential_profile(config()),
                                                     pipeline::production_zones(config())));
  std::vector<propagation::AdiabaticTable::Point> points;
  for (const pipeline::Query& query : all_queries()) {
    points.push_back({query.energy, static_cast<std::size_t>(query.source)});
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(table(points));
  }
}
BENCHMARK(day_table_160x8_bounds)->Unit(benchmark::kMicrosecond);

/// The default probability table: 160 energies of six continua, three lines; one way through the pipeline.
void day_table_963(benchmark::State& state) {
  const pipeline::SolarPropagator propagator(config());
  const auto queries = pipeline::table_queries(config());
  for (auto _ : state) {
    benchmark::DoNotOptimize(propagator.survival(queries));
  }
  state.counters["rows"] = static_cast<double>(queries.size());
}
BENCHMARK(day_table_963)->Unit(benchmark::kMicrosecond)->UseRealTime();

/// The rows of day_table_160x8_bounds by the scalar engine, one at a time.
void engine_table_160x8(benchmark::State& state) {
  const propagation::AdiabaticEngine engine(config().oscillation,
                                            pipeline::potential_profile(config()),
                                            pipeline::production_zones(config()));
  const auto queries = all_queries();
  for (auto _ : state) {
    for (const pipeline::Query& q : queries) {
      benchmark::DoNotOptimize(engine(q.energy, static_cast<std::size_t>(q.source)));
    }
  }
}
BENCHMARK(engine_table_160x8)->Unit(benchmark::kMicrosecond);

/// What the table needs once for a point: rules, potentials, engines.
void day_table_build(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(pipeline::SolarPropagator(config()));
  }
}
BENCHMARK(day_table_build)->Unit(benchmark::kMicrosecond)->UseRealTime();

/// The Sun's fixed nodes, once for all points.
void sun_nodes_build(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(pipeline::SunNodes(*config().sun));
  }
}
BENCHMARK(sun_nodes_build)->Unit(benchmark::kMicrosecond);

/// A point's medium from these nodes, with the measured errors of its averages.
void sun_nodes_medium(benchmark::State& state) {
  const pipeline::SunNodes nodes(*config().sun);
  const auto potential = pipeline::potential_of(config());
  const FractionKernel k(config().oscillation);
  for (auto _ : state) {
    auto medium = *nodes.medium(potential);
    if (state.range(0) == 1) {
      nodes.measure_errors(medium, potential, k, 16 * MeV);
    }
    benchmark::DoNotOptimize(medium);
  }
}
BENCHMARK(sun_nodes_medium)->Arg(0)->Arg(1)->Unit(benchmark::kMicrosecond);

/// The bound on what the adiabatic limit leaves out from 1 to 16 MeV, all sources.
void non_adiabatic_bound(benchmark::State& state) {
  const propagation::AdiabaticTable table(
      config().oscillation,
      *pipeline::SunNodes(*config().sun).medium(pipeline::potential_of(config())));
  for (auto _ : state) {
    benchmark::DoNotOptimize(table.non_adiabatic_bound(MeV, 16 * MeV));
  }
}
BENCHMARK(non_adiabatic_bound)->Unit(benchmark::kMicrosecond);

}  // namespace
