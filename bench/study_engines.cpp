// Error of the engines against their tolerance, for docs/studies: CSV to stdout. With the argument
// `random`: the points of the error study of `auto`, one a line.
#include <tbb/parallel_for.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string>

#include "propagation/random_points.hpp"

namespace {

using namespace test;

template <class Engine>
void rows(const char* name,
          const char* made,
          const propagation::ProductionZone& where,
          double eps,
          double E,
          const model::MassFractions& reference) {
  const std::size_t only[] = {0};
  for (double tolerance = 1e-4; tolerance > 0.9e-9; tolerance /= 10) {
    propagation::EngineWork work;
    const auto start = std::chrono::steady_clock::now();
    const auto f = Engine(lma(), solar_profile(eps), {where}, tolerance)(E * MeV, only, &work)[0];
    const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
    std::printf("%s,%s,%g,%g,%.0e,%.3e,%.3e,%ld,%.2f\n", name, made, E, eps, tolerance, f.error,
                largest_difference(f, reference), work.steps, time.count());
  }
}

void compare(const char* made, const propagation::ProductionZone& where, double eps, double E) {
  const auto reference = ode(lma(), solar_profile(eps), where, E * MeV, 3e-10);
  rows<propagation::OdeEngine>("ode", made, where, eps, E, reference);
  rows<propagation::MagnusEngine>("magnus", made, where, eps, E, reference);
  const auto a = adiabatic(lma(), solar_profile(eps), where, E * MeV);
  std::printf("adiabatic,%s,%g,%g,,%.3e,%.3e,,\n", made, E, eps, a.error,
              largest_difference(a, reference));
}

void against_tolerance() {
  std::puts("# b16-gs98, sin2_theta12 0.308, dm21 7.49e-5; reference: ode at tolerance 3e-10");
  std::puts("engine,production,energy_MeV,eps_std_centre,tolerance,stated,true,steps,time_ms");
  for (const double eps : {0.0, 1.93}) {
    for (const double E : {2.0, 10.0}) {
      compare("at 0.05 R", at(0.05), eps, E);
      compare("8B", zone(model::Source::b8), eps, E);
    }
  }
}

void random_study(std::size_t count) {
  const auto points = random_points(count, 20);
  std::vector<std::string> lines(count);
  tbb::parallel_for(std::size_t{0}, count, [&](std::size_t i) {
    const RandomPoint& p = points[i];
    const ErrorSample s = error_sample(p);
    char line[256];
    std::snprintf(line, sizeof line, "%.5g,%.4g,%.4g,%.4g,%.4g,%s,%.2e,%s,%.3e,%.3e,%.1e",
                  p.energy / MeV, p.eps_centre, std::pow(std::sin(p.osc.theta12()), 2),
                  p.osc.dm21(), p.osc.dm31(), std::string(model::name(p.source)).c_str(),
                  p.tolerance, s.by_ode ? "ode" : "adiabatic", s.automatic.error,
                  largest_difference(s.automatic, s.reference), s.reference.error);
    lines[i] = line;
  });
  std::puts("# auto against magnus (above 3 MeV) or the ode at 1e-8; b16-gs98");
  std::puts(
      "energy_MeV,eps_std_centre,sin2_theta12,dm21_eV2,dm31_eV2,source,tolerance,engine,stated,"
      "true,"
      "reference_error");
  for (const std::string& line : lines) {
    std::puts(line.c_str());
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc > 1 && std::strcmp(argv[1], "random") == 0) {
      random_study(argc > 2 ? std::stoul(argv[2]) : 2000);
    } else {
      against_tolerance();
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
