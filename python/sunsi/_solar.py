"""Solar models."""

from collections.abc import Callable
from os import PathLike
from typing import NamedTuple

import numpy.typing as npt

from sunsi._arrays import Floats, shaped, vector
from sunsi._data import data_directory
from sunsi._native import core
from sunsi.errors import ConfigError


class Composition(NamedTuple):
    """Number densities of electrons, protons and neutrons [mol/cm^3], shape (n,) each."""

    n_e: Floats
    n_p: Floats
    n_n: Floats


class SolarModel:
    """A shipped solar model, or a profile of your own (`from_file`); immutable. Radii are r/R_sun.

    name: one of SolarModel.names(). Densities are a quintic spline of the published table
    (data/README.md); electrons follow protons. Raises ConfigError for an unknown name, DataError
    when a table is missing or damaged.

    >>> sun = SolarModel("b16-gs98")
    >>> round(float(sun.composition(0.0).n_e[0]), 1)
    101.1
    >>> radius, weight = sun.production("8B")
    >>> round(float(weight.sum()), 12)
    1.0
    """

    __slots__ = ("_data", "_native")
    _data: str
    _native: core.SolarModel

    def __init__(self, name: str) -> None:
        if not isinstance(name, str):
            raise ConfigError(f"a solar model is asked by name, not {name!r}")
        data = str(data_directory())
        object.__setattr__(self, "_data", data)
        object.__setattr__(self, "_native", core.SolarModel(name, data))

    @classmethod
    def _of(cls, native: core.SolarModel) -> "SolarModel":
        sun = cls.__new__(cls)
        object.__setattr__(sun, "_data", str(data_directory()))
        object.__setattr__(sun, "_native", native)
        return sun

    @classmethod
    def from_file(cls, path: str | PathLike[str]) -> "SolarModel":
        """A profile of your own, as `solar.file` of a configuration reads it: CSV with the header
        row r,Ne,Nn and one column nu_<source> a source; r in R_sun, Ne and Nn in mol/cm^3, nu in
        any normalisation per unit of r; vacuum beyond the last row. Raises DataError for a file
        that is missing or damaged, naming line or row.
        """
        return cls._of(core.SolarModel.from_file(str(path)))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a SolarModel is immutable: {name} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a SolarModel is immutable: {name} cannot be removed")

    def __repr__(self) -> str:
        return f"SolarModel{'' if self.shipped else '.from_file'}({self.name!r})"

    def __eq__(self, other: object) -> bool:
        """Shipped models by name; a file may have changed, so its model equals only itself."""
        if not isinstance(other, SolarModel) or self.name != other.name:
            return False
        return (self.shipped and other.shipped) or self._native is other._native

    def __hash__(self) -> int:
        return hash(("SolarModel", self.name))

    def __reduce__(self) -> tuple[Callable[[str], "SolarModel"], tuple[str]]:
        return (SolarModel if self.shipped else SolarModel.from_file), (self.name,)

    @staticmethod
    def names() -> list[str]:
        """Names of the shipped models."""
        return core.solar_model_names()

    @property
    def name(self) -> str:
        """As `solar.model` of a configuration takes it; the path of a file."""
        return self._native.name

    @property
    def shipped(self) -> bool:
        """Whether it comes with sunsi, not from a file of the user's."""
        return self._native.shipped

    def composition(self, r: npt.ArrayLike) -> Composition:
        """Number densities n_e, n_p, n_n [mol/cm^3] at r >= 0, shape (n,) each; 0 beyond
        the last row (1 for shipped models)."""
        return Composition(*self._native.composition(vector(r, "r")))

    def nucleons_per_electron(self, r: npt.ArrayLike) -> Floats | float:
        """(N_n + N_p)/N_e [1] at r >= 0; shape (n,), a float for one r."""
        return shaped(self._native.nucleons_per_electron(vector(r, "r")), r)

    def mean_nucleons_per_electron(self, source: str) -> float:
        """(N_n + N_p)/N_e [1] averaged over where `source` makes its neutrinos."""
        return self._native.mean_nucleons_per_electron(source)

    def production(self, source: str) -> tuple[Floats, Floats]:
        """Radii and weights (sum 1) of the production average of `source`: the smallest Gauss rule
        that averages the mixing angle in matter of the standard model within 1e-8, shape (n,)
        each, read-only views of the model's own memory."""
        return self._native.production(source)

    def fluxes(self) -> dict[str, tuple[float, float]]:
        """Flux at 1 AU [cm^-2 s^-1] and its fractional 1-sigma error, by source. A profile of your
        own has none (ConfigError): a configuration with `solar.file` takes those of `solar.model`.
        """
        if not self.shipped:
            raise ConfigError(
                f"{self.name} says nothing of fluxes; take those of a shipped model, as "
                "SolarModel('b16-gs98').fluxes()"
            )
        return self._native.fluxes(self._data)
