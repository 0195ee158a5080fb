#include <algorithm>
#include <sunsi/core/error.hpp>
#include <sunsi/core/quadrature.hpp>
#include <sunsi/detector/sno_projection.hpp>
#include <sunsi/detector/sno_scattering.hpp>

namespace sunsi::detector {
namespace {

constexpr int points = 24;

double threshold(double E) { return std::min(sno_threshold_MeV, 0.9 * largest_recoil_MeV(E)); }

}  // namespace

SnoScattering::SnoScattering(const std::vector<double>& energies_MeV, CrossSectionMode mode)
    : mode_(mode), energy_(energies_MeV) {
  const auto n = static_cast<Eigen::Index>(energy_.size());
  recoil_ = linear_e_ = linear_x_ = square_ = Eigen::ArrayXXd(points, n);
  const NuElectronCrossSection standard(mode);
  // T = top - (top - low) u^2: the cross-section has a logarithm at the largest recoil.
  const core::Quadrature rule = core::gauss_legendre(0, 1, points);
  for (Eigen::Index j = 0; j < n; ++j) {
    const double E = core::require_positive(energy_[static_cast<std::size_t>(j)], "energy in MeV");
    const double top = largest_recoil_MeV(E);
    const double range = top - threshold(E);
    double sigma_x = 0;
    for (Eigen::Index i = 0; i < points; ++i) {
      const double u = rule.node[static_cast<std::size_t>(i)];
      const double T = top - range * u * u;
      const double weight = rule.weight[static_cast<std::size_t>(i)] * 2 * u * range;
      const KinematicTerms f = kinematic_terms(mode, E, T);
      const ChiralCouplings e = standard.couplings(Flavour::e, T);
      const ChiralCouplings x = standard.couplings(Flavour::x, T);
      const auto slope = [&](const ChiralCouplings& g) {
        return weight *
               (2 * g.left * f.left + 2 * g.right * f.right - (g.left + g.right) * f.mixed);
      };
      recoil_(i, j) = T;
      linear_e_(i, j) = slope(e);
      linear_x_(i, j) = slope(x);
      square_(i, j) = weight * (f.left + f.right - f.mixed);
      sigma_x += weight * (x.left * x.left * f.left + x.right * x.right * f.right -
                           x.left * x.right * f.mixed);
    }
    for (Eigen::ArrayXXd* terms : {&linear_e_, &linear_x_, &square_}) {
      terms->col(j) /= core::require_positive(sigma_x, "sigma of nu_mu above SNO's threshold");
    }
  }
}

SnoAdded SnoScattering::added(const NuElectronCrossSection& sigma) const {
  if (!sigma.alike() || sigma.mode() != mode_) {
    throw core::InvalidInput(
        "what eps^e adds by P_ee needs couplings that are alike for nu_mu and nu_tau, and one "
        "mode");
  }
  const auto n = static_cast<Eigen::Index>(energy_.size());
  SnoAdded result{Eigen::VectorXd::Zero(n), Eigen::VectorXd::Zero(n)};
  const double half_e = sigma.eps().ee / 2;
  const double half_x = sigma.eps().mumu / 2;
  if (half_e == 0 && half_x == 0) {
    return result;
  }
  for (Eigen::Index j = 0; j < n; ++j) {
    double e = 0, x = 0, square = 0;
    for (Eigen::Index i = 0; i < points; ++i) {
      const double p = sigma.propagator(recoil_(i, j));
      e += p * linear_e_(i, j);
      x += p * linear_x_(i, j);
      square += p * p * square_(i, j);
    }
    result.e[j] = half_e * (e + half_e * square);
    result.x[j] = half_x * (x + half_x * square);
  }
  return result;
}

std::vector<Eigen::Matrix3cd> SnoScattering::added_matrices(
    const NuElectronCrossSection& sigma) const {
  const NuElectronCrossSection without(mode_);
  std::vector<Eigen::Matrix3cd> result;
  for (const double E : energy_) {
    const double low = threshold(E);
    result.push_back((sigma.total(E, low) - without.total(E, low)) /
                     without.total(Flavour::x, E, low));
  }
  return result;
}

}  // namespace sunsi::detector
