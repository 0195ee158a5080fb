"""What may stand where numbers are asked for."""

import math
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from sunsi.errors import ConfigError

Floats: TypeAlias = npt.NDArray[np.float64]
Names: TypeAlias = list[str] | tuple[str, ...]


def vector(values: npt.ArrayLike, name: str) -> Floats:
    """One-dimensional float64 array of `values`.

    An array of float64 is taken as it is, whatever its stride: nothing is copied. Scalars, lists
    and integers become new arrays. Everything else is refused, float32 too: a conversion would
    hide that its digits end at 1e-7.
    """
    try:
        array = np.asarray(values)
    except ValueError as error:  # lists of different lengths
        raise ConfigError(f"{name} must hold numbers: {error}") from error
    if array.dtype.kind in "iu":
        array = array.astype(np.float64)
    if array.dtype != np.float64 or not array.dtype.isnative:
        given = "no numbers" if array.dtype.kind in "OUSb" else f"numbers of type {array.dtype}"
        raise ConfigError(f"{name} holds {given}; give real numbers of type float64")
    if array.ndim > 1:
        raise ConfigError(f"{name} has {array.ndim} dimensions; give a number or one dimension")
    return array.reshape(1) if array.ndim == 0 else array


def shaped(result: Floats, like: npt.ArrayLike) -> Floats | float:
    """A float where a single number was asked, else the array."""
    return float(result[0]) if np.ndim(like) == 0 else result


def convention_factor(convention: str) -> float:
    """What turns a standard epsilon into one of `convention`."""
    if convention not in ("standard", "paper"):
        raise ConfigError(f"unknown convention {convention!r}; allowed are standard, paper")
    return 1.0 if convention == "standard" else 0.5


def number(value: object, name: str) -> float:
    """A finite number (no text, no truth value)."""
    if isinstance(value, (bool, np.bool_, str, bytes)):
        raise ConfigError(f"{name} must be a number, not {value!r}")
    try:
        result = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise ConfigError(f"{name} must be a number, not {value!r}") from error
    if not math.isfinite(result):
        raise ConfigError(f"{name} = {result} is not finite; give a finite number")
    return result


def positive(value: object, name: str) -> float:
    """A finite number > 0."""
    result = number(value, name)
    if result <= 0:
        raise ConfigError(f"{name} = {result} must be > 0")
    return result
