/// \file pipeline/detail/config_model.hpp
/// The `model` section: every complete set of inputs of the Z' and of general NSI, and what
/// contradicts.
#pragma once

#include <optional>
#include <sunsi/model/nsi.hpp>
#include <sunsi/model/zprime.hpp>
#include <sunsi/pipeline/detail/section.hpp>
#include <sunsi/pipeline/scan.hpp>
#include <sunsi/solar/solar_model.hpp>

namespace sunsi::pipeline::detail {

/// What the section asks for: at most one of the two, none for kind: standard.
struct Interaction {
  std::optional<model::ZPrime> zprime;
  std::optional<model::Nsi> nsi;
  std::optional<ZPrimeInputs> inputs{};  ///< of `zprime`
};

/// \param root  the whole document (for the key `model`)
/// \throws ConfigError
Interaction read_model(const Section& root,
                       model::Convention convention,
                       const solar::SolarModel& sun);

/// The couplings of kind: nsi from the section `model`.
/// \param convention  what the typed epsilons mean
/// \throws ConfigError  a matrix that is not 3x3, not finite or not hermitian; couplings given
/// twice or not at all; keys of the Z'
model::Nsi read_nsi(const Section& section, model::Convention convention);

}  // namespace sunsi::pipeline::detail
