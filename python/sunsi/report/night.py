"""The night in words and numbers: what was computed, captions, P_ee by day and by night."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sunsi.report import text
from sunsi.report.figure_pee import main_source
from sunsi.report.load import Night, Point, Report
from sunsi.report.tables import Table

#: Energies (MeV) of the page's table, by source; the nearest row of the probability table is taken.
_ENERGIES = {
    "pp": (0.3,),
    "13N": (0.7,),
    "15O": (1.0,),
    "17F": (1.0,),
    "8B": (5.0, 10.0, 15.0),
    "hep": (10.0,),
}
_LINES = ("7Be", "pep")


def compared(report: Report) -> list[Point]:
    """Standard model and main point, or every point when none is the main one."""
    if report.main is None:
        return list(report.points)
    return [p for p in report.points if p in (report.standard, report.main)]


@dataclass(frozen=True)
class Curve:
    """P_ee against the zenith angle at one energy."""

    source: str
    energy: float  #: MeV
    cosine: np.ndarray  #: rising
    shift: np.ndarray  #: P_ee by night less that by day


def curves(point: Point) -> list[Curve]:
    """The zenith curves of a point, in the order of its table."""
    table = point.zenith_curve
    if table is None:
        return []
    sources, energies = table.text("source"), table.numbers("energy_MeV")
    cosine, shift = table.numbers("cos_zenith"), table.numbers("P_ee") - table.numbers("P_ee_day")
    found = []
    for key in dict.fromkeys(zip(sources, map(float, energies), strict=True)):
        rows = [i for i, k in enumerate(zip(sources, energies, strict=True)) if k == key]
        rows.sort(key=lambda i: cosine[i])
        found.append(Curve(*key, cosine[rows], shift[rows]))
    return found


def place(night: Night) -> str:
    """Site, depth and exposure as a phrase."""
    where = night.where.removeprefix("latitude ")
    where = f"{where.replace(' deg', '°')} of latitude" if where != night.where else night.where
    seen = (
        f"the exposure of {night.exposure_file}"
        if night.exposure_file
        else "the whole year's exposure"
    )
    return f"{where}, {text.number(night.depth_km)} km below ground, {seen}"


def earth(night: Night) -> str:
    """The model of the Earth as a phrase."""
    known = {
        "prem": "PREM (Dziewonski and Anderson 1981) with continental crust at the detector",
        "prem-ocean": "PREM (Dziewonski and Anderson 1981) as published, with its ocean",
    }
    return known.get(night.earth_model, night.earth_model)


def _is_known(report: Report) -> bool:
    return "night" in report.summary


def section(report: Report) -> dict[str, Any] | None:
    """What the page says of the night; None where older tables do not tell."""
    if report.night is None:
        told = "Not computed (earth.enabled: false, or no oscillation): P_ee_night = P_ee_day."
        return {"text": told} if _is_known(report) else None
    night = report.night
    told = (
        f"Seen from {place(night)}; night, with the Sun below the horizon (cos z < 0), is "
        f"{100 * night.share:.2f} % of it. The Earth is {earth(night)}; V_μ follows N_n + N_p of "
        "each layer. Mass states reach the Earth incoherently: P_ee by night is the sum over i of "
        "P(ν_e → ν_i) P(ν_i → ν_e), the second averaged over the night."
    )
    return {
        "text": told,
        "points": compared(report),
        "rows": _rows(report),
        "note": (
            "A_DN = 2 (day − night)/(day + night) of P_ee, Super-Kamiokande's sign: negative where "
            "more ν_e arrive by night. An experiment's asymmetry is that of its event rate. All "
            "energies: probability.csv, regeneration.csv."
        ),
    }


def _nearest(table: Table, source: str, energy: float) -> int | None:
    """Row of a source nearest to an energy, within a fifth of it."""
    energies = table.numbers("energy_MeV")
    rows = [i for i, name in enumerate(table.text("source")) if name == source]
    row = min(rows, key=lambda i: abs(np.log(energies[i] / energy)), default=None)
    return row if row is not None and abs(np.log(energies[row] / energy)) < 0.2 else None


def _rows(report: Report) -> list[dict[str, Any]]:
    points = compared(report)
    first = points[0].probability
    sources, energies = first.text("source"), first.numbers("energy_MeV")
    chosen = []
    for source in dict.fromkeys(sources):
        if source in _LINES:
            chosen += [
                (source, float(e)) for s, e in zip(sources, energies, strict=True) if s == source
            ]
        rows = [_nearest(first, source, energy) for energy in _ENERGIES.get(source, ())]
        chosen += [(source, float(energies[i])) for i in dict.fromkeys(rows) if i is not None]
    cells = [
        {
            "source": text.source(source),
            "energy": text.number(energy),
            "points": [_cells(point.probability, source, energy) for point in points],
        }
        for source, energy in chosen
    ]
    return cells


def _cells(table: Table, source: str, energy: float) -> tuple[str, str, str]:
    row = _nearest(table, source, energy)
    if row is None:
        return text.NO_VALUE, text.NO_VALUE, text.NO_VALUE
    day = float(table.numbers("P_ee_day")[row])
    night = float(table.numbers("P_ee_night")[row])
    asymmetry = 200 * (day - night) / (day + night)
    return f"{day:.4f}", f"{night:.4f}", text.signed(asymmetry)


def f_reg(point: Point) -> tuple[np.ndarray, np.ndarray]:
    """Energies (MeV, rising) and f_reg."""
    table = point.regeneration
    energy, value = table.numbers("energy_MeV"), table.numbers("f_reg")
    order = np.argsort(energy, kind="stable")
    return energy[order], value[order]


def day_and_night(point: Point, source: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Energies (MeV, rising), P_ee by day and by night of one source."""
    table = point.probability
    rows = [i for i, name in enumerate(table.text("source")) if name == source]
    energy = table.numbers("energy_MeV")[rows]
    order = np.argsort(energy, kind="stable")
    day, night = (table.numbers(f"P_ee_{time}")[rows][order] for time in ("day", "night"))
    return energy[order], day, night


def captions(report: Report) -> dict[str, tuple[str, str, str]]:
    """Title, alternative text and caption by figure name."""
    return {"zenith": _zenith(report), "regeneration": _regeneration(report)}


def _zenith(report: Report) -> tuple[str, str, str]:
    night = report.night
    parts, seen = [], []
    for curve in curves(report.points[0]):
        where = f"{text.source(curve.source)} at {text.number(curve.energy)} MeV"
        for point in compared(report):
            one = next(
                (c for c in curves(point) if (c.source, c.energy) == (curve.source, curve.energy)),
                None,
            )
            if one is not None:
                low, high = (
                    text.number(1e3 * float(v), 2) for v in (one.shift.min(), one.shift.max())
                )
                seen.append(f"{point.label}, {where}: from {low} to {high} thousandths")
    if seen:
        parts.append(
            "Above: P_ee by night less P_ee by day (10⁻³) against the cosine of the Sun's zenith "
            "angle, −1: straight below, 0: at the horizon; above zero more ν_e arrive by night. "
            "Lines and colours are those of figure 1. Values at single angles, averaged over the "
            "phase of the third mass state alone; the oscillation of the ⁷Be line is faster than "
            "the 500 angles of the table are dense, so they are dots, not a curve. Grey: lines "
            "of sight through the core."
        )
    parts.append(
        "Below: exposure, share of the time per unit of cos z (dark: night, "
        f"{100 * night.share:.2f} %; light: day). Seen from {place(night)}; the Earth is "
        f"{earth(night)}."
    )
    alt = (
        "Plots against the cosine of the zenith angle: the shift of P_ee by night, and the "
        f"exposure. {'; '.join(seen)}."
    )
    return "Zenith angle", alt, " ".join(parts)


def _regeneration(report: Report) -> tuple[str, str, str]:
    source = main_source(report)
    ends = []
    for point in compared(report):
        energy, value = f_reg(point)
        ends.append(
            f"{point.label}: f_reg {text.number(float(value[-1]), 3)} at "
            f"{text.number(float(energy[-1]), 3)} MeV"
        )
    what = (
        f"Above: P_ee of neutrinos born where {text.source(source)} neutrinos are, by night "
        "(thick, averaged over the exposure of the night) and by day (thin), against the energy "
        "(MeV, logarithmic). Below: f_reg = P(ν_2 → ν_e) by night less its value by day, "
        "|U_e2|², averaged over the night: above zero the Earth turns ν_2 back into ν_e. It is "
        "of first order in 2 E V/Δm²₂₁, whatever the Sun does; by how much P_ee then rises or "
        "falls depends on the shares of ν_1 and ν_2. Lines and colours are those of figure 1. "
        f"Seen from {place(report.night)}; the Earth is {earth(report.night)}."
    )
    alt = f"Plots against energy: P_ee by day and night, and regeneration. {'; '.join(ends)}."
    return "Regeneration", alt, what
