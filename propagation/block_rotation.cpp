#include <Eigen/LU>
#include <cmath>
#include <complex>
#include <numbers>
#include <sunsi/propagation/detail/block_rotation.hpp>
#include <sunsi/propagation/detail/eigenframe.hpp>
#include <sunsi/propagation/hamiltonian.hpp>

namespace sunsi::propagation::detail {
namespace {

using Vector = std::array<double, 3>;

constexpr double resolved_phase = 0.8;  // rad; beyond, the Magnus expansion is the worse one

/// cos(angle) - i sin(angle) axis . sigma as (w, v).
struct Quaternion {
  double w = 1;
  Vector v{};
};

Quaternion operator*(const Quaternion& a, const Quaternion& b) {
  return {a.w * b.w - a.v[0] * b.v[0] - a.v[1] * b.v[1] - a.v[2] * b.v[2],
          {a.w * b.v[0] + b.w * a.v[0] + a.v[1] * b.v[2] - a.v[2] * b.v[1],
           a.w * b.v[1] + b.w * a.v[1] + a.v[2] * b.v[0] - a.v[0] * b.v[2],
           a.w * b.v[2] + b.w * a.v[2] + a.v[0] * b.v[1] - a.v[1] * b.v[0]}};
}

/// exp(-i u . sigma)
Quaternion rotation(const Vector& u) {
  const double size = std::sqrt(u[0] * u[0] + u[1] * u[1] + u[2] * u[2]);
  const double sinc = size > 0 ? std::sin(size) / size : 1.0;
  return {std::cos(size), {sinc * u[0], sinc * u[1], sinc * u[2]}};
}

double norm(const Vector& u) { return std::sqrt(u[0] * u[0] + u[1] * u[1] + u[2] * u[2]); }

Vector cross(const Vector& a, const Vector& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

/// Fourth-order Magnus step of length 2 h: exp(-i w . sigma) with
/// w = int k dx - (2 h)^2/6 k_b x (k_c - k_a), Simpson's rule for the integral.
Quaternion resolved(const Vector& ka, const Vector& kb, const Vector& kc, double h) {
  const Vector turn = cross(kb, {kc[0] - ka[0], kc[1] - ka[1], kc[2] - ka[2]});
  Vector w{};
  for (std::size_t x = 0; x < 3; ++x) {
    w[x] = h / 3 * (ka[x] + 4 * kb[x] + kc[x]) - 2 * h * h / 3 * turn[x];
  }
  return rotation(w);
}

/// One step of length 2 h from k_a by k_b to k_c. Where it does not resolve the oscillation: in the
/// frame that turns evenly from the direction of k_a to that of k_c the Hamiltonian is constant, k_a
/// to the phase minus half the turn.
Quaternion step(const Vector& ka, const Vector& kb, const Vector& kc, double h) {
  const double a = norm(ka);
  const double c = norm(kc);
  const double phase = h / 3 * (a + 4 * norm(kb) + c);  // half that of the oscillation
  if (phase < resolved_phase || a == 0 || c == 0) {
    return resolved(ka, kb, kc, h);
  }
  const double scale = 1 / (a * c);
  const Vector axis = cross(ka, kc);
  const double s = scale * norm(axis);
  const double dot = scale * (ka[0] * kc[0] + ka[1] * kc[1] + ka[2] * kc[2]);
  const double half = s > 0 ? scale * std::atan2(s, dot) / (2 * s) : 0;
  const Vector turn{half * axis[0], half * axis[1], half * axis[2]};
  const double p = phase / a;
  return rotation(turn) * rotation({p * ka[0] - turn[0], p * ka[1] - turn[1], p * ka[2] - turn[2]});
}

}  // namespace

BlockRotation::BlockRotation(const model::OscillationParameters& osc,
                             double energy,
                             const std::vector<model::FlavourPotential>& materials,
                             double densest)
    : frame_(osc, energy, true),
      mixing_(mixing_matrix(osc)),
      thinness_(densest > 0 ? 1 / densest : 0) {
  Eigen::Matrix<double, 5, 5> powers;
  Eigen::Matrix<double, 5, 1> place;
  for (int n = 0; n < 5; ++n) {
    place[n] = (1 + std::cos(std::numbers::pi * (n + 0.5) / 5)) / 2;
    for (int p = 0; p < 5; ++p) {
      powers(n, p) = std::pow(place[n], p);
    }
  }
  const Eigen::PartialPivLU<Eigen::Matrix<double, 5, 5>> solver(powers);
  for (const model::FlavourPotential& per_electron : materials) {
    Material material{per_electron, {}};
    Eigen::Matrix<double, 5, 3> values;
    const PathSegment segment{0, 0, {}, per_electron};
    for (int n = 0; n < 5; ++n) {
      // Without the slope: what the frame's turning adds is of second order in 2 E V/dm31.
      const Eigen::Matrix3cd K = frame_.generator(potential(segment, {place[n] * densest, 0.0}));
      values.row(n) << K(0, 1).real(), -K(0, 1).imag(), (K(0, 0) - K(1, 1)).real() / 2;
    }
    const Eigen::Matrix<double, 5, 3> coefficients = solver.solve(values);
    for (int p = 0; p < 5; ++p) {
      for (int x = 0; x < 3; ++x) {
        material.k[static_cast<std::size_t>(p)][static_cast<std::size_t>(x)] = coefficients(p, x);
      }
    }
    materials_.push_back(material);
  }
}

BlockRotation::Vector BlockRotation::block(const Material& material, double n_e) const {
  const double u = n_e * thinness_;
  Vector k{};
  for (std::size_t x = 0; x < 3; ++x) {
    const auto& c = material.k;
    k[x] = (((c[4][x] * u + c[3][x]) * u + c[2][x]) * u + c[1][x]) * u + c[0][x];
  }
  return k;
}

Eigen::Matrix3cd BlockRotation::frame_at(std::size_t material, double n_e) const {
  const PathSegment segment{0, 0, {}, materials_[material].per_electron};
  return frame_.basis(potential(segment, {n_e, 0.0}));
}

BlockRotation::Passage BlockRotation::passage(const ZenithGrid::Node& node) const {
  if (node.pieces.empty()) {
    return {Eigen::Matrix3cd::Identity(), Eigen::Matrix2cd::Identity(), mixing_};
  }
  Quaternion S;
  for (const ZenithGrid::Piece& piece : node.pieces) {
    const Material& material = materials_[piece.material];
    Vector ka = block(material, piece.n_e[0]);
    for (std::size_t n = 0; n + 2 < piece.n_e.size(); n += 2) {
      const Vector kc = block(material, piece.n_e[n + 2]);
      S = step(ka, block(material, piece.n_e[n + 1]), kc, piece.step) * S;
      ka = kc;
    }
  }
  using Complex = std::complex<double>;
  Eigen::Matrix2cd s;
  s << Complex(S.w, -S.v[2]), Complex(-S.v[1], -S.v[0]), Complex(S.v[1], -S.v[0]),
      Complex(S.w, S.v[2]);
  return {frame_at(node.pieces.front().material, node.pieces.front().n_e.front()).adjoint(), s,
          mixing_ * frame_at(node.pieces.back().material, node.pieces.back().n_e.back())};
}

std::array<double, 3> BlockRotation::electron(const ZenithGrid::Node& node) const {
  const Passage through = passage(node);
  const Eigen::RowVector2cd electron = through.out.block<1, 2>(0, 0) * through.s;
  std::array<double, 3> P{};
  for (int i = 0; i < 3; ++i) {
    P[static_cast<std::size_t>(i)] = std::norm((electron * through.in.block<2, 1>(0, i)).value()) +
                                     std::norm(through.out(0, 2)) * std::norm(through.in(2, i));
  }
  return P;
}

FlavourStates BlockRotation::flavours(const ZenithGrid::Node& node) const {
  const Passage through = passage(node);
  const Eigen::Matrix<std::complex<double>, 3, 2> first_two = through.out.leftCols<2>() * through.s;
  const Eigen::Vector3cd third = through.out.col(2);
  FlavourStates states;
  for (int i = 0; i < 3; ++i) {
    const Eigen::Vector3cd psi = first_two * through.in.block<2, 1>(0, i);
    states[static_cast<std::size_t>(i)] =
        psi * psi.adjoint() + std::norm(through.in(2, i)) * third * third.adjoint();
  }
  return states;
}

FlavourStates BlockRotation::incoherent(const PotentialSample& sample) const {
  const Eigen::Matrix3cd R = frame_.basis(sample);
  const Eigen::Matrix3cd K = frame_.generator({sample.V, {}});
  const Frame levels = detail::frame_at([&](double) { return K; }, 0);
  const Eigen::Matrix3cd to_levels = levels.U.adjoint() * R.adjoint();
  const Eigen::Matrix3cd to_flavours = mixing_ * R * levels.U;
  FlavourStates states;
  for (int i = 0; i < 3; ++i) {
    states[static_cast<std::size_t>(i)] =
        to_flavours * to_levels.col(i).cwiseAbs2().asDiagonal() * to_flavours.adjoint();
  }
  return states;
}

}  // namespace sunsi::propagation::detail
