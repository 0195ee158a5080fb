#include <algorithm>
#include <cmath>
#include <sunsi/propagation/detail/block_rotation.hpp>
#include <sunsi/propagation/detail/incoherent.hpp>
#include <sunsi/propagation/hamiltonian.hpp>

namespace sunsi::propagation::detail {
namespace {

PotentialSample sample_of(const model::FlavourPotential& per_electron, double n_e) {
  return potential({0, 0, {}, per_electron}, {n_e, 0.0});
}

}  // namespace

double mixed_by(const model::OscillationParameters& osc,
                const model::FlavourPotential& per_electron,
                double n_e) {
  const Eigen::Matrix3cd U = mixing_matrix(osc);
  const Eigen::Matrix3cd V = U.adjoint() * potential_matrix(sample_of(per_electron, n_e).V) * U;
  return std::abs(V(0, 1));
}

Incoherent::Incoherent(const model::OscillationParameters& osc,
                       const model::FlavourPotential& per_electron,
                       double n_e,
                       double deepest,
                       double ends,
                       double radius)
    : osc_(osc),
      per_electron_(per_electron),
      n_e_(n_e),
      ends_(ends),
      radius_(radius),
      jump_(std::max(5 * mixed_by(osc, per_electron, n_e), deepest)) {}

double Incoherent::error(double energy) const {
  const double gap = osc_.dm21() / (2 * energy);
  // A jump turns the levels by V_12/gap; each kink and end of the zenith angle leaves 1/phase of the
  // interference, and each jump its square.
  const double jump = jump_ / gap;
  return jump * std::min(1.0, ends_ / (2 * gap * radius_)) + jump * jump;
}

FlavourRegeneration Incoherent::operator()(double energy, double left_out) const {
  const BlockRotation rotation(osc_, energy, {per_electron_}, n_e_);
  FlavourRegeneration result;
  result.state = rotation.incoherent(sample_of(per_electron_, n_e_));
  result.left_out = left_out;
  result.error = error(energy) + left_out;
  return result;
}

}  // namespace sunsi::propagation::detail
