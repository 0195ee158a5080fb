#include <cmath>
#include <complex>
#include <sunsi/propagation/detail/closed_form.hpp>
#include <sunsi/propagation/detail/third_level_frame.hpp>
#include <sunsi/propagation/hamiltonian.hpp>

namespace sunsi::propagation::detail {
namespace {

constexpr std::complex<double> imaginary{0, 1};

double minors(const Eigen::Matrix3cd& H) {
  return std::real(H(0, 0) * H(1, 1) + H(0, 0) * H(2, 2) + H(1, 1) * H(2, 2)) - std::norm(H(0, 1)) -
         std::norm(H(0, 2)) - std::norm(H(1, 2));
}

}  // namespace

ThirdLevelFrame::ThirdLevelFrame(const model::OscillationParameters& osc,
                                 double energy,
                                 bool follow)
    : mixing_(mixing_matrix(osc)),
      vacuum_(Eigen::Vector3d(0, osc.dm21(), osc.dm31()) / (2 * energy)),
      normal_(osc.dm31() > 0),
      follow_(follow) {
  std::array<std::complex<double>, 3> direction{};
  for (std::size_t j = 0; j < 3; ++j) {
    const std::complex<double> u = mixing_(0, static_cast<Eigen::Index>(j));
    electron_[j] = std::abs(u);
    direction[j] = electron_[j] > 0 ? u / electron_[j] : 1.0;
  }
  phase_ = {std::conj(direction[0]) * direction[1], std::conj(direction[0]) * direction[2],
            std::conj(direction[1]) * direction[2]};
}

Eigen::Matrix3cd ThirdLevelFrame::in_mass_basis(const model::FlavourPotential& V) const {
  return mixing_.adjoint() * potential_matrix(V) * mixing_;
}

ThirdLevelFrame::Third ThirdLevelFrame::third(const PotentialSample& sample) const {
  Third t;
  t.H = in_mass_basis(sample.V);
  // A common potential changes nothing but would cost digits.
  t.H.diagonal().array() -= t.H(0, 0).real();
  t.H.diagonal() += vacuum_.cast<std::complex<double>>();
  const double trace = std::real(t.H.trace());
  const double e2 = minors(t.H);
  t.level = polished_root(eigenvalues(t.H)[normal_ ? 2 : 0], trace, e2, determinant(t.H));
  t.sum = trace - t.level;
  t.product = e2 - t.level * t.sum;
  // (H - E_1)(H - E_2) applied to nu_3 is the projection on v, with <nu_3|v> real and positive.
  const Eigen::Vector3cd column = t.H.col(2);
  t.v = t.H * column - t.sum * column;
  t.v[2] += t.product;
  t.v[2] = t.v[2].real();
  t.v.normalize();
  return t;
}

Eigen::Matrix3cd ThirdLevelFrame::rotation(const Eigen::Vector3cd& v) {
  const double c = v[2].real();
  const Eigen::Vector2cd w = v.head<2>();
  Eigen::Matrix3cd R;
  R.topLeftCorner<2, 2>() = Eigen::Matrix2cd::Identity() - w * w.adjoint() / (1 + c);
  R.col(2) = v;
  R.bottomLeftCorner<1, 2>() = -w.adjoint();
  return R;
}

Eigen::Matrix3cd ThirdLevelFrame::basis(const PotentialSample& sample) const {
  return follow_ ? rotation(third(sample).v) : Eigen::Matrix3cd::Identity();
}

double ThirdLevelFrame::overlap(const PotentialSample& sample) const {
  return std::norm(third(sample).v[2]);
}

Eigen::Matrix3cd ThirdLevelFrame::generator(const PotentialSample& sample) const {
  if (!follow_) {
    Eigen::Matrix3cd H = in_mass_basis(sample.V);
    H.diagonal() += vacuum_.cast<std::complex<double>>();
    return H;
  }
  const Third t = third(sample);
  const Eigen::Matrix3cd slope = in_mass_basis(sample.slope);
  Eigen::Vector3cd q = slope * t.v;
  q -= t.v * t.v.dot(q);
  // On the two other states (E_3 - H)^{-1} = (E_3 - E_1 - E_2 + H)/((E_3 - E_1)(E_3 - E_2)).
  const double det = (t.level - t.sum) * t.level + t.product;
  Eigen::Vector3cd dv = ((t.level - t.sum) * q + t.H * q) / det;
  const double c = t.v[2].real();
  dv -= imaginary * (dv[2].imag() / c) * t.v;  // keeps <nu_3|v> real
  const Eigen::Vector2cd w = t.v.head<2>();
  const Eigen::Vector2cd dw = dv.head<2>();
  const double dc = dv[2].real();
  const Eigen::Matrix3cd R = rotation(t.v);
  Eigen::Matrix3cd dR;
  dR.topLeftCorner<2, 2>() = -(dw * w.adjoint() + w * dw.adjoint()) / (1 + c) +
                             w * w.adjoint() * (dc / ((1 + c) * (1 + c)));
  dR.topRightCorner<2, 1>() = dw;
  dR.bottomLeftCorner<1, 2>() = -dw.adjoint();
  dR(2, 2) = dc;
  Eigen::Matrix3cd block = R.adjoint() * t.H * R;
  block(0, 2) = block(2, 0) = block(1, 2) = block(2, 1) = 0;
  block(2, 2) = t.level;
  const Eigen::Matrix3cd K = block - imaginary * (R.adjoint() * dR);
  return (K + K.adjoint()) / 2;
}

}  // namespace sunsi::propagation::detail
