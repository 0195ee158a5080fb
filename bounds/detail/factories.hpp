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
};

using Made = std::unique_ptr<const Bound>;

Made make_coherent(const Source& source);
Made make_missing_energy(const Source& source);
Made make_xenon_8b(const Source& source);

}  // namespace sunsi::bounds::detail
