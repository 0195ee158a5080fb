"""The fit to solar data, and its chi2 as a function for samplers and minimisers of your own."""

import json
from typing import Any

from sunsi._config import Config
from sunsi._native import core
from sunsi.errors import ConfigError


def _native(config: Config) -> core.Config:
    if not isinstance(config, Config):
        raise ConfigError(
            f"a sunsi.Config is needed, not {type(config).__name__}; see Config.load, from_dict"
        )
    return config._native


def _document(text: str) -> dict[str, Any]:
    result = json.loads(text)
    result.pop("metadata", None)
    return result


def fit(config: Config) -> dict[str, Any]:
    """The fit that the section `fit` of the configuration asks for, as `sunsi fit` writes it.

    Returns a dict: chi2, dof and p_value at the configuration's point, with experiments, priors,
    pulls and fluxes; best_fit and intervals of the better solution; solutions "lma" (theta12 below
    45 degrees) and "lma_dark" (above), each with chi2, delta_chi2, best_fit, intervals, covariance,
    correlation; profiles and contours where they are asked for. An open end of an interval is None.
    With `fit: {point: true}` only what is said of the point.

    Raises ConfigError (parameters that contradict), NumericalError (a search failed),
    KeyboardInterrupt.
    """
    return _document(core.fit(_native(config)))


class Chi2:
    """chi2 of all solar data, fluxes and systematic errors profiled, as a function of parameters.

    Built once (a second or so), then called often; calls release the GIL and may run in several
    threads. Arguments are names of fit parameters in their units: sin2_theta12, sin2_theta13,
    dm21_eV2, those of a Z' (mass_MeV, g or eps_medium, c, tan_eta or eps_kin) and total fluxes held
    at a value (flux_8B, ...). What is not given is the configuration's. The priors of `fit.priors`
    count.

    >>> chi2 = Chi2(Config.from_dict({"experiments": ["borexino"], "earth": {"enabled": False}}))
    >>> chi2(sin2_theta12=0.31) < chi2(sin2_theta12=0.5)
    True
    """

    __slots__ = ("_core",)

    def __init__(self, config: Config) -> None:
        self._core = core.Chi2(_native(config))

    def around(self, config: Config) -> "Chi2":
        """The same likelihood (Sun, experiments, night, priors) around the point of another
        configuration: its oscillation parameters and its Z' or NSI. Nothing is built anew, so
        couplings that are no fit parameters (kind: nsi) can be scanned.

        Raises ConfigError (parameters that no point has).
        """
        other = Chi2.__new__(Chi2)
        other._core = self._core.around(_native(config))
        return other

    def __call__(self, **values: float) -> float:
        """chi2 at a point. Raises ConfigError (an unknown name, values that no point has)."""
        return self._core.total(_numbers(values))

    def parts(self, **values: float) -> dict[str, Any]:
        """chi2 with what it is made of: experiments, priors, pulls, fluxes; dof and p_value."""
        return _document(self._core.document(_numbers(values)))


def _numbers(values: dict[str, float]) -> dict[str, float]:
    numbers = {}
    for name, value in values.items():
        try:
            numbers[name] = float(value)
        except (TypeError, ValueError):
            raise ConfigError(f"{name} = {value!r} must be a number") from None
    return numbers
