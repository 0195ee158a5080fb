"""Reads plane.json."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sunsi.errors import DataError

#: One line of an outline: its vertices, and whether it is a limit or the end of a bound's reach.
Line = tuple[np.ndarray, bool]


@dataclass(frozen=True)
class Axis:
    """An axis with its ends; `unit` maps values to [0, 1] in the axis's own spacing."""

    name: str
    unit_name: str
    log: bool
    low: float
    high: float

    def unit(self, values: np.ndarray) -> np.ndarray:
        if self.log:
            return np.log(values / self.low) / np.log(self.high / self.low)
        return (values - self.low) / (self.high - self.low)

    def value(self, units: np.ndarray) -> np.ndarray:
        if self.log:
            return self.low * (self.high / self.low) ** units
        return self.low + units * (self.high - self.low)


@dataclass(frozen=True)
class Bound:
    """One bound; lines in units of the axes."""

    name: str
    title: str
    quantity: str
    planned: bool
    confidence_level: float | None
    source: str
    excluded: float
    reason: str
    lines: list[Line]


@dataclass(frozen=True)
class Edge:
    """One end of a band: beyond it is on the left of its lines."""

    value: float
    high: bool
    beyond_at_first: bool
    lines: list[Line]


@dataclass(frozen=True)
class Band:
    """A favoured band, low < quantity < high."""

    name: str
    title: str
    quantity: str
    low: float
    high: float
    place: str
    source: str
    note: str
    edges: list[Edge]


@dataclass(frozen=True)
class Plane:
    """All of plane.json that is drawn."""

    axes: tuple[Axis, Axis]
    metadata: list[tuple[str, str]]
    fixed: dict
    highlighted: tuple[float, float] | None  #: in units of the axes
    excluded: float
    bounds: list[Bound]
    bands: list[Band]


def thinned(points: np.ndarray, tolerance: float = 2e-4) -> np.ndarray:
    """The line without vertices that lie within `tolerance` of it (a tenth of a point when drawn).

    Keeps both ends; splits where the farthest vertex is until none is far (Douglas and Peucker).
    """
    keep = np.zeros(len(points), dtype=bool)
    keep[[0, -1]] = True
    spans = [(0, len(points) - 1)]
    while spans:
        a, b = spans.pop()
        if b - a < 2:
            continue
        start, way = points[a], points[b] - points[a]
        length = float(np.hypot(*way))
        rest = points[a + 1 : b] - start
        if length == 0:
            far = np.hypot(rest[:, 0], rest[:, 1])
        else:
            share = np.clip(rest @ way / length**2, 0, 1)
            far = np.hypot(*(rest - share[:, None] * way).T)
        k = int(np.argmax(far))
        if far[k] > tolerance:
            middle = a + 1 + k
            keep[middle] = True
            spans += [(a, middle), (middle, b)]
    return points[keep]


def load(directory: Path) -> Plane:
    """The plane of a folder. Raises sunsi.DataError naming the file and what is wrong with it."""
    path = directory / "plane.json"
    try:
        return _plane(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise DataError(
            f"{path}: cannot be read ({error.strerror}); make it with `sunsi bounds CONFIG --plane`"
        ) from None
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise DataError(
            f"{path}: is no plane ({type(error).__name__}: {error}); "
            "make it again with `sunsi bounds CONFIG --plane`"
        ) from None


def _plane(data: dict) -> Plane:
    axes = tuple(
        Axis(a["name"], a["unit"], a["spacing"] == "log", a["values"][0], a["values"][-1])
        for a in data["axes"]
    )
    x, y = axes

    def lines(items: list) -> list[Line]:
        result = []
        for item in items:
            points = np.array(item["points"], dtype=float).reshape(-1, 2)
            if not np.isfinite(points).all():
                raise ValueError("a vertex is not finite")
            units = np.column_stack((x.unit(points[:, 0]), y.unit(points[:, 1])))
            result.append((thinned(np.clip(units, 0.0, 1.0)), item["kind"] == "limit"))
        return result

    bounds = [
        Bound(
            **{
                key: b[key]
                for key in (
                    "name",
                    "title",
                    "quantity",
                    "planned",
                    "confidence_level",
                    "source",
                    "excluded",
                    "reason",
                )
            },
            lines=lines(b["lines"]),
        )
        for b in data["bounds"]
    ]
    bands = []
    for b in data["bands"]:
        edges = [
            Edge(
                b["high"] if e["edge"] == "high" else b["low"],
                e["edge"] == "high",
                e["beyond_at_first"],
                lines(e["lines"]),
            )
            for e in b["edges"]
        ]
        keys = ("name", "title", "quantity", "low", "high", "place", "source", "note")
        bands.append(Band(**{key: b[key] for key in keys}, edges=edges))
    star = data["highlighted"]
    if star is not None:
        star = (float(x.unit(np.float64(star[0]))), float(y.unit(np.float64(star[1]))))
    metadata = [(str(k), str(v)) for k, v in data["metadata"]]
    return Plane(axes, metadata, data["fixed"], star, float(data["excluded"]), bounds, bands)
