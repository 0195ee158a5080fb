#include <algorithm>
#include <cmath>
#include <sunsi/bounds/highlight.hpp>
#include <sunsi/core/constants.hpp>

namespace sunsi::bounds {
namespace {

using pipeline::ScanKey;

/// The couplings of a model, named as the axes are.
double input_of(const model::ZPrime& z, const pipeline::ZPrimeInputs& inputs, ScanKey key) {
  const model::EpsilonStd eps = z.eps_medium(inputs.nucleons_per_electron);
  switch (key) {
    case ScanKey::mass_MeV:
      return z.mass() / core::units::MeV;
    case ScanKey::g:
      return z.g();
    case ScanKey::eps_medium:
      return inputs.convention == model::Convention::paper ? model::to_paper(eps).value : eps.value;
    case ScanKey::c:
      return z.c();
    case ScanKey::tan_eta:
      return z.tan_eta().value_or(0);
    case ScanKey::eps_kin:
      return z.eps_kin();
  }
  return 0;
}

bool near(double a, double b) { return std::abs(a - b) <= 1e-6 * std::abs(b); }

}  // namespace

std::optional<std::array<double, 2>> highlighted_point(const pipeline::ZPrimeInputs& fixed,
                                                       const Outline::Axes& axes) {
  pipeline::ZPrimeInputs point = fixed;
  point.set(ScanKey::mass_MeV, 40);
  point.set(ScanKey::c, -0.1);
  point.set(ScanKey::tan_eta, -0.75);
  point.set(ScanKey::eps_medium, 1);
  const model::ZPrime highlighted = point.zprime();
  // The same with both axes' values put into what is fixed: it is the point only if all else agrees.
  pipeline::ZPrimeInputs there = fixed;
  std::array<double, 2> place{};
  for (std::size_t k = 0; k < 2; ++k) {
    place[k] = input_of(highlighted, point, axes[k].key);
    there.set(axes[k].key, place[k]);
    if (place[k] < axes[k].min || place[k] > axes[k].max) {
      return std::nullopt;
    }
  }
  if (!there.g && there.eps_medium * there.c >= 0) {
    return std::nullopt;
  }
  const model::ZPrime found = there.zprime();
  const bool same = std::ranges::all_of(
      std::array{ScanKey::mass_MeV, ScanKey::g, ScanKey::c, ScanKey::eps_kin}, [&](ScanKey key) {
        return near(input_of(found, there, key), input_of(highlighted, point, key));
      });
  return same ? std::optional(place) : std::nullopt;
}

}  // namespace sunsi::bounds
