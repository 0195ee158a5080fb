#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/table.hpp>
#include <sunsi/solar/flux_prior.hpp>

namespace sunsi::solar {
namespace {

using model::Source;
using Eight = std::array<double, 8>;

std::size_t at(Source source) { return static_cast<std::size_t>(source); }

double dot(const Eight& a, const Eight& b) {
  double sum = 0;
  for (std::size_t s = 0; s < 8; ++s) {
    sum += a[s] * b[s];
  }
  return sum;
}

double covariance(const Fluxes& fluxes, std::size_t i, std::size_t j) {
  return fluxes.correlation[8 * i + j] * fluxes.fractional_error[i] * fluxes.fractional_error[j];
}

/// Inverse of the covariance of the sources that keep the model's error: what is free or fixed is
/// integrated out, so its rows and columns leave the covariance before it is inverted.
void add_model_errors(FluxPrior& prior, const Fluxes& fluxes) {
  std::vector<std::size_t> kept;
  for (std::size_t s = 0; s < 8; ++s) {
    if (prior.free[s]) {
      prior.inverse_covariance[9 * s] = 1 / (free_flux_error * free_flux_error);
    } else if (!prior.fixed[s]) {
      kept.push_back(s);
    }
  }
  const auto n = static_cast<Eigen::Index>(kept.size());
  Eigen::MatrixXd block(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < n; ++j) {
      block(i, j) =
          covariance(fluxes, kept[static_cast<std::size_t>(i)], kept[static_cast<std::size_t>(j)]);
    }
  }
  const Eigen::LLT<Eigen::MatrixXd> factor(block);
  if (n > 0 && factor.info() != Eigen::Success) {
    throw core::InvalidInput("the errors and correlations of the fluxes are no covariance");
  }
  const Eigen::MatrixXd inverse = factor.solve(Eigen::MatrixXd::Identity(n, n));
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < n; ++j) {  // symmetric to the last bit
      prior.inverse_covariance[8 * kept[static_cast<std::size_t>(i)] +
                               kept[static_cast<std::size_t>(j)]] =
          (inverse(i, j) + inverse(j, i)) / 2;
    }
  }
}

/// f_a - f_b = 0: the ratio of two fluxes is the model's.
FluxConstraint tie(Source a, Source b, double error) {
  FluxConstraint row{fmt::format("{}/{}", model::name(a), model::name(b)), {}, 0, error};
  row.coefficient[at(a)] = 1;
  row.coefficient[at(b)] = -1;
  return row;
}

/// The model's own error of a ratio, from its errors and their correlation.
double ratio_error(const Fluxes& fluxes, Source a, Source b) {
  const double variance = covariance(fluxes, at(a), at(a)) + covariance(fluxes, at(b), at(b)) -
                          2 * covariance(fluxes, at(a), at(b));
  return std::sqrt(core::require_positive(variance, "variance of a ratio of fluxes"));
}

void add_orderings(FluxPrior& prior) {
  const Eight& flux = prior.reference;
  FluxOrdering cn{"15O <= 13N", {}};
  cn.coefficient[at(Source::n13)] = flux[at(Source::n13)];
  cn.coefficient[at(Source::o15)] = -flux[at(Source::o15)];
  FluxOrdering pp{"7Be + 8B <= pp + pep", {}};
  for (const Source source : {Source::pp, Source::pep}) {
    pp.coefficient[at(source)] = flux[at(source)];
  }
  for (const Source source : {Source::be7, Source::b8}) {
    pp.coefficient[at(source)] = -flux[at(source)];
  }
  prior.orderings = {cn, pp};
}

}  // namespace

double FluxPrior::chi2(const Eight& f) const {
  Eight given = f;
  for (std::size_t s = 0; s < 8; ++s) {
    if (fixed[s]) {
      given[s] = 1;
    }
  }
  double sum = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    for (std::size_t j = 0; j < 8; ++j) {
      sum += (given[i] - 1) * inverse_covariance[8 * i + j] * (given[j] - 1);
    }
  }
  for (const FluxConstraint& row : constraints) {
    const double pull = (dot(row.coefficient, given) - row.value) / row.error;
    sum += pull * pull;
  }
  return core::ensure_finite(sum, "chi2 of the fluxes");
}

int FluxPrior::free_parameters() const {
  return static_cast<int>(std::count(free.begin(), free.end(), true)) -
         static_cast<int>(constraints.size());
}

std::vector<std::string> FluxPrior::broken_orderings(const Eight& f, double tolerance) const {
  std::vector<std::string> broken;
  for (const FluxOrdering& row : orderings) {
    double scale = 0;
    for (std::size_t s = 0; s < 8; ++s) {
      scale = std::max(scale, std::abs(row.coefficient[s] * f[s]));
    }
    if (dot(row.coefficient, f) < -tolerance * scale) {
      broken.push_back(row.name);
    }
  }
  return broken;
}

FluxConstraint luminosity_constraint(const Eight& reference, const std::filesystem::path& data) {
  using namespace core::units;
  const core::Table table = core::Table::read(data / "fluxes/luminosity.csv");
  const auto& names = table.text("source");
  const double distance = core::astronomical_unit;
  const double irradiance = core::L_sun / (4 * std::numbers::pi * distance * distance);
  FluxConstraint row{"luminosity", {}, 1, core::L_sun_relative_error};
  for (const Source source : model::all_sources) {
    const auto found = std::find(names.begin(), names.end(), model::name(source));
    if (found == names.end()) {
      throw core::DataError(fmt::format("{}: no energy of {}", table.path(), model::name(source)));
    }
    const double energy =
        table.values("energy")[static_cast<std::size_t>(found - names.begin())] * MeV;
    row.coefficient[at(source)] = energy * reference[at(source)] / (cm * cm * second) / irradiance;
  }
  return row;
}

FluxPrior flux_prior(const Fluxes& fluxes,
                     const FreeFluxes& free,
                     const std::filesystem::path& data) {
  FluxPrior prior;
  prior.reference = fluxes.value;
  for (const Source source : model::all_sources) {
    const std::size_t s = at(source);
    prior.fixed[s] = fluxes.fractional_error[s] == 0;
    prior.free[s] = (free.all && !prior.fixed[s]) || free.single.contains(source);
    if (prior.free[s] && prior.fixed[s]) {
      throw core::InvalidInput(
          fmt::format("the flux of {} is free and given at once", model::name(source)));
    }
    if (prior.free[s]) {
      core::require_positive(prior.reference[s],
                             fmt::format("reference flux of {}", model::name(source)));
    }
  }
  add_model_errors(prior, fluxes);
  add_orderings(prior);
  if (free.all) {
    const auto both_free = [&](Source a, Source b) {
      return prior.free[at(a)] && prior.free[at(b)];
    };
    prior.constraints.push_back(luminosity_constraint(prior.reference, data));
    if (both_free(Source::pep, Source::pp)) {
      prior.constraints.push_back(tie(Source::pep, Source::pp, pep_over_pp_error));
    }
    for (const Source source : {Source::o15, Source::f17}) {
      if (both_free(source, Source::n13)) {
        prior.constraints.push_back(
            tie(source, Source::n13, ratio_error(fluxes, source, Source::n13)));
      }
    }
  }
  return prior;
}

}  // namespace sunsi::solar
