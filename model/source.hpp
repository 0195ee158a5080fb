/// \file model/source.hpp
/// The eight sources of solar neutrinos and the names that users type.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace sunsi::model {

enum class Source { pp, pep, hep, be7, b8, n13, o15, f17 };

/// All sources in the order of the flux tables.
inline constexpr std::array<Source, 8> all_sources{Source::pp,  Source::pep, Source::hep,
                                                   Source::be7, Source::b8,  Source::n13,
                                                   Source::o15, Source::f17};

/// The user's name: pp pep hep 7Be 8B 13N 15O 17F.
std::string_view name(Source source);

/// Inverse of name(); empty for an unknown name.
std::optional<Source> source_from_name(std::string_view text);

}  // namespace sunsi::model
