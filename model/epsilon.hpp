/// \file model/epsilon.hpp
/// The two meanings of "epsilon" as two types, so that a factor of two cannot slip between them.
#pragma once

#include <string_view>

namespace sunsi::model {

/// What an epsilon typed in a configuration means.
enum class Convention { standard, paper };

std::string_view name(Convention convention);

/// Standard: V = sqrt2 G_F N_f eps (vector coupling), as in the global fits [1].
struct EpsilonStd {
  double value = 0;
};

/// As printed in arXiv:2211.15686, eqs. (1), (5)-(13): V = 2 sqrt2 G_F N_f eps [1].
struct EpsilonPaper {
  double value = 0;
};

/// The same potential in the other label: eps_std = 2 eps_paper (arXiv:2211.15686 eq. (12)).
constexpr EpsilonStd to_standard(EpsilonPaper eps) { return {2 * eps.value}; }
constexpr EpsilonPaper to_paper(EpsilonStd eps) { return {eps.value / 2}; }

/// The number a user typed under `convention`, as a standard epsilon.
constexpr EpsilonStd from_convention(double typed, Convention convention) {
  return convention == Convention::standard ? EpsilonStd{typed} : to_standard(EpsilonPaper{typed});
}

}  // namespace sunsi::model
