#include <cmath>
#include <complex>
#include <sunsi/propagation/detail/night_result.hpp>
#include <type_traits>

namespace sunsi::propagation::detail {
namespace {

FlavourStates states_of(const EarthLevels::Ends& ends,
                        const SpinAmplitudes& parts,
                        const Products& mean) {
  FlavourStates states;
  const Eigen::Vector3cd third = ends.out.col(2);
  for (Eigen::Index i = 0; i < 3; ++i) {
    Eigen::Matrix3cd sum = std::norm(ends.in(2, i)) * third * third.adjoint();
    for (std::size_t a = 0; a < 4; ++a) {
      for (std::size_t b = 0; b < 4; ++b) {
        sum += mean[product(std::min(a, b), std::max(a, b))] * parts[a].col(i) *
               parts[b].col(i).adjoint();
      }
    }
    states[static_cast<std::size_t>(i)] = sum;
  }
  return states;
}

double distance(const std::array<double, 3>& a, const std::array<double, 3>& b) {
  double most = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    // Not a number passes on, which std::max would lose.
    most = std::abs(a[i] - b[i]) <= most ? most : std::abs(a[i] - b[i]);
  }
  return most;
}

double distance(const FlavourStates& a, const FlavourStates& b) {
  double most = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const double norm = (a[i] - b[i]).norm();
    const double largest = std::isfinite(norm) ? (a[i] - b[i]).cwiseAbs().maxCoeff() : norm;
    most = largest <= most ? most : largest;
  }
  return most;
}

}  // namespace

SpinAmplitudes amplitudes(const EarthLevels::Ends& ends) {
  using Complex = std::complex<double>;
  const Complex i{0, 1};
  Eigen::Matrix2cd one, x, y, z;
  one << 1, 0, 0, 1;
  x << 0, -i, -i, 0;
  y << 0, -1, 1, 0;
  z << -i, 0, 0, i;
  const auto between = [&](const Eigen::Matrix2cd& s) -> Eigen::Matrix3cd {
    return ends.out.leftCols<2>() * s * ends.in.topRows<2>();
  };
  return {between(one), between(x), between(y), between(z)};
}

ElectronProducts electron_products(const EarthLevels::Ends& ends) {
  using Complex = std::complex<double>;
  ElectronProducts result{};
  const Complex v0 = ends.out(0, 0);
  const Complex v1 = ends.out(0, 1);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto column = static_cast<Eigen::Index>(i);
    const Complex w0 = ends.in(0, column);
    const Complex w1 = ends.in(1, column);
    // The row of nu_e of `amplitudes`, -i taken out of the last three; of y it leaves -i sigma_y.
    const std::array<Complex, 4> part{v0 * w0 + v1 * w1, v0 * w1 + v1 * w0, v1 * w0 - v0 * w1,
                                      v0 * w0 - v1 * w1};
    const auto inner = [&](std::size_t a, std::size_t b) {  // conj(a) b
      return std::pair{part[a].real() * part[b].real() + part[a].imag() * part[b].imag(),
                       part[a].real() * part[b].imag() - part[a].imag() * part[b].real()};
    };
    std::array<double, kernel::products>& own = result[i];
    own[product(0, 0)] = inner(0, 0).first;
    own[product(1, 1)] = inner(1, 1).first;
    own[product(2, 2)] = inner(2, 2).first;
    own[product(3, 3)] = inner(3, 3).first;
    own[product(0, 1)] = 2 * inner(0, 1).second;  // Re[conj(p0) (-i) p1]
    own[product(0, 2)] = 2 * inner(0, 2).first;
    own[product(0, 3)] = 2 * inner(0, 3).second;
    own[product(1, 2)] = -2 * inner(1, 2).second;  // Re[conj(-i p1) p2]
    own[product(1, 3)] = 2 * inner(1, 3).first;
    own[product(2, 3)] = 2 * inner(2, 3).second;
  }
  return result;
}

std::array<double, 3> electron_of(const EarthLevels::Ends& ends,
                                  const ElectronProducts& parts,
                                  const Products& mean) {
  std::array<double, 3> P{};
  for (std::size_t i = 0; i < 3; ++i) {
    P[i] = std::norm(ends.out(0, 2)) * std::norm(ends.in(2, static_cast<Eigen::Index>(i)));
    for (std::size_t p = 0; p < mean.size(); ++p) {
      P[i] += mean[p] * parts[i][p];
    }
  }
  return P;
}

template <>
Regeneration night_result(const EarthLevels::Ends& ends, const Products& mean) {
  return {electron_of(ends, electron_products(ends), mean)};
}

template <>
FlavourRegeneration night_result(const EarthLevels::Ends& ends, const Products& mean) {
  return {states_of(ends, amplitudes(ends), mean)};
}

template <>
double change<Regeneration>(const EarthLevels::Ends& ends, const Products& a, const Products& b) {
  const ElectronProducts parts = electron_products(ends);
  return distance(electron_of(ends, parts, a), electron_of(ends, parts, b));
}

template <>
double change<FlavourRegeneration>(const EarthLevels::Ends& ends,
                                   const Products& a,
                                   const Products& b) {
  const SpinAmplitudes parts = amplitudes(ends);
  return distance(states_of(ends, parts, a), states_of(ends, parts, b));
}

void assign(FlavourRegeneration& result, const FlavourRegeneration& from) { result = from; }

void assign(Regeneration& result, const FlavourRegeneration& from) {
  result = {{}, from.error, from.left_out};
  for (std::size_t i = 0; i < 3; ++i) {
    result.P[i] = from.state[i](0, 0).real();
  }
}

}  // namespace sunsi::propagation::detail
