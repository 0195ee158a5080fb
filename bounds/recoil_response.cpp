#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <sunsi/bounds/detail/coherent_detector.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/interpolation.hpp>
#include <sunsi/core/quadrature.hpp>

namespace sunsi::bounds::detail {
namespace {

std::vector<double> numbers_of(const detector::Card& list, std::size_t count) {
  std::vector<double> values;
  for (const detector::Card& one : list.list()) {
    values.push_back(one.number());
  }
  if (values.size() != count) {
    list.fail(fmt::format("needs {} numbers, has {}", count, values.size()));
  }
  return values;
}

/// Gamma distribution of photoelectrons for a light of `keV` electron-equivalent.
double light_density(double photoelectrons, double keV, const std::vector<double>& smearing) {
  const double shape = 1 + smearing[1] * keV;
  const double rate = smearing[0] / keV * shape;
  return std::exp((shape - 1) * std::log(photoelectrons) - photoelectrons * rate +
                  shape * std::log(rate) - std::lgamma(shape));
}

std::function<std::vector<double>(double)> photoelectrons(const detector::Card& card,
                                                          std::vector<double> edges) {
  const std::vector<double> quenching = numbers_of(card.at("quenching"), 4);
  const std::vector<double> smearing = numbers_of(card.at("smearing"), 2);
  const std::vector<double> e = numbers_of(card.at("efficiency"), 4);
  return [=](double T) {
    double light = 0;
    for (std::size_t k = 4; k-- > 0;) {
      light = (light + quenching[k]) * T;
    }
    std::vector<double> share(edges.size() - 1);
    const double keV = light * 1e3;
    if (!(keV > 0)) {
      return share;
    }
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
      const auto rule = core::gauss_legendre(edges[i], edges[i + 1], 8);
      for (std::size_t k = 0; k < rule.node.size(); ++k) {
        const double x = rule.node[k];
        const double accepted = e[0] / (1 + std::exp(-e[1] * (x - e[2]))) + e[3];
        share[i] += rule.weight[k] * std::max(0.0, accepted) * light_density(x, keV, smearing);
      }
    }
    return share;
  };
}

std::function<std::vector<double>(double)> electron_equivalent(
    const detector::Card& card, std::vector<double> edges, const std::filesystem::path& folder) {
  const std::vector<double> quenching = numbers_of(card.at("quenching"), 2);
  const double resolution = card.at("resolution").number();
  const core::Table table = core::Table::read(folder / card.at("efficiency").text());
  const auto& x = table.values("energy");
  const auto& y = table.values("efficiency");
  for (std::size_t i = 1; i < x.size(); ++i) {
    if (!(x[i] > x[i - 1])) {
      throw core::DataError(table.place(i).prefix() + "energies must rise");
    }
  }
  return [=](double T) {
    const double keV = T * 1e3;
    const double E = (quenching[0] + quenching[1] * keV) * keV;
    // linear between the middles of the bins, constant beyond the last, none below the first
    const auto above = std::upper_bound(x.begin(), x.end(), E);
    double accepted = above == x.begin() ? 0 : y.back();
    if (above != x.begin() && above != x.end()) {
      const auto k = static_cast<std::size_t>(above - x.begin());
      accepted = y[k - 1] + (y[k] - y[k - 1]) * (E - x[k - 1]) / (x[k] - x[k - 1]);
    }
    std::vector<double> share(edges.size() - 1);
    if (!(accepted > 0)) {
      return share;
    }
    const double width = resolution * std::sqrt(E) * std::numbers::sqrt2;
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
      share[i] =
          accepted * (std::erf((edges[i + 1] - E) / width) - std::erf((edges[i] - E) / width)) / 2;
    }
    return share;
  };
}

}  // namespace

std::function<std::vector<double>(double)> recoil_response(const detector::Card& card,
                                                           std::vector<double> edges,
                                                           const std::filesystem::path& folder) {
  const std::string kind = card.at("kind").text();
  if (kind == "photoelectrons") {
    return photoelectrons(card, std::move(edges));
  }
  if (kind == "electron-equivalent") {
    return electron_equivalent(card, std::move(edges), folder);
  }
  card.at("kind").fail(
      fmt::format("response '{}' is neither photoelectrons nor electron-equivalent", kind));
}

}  // namespace sunsi::bounds::detail
