// What nights cost on one thread, the geometry (which no parameter moves) made beforehand: single chords,
// averages over energies, and what a fit needs of three sites. A counter says the largest stated error.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <sunsi/core/constants.hpp>
#include <sunsi/pipeline/night.hpp>

namespace {

using namespace sunsi;
using core::units::MeV;

const pipeline::Config& config() {
  static const pipeline::Config value = pipeline::parse_config(
      "bench", "model: {kind: zprime, mass_MeV: 40, c: -0.1, tan_eta: 1, eps_medium: {value: 1}}",
      {}, SUNSI_BENCH_DATA);
  return value;
}

std::vector<double> even_energies(double low, double high, int n) {
  std::vector<double> energies;
  for (int i = 0; i < n; ++i) {
    energies.push_back((low + (high - low) * i / (n - 1)) * MeV);
  }
  return energies;
}

void average(benchmark::State& state,
             const std::vector<pipeline::Night>& nights,
             const std::vector<double>& energies,
             propagation::NightKernel::Settings settings) {
  settings.highest_dm21 = std::max(settings.highest_dm21, config().oscillation.dm21());
  const propagation::NightKernel kernel(pipeline::night_sphere(nights), energies, settings);
  double worst = 0;
  for (auto _ : state) {
    const auto all =
        kernel(config().oscillation, pipeline::earth_potentials(config(), *nights[0].earth));
    for (const auto& site : all) {
      for (const propagation::Regeneration& one : site) {
        worst = std::max(worst, one.error - one.left_out);
      }
    }
  }
  state.counters["error"] = worst;
  state.counters["chords"] = static_cast<double>(kernel.work());
}

void averages_160(benchmark::State& state, double accuracy) {
  propagation::NightKernel::Settings settings;
  settings.accuracy = accuracy;
  settings.highest_dm21 = config().oscillation.dm21();
  average(state, {pipeline::experiment_night("kamioka", config().data, accuracy)},
          even_energies(0.1, 16, 160), settings);
}

void night_160_to_1e_6(benchmark::State& state) { averages_160(state, 1e-6); }
BENCHMARK(night_160_to_1e_6)->Name("night_160_1e-6")->Unit(benchmark::kMillisecond);

void night_160_to_1e_4(benchmark::State& state) { averages_160(state, 1e-4); }
BENCHMARK(night_160_to_1e_4)->Name("night_160_1e-4")->Unit(benchmark::kMillisecond);

/// 48 energies for Kamioka, SNO's live time and Gran Sasso; the argument: with the error measured.
void night_fit_nodes(benchmark::State& state) {
  propagation::NightKernel::Settings settings;
  settings.measured = state.range(0) != 0;
  settings.shared = true;
  average(state,
          {pipeline::experiment_night("kamioka", config().data), pipeline::sno_night(config().data),
           pipeline::experiment_night("lngs", config().data)},
          even_energies(1.5, 16.5, 48), settings);
}
BENCHMARK(night_fit_nodes)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

/// 160 energies at 80 angles, with the cut of each chord at the layers.
void chords_12800(benchmark::State& state) {
  const std::vector<pipeline::Night> nights{pipeline::experiment_night("kamioka", config().data)};
  propagation::NightKernel::Settings settings;
  settings.accuracy = 1e-2;  // of averages, which are not asked for
  const propagation::NightKernel kernel(pipeline::night_sphere(nights), even_energies(0.1, 16, 160),
                                        settings);
  std::vector<double> cosines;
  for (int k = 0; k < 80; ++k) {
    cosines.push_back(-(k + 0.5) / 80);
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(kernel.at(
        config().oscillation, pipeline::earth_potentials(config(), *nights[0].earth), 0, cosines));
  }
}
BENCHMARK(chords_12800)->Unit(benchmark::kMillisecond);

}  // namespace
