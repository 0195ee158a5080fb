/// \file bounds/detail/factories.hpp
/// From the card of a bound to the bound; `form` of the card names the factory (bounds/list.cpp).
#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <sunsi/bounds/bound.hpp>
#include <sunsi/bounds/curve.hpp>
#include <sunsi/detector/card.hpp>
#include <sunsi/pipeline/config.hpp>

namespace sunsi::bounds::detail {

/// What a factory is given. `card` is data/bounds/<name>.yaml.
struct Source {
  const detector::Card& card;
  const pipeline::BoundSettings& settings;
  const std::filesystem::path& data;
  const Label& label;
  std::set<std::string>& files;  ///< what was read so far, relative to `data`

  /// A file of data/bounds by its name there; recorded as read.
  [[nodiscard]] std::filesystem::path file(const std::string& name) const;

  /// The curve that a member of the card names: {file: na64-2019.csv, column: eps}.
  [[nodiscard]] Curve curve(const std::string& key) const;
  /// The same of a member at hand; `column` is the key that names the column.
  [[nodiscard]] Curve curve(const detector::Card& member, const std::string& column) const;
};

using Made = std::unique_ptr<const Bound>;

Made make_beam_dump(const Source& source);
Made make_dark_photon_curve(const Source& source);
Made make_missing_energy(const Source& source);
Made make_kaon_muonic(const Source& source);
Made make_unbound(const Source& source);
Made make_quoted_epsilon(const Source& source);
Made make_fitted_epsilon(const Source& source);
Made make_muon_neutrino_electron(const Source& source);
Made make_gminus2(const Source& source);
Made make_white_dwarf(const Source& source);
Made make_ninth_coefficient(const Source& source);
Made make_flavour_changing(const Source& source);
Made make_trident(const Source& source);
Made make_early_universe(const Source& source);
Made make_phi_mass(const Source& source);
Made make_phi_lifetime(const Source& source);
Made make_phi_perturbativity(const Source& source);
Made make_penetrating_pion(const Source& source);
Made make_coherent(const Source& source);
Made make_xenon_8b(const Source& source);

}  // namespace sunsi::bounds::detail
