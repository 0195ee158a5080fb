/// \file bounds/highlight.hpp
/// The point that arXiv:2211.15686 highlights, as a mark in planes.
#pragma once

#include <array>
#include <optional>
#include <sunsi/bounds/outline.hpp>
#include <sunsi/pipeline/scan.hpp>

namespace sunsi::bounds {

/// Where the highlighted point lies in a plane: m = 40 MeV, c = -0.1, tan_eta = -0.75, eps_medium = 1
/// (text of arXiv:2211.15686 after the caption of Figure 2). eps_medium is read in the convention of
/// `fixed` and meant where `fixed` means it; its coupling follows from eq. (13), as corrected.
/// \return the values of both axes; nothing where an input that no axis replaces differs from the
/// point's by more than 1e-6, or an axis does not reach it
std::optional<std::array<double, 2>> highlighted_point(const pipeline::ZPrimeInputs& fixed,
                                                       const Outline::Axes& axes);

}  // namespace sunsi::bounds
