/// \file detector/radiochemical.hpp
/// Capture of solar neutrinos on 71Ga and 37Cl: the cards data/experiments/gallium.yaml and
/// chlorine.yaml with their cross-sections.
#pragma once

#include <Eigen/Core>
#include <array>
#include <filesystem>
#include <span>
#include <string>
#include <sunsi/core/interpolation.hpp>
#include <sunsi/core/node_basis.hpp>
#include <sunsi/detector/contribution.hpp>
#include <sunsi/detector/measurement.hpp>
#include <sunsi/detector/recoil_response.hpp>
#include <sunsi/model/source.hpp>
#include <vector>

namespace sunsi::detector {

/// The cross-section as published, or one standard deviation of its own error higher or lower.
enum class Capture { best, plus, minus };
inline constexpr std::array<Capture, 3> all_captures{Capture::best, Capture::plus, Capture::minus};

/// Cross-section of nu_e capture. Between the tabulated energies ln(sigma) is Steffen's monotone cubic
/// in ln(x), with x the energy (71Ga) or the energy above threshold (37Cl); between threshold and the
/// first row it goes on with the slope there, a power of x. Zero below threshold. Immutable.
class CaptureCrossSection {
 public:
  /// \param threshold_MeV  > 0, not above the first row
  /// \param above_threshold  x counts from the threshold
  /// \throws DataError  the table is missing or damaged
  static CaptureCrossSection load(const std::filesystem::path& table,
                                  double threshold_MeV,
                                  bool above_threshold);

  /// [cm^2] at an energy [MeV]. The published curves of three standard deviations are taken a third of
  /// the way; without such curves (37Cl) all three are the same.
  /// \throws InvalidInput  E above end_MeV() or not finite
  [[nodiscard]] double cm2(double E_MeV, Capture which = Capture::best) const;

  [[nodiscard]] double threshold_MeV() const { return threshold_; }
  [[nodiscard]] double end_MeV() const { return energy_.back(); }
  /// Where the curves are no polynomial: threshold and rows [MeV].
  [[nodiscard]] std::vector<double> knots_MeV() const;

 private:
  CaptureCrossSection() = default;
  [[nodiscard]] double log_curve(const core::Spline& curve, double x) const;
  double threshold_ = 0;
  bool above_threshold_ = false;
  std::vector<double> energy_;
  std::vector<core::Spline> log_;  ///< best, or best, three standard deviations up, down
};

/// Capture rates of one datum [SNU], 1e-36 captures an atom and second, by source in the order of
/// model::all_sources.
struct CaptureRates {
  std::array<double, 8> best{};
  std::array<double, 8> plus{};   ///< with the cross-section one standard deviation higher
  std::array<double, 8> minus{};  ///< lower

  [[nodiscard]] double total(Capture which = Capture::best) const;
};

/// One measured rate and where it was measured.
struct CaptureDatum {
  Measurement measurement;  ///< [SNU]; experimental errors alone
  std::string site;         ///< of data/earth/sites.yaml
};

/// One of the two targets.
class Radiochemical {
 public:
  /// \param name  "gallium" or "chlorine"
  /// \param data  the data folder
  /// \throws InvalidInput  another name \throws DataError  a card or table is missing or damaged
  static Radiochemical load(const std::string& name, const std::filesystem::path& data);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const CaptureCrossSection& cross_section() const { return cross_section_; }
  /// The data in use: the average of the gallium experiments, or the experiments (the card's `use`).
  [[nodiscard]] const std::vector<CaptureDatum>& data() const { return data_; }

  /// [cm^2] for neutrinos of a source, with the error of the normalisation where the card gives one (8B
  /// and hep on 37Cl).
  /// \throws as CaptureCrossSection::cm2
  [[nodiscard]] double cm2(model::Source source, double E_MeV, Capture which) const;

  /// What the data say of predictions at the reference fluxes, one a datum. The cross-section's error is
  /// the pull "ga-cross-section" or "cl-cross-section", common to all data of the target:
  /// up = (plus - best)/best of the total rate at these fluxes.
  /// \throws InvalidInput    another number of predictions than data
  /// \throws NumericalError  a rate that is not positive
  [[nodiscard]] Contribution contribution(std::span<const CaptureRates> predicted) const;

  /// Inverse covariance [SNU^-2] with the cross-section's error in it (experimental errors, and one
  /// fully correlated part), for a chi2 without pulls.
  /// \throws as contribution()
  [[nodiscard]] Eigen::MatrixXd inverse_covariance(std::span<const CaptureRates> predicted) const;

  /// What the cross-section's error makes of a predicted rate [SNU], on the side where the datum is.
  [[nodiscard]] double cross_section_error(const CaptureRates& predicted, double measured) const;

 private:
  Radiochemical(std::string name, CaptureCrossSection cross_section)
      : name_(std::move(name)), cross_section_(std::move(cross_section)) {}
  std::string name_;
  std::string pull_;
  CaptureCrossSection cross_section_;
  std::array<double, 8> normalisation_error_{};
  std::vector<CaptureDatum> data_;
};

/// Captures of one source, linear in P_ee at energy nodes: SNU per unit of flux [cm^-2 s^-1] are
/// w . P_ee with w_j = 1e36 int phi(E) sigma(E) L_j(E) dE (core/node_basis.hpp), or 1e36 x fraction x
/// sigma at the lines. Errors of product integration, 1e-9; P_ee between the nodes is the basis's affair.
struct CaptureWeights {
  Eigen::VectorXd best, plus, minus;

  /// \param basis  nodes in MeV: lines of the spectrum, or panels that cover what is above threshold
  /// \throws InvalidInput  a line that is no node, panels that do not cover the spectrum
  static CaptureWeights build(const Radiochemical& target,
                              model::Source source,
                              const SourceSpectrum& spectrum,
                              const core::NodeBasis& basis);

  /// Adds flux x w . P_ee to the source's rates.
  /// \throws InvalidInput  sizes differ
  void add_to(CaptureRates& rates,
              model::Source source,
              double flux,
              const Eigen::VectorXd& P_ee) const;
};

}  // namespace sunsi::detector
