#include <Eigen/Geometry>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <sunsi/propagation/detail/earth_levels.hpp>
#include <sunsi/propagation/hamiltonian.hpp>

namespace sunsi::propagation::detail {
namespace {

PotentialSample sample_of(const model::FlavourPotential& per_electron, double n_e) {
  return potential({0, 0, {}, per_electron}, {n_e, 0.0});
}

/// Coefficients of a polynomial through its values at the Chebyshev points of [0, 1].
template <int n>
Eigen::Matrix<double, n, n> inverse_vandermonde() {
  Eigen::Matrix<double, n, n> powers;
  for (int k = 0; k < n; ++k) {
    const double place = (1 + std::cos(std::numbers::pi * (k + 0.5) / n)) / 2;
    for (int p = 0; p < n; ++p) {
      powers(k, p) = std::pow(place, p);
    }
  }
  return powers.inverse();
}

}  // namespace

EarthLevels::EarthLevels(const NightSphere& sphere,
                         const model::OscillationParameters& osc,
                         const std::vector<model::FlavourPotential>& per_electron,
                         double highest)
    : sphere_(sphere), osc_(osc), per_electron_(per_electron), highest_(highest) {
  constexpr int n = degree + 1;
  static const Eigen::Matrix<double, n, n> solve = inverse_vandermonde<n>();
  const ThirdLevelFrame frame(osc, highest, true);
  for (const model::FlavourPotential& material : per_electron) {
    Eigen::Matrix<double, n, 3> values;
    for (int k = 0; k < n; ++k) {
      const double place = (1 + std::cos(std::numbers::pi * (k + 0.5) / n)) / 2;
      // Without the slope: what the frame's turning adds is of second order in 2 E V/dm31.
      const Eigen::Matrix3cd K = frame.generator(sample_of(material, place * sphere.densest()));
      values.row(k) << K(0, 1).real(), -K(0, 1).imag(), (K(0, 0) - K(1, 1)).real() / 2;
    }
    const Eigen::Matrix<double, n, 3> coefficients = solve * values * (2 * highest);
    std::array<Vector, n> list;
    for (int p = 0; p < n; ++p) {
      list[static_cast<std::size_t>(p)] = coefficients.row(p).transpose();
    }
    polynomial_.push_back(list);
  }
}

EarthLevels::Taylor EarthLevels::block(std::size_t material, double n_e, double energy) const {
  const double scale = energy / highest_;
  const double u = n_e * scale;
  const auto& c = polynomial_[material];
  Taylor result;
  double factor = sphere_.radius() / (2 * energy);
  for (int j = 0; j < 6; ++j) {
    // sum_p binomial(p, j) c_p u^(p - j)
    Vector sum = Vector::Zero();
    double binomial = 1;  // of (p, j), from p = j upwards
    double power = 1;
    for (int p = j; p <= degree; ++p) {
      sum += (binomial * power) * c[static_cast<std::size_t>(p)];
      binomial *= (p + 1.0) / (p + 1.0 - j);
      power *= u;
    }
    result[static_cast<std::size_t>(j)] = factor * sum;
    factor *= scale;
  }
  return result;
}

std::array<double, 6> EarthLevels::size_series(std::size_t layer, double energy) const {
  const Taylor k = block(sphere_.layers()[layer].material, sphere_.middle(layer), energy);
  std::array<double, 6> c{};
  for (std::size_t m = 0; m < 6; ++m) {
    double square = 0;
    for (std::size_t i = 0; i <= m; ++i) {
      square += k[i].dot(k[m - i]);
    }
    for (std::size_t i = 1; i < m; ++i) {
      square -= c[i] * c[m - i];
    }
    c[m] = m == 0 ? std::sqrt(square) : square / (2 * c[0]);
  }
  return c;
}

void EarthLevels::axis(const NightSphere::Place& place, const Taylor& k, double* out) const {
  const double size = k[0].norm();
  const Vector along = k[0] / size;
  const double k_n = along.dot(k[1]);
  const Vector turn = (k[1] - k_n * along) / size;  // k^_n
  const Vector bend = 2 * (k[2] - along.dot(k[2]) * along) / size;
  const Vector g = -along.cross(turn) / (2 * size);
  const double rate = k_n / size;
  const double quarter = -1 / (4 * size * size);
  const double n1 = place.n[1];
  const double a = place.r > 0 ? n1 / place.r : 0;
  const double d = place.n[2] - a;
  const double by_r = place.r > 0 ? 3 * d / place.r : 0;  // n''' = mu by_r + mu^3 (n3 - by_r)
  const Vector third = -2 / (size * size) * g;
  const double square = 15.0 / 8 * rate * rate - 5.0 / 16 * turn.squaredNorm();
  Eigen::Map<Eigen::Matrix<double, 3, 4>> columns(out);
  columns.col(0) = along + a * quarter * turn;
  columns.col(1) = d * quarter * turn +
                   n1 * n1 * (quarter * (bend - 3 * rate * turn) - g.squaredNorm() / 2 * along);
  columns.col(2) = n1 * g + (by_r / 8 - 1.25 * rate * n1 * a) * third;
  columns.col(3) = ((place.n[3] - by_r) / 8 - 1.25 * rate * n1 * d + n1 * n1 * n1 * square) * third;
}

void EarthLevels::fill(double energy, int lane, double* phases, double* axes) const {
  using kernel::lanes;
  for (std::size_t layer = 0; layer < sphere_.layers().size(); ++layer) {
    const std::array<double, 6> c = size_series(layer, energy);
    double* own = phases + layer * kernel::moments * lanes + lane;
    for (std::size_t p = 0; p < 6; ++p) {
      own[p * lanes] = c[p];
    }
    const Taylor k = block(sphere_.layers()[layer].material, sphere_.middle(layer), energy);
    const double turn = k[0].cross(k[1]).squaredNorm() / k[0].squaredNorm();
    own[6 * lanes] = turn / (8 * c[0] * c[0] * c[0]);
  }
  for (std::size_t p = 0; p < sphere_.places().size(); ++p) {
    const NightSphere::Place& place = sphere_.places()[p];
    double values[kernel::axis_values];
    axis(place, block(place.material, place.n[0], energy), values);
    for (int v = 0; v < kernel::axis_values; ++v) {
      axes[(p * kernel::axis_values + static_cast<std::size_t>(v)) * lanes +
           static_cast<std::size_t>(lane)] = values[v];
    }
  }
}

double EarthLevels::next_order(const NightSphere::Place& place, const Taylor& k) {
  if (place.r == 0) {
    return 0;
  }
  const double size = k[0].norm();
  const double turn = k[0].cross(k[1]).norm() / (size * size);
  const double rate = k[1].norm() / size;
  // Derivatives along any chord, from above: those of n(r) times those of r, d^j r <= 3/r^(j - 1).
  const double r = place.r;
  const double d1 = std::abs(place.n[1]);
  const double d2 = std::abs(place.n[2]) + d1 / r;
  const double d3 = std::abs(place.n[3]) + 1.2 * d2 / r;
  const double d4 =
      6 * std::abs(place.n[3]) / r + 6 * std::abs(place.n[2]) / (r * r) + 3 * d1 / (r * r * r);
  const double s = rate * d1;
  const double next =
      d4 + 10 * rate * (d1 * d3 + d2 * d2) + 30 * s * rate * d1 * d2 * 2 + 30 * s * s * s * d1;
  return turn * next / (16 * size * size * size * size);
}

double EarthLevels::left_out(double energy) const {
  double sum = 0;
  for (std::size_t p = 0; p < 2 * sphere_.layers().size(); ++p) {
    const NightSphere::Place& place = sphere_.places()[p];
    sum += 2 * next_order(place, block(place.material, place.n[0], energy));  // both ways
  }
  for (std::size_t layer = 0; layer < sphere_.layers().size(); ++layer) {
    const std::array<double, 6> c = size_series(layer, energy);
    const double h = sphere_.half_range(layer);
    const double ratio =
        h * std::max(std::abs(c[1] / c[0]),
                     std::abs(c[5]) > 0 && c[4] != 0 ? std::abs(c[5] / c[4]) : 0.0);
    sum += 2 * std::abs(c[5]) * std::pow(h, 5) * std::min(1.0, ratio);
  }
  return sum;
}

EarthLevels::Ends EarthLevels::ends(double energy, std::size_t observer) const {
  const ThirdLevelFrame frame(osc_, energy, true);
  const auto& places = sphere_.places();
  const NightSphere::Place& entry = places[2 * sphere_.layers().size() - 1];
  const NightSphere::Place& exit = places[2 * sphere_.layers().size() + observer];
  const Eigen::Matrix3cd R =
      frame.basis(sample_of(per_electron_[entry.material], entry.n[0] * sphere_.densest()));
  const bool same = entry.material == exit.material && entry.n[0] == exit.n[0];
  return {R.adjoint(),
          mixing_matrix(osc_) * (same ? R
                                      : frame.basis(sample_of(per_electron_[exit.material],
                                                              exit.n[0] * sphere_.densest())))};
}

}  // namespace sunsi::propagation::detail
