"""Bounds in words and numbers: their tables, planes, and what the page says of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sunsi.report import text
from sunsi.report.tables import Table, read_table

if TYPE_CHECKING:
    from sunsi.report.load import Point, Report, _Reader

_COLUMNS = {
    "bounds": ("bound", "applies", "prediction", "limit", "ratio", "excluded", "confidence_level",
               "reason", "source"),
    "contours": ("bound", "line", "kind", "mass_MeV", "g"),
    "bands": ("band", "edge", "value", "line", "mass_MeV", "g"),
    "regions": ("bound", "planned", "applies", "excluded", "reason"),
    "excluded": ("mass_MeV", "g_low", "g_high"),
}  # fmt: skip
_WORDS = ("bound", "kind", "band", "edge", "planned", "applies", "excluded", "reason", "source")
BANDS = {"lma": "LMA", "lma-dark": "LMA-Dark", "gminus2-2021": "(g−2) of the muon, 2021"}


@dataclass(frozen=True)
class Plane:
    """Mass against g around a set of couplings."""

    points: tuple[int, ...]  #: numbers of the points that have these couplings
    convention: str
    mass: float  #: MeV
    g: float
    contours: Table
    bands: Table
    regions: Table
    excluded: Table

    def lines(self, bound: str) -> list[tuple[bool, np.ndarray]]:
        """Lines of a bound: whether it is a limit (else an end of applicability), (n, 2) points."""
        return [
            (key[1] == "limit", line)
            for key, line in _lines(self.contours, ("bound", "kind", "line"))
            if key[0] == bound
        ]

    def edges(self, band: str) -> list[np.ndarray]:
        """Edges of a band."""
        found = _lines(self.bands, ("band", "edge", "line"))
        return [line for key, line in found if key[0] == band]

    def not_computed(self) -> list[str]:
        """Bounds that planes leave out because they integrate over spectra."""
        rows = zip(self.regions.text("bound"), self.regions.text("reason"), strict=True)
        return [name for name, reason in rows if reason.startswith("not computed in planes")]

    def shares(self) -> dict[str, float]:
        """Share of the plane that each bound excludes, where it excludes any; no planned ones."""
        table = self.regions
        columns = (table.text("bound"), table.text("planned"), table.numbers("excluded"))
        rows = zip(*columns, strict=True)
        return {name: share for name, planned, share in rows if share > 0 and planned != "yes"}


@dataclass(frozen=True)
class Bounds:
    """What a run has of bounds beside the tables of its points."""

    note: str | None  #: why there are none
    planes: tuple[Plane, ...]


def _lines(table: Table, names: tuple[str, str, str]) -> list[tuple[tuple[str, ...], np.ndarray]]:
    places = np.column_stack([table.numbers("mass_MeV"), table.numbers("g")])
    rows: dict[tuple[str, ...], list[int]] = {}
    for i, key in enumerate(zip(*(table.text(name) for name in names), strict=True)):
        rows.setdefault(key, []).append(i)
    return [(key, places[where]) for key, where in rows.items()]


def point_table(folder: Path) -> Table:
    """The table of a point, checked."""
    table = read_table(folder / "bounds.csv", _COLUMNS["bounds"])
    for name in ("prediction", "limit", "ratio", "confidence_level"):
        table.numbers(name, blank=True)
    return table


def load_bounds(reader: _Reader, names: list[str], directory: Path) -> Bounds | None:
    """The member `bounds` of report.json; `names` are those of the points in order."""
    if reader.value is None:
        return None
    planes = []
    for item in reader.table().at("planes").items():
        folder = item.table().at("directory").file(directory)
        tables = {
            stem: read_table(folder / f"{stem}.csv", _COLUMNS[stem], empty=True)
            for stem in ("contours", "bands", "regions", "excluded")
        }
        for stem, table in tables.items():
            for name in _COLUMNS[stem]:
                if name not in _WORDS or (stem, name) == ("regions", "excluded"):
                    table.numbers(name)
        members = [member.choice(tuple(names)) for member in item.at("points").items()]
        planes.append(
            Plane(
                tuple(names.index(name) + 1 for name in members),
                item.at("convention").text(),
                item.at("mass_MeV").number(),
                item.at("g").number(),
                **tables,
            )
        )
    return Bounds(reader.get("note").optional_text(), tuple(planes))


def _rows(point: Point) -> list[dict[str, Any]]:
    table = point.bounds
    names = ("prediction", "limit", "ratio", "confidence_level")
    numbers = {name: table.numbers(name, blank=True) for name in names}
    rows = []
    for i, bound in enumerate(table.text("bound")):
        level = numbers["confidence_level"][i]
        rows.append(
            {
                "bound": bound,
                "applies": table.text("applies")[i] == "yes",
                "excluded": table.text("excluded")[i] == "yes",
                "order": numbers["ratio"][i],
                **{name: text.number(float(numbers[name][i]), 3) for name in names[:3]},
                "level": text.NO_VALUE if math.isnan(level) else f"{100 * level:.3g} %",
                "reason": table.text("reason")[i],
                "source": table.text("source")[i],
            }
        )
    return rows


def shown(report: Report) -> list[Point]:
    """Points whose tables the page shows: one for each set of couplings, the main one first."""
    if report.bounds is None:
        return []
    chosen = []
    for plane in report.bounds.planes:
        members = [point for point in report.points if point.number in plane.points]
        chosen.append(next((point for point in members if point.main), members[0]))
    return [point for point in chosen if point.bounds is not None]


def section(report: Report) -> dict[str, Any] | None:
    """What the page says of bounds; None where older tables do not tell."""
    if report.bounds is None:
        return None
    if report.bounds.note is not None:
        return {"note": report.bounds.note}
    tables = []
    for point in shown(report):
        rows = _rows(point)
        compared = [row for row in rows if row["applies"] and not math.isnan(row["order"])]
        others = [row for row in rows if row not in compared]
        convention = next(p.convention for p in report.bounds.planes if point.number in p.points)
        tables.append(
            {
                "point": point,
                "convention": convention,
                "rows": sorted(compared, key=lambda row: -row["order"]),
                "others": others,
            }
        )
    summaries = [point for point in report.points if point.bounds_summary is not None]
    return {"note": None, "tables": tables, "summaries": summaries}


def drawn(report: Report, most: int) -> tuple[list[str], list[str]]:
    """Bounds whose lines are coloured, by the largest share they exclude, and the other ones."""
    shares: dict[str, float] = {}
    for plane in report.bounds.planes:
        for name, share in plane.shares().items():
            shares[name] = max(share, shares.get(name, 0.0))
    order = sorted(shares, key=lambda name: -shares[name])
    return order[:most], order[most:]


def caption(report: Report, most: int) -> tuple[str, str, str]:
    """Title, alternative text and caption of the planes."""
    planes = report.bounds.planes
    coloured, others = drawn(report, most)
    places = "; ".join(
        f"point{'s' if len(p.points) > 1 else ''} {', '.join(map(str, p.points))} at "
        f"{text.number(p.mass)} MeV, g = {text.number(p.g, 3)} ({p.convention} convention)"
        for p in planes
    )
    what = (
        "Mass of the Z′ against its coupling g, a decade to either side of the point (star), the "
        "other inputs as given: "
        f"{places}. Shaded: excluded by at least one bound, to half a step of a grid of 120 × 120; "
        "lines: where each bound's ratio is 1, exact; dotted: where a bound ceases to apply, which "
        "is no limit. Bounds keep the confidence level of their source, so the shading mixes them. "
        "Planned ones are left out; regions.csv says which others apply nowhere here, and why."
    )
    absent = planes[0].not_computed()
    if absent:
        what += f" Not part of a plane, though of the table: {', '.join(absent)}."
    if others:
        what += f" Thin grey lines: {', '.join(others)}."
    if any(plane.edges(band) for plane in planes for band in BANDS):
        what += (
            " Black broken lines: edges of what data favour, after the literature (bands.csv has "
            "values and sources); they exclude nothing."
        )
    alt = (
        f"Exclusion plane of mass and coupling around {places}; the bounds that exclude most are "
        f"{', '.join(coloured) or 'none'}."
    )
    return "Bounds around the point", alt, what
