"""What laboratory and astrophysical bounds say of a Z'."""

from typing import NamedTuple

from sunsi._config import Config
from sunsi._functions import _native
from sunsi._native import core


class Verdict(NamedTuple):
    """One bound at one point: a row of the table `sunsi bounds`.

    prediction and limit are of the quantity that the bound's card in data/bounds defines: couplings
    squared, numbers of events, MeV. ratio = prediction/limit, for lower limits limit/prediction:
    above 1 the point is beyond the limit, whether or not the bound applies. excluded: the bound
    applies and its ratio exceeds 1. None: it makes no such number here, or its source states no
    confidence level.
    """

    bound: str
    applies: bool
    prediction: float | None
    limit: float | None
    ratio: float | None
    excluded: bool
    confidence_level: float | None
    reason: str
    source: str
    planned: bool


def bounds(config: Config) -> list[Verdict]:
    """All bounds of the configuration at its point, in the configuration's convention.

    `bounds.only` and `bounds.skip` choose. Where a bound needs P_ee it is the point's own by day.

    `bounds.enabled` does not matter: they are asked for by name. Raises ConfigError without a Z'
    (kind: standard or nsi), DataError, NumericalError, KeyboardInterrupt.

    >>> config = Config.from_dict({"model": {"mass_MeV": 40, "g": 4.22e-4, "c": -0.1,
    ...                                      "tan_eta": -0.75}})
    >>> [v.bound for v in bounds(config) if v.excluded]
    ['na64-2019', 'na64-bl-2022', 'borexino-es', 'charm2-es']
    """
    return [Verdict(*row) for row in core.bounds(_native(config))]
