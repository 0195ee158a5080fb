"""The fit in words and numbers: what report.json, fit.json and its tables hold."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sunsi.errors import DataError
from sunsi.report import text
from sunsi.report.tables import REMEDY, Table, read_table

#: Places of predictions, in the order of the page.
PLACES = {"point": "the point", "lma": "LMA", "lma_dark": "LMA-Dark"}
#: Rises of chi2 with two degrees of freedom, by Gaussian standard deviations (-2 ln of the tail).
LEVELS = {n: -2 * math.log(math.erfc(n / math.sqrt(2))) for n in (1, 2, 3)}
PAIR = ("sin2_theta12", "dm21_eV2")
_PRIORS = {"juno-2025": "JUNO 2025", "kamland": "KamLAND", "reactor": "reactors, θ₁₃"}
_NAMES = {
    "sin2_theta12": "sin²θ₁₂",
    "sin2_theta13": "sin²θ₁₃",
    "dm21_eV2": "Δm²₂₁ (eV²)",
    "mass_MeV": "mass (MeV)",
    "tan_eta": "tan η",
}
_DATA = ("at", "experiment", "observable", "T_low_MeV", "T_high_MeV", "measured", "sigma",
         "predicted", "expected")  # fmt: skip
_DAYNIGHT = ("at", "experiment", "measured", "sigma", "predicted")
_GRID = ("experiment", "solution", *PAIR, "delta_chi2")
_LINES = ("experiment", "solution", "sigmas", "line", *PAIR)


@dataclass(frozen=True)
class Line:
    """One piece of a contour."""

    solution: str  #: lma, lma_dark or both
    sigmas: int
    closed: bool
    x: np.ndarray  #: sin2_theta12
    y: np.ndarray  #: dm21_eV2


@dataclass(frozen=True)
class Fit:
    """Everything a report has of a fit."""

    document: dict[str, Any]
    summary: dict[str, Any]
    data: Table
    daynight: Table | None
    alone: dict[str, list[Line]]  #: contours of single experiments by name
    #: delta chi2 of single experiments: (experiment, solution) -> sin2_theta12, dm21, rows of dm21
    grids: dict[tuple[str, str], tuple[np.ndarray, np.ndarray, np.ndarray]]
    convention: str

    @property
    def solutions(self) -> dict[str, dict[str, Any]]:
        return self.document.get("solutions", {})

    @property
    def places(self) -> dict[str, dict[str, Any]]:
        """Where chi2, pulls and fluxes are known: the point, then the solutions."""
        return {"point": self.document, **self.solutions}

    @property
    def best(self) -> str | None:
        """The name of the better solution."""
        return min(self.solutions, key=lambda s: self.solutions[s]["chi2"], default=None)

    @property
    def joint(self) -> list[Line]:
        """Contours of theta12 and dm21 of everything together."""
        lines = []
        for table in self.document.get("contours", []):
            if set(table["parameters"]) != set(PAIR):
                continue
            swap = table["parameters"][0] != PAIR[0]
            for level in table["levels"]:
                for line in level["lines"]:
                    points = np.array(line["points"], dtype=float)[:, :: -1 if swap else 1]
                    lines.append(
                        Line(table["solution"] or "both", round(level["sigmas"]), line["closed"],
                             points[:, 0], points[:, 1])
                    )  # fmt: skip
        return lines

    @property
    def profiles(self) -> dict[str, list[dict[str, Any]]]:
        """Profiles by parameter."""
        found: dict[str, list[dict[str, Any]]] = {}
        for table in self.document.get("profiles", []):
            found.setdefault(table["parameter"], []).append(table)
        return found

    def prior_of(self, parameter: str) -> list[dict[str, Any]]:
        return [p for p in self.summary["priors"] if p["parameter"] == parameter]


def load_fit(reader: Any, directory: Path, read_json: Any, convention: str) -> Fit | None:
    """The member `fit` of report.json with its files; None without one.

    Raises DataError when a file is missing or damaged.
    """
    if reader.value is None:
        return None
    reader.table()
    path = reader.at("document").file(directory)
    document = read_json(path)
    inner = type(reader)(path, document).table()
    _check(inner)
    for name in inner.get("solutions").value or {}:
        _check_solution(inner.at("solutions").at(name).table())
    for prior in reader.at("priors").items():
        prior.table().at("name").text()
        prior.at("parameter").text()
        for key in ("value", "up", "down"):
            prior.at(key).number()
    for name in reader.at("flux_errors").table().value:
        reader.at("flux_errors").at(name).optional_number()
    data = read_table(reader.at("data").file(directory), _DATA)
    for name in ("measured", "sigma", "predicted"):
        data.numbers(name)
    for name in ("T_low_MeV", "T_high_MeV", "expected"):
        data.numbers(name, blank=True)
    daynight = None
    if reader.get("daynight").value is not None:
        daynight = read_table(reader.at("daynight").file(directory), _DAYNIGHT)
        for name in ("measured", "sigma", "predicted"):
            daynight.numbers(name)
    alone: dict[str, list[Line]] = {}
    grids = {}
    if reader.get("alone").value is not None:
        grids = _grids(read_table(reader.at("alone").file(directory), _GRID))
        if reader.get("alone_lines").value is not None:
            alone = _lines(read_table(reader.at("alone_lines").file(directory), _LINES))
        alone = {name: alone.get(name, []) for name, _ in grids}
    return Fit(document, reader.value, data, daynight, alone, grids, convention)


def _check(place: Any) -> None:
    place.at("chi2").number()
    place.at("dof").number()
    place.at("p_value").number()
    for key in ("experiments", "priors", "pulls"):
        for name in place.at(key).table().value:
            place.at(key).at(name).number()
    for name in place.at("fluxes").table().value:
        place.at("fluxes").at(name).table().at("over_reference").number()
        place.at("fluxes").at(name).at("flux").number()
    place.at("chi2_fluxes").number()
    place.at("chi2_pulls").number()


def _check_solution(place: Any) -> None:
    _check(place)
    if place.where.rpartition(".")[2] not in PLACES:
        raise place.fail(f"is not one of {', '.join(list(PLACES)[1:])}")
    place.at("delta_chi2").number()
    for name in place.at("best_fit").table().value:
        place.at("best_fit").at(name).number()
    for name in place.at("intervals").table().value:
        for sigmas in ("1", "2", "3"):
            ends = place.at("intervals").at(name).table().at(sigmas).items()
            for end in ends:
                end.optional_number()


def _grids(table: Table) -> dict[tuple[str, str], tuple[np.ndarray, np.ndarray, np.ndarray]]:
    columns = [table.numbers(name) for name in (*PAIR, "delta_chi2")]
    keys = list(zip(table.text("experiment"), table.text("solution"), strict=True))
    found = {}
    for key in dict.fromkeys(keys):
        rows = [i for i, other in enumerate(keys) if other == key]
        x, y, rise = (column[rows] for column in columns)
        x, y = np.unique(x), np.unique(y)
        if len(rows) != len(x) * len(y) or min(len(x), len(y)) < 2:
            raise DataError(f"{table.path}: {key[0]}, {key[1]}: not a whole grid; {REMEDY}")
        found[key] = (x, y, rise.reshape(len(y), len(x)))
    return found


def _lines(table: Table) -> dict[str, list[Line]]:
    x, y = table.numbers(PAIR[0]), table.numbers(PAIR[1])
    sigmas, number = table.numbers("sigmas"), table.numbers("line")
    keys = list(zip(table.text("experiment"), table.text("solution"), sigmas, number, strict=True))
    found: dict[str, list[Line]] = {}
    for key in dict.fromkeys(keys):
        rows = [i for i, other in enumerate(keys) if other == key]
        closed = len(rows) > 2 and (x[rows[0]], y[rows[0]]) == (x[rows[-1]], y[rows[-1]])
        line = Line(key[1], round(key[2]), closed, x[rows], y[rows])
        found.setdefault(key[0], []).append(line)
    return found


def name_of(parameter: str, convention: str = "") -> str:
    """sin2_theta12 as sin²θ₁₂; an epsilon with its convention when that is given."""
    if parameter == "eps_medium" and convention:
        return f"eps_medium ({convention} convention)"
    if parameter.startswith("flux_"):
        return f"Φ({text.source(parameter[5:])}) (cm⁻² s⁻¹)"
    return _NAMES.get(parameter, parameter)


def prior_name(name: str) -> str:
    return _PRIORS.get(name, name)


def flux_shifts(fit: Fit, place: str) -> dict[str, tuple[float, float | None]]:
    """(flux/solar model - 1) and the same in standard deviations of the solar model, by source."""
    result = {}
    for source, flux in fit.places[place]["fluxes"].items():
        shift = flux["over_reference"] - 1
        error = fit.summary["flux_errors"].get(source)
        result[source] = (shift, shift / error if error else None)
    return result


def spectra(fit: Fit) -> dict[str, dict[str, dict[str, np.ndarray]]]:
    """Super-Kamiokande's bins: experiment (day and night apart) -> place -> column -> numbers."""
    table = fit.data
    names = ("T_low_MeV", "T_high_MeV", "measured", "sigma", "predicted", "expected")
    columns = {name: table.numbers(name, blank=True) for name in names}
    found: dict[str, dict[str, list[int]]] = {}
    for i, (at, experiment, observable) in enumerate(
        zip(*(table.text(n) for n in ("at", "experiment", "observable")), strict=True)
    ):
        if np.isfinite(columns["expected"][i]):
            time = observable.partition(" ")[0] if " " in observable else ""
            found.setdefault(f"{experiment} {time}".strip(), {}).setdefault(at, []).append(i)
    return {
        experiment: {
            at: {name: columns[name][rows] for name in names} for at, rows in places.items()
        }
        for experiment, places in found.items()
    }


def spectrum_title(key: str) -> str:
    experiment, _, time = key.partition(" ")
    phase = text.experiment(experiment).rpartition(" ")[2]
    title = f"Phase {phase}"
    return f"{title}, {time}" if time else title


def daynight(fit: Fit) -> list[tuple[str, dict[str, tuple[float, float, float]]]]:
    """Windows in order -> place -> (measured, sigma, predicted)."""
    table = fit.daynight
    if table is None:
        return []
    found: dict[str, dict[str, tuple[float, float, float]]] = {}
    columns = (table.numbers(n) for n in ("measured", "sigma", "predicted"))
    for at, experiment, *row in zip(
        table.text("at"), table.text("experiment"), *columns, strict=True
    ):
        found.setdefault(experiment, {})[at] = (float(row[0]), float(row[1]), float(row[2]))
    return list(found.items())


def window_title(experiment: str) -> str:
    if experiment == "super-kamiokande":
        return "all phases, amplitude fit"
    return text.experiment(experiment).rpartition(", ")[2]


def require_places(fit: Fit) -> None:
    """Every place of the tables is one of the document's."""
    for table in (fit.data, fit.daynight):
        for at, line in zip(table.text("at"), table.lines, strict=True) if table else ():
            if at not in fit.places:
                raise DataError(f"{table.path}:{line}: fit.json has no place {at!r}; {REMEDY}")
