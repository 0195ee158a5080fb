#include <Eigen/Eigenvalues>
#include <catch2/catch.hpp>
#include <random>
#include <sunsi/core/quadrature.hpp>

#include "random_nsi.hpp"
#include "runge_kutta.hpp"

using namespace test;

namespace {

using propagation::FlavourStates;

model::FlavourPotential potential_of(const Eigen::Matrix3cd& V) {
  return {V(0, 0).real(), V(1, 1).real(), V(2, 2).real(), V(0, 1), V(0, 2), V(1, 2)};
}

/// The layers with any potential per electron.
propagation::NightSky sky_of(const std::vector<Layer>& layers,
                             const model::FlavourPotential& per_electron) {
  auto sky = uniform_sky(layers);
  sky.path = [=](double c) {
    auto path = earth_path(layers, c);
    for (auto& segment : path.segments) {
      segment.per_electron = per_electron;
    }
    return path;
  };
  return sky;
}

/// Complex NSI that leave nu_3 alone: nothing of the third state is then averaged away, and every
/// entry can be compared at one angle, phases and all.
model::FlavourPotential without_third(const model::OscillationParameters& osc) {
  Eigen::Matrix3cd V = Eigen::Matrix3cd::Zero();
  V(0, 0) = 0.7;
  V(0, 1) = {0.3, 0.4};
  V(1, 0) = {0.3, -0.4};
  V(1, 1) = -0.2;
  V(2, 2) = 0.5;
  const Eigen::Matrix3cd U = propagation::mixing_matrix(osc);
  return potential_of(model::charged_current_potential(1.0) * (U * V * U.adjoint()));
}

FlavourStates states_of(const Eigen::Matrix3cd& amplitude) {
  FlavourStates states;
  for (int i = 0; i < 3; ++i) {
    states[static_cast<std::size_t>(i)] = amplitude.col(i) * amplitude.col(i).adjoint();
  }
  return states;
}

double distance(const FlavourStates& a, const FlavourStates& b) {
  double largest = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    largest = std::max(largest, (a[i] - b[i]).cwiseAbs().maxCoeff());
  }
  return largest;
}

/// The average by brute force: certified chords, the phase of the third state resolved by `panel` rad
/// a panel of 12 nodes.
FlavourStates brute_force(const model::OscillationParameters& osc,
                          const propagation::NightSky& sky,
                          double energy,
                          double panel) {
  std::vector<double> edges{-1};
  edges.insert(edges.end(), sky.kinks.begin(), sky.kinks.end());
  std::sort(edges.begin(), edges.end());
  edges.push_back(0);
  const propagation::ChordEngine engine(osc, 1e-7);
  FlavourStates sum;
  sum.fill(Eigen::Matrix3cd::Zero());
  const double gap = std::abs(osc.dm31()) / (2 * energy);
  for (std::size_t p = 0; p + 1 < edges.size(); ++p) {
    const double a = edges[p], b = edges[p + 1];
    const double way = sky.radius * (2 * (b - a) + std::sqrt(-2 * b * (b - a)));
    const int panels = static_cast<int>(std::ceil(gap * way / panel));
    for (int k = 0; k < panels; ++k) {
      const auto rule =
          core::gauss_legendre(static_cast<double>(k) / panels, (k + 1.0) / panels, 12);
      for (std::size_t n = 0; n < rule.node.size(); ++n) {
        const double t = rule.node[n];  // lengths grow as the root of the distance from a tangent
        const auto states = states_of(engine(energy, sky.path(b - (b - a) * t * t)).amplitude);
        for (std::size_t i = 0; i < 3; ++i) {
          sum[i] += rule.weight[n] * 2 * t * (b - a) * states[i];
        }
      }
    }
  }
  return sum;
}

}  // namespace

TEST_CASE(
    "density matrices by night: hermitian, positive, of trace 1, adding up to 1 and nu_e as before",
    "[property]") {
  std::mt19937 random(11);
  for (const NsiPoint& point : random_nsi_points(12, 5)) {
    const auto sky = sky_of(four_layers(), point.nsi.potential({1, 1, 1.03}));
    const propagation::RegenerationEngine engine(point.osc, sky, 1e-4);
    const double energy = std::max(point.energy, 0.3 * MeV);
    for (const int level : {-1, 3, 5}) {
      const auto grids = engine.grids(std::max(level, 1), 0);
      const auto night = engine.flavour_average(energy, level < 0 ? nullptr : &grids);
      const auto electron = engine.average(energy, level < 0 ? nullptr : &grids);
      Eigen::Matrix3cd sum = Eigen::Matrix3cd::Zero();
      for (std::size_t i = 0; i < 3; ++i) {
        const Eigen::Matrix3cd& rho = night.state[i];
        CAPTURE(energy, level, i);
        CHECK((rho - rho.adjoint()).norm() < 1e-14);
        CHECK(std::abs(rho.trace() - 1.0) < 1e-12);
        CHECK(Eigen::SelfAdjointEigenSolver<Eigen::Matrix3cd>(rho).eigenvalues()[0] > -1e-12);
        CHECK(std::abs(rho(0, 0) - electron.P[i]) < 1e-14);
        sum += rho;
      }
      CHECK((sum - Eigen::Matrix3cd::Identity()).norm() < 1e-12);
      CHECK(night.error >= electron.error * (1 - 1e-12));
    }
  }
}

TEST_CASE("one density matrix by night against RKF78, every entry with its phase", "[reference]") {
  const auto osc = lma();
  const auto V = without_third(osc);
  const auto sky = sky_of(four_layers(), V);
  const propagation::RegenerationEngine engine(osc, sky, 1e-8);
  for (const double c : {-0.93, -0.4}) {
    const auto night = engine.flavours_at(8 * MeV, c);
    const auto direct = states_of(runge_kutta(osc, sky.path(c), 8 * MeV));
    CAPTURE(c, distance(night, direct));
    CHECK(distance(night, direct) < 2e-7);  // steps of 4 km: 1e-7 of P (docs/night.md)
    // An incoherent mixture by the Sun's fractions: P_e alpha and the phases beside it.
    const Eigen::Matrix3cd rho = 0.1 * night[0] + 0.87 * night[1] + 0.03 * night[2];
    CHECK(std::abs(rho(0, 1).imag()) > 1e-3);  // a conjugation would show
    // The same potential the other way round is another matter.
    const auto other = sky_of(
        four_layers(), {V.e, V.mu, V.tau, std::conj(V.emu), std::conj(V.etau), std::conj(V.mutau)});
    const auto turned = propagation::RegenerationEngine(osc, other, 1e-8).flavours_at(8 * MeV, c);
    CHECK(distance(night, turned) > 1e-3);
  }
}

TEST_CASE("a certified chord's density matrices against RKF78, nu_3 and complex NSI included",
          "[reference]") {
  using C = std::complex<double>;
  Eigen::Matrix3cd V;
  V << 1.5, C(0.3, 0.4), C(-0.5, 0.2), C(0.3, -0.4), -0.5, C(0.1, 0.6), C(-0.5, -0.2), C(0.1, -0.6),
      0.4;
  V *= model::charged_current_potential(1.0);
  const auto sky = sky_of(four_layers(), potential_of(V));
  for (const double c : {-0.9, -0.2}) {
    const auto chord = propagation::ChordEngine(lma(), 3e-8)(11 * MeV, sky.path(c));
    const auto direct = states_of(runge_kutta(lma(), sky.path(c), 11 * MeV));
    CAPTURE(c, distance(states_of(chord.amplitude), direct));
    CHECK(distance(states_of(chord.amplitude), direct) < 2e-7);  // twice what P differs by
    // Averaged over the phase of nu_3, within what its interference can be at one angle: its turn by
    // 6 mol/cm^3, 2 E V/dm31.
    const auto night = propagation::RegenerationEngine(lma(), sky, 1e-7).flavours_at(11 * MeV, c);
    const double turn = 2 * 11 * MeV * V.norm() * 6 * core::units::mol_per_cm3 / 2.5e-3;
    CHECK(distance(night, direct) < turn);
  }
}

TEST_CASE("night averages of density matrices against certified chords on a fine rule",
          "[reference]") {
  const auto osc = lma();
  const auto sky = sky_of(four_layers(), without_third(osc));
  for (const double E : {5.0, 12.0}) {
    // Nothing of the third state is there to resolve: 400 rad a panel leave 13 of the others.
    const auto exact = brute_force(osc, sky, E * MeV, 400);
    const auto night = propagation::RegenerationEngine(osc, sky, 1e-6).flavours({E * MeV})[0];
    CAPTURE(E, night.error, distance(night.state, exact));
    CHECK(distance(night.state, exact) <= night.error + 1e-7);
    CHECK(night.error < 1e-6);
    const Eigen::Matrix3cd vacuum = states_of(propagation::mixing_matrix(osc))[1];
    CHECK((night.state[1] - vacuum).cwiseAbs()(0, 1) > 1e-3);
  }
}

TEST_CASE("what the third state leaves, the crust above all, is within the stated error",
          "[reference]") {
  // 24 km of crust below the detector: 15 rad of the third state's phase at 10 MeV are not many.
  const std::vector<Layer> layers{{1 - 24.0 / 6371, {3.4, 0, 0, 0}, 0.494},
                                  {1.0, {2.6, 0, 0, 0}, 0.494}};
  const double unit = model::charged_current_potential(1.0);
  Eigen::Matrix3cd V;
  using C = std::complex<double>;
  V << 1.5, C(0.3, 0.4), C(-0.5, 0.2), C(0.3, -0.4), -0.5, C(0.1, 0.6), C(-0.5, -0.2), C(0.1, -0.6),
      0.4;
  double least = 1;
  for (const double E : {9.0, 11.0, 14.0}) {
    const auto sky = sky_of(layers, potential_of(unit * V));
    const auto exact = brute_force(lma(), sky, E * MeV, 20);
    const propagation::RegenerationEngine engine(lma(), sky, 1e-6);
    const auto night = engine.flavours({E * MeV})[0];
    const auto electron = engine({E * MeV})[0];
    double ee = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      ee = std::max(ee, std::abs(electron.P[i] - exact[i](0, 0).real()));
    }
    const double all = distance(night.state, exact);
    WARN(E << " MeV: true " << all << " (nu_e " << ee << "), stated " << night.error << " ("
           << electron.error << ")");
    CHECK(all <= night.error);
    CHECK(ee <= electron.error);
    least = std::min(least, all / night.error);
  }
  CHECK(least > 0.02);  // a bound, not a refusal to say
}

TEST_CASE("no Earth, or an energy to zero: the mass states themselves", "[property]") {
  auto layers = four_layers();
  for (Layer& layer : layers) {
    layer.density = {};
  }
  const auto vacuum = states_of(propagation::mixing_matrix(lma()));
  const auto at = [](const std::vector<Layer>& l, double energy) {
    return propagation::RegenerationEngine(lma(), uniform_sky(l), 1e-6).flavours({energy})[0];
  };
  CHECK(distance(at(layers, 8 * MeV).state, vacuum) < 1e-13);
  CHECK(distance(at(four_layers(), 1000).state, vacuum) < 1e-5);  // eps_E = 5e-6 at 1 keV
  CHECK_THROWS(at(four_layers(), -1));
}

TEST_CASE("rotating nu_mu and nu_tau in the mixing and the potential rotates the states",
          "[property]") {
  // W = R23(phi) in U is theta23 + phi; V -> W V W^+ then gives rho -> W rho W^+: exact.
  const double phi = 0.4;
  const auto osc = lma();
  const double s23 = std::sin(osc.theta23() + phi);
  const auto turned = model::OscillationParameters::from_sin2(
      {0.308, 0.02215, s23 * s23, osc.delta_cp(), osc.dm21(), osc.dm31()});
  Eigen::Matrix3cd W = Eigen::Matrix3cd::Identity();
  W(1, 1) = W(2, 2) = std::cos(phi);
  W(1, 2) = std::sin(phi);
  W(2, 1) = -std::sin(phi);
  using C = std::complex<double>;
  Eigen::Matrix3cd V;
  V << 1.5, C(0.3, 0.4), C(-0.5, 0.2), C(0.3, -0.4), -0.5, C(0.1, 0.6), C(-0.5, -0.2), C(0.1, -0.6),
      0.4;
  V *= model::charged_current_potential(1.0);
  const auto here =
      propagation::RegenerationEngine(osc, sky_of(four_layers(), potential_of(V)), 1e-6)
          .flavours({7 * MeV})[0];
  const auto there = propagation::RegenerationEngine(
                         turned, sky_of(four_layers(), potential_of(W * V * W.adjoint())), 1e-6)
                         .flavours({7 * MeV})[0];
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK((there.state[i] - W * here.state[i] * W.adjoint()).norm() < 1e-11);
    CHECK((there.state[i] - here.state[i]).norm() > 0.01);
  }
}
