/// \file detector/sk_phase.hpp
/// Super-Kamiokande's recoil spectra, one phase each: the card
/// data/experiments/super-kamiokande-phases.yaml and its tables (docs/super-kamiokande.md).
#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <string>
#include <sunsi/core/quadrature.hpp>
#include <sunsi/core/table.hpp>
#include <sunsi/detector/contribution.hpp>
#include <sunsi/detector/measurement.hpp>
#include <sunsi/detector/super_kamiokande.hpp>
#include <sunsi/model/source.hpp>
#include <vector>

namespace sunsi::detector {

/// The recoil energies T_k (true kinetic energy [MeV]) at which all phases want dR/dT, and weights:
/// int f dT ~ sum_k weight[k] f(node[k]). Composite Gauss-Legendre from 1 MeV, below which no electron
/// reaches the first bin of any phase, to the largest recoil of hep. Every bin of every phase is right
/// to 1e-6 of itself (tests/detector).
const core::Quadrature& sk_recoil_rule();

/// True recoil spectra of one source at the nodes of sk_recoil_rule(), dR/dT = int dE spectrum(E)
/// sum_ab rho_ab dsigma_ba/dT in any unit that all three share (cm^2/MeV for a flux of 1).
struct SkSourceRecoils {
  Eigen::VectorXd day;
  Eigen::VectorXd night;
  Eigen::VectorXd
      unoscillated;  ///< nu_e alone with the standard couplings, as in the detector's MC
};

/// What the spectra of Super-Kamiokande see: only 8B and hep reach the thresholds.
struct SkRecoils {
  SkSourceRecoils b8;
  SkSourceRecoils hep;
};

/// Fluxes [cm^-2 s^-1] that a prediction is made for.
struct SkFluxes {
  double b8 = 0;
  double hep = 0;
};

/// Which spectra enter a likelihood. `merged`: day and night together, to be used with the asymmetry
/// A_DN of phases I to IV (SuperKamiokande::asymmetry). `day_and_night`: two spectra a phase, never
/// beside A_DN, which holds the same events.
enum class SkSpectra { merged, day_and_night };

/// One bin of a published spectrum; rates in events/kton/year.
struct SkBin {
  std::string label;  ///< edges as published (phases I to III: total energy), "3.49-3.99"
  RecoilWindow seen;  ///< KINETIC energy [MeV] in every phase
  struct Rate {
    double value = 0;
    double up = 0;    ///< statistical errors, both > 0
    double down = 0;  ///< 0: not published
  };
  Rate all, day, night;
  double mc_b8 = 0;  ///< the collaboration's unoscillated expectation at mc_fluxes()
  double mc_hep = 0;
  double uncorrelated = 0;  ///< systematic error of this bin alone, relative [1]
};

/// A phase: data, response, systematic errors. Immutable.
///
/// A bin is predicted as in arXiv:2312.12907 and the papers before it,
///   mu_b = sum_s MC_bs (flux_s/flux_MC_s) [R dR_s/dT]_b / [R dR_s/dT (unoscillated)]_b,
/// s = 8B and hep, so that efficiencies and all else that the collaboration's Monte Carlo knows drop
/// out of the ratio. R_bk = weight_k x chance that an electron of kinetic energy T_k is seen in bin b.
class SkPhase {
 public:
  /// \param phase  1 to 4
  /// \throws InvalidInput  no such phase; DataError  a card or table is missing or damaged
  static SkPhase load(const std::filesystem::path& data, int phase);

  /// "super-kamiokande-4".
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::vector<SkBin>& bins() const { return bins_; }
  [[nodiscard]] const EnergyResolution& resolution() const { return resolution_; }
  /// Fluxes [cm^-2 s^-1] of the published expectation.
  [[nodiscard]] const SkFluxes& mc_fluxes() const { return mc_fluxes_; }
  /// R, bins x nodes of sk_recoil_rule() [MeV].
  [[nodiscard]] const Eigen::MatrixXd& response() const { return response_; }
  /// The same of another resolution, with every total energy seen multiplied by `scale` and the width
  /// by `width`: what a systematic error does, or another published function.
  /// \throws InvalidInput  a factor that is not positive
  [[nodiscard]] Eigen::MatrixXd response(const EnergyResolution& resolution,
                                         double scale = 1,
                                         double width = 1) const;
  /// Errors common to many bins: "8B-shape" (shared by all phases), "sk4-scale", "sk4-resolution",
  /// "sk4-norm"; one value a bin [1].
  [[nodiscard]] const std::vector<Pull>& pulls() const { return pulls_; }

  /// Events/kton/year of 8B (column 0) and hep (1) in each bin, for one time of day.
  /// \throws InvalidInput    spectra that are not of one value a node, a flux that is negative
  /// \throws NumericalError  a bin sees no unoscillated events, or a rate is not finite
  [[nodiscard]] Eigen::MatrixX2d rates(const SkRecoils& recoils,
                                       const SkFluxes& fluxes,
                                       bool night) const;

  /// Data and predictions for a likelihood, in events/kton/year: merged, mu = (day + night)/2 against
  /// the published spectrum of all events; or all bins by day and then all by night (a bin with no
  /// published division enters once, merged). Columns of by_source: 8B and hep at `fluxes`.
  ///
  /// Errors, uncorrelated between bins: the statistical one, (up + down)/2 of the published asymmetric
  /// one so that chi2 is smooth, and in quadrature the bin's own systematic one, a fraction of what is
  /// expected: MC times the phase's overall data/MC, so that a bin that fluctuates down does not get a
  /// small error.
  /// \throws as rates()
  [[nodiscard]] Contribution contribution(const SkRecoils& recoils,
                                          const SkFluxes& fluxes,
                                          SkSpectra spectra) const;

  /// "8B-ratio": the factor a by which the unoscillated expectation of 8B and hep describes a spectrum
  /// of rates best, a = sum_b MC_b rate_b/s_b^2 / sum_b MC_b^2/s_b^2, s_b the statistical errors of the
  /// published spectrum. Times mc_fluxes().b8 it is the "flux of 8B" that the collaboration quotes, for
  /// electron neutrinos alone.
  /// \throws InvalidInput  not one rate a bin
  [[nodiscard]] double ratio(const Eigen::VectorXd& rates) const;

  /// That of the published spectrum of all events. Error: statistical; normalisation, scale,
  /// resolution and shape (mean of the shifts at +1 and -1 sigma); bins' own errors; in quadrature.
  [[nodiscard]] const Measurement& measured_ratio() const { return ratio_; }

 private:
  /// A datum: its bin and what of the rates by day and by night it holds.
  struct Datum {
    Eigen::Index bin;
    double day;
    double night;
  };
  /// A likelihood's data, with predictions still 0.
  struct DataSet {
    std::vector<Datum> data;
    Contribution contribution;
  };
  SkPhase() = default;
  void read_bins(const core::Table& spectrum, const core::Table& systematics, double phase);
  void add_pulls(const core::Table& systematics, double phase, double normalisation);
  void set_ratio(const std::string& source);
  [[nodiscard]] DataSet data_set(SkSpectra spectra) const;
  /// Oscillated over unoscillated rate times the expectation for one source [events/kton/year].
  [[nodiscard]] Eigen::VectorXd predicted(const SkSourceRecoils& source,
                                          const Eigen::VectorXd& mc,
                                          bool night) const;
  std::string name_;
  double kinetic_offset_MeV_ = 0;  ///< published edge less kinetic energy: m_e or 0
  std::vector<SkBin> bins_;
  EnergyResolution resolution_;
  SkFluxes mc_fluxes_;
  Eigen::MatrixXd response_;
  Eigen::VectorXd mc_b8_, mc_hep_;
  Eigen::VectorXd ratio_weight_;  ///< of each bin's rate; with the expectation they give 1
  std::vector<Pull> pulls_;
  Measurement ratio_;
  DataSet merged_;
  DataSet split_;
};

}  // namespace sunsi::detector
