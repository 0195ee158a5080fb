/// \file pipeline/night.hpp
/// From a site and couplings to the regeneration of the night.
#pragma once

#include <sunsi/pipeline/survival.hpp>
#include <sunsi/propagation/night_kernel.hpp>
#include <sunsi/propagation/regeneration.hpp>

namespace sunsi::pipeline {

/// The nights of a shipped site over a whole year, for an experiment's own rates: averages to
/// `coarsest` of a probability. A rate above zero threshold moves by a quarter of that at most (half
/// of the time is night, P(e -> 2) - P(e -> 1) is 0.4 in size), and by far less in practice.
/// Below 1.8 MeV, where the probabilities are smooth but for fringes of 1e-5 that no rate resolves,
/// they are interpolated over energies.
/// \throws InvalidInput  unknown site \throws DataError  the Earth's tables are missing or damaged
Night experiment_night(const std::string& site,
                       const std::filesystem::path& data,
                       double coarsest = 1e-5);

/// The nights of SNO's phases, each with its live time, at SNOLAB (data/experiments/sno.yaml).
/// \throws DataError  card, live times or the Earth's tables are missing or damaged
Night sno_night(const std::filesystem::path& data);

/// A night that knows its weights: what several averages over it would work out each for itself. Its
/// exposure and `coarsest` must not change afterwards.
Night with_weights(Night night);

/// Live times by zenith angle that are shipped, as users type them: sno-d2o, sno-salt, sno-ncd.
const std::vector<std::string>& shipped_exposures();

/// One of them, relative to the data folder: earth/exposure-sno-d2o.csv.
std::string exposure_table(const std::string& name);

/// The sky of a site with the potentials of the configuration: charged current and Z' or NSI, each
/// with the composition of the layer it is in, so that eps of the medium follows (N_n + N_p)/N_e.
propagation::NightSky night_sky(const Config& config, const Night& night);

/// The same with every cosine equally often, for single angles: the site's exposure takes a second.
propagation::NightSky even_sky(const Config& config, const Night& night);

/// The layers of the Earth; its materials are numbered as in earth_potentials.
propagation::LayeredSphere layered_earth(const earth::EarthModel& earth);

/// The Earth with the detectors of several nights, in their order, for propagation::NightKernel.
/// \throws InvalidInput  no nights, nights of different Earths, detectors in different layers
propagation::NightSphere night_sphere(const std::vector<Night>& nights);

/// V/n_e [eV^-2] of its materials with the interaction of a configuration.
std::vector<model::FlavourPotential> earth_potentials(const Config& config,
                                                      const earth::EarthModel& earth);

/// P(nu_i -> nu_e) averaged over the nights of a site, one an energy [eV], in their order, the same
/// for any number of threads: by the kernel (propagation/night_kernel.hpp), where its error is not within
/// the tolerance by the engine of steps. Below night.smooth_below, when more than 13 energies are asked there: the
/// polynomial in ln E through 13 Chebyshev points, if that through every other of them is within the
/// tolerance (the difference is counted in `error`), else each energy by itself.
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
/// The density matrices of all flavours, likewise.
std::vector<propagation::FlavourRegeneration> regeneration_of_flavours(
    const Config& config,
    const Night& night,
    const std::vector<double>& energies,
    const Monitor& monitor = {});

}  // namespace sunsi::pipeline
