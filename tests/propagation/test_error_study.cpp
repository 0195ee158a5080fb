#include <tbb/parallel_for.h>

#include <catch2/catch.hpp>

#include "random_points.hpp"

using namespace test;

namespace {

void study(std::size_t count, unsigned seed) {
  const std::vector<RandomPoint> points = random_points(count, seed);
  std::vector<ErrorSample> samples(count);
  tbb::parallel_for(std::size_t{0}, count,
                    [&](std::size_t i) { samples[i] = error_sample(points[i]); });
  std::vector<double> factor;
  double worst = 0;
  std::size_t at = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const ErrorSample& s = samples[i];
    const double true_error = largest_difference(s.automatic, s.reference);
    CAPTURE(i, points[i].energy, points[i].eps_centre, points[i].osc.theta12(),
            points[i].osc.dm21(), points[i].osc.dm31(), model::name(points[i].source),
            points[i].tolerance, s.by_ode, s.automatic.error, s.reference.error);
    CHECK(true_error <= s.automatic.error + s.reference.error);
    CHECK(s.automatic.error <= points[i].tolerance);
    // Where the truth is not known better than the error itself the factor is a lower bound.
    factor.push_back(s.automatic.error / std::max(true_error, s.reference.error));
    const double used = true_error / (s.automatic.error + s.reference.error);
    if (used > worst) {
      worst = used;
      at = i;
    }
  }
  CHECK(median(factor) < 100);
  WARN("true error at most " << worst << " of the stated one, at point " << at << " ("
                             << points[at].energy / 1e6 << " MeV, eps " << points[at].eps_centre
                             << ", dm21 " << points[at].osc.dm21() << ", "
                             << (samples[at].by_ode ? "ode" : "adiabatic")
                             << "); median of stated/true " << median(factor));
}

}  // namespace

TEST_CASE("auto: the stated error covers the true one at 40 random points", "[property]") {
  study(40, 21);
}

TEST_CASE("auto: the stated error covers the true one at 2000 random points", "[property][slow]") {
  study(2000, 20);
}
