#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/propagation/detail/certify.hpp>

namespace sunsi::propagation::detail {
namespace {

/// Two passes can agree by chance, far beyond what their resolution is made for: over 500 random
/// points with general NSI the ode's error at tolerance 1e-5 was up to 3.7 times the difference it
/// was stated by, at most 2.3e-10. No error below this part of the tolerance is claimed.
constexpr double least_claim = 1e-4;

/// What passes come with, the production zone's own error and what it leaves of the interference, no
/// finer pass takes away: where two passes agree it must be within the tolerance.
/// \throws NumericalError  it is not
void require_resolved(const Certificate& certificate, double difference, double incoming) {
  if (incoming > certificate.tolerance && difference <= certificate.tolerance) {
    throw core::NumericalError(fmt::format(
        "engine {} cannot reach tolerance {:g} at {:g} MeV: the average over the production region "
        "is "
        "uncertain by {:g} (levels that turn by some radians only over its width leave part of "
        "their "
        "interference); loosen propagation.tolerance, or give one solar.production_radius",
        certificate.engine, certificate.tolerance, certificate.energy / 1e6, incoming));
  }
}

double largest_error(const std::vector<model::MassFractions>& list) {
  double largest = 0;
  for (const model::MassFractions& fractions : list) {
    largest = std::max(largest, fractions.error);
  }
  return largest;
}

}  // namespace

std::vector<model::MassFractions> certify(
    const Certificate& certificate,
    const std::function<std::vector<model::MassFractions>(int)>& pass) {
  std::vector<model::MassFractions> coarse = pass(0);
  double worst = 1;
  for (int k = 1; k < certificate.most_passes; ++k) {
    std::vector<model::MassFractions> fine = pass(k);
    const double incoming = largest_error(fine);
    worst = 0;
    for (std::size_t z = 0; z < fine.size(); ++z) {
      double difference = 0;
      for (std::size_t i = 0; i < 3; ++i) {
        difference = std::max(difference, std::abs(fine[z].P[i] - coarse[z].P[i]));
      }
      fine[z].error += std::max(certificate.floor, least_claim * certificate.tolerance) +
                       certificate.safety * difference;
      worst = std::max(worst, fine[z].error);
    }
    if (worst <= certificate.tolerance) {
      return fine;
    }
    require_resolved(certificate, worst - incoming, incoming);
    coarse = std::move(fine);
  }
  throw core::NumericalError(fmt::format(
      "engine {} did not reach tolerance {:g} at {:g} MeV: {:g} after {} passes; loosen "
      "propagation.tolerance",
      certificate.engine, certificate.tolerance, certificate.energy / 1e6, worst,
      certificate.most_passes));
}

}  // namespace sunsi::propagation::detail
