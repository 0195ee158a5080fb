#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/model/nsi.hpp>
#include <sunsi/model/zprime.hpp>

using namespace sunsi;
using Catch::Matchers::Contains;
using model::EpsilonMatrixStd;
using model::Nsi;

namespace {

const EpsilonMatrixStd some{0.3, -0.2, 0.7, {0.1, 0.4}, {-0.5, 0.2}, {0.6, -0.1}};
const EpsilonMatrixStd other{-0.1, 0.5, 0.2, {0.3, -0.2}, {0.1, 0.1}, {-0.4, 0.3}};

/// Largest distance of two matrices, entry by entry.
double distance(const EpsilonMatrixStd& a, const EpsilonMatrixStd& b) {
  double largest = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      largest = std::max(largest, std::abs(a.rows()[i][j] - b.rows()[i][j]));
    }
  }
  return largest;
}

constexpr double rounding = 1e-15;  // a few operations on numbers of order 1

}  // namespace

TEST_CASE("a proton is u u d, a neutron u d d", "[property]") {
  const Nsi nsi = Nsi::from_quarks_and_electron(some, other);
  CHECK(nsi.p().emu == 2.0 * some.emu + other.emu);
  CHECK(nsi.n().emu == some.emu + 2.0 * other.emu);
  CHECK(nsi.e().zero());
  CHECK(distance(nsi.u(), some) < rounding);
  CHECK(distance(nsi.d(), other) < rounding);
}

TEST_CASE("the angle: u alone at arctan 1/2, d alone at arctan 2, with eps the quark's own",
          "[property]") {
  // sqrt5 (cos, sin)(arctan 1/2) = (2, 1), the quarks of a proton and a neutron that are u.
  const Nsi u = Nsi::from_angle(some, std::atan(0.5));
  CHECK(distance(u.u(), some) < rounding);
  CHECK(distance(u.d(), {}) < rounding);
  const Nsi d = Nsi::from_angle(some, std::atan(2.0));
  CHECK(distance(d.d(), some) < rounding);
  CHECK(distance(d.u(), {}) < rounding);
  CHECK(std::atan(0.5) / core::units::degree == Approx(26.6).margin(0.05));
  CHECK(std::atan(2.0) / core::units::degree == Approx(63.4).margin(0.05));
  CHECK(distance(Nsi::from_angle(some, 0).p(), std::sqrt(5.0) * some) < rounding);
  CHECK(Nsi::from_angle(some, 0).n().zero());
}

TEST_CASE("V = sqrt2 G_F [diag(N_e, 0, 0) + sum_f N_f eps^f]", "[property]") {
  const Nsi nsi = Nsi::from_nucleons(some, other, {0, 0, 0.25, {}, {}, {0, 1}});
  const model::Composition matter{2e8, 3e8, 5e8};
  const double unit = std::numbers::sqrt2 * core::G_F;
  const model::FlavourPotential V = nsi.potential(matter);
  CHECK(V.e == Approx(unit * (2e8 + 3e8 * 0.3 + 5e8 * -0.1)).epsilon(1e-14));
  CHECK(V.mu == Approx(unit * (3e8 * -0.2 + 5e8 * 0.5)).epsilon(1e-14));
  CHECK(V.tau == Approx(unit * (3e8 * 0.7 + 5e8 * 0.2 + 2e8 * 0.25)).epsilon(1e-14));
  CHECK(V.emu.imag() == Approx(unit * (3e8 * 0.4 - 5e8 * 0.2)).epsilon(1e-14));
  CHECK(V.etau.real() == Approx(unit * (-3e8 * 0.5 + 5e8 * 0.1)).epsilon(1e-14));
  CHECK(V.mutau.imag() == Approx(unit * (-3e8 * 0.1 + 5e8 * 0.3 + 2e8)).epsilon(1e-14));
  // Per electron of neutral matter with (N_n + N_p)/N_e = 1.5; the charged current apart.
  const model::FlavourPotential neutral = nsi.potential({2e8, 2e8, 1e8});
  const EpsilonMatrixStd medium = nsi.eps_medium(1.5);
  CHECK(neutral.e == Approx(unit * 2e8 * (1 + medium.ee)).epsilon(1e-14));
  CHECK(neutral.mutau.imag() == Approx(unit * 2e8 * medium.mutau.imag()).epsilon(1e-14));
}

TEST_CASE("the NSI of a Z' give its potential", "[property]") {
  const auto z = model::ZPrime::from_tan_eta(40e6, 4.22e-4, -0.1, -0.75);
  const model::EffectiveNsi eps = z.effective_nsi();
  const auto equal = [](model::EpsilonStd value) {
    return EpsilonMatrixStd{0, value.value, value.value, {}, {}, {}};
  };
  const Nsi nucleons = Nsi::from_nucleons(equal(eps.p), equal(eps.n), equal(eps.e));
  const Nsi quarks = Nsi::from_quarks_and_electron(equal(eps.u), equal(eps.d), equal(eps.e));
  for (const model::Composition matter : {model::Composition{2e8, 2e8, 1e8}, {3e8, 2e8, 5e8}}) {
    for (const Nsi& nsi : {nucleons, quarks}) {
      CHECK(nsi.potential(matter).e == z.potential(matter).e);
      // eps^p and eps^e cancel: ten times what is left.
      CHECK(nsi.potential(matter).mu == Approx(z.potential(matter).mu).epsilon(1e-14));
      CHECK(nsi.potential(matter).mu == nsi.potential(matter).tau);
      CHECK(nsi.one_potential());
    }
  }
  CHECK_FALSE(Nsi::from_nucleons(some, {}).one_potential());
  CHECK_FALSE(Nsi::from_nucleons({}, {}, {0, 0, 1, {}, {}, {}}).one_potential());
}

TEST_CASE("what is typed under a convention, and what is not hermitian", "[property]") {
  const model::FlavourRows rows = some.rows();
  CHECK(EpsilonMatrixStd::from_rows(rows, model::Convention::standard) == some);
  CHECK(EpsilonMatrixStd::from_rows(rows, model::Convention::paper) == 2.0 * some);
  const auto with = [&](std::size_t i, std::size_t j, std::complex<double> value) {
    model::FlavourRows changed = rows;
    changed[i][j] = value;
    return [changed] {
      return EpsilonMatrixStd::from_rows(changed, model::Convention::standard, "eps_u");
    };
  };
  CHECK_THROWS_WITH(with(1, 0, some.emu)(), Contains("eps_u") && Contains("e mu and mu e"));
  CHECK_THROWS_WITH(with(2, 2, {0.7, 1e-300})(), Contains("tau tau") && Contains("real"));
  CHECK_THROWS_AS(with(2, 1, {std::nextafter(0.6, 1), 0.1})(), core::InvalidInput);
  CHECK_THROWS_WITH(with(0, 2, {std::numeric_limits<double>::quiet_NaN(), 0})(),
                    Contains("e tau") && Contains("finite"));
  EpsilonMatrixStd infinite;
  infinite.mumu = std::numeric_limits<double>::infinity();
  CHECK_THROWS_AS(Nsi::from_nucleons(infinite, {}), core::InvalidInput);
  EpsilonMatrixStd large;
  large.ee = 1e308;
  CHECK_THROWS_AS(Nsi::from_quarks_and_electron(large, large), core::InvalidInput);
  CHECK_THROWS_AS(Nsi::from_angle(some, std::numeric_limits<double>::infinity()),
                  core::InvalidInput);
}

TEST_CASE("the mirror of NSI: -S V* S in neutral matter, and itself when done twice",
          "[property]") {
  const Nsi nsi = Nsi::from_nucleons(some, other, {0.1, 0.2, 0.3, {0.1, 0.1}, {}, {0, 1}});
  const model::Composition neutral{2e8, 2e8, 5e8};
  const model::FlavourPotential V = nsi.potential(neutral);
  const model::FlavourPotential W = nsi.mirror().potential(neutral);
  const double unit = std::numbers::sqrt2 * core::G_F * 2e8 * rounding * 10;
  CHECK(std::abs(W.e + V.e) < unit);
  CHECK(std::abs(W.mu + V.mu) < unit);
  CHECK(std::abs(W.emu - std::conj(V.emu)) < unit);
  CHECK(std::abs(W.etau - std::conj(V.etau)) < unit);
  CHECK(std::abs(W.mutau + std::conj(V.mutau)) < unit);
  CHECK(distance(nsi.mirror().mirror().p(), nsi.p()) < rounding);
}
