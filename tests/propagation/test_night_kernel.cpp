// Night averages by the vector kernel: against the engine of steps and certified chords, bits over the
// instruction sets, limits and the mirror.
#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <sunsi/core/error.hpp>
#include <sunsi/core/quadrature.hpp>
#include <sunsi/propagation/night_kernel.hpp>

#include "night.hpp"

using namespace test;
using propagation::NightKernel;
using propagation::NightSphere;

TEST_CASE("the kernel agrees with the engine of steps", "[night-kernel]") {
  const auto layers = four_layers();
  const NightKernel kernel = kernel_of(layers, 1e-7);
  const std::vector<double> energies{2 * MeV, 7 * MeV, 15 * MeV};
  for (const model::FlavourPotential& per_nucleon : couplings()) {
    const auto V = potentials(layers, per_nucleon);
    const propagation::RegenerationEngine engine(lma(), sky_of(layers, V), 1e-6);
    const auto exact = engine.flavours(energies);
    const auto nights = kernel(lma(), V)[0];
    const auto states = kernel.flavours(lma(), V)[0];
    for (std::size_t k = 0; k < energies.size(); ++k) {
      const auto place = static_cast<std::size_t>(
          std::find(some_energies().begin(), some_energies().end(), energies[k]) -
          some_energies().begin());
      // Both leave the same out of the third state.
      const double allowed =
          exact[k].error - exact[k].left_out + states[place].error - states[place].left_out;
      CAPTURE(energies[k] / MeV, per_nucleon.mu, allowed, states[place].left_out);
      CHECK(allowed < 1.5e-5);
      for (std::size_t i = 0; i < 3; ++i) {
        const Eigen::Matrix3cd off = states[place].state[i] - exact[k].state[i];
        CHECK(off.cwiseAbs().maxCoeff() < std::min(allowed, 5e-7));
        CHECK(states[place].state[i](0, 0).real() == Approx(nights[place].P[i]).margin(1e-14));
        CHECK(states[place].state[i].trace().real() == Approx(1).margin(1e-12));
      }
      CHECK(nights[place].left_out <= states[place].left_out);
    }
  }
}

TEST_CASE("the kernel agrees with certified chords on a fine rule", "[night-kernel][reference]") {
  // theta13 = 0 takes the third state out of nu_e: no unresolved phase is left in the brute force.
  const auto osc = model::OscillationParameters::from_sin2({0.308, 0, 0.47, 1, 7.49e-5, 2.5e-3});
  const auto layers = four_layers();
  std::vector<double> edges{-1};
  for (const double kink : earth_kinks(layers)) {
    edges.insert(std::upper_bound(edges.begin(), edges.end(), kink), kink);
  }
  edges.push_back(0);
  const auto rule = core::gauss_legendre(0, 1, 140);
  const propagation::ChordEngine engine(osc, 1e-8);
  std::array<double, 3> sum{};
  for (std::size_t p = 0; p + 1 < edges.size(); ++p) {
    const double piece = edges[p + 1] - edges[p];
    for (std::size_t k = 0; k < rule.node.size(); ++k) {
      const double s = rule.node[k];
      const auto P = engine(10 * MeV, earth_path(layers, edges[p + 1] - piece * s * s)).electron();
      for (std::size_t i = 0; i < 3; ++i) {
        sum[i] += rule.weight[k] * 2 * s * piece * P[i];
      }
    }
  }
  const auto night = kernel_of(layers, 1e-7)(osc, potentials(layers, {0, 0, 0}))[0][0];
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(std::abs(night.P[i] - sum[i]) < 1e-7);  // chords to 1e-8, the rule resolves 240 rad
  }
  CHECK(night.P[1] - osc.electron_row()[1] > 5e-3);  // regeneration is there
}

TEST_CASE("the kernel's error covers what wider panels leave", "[night-kernel][property]") {
  const auto layers = four_layers();
  for (const model::FlavourPotential& per_nucleon : couplings()) {
    const auto V = potentials(layers, per_nucleon);
    const auto exact = kernel_of(layers, 1e-8)(lma(), V)[0];
    for (const double accuracy : {1e-3, 1e-4, 2e-5, 1e-6}) {
      const auto nights = kernel_of(layers, accuracy)(lma(), V)[0];
      for (std::size_t k = 0; k < nights.size(); ++k) {
        CAPTURE(accuracy, some_energies()[k] / MeV, nights[k].error);
        for (std::size_t i = 0; i < 3; ++i) {
          const double off = std::abs(nights[k].P[i] - exact[k].P[i]);
          CHECK(off <= nights[k].error);
          CHECK(off < accuracy);
        }
        CHECK(nights[k].P[0] + nights[k].P[1] + nights[k].P[2] == Approx(1).margin(1e-12));
      }
    }
  }
}

TEST_CASE("single angles of the kernel against certified chords, each to 1e-6", "[night-kernel]") {
  // theta13 = 0 takes the third state, which the kernel averages over, out of nu_e.
  const auto osc = model::OscillationParameters::from_sin2({0.308, 0, 0.47, 1, 7.49e-5, 2.5e-3});
  const auto layers = four_layers();
  const NightKernel kernel = kernel_of(layers, 1e-2);
  std::vector<double> cosines{-1, -0.5, -1e-3, 0};
  for (const double kink : earth_kinks(layers)) {
    cosines.insert(cosines.end(),
                   {kink - 1e-6, kink + 1e-6, std::max(-1.0, kink - 0.03), kink + 0.02});
  }
  const propagation::ChordEngine engine(osc, 1e-9);
  for (const double eps : {0.0, 0.9, -0.7}) {
    const auto P = kernel.at(osc, potentials(layers, {0, eps, eps}), 0, cosines);
    for (std::size_t k = 0; k < some_energies().size(); ++k) {
      for (std::size_t c = 0; c < cosines.size(); ++c) {
        if (cosines[c] == 0) {  // no way at the horizon
          CHECK(P[k][c][1] == Approx(osc.electron_row()[1]).margin(1e-12));
          continue;
        }
        const auto exact =
            engine(some_energies()[k], earth_path(layers, cosines[c], eps)).electron();
        CAPTURE(eps, some_energies()[k] / MeV, cosines[c]);
        for (std::size_t i = 0; i < 3; ++i) {
          CHECK(std::abs(P[k][c][i] - exact[i]) < 1e-6);
        }
      }
    }
  }
  CHECK_THROWS_AS(kernel.at(osc, potentials(layers, {}), 1, {-0.5}), core::InvalidInput);
  CHECK_THROWS_AS(kernel.at(osc, potentials(layers, {}), 0, {0.5}), core::InvalidInput);
}

TEST_CASE("what an unmeasured rule states covers its error, for strong potentials too",
          "[night-kernel][property]") {
  const auto layers = four_layers();
  NightKernel::Settings settings;
  settings.highest_dm21 = 8e-5;
  settings.measured = false;
  settings.shared = true;
  const NightKernel kernel(NightSphere(sphere_of(layers), {{0, even}}), some_energies(), settings);
  const NightKernel narrow = kernel_of(layers, 1e-8);
  for (const double eps : {-2.0, 0.0, 0.9, 3.0}) {
    const auto V = potentials(layers, {0, eps, eps});
    const auto nights = kernel(lma(), V)[0];
    const auto exact = narrow(lma(), V)[0];
    for (std::size_t k = 0; k < nights.size(); ++k) {
      CAPTURE(eps, some_energies()[k] / MeV, nights[k].error);
      for (std::size_t i = 0; i < 3; ++i) {
        CHECK(std::abs(nights[k].P[i] - exact[k].P[i]) <= nights[k].error + exact[k].error);
      }
      CHECK(nights[k].error - nights[k].left_out <
            2e-3);  // 2e-5 times the square of 7, and the axes
    }
  }
}

TEST_CASE("all copies of the night kernel give the same bits", "[night-kernel]") {
  const auto layers = four_layers();
  const auto V = potentials(layers, couplings().back());
  const auto plain = kernel_of(layers, 1e-5, propagation::kernel::Isa::plain)(lma(), V)[0];
  for (const propagation::kernel::Isa isa : propagation::kernel::supported_isas()) {
    const auto other = kernel_of(layers, 1e-5, isa)(lma(), V)[0];
    for (std::size_t k = 0; k < plain.size(); ++k) {
      CAPTURE(propagation::kernel::name(isa), k);
      for (std::size_t i = 0; i < 3; ++i) {
        CHECK(std::bit_cast<std::uint64_t>(plain[k].P[i]) ==
              std::bit_cast<std::uint64_t>(other[k].P[i]));
      }
      CHECK(plain[k].error == other[k].error);
    }
  }
}

TEST_CASE("the kernel's limits: no potential is day, eps = 1 too, and the mirror of nu-bar",
          "[night-kernel][property]") {
  const auto layers = four_layers();
  const NightKernel kernel = kernel_of(layers, 1e-6);
  const auto row = lma().electron_row();
  const std::vector<model::FlavourPotential> none(layers.size());
  const double V = model::charged_current_potential(1.0);
  const std::vector<model::FlavourPotential> common(layers.size(), {V, V, V});
  for (const auto& potential : {none, common}) {
    const auto nights = kernel(lma(), potential)[0];
    for (const auto& night : nights) {
      for (std::size_t i = 0; i < 3; ++i) {
        CHECK(night.P[i] == Approx(row[i]).margin(1e-12));
      }
      CHECK(night.error < 1e-11);
    }
  }
  // H -> -H*: the levels change order, so nu_1 and nu_2 their names (model/oscillation.hpp).
  const auto direct = kernel(lma(), potentials(layers, {0, 0.9, 0.9}))[0];
  auto turned = potentials(layers, {0, 0.9, 0.9});
  for (model::FlavourPotential& v : turned) {
    v = {-v.e, -v.mu, -v.tau};
  }
  const auto mirrored = kernel(lma().mirror(), turned)[0];
  for (std::size_t k = 0; k < direct.size(); ++k) {
    CHECK(mirrored[k].P[0] == Approx(direct[k].P[1]).margin(1e-9));
    CHECK(mirrored[k].P[1] == Approx(direct[k].P[0]).margin(1e-9));
    CHECK(mirrored[k].P[2] == Approx(direct[k].P[2]).margin(1e-9));
  }
}

TEST_CASE("detectors that share chords have the averages that each has alone", "[night-kernel]") {
  const auto layers = four_layers();
  const auto V = potentials(layers, {0, 0.4, 0.4});
  const auto uneven = [](double lo, double hi) {  // density 2 (2 + c)/3
    const auto below = [](double c) { return (c + 1) * (3 + c) / 3; };
    return below(hi) - below(lo);
  };
  const std::vector<propagation::Observer> observers{
      {2 * core::units::km, even}, {0, uneven}, {400 * core::units::km, uneven}};
  NightKernel::Settings settings;
  settings.accuracy = 1e-7;
  const auto together =
      NightKernel(NightSphere(sphere_of(layers), observers), some_energies(), settings)(lma(), V);
  for (std::size_t o = 0; o < observers.size(); ++o) {
    const auto alone = NightKernel(NightSphere(sphere_of(layers), {observers[o]}), some_energies(),
                                   settings)(lma(), V)[0];
    for (std::size_t k = 0; k < alone.size(); ++k) {
      CAPTURE(o, some_energies()[k] / MeV, alone[k].error, together[o][k].error);
      CHECK(std::abs(alone[k].P[1] - together[o][k].P[1]) < 2e-7);
    }
  }
  CHECK(std::abs(together[1][0].P[1] - together[2][0].P[1]) > 1e-5);
}

TEST_CASE("an average does not depend on the others, unless grids are shared", "[night-kernel]") {
  const auto layers = four_layers();
  const auto V = potentials(layers, {0, 0.4, 0.4});
  const NightSphere sphere(sphere_of(layers), {{0, even}});
  NightKernel::Settings settings;
  const auto all = NightKernel(sphere, some_energies(), settings)(lma(), V)[0];
  settings.shared = true;
  const auto shared = NightKernel(sphere, some_energies(), settings)(lma(), V)[0];
  settings.measured = false;
  const auto unmeasured = NightKernel(sphere, some_energies(), settings)(lma(), V)[0];
  settings = {};
  for (std::size_t k = 0; k < all.size(); ++k) {
    const auto alone = NightKernel(sphere, {some_energies()[k]}, settings)(lma(), V)[0][0];
    CHECK(alone.P == all[k].P);
    CHECK(alone.error == all[k].error);
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(std::abs(shared[k].P[i] - all[k].P[i]) <= shared[k].error + all[k].error);
      CHECK(std::abs(unmeasured[k].P[i] - all[k].P[i]) <= settings.accuracy + all[k].error);
    }
    // Where the levels arrive incoherently there is no rule to keep an accuracy.
    CHECK((some_energies()[k] < MeV || unmeasured[k].error >= settings.accuracy));
  }
}

TEST_CASE("where the orders do not fall the kernel says so, and no number is lost",
          "[night-kernel]") {
  const auto layers = four_layers();
  const NightKernel kernel = kernel_of(layers, 1e-5);
  const auto V = potentials(layers, {});
  // From the splitting of the LOW solution to a tenth of LMA's.
  for (const double dm21 : {1e-9, 2e-7, 2e-6, 8e-6}) {
    const auto osc = model::OscillationParameters::from_sin2({0.3, 0.02, 0.47, 0, dm21, 2.5e-3});
    const auto nights = kernel(osc, V)[0];
    const propagation::RegenerationEngine engine(osc, sky_of(layers, V), 1e-5);
    const auto exact = engine(some_energies());
    for (std::size_t k = 0; k < nights.size(); ++k) {
      CAPTURE(dm21, some_energies()[k] / MeV, nights[k].error);
      CHECK(nights[k].error <= 1);
      for (std::size_t i = 0; i < 3; ++i) {
        CHECK(std::abs(nights[k].P[i] - exact[k].P[i]) <= nights[k].error + exact[k].error);
      }
      CHECK(nights[k].P[0] + nights[k].P[1] + nights[k].P[2] == Approx(1).margin(1e-9));
    }
    CHECK(nights[0].error > 1e-5);  // above what was asked for
  }
  // Levels that meet in the crust: the axis has no direction there.
  const double meet = 7.49e-5 / (2 * 10 * MeV) / (3.4 * core::units::mol_per_cm3 * 0.494);
  const auto zero = model::OscillationParameters::from_sin2({0, 0, 0.47, 0, 7.49e-5, 2.5e-3});
  const auto nights = kernel(zero, std::vector<model::FlavourPotential>(4, {meet, 0, 0}))[0];
  for (const propagation::Regeneration& night : nights) {
    CHECK(night.P[0] == Approx(1).margin(1e-12));  // nothing mixes
  }
}

TEST_CASE("what the night kernel refuses", "[night-kernel]") {
  const auto layers = four_layers();
  const NightSphere sphere(sphere_of(layers), {{0, even}});
  const auto V = potentials(layers, {});
  NightKernel::Settings settings;
  settings.highest_dm21 = 5e-5;
  CHECK_THROWS_AS(NightKernel(sphere, {MeV}, settings)(lma(), V), core::InvalidInput);
  CHECK_THROWS_AS(NightKernel(sphere, {MeV})(lma(), {V[0]}), core::InvalidInput);
  CHECK_THROWS_AS(NightKernel(sphere, {-1.0}), core::InvalidInput);
  settings.accuracy = 0;
  CHECK_THROWS_AS(NightKernel(sphere, {MeV}, settings), core::InvalidInput);
  CHECK_THROWS_AS(NightSphere({}, {{0, even}}), core::InvalidInput);
  CHECK_THROWS_AS(NightSphere(sphere_of(layers), {}), core::InvalidInput);
  CHECK_THROWS_AS(NightSphere(sphere_of(layers), {{2 * earth_radius, even}}), core::InvalidInput);
  CHECK_THROWS_AS(NightSphere(sphere_of(layers), {{0, even}, {800 * core::units::km, even}}),
                  core::InvalidInput);
  CHECK(NightKernel(sphere, {})(lma(), V)[0].empty());
}
