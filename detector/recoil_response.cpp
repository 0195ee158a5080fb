#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/detector/recoil_response.hpp>

namespace sunsi::detector {
namespace {

constexpr int points_near = 24;  // of a piece that the logarithm at E_min is close to
constexpr int points_far = 6;

}  // namespace

double SourceSpectrum::end_MeV() const {
  double end = knots_MeV.empty() ? 0 : knots_MeV.back();
  for (const Line& line : lines) {
    end = std::max(end, line.energy_MeV);
  }
  return end;
}

RecoilResponse::RecoilResponse(const SourceSpectrum& spectrum,
                               const core::NodeBasis& basis,
                               std::vector<double> recoil_MeV,
                               CrossSectionMode mode)
    : recoil_(std::move(recoil_MeV)), mode_(mode) {
  const auto rows = static_cast<Eigen::Index>(recoil_.size());
  const auto columns = static_cast<Eigen::Index>(basis.size());
  if (spectrum.lines.empty() == spectrum.knots_MeV.empty()) {
    throw core::InvalidInput(
        "a spectrum of recoils needs either lines or a density with its knots");
  }
  if (!spectrum.knots_MeV.empty() &&
      (basis.is_lines() || basis.edges().front() > spectrum.knots_MeV.front() ||
       basis.edges().back() < spectrum.knots_MeV.back())) {
    throw core::InvalidInput("the panels of the energy nodes must cover the spectrum");
  }
  left_ = right_ = mixed_ = Eigen::MatrixXd::Zero(rows, columns);
  const NuElectronCrossSection sigma(mode);
  standard_.left_e = standard_.right_e = standard_.left_x = standard_.right_x =
      Eigen::ArrayXd(rows);
  for (Eigen::Index k = 0; k < rows; ++k) {
    const double T = core::require_positive(recoil_[static_cast<std::size_t>(k)], "recoil in MeV");
    const ChiralCouplings e = sigma.couplings(Flavour::e, T);
    const ChiralCouplings x = sigma.couplings(Flavour::x, T);
    standard_.left_e[k] = e.left;
    standard_.right_e[k] = e.right;
    standard_.left_x[k] = x.left;
    standard_.right_x[k] = x.right;
    for (const SourceSpectrum::Line& line : spectrum.lines) {
      const core::NodeBasis::Values at = basis.values(line.energy_MeV);
      if (at.value.empty()) {
        throw core::InvalidInput(
            fmt::format("the line at {} MeV is no node of the basis", line.energy_MeV));
      }
      add_energy(k, line.fraction, line.energy_MeV, at);
    }
    if (!spectrum.knots_MeV.empty()) {
      integrate(k, spectrum, basis);
    }
  }
  all_left_ = left_.rowwise().sum();
  all_right_ = right_.rowwise().sum();
  all_mixed_ = mixed_.rowwise().sum();
  core::ensure_finite(left_.sum() + right_.sum() + mixed_.sum(),
                      "the weights of a recoil response");
}

void RecoilResponse::add_energy(Eigen::Index k,
                                double weight,
                                double E,
                                const core::NodeBasis::Values& at) {
  const KinematicTerms terms = kinematic_terms(mode_, E, recoil_[static_cast<std::size_t>(k)]);
  for (std::size_t i = 0; i < at.value.size(); ++i) {
    const auto j = static_cast<Eigen::Index>(at.first + i);
    const double w = weight * at.value[i];
    left_(k, j) += w * terms.left;
    right_(k, j) += w * terms.right;
    mixed_(k, j) += w * terms.mixed;
  }
}

void RecoilResponse::integrate(Eigen::Index k,
                               const SourceSpectrum& spectrum,
                               const core::NodeBasis& basis) {
  const double from = smallest_energy_MeV(recoil_[static_cast<std::size_t>(k)]);
  const double end = spectrum.knots_MeV.back();
  std::vector<double> cuts(spectrum.knots_MeV);
  cuts.insert(cuts.end(), basis.edges().begin(), basis.edges().end());
  cuts.push_back(from);
  std::erase_if(cuts, [&](double E) { return E < from || E > end; });
  std::sort(cuts.begin(), cuts.end());
  static const core::Quadrature near = core::gauss_legendre(0, 1, points_near);
  static const core::Quadrature far = core::gauss_legendre(0, 1, points_far);
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    // E = E_min + v^2 takes the sting out of ln(E - E_min).
    const double lo = std::sqrt(cuts[i] - from);
    const double width = std::sqrt(cuts[i + 1] - from) - lo;
    const core::Quadrature& rule = lo < 3 * width ? near : far;
    for (std::size_t n = 0; width > 0 && n < rule.node.size(); ++n) {
      const double v = lo + width * rule.node[n];
      const double E = from + v * v;
      add_energy(k, rule.weight[n] * width * 2 * v * spectrum.density(E), E, basis.values(E));
    }
  }
}

RecoilCouplings RecoilResponse::couplings(const NuElectronCrossSection& sigma) const {
  if (!sigma.alike() || sigma.mode() != mode_) {
    throw core::InvalidInput(
        "recoils by P_ee need couplings that are alike for nu_mu and nu_tau, and the mode that the "
        "response was made with");
  }
  RecoilCouplings g = standard_;
  const double eps_e = sigma.eps().ee;
  const double eps_x = sigma.eps().mumu;
  if (eps_e == 0 && eps_x == 0) {
    return g;
  }
  for (Eigen::Index k = 0; k < g.left_e.size(); ++k) {
    const double half = sigma.propagator(recoil_[static_cast<std::size_t>(k)]) / 2;
    g.left_e[k] += eps_e * half;
    g.right_e[k] += eps_e * half;
    g.left_x[k] += eps_x * half;
    g.right_x[k] += eps_x * half;
  }
  return g;
}

Eigen::VectorXd RecoilResponse::recoils(const Eigen::VectorXd& P_ee,
                                        const RecoilCouplings& g) const {
  if (P_ee.size() != energies() || g.left_e.size() != left_.rows()) {
    throw core::InvalidInput(
        fmt::format("{} probabilities for {} energies, {} couplings for {} "
                    "recoils",
                    P_ee.size(), energies(), g.left_e.size(), left_.rows()));
  }
  const Eigen::ArrayXd left = left_ * P_ee;
  const Eigen::ArrayXd right = right_ * P_ee;
  const Eigen::ArrayXd mixed = mixed_ * P_ee;
  return g.left_e.square() * left + g.right_e.square() * right - g.left_e * g.right_e * mixed +
         g.left_x.square() * (all_left_.array() - left) +
         g.right_x.square() * (all_right_.array() - right) -
         g.left_x * g.right_x * (all_mixed_.array() - mixed);
}

Eigen::VectorXd RecoilResponse::recoils(std::span<const Eigen::Matrix3cd> rho,
                                        const NuElectronCrossSection& sigma) const {
  if (static_cast<Eigen::Index>(rho.size()) != energies() || sigma.mode() != mode_) {
    throw core::InvalidInput(fmt::format("{} states for {} energies, or another cross-section mode",
                                         rho.size(), energies()));
  }
  Eigen::VectorXd result(left_.rows());
  for (Eigen::Index k = 0; k < left_.rows(); ++k) {
    Eigen::Matrix3cd left = Eigen::Matrix3cd::Zero();
    Eigen::Matrix3cd right = left;
    Eigen::Matrix3cd mixed = left;
    for (Eigen::Index j = 0; j < left_.cols(); ++j) {
      const Eigen::Matrix3cd& state = rho[static_cast<std::size_t>(j)];
      left += left_(k, j) * state;
      right += right_(k, j) * state;
      mixed += mixed_(k, j) * state;
    }
    const ChiralMatrices g = sigma.couplings(recoil_[static_cast<std::size_t>(k)]);
    const Eigen::Matrix3cd product = g.left * g.right;
    result[k] = trace(left, g.left * g.left) + trace(right, g.right * g.right) -
                trace(mixed, (product + product.adjoint()) / 2);
  }
  return result;
}

core::Quadrature recoil_rule(const SourceSpectrum& spectrum,
                             const RecoilWindow& window,
                             int points) {
  if (!(window.low_MeV >= 0 && window.high_MeV > window.low_MeV)) {
    throw core::InvalidInput(
        fmt::format("recoil window from {} to {} MeV must rise", window.low_MeV, window.high_MeV));
  }
  const double top = std::min(window.high_MeV, largest_recoil_MeV(spectrum.end_MeV()));
  if (top <= window.low_MeV) {
    return {};
  }
  core::Quadrature rule = core::gauss_legendre(0, 1, points);
  const double range = top - window.low_MeV;
  for (std::size_t i = 0; i < rule.node.size(); ++i) {
    const double v = rule.node[i];
    rule.node[i] = window.low_MeV + range * v * v * (3 - 2 * v);
    rule.weight[i] *= range * 6 * v * (1 - v);
  }
  return rule;
}

}  // namespace sunsi::detector
