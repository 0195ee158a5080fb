"""Vacuum oscillation parameters."""

from dataclasses import astuple, dataclass, fields

import numpy as np
import numpy.typing as npt

from sunsi._arrays import Floats, number
from sunsi._data import data_directory
from sunsi._native import core
from sunsi.errors import ConfigError


@dataclass(frozen=True, kw_only=True, init=False)
class Oscillation:
    """Three-flavour oscillation parameters, PDG convention (PDG 2024, eq. 14.6); immutable.

    What is not given is that of `preset` (default nufit-6.1-no; for inverted ordering
    dm31 = dm32 + dm21 with the dm21 in use).

    sin2_theta12, sin2_theta13, sin2_theta23: in [0, 1]; sin2_theta12 > 0.5 is the dark octant.
    delta_cp_deg: CP phase [deg]. dm21_eV2: > 0 [eV^2]. dm31_eV2: < 0 is inverted ordering [eV^2].

    Raises ConfigError for anything outside these ranges.

    >>> osc = Oscillation(sin2_theta12=0.308, dm21_eV2=7.49e-5)
    >>> osc.sin2_theta12
    0.308
    >>> round(float(osc.electron_row().sum()), 12)
    1.0
    """

    sin2_theta12: float
    sin2_theta13: float
    sin2_theta23: float
    delta_cp_deg: float
    dm21_eV2: float
    dm31_eV2: float

    def __init__(
        self,
        *,
        preset: str = "nufit-6.1-no",
        sin2_theta12: float | None = None,
        sin2_theta13: float | None = None,
        sin2_theta23: float | None = None,
        delta_cp_deg: float | None = None,
        dm21_eV2: float | None = None,
        dm31_eV2: float | None = None,
    ) -> None:
        given = (sin2_theta12, sin2_theta13, sin2_theta23, delta_cp_deg, dm21_eV2, dm31_eV2)
        names = [field.name for field in fields(Oscillation)]
        values: list[float] = []
        if any(value is None for value in given):
            known = dict(core.presets(str(data_directory())))
            if preset not in known:
                raise ConfigError(f"unknown preset {preset!r}; allowed are {', '.join(known)}")
            values = list(known[preset])
            if values[5] < 0 and dm21_eV2 is not None:  # the preset fixes dm32
                values[5] += number(dm21_eV2, "dm21_eV2") - values[4]
        for i, name in enumerate(names):
            typed = given[i]
            value = values[i] if typed is None else number(typed, name)
            object.__setattr__(self, name, value)
        self._native()

    def _native(self) -> core.Oscillation:
        return core.Oscillation(list(astuple(self)))

    @classmethod
    def _of(cls, native: core.Oscillation) -> "Oscillation":
        *angles, dm21, dm31 = native.values
        # Back from radians: the last digit is rounding noise.
        s12, s13, s23, delta = (float(f"{value:.15g}") for value in angles)
        return cls(
            sin2_theta12=s12,
            sin2_theta13=s13,
            sin2_theta23=s23,
            delta_cp_deg=delta,
            dm21_eV2=dm21,
            dm31_eV2=dm31,
        )

    def _section(self) -> dict[str, object]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def electron_row(self) -> Floats:
        """abs(U_ei)^2 for i = 1, 2, 3, shape (3,)."""
        return np.array(self._native().electron_row())

    def mixing_matrix(self) -> npt.NDArray[np.complex128]:
        """U[alpha, i], alpha = e, mu, tau: R23 diag(1, 1, e^{i delta}) R13 diag(1, 1, e^{-i delta})
        R12, shape (3, 3)."""
        return np.array(self._native().mixing_matrix())

    def other_octant(self) -> "Oscillation":
        """theta12 -> 90 deg - theta12, everything else as it is."""
        return self._of(self._native().other_octant())

    def mirror(self) -> "Oscillation":
        """theta12 -> 90 deg - theta12 and dm31 -> dm21 - dm31: the same P_ee with eps -> 2 - eps
        (generalised mass-ordering degeneracy)."""
        return self._of(self._native().mirror())
