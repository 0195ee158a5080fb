// The vector kernel of P(e -> i): bits over the instruction sets, LevelSolver, limits and the mirror.
#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <random>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/propagation/fraction_kernel.hpp>

using namespace sunsi;
using core::units::MeV;
using model::OscillationParameters;
using propagation::FractionArrays;
using propagation::FractionKernel;
using propagation::LevelSolver;
namespace kernel = propagation::kernel;

namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

OscillationParameters parameters(double s12, double s13, double dm21, double dm31) {
  return OscillationParameters::from_sin2({s12, s13, 0.47, 3.7, dm21, dm31});
}

OscillationParameters lma() { return parameters(0.308, 0.02215, 7.49e-5, 2.513e-3); }

/// Mixing of both octants, dm21 from 1e-7 to 2e-4, both orderings.
OscillationParameters random_parameters(std::mt19937_64& random) {
  std::uniform_real_distribution<double> u(0, 1);
  const double s12 = 0.02 + 0.96 * u(random);
  const double dm21 = 1e-7 * std::pow(2000, u(random));
  const double dm31 = (2.2e-3 + 6e-4 * u(random)) * (u(random) < 0.5 ? -1 : 1);
  return parameters(s12, 0.05 * u(random), dm21, dm31);
}

/// A of both signs: near eps = 1 (down to 1e-12 eV^2), around the resonance, up to 0.24 dm31, where
/// LevelSolver has a closed form.
double random_A(std::mt19937_64& random) {
  std::uniform_real_distribution<double> u(0, 1);
  return (u(random) < 0.5 ? -1 : 1) * 5e-4 * std::pow(2e-9, u(random));
}

FractionArrays fractions(const FractionKernel& k, const std::vector<double>& A) {
  FractionArrays P{std::vector<double>(A.size()), std::vector<double>(A.size()),
                   std::vector<double>(A.size())};
  k.fractions(A, P.P1, P.P2, P.P3);
  return P;
}

std::uint64_t bits(double x) { return std::bit_cast<std::uint64_t>(x); }

/// Number of entries that differ in any bit.
std::size_t differing(const FractionArrays& a, const FractionArrays& b) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < a.P1.size(); ++i) {
    count += bits(a.P1[i]) != bits(b.P1[i]) || bits(a.P2[i]) != bits(b.P2[i]) ||
             bits(a.P3[i]) != bits(b.P3[i]);
  }
  return count;
}

}  // namespace

TEST_CASE("the fractions are those of LevelSolver at 1e5 random points", "[property]") {
  // 1e-13: the closed form of LevelSolver may lose that much where dm21 = 1e-7 (its level sum is
  // rounded at dm31, one part in 1e-16 * 2.5e-3/1e-7). All three are compared, so that exchanged
  // levels, a wrong sign of A or a wrong ordering shows.
  std::mt19937_64 random(8);
  double worst = 0;
  double worst_sum = 0, matter = 0, lowest = 1;
  for (int set = 0; set < 1000; ++set) {
    const OscillationParameters osc = random_parameters(random);
    const FractionKernel k(osc);
    const LevelSolver solver(osc);
    std::vector<double> A;
    for (int i = 0; i < 100; ++i) {
      A.push_back(random_A(random));
    }
    const FractionArrays P = fractions(k, A);
    for (std::size_t i = 0; i < A.size(); ++i) {
      REQUIRE(k.serves(A[i]));
      const auto expected = solver(0.5, {{A[i], 0, 0}, {}}).electron;
      for (const double d : {P.P1[i] - expected[0], P.P2[i] - expected[1], P.P3[i] - expected[2]}) {
        worst = std::max(worst, std::abs(d));
      }
      worst_sum = std::max(worst_sum, std::abs(P.P1[i] + P.P2[i] + P.P3[i] - 1));
      lowest = std::min({lowest, P.P1[i], P.P2[i], P.P3[i]});
      matter = std::max(matter, std::abs(P.P1[i] - osc.electron_row()[0]));
    }
  }
  CHECK(worst <= 1e-13);
  CHECK(worst_sum <= 1e-14);
  CHECK(lowest >= 0);
  CHECK(matter > 0.5);  // the points do feel matter
  WARN("largest distance from LevelSolver " << worst << ", of the sum from 1 " << worst_sum);
}

TEST_CASE("every instruction set gives the same bits", "[property]") {
  const auto isas = kernel::supported_isas();
  REQUIRE(isas.front() == kernel::Isa::plain);
  std::mt19937_64 random(9);
  for (int set = 0; set < 200; ++set) {
    const OscillationParameters osc = random_parameters(random);
    std::vector<double> A;
    for (int i = 0; i < 3 * set; ++i) {  // all remainders of the vector length
      A.push_back(random_A(random));
    }
    propagation::PotentialNodes nodes;
    for (int i = 0; i < set % 90; ++i) {  // more than one chunk of nodes, too
      nodes.V.push_back(random_A(random) / (2 * 20 * MeV));
      nodes.weight.push_back(1.0 / (set % 90));
    }
    std::vector<double> energies;
    for (int i = 0; i <= set % 37; ++i) {
      energies.push_back((0.1 + 0.5 * i) * MeV);
    }
    const FractionKernel plain(osc, kernel::Isa::plain);
    const FractionArrays P = fractions(plain, A);
    const FractionArrays mean = plain.average(energies, nodes);
    const std::vector<double> slope(A.size(), 1e-9);
    std::vector<double> Q(3 * A.size()), kappa(Q), gap(Q), largest(A.size()), feature(A.size());
    plain.kappas(A, slope, Q, kappa, gap);
    plain.features(kappa, gap, 1e-4, largest, feature);
    for (const kernel::Isa isa : isas) {
      const FractionKernel k(osc, isa);
      CHECK(differing(P, fractions(k, A)) == 0);
      CHECK(differing(mean, k.average(energies, nodes)) == 0);
      std::vector<double> Q2(Q), kappa2(Q), gap2(Q), largest2(largest), feature2(feature);
      k.kappas(A, slope, Q2, kappa2, gap2);
      k.features(kappa2, gap2, 1e-4, largest2, feature2);
      CHECK(Q2 == Q);
      CHECK(kappa2 == kappa);
      CHECK(gap2 == gap);
      CHECK(largest2 == largest);
      CHECK(feature2 == feature);
    }
  }
}

TEST_CASE("in vacuum and at eps = 1 the fractions are abs(U_ei)^2", "[property]") {
  std::mt19937_64 random(10);
  for (int set = 0; set < 200; ++set) {
    const OscillationParameters osc = random_parameters(random);
    const auto u = osc.electron_row();
    // -0.0 and the smallest numbers must not be divided by; 1e-3 of dm21 moves P at first order,
    // dP_1 = -2 u1 u2 A/dm21 (1 - u3 ...), by less than A/dm21.
    const std::vector<double> A{0.0, -0.0, 1e-300, -1e-300, 5e-324, 1e-3 * osc.dm21()};
    const FractionArrays P = fractions(FractionKernel(osc), A);
    for (std::size_t i = 0; i < 5; ++i) {
      CHECK(P.P1[i] == Approx(u[0]).margin(2e-15));
      CHECK(P.P2[i] == Approx(u[1]).margin(2e-15));
      CHECK(P.P3[i] == Approx(u[2]).margin(2e-15));
    }
    // The sign: more density raises nu_e towards the upper level of the pair.
    CHECK(P.P2[5] > u[1]);
    const double first_order = 2 * u[0] * u[1] * 1e-3;
    CHECK(P.P2[5] - u[1] == Approx(first_order).epsilon(2e-2).margin(2e-3 * 0.05));
  }
}

TEST_CASE("the mirror exchanges the first two levels", "[property]") {
  // H -> -H*: theta12 -> 90deg - theta12, dm31 -> dm21 - dm31, A -> -A. The levels 1 and 2 trade places
  // by definition of their order in vacuum. The mirrored dm31 and theta12 are rounded: 1e-12.
  std::mt19937_64 random(11);
  for (int set = 0; set < 200; ++set) {
    const OscillationParameters osc = random_parameters(random);
    std::vector<double> A, minus;
    for (int i = 0; i < 40; ++i) {
      A.push_back(random_A(random));
      minus.push_back(-A.back());
    }
    const FractionArrays P = fractions(FractionKernel(osc), A);
    const FractionArrays M = fractions(FractionKernel(osc.mirror()), minus);
    for (std::size_t i = 0; i < A.size(); ++i) {
      CHECK(P.P1[i] == Approx(M.P2[i]).margin(1e-12));
      CHECK(P.P2[i] == Approx(M.P1[i]).margin(1e-12));
      CHECK(P.P3[i] == Approx(M.P3[i]).margin(1e-12));
    }
  }
}

TEST_CASE("beyond the kernel's range LevelSolver answers, without a step", "[property]") {
  const OscillationParameters osc = lma();
  const FractionKernel k(osc);
  const LevelSolver solver(osc);
  const double dm31 = osc.dm31();
  // Inside of the kernel's range but outside of that of LevelSolver's closed form its eigenproblem is
  // right to 1e-16 dm31 over the distance of the levels, 4e-15 here; 1e-13 covers both.
  for (const double a :
       {-2.5, -2.0, -1.9999, -1.0, -0.3, 0.3, 0.49999, 0.5, 0.50001, 0.9, 1.0, 3.0}) {
    CHECK(k.serves(a * dm31) == (a >= -2 && a <= 0.5));
    const FractionArrays P = fractions(k, {a * dm31, 1e-4});
    const auto expected = solver(0.5, {{a * dm31, 0, 0}, {}}).electron;
    CHECK(P.P1[0] == Approx(expected[0]).margin(1e-13));
    CHECK(P.P2[0] == Approx(expected[1]).margin(1e-13));
    CHECK(P.P3[0] == Approx(expected[2]).margin(1e-13));
  }
  // The corners of the range, where Newton's method has the farthest to go.
  for (const double corner : {2.5e-3, -2.5e-3}) {
    const auto far = parameters(0.3, 0.0499, 2.49e-4, corner);
    for (const double a : {-2.0, -0.5, 0.25, 0.5}) {
      const FractionArrays P = fractions(FractionKernel(far), {a * corner});
      CHECK(FractionKernel(far).serves(a * corner));
      const auto expected = LevelSolver(far)(0.5, {{a * corner, 0, 0}, {}}).electron;
      CHECK(P.P1[0] == Approx(expected[0]).margin(1e-13));
      CHECK(P.P3[0] == Approx(expected[2]).margin(1e-13));
    }
  }
  // Large theta13 and a large ratio of the splittings.
  for (const auto& odd :
       {parameters(0.3, 0.4, 7.5e-5, 2.5e-3), parameters(0.3, 0.02, 5e-4, 2.5e-3)}) {
    const FractionKernel other(odd);
    CHECK_FALSE(other.serves(1e-5));
    const FractionArrays P = fractions(other, {1e-4});
    const auto expected = LevelSolver(odd)(0.5, {{1e-4, 0, 0}, {}}).electron;
    CHECK(P.P1[0] == expected[0]);
    CHECK(P.P2[0] == expected[1]);
  }
}

TEST_CASE("levels that meet give fractions, not NaN", "[property]") {
  // theta12 = 0 and 90 degrees, where levels cross, and next to them.
  for (const double s12 : {0.0, 1e-16, 1e-9, 1 - 1e-9, 1.0}) {
    const FractionKernel k(parameters(s12, 0.0, 7.5e-5, 2.5e-3));
    std::vector<double> A;
    for (int i = -100; i <= 100; ++i) {
      A.push_back(7.5e-5 * i / 50);  // meets dm21 itself
    }
    const FractionArrays P = fractions(k, A);
    for (std::size_t i = 0; i < A.size(); ++i) {
      CAPTURE(s12, A[i], P.P1[i], P.P2[i], P.P3[i]);
      CHECK((P.P1[i] >= 0 && P.P1[i] <= 1 && P.P2[i] >= 0 && P.P2[i] <= 1 && P.P3[i] == 0));
      CHECK(P.P1[i] + P.P2[i] == Approx(1).margin(1e-14));
      // nu_e is level 1 of the vacuum below the crossing at A = dm21 and the upper one above, for s12 = 0;
      // for s12 = 1 it is level 2 and crosses at -dm21. The width of the crossing is sqrt(s12).
      if (std::abs(std::abs(A[i]) - 7.5e-5) > 1e-7) {
        const double crossing = s12 < 0.5 ? 7.5e-5 : -7.5e-5;
        CHECK(P.P2[i] == Approx(A[i] > crossing ? 1.0 : 0.0).margin(1e-5));
      }
    }
  }
}

TEST_CASE("averages are the weighted sums of the fractions", "[property]") {
  std::mt19937_64 random(12);
  std::uniform_real_distribution<double> u(0, 1);
  const OscillationParameters osc = lma();
  const FractionKernel k(osc);
  for (const std::size_t count : {1, 7, 8, 160}) {
    for (const double largest_V : {8e-12, 8e-11}) {  // the second leaves the kernel's range
      propagation::PotentialNodes nodes;
      for (int i = 0; i < 10; ++i) {
        nodes.V.push_back(largest_V * u(random));
        nodes.weight.push_back(0.02 * (i + 0.5));
      }
      std::vector<double> energies;
      for (std::size_t i = 0; i < count; ++i) {
        energies.push_back(16 * MeV * static_cast<double>(i + 1) / static_cast<double>(count));
      }
      const FractionArrays mean = k.average(energies, nodes);
      const LevelSolver solver(osc);
      for (std::size_t i = 0; i < count; ++i) {
        std::array<double, 3> sum{};
        for (std::size_t n = 0; n < 10; ++n) {
          const auto P = solver(energies[i], {{nodes.V[n], 0, 0}, {}}).electron;
          for (std::size_t j = 0; j < 3; ++j) {
            sum[j] += nodes.weight[n] * P[j];
          }
        }
        CHECK(mean.P1[i] == Approx(sum[0]).margin(1e-12));
        CHECK(mean.P2[i] == Approx(sum[1]).margin(1e-12));
        CHECK(mean.P3[i] == Approx(sum[2]).margin(1e-12));
        // One energy alone gives the same bits.
        const FractionArrays alone = k.average(std::span(&energies[i], 1), nodes);
        CHECK(bits(alone.P1[0]) == bits(mean.P1[i]));
      }
    }
  }
}

TEST_CASE("kappas, gaps and features are those of LevelSolver", "[property]") {
  // Relative: fractions that nearly vanish carry their rounding of 1e-16 into kappa through a square
  // root, so kappa is compared to 1e-7 of its pair's scale slope/gap^2. Two points are outside of the
  // kernel's range.
  std::mt19937_64 random(13);
  for (int set = 0; set < 100; ++set) {
    const OscillationParameters osc = random_parameters(random);
    const FractionKernel k(osc);
    const LevelSolver solver(osc);
    std::vector<double> A{0.9 * osc.dm31(), -3 * osc.dm31()};
    while (A.size() < 30) {
      A.push_back(random_A(random));
    }
    const std::size_t n = A.size();
    const std::vector<double> slope(n, 3e-12);
    std::vector<double> P(3 * n), kappa(3 * n), gap(3 * n), largest(n), feature(n);
    k.kappas(A, slope, P, kappa, gap);
    k.features(kappa, gap, 2e-5, largest, feature);
    for (std::size_t i = 0; i < n; ++i) {
      const auto levels = solver(0.5, {{A[i], 0, 0}, {-3e-12, 0, 0}});
      double top = 0;
      for (std::size_t pair = 0; pair < 3; ++pair) {
        const auto [a, b] = propagation::level_pairs[pair];
        const double inverse = 1 / std::abs(levels.lambda[a] - levels.lambda[b]);
        CHECK(gap[pair * n + i] == Approx(inverse).epsilon(1e-10));
        CHECK(kappa[pair * n + i] ==
              Approx(levels.kappa[pair]).epsilon(1e-10).margin(1e-7 * 3e-12 * inverse * inverse));
        CHECK(P[pair * n + i] == Approx(levels.electron[pair]).margin(1e-13));
        top = std::max(top, kappa[pair * n + i]);
      }
      CHECK(largest[i] == top);
      double sum = 0;
      for (std::size_t pair = 0; pair < 3 && i + 3 < n; ++pair) {
        const double* x = kappa.data() + pair * n + i;
        sum +=
            std::abs(x[3] - 3 * x[2] + 3 * x[1] - x[0]) * std::pow(2e-5 * gap[pair * n + i + 1], 2);
      }
      CHECK(feature[i] == Approx(sum).epsilon(1e-12));
    }
  }
}

TEST_CASE("a node's sums by the kernel and by LevelSolver join", "[property]") {
  // The same node at energies on both sides of the kernel's range, against its definition.
  const OscillationParameters osc = lma();
  const FractionKernel k(osc);
  const LevelSolver solver(osc);
  const kernel::NodeSample node{9e-11, 8.9e-11, 2e-26, 2.1e-26, 1e-15, 0.25};
  std::vector<double> two_E;
  for (int i = 1; i <= 20; ++i) {
    two_E.push_back(2 * i * MeV);
  }
  CHECK(k.serves(two_E.front() * node.V));
  CHECK_FALSE(k.serves(two_E.back() * node.V));
  const std::size_t n = two_E.size();
  std::vector<double> P1(n, 0.5), P2(n), P3(n), second(n), worst(n);
  k.add_node(two_E, node, {P1.data(), P2.data(), P3.data(), second.data(), worst.data()});
  for (std::size_t i = 0; i < n; ++i) {
    const double E = two_E[i] / 2;
    const auto here = solver(E, {{node.V, 0, 0}, {node.slope, 0, 0}});
    const auto next = solver(E, {{node.next_V, 0, 0}, {node.next_slope, 0, 0}});
    double sum = 0, top = 0;
    for (std::size_t pair = 0; pair < 3; ++pair) {
      const auto [a, b] = propagation::level_pairs[pair];
      sum += here.kappa[pair] * here.kappa[pair] +
             std::sqrt(here.electron[a] * here.electron[b]) *
                 std::abs(next.kappa[pair] - here.kappa[pair]) * node.inverse_distance * two_E[i] /
                 std::abs(here.lambda[a] - here.lambda[b]);
      top = std::max(top, here.kappa[pair]);
    }
    CHECK(P1[i] == Approx(0.5 + 0.25 * here.electron[0]).margin(1e-13));
    CHECK(P2[i] == Approx(0.25 * here.electron[1]).margin(1e-13));
    CHECK(P3[i] == Approx(0.25 * here.electron[2]).margin(1e-13));
    CHECK(second[i] == Approx(0.25 * sum).epsilon(1e-6));
    CHECK(worst[i] == Approx(top).epsilon(1e-8));
  }
}

TEST_CASE("what makes no sense is refused", "[errors]") {
  const FractionKernel k(lma());
  std::vector<double> one(1), two(2);
  CHECK_THROWS_AS(k.fractions(two, one, two, two), core::InvalidInput);
  for (const double bad : {nan_value, HUGE_VAL, -HUGE_VAL}) {
    CHECK_THROWS_AS(k.fractions(std::vector{1e-5, bad}, two, two, two), core::NumericalError);
    CHECK_THROWS_AS(k.average(std::vector{MeV}, {{bad}, {1}}), core::NumericalError);
    CHECK_THROWS_AS(k.average(std::vector{MeV}, {{1e-12}, {bad}}), core::NumericalError);
  }
  CHECK_THROWS_AS(k.average(std::vector{-MeV}, {{1e-12}, {1}}), core::InvalidInput);
  CHECK_THROWS_AS(k.average(std::vector{nan_value}, {{1e-12}, {1}}), core::InvalidInput);
  CHECK_THROWS_AS(k.average(std::vector{MeV}, {{1e-12}, {}}), core::InvalidInput);
}

TEST_CASE("SUNSI_ISA names a copy that is there, or is an error", "[errors]") {
  const auto isas = kernel::supported_isas();
  CHECK(kernel::isa_for(nullptr) == isas.back());
  CHECK(kernel::isa_for("") == isas.back());
  for (const kernel::Isa isa : isas) {
    CHECK(kernel::isa_for(std::string(name(isa)).c_str()) == isa);
  }
  CHECK_THROWS_WITH(
      kernel::isa_for("avx2"),
      Catch::Contains("SUNSI_ISA = 'avx2' is no instruction set") && Catch::Contains("plain"));
  for (const char* text : {"v2", "v3", "v4"}) {
    if (std::none_of(isas.begin(), isas.end(), [&](auto isa) { return name(isa) == text; })) {
      CHECK_THROWS_WITH(kernel::isa_for(text), Catch::Contains("of this build on this processor"));
    }
  }
  REQUIRE(setenv("SUNSI_ISA", "plain", 1) == 0);
  CHECK(FractionKernel(lma()).isa() == kernel::Isa::plain);
  REQUIRE(setenv("SUNSI_ISA", "v5", 1) == 0);
  CHECK_THROWS_AS(FractionKernel(lma()), core::InvalidInput);
  REQUIRE(unsetenv("SUNSI_ISA") == 0);
}
