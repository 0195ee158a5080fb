#include <Eigen/Eigenvalues>
#include <catch2/catch.hpp>
#include <random>
#include <sunsi/propagation/hamiltonian.hpp>
#include <sunsi/propagation/levels.hpp>

#include "sun.hpp"

using namespace test;
using propagation::LevelSolver;

namespace {

/// The 3x3 problem in long double by cyclic Jacobi rotations on the real form (V_mu = V_tau:
/// theta23 and delta drop out): an answer with 19 digits to hold the closed form against.
std::array<long double, 3> electron_fractions(
    double s12, double s13, long double dm21, long double dm31, long double A) {
  const long double t12 = std::asin(std::sqrt(static_cast<long double>(s12)));
  const long double t13 = std::asin(std::sqrt(static_cast<long double>(s13)));
  const long double u[3] = {std::cos(t13) * std::cos(t12), std::cos(t13) * std::sin(t12),
                            std::sin(t13)};
  // In the basis of vacuum mass states: diag(0, dm21, dm31) + A u u^T.
  long double M[3][3], V[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  const long double d[3] = {0, dm21, dm31};
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      M[i][j] = (i == j ? d[i] : 0) + A * u[i] * u[j];
    }
  }
  for (int sweep = 0; sweep < 60; ++sweep) {
    for (int p = 0; p < 2; ++p) {
      for (int q = p + 1; q < 3; ++q) {
        if (M[p][q] == 0) {
          continue;
        }
        const long double theta = (M[q][q] - M[p][p]) / (2 * M[p][q]);
        const long double t =
            (theta >= 0 ? 1 : -1) / (std::abs(theta) + std::sqrt(theta * theta + 1));
        const long double c = 1 / std::sqrt(t * t + 1), s = t * c;
        for (int k = 0; k < 3; ++k) {
          const long double a = M[k][p], b = M[k][q];
          M[k][p] = c * a - s * b;
          M[k][q] = s * a + c * b;
        }
        for (int k = 0; k < 3; ++k) {
          const long double a = M[p][k], b = M[q][k];
          M[p][k] = c * a - s * b;
          M[q][k] = s * a + c * b;
          const long double v = V[k][p], w = V[k][q];
          V[k][p] = c * v - s * w;
          V[k][q] = s * v + c * w;
        }
      }
    }
  }
  std::array<int, 3> order{0, 1, 2};
  std::sort(order.begin(), order.end(), [&](int a, int b) { return M[a][a] < M[b][b]; });
  if (dm31 < 0) {
    std::rotate(order.begin(), order.begin() + 1, order.end());
  }
  std::array<long double, 3> result{};
  for (std::size_t i = 0; i < 3; ++i) {
    long double amplitude = 0;
    for (int k = 0; k < 3; ++k) {
      amplitude += u[k] * V[k][order[i]];
    }
    result[i] = amplitude * amplitude;
  }
  return result;
}

}  // namespace

TEST_CASE("the closed form is the eigenproblem, down to dm21 = 1e-7", "[reference]") {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> unit(0, 1);
  double worst = 0;
  for (int i = 0; i < 3000; ++i) {
    const double dm21 = std::pow(10, -7 + 3 * unit(random));
    const double dm31 = (unit(random) < 0.5 ? -1 : 1) * (2e-3 + 1e-3 * unit(random));
    const double s12 = 0.05 + 0.9 * unit(random), s13 = 0.001 + 0.05 * unit(random);
    const auto osc = model::OscillationParameters::from_sin2({s12, s13, 0.5, 1, dm21, dm31});
    // A = 2 E (V_e - V_mu) on the scale of dm21, both signs, up to 4e-4: 15 MeV and eps = -1 at the
    // centre.
    const double A = (unit(random) < 0.5 ? -1 : 1) * std::pow(10, -9 + 5.6 * unit(random));
    const auto levels = LevelSolver(osc)(0.5, {{A, 0, 0}, {0, 0, 0}});
    const auto exact = electron_fractions(s12, s13, dm21, dm31, A);
    for (std::size_t k = 0; k < 3; ++k) {
      worst = std::max(worst, std::abs(levels.electron[k] - static_cast<double>(exact[k])));
    }
  }
  CAPTURE(worst);
  CHECK(worst < 2e-13);  // rounding of a few operations; the trigonometric cubic loses 1e-8 here
}

TEST_CASE("V_mu != V_tau and large matter terms go through the eigenproblem and join smoothly",
          "[property]") {
  const LevelSolver solver(lma());
  const double V = 1e-12;
  const auto equal = solver(10 * MeV, {{2 * V, V, V}, {V, 0, 0}});
  const auto nearly = solver(10 * MeV, {{2 * V, V, V * (1 + 1e-9)}, {V, 0, 0}});
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(nearly.electron[i] == Approx(equal.electron[i]).margin(1e-9));
    CHECK(nearly.kappa[i] == Approx(equal.kappa[i]).epsilon(1e-6));
  }
  // A common potential changes nothing.
  const auto shifted = solver(10 * MeV, {{3 * V, 2 * V, 2 * V}, {V, 0, 0}});
  CHECK(shifted.electron[0] == Approx(equal.electron[0]).epsilon(1e-13));
  // A different V_tau does matter.
  CHECK(std::abs(solver(10 * MeV, {{2 * V, V, 3 * V}, {V, 0, 0}}).electron[0] - equal.electron[0]) >
        1e-3);
  // Either side of the limit of the closed form, A = dm31/4.
  const double E = 10 * MeV, at_limit = 0.25 * 2.513e-3 / (2 * E);
  const auto below = solver(E, {{at_limit * (1 - 1e-9), 0, 0}, {V, 0, 0}});
  const auto above = solver(E, {{at_limit * (1 + 1e-9), 0, 0}, {V, 0, 0}});
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(below.electron[i] == Approx(above.electron[i]).margin(1e-9));
  }
}

TEST_CASE("fractions add up to one and the potential orders them", "[property]") {
  const LevelSolver solver(lma());
  double last = 0;
  for (double V = 0; V < 2e-11; V += 2e-13) {
    const auto levels = solver(10 * MeV, {{V, 0, 0}, {0, 0, 0}});
    CHECK(levels.electron[0] + levels.electron[1] + levels.electron[2] == Approx(1).epsilon(1e-13));
    CHECK(levels.electron[1] >= last);  // nu_e turns into the upper level as the density grows
    CHECK(levels.lambda[0] < levels.lambda[1]);
    CHECK(levels.lambda[1] < levels.lambda[2]);
    last = levels.electron[1];
  }
}
