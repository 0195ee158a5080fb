// Error of the zenith average against the number of nodes, for docs/studies: CSV to stdout.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <exception>
#include <sunsi/core/constants.hpp>
#include <sunsi/pipeline/night.hpp>
#include <vector>

namespace {

using namespace sunsi;
using Average = std::array<double, 3>;

/// Steps of a path: those of the program at a tolerance of 2.5e-7, the same for every rule, so that
/// the zenith angle alone makes the difference.
constexpr double tolerance = 2.5e-7;
constexpr double steps_a_radius = 300;
constexpr std::array<double, 4> dm21_values{4.8e-5, 6.1e-5, 7.5e-5, 9e-5};
constexpr std::array<double, 4> energies_MeV{0.3, 1, 5, 10};

pipeline::Config configuration() {
  return pipeline::parse_config("study", "earth: {enabled: true, site: kamioka}\n", {},
                                SUNSI_BENCH_DATA);
}

std::vector<propagation::RegenerationEngine> engines(const propagation::NightSky& sky) {
  std::vector<propagation::RegenerationEngine> all;
  for (const double dm21 : dm21_values) {
    const auto osc =
        model::OscillationParameters::from_sin2({0.308, 0.02215, 0.47, 0, dm21, 2.5e-3});
    all.emplace_back(osc, sky, tolerance);
  }
  return all;
}

double largest(const std::vector<Average>& a, const std::vector<Average>& b) {
  double result = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    for (std::size_t i = 0; i < 3; ++i) {
      result = std::max(result, std::abs(a[k][i] - b[k][i]));
    }
  }
  return result;
}

class Study {
 public:
  Study() : sky_(pipeline::night_sky(config_, *config_.night)), engines_(engines(sky_)) {}

  void operator()(double energy_MeV) const {
    const double energy = energy_MeV * core::units::MeV;
    int level = 0;
    for (const auto& engine : engines_) {
      level = std::max(level, engine.level(energy));
    }
    const std::vector<Average> exact = by_panels(energy, std::max(level + 1, 9)).P;
    for (int k = 0; k <= level; ++k) {
      const Result panels = by_panels(energy, k);
      std::printf("panels,%g,%d,%zu,%.2e\n", energy_MeV, k, panels.nodes, largest(panels.P, exact));
    }
    for (int chords = 10; chords <= 20480; chords *= 2) {
      std::printf("chords,%g,,%d,%.2e\n", energy_MeV, chords,
                  largest(by_chords(energy, chords), exact));
    }
  }

 private:
  struct Result {
    std::vector<Average> P{};
    std::size_t nodes = 0;
  };

  [[nodiscard]] Result by_panels(double energy, int level) const {
    const propagation::ZenithGrid grid(sky_, level, sky_.radius / steps_a_radius);
    // The coarser grid makes the error estimate, which is not asked here.
    const propagation::RegenerationEngine::Grids grids{
        grid, propagation::ZenithGrid(sky_.path(-0.5), -0.5, sky_.radius / steps_a_radius)};
    Result result;
    result.nodes = grid.nodes().size();
    for (const auto& engine : engines_) {
      result.P.push_back(engine.average(energy, &grids).P);
    }
    return result;
  }

  /// One chord in the middle of each of so many even bins of cos z, with the bin's share.
  [[nodiscard]] std::vector<Average> by_chords(double energy, int chords) const {
    std::vector<Average> result;
    for (const auto& engine : engines_) {
      Average sum{};
      for (int k = 0; k < chords; ++k) {
        const double width = 1.0 / chords;
        const double share = sky_.weight(-1 + k * width, -1 + (k + 1) * width);
        const Average P = share > 0 ? engine.at(energy, -1 + (k + 0.5) * width) : Average{};
        for (std::size_t i = 0; i < 3; ++i) {
          sum[i] += share * P[i];
        }
      }
      result.push_back(sum);
    }
    return result;
  }

  pipeline::Config config_ = configuration();
  propagation::NightSky sky_;
  std::vector<propagation::RegenerationEngine> engines_;
};

}  // namespace

int main() {
  try {
    std::printf(
        "# made by bench/study_zenith.cpp: Kamioka, a whole year, PREM with crust, standard model; "
        "error: largest of P(nu_i -> nu_e), i = 1, 2, 3, over dm21 = 4.8, 6.1, 7.5, 9e-5 eV2\n"
        "# panels: 12 Gauss nodes each in the root of the distance from a tangent, at a level of "
        "ZenithGrid (the last is what the program takes for its finer grid); chords: one in the "
        "middle of each of so many even bins of cos z, with the bin's share of the night; "
        "reference: panels at level 9, at 0.3 MeV 10\n"
        "rule,energy_MeV,level,nodes,error\n");
    const Study study;
    for (const double energy : energies_MeV) {
      study(energy);
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 4;
  }
  return 0;
}
