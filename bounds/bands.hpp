/// \file bounds/bands.hpp
/// Regions that data favour: the bands of LMA and LMA-Dark in eps_medium, and of (g-2)_mu 2021.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <sunsi/bounds/list.hpp>
#include <sunsi/bounds/outline.hpp>
#include <vector>

namespace sunsi::bounds {

/// A band: low < quantity < high.
struct Band {
  std::string name;   ///< "lma-dark"
  std::string title;  ///< for people
  /// "eps_medium" (of `convention`), or "prediction" of the bound `bound`.
  std::string quantity;
  std::string bound;
  double low = 0;
  double high = 0;
  /// (N_n + N_p)/N_e where eps_medium is meant.
  double nucleons_per_electron = 0;
  std::string place;  ///< the same in words
  model::Convention convention = model::Convention::standard;
  std::string source;
  std::string note;
};

/// The bands of data/bounds/bands.yaml for a convention: `paper` as printed, (15) and (17) of
/// arXiv:2211.15686 with (N_n + N_p)/N_e = 1.54, `standard` as docs/errata.md corrects them, meant
/// at the average over the production of 8B.
/// A band of a bound's prediction stands only when `list` has that bound.
/// \throws DataError  the card is missing or damaged
std::vector<Band> bands_of(const List& list,
                           const pipeline::Config& config,
                           std::set<std::string>& files);

/// The gauge coupling at which a model has this eps_medium: eq. (13) of arXiv:2211.15686 solved for
/// g, g^2 = -eps_std sqrt2 G_F m^2/(c R); empty for an epsilon of the sign of c, or 0.
std::optional<double> coupling_of_edge(const Band& band, double eps, double mass_MeV, double c);

/// The value of the band's quantity at a point.
double value_at(const Band& band, const List& list, const Point& point);

/// An edge of a band in a plane: lines on which the quantity is that end of the band, followed on a
/// grid of at most 400 values an axis. No line where it is not reached.
struct BandEdge {
  bool high = false;
  /// Where both axes are smallest the value lies beyond this end, seen from 0: without lines it does
  /// so in the whole plane.
  bool beyond = false;
  std::vector<Line> lines;
};
std::vector<BandEdge> edges_of(const Band& band,
                               const List& list,
                               const pipeline::ZPrimeInputs& fixed,
                               const Outline::Axes& axes);

}  // namespace sunsi::bounds
