// What bench/peers.py sets beside other programs: sunsi's engines from given production radii at one
// energy, with their times, and a reference in long double that shares no step with them.
//   study_peers DATA YAML ENERGY_MeV R/R_sun... [--reference STEPS]
// prints engine,tolerance,seconds,radius,P_e1,P_e2,P_e3,error; one row a radius.
//   study_peers DATA YAML --averages ENERGY_MeV...
// prints the adiabatic production averages of 8B and what all of them took.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <iostream>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/pipeline/medium.hpp>
#include <sunsi/propagation/adiabatic.hpp>
#include <sunsi/propagation/fraction_kernel.hpp>
#include <sunsi/propagation/levels.hpp>
#include <sunsi/propagation/magnus.hpp>
#include <sunsi/propagation/ode.hpp>

namespace {

using namespace sunsi;
using Long = long double;
using Complex = std::complex<Long>;

constexpr int repetitions = 5;

/// Least processor seconds of a call.
double seconds(const std::function<void()>& call, int times) {
  double least = 1e300;
  for (int k = 0; k < times; ++k) {
    const std::clock_t start = std::clock();
    call();
    least = std::min(least, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  }
  return least;
}

void print(const std::string& engine,
           double tolerance,
           double time,
           const std::vector<double>& radii,
           const std::vector<model::MassFractions>& P) {
  for (std::size_t k = 0; k < radii.size(); ++k) {
    fmt::print("{},{:g},{:.4g},{:.17g},{:.17g},{:.17g},{:.17g},{:.3g}\n", engine, tolerance, time,
               radii[k], P[k].P[0], P[k].P[1], P[k].P[2], P[k].error);
  }
}

/// Rows <nu_i|U(r_end, r)|nu_j> in the mass basis whose U_ej are real; H = D + A(r) u u^T.
class LongRows {
 public:
  LongRows(const pipeline::Config& config, double energy)
      : profile_(pipeline::potential_profile(config)) {
    const auto& osc = config.oscillation;
    D_ = {0, static_cast<Long>(osc.dm21()) / (2 * static_cast<Long>(energy)),
          static_cast<Long>(osc.dm31()) / (2 * static_cast<Long>(energy))};
    Long norm = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      u_[j] = std::sqrt(static_cast<Long>(osc.electron_row()[j]));
      norm += u_[j] * u_[j];
      rows_[j][j] = 1;
    }
    for (Long& x : u_) {
      x /= std::sqrt(norm);
    }
    r_ = profile_.r_end;
  }

  /// Inwards to r in n steps of Suzuki's sixth order: each five of the fourth, each five of Strang's,
  /// Phys. Lett. A 146, 319 (1990). D and A u u^T alone have exponentials in closed form.
  void go(Long r, long n) {
    const Long h = (r_ - r) / static_cast<Long>(n);
    const Long from = r_;
    for (long k = 0; k < n; ++k) {
      compose(h, 6);
      r_ = from - h * static_cast<Long>(k + 1);
    }
  }

  [[nodiscard]] model::MassFractions fractions() const {
    model::MassFractions result{};
    for (std::size_t i = 0; i < 3; ++i) {
      result.P[i] = static_cast<double>(
          std::norm(rows_[i][0] * u_[0] + rows_[i][1] * u_[1] + rows_[i][2] * u_[2]));
    }
    return result;
  }

 private:
  void compose(Long h, int order) {
    if (order == 2) {
      strang(h);
      return;
    }
    const Long p = 1 / (4 - std::pow(Long{4}, 1 / static_cast<Long>(order - 1)));
    for (const Long part : {p, p, 1 - 4 * p, p, p}) {
      compose(part * h, order - 2);
    }
  }

  void strang(Long h) {
    turn(h / 2);
    r_ -= h / 2;
    const auto V = profile_.at(std::clamp(static_cast<double>(r_), 0.0, profile_.r_end)).V;
    const Long angle = h * (static_cast<Long>(V.e) - static_cast<Long>(V.mu));
    const Complex factor(std::cos(angle) - 1, std::sin(angle));
    for (auto& row : rows_) {
      const Complex along = factor * (row[0] * u_[0] + row[1] * u_[1] + row[2] * u_[2]);
      for (std::size_t j = 0; j < 3; ++j) {
        row[j] += along * u_[j];
      }
    }
    r_ -= h / 2;
    turn(h / 2);
  }

  void turn(Long h) {
    for (std::size_t j = 1; j < 3; ++j) {
      const Complex phase = phase_of(h * D_[j]);
      for (auto& row : rows_) {
        row[j] *= phase;
      }
    }
  }

  /// exp(i angle), remembered: the same few angles return at every step.
  const Complex& phase_of(Long angle) {
    for (const auto& [known, phase] : phases_) {
      if (known == angle) {
        return phase;
      }
    }
    if (phases_.size() > 64) {
      phases_.clear();
    }
    return phases_.emplace_back(angle, Complex(std::cos(angle), std::sin(angle))).second;
  }

  propagation::PotentialProfile profile_;
  std::array<Long, 3> D_{};
  std::array<Long, 3> u_{};
  std::array<std::array<Complex, 3>, 3> rows_{};
  std::vector<std::pair<Long, Complex>> phases_;
  Long r_ = 0;
};

void reference(const pipeline::Config& config,
               double energy,
               const std::vector<double>& radii,
               long steps) {
  std::vector<std::size_t> order(radii.size());
  for (std::size_t k = 0; k < order.size(); ++k) {
    order[k] = k;
  }
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return radii[a] > radii[b]; });
  std::vector<model::MassFractions> P(radii.size());
  const double time = seconds(
      [&] {
        LongRows rows(config, energy);
        double from = config.sun->r_end();
        for (const std::size_t k : order) {
          const long n = 1 + std::lround((from - radii[k]) * static_cast<double>(steps));
          rows.go(static_cast<Long>(radii[k]) * core::R_sun, n);
          P[k] = rows.fractions();
          from = radii[k];
        }
      },
      1);
  print("reference", static_cast<double>(steps), time, radii, P);
}

template <class Engine>
void engine(const std::string& name,
            const pipeline::Config& config,
            double energy,
            const std::vector<double>& radii,
            double tolerance) {
  std::vector<propagation::ProductionZone> zones;
  std::vector<std::size_t> all;
  for (const double r : radii) {
    all.push_back(zones.size());
    zones.push_back({{r * core::R_sun}, {1.0}});
  }
  const Engine made(config.oscillation, pipeline::potential_profile(config), zones, tolerance);
  std::vector<model::MassFractions> P;
  const double time = seconds([&] { P = made(energy, all); }, repetitions);
  print(name, tolerance, time, radii, P);
}

/// Prints the seconds of all energies by the vector kernel, one energy a call, and the largest difference
/// from P.
void by_kernel(const pipeline::Config& config,
               const propagation::ProductionZone& zone,
               const std::vector<propagation::PotentialSample>& samples,
               const std::vector<double>& energies,
               const std::vector<model::MassFractions>& P) {
  propagation::PotentialNodes nodes{{}, zone.weight};
  for (const propagation::PotentialSample& sample : samples) {
    nodes.V.push_back(sample.V.e - sample.V.mu);
  }
  const propagation::FractionKernel kernel(config.oscillation);
  double P1 = 0, P2 = 0, P3 = 0;
  constexpr int often = 100;
  const double time = seconds(
                          [&] {
                            for (int n = 0; n < often; ++n) {
                              for (const double energy : energies) {
                                kernel.average({&energy, 1}, nodes, {&P1, 1}, {&P2, 1}, {&P3, 1});
                              }
                            }
                          },
                          repetitions) /
                      often;
  double most = 0;
  for (std::size_t k = 0; k < energies.size(); ++k) {
    kernel.average({&energies[k], 1}, nodes, {&P1, 1}, {&P2, 1}, {&P3, 1});
    most = std::max(
        {most, std::abs(P1 - P[k].P[0]), std::abs(P2 - P[k].P[1]), std::abs(P3 - P[k].P[2])});
  }
  fmt::print("# seconds-kernel: {:.4g}\n# difference-kernel: {:.2g}\n", time, most);
}

/// Production averages of 8B by the adiabatic engine, with its bound, by the levels alone and by the kernel.
void averages(const pipeline::Config& config, const std::vector<double>& energies) {
  const auto zones = pipeline::production_zones(config);
  const auto profile = pipeline::potential_profile(config);
  constexpr auto b8 = static_cast<std::size_t>(model::Source::b8);
  const propagation::AdiabaticEngine engine(config.oscillation, profile, zones);
  std::vector<model::MassFractions> P(energies.size());
  const double time = seconds(
      [&] {
        for (std::size_t k = 0; k < energies.size(); ++k) {
          P[k] = engine(energies[k], b8);
        }
      },
      repetitions);
  const propagation::LevelSolver levels(config.oscillation);
  std::vector<propagation::PotentialSample> samples;
  for (const double r : zones[b8].radius) {
    samples.push_back(profile.at(r));
  }
  by_kernel(config, zones[b8], samples, energies, P);
  double kept = 0;
  constexpr int often = 20;  // a millisecond at least
  const double alone = seconds(
                           [&] {
                             for (int n = 0; n < often; ++n) {
                               for (const double energy : energies) {
                                 for (std::size_t r = 0; r < samples.size(); ++r) {
                                   kept +=
                                       zones[b8].weight[r] * levels(energy, samples[r]).electron[0];
                                 }
                               }
                             }
                           },
                           repetitions) /
                       often;
  fmt::print("# seconds: {:.4g}\n# seconds-levels: {:.4g}\n# sum: {:.6g}\n# radii:", time, alone,
             kept);
  for (const double r : zones[b8].radius) {
    fmt::print(" {:.17g}", r / core::R_sun);
  }
  fmt::print("\n# weights:");
  for (const double w : zones[b8].weight) {
    fmt::print(" {:.17g}", w);
  }
  fmt::print("\nenergy_MeV,P_e1,P_e2,P_e3\n");
  for (std::size_t k = 0; k < energies.size(); ++k) {
    fmt::print("{:.17g},{:.17g},{:.17g},{:.17g}\n", energies[k] / core::units::MeV, P[k].P[0],
               P[k].P[1], P[k].P[2]);
  }
}

int run(int count, char** words) {
  std::vector<double> numbers;
  long steps = 0;
  bool averaged = false;
  for (int k = 3; k < count; ++k) {
    if (std::strcmp(words[k], "--reference") == 0 && k + 1 < count) {
      steps = std::stol(words[++k]);
    } else if (std::strcmp(words[k], "--averages") == 0) {
      averaged = true;
    } else {
      numbers.push_back(std::stod(words[k]));
    }
  }
  if (count < 5 || numbers.size() < 2) {
    std::cerr << "usage: study_peers DATA YAML ENERGY_MeV R/R_sun... [--reference STEPS]\n";
    return 2;
  }
  const auto config = pipeline::parse_config("study", words[2], {}, words[1]);
  if (averaged) {
    for (double& number : numbers) {
      number *= core::units::MeV;
    }
    averages(config, numbers);
    return 0;
  }
  const double energy = numbers.front() * core::units::MeV;
  const std::vector<double> radii(numbers.begin() + 1, numbers.end());
  fmt::print("engine,tolerance,seconds,radius,P_e1,P_e2,P_e3,error\n");
  if (steps > 0) {
    reference(config, energy, radii, steps);
    return 0;
  }
  for (const double tolerance : {1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10}) {
    engine<propagation::MagnusEngine>("magnus", config, energy, radii, tolerance);
  }
  for (const double tolerance : {1e-5, 1e-6, 1e-7, 1e-8}) {
    engine<propagation::OdeEngine>("ode", config, energy, radii, tolerance);
  }
  return 0;
}

}  // namespace

int main(int count, char** words) {
  try {
    return run(count, words);
  } catch (const std::exception& error) {
    std::cerr << "study_peers: " << error.what() << "\n";
    return 1;
  }
}
