/// \file fit/detail/solar_parts.hpp
/// The experiments of the solar likelihood: from probabilities at nodes to data and predictions.
#pragma once

#include <memory>
#include <optional>
#include <sunsi/detector/contribution.hpp>
#include <sunsi/detector/cross_section.hpp>
#include <sunsi/detector/sk_phase.hpp>
#include <sunsi/model/oscillation.hpp>
#include <sunsi/pipeline/node_survival.hpp>
#include <vector>

namespace sunsi::fit::detail {

/// What arrives at a point.
struct Arrived {
  const model::OscillationParameters& oscillation;
  const pipeline::NodeProbabilities& P;
  const detector::NuElectronCrossSection& sigma;
  bool night;  ///< there is one
};

/// An experiment, built once. Immutable.
class SolarPart {
 public:
  virtual ~SolarPart() = default;
  /// Adds its data sets, always the same ones in the same order.
  virtual void add(const Arrived& arrived, std::vector<detector::Contribution>& to) const = 0;
};

/// What a part is built from.
struct PartInputs {
  const pipeline::Config& config;
  const pipeline::NodeSurvival& nodes;
  std::array<double, 8> reference_flux;  ///< [cm^-2 s^-1]
  std::size_t site = 0;                  ///< whose nights, among the sites of `nodes`
};

/// \param phases  "1", "2", "3"; none: all
std::unique_ptr<const SolarPart> borexino_part(const PartInputs& in,
                                               const std::vector<std::string>& phases);
std::unique_ptr<const SolarPart> sno_part(const PartInputs& in);
/// \param phases     1 to 4
/// \param asymmetry  A_DN of all phases, with spectra of day and night together
std::unique_ptr<const SolarPart> super_kamiokande_part(const PartInputs& in,
                                                       const std::vector<int>& phases,
                                                       bool asymmetry,
                                                       detector::SkSpectra spectra);

/// The recoils of one source at fixed energies: by P_ee, or by the flavour states where these are given.
class SourceRecoils {
 public:
  /// \param line  only the line of this energy [MeV]
  SourceRecoils(const pipeline::NodeSurvival& nodes,
                model::Source source,
                std::vector<double> recoil_MeV,
                detector::CrossSectionMode mode,
                std::optional<double> line = {});

  /// dR/dT per unit flux and electron [cm^2/MeV] by day, by night of a site, or for nu_e alone with
  /// standard couplings.
  [[nodiscard]] Eigen::VectorXd day(const Arrived& arrived) const;
  [[nodiscard]] Eigen::VectorXd night(const Arrived& arrived, std::size_t site) const;
  [[nodiscard]] Eigen::VectorXd unoscillated() const;
  /// Over both with the share of night.
  [[nodiscard]] Eigen::VectorXd average(const Arrived& arrived,
                                        std::size_t site,
                                        double night_share) const;

 private:
  std::size_t source_;
  detector::RecoilResponse response_;
};

}  // namespace sunsi::fit::detail
