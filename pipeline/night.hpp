/// \file pipeline/night.hpp
/// From a site and couplings to the regeneration of the night.
#pragma once

#include <sunsi/pipeline/survival.hpp>
#include <sunsi/propagation/regeneration.hpp>

namespace sunsi::pipeline {

/// The nights of a shipped site over a whole year, averages to 1e-5 of a probability: what an
/// experiment's own rates need.
/// \throws InvalidInput  unknown site \throws DataError  the Earth's tables are missing or damaged
Night experiment_night(const std::string& site, const std::filesystem::path& data);

/// The sky of a site with the potentials of the configuration: charged current and Z' or NSI, each
/// with the composition of the layer it is in, so that eps of the medium follows (N_n + N_p)/N_e.
propagation::NightSky night_sky(const Config& config, const Night& night);

/// The same with every cosine equally often, for single angles: the site's exposure takes a second.
propagation::NightSky even_sky(const Config& config, const Night& night);

/// P(nu_i -> nu_e) averaged over the nights of a site, one an energy [eV], in their order, the same
/// for any number of threads.
/// \throws InvalidInput  an energy that is not positive
/// \throws Interrupted   monitor.stop was set
std::vector<propagation::Regeneration> regeneration(const Config& config,
                                                    const Night& night,
                                                    const std::vector<double>& energies,
                                                    const Monitor& monitor = {});

/// The same over a sky made already, or a part of one.
/// \param tolerance  wanted error of each average [1]
std::vector<propagation::Regeneration> regeneration(const Config& config,
                                                    const propagation::NightSky& sky,
                                                    double tolerance,
                                                    const std::vector<double>& energies,
                                                    const Monitor& monitor = {});

}  // namespace sunsi::pipeline
