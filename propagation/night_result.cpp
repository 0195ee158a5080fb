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

std::array<double, 3> electron_of(const EarthLevels::Ends& ends,
                                  const SpinAmplitudes& parts,
                                  const Products& mean) {
  std::array<double, 3> P{};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto column = static_cast<Eigen::Index>(i);
    P[i] = std::norm(ends.out(0, 2)) * std::norm(ends.in(2, column));
    for (std::size_t a = 0; a < 4; ++a) {
      for (std::size_t b = a; b < 4; ++b) {
        P[i] += (a == b ? 1 : 2) * mean[product(a, b)] *
                std::real(std::conj(parts[a](0, column)) * parts[b](0, column));
      }
    }
  }
  return P;
}

template <class Result>
Result night_result(const EarthLevels::Ends& ends, const Products& fine, const Products& coarse) {
  const auto parts = amplitudes(ends);
  if constexpr (std::is_same_v<Result, FlavourRegeneration>) {
    Result result{states_of(ends, parts, fine)};
    result.error = distance(result.state, states_of(ends, parts, coarse));
    return result;
  } else {
    Result result{electron_of(ends, parts, fine)};
    result.error = distance(result.P, electron_of(ends, parts, coarse));
    return result;
  }
}

template Regeneration night_result(const EarthLevels::Ends&, const Products&, const Products&);
template FlavourRegeneration night_result(const EarthLevels::Ends&,
                                          const Products&,
                                          const Products&);

void assign(FlavourRegeneration& result, const FlavourRegeneration& from) { result = from; }

void assign(Regeneration& result, const FlavourRegeneration& from) {
  result = {{}, from.error, from.left_out};
  for (std::size_t i = 0; i < 3; ++i) {
    result.P[i] = from.state[i](0, 0).real();
  }
}

}  // namespace sunsi::propagation::detail
