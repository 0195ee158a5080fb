#include <Eigen/Eigenvalues>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <random>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/detector/scattering_rate.hpp>

using namespace sunsi;
using namespace sunsi::detector;
using C = std::complex<double>;

namespace {

constexpr double m_e = core::m_e / core::units::MeV;
constexpr double s2 = 0.2317;  // astro-ph/9502003

/// Tree-level total cross-section of amplitudes L, R for each final flavour, added up: the integral
/// over T of abs(L)^2 + abs(R)^2 (1 - z)^2 - Re(L R^*) m_e z/E [cm^2].
double summed_over_final(const std::array<C, 3>& L, const std::array<C, 3>& R, double E) {
  const double G_F = 1.1663788e-11;                        // MeV^-2
  const double hbar_c2 = std::pow(1.973269804593e-11, 2);  // (MeV cm)^2
  const double T = 2 * E * E / (m_e + 2 * E), y = 1 - T / E;
  double sum = 0;
  for (std::size_t f = 0; f < 3; ++f) {
    sum += std::norm(L[f]) * T + std::norm(R[f]) * E / 3 * (1 - y * y * y) -
           (L[f] * std::conj(R[f])).real() * m_e * T * T / (2 * E * E);
  }
  return 2 * G_F * G_F * m_e / std::numbers::pi * hbar_c2 * sum;
}

/// Amplitudes of the final flavours, by hand: vector couplings share eps between L and R.
double by_amplitudes(const model::EpsilonMatrixStd& eps, const std::array<C, 3>& psi, double E) {
  const model::FlavourRows rows = eps.rows();
  std::array<C, 3> L{}, R{};
  for (std::size_t f = 0; f < 3; ++f) {
    L[f] = (f == 0 ? 0.5 + s2 : -0.5 + s2) * psi[f];
    R[f] = s2 * psi[f];
    for (std::size_t b = 0; b < 3; ++b) {
      L[f] += rows[f][b] / 2.0 * psi[b];
      R[f] += rows[f][b] / 2.0 * psi[b];
    }
  }
  return summed_over_final(L, R, E);
}

Eigen::Matrix3cd matrix_of(const std::array<C, 3>& psi) {
  const Eigen::Vector3cd v(psi[0], psi[1], psi[2]);
  return v * v.adjoint();
}

std::array<C, 3> random_state(std::mt19937& random) {
  std::normal_distribution<double> x;
  std::array<C, 3> psi;
  double norm = 0;
  for (C& a : psi) {
    a = {x(random), x(random)};
    norm += std::norm(a);
  }
  for (C& a : psi) {
    a /= std::sqrt(norm);
  }
  return psi;
}

model::EpsilonMatrixStd random_eps(std::mt19937& random) {
  std::uniform_real_distribution<double> x(-1, 1);
  const auto c = [&] {
    const double re = x(random);
    return C(re, x(random));
  };
  model::EpsilonMatrixStd eps{x(random), x(random), x(random), {}, {}, {}};
  eps.emu = c();
  eps.etau = c();
  eps.mutau = c();
  return eps;
}

model::EpsilonMatrixStd from_matrix(const Eigen::Matrix3cd& m) {
  return {m(0, 0).real(), m(1, 1).real(), m(2, 2).real(), m(0, 1), m(0, 2), m(1, 2)};
}

Eigen::Matrix3cd to_matrix(const model::EpsilonMatrixStd& eps) {
  Eigen::Matrix3cd m;
  m << eps.ee, eps.emu, eps.etau, std::conj(eps.emu), eps.mumu, eps.mutau, std::conj(eps.etau),
      std::conj(eps.mutau), eps.tautau;
  return m;
}

/// A mixed state of trace 1.
Eigen::Matrix3cd random_rho(std::mt19937& random) {
  return 0.3 * matrix_of(random_state(random)) + 0.7 * matrix_of(random_state(random));
}

}  // namespace

TEST_CASE("the trace is the sum over final flavours of amplitudes squared, complex phases included",
          "[reference]") {
  std::mt19937 random(3);
  double turned = 0;
  for (int n = 0; n < 20; ++n) {
    const auto eps = random_eps(random);
    const auto psi = random_state(random);
    const auto sigma = NuElectronCrossSection::general(CrossSectionMode::tree, eps);
    for (const double E : {0.3, 0.862, 8.0}) {
      const double expected = by_amplitudes(eps, psi, E);
      CHECK(trace(matrix_of(psi), sigma.total(E)) == Approx(expected).epsilon(1e-9));
      // The conjugate state is another one: a transposed rho or eps would show.
      turned = std::max(turned,
                        std::abs(trace(matrix_of(psi).conjugate(), sigma.total(E)) / expected - 1));
    }
  }
  CHECK(turned > 0.1);
}

TEST_CASE("eps^e_ee = 0.5 raises the nu_e couplings by a quarter: by hand at 0.862 MeV",
          "[reference]") {
  // g_L = 0.7317 + 0.25, g_R = 0.2317 + 0.25. T_max = 0.66492 MeV, y = 0.22863:
  // 0.96373 T + 0.23203 E/3 (1 - y^3) - 0.47288 m_e T^2/(2 E^2) = 0.64080 + 0.06587 - 0.07189
  // = 0.63479 MeV, times 2 G_F^2 m_e/pi = 1.72327e-44 cm^2/MeV: 1.0939e-44 cm^2.
  model::EpsilonMatrixStd eps;
  eps.ee = 0.5;
  const auto sigma = NuElectronCrossSection::general(CrossSectionMode::tree, eps);
  CHECK(sigma.couplings(0.4).left(0, 0).real() == Approx(0.9817).epsilon(1e-12));
  CHECK(sigma.couplings(0.4).left(1, 1).real() == Approx(-0.2683).epsilon(1e-12));
  CHECK(sigma.couplings(0.4).right(0, 0).real() == Approx(0.4817).epsilon(1e-12));
  const Eigen::Matrix3cd electron = matrix_of({1, 0, 0});
  CHECK(trace(electron, sigma.total(0.862)) == Approx(1.0939e-44).epsilon(5e-5));
  CHECK(sigma.alike());  // P_ee is enough: the numbers by flavour are the same
  CHECK(sigma.total(Flavour::e, 0.862) ==
        Approx(trace(electron, sigma.total(0.862))).epsilon(1e-13));
  eps.ee = -0.5;
  const auto less = NuElectronCrossSection::general(CrossSectionMode::tree, eps);
  CHECK(less.total(Flavour::e, 0.862) < 0.4 * sigma.total(Flavour::e, 0.862));
}

TEST_CASE("flavour change adds without interference: nu_e with eps^e_emu alone", "[reference]") {
  model::EpsilonMatrixStd eps;
  eps.emu = {0.3, -0.4};
  const auto sigma = NuElectronCrossSection::general(CrossSectionMode::tree, eps);
  CHECK_FALSE(sigma.alike());
  const double standard = NuElectronCrossSection(CrossSectionMode::tree).total(Flavour::e, 0.862);
  // abs(eps)/2 = 1/4 in L and in R of the outgoing nu_mu.
  const double changed = summed_over_final({0, 0.25, 0}, {0, 0.25, 0}, 0.862);
  CHECK(trace(matrix_of({1, 0, 0}), sigma.total(0.862)) ==
        Approx(standard + changed).epsilon(1e-9));
  CHECK(changed > 0.05 * standard);
}

TEST_CASE("eps^e = diag(b, a, a) is the sum over P_ee and 1 - P_ee, whatever else rho holds",
          "[property]") {
  std::mt19937 random(8);
  for (const CrossSectionMode mode :
       {CrossSectionMode::tree, CrossSectionMode::kappa, CrossSectionMode::full}) {
    for (const double mass : {5.0, std::numeric_limits<double>::infinity()}) {
      model::EpsilonMatrixStd eps;
      eps.mumu = eps.tautau = 0.8;
      const NuElectronCrossSection old(mode, {0.8, mass});
      const auto general = NuElectronCrossSection::general(mode, eps, mass);
      const Eigen::Matrix3cd rho = random_rho(random);
      const double P = rho(0, 0).real();
      for (const double E : {0.3, 0.862, 10.0}) {
        const double expected =
            P * old.total(Flavour::e, E, 0.05) + (1 - P) * old.total(Flavour::x, E, 0.05);
        CHECK(trace(rho, general.total(E, 0.05)) == Approx(expected).epsilon(1e-13));
        CHECK(trace(rho, old.total(E, 0.05)) == Approx(expected).epsilon(1e-13));
      }
      // nu_mu and nu_tau apart: each counts by its own share.
      model::EpsilonMatrixStd apart;
      apart.tautau = 0.8;
      const auto tau = NuElectronCrossSection::general(mode, apart, mass);
      const NuElectronCrossSection none(mode);
      const double by_share = P * none.total(Flavour::e, 2) +
                              rho(1, 1).real() * none.total(Flavour::x, 2) +
                              rho(2, 2).real() * old.total(Flavour::x, 2);
      CHECK(trace(rho, tau.total(2)) == Approx(by_share).epsilon(1e-13));
    }
  }
}

TEST_CASE("the cross-section matrix is hermitian and positive, and windows cut it", "[property]") {
  std::mt19937 random(21);
  for (int n = 0; n < 10; ++n) {
    const auto sigma = NuElectronCrossSection::general(CrossSectionMode::full, random_eps(random));
    const Eigen::Matrix3cd G = sigma.total(5);
    CHECK((G - G.adjoint()).norm() < 1e-14 * G.norm());
    CHECK(Eigen::SelfAdjointEigenSolver<Eigen::Matrix3cd>(G).eigenvalues()[0] > 0);
    CHECK((sigma.total(5, 0, 2) + sigma.total(5, 2) - G).norm() < 1e-6 * G.norm());
    CHECK(sigma.total(5, 6).norm() == 0);
    CHECK(sigma.differential(5, 5).norm() == 0);
  }
}

TEST_CASE("a unitary change of nu_mu and nu_tau in rho and eps together changes no rate",
          "[property]") {
  std::mt19937 random(4);
  for (int n = 0; n < 10; ++n) {
    const Eigen::Matrix3cd rho = random_rho(random);
    const Eigen::Matrix3cd eps = to_matrix(random_eps(random));
    // W = 1 + a unitary 2x2 with complex phases.
    const auto a = random_state(random);
    const double size = std::sqrt(std::norm(a[0]) + std::norm(a[1]));
    Eigen::Matrix3cd W = Eigen::Matrix3cd::Identity();
    W(1, 1) = a[0] / size;
    W(1, 2) = a[1] / size;
    W(2, 1) = -std::conj(a[1]) / size;
    W(2, 2) = std::conj(a[0]) / size;
    const auto rate = [&](const Eigen::Matrix3cd& r, const Eigen::Matrix3cd& e) {
      return trace(
          r,
          NuElectronCrossSection::general(CrossSectionMode::full, from_matrix(e)).total(1.2, 0.1));
    };
    const double here = rate(rho, eps);
    CHECK(rate(W * rho * W.adjoint(), W * eps * W.adjoint()) == Approx(here).epsilon(1e-12));
    CHECK(std::abs(rate(W * rho * W.adjoint(), eps) / here - 1) > 1e-4);
  }
}

TEST_CASE("mean cross-sections by states and what P_ee cannot answer is refused", "[property]") {
  std::mt19937 random(5);
  const auto eps = random_eps(random);
  const auto sigma = NuElectronCrossSection::general(CrossSectionMode::full, eps);
  const std::vector<double> E{0.5, 3.0}, w{0.4, 0.6};
  const std::vector<Eigen::Matrix3cd> rho{random_rho(random), random_rho(random)};
  const double expected =
      0.4 * trace(rho[0], sigma.total(0.5, 0.1, 2)) + 0.6 * trace(rho[1], sigma.total(3, 0.1, 2));
  CHECK(mean_cross_section(sigma, SpectralStates{E, w, rho}, {0.1, 2}) ==
        Approx(expected).epsilon(1e-13));
  const std::vector<double> P{0.5, 0.5};
  CHECK_THROWS_AS(mean_cross_section(sigma, SpectralNodes{E, w, P}, {}), core::InvalidInput);
  CHECK_THROWS_AS(mean_cross_section(sigma, SpectralStates{E, P, {rho.data(), 1}}, {}),
                  core::InvalidInput);
  CHECK_THROWS_AS(sigma.total(Flavour::e, 1), core::InvalidInput);
  CHECK_THROWS_AS(sigma.total(-1.0), core::InvalidInput);
  model::EpsilonMatrixStd bad;
  bad.etau = {0, std::nan("")};
  CHECK_THROWS_AS(NuElectronCrossSection::general(CrossSectionMode::tree, bad), core::InvalidInput);
  CHECK_THROWS_AS(NuElectronCrossSection::general(CrossSectionMode::tree, eps, 0),
                  core::InvalidInput);
}
