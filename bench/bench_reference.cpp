// Work that no change of ours touches: every other figure is compared as a multiple of it, so that a
// busy or throttled machine raises no alarm.
#include <benchmark/benchmark.h>

#include <array>
#include <cmath>

namespace {

/// Exponentials, sines and dependent multiplications on data that stay in the first cache.
void reference(benchmark::State& state) {
  std::array<double, 512> x{};
  for (auto _ : state) {
    double sum = 0;
    for (std::size_t k = 0; k < x.size(); ++k) {
      x[k] = std::exp(-1e-3 * static_cast<double>(k)) + std::sin(sum);
      sum = 0.5 * sum + x[k] / (1 + sum * sum);
    }
    benchmark::DoNotOptimize(sum);
  }
}
BENCHMARK(reference)->Unit(benchmark::kMicrosecond);

}  // namespace
