#include <Eigen/Eigenvalues>
#include <catch2/catch.hpp>
#include <sunsi/propagation/detail/magnus_stepper.hpp>
#include <sunsi/propagation/detail/third_level_frame.hpp>
#include <sunsi/propagation/hamiltonian.hpp>
#include <sunsi/propagation/magnus.hpp>

#include "sun.hpp"

using namespace test;

namespace {

model::MassFractions magnus(const model::OscillationParameters& osc,
                            const propagation::PotentialProfile& profile,
                            const propagation::ProductionZone& where,
                            double energy,
                            double tolerance = 1e-6,
                            propagation::EngineWork* work = nullptr) {
  const std::size_t only[] = {0};
  return propagation::MagnusEngine(osc, profile, {where}, tolerance)(energy, only, work)[0];
}

/// A general hermitian potential that follows the Sun: couplings to nucleons beside V_e.
propagation::PotentialProfile general(double size) {
  const auto V = [size](const model::Composition& n) {
    const double e = model::charged_current_potential(n.n_e);
    const double nsi = size * model::charged_current_potential(n.n_n + n.n_p);
    model::FlavourPotential v{e + 0.3 * nsi, -0.4 * nsi, 0.6 * nsi};
    v.emu = {0.2 * nsi, -0.5 * nsi};
    v.etau = {-0.1 * nsi, 0.3 * nsi};
    v.mutau = {0.4 * nsi, 0.2 * nsi};
    return v;
  };
  return {[V](double r) {
            const auto s = sun().composition(r / core::R_sun);
            model::Composition slope = s.slope;
            slope = {slope.n_e / core::R_sun, slope.n_p / core::R_sun, slope.n_n / core::R_sun};
            return propagation::PotentialSample{V(s.value), V(slope)};
          },
          core::R_sun};
}

/// exp(i M) of a hermitian matrix by its eigenvectors, in long double.
Eigen::Matrix3cd exponential(const Eigen::Matrix3cd& M) {
  using Long = Eigen::Matrix<std::complex<long double>, 3, 3>;
  const Eigen::SelfAdjointEigenSolver<Long> solver(M.cast<std::complex<long double>>());
  Long phases = Long::Zero();
  for (Eigen::Index k = 0; k < 3; ++k) {
    phases(k, k) = std::polar(1.0L, solver.eigenvalues()[k]);
  }
  return (solver.eigenvectors() * phases * solver.eigenvectors().adjoint())
      .cast<std::complex<double>>();
}

}  // namespace

TEST_CASE("magnus agrees with the ode, which shares no step with it", "[reference]") {
  for (const double eps : {0.0, 1.93, -3.0}) {
    for (const double dm31 : {2.5e-3, -2.5e-3}) {
      for (const double E : {2.0, 10.0, 16.0}) {
        CAPTURE(eps, dm31, E);
        const auto where = zone(model::Source::b8);
        const auto a = ode(lma(dm31), solar_profile(eps), where, E * MeV, 1e-8);
        const auto b = magnus(lma(dm31), solar_profile(eps), where, E * MeV, 1e-8);
        CHECK(largest_difference(a, b) <= a.error + b.error);
        CHECK(b.error <= 1e-8);
        CHECK(std::abs(sum(b) - 1) < 1e-12);
      }
    }
  }
}

TEST_CASE("any hermitian potential, both orderings: three engines", "[reference]") {
  for (const double dm31 : {2.5e-3, -2.5e-3}) {
    for (const double E : {3.0, 12.0}) {
      CAPTURE(dm31, E);
      const auto where = zone(model::Source::b8);
      const auto a = adiabatic(lma(dm31), general(0.5), where, E * MeV);
      const auto b = ode(lma(dm31), general(0.5), where, E * MeV, 1e-7);
      const auto c = magnus(lma(dm31), general(0.5), where, E * MeV, 1e-7);
      CHECK(largest_difference(b, c) <= b.error + c.error);
      CHECK(largest_difference(a, c) <= a.error + c.error);
      // The phases of the off-diagonal potentials matter: another solution altogether without them.
      CHECK(largest_difference(a, adiabatic(lma(dm31), solar_profile(0), where, E * MeV)) > 0.01);
    }
  }
}

TEST_CASE("magnus is of fourth order", "[property]") {
  const auto where = at(0.05);
  const auto exact = magnus(lma(), solar_profile(3), where, 10 * MeV, 1e-11);
  const auto error = [&](double tolerance) {
    propagation::EngineWork work;
    const auto f = magnus(lma(), solar_profile(3), where, 10 * MeV, tolerance, &work);
    CHECK(largest_difference(f, exact) <= f.error);
    return f.error;
  };
  // The phase of a step goes with the fourth root of the tolerance: the error with the tolerance.
  CHECK(error(1e-6) / error(1e-8) > 20);
}

TEST_CASE("magnus: eps = 1 is vacuum and LOW in a steep profile is not adiabatic", "[property]") {
  const auto row = lma().electron_row();
  const auto f = magnus(lma(), constant_eps(1), at(0.05), 5 * MeV, 1e-9);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(f.P[i] == Approx(row[i]).margin(1e-10));
  }
  const auto osc = model::OscillationParameters::from_sin2({0.1, 0, 0.5, 0, 1e-7, 2.5e-3});
  const auto profile =
      exponential(245 * core::V_CC_per_mol_cm3, core::R_sun / 10.54, 3.5 * core::R_sun);
  const propagation::ProductionZone centre{{0.0}, {1.0}};
  const auto a = ode(osc, profile, centre, 5 * MeV, 1e-7);
  const auto b = magnus(osc, profile, centre, 5 * MeV, 1e-7);
  CHECK(largest_difference(a, b) <= a.error + b.error);
  CHECK(largest_difference(b, adiabatic(osc, profile, centre, 5 * MeV)) > 0.01);
}

TEST_CASE("matter so dense that the third level is none: the frame is left", "[property]") {
  // 2 E V = 4 dm31 in a slab that thins out: nu_e is the third level inside.
  const double V0 = 4 * 2.5e-3 / (2 * 10 * MeV);
  const auto profile = exponential(V0, 0.002 * core::R_sun, 0.05 * core::R_sun);
  const propagation::ProductionZone centre{{0.0}, {1.0}};
  const auto a = ode(lma(), profile, centre, 10 * MeV, 1e-7);
  const auto b = magnus(lma(), profile, centre, 10 * MeV, 1e-7);
  CHECK(largest_difference(a, b) <= a.error + b.error);
  CHECK(b.P[2] > 0.5);
}

TEST_CASE("the frame of the third level: unitary, a block, its slope the true one", "[reference]") {
  const auto profile = general(0.5);
  const propagation::detail::ThirdLevelFrame frame(lma(), 10 * MeV, true);
  const Eigen::Matrix3cd U = propagation::mixing_matrix(lma());
  const Eigen::Matrix3cd m2 = propagation::mass_squared_matrix(lma());
  const double h = 1e-5 * core::R_sun;
  for (const double x : {0.05, 0.2, 0.6}) {
    const double r = x * core::R_sun;
    const Eigen::Matrix3cd R = frame.basis(profile.at(r));
    CHECK((R.adjoint() * R - Eigen::Matrix3cd::Identity()).norm() < 1e-14);
    const Eigen::Matrix3cd H =
        U.adjoint() * propagation::hamiltonian(m2, 10 * MeV, profile.at(r).V) * U;
    const Eigen::Matrix3cd slope =
        (frame.basis(profile.at(r + h)) - frame.basis(profile.at(r - h))) / (2 * h);
    Eigen::Matrix3cd K = R.adjoint() * H * R - std::complex<double>(0, 1) * R.adjoint() * slope;
    Eigen::Matrix3cd mine = frame.generator(profile.at(r));
    K.diagonal().array() -= K.trace() / 3.0;
    mine.diagonal().array() -= mine.trace() / 3.0;
    // Differences over 2e-5 of the radius: (h/scale)^2 = 1e-8 of a rotation of some 0.1 a radius.
    CHECK((K - mine).norm() * core::R_sun < 1e-7);
    CHECK(std::abs(mine(0, 2)) * core::R_sun > 1e-4);  // what the check above is about
  }
}

TEST_CASE("one potential: the generator written out is that of the matrices", "[reference]") {
  // Any mixing, theta13 = 0 among it, both orderings, both signs of V_e - V_mu.
  for (const double s13 : {0.0, 0.02215, 0.3}) {
    for (const double dm31 : {2.5e-3, -2.5e-3}) {
      for (const double eps : {0.0, 1.93, -2.0}) {
        const auto osc = model::OscillationParameters::from_sin2(
            {0.308, s13, 0.47, 212 * core::units::degree, 7.49e-5, dm31});
        const propagation::detail::ThirdLevelFrame frame(osc, 10 * MeV, true);
        for (const double x : {0.0, 0.05, 0.3, 0.9}) {
          CAPTURE(s13, dm31, eps, x);
          const auto sample = solar_profile(eps).at(x * core::R_sun);
          Eigen::Matrix3cd general = frame.generator(sample);
          general.diagonal().array() -= general.trace() / 3.0;
          Eigen::Matrix3cd mine = frame.split(sample).matrix();
          mine.diagonal().array() -= mine.trace() / 3.0;
          // Both are rounding of numbers of the size of the third level.
          CHECK((general - mine).norm() < 2e-15 * general.norm());
          // Couplings to the third state are 1e-7 of it and hold to nine digits.
          const double small = general.block<2, 1>(0, 2).norm();
          CHECK((general - mine).block<2, 1>(0, 2).norm() <= 1e-9 * small + 1e-30);
        }
      }
    }
  }
}

TEST_CASE("the short exponential of a step is that of the whole matrix", "[reference]") {
  using propagation::detail::FrameGenerator;
  // Block turned by a radian in the step, third level 800 away, couplings as in the Sun and larger.
  for (const double size : {0.0, 1e-5, 1e-4}) {
    const FrameGenerator a{0.4, 800, {0.3, -0.2}, {0.7 * size, -size}, {0.5 * size, 0.9 * size}};
    const FrameGenerator b{0.5, 801, {0.1, 0.3}, {-0.2 * size, size}, {0.4 * size, 0.8 * size}};
    for (const double h : {1.0, -1.0}) {
      CAPTURE(size, h);
      Eigen::Matrix3cd whole =
          exponential(propagation::detail::magnus_exponent(a.matrix(), b.matrix(), h));
      const Eigen::Matrix3cd mine = propagation::detail::magnus_factor(a, b, h);
      // The two differ by a common phase, which no probability sees.
      whole *= mine(0, 0) / whole(0, 0) * std::abs(whole(0, 0)) / std::abs(mine(0, 0));
      // Rounding of a phase of 800 is 1e-13; the shifts of the levels are 3e-11 at the largest
      // couplings, what is left out 4e-14.
      CHECK((whole - mine).norm() < 5e-13);
      // The commutator of the steps is seen: without it 0.02 off.
      const FrameGenerator middle{
          0.45, 800.5, {0.2, 0.05}, {0.25 * size, 0}, {0.45 * size, 0.85 * size}};
      CHECK((propagation::detail::magnus_factor(middle, middle, h) - mine).norm() > 0.01);
      // And so is the other order.
      CHECK((propagation::detail::magnus_factor(b, a, h) - mine).norm() > 0.02);
    }
  }
}

TEST_CASE("magnus gives what it gave with whole matrices", "[reference]") {
  // Numbers of the same rule before its matrices were split: 10 MeV, radii of 8B, phases of 1.2 and
  // 0.6 rad, which were those of tolerance 1e-8 and are those of a sixteenth of it.
  const auto check = [](double eps, const std::array<double, 3>& before) {
    const auto f = magnus(lma(), solar_profile(eps), zone(model::Source::b8), 10 * MeV, 1e-8 / 16);
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(std::abs(f.P[i] - before[i]) < 1e-12);  // rounding of some 1e4 steps
    }
  };
  check(0, {0.08602705818001313, 0.8892890600190505, 0.02468388180093659});
  check(1.93, {0.9262760307695721, 0.05341170112974545, 0.02031226810068346});
}

TEST_CASE("magnus from one place states no less than its true error", "[reference]") {
  // Coarse steps, where two passes were seen to agree three times better than either is.
  for (const double eps : {0.0, 1.93}) {
    for (const double x : {0.02, 0.05, 0.08, 0.15}) {
      CAPTURE(eps, x);
      const auto exact = magnus(lma(), solar_profile(eps), at(x), 10 * MeV, 1e-9);
      const auto f = magnus(lma(), solar_profile(eps), at(x), 10 * MeV, 1e-5);
      CHECK(largest_difference(f, exact) <= f.error + exact.error);
      CHECK(f.error > 1e-9);  // no empty statement
    }
  }
}
