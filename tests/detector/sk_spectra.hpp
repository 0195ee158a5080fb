// Recoil spectra of 8B and hep by plain integration, for tests of Super-Kamiokande's phases.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <sunsi/core/interpolation.hpp>
#include <sunsi/core/quadrature.hpp>
#include <sunsi/core/table.hpp>
#include <sunsi/detector/cross_section.hpp>
#include <sunsi/detector/sk_phase.hpp>
#include <vector>

namespace sunsi::test {

/// A spectrum of data/spectra/ in MeV, normalised, the column `density` plus `sigmas` of `sigma`.
class TabulatedSpectrum {
 public:
  explicit TabulatedSpectrum(const std::string& file, double sigmas = 0)
      : table_(core::Table::read(std::filesystem::path(SUNSI_TEST_DATA) / "spectra" / file)),
        energy_(table_.values("energy")),
        density_(density(table_, sigmas)),
        spline_(energy_, density_) {
    const core::Quadrature rule = core::composite_gauss_legendre(energy_, 2);
    for (std::size_t i = 0; i < rule.node.size(); ++i) {
      norm_ += rule.weight[i] * spline_(rule.node[i]);
    }
  }

  /// int phi(E) [P_e sigma_e + (1 - P_e) sigma_x](E, T) dE [cm^2/MeV] at constant P_e: pieces between
  /// the points of the table, the logarithm at the least energy in the square root of the distance.
  [[nodiscard]] double recoils(double T,
                               double P_e,
                               const detector::NuElectronCrossSection& sigma) const {
    const double least = detector::smallest_energy_MeV(T);
    double sum = 0;
    double from = least;
    for (const double to : energy_) {
      if (to <= from) {
        continue;
      }
      static const core::Quadrature rule = core::gauss_legendre(0, 1, 8);
      const double a = std::sqrt(from - least);
      const double b = std::sqrt(to - least);
      for (std::size_t i = 0; i < rule.node.size(); ++i) {
        const double u = a + (b - a) * rule.node[i];
        const double E = least + u * u;
        sum += rule.weight[i] * (b - a) * 2 * u * spline_(E) *
               (P_e * sigma.differential(detector::Flavour::e, E, T) +
                (1 - P_e) * sigma.differential(detector::Flavour::x, E, T));
      }
      from = to;
    }
    return sum / norm_;
  }

  [[nodiscard]] Eigen::VectorXd recoils(const std::vector<double>& T, double P_e) const {
    static const detector::NuElectronCrossSection sigma(detector::CrossSectionMode::full);
    Eigen::VectorXd result(static_cast<Eigen::Index>(T.size()));
    for (std::size_t k = 0; k < T.size(); ++k) {
      result[static_cast<Eigen::Index>(k)] = recoils(T[k], P_e, sigma);
    }
    return result;
  }

 private:
  static std::vector<double> density(const core::Table& table, double sigmas) {
    std::vector<double> density = table.values("density");
    for (std::size_t i = 0; sigmas != 0 && i < density.size(); ++i) {
      density[i] = std::max(0.0, density[i] + sigmas * table.values("sigma")[i]);
    }
    return density;
  }
  core::Table table_;
  std::vector<double> energy_;
  std::vector<double> density_;
  core::Spline spline_;
  double norm_ = 0;
};

inline const TabulatedSpectrum& spectrum_8B() {
  static const TabulatedSpectrum spectrum("8B-winter2006.csv");
  return spectrum;
}
inline const TabulatedSpectrum& spectrum_hep() {
  static const TabulatedSpectrum spectrum("hep.csv");
  return spectrum;
}

/// Unoscillated, per unit flux.
inline const Eigen::VectorXd& unoscillated_8B() {
  static const Eigen::VectorXd recoils = spectrum_8B().recoils(detector::sk_recoil_rule().node, 1);
  return recoils;
}
inline const Eigen::VectorXd& unoscillated_hep() {
  static const Eigen::VectorXd recoils = spectrum_hep().recoils(detector::sk_recoil_rule().node, 1);
  return recoils;
}

/// P_ee by day and by night, each the same at all energies.
inline detector::SkRecoils recoils_of(double day, double night) {
  const std::vector<double>& T = detector::sk_recoil_rule().node;
  return {{spectrum_8B().recoils(T, day), spectrum_8B().recoils(T, night), unoscillated_8B()},
          {spectrum_hep().recoils(T, day), spectrum_hep().recoils(T, night), unoscillated_hep()}};
}

}  // namespace sunsi::test
