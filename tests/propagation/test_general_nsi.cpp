#include <tbb/parallel_for.h>

#include <catch2/catch.hpp>

#include "random_nsi.hpp"

using namespace test;

namespace {

struct Answers {
  model::MassFractions adiabatic, ode, magnus;
};

/// Below 3 MeV magnus, which resolves the phase of the first two levels (of all three where strong NSI
/// turn nu_3 away from its level), takes seconds a point or gives up: there the ode stands for it.
Answers answers(const NsiPoint& p) {
  const auto profile = nsi_profile(p.nsi);
  const propagation::ProductionZone where = zone(p.source);
  const std::size_t only[] = {0};
  Answers a{
      adiabatic(p.osc, profile, where, p.energy), ode(p.osc, profile, where, p.energy, 1e-7), {}};
  a.magnus = p.energy > 3 * MeV
                 ? propagation::MagnusEngine(p.osc, profile, {where}, 1e-6)(p.energy, only)[0]
                 : ode(p.osc, profile, where, p.energy, 1e-6);
  return a;
}

/// The largest part of the sum of stated errors that a difference takes up, and where.
struct Worst {
  double used = 0;
  std::size_t at = 0;
  void add(double value, std::size_t i) {
    if (value > used) {
      used = value;
      at = i;
    }
  }
};

std::string place(const std::vector<NsiPoint>& points, const Worst& worst) {
  const NsiPoint& p = points[worst.at];
  return std::to_string(worst.used) + " at point " + std::to_string(worst.at) + " (" +
         std::to_string(p.energy / MeV) + " MeV, " + std::string(model::name(p.source)) +
         ", dm21 " + std::to_string(p.osc.dm21() * 1e5) + "e-5, " +
         (p.osc.dm31() > 0 ? "NO" : "IO") + ", eps_p_emu " +
         std::to_string(std::abs(p.nsi.p().emu)) + ")";
}

void study(std::size_t count, unsigned seed) {
  const std::vector<NsiPoint> points = random_nsi_points(count, seed);
  std::vector<Answers> all(count);
  tbb::parallel_for(std::size_t{0}, count, [&](std::size_t i) { all[i] = answers(points[i]); });
  Worst stepped, adiabatic;
  double largest = 0;
  double norm = 0;
  std::vector<double> bound;
  for (std::size_t i = 0; i < count; ++i) {
    const Answers& a = all[i];
    CAPTURE(i, points[i].energy, points[i].osc.dm21(), points[i].osc.dm31(),
            points[i].osc.theta12(), model::name(points[i].source), points[i].nsi.p().ee,
            a.adiabatic.error, a.ode.error, a.magnus.error);
    const double ode_magnus = largest_difference(a.ode, a.magnus);
    const double ode_adiabatic = largest_difference(a.ode, a.adiabatic);
    CHECK(ode_magnus <= a.ode.error + a.magnus.error);
    CHECK(ode_adiabatic <= a.ode.error + a.adiabatic.error);
    stepped.add(ode_magnus / (a.ode.error + a.magnus.error), i);
    adiabatic.add(ode_adiabatic / (a.ode.error + a.adiabatic.error), i);
    largest = std::max(largest, ode_adiabatic);
    for (const auto& f : {a.adiabatic, a.ode, a.magnus}) {
      norm = std::max(norm, std::abs(sum(f) - 1));
    }
    bound.push_back(a.adiabatic.error);
  }
  CHECK(norm < 1e-12);  // steps are unitary to rounding, levels are a basis
  std::sort(bound.begin(), bound.end());
  WARN("ode - magnus takes " << place(points, stepped) << " of the stated errors; ode - adiabatic "
                             << place(points, adiabatic) << ", at most " << largest
                             << "; adiabatic bounds: median " << bound[count / 2] << ", 90 % "
                             << bound[count * 9 / 10] << "; unitarity " << norm);
}

}  // namespace

TEST_CASE("three engines at 30 random points with general NSI", "[reference]") { study(30, 31); }

TEST_CASE("three engines at 2000 random points with general NSI", "[reference][slow]") {
  study(2000, 32);
}
