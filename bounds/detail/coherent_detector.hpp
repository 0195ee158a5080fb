/// \file bounds/detail/coherent_detector.hpp
/// COHERENT's detectors beside a stopped-pion source: from couplings to events in bins.
#pragma once

#include <filesystem>
#include <span>
#include <sunsi/bounds/detail/count_fit.hpp>
#include <sunsi/bounds/detail/recoil_form.hpp>
#include <sunsi/core/table.hpp>
#include <sunsi/detector/card.hpp>
#include <sunsi/detector/stopped_pion.hpp>
#include <vector>

namespace sunsi::bounds::detail {

/// Expected coherent scattering events of a detector.
///
/// Neutrinos of each kind per area: protons x neutrinos per proton / (4 pi L^2), x nuclei, x
/// dsigma/dT of detector/cevns.hpp, x response(T, bin of energy), x share of the bin in time (and
/// F90). nu_mu arrives with the beam's pulse (prompt), anti-nu_mu and nu_e with the muon's decay; the
/// couplings change the first two.
class CoherentDetector {
 public:
  /// \param card    the bound's card: `detector`, `events`
  /// \param events  its table of events in bins
  /// \throws DataError  a damaged card or table
  CoherentDetector(const detector::Card& card,
                   const core::Table& events,
                   const std::filesystem::path& folder);

  /// q at which couplings are scaled (recoil_form.hpp) [MeV]: typical of stopped pions.
  static constexpr double scale_MeV = 50;

  /// Events in each bin of the table for couplings p, n (recoil_form.hpp).
  [[nodiscard]] std::vector<double> signal(double mass_MeV, double p, double n) const;

  /// All events in the window as a form in p, n.
  [[nodiscard]] Form events(double mass_MeV) const;

  /// The part of them that nu_e make, without the Z'.
  [[nodiscard]] double electron_events() const;

  [[nodiscard]] const CountFit& fit() const { return fit_; }

 private:
  struct Node {
    Amplitude amplitude;
    double rate_mu = 0, rate_anti_mu = 0, rate_e = 0;  ///< events without amplitude squared
    std::vector<double> response;                      ///< in bins of energy
    double window_mu = 0, window_e = 0;                ///< in all bins, with and without the Z'
  };
  struct Bin {
    std::size_t energy = 0;
    double prompt = 0, delayed = 0;  ///< share of the neutrinos of the energy bin
  };
  void add_nodes(const detector::Card& card,
                 const Isotope& isotope,
                 const std::function<std::vector<double>(double)>& response);
  void add_windows();
  void add_bins(const detector::Card& card, const core::Table& events);

  std::vector<double> energy_edges_;
  std::vector<Node> nodes_;
  std::vector<Bin> bins_;
  CountFit fit_;
};

/// Shares of the recoils of an energy [MeV] that are accepted in each bin of energy between
/// consecutive edges, by the card's `response`:
/// photoelectrons: light Eee = sum_k q_k T^(k+1) (T, Eee in MeV), seen as a gamma distribution
///   with b = smearing[1] Eee, shape 1 + b, mean Eee/smearing[0] (Eee in keV), efficiency
///   max(0, a/(1 + exp(-b (x - c))) + d) at x photoelectrons;
/// electron-equivalent: Eee = (q_0 + q_1 T) T (keV), accepted by a table at Eee, then a Gaussian of
///   width resolution sqrt(Eee/keV).
/// \throws DataError  an unknown kind, damaged numbers
std::function<std::vector<double>(double)> recoil_response(const detector::Card& card,
                                                           std::vector<double> edges,
                                                           const std::filesystem::path& folder);

}  // namespace sunsi::bounds::detail
