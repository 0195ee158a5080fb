#include <cmath>
#include <sunsi/propagation/path.hpp>

namespace sunsi::propagation {
namespace {

model::FlavourPotential scaled(const model::FlavourPotential& V, double factor) {
  return {V.e * factor,   V.mu * factor,   V.tau * factor,
          V.emu * factor, V.etau * factor, V.mutau * factor};
}

}  // namespace

double Path::length() const {
  double sum = 0;
  for (const PathSegment& segment : segments) {
    sum += segment.end - segment.begin;
  }
  return sum;
}

ElectronSample electrons(const Path& path, const PathSegment& segment, double x) {
  const double r = std::hypot(path.impact, x);
  const double u = r / path.scale;
  const auto& a = segment.n_e;
  const double value = ((a[3] * u + a[2]) * u + a[1]) * u + a[0];
  const double by_u = (3 * a[3] * u + 2 * a[2]) * u + a[1];
  return {value, r > 0 ? by_u / path.scale * (x / r) : 0.0};
}

PotentialSample potential(const PathSegment& segment, const ElectronSample& electrons) {
  return {scaled(segment.per_electron, electrons.value),
          scaled(segment.per_electron, electrons.slope)};
}

}  // namespace sunsi::propagation
