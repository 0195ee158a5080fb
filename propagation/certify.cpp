#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/propagation/detail/certify.hpp>

namespace sunsi::propagation::detail {

std::vector<model::MassFractions> certify(
    const Certificate& certificate,
    const std::function<std::vector<model::MassFractions>(int)>& pass) {
  std::vector<model::MassFractions> coarse = pass(0);
  double worst = 1;
  for (int k = 1; k < certificate.most_passes; ++k) {
    std::vector<model::MassFractions> fine = pass(k);
    worst = 0;
    for (std::size_t z = 0; z < fine.size(); ++z) {
      double difference = 0;
      for (std::size_t i = 0; i < 3; ++i) {
        difference = std::max(difference, std::abs(fine[z].P[i] - coarse[z].P[i]));
      }
      fine[z].error += certificate.floor + certificate.safety * difference;
      worst = std::max(worst, fine[z].error);
    }
    if (worst <= certificate.tolerance) {
      return fine;
    }
    coarse = std::move(fine);
  }
  throw core::NumericalError(fmt::format(
      "engine {} did not reach tolerance {:g} at {:g} MeV: {:g} after {} passes; loosen "
      "propagation.tolerance",
      certificate.engine, certificate.tolerance, certificate.energy / 1e6, worst,
      certificate.most_passes));
}

}  // namespace sunsi::propagation::detail
