"""What is computed: probabilities, rates, chi2, the quantities of a model point.

All long work runs without the GIL on all cores, may be called from several Python threads at once,
and ends within about 0.1 s of Ctrl-C. Results are new arrays that own their memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sunsi._arrays import Floats, Names, vector
from sunsi._config import Config
from sunsi._native import core
from sunsi.errors import ConfigError


class Propagation(NamedTuple):
    """What the engine knows at each source and energy; see `propagate`."""

    P_ee: Floats
    mass_fractions: Floats
    error: Floats
    by_ode: npt.NDArray[np.bool_]


def _native(config: Config) -> core.Config:
    if not isinstance(config, Config):
        raise ConfigError(
            f"a sunsi.Config is needed, not {type(config).__name__}; see Config.load, from_dict"
        )
    return config._native


def propagate(
    energy_MeV: npt.ArrayLike, config: Config, sources: Names | None = None, time: str = "day"
) -> Propagation:
    """Propagates nu_e from where each source makes them out of the Sun.

    Args:
        energy_MeV: neutrino energies [MeV], finite and > 0: a number or one dimension, shape (n,).
            An array of float64 is read in place whatever its stride; float32 is refused.
        config: solar model, oscillation, couplings, engine and tolerance. Its own `energies` are
            not used.
        sources: names (pp pep hep 7Be 8B 13N 15O 17F), default config.sources. The energy is taken
            as given for lines too.
        time: "day", or, for a config with earth.enabled, "night" (average over the nights of its
            site) or "average" (day and night with the site's share).

    Returns:
        P_ee: survival probability at that time, by day sum_i P_i abs(U_ei)^2; shape (n_source, n).
        mass_fractions: P(e -> nu_i), i = 1, 2, 3, that leave the Sun, sum 1; shape
            (n_source, n, 3).
        error: bound on the error of each P, by night with the regeneration's own; shape
            (n_source, n).
        by_ode: where engine `auto` (or `ode`) solved the evolution equation, shape (n_source, n).

    Raises ConfigError (an energy, a source), NumericalError (the tolerance was not met; names
    energy and engine), KeyboardInterrupt.

    >>> p = propagate([0.3, 8.0], Config(), ["pp", "8B"])
    >>> p.P_ee.shape, p.mass_fractions.shape
    ((2, 2), (2, 2, 3))
    >>> bool(abs(p.mass_fractions.sum(axis=2) - 1).max() < 1e-12)
    True
    """
    return _propagate(energy_MeV, config, sources, time, "e")


def _propagate(
    energy_MeV: npt.ArrayLike, config: Config, sources: Names | None, time: str, final: str
) -> Propagation:
    if isinstance(sources, str):
        raise ConfigError(f"sources must be a list of names, not a text; write [{sources!r}]")
    native = _native(config)
    names = config.sources if sources is None else list(sources)
    for name in names:
        if not isinstance(name, str):
            raise ConfigError(f"sources must be names, not {name!r}")
    if time not in ("day", "night", "average"):
        raise ConfigError(f"time = {time!r}: allowed are 'day', 'night', 'average'")
    if final not in ("e", "mu", "tau"):
        raise ConfigError(f"final = {final!r}: allowed are 'e', 'mu', 'tau'")
    energies = vector(energy_MeV, "energy_MeV")
    P_ee, fractions, error, by_ode = core.propagate(native, energies, names, time, final)
    return Propagation(P_ee, fractions, error, by_ode.astype(bool))


def survival(
    energy_MeV: npt.ArrayLike,
    config: Config,
    sources: Names | None = None,
    time: str = "day",
    final: str = "e",
) -> Floats:
    """Survival probability P_ee of solar nu_e at the Earth, shape (n_source, n_energy).

    P_ee = sum_i P(e -> nu_i) abs(U_ei)^2 by day (the mass states arrive incoherently); by night
    abs(U_ei)^2 becomes P(nu_i -> nu_e) through the Earth. With final "mu" or "tau" the probability
    P(e -> mu) or P(e -> tau) in its place; the three add up to 1. Other arguments and errors as in
    `propagate`.

    >>> config = Config()
    >>> P = survival([0.3, 8.0], config, sources=["8B"])
    >>> P.shape, bool(P[0, 0] > 0.5 > P[0, 1])
    ((1, 2), True)
    """
    return _propagate(energy_MeV, config, sources, time, final).P_ee


def mass_fractions(
    energy_MeV: npt.ArrayLike, config: Config, sources: Names | None = None
) -> Floats:
    """Fractions P(e -> nu_i), i = 1, 2, 3, that leave the Sun, shape (n_source, n_energy, 3); they
    add up to 1. Arguments and errors as in `propagate`."""
    return propagate(energy_MeV, config, sources).mass_fractions


def survival_error(
    energy_MeV: npt.ArrayLike, config: Config, sources: Names | None = None
) -> Floats:
    """The engine's own bound on the error of each P, shape (n_source, n_energy). Arguments and
    errors as in `propagate`."""
    return propagate(energy_MeV, config, sources).error


@dataclass(frozen=True, eq=False)
class Rates:
    """Predictions beside measurements: the columns of the table `sunsi rates`, of equal length.

    predicted, measured and sigma are in `unit`; sigma is the experimental error on the side of the
    prediction; pull = (measured - predicted)/sigma. in_chi2 is False for what does not enter chi2
    (SNO's a0, a1 without earth.enabled; superseded windows). Arrays are read-only. Iteration gives
    one dict a row.
    """

    experiment: tuple[str, ...]
    observable: tuple[str, ...]
    predicted: Floats
    measured: Floats
    sigma: Floats
    unit: tuple[str, ...]
    pull: Floats
    in_chi2: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.experiment)

    def __iter__(self) -> Iterator[dict[str, str | float | bool]]:
        for i in range(len(self)):
            yield {
                "experiment": self.experiment[i],
                "observable": self.observable[i],
                "predicted": float(self.predicted[i]),
                "measured": float(self.measured[i]),
                "sigma": float(self.sigma[i]),
                "unit": self.unit[i],
                "pull": float(self.pull[i]),
                "in_chi2": bool(self.in_chi2[i]),
            }


def _fixed(values: npt.ArrayLike) -> Floats:
    array = np.array(values, dtype=np.float64)
    array.flags.writeable = False
    return array


def rates(config: Config) -> Rates:
    """Event rates and coefficients of the configuration's experiments.

    Borexino: flux x electrons x mean cross-section over the window of recoil energy [cpd/100t];
    SNO: the active 8B flux [1e6 cm^-2 s^-1] and the projection of P_ee on its coefficients;
    Super-Kamiokande, with earth.enabled: A_DN = 2 (D - N)/(D + N) of event rates [1]. The default
    fluxes are the solar model's. Raises DataError, NumericalError, KeyboardInterrupt.

    >>> table = rates(Config.from_dict({"experiments": ["sno"]}))
    >>> table.observable
    ('phi_8B', 'c0', 'c1', 'c2', 'a0', 'a1')
    """
    rows = core.rates(_native(config))
    predicted, measured, sigma = (_fixed([row[i] for row in rows]) for i in (2, 3, 4))
    in_chi2 = np.array([row[6] for row in rows], dtype=bool)
    in_chi2.flags.writeable = False
    return Rates(
        tuple(row[0] for row in rows),
        tuple(row[1] for row in rows),
        predicted,
        measured,
        sigma,
        tuple(row[5] for row in rows),
        _fixed((measured - predicted) / sigma),
        in_chi2,
    )


class Quantity(NamedTuple):
    """A named number of a model point; value None where it is undefined."""

    quantity: str
    value: float | None
    unit: str
    definition: str


def model_table(config: Config) -> list[Quantity]:
    """The table `sunsi model`: couplings, epsilons in both conventions, potentials, widths,
    lifetimes and the conditions (25)-(31) of arXiv:2211.15686, each with unit and definition.

    Raises ConfigError without a Z' (kind: standard).
    """
    return [Quantity(*row) for row in core.quantities(_native(config))]


def model(config: Config) -> dict[str, float | None]:
    """`model_table` as quantity -> value.

    >>> config = Config.from_dict({"model": sunsi.ZPrime(40, 4.22e-4, -0.1, tan_eta=-0.75)})
    >>> q = model(config)
    >>> round(q["eps_medium_std_centre"], 2), round(q["eps_medium_paper_centre"], 2)
    (1.0, 0.5)
    """
    return {row.quantity: row.value for row in model_table(config)}


def chi2(config: Config) -> dict[str, object]:
    """chi2 of the solar data at the configuration's point, fluxes and systematic errors profiled.

    It is the number of `sunsi check`, of the verdicts of `sunsi run` and of `chi2_solar` of `fit`.

    Priors of oscillation parameters (`fit.priors`) are not part of it; `fit` and `Chi2` add them.

    Returns a dict: total; experiments (name -> chi2; the phases of Super-Kamiokande as one), fluxes
    (their prior) and pulls (systematic errors), which add up to total; flux_pulls (source ->
    (flux - model)/sigma at the minimum); dof, the number of data less free fluxes; p_value, the
    probability of a larger chi2; p_alone (name -> the same of that experiment alone, at its own
    best fluxes). The likelihood is built anew with every call: for many points build `Chi2` once.

    Raises ConfigError (no experiment that can be predicted), NumericalError, KeyboardInterrupt.

    >>> result = chi2(Config())
    >>> result["dof"] > 0 and 0 <= result["p_value"] <= 1
    True
    """
    return core.chi2(_native(config))
