"""Python values as the texts that a configuration is made of."""

import datetime
import json
import math
from collections.abc import Iterator, Mapping

import numpy as np

from sunsi._nsi import Nsi
from sunsi._oscillation import Oscillation
from sunsi._solar import SolarModel
from sunsi._zprime import ZPrime
from sunsi.errors import ConfigError

Override = tuple[str, str]

# Keys of which one replaces the other.
_RIVALS = {
    "model.g": "model.eps_medium",
    "model.eps_medium": "model.g",
    "model.tan_eta": "model.eps_kin",
    "model.eps_kin": "model.tan_eta",
    "model.phi.mass_ratio": "model.phi.mass_MeV",
    "model.phi.mass_MeV": "model.phi.mass_ratio",
    "model.eps": "model.eps_ee_minus_mumu",
    "model.eps_ee_minus_mumu": "model.eps",
}


def _flow(value: object, path: str) -> str:
    """`value` in one line of YAML."""
    if isinstance(value, (np.generic, np.ndarray)):
        value = value.tolist()
    if isinstance(value, (Nsi, Oscillation, ZPrime)):
        value = value._section()
    if isinstance(value, SolarModel):
        if value.shipped == (path == "solar.file"):
            right = "solar.model" if value.shipped else "solar.file"
            raise ConfigError(f"{path}: {value.name} stands at {right}")
        value = value.name
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    if isinstance(value, float):
        return float.__repr__(value)
    if value is None or isinstance(value, (bool, int, str)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        # A complex number stands in matrices alone.
        plain = ([z.real, z.imag] if isinstance(z, complex) else z for z in value)
        return f"[{', '.join(_flow(item, path) for item in plain)}]"
    if isinstance(value, Mapping):
        items = (f"{_key(key, path)}: {_flow(item, path)}" for key, item in value.items())
        return f"{{{', '.join(items)}}}"
    raise ConfigError(
        f"{path}: a {type(value).__name__} cannot stand in a configuration; give a number, a text, "
        "True or False, None, a date, a list, a dict or one of sunsi's inputs"
    )


def _key(key: object, path: str) -> str:
    if not isinstance(key, str) or not key:
        raise ConfigError(f"{path}: the key {key!r} is not a text; keys are those of the YAML file")
    return key


def _leaves(values: Mapping[str, object], path: str) -> Iterator[Override]:
    for key, value in values.items():
        full = f"{path}.{_key(key, path)}" if path else _key(key, "configuration")
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, full)
        else:
            yield full, _flow(value, full)
        if isinstance(value, Nsi):  # its epsilons are standard ones whatever was said before
            yield "convention", "standard"


def overrides_of(values: Mapping[str, object]) -> list[Override]:
    """(path, YAML) of every leaf; sunsi's own objects stand for a whole section."""
    if not isinstance(values, Mapping):
        raise ConfigError(f"a configuration is a dict of keys to values, not {values!r}")
    found: dict[str, str] = {}
    for path, text in _leaves(values, ""):
        if path in found and not (
            path == "convention" and text.strip('"') == found[path].strip('"')
        ):
            why = "; an Nsi brings standard with it" if path == "convention" else "; keep one"
            raise ConfigError(f"{path} stands twice{why}")
        found[path] = text
    return list(found.items())


def _within(path: str, section: str) -> bool:
    return path == section or path.startswith(section + ".")


def merge(old: list[Override], new: list[Override]) -> list[Override]:
    """`new` after `old`: a key takes the place of what stood at it, below it, and of its rival."""
    asked = [path for path, _ in new]
    merged = [(p, text) for p, text in old if not any(_within(p, path) for path in asked)]
    for path in asked:
        for key, rival in _RIVALS.items():
            if _within(path, key) and not any(_within(other, rival) for other in asked):
                merged = [(p, text) for p, text in merged if not _within(p, rival)]
                merged.append((rival, "null"))
    return merged + new
