// What one point, one comparison with every bound and one plane cost.
#include <benchmark/benchmark.h>

#include <sunsi/bounds/plane.hpp>

namespace {

using namespace sunsi;

const pipeline::Config& config() {
  static const pipeline::Config value = pipeline::parse_config(
      "bench",
      "model: {kind: zprime, mass_MeV: 40, c: -0.1, tan_eta: -0.75, g: 4.22e-4, phi: {charge: 40, "
      "mass_ratio: 0.3333}}",
      {}, SUNSI_BENCH_DATA);
  return value;
}

const bounds::List& list() {
  static const bounds::List value(config().bounds, config().data);
  return value;
}

/// From typed inputs to the numbers that bounds look at.
void bounds_point(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(bounds::point_of(*config().zprime_inputs));
  }
}
BENCHMARK(bounds_point);

/// Every quick bound at one point.
void bounds_compare_all(benchmark::State& state) {
  const bounds::Point point = bounds::point_of(*config().zprime_inputs);
  for (auto _ : state) {
    for (std::size_t k = 0; k < list().size(); ++k) {
      if (list()[k].quick()) {
        benchmark::DoNotOptimize(list()[k].compare(point));
      }
    }
  }
  state.counters["bounds"] = static_cast<double>(list().size());
}
BENCHMARK(bounds_compare_all);

/// A plane of so many values an axis, mass by g, contours included; wall-clock time.
void bounds_plane(benchmark::State& state) {
  auto x = pipeline::usual_axis(pipeline::ScanKey::mass_MeV);
  auto y = pipeline::usual_axis(pipeline::ScanKey::g);
  x.count = y.count = state.range(0);
  const auto task = bounds::plane_task(list(), {}, *config().zprime_inputs, {x, y});
  for (auto _ : state) {
    benchmark::DoNotOptimize(bounds::plane(task));
  }
}
BENCHMARK(bounds_plane)->Arg(200)->Arg(1000)->Unit(benchmark::kMillisecond)->UseRealTime();

/// A million points with fifty bounds (the list's own, over and over); wall-clock time.
void bounds_plane_of_fifty(benchmark::State& state) {
  auto x = pipeline::usual_axis(pipeline::ScanKey::mass_MeV);
  auto y = pipeline::usual_axis(pipeline::ScanKey::g);
  x.count = y.count = 1000;
  auto task = bounds::plane_task(list(), {}, *config().zprime_inputs, {x, y});
  for (std::size_t k = 0; task.bounds.size() < 50; ++k) {
    task.bounds.push_back(task.bounds[k]);
    task.evaluated.push_back(task.evaluated[k]);
  }
  task.bounds.resize(50);
  for (auto _ : state) {
    benchmark::DoNotOptimize(bounds::plane(task));
  }
}
BENCHMARK(bounds_plane_of_fifty)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
