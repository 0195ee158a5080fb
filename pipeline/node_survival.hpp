/// \file pipeline/node_survival.hpp
/// Survival probabilities at fixed energies, for many points: what a likelihood asks for again and again.
#pragma once

#include <Eigen/Core>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <sunsi/core/node_basis.hpp>
#include <sunsi/detector/recoil_response.hpp>
#include <sunsi/pipeline/config.hpp>
#include <vector>

namespace sunsi::pipeline {

/// The nights of one experiment.
struct NightSite {
  std::string name;
  Night night;
};

/// One value a source, in the order of model::all_sources.
template <class Value>
using BySource = std::array<Value, 8>;

/// Probabilities at the nodes of NodeSurvival::basis, empty for sources that are not placed.
struct NodeProbabilities {
  BySource<Eigen::VectorXd> day;                 ///< P_ee
  std::vector<BySource<Eigen::VectorXd>> night;  ///< P_ee averaged over the night, one a site
  /// For general NSI alone (not `one_potential`): the flavour states, rows and columns e, mu, tau.
  BySource<std::vector<Eigen::Matrix3cd>> day_state;
  std::vector<BySource<std::vector<Eigen::Matrix3cd>>> night_state;
  /// The full engines answered (SolarPropagator): general NSI, or levels that cross.
  bool by_engines = false;
};

/// Built once from a configuration: the Sun's densities where each source is made (Gauss rules in N_e),
/// the nodes of each source and of the night, the sites. A call touches what depends on the point.
///
/// Energies: each continuous source has Gauss nodes on seven panels, of which each from the second on is
/// twice as wide as the one before (8B and hep share theirs), lines are nodes by themselves. By day P_ee
/// is interpolated and averaged over production to 1e-6 for potentials up to 20 times the standard one
/// (tests/pipeline). By night P(nu_i -> nu_e) is evaluated at night_energies() and interpolated to the
/// nodes of the sources; fringes of the zenith average (1e-4 to 1e-3 above 5 MeV) are sampled, not
/// followed: they average out of rates (docs/likelihood.md).
///
/// Where the adiabatic limit is off by more than `certificate`, and for NSI with more than one potential,
/// SolarPropagator answers: a thousand times slower, with the configuration's tolerance.
class NodeSurvival {
 public:
  /// \param config  its Sun, sources, spectra, engine tolerance; its couplings are not used
  /// \param sites   may be empty; ignored when config.night is (then nights are as days)
  /// \param night_points  Gauss nodes on each of the inner panels of the night, 8 to 64: rates converge
  ///                      with them and the time of a point grows (docs/likelihood.md)
  /// \throws InvalidInput  night_points out of range; as NightKernel
  explicit NodeSurvival(const Config& config,
                        std::vector<NightSite> sites = {},
                        int night_points = default_night_points);
  static constexpr int default_night_points = 16;
  ~NodeSurvival();
  NodeSurvival(NodeSurvival&&) noexcept;
  NodeSurvival& operator=(NodeSurvival&&) noexcept;

  static constexpr double certificate = 1e-4;

  /// Nodes [MeV] of a source; the spectrum in the same units.
  [[nodiscard]] const core::NodeBasis& basis(model::Source source) const;
  [[nodiscard]] const detector::SourceSpectrum& spectrum(model::Source source) const;
  [[nodiscard]] bool placed(model::Source source) const;
  /// [MeV]
  [[nodiscard]] const std::vector<double>& night_energies() const;
  /// Share of night at a site; 0 without night.
  [[nodiscard]] double night_share(std::size_t site) const;
  [[nodiscard]] std::size_t sites() const;

  /// \throws InvalidInput    zprime beside nsi
  /// \throws NumericalError  an engine failed
  [[nodiscard]] NodeProbabilities operator()(const model::OscillationParameters& osc,
                                             const std::optional<model::ZPrime>& zprime = {},
                                             const std::optional<model::Nsi>& nsi = {}) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace sunsi::pipeline
