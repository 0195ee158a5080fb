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
  std::array<Vector, degree + 1> c = polynomial_[material];
  Taylor result;
  double factor = sphere_.radius() / (2 * energy);
  for (std::size_t j = 0; j < result.size(); ++j) {
    // Horner's scheme again and again leaves sum_p binomial(p, j) c_p u^(p - j).
    for (std::size_t p = degree; p-- > j;) {
      c[p] += u * c[p + 1];
    }
    result[j] = factor * c[j];
    factor *= scale;
  }
  return result;
}

std::array<double, 6> EarthLevels::size_series(const Taylor& k) {
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

void EarthLevels::axis(const NightSphere::Place& place,
                       const Taylor& k,
                       bool last_orders,
                       double* out) {
  const double size = k[0].norm();
  const Vector along = k[0] / size;
  const double k_n = along.dot(k[1]);
  const Vector turn = (k[1] - k_n * along) / size;  // k^_n
  const Vector bend = 2 * (k[2] - along.dot(k[2]) * along) / size;
  const Vector g = -along.cross(turn) / (2 * size);
  const double rate = k_n / size;
  const double quarter = -1 / (4 * size * size);
  const double t = turn.squaredNorm();
  // Derivatives of n along the chord as polynomials in mu: n' = mu n1, n'' = a + mu^2 d, n''' = mu b +
  // mu^3 (n3 - b), n'''' = f0 + mu^2 f1 + mu^4 f2.
  const double n1 = place.n[1];
  const double n3 = place.n[3];
  const double over_r = place.r > 0 ? 1 / place.r : 0;
  const double a = n1 * over_r;
  const double d = place.n[2] - a;
  const double b = 3 * d * over_r;
  const double f0 = b * over_r;
  const double f1 = 6 * over_r * (n3 - b);
  const double f2 = over_r * (5 * b - 6 * n3);
  const Vector third = (last_orders ? -2 / (size * size) : 0) * g;
  const Vector fourth = (last_orders ? 1 / (16 * size * size * size * size) : 0) * turn;
  const double two = 105 * rate * rate - 17.5 * t;
  const double four = rate * (52.5 * t - 105 * rate * rate);
  Eigen::Map<Eigen::Matrix<double, 3, 5>> columns(out);
  columns.col(0) = along + a * quarter * turn + (f0 - 10 * rate * a * a) * fourth;
  columns.col(1) = d * quarter * turn +
                   n1 * n1 * (quarter * (bend - 3 * rate * turn) - g.squaredNorm() / 2 * along) +
                   (f1 - rate * (20 * a * d + 15 * n1 * b) + n1 * n1 * a * two) * fourth;
  columns.col(2) = (f2 - rate * (10 * d * d + 15 * n1 * (n3 - b)) + n1 * n1 * d * two +
                    n1 * n1 * n1 * n1 * four) *
                   fourth;
  columns.col(3) = n1 * g + (b / 8 - 1.25 * rate * n1 * a) * third;
  columns.col(4) = ((n3 - b) / 8 - 1.25 * rate * n1 * d +
                    n1 * n1 * n1 * (15.0 / 8 * rate * rate - 5.0 / 16 * t)) *
                   third;
}

double EarthLevels::fill(
    double energy, int lane, double* phases, double* axes, bool last_orders) const {
  using kernel::lanes;
  double left_out = 0;
  for (std::size_t layer = 0; layer < sphere_.layers().size(); ++layer) {
    const Taylor k = block(sphere_.layers()[layer].material, sphere_.middle(layer), energy);
    const std::array<double, 6> c = size_series(k);
    double* own = phases + layer * kernel::moments * lanes + lane;
    for (std::size_t p = 0; p < 4; ++p) {
      own[p * lanes] = c[p];
    }
    const double turn = k[0].cross(k[1]).squaredNorm() / k[0].squaredNorm();
    own[4 * lanes] = last_orders ? c[4] : 0;
    own[5 * lanes] = last_orders ? c[5] : 0;
    own[6 * lanes] = (last_orders ? turn : 0) / (8 * c[0] * c[0] * c[0]);
    const double h = sphere_.half_range(layer);
    const double ratio = h * std::abs(c[1] / c[0]);
    left_out += 2 * std::abs(c[5]) * (h * h * h * h * h) * std::min(1.0, ratio);
  }
  for (std::size_t p = 0; p < sphere_.places().size(); ++p) {
    const NightSphere::Place& place = sphere_.places()[p];
    const Taylor k = block(place.material, place.n[0], energy);
    double values[kernel::axis_values];
    axis(place, k, last_orders, values);
    for (int v = 0; v < kernel::axis_values; ++v) {
      axes[(p * kernel::axis_values + static_cast<std::size_t>(v)) * lanes +
           static_cast<std::size_t>(lane)] = values[v];
    }
    if (p < 2 * sphere_.layers().size()) {
      left_out += 2 * next_order(place, k);  // both ways
    }
  }
  return left_out;
}

double EarthLevels::next_order(const NightSphere::Place& place, const Taylor& k) {
  if (place.r == 0) {
    return 0;
  }
  const double size = k[0].norm();
  const double turn = k[0].cross(k[1]).norm() / (size * size);
  const double rate = k[1].norm() / size;
  // Largest derivatives along any chord: with mu = dr/dx, a = n_r/r and d = n_rr - a they are mu n_r,
  // mu^2 d + a, 3 (mu - mu^3) d/r + mu^3 n_rrr and 3 (1 - mu^2) [(1 - 5 mu^2) d/r^2 + 2 mu^2 n_rrr/r].
  const double r = place.r;
  const double d = std::abs(place.n[2] - place.n[1] / r);
  const double d1 = std::abs(place.n[1]);
  const double d2 = std::max(d1 / r, std::abs(place.n[2]));
  const double d3 = 1.16 * d / r + std::abs(place.n[3]);
  const double d4 = 3 * d / (r * r) + 1.5 * std::abs(place.n[3]) / r;
  const double d5 = 13 * d / (r * r * r) + 6 * std::abs(place.n[3]) / (r * r);
  // s4 by x once more, over 2 k.
  const double slope = rate * d1;
  const double next = d5 + rate * (21 * d1 * d4 + 35 * d2 * d3) +
                      rate * slope * (210 * d1 * d3 + 280 * d2 * d2) +
                      slope * slope * (1260 * rate * d1 * d2 + 945 * slope * slope * d1);
  return turn * next / (32 * size * size * size * size * size);
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
