"""The bands of P_ee: over the solar models, and one standard deviation of theta12 and dm21."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sunsi.report import text
from sunsi.report.load import Report

#: The two bands: stem of the columns, key of the header line that says what it is.
MODEL, OSC = ("model", "model-band"), ("osc", "oscillation-band")
#: Energies (MeV) that the report quotes, by source.
_REFERENCES = (("8B", 10.0), ("pp", 0.267))
_TABLE_ENERGIES = (0.3, 1.0, 3.0, 10.0)


@dataclass(frozen=True)
class Row:
    """One source at one energy; a band's edges are None where it was left out."""

    source: str
    energy: float
    P_ee: float
    model: tuple[float, float] | None
    osc: tuple[float, float] | None
    model_names: tuple[str, str]


def rows(report: Report) -> list[Row]:
    """The table `spread`; empty when the directory has none or no point is the main one."""
    table = report.spread
    if table is None or report.main is None:
        return []
    bands = {}
    for stem, _ in (MODEL, OSC):
        low, high = (table.numbers(f"P_ee_{stem}_{side}", blank=True) for side in ("lo", "hi"))
        pairs = zip(map(float, low), map(float, high), strict=True)
        bands[stem] = [None if np.isnan(pair).any() else pair for pair in pairs]
    return [
        Row(*row)
        for row in zip(
            table.text("source"), map(float, table.numbers("energy_MeV")),
            map(float, table.numbers("P_ee_day")), bands["model"], bands["osc"],
            zip(table.text("model_lo"), table.text("model_hi"), strict=True), strict=True,
        )
    ]  # fmt: skip


def offsets(
    report: Report, stem: str, source: str, energy: np.ndarray
) -> tuple[np.ndarray, np.ndarray] | None:
    """Lower and upper edge of a band less P_ee at `energy` (MeV), linear in ln E between the rows
    of `source`; None when there are fewer than two rows."""
    known = sorted(
        (row.energy, *(edge - row.P_ee for edge in getattr(row, stem)))
        for row in rows(report)
        if row.source == source and getattr(row, stem) is not None
    )
    if len(known) < 2:
        return None
    at, low, high = np.array(known).T
    x = np.log(energy)
    return np.interp(x, np.log(at), low), np.interp(x, np.log(at), high)


def models_text(report: Report) -> str:
    """What the band over solar models runs over: "8 solar models", with the point's own Sun when
    that is not one of them."""
    meta = report.spread.meta if report.spread else {}
    names = [name.strip() for name in meta.get("spread-models", [""])[0].split(",") if name.strip()]
    own = meta.get("solar-model", [""])[0]
    text_ = f"{len(names)} solar models"
    return f"own profile and {text_}" if own and own not in names else text_


def preset(report: Report) -> str:
    """Name of the preset whose intervals the band is made of."""
    interval = report.spread.meta.get("oscillation-interval", [""])[0] if report.spread else ""
    return interval.partition(" ")[0]


def left_out(report: Report) -> list[str]:
    """Why a band is missing, a sentence each."""
    if report.spread is None or report.main is None:
        return []
    names = {MODEL: "The band over the solar models", OSC: "The band of θ₁₂ and Δm²₂₁"}
    return [f"{name} is {why}." for band, name in names.items() if (why := _why(report, band))]


def _why(report: Report, band: tuple[str, str]) -> str:
    told = report.spread.meta.get(band[1], [""])[0]
    return told if told.startswith("left out") else ""


def _shifts(row: Row, band: tuple[float, float]) -> str:
    """What a band reaches above and below P_ee, to two digits."""
    up, down = band[1] - row.P_ee, row.P_ee - band[0]
    return f"+{text.number(up, 2)} {text.MINUS}{text.number(down, 2)}"


def _sentence(row: Row, models: str) -> str:
    parts = []
    if row.model is not None:
        low, high = row.model
        parts.append(
            f"the {models} spread it by {text.number(high - low, 2)} "
            f"({_shifts(row, row.model)}; lowest {row.model_names[0]}, highest "
            f"{row.model_names[1]})"
        )
    if row.osc is not None:
        parts.append(f"one standard deviation of θ₁₂ and Δm²₂₁ moves it by {_shifts(row, row.osc)}")
    where = f"{text.source(row.source)} at {text.number(row.energy)} MeV"
    return f"{where}: P_ee = {text.number(row.P_ee)}; {', and '.join(parts)}."


def sentences(report: Report) -> list[str]:
    """The spread in words at the reference energies, and why a band is missing."""
    models = models_text(report)
    told = [
        _sentence(row, models)
        for source, energy in _REFERENCES
        for row in rows(report)
        if row.source == source
        and abs(row.energy - energy) < 1e-9
        and not (row.model is None and row.osc is None)
    ]
    return told + left_out(report)


def explanation(report: Report) -> str:
    """What the bands are, what is held fixed, where the intervals come from."""
    parts = []
    table = report.spread
    for key in (MODEL[1], "spread-models", "oscillation-interval", OSC[1]):
        told = table.meta.get(key, [""])[0]
        if told and not told.startswith("left out"):
            parts.append(f"{key.replace('-', ' ').capitalize()}: {told}.")
    return " ".join(parts)


def table_rows(report: Report, main_source: str) -> list[dict[str, str]]:
    """Rows of the page's table: the reference energies, the lines, some of the main source."""
    everything = rows(report)
    main = [row for row in everything if row.source == main_source]
    chosen = [row for row in everything if (row.source, row.energy) in _REFERENCES]
    chosen += [row for row in everything if row.source in ("7Be", "pep")]
    if main:
        ends = (min(main, key=_energy), max(main, key=_energy))
        inside = [
            min(main, key=lambda row, e=energy: abs(np.log(row.energy / e)))
            for energy in _TABLE_ENERGIES
            if ends[0].energy < energy < ends[1].energy
        ]
        chosen += [ends[0], *inside, ends[1]]
    unique = {(row.source, row.energy): row for row in chosen}
    ordered = sorted(unique.values(), key=lambda row: (row.source == main_source, row.energy))
    return [_cells(row) for row in ordered]


def _energy(row: Row) -> float:
    return row.energy


def _cells(row: Row) -> dict[str, str]:
    def thousandths(band: tuple[float, float] | None) -> str:
        if band is None:
            return text.NO_VALUE
        up, down = 1e3 * (band[1] - row.P_ee), 1e3 * (row.P_ee - band[0])
        return f"+{text.fixed(up)} {text.MINUS}{text.fixed(down)}"

    return {
        "source": text.source(row.source),
        "energy": text.number(row.energy),
        "P_ee": f"{row.P_ee:.4f}",
        "model": thousandths(row.model),
        "lowest": row.model_names[0] or text.NO_VALUE,
        "highest": row.model_names[1] or text.NO_VALUE,
        "osc": thousandths(row.osc),
    }
