// One evaluation of the solar likelihood on one thread: all data, day and night.
#include <benchmark/benchmark.h>

#include <sunsi/fit/nuisance.hpp>
#include <sunsi/fit/solar_chi2.hpp>
#include <sunsi/pipeline/predictions.hpp>

namespace {

using namespace sunsi;

pipeline::Config config_of(bool night) {
  return pipeline::parse_config(
      "bench",
      std::string("experiments: [borexino, sno, super-kamiokande, gallium, chlorine]\n") +
          "earth: {enabled: " + (night ? "true" : "false") + "}",
      {}, SUNSI_BENCH_DATA);
}

const fit::SolarChi2& likelihood(bool night) {
  static const fit::SolarChi2 with(config_of(true));
  static const fit::SolarChi2 without(config_of(false));
  return night ? with : without;
}

/// The k-th of a walk on which everything moves.
fit::Point point(int k, bool couplings) {
  const double step = (k % 100) / 100.0;
  fit::Point p{model::OscillationParameters::from_sin2(
      {0.29 + 0.04 * step, 0.021 + 0.002 * step, 0.47, 3.7, 6.5e-5 + 2e-5 * step, 2.5e-3})};
  if (couplings) {
    p.zprime = model::ZPrime::from_tan_eta((10 + 30 * step) * 1e6, 1e-5 * (1 + step), -0.1, -0.75);
  }
  return p;
}

void walk(benchmark::State& state, bool night, bool couplings) {
  const fit::SolarChi2& chi2 = likelihood(night);
  int k = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(chi2(point(k++, couplings)).total);
  }
}

void chi2_everything(benchmark::State& state) { walk(state, true, true); }
void chi2_oscillation_only(benchmark::State& state) { walk(state, true, false); }
void chi2_day_only(benchmark::State& state) { walk(state, false, true); }

void nuisance_profile(benchmark::State& state) {
  const auto data = likelihood(true).contributions(point(0, true));
  const solar::FluxPrior prior = pipeline::flux_prior_of(config_of(true));
  for (auto _ : state) {
    benchmark::DoNotOptimize(fit::profile(data, prior).total);
  }
}

BENCHMARK(chi2_everything)->Unit(benchmark::kMillisecond);
BENCHMARK(chi2_oscillation_only)->Unit(benchmark::kMillisecond);
BENCHMARK(chi2_day_only)->Unit(benchmark::kMillisecond);
BENCHMARK(nuisance_profile)->Unit(benchmark::kMillisecond);

}  // namespace
