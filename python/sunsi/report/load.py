"""Reads and checks everything in the directory that a report shows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from sunsi.errors import DataError
from sunsi.report import fit as fits
from sunsi.report.bounds import Bounds, load_bounds, point_table
from sunsi.report.tables import REMEDY, Table, read_table, read_text

VERDICTS = ("allowed", "disfavoured", "excluded")
OCTANTS = ("light", "dark")
KINDS = ("standard", "zprime", "nsi")
#: Parts of chi2, by their key in report.json.
EXPERIMENTS = {
    "borexino": "Borexino",
    "sno": "SNO",
    "super-kamiokande": "Super-Kamiokande",
    "gallium": "gallium",
    "chlorine": "chlorine",
}

_COLUMNS = {
    "probability": ("source", "energy_MeV", "P_ee_day"),
    "rates": ("experiment", "observable", "predicted", "measured", "sigma", "unit", "pull"),
    "model": ("quantity", "value", "unit", "definition"),
    "potential": ("r", "V_CC_eV", "V_mu_eV", "eps_std", "eps_paper"),
    "profile": ("r",),
    "spread": (
        "source",
        "energy_MeV",
        "P_ee_day",
        "P_ee_model_lo",
        "P_ee_model_hi",
        "model_lo",
        "model_hi",
        "P_ee_osc_lo",
        "P_ee_osc_hi",
    ),
    "exposure": ("cos_zenith_low", "cos_zenith_high", "exposure"),
    "regeneration": ("energy_MeV", "P_2e_night", "P_2e_day", "f_reg", "error"),
    "zenith-curve": ("source", "energy_MeV", "cos_zenith", "P_ee_day", "P_ee"),
    "borexino-pee": ("source", "energy", "P_ee", "error_up", "error_down"),
}


@dataclass(frozen=True)
class Point:
    """One model point: its summary and its tables."""

    number: int  #: 1, 2, ...: its name in tables and figures
    label: str
    kind: str  #: one of KINDS
    octant: str  #: one of OCTANTS
    main: bool
    reading: str | None
    eps_std: float | None  #: medium epsilon at the centre of the Sun, standard convention
    chi2: dict[str, float | None]
    verdict: str  #: one of VERDICTS
    flux_pulls: dict[str, float]
    probability: Table
    rates: Table
    potential: Table
    model: Table | None  #: none for the standard model
    regeneration: Table | None = None  #: with a night
    zenith_curve: Table | None = None  #: with a night
    bounds: Table | None = None  #: verdicts of the bounds, when the run had any
    bounds_summary: str | None = None
    verdict_solar: str | None = None  #: that of the solar data alone; none in older directories


@dataclass(frozen=True)
class Night:
    """Where and how the Sun is seen by night."""

    where: str
    depth_km: float
    earth_model: str
    share: float  #: of all time
    exposure_file: str | None  #: the user's own table; none: astronomy
    tangents: tuple[tuple[str, float], ...]  #: shells of the Earth, cos z where a line touches them
    exposure: Table


@dataclass(frozen=True)
class Report:
    """A whole directory."""

    summary: dict[str, Any]  #: report.json as it stands
    points: tuple[Point, ...]
    profile: Table
    borexino: Table | None
    config_text: str | None
    spread: Table | None  #: bands of the main point's P_ee; none in directories of older versions
    night: Night | None = None  #: none without a night
    bounds: Bounds | None = None  #: none in directories of older versions
    fit: fits.Fit | None = None  #: none without a fit

    @property
    def main(self) -> Point | None:
        """The point the user asked for; none when several are shown on an equal footing."""
        points = [point for point in self.points if point.main]
        return points[0] if len(points) == 1 else None

    @property
    def standard(self) -> Point | None:
        """The first standard-model point."""
        return next((point for point in self.points if point.kind == "standard"), None)


class _Reader:
    """Takes members out of report.json and complains with their path."""

    def __init__(self, path: Path, value: Any, where: str = "") -> None:
        self.path = path
        self.value = value
        self.where = where

    def fail(self, what: str) -> DataError:
        where = f" {self.where}" if self.where else ""
        return DataError(f"{self.path}:{where} {what}; {REMEDY}")

    def at(self, key: str | int) -> _Reader:
        name = f"[{key}]" if isinstance(key, int) else f".{key}" if self.where else key
        inner = _Reader(self.path, None, self.where + name)
        try:
            inner.value = self.value[key]
        except (KeyError, IndexError):
            raise inner.fail("is missing") from None
        return inner

    def get(self, key: str) -> _Reader:
        """Like `at`, but a missing member reads as null."""
        return (
            self.at(key) if key in self.value else _Reader(self.path, None, f"{self.where}.{key}")
        )

    def of(self, kind: type, name: str) -> Any:
        if not isinstance(self.value, kind):
            raise self.fail(f"is not {name}")
        return self.value

    def table(self) -> _Reader:
        self.of(dict, "an object")
        return self

    def items(self) -> list[_Reader]:
        return [self.at(i) for i in range(len(self.of(list, "a list")))]

    def text(self) -> str:
        return self.of(str, "a string")

    def optional_text(self) -> str | None:
        return None if self.value is None else self.text()

    def choice(self, allowed: tuple[str, ...]) -> str:
        if self.value not in allowed:
            raise self.fail(f"is {self.value!r}, not one of {', '.join(allowed)}")
        return self.value

    def number(self) -> float:
        if isinstance(self.value, bool) or not isinstance(self.value, (int, float)):
            raise self.fail("is not a number")
        return float(self.value)

    def optional_number(self) -> float | None:
        return None if self.value is None else self.number()

    def file(self, directory: Path) -> Path:
        """A path inside `directory`."""
        inner = PurePosixPath(self.text())
        if inner.is_absolute() or ".." in inner.parts:
            raise self.fail(f"is {self.value!r}, not a path inside the directory")
        return directory / inner


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _read_json(path: Path) -> Any:
    try:
        return json.loads(read_text(path), parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        where = f"{path}:{error.lineno}:{error.colno}"
        raise DataError(f"{where}: is not valid JSON ({error.msg}); {REMEDY}") from None
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path}: is not valid JSON ({error}); {REMEDY}") from None


def _check_numbers(table: Table, names: tuple[str, ...], *, blank: bool = False) -> None:
    for name in names:
        table.numbers(name, blank=blank)


def _chi2(reader: _Reader) -> dict[str, float | None]:
    reader.at("total").number()
    names = ["total", "fluxes", "pulls", "dof", "p_value"]
    for experiment in EXPERIMENTS:
        names += [experiment, f"p_{experiment}"]
    return {name: reader.get(name).optional_number() for name in names}


def _flux_pulls(reader: _Reader) -> dict[str, float]:
    if reader.value is None:
        return {}
    return {source: reader.at(source).number() for source in reader.table().value}


def _night_tables(files: _Reader, folder: Path, probability: Table) -> dict[str, Table]:
    """Tables of a point that are there when the run had a night."""
    tables = {}
    for key, stem in (("regeneration", "regeneration"), ("zenith_curve", "zenith-curve")):
        if files.get(key).value is not None:
            tables[key] = read_table(folder / f"{stem}.csv", _COLUMNS[stem])
            _check_numbers(tables[key], tuple(n for n in _COLUMNS[stem] if n != "source"))
    if "regeneration" in tables:
        if "P_ee_night" not in probability.columns:
            raise DataError(f"{probability.path}: lacks the column P_ee_night; {REMEDY}")
        _check_numbers(probability, ("P_ee_night",))
    return tables


def _night(reader: _Reader, files: _Reader, directory: Path) -> Night | None:
    if reader.get("night").value is None:
        return None
    night = reader.at("night").table()
    exposure = read_table(files.at("exposure").file(directory), _COLUMNS["exposure"])
    _check_numbers(exposure, _COLUMNS["exposure"])
    files.at("regeneration").text()
    return Night(
        where=night.at("where").text(),
        depth_km=night.at("depth_km").number(),
        earth_model=night.at("earth_model").text(),
        share=night.at("share").number(),
        exposure_file=night.get("exposure_file").optional_text(),
        tangents=tuple(
            (item.table().at("shell").text(), item.at("cos_zenith").number())
            for item in night.at("tangents").items()
        ),
        exposure=exposure,
    )


def _point(number: int, reader: _Reader, files: _Reader, directory: Path) -> Point:
    folder = reader.table().at("directory").file(directory)
    kind = reader.at("kind").choice(KINDS)
    tables = {
        name: read_table(folder / f"{name}.csv", _COLUMNS[name])
        for name in ("probability", "rates", "potential")
    }
    _check_numbers(tables["probability"], ("energy_MeV", "P_ee_day"))
    _check_numbers(tables["rates"], ("predicted", "measured", "sigma", "pull"), blank=True)
    _check_numbers(tables["potential"], _COLUMNS["potential"])
    tables |= _night_tables(files, folder, tables["probability"])
    bounded = reader.get("bounds").value is not None
    return Point(
        number=number,
        label=" ".join(reader.at("label").text().split()),
        kind=kind,
        octant=reader.at("octant").choice(OCTANTS),
        main=reader.get("main").value is True,
        reading=reader.get("reading").optional_text(),
        eps_std=reader.get("eps_medium_std_centre").optional_number(),
        chi2=_chi2(reader.at("chi2").table()),
        verdict=reader.at("verdict").choice(VERDICTS),
        flux_pulls=_flux_pulls(reader.get("flux_pulls")),
        bounds=point_table(folder) if bounded else None,
        bounds_summary=reader.at("bounds").table().at("summary").text() if bounded else None,
        verdict_solar=reader.get("verdict_solar").optional_text(),
        model=read_table(folder / "model.csv", _COLUMNS["model"]) if kind != "standard" else None,
        **tables,
    )


def _check_summary(reader: _Reader) -> None:
    """Members that the page shows must be there and of the right kind."""
    reader.at("sunsi").table().at("version").text()
    verdict = reader.at("verdict").table()
    verdict.at("headline").text()
    for lines in (verdict.get("lines"), reader.get("notes")):
        if lines.value is not None:
            for line in lines.items():
                line.text()
    if reader.get("inputs").value is not None:
        for item in reader.at("inputs").items():
            item.table().at("file").text()
            item.at("sha256").text()


def _fit(reader: _Reader, directory: Path) -> fits.Fit | None:
    """The fit, its tables checked against its document."""
    found = fits.load_fit(
        reader.get("fit"), directory, _read_json, str(reader.value.get("convention", "standard"))
    )
    if found is not None:
        fits.require_places(found)
    return found


def load(directory: Path) -> Report:
    """Read and check a directory.

    Raises DataError when a file is missing or damaged.
    """
    if not directory.is_dir():
        raise DataError(f"{directory}: no such directory; {REMEDY}")
    path = directory / "report.json"
    reader = _Reader(path, _read_json(path)).table()
    _check_summary(reader)
    points = reader.at("points").items()
    if not points:
        raise reader.at("points").fail("is empty")
    names = [point.table().get("name").optional_text() or "" for point in points]
    files = reader.at("files").table()
    profile = read_table(files.at("profile").file(directory), _COLUMNS["profile"])
    _check_numbers(profile, tuple(n for n in profile.columns if n == "r" or n.startswith("nu_")))
    borexino = None
    if files.get("borexino_pee").value is not None:
        borexino = read_table(files.at("borexino_pee").file(directory), _COLUMNS["borexino-pee"])
        _check_numbers(borexino, _COLUMNS["borexino-pee"][1:])
    spread = None
    if files.get("spread").value is not None:
        spread = read_table(files.at("spread").file(directory), _COLUMNS["spread"])
        _check_numbers(spread, ("energy_MeV", "P_ee_day"))
        _check_numbers(
            spread,
            tuple(n for n in _COLUMNS["spread"] if n[-3:] in ("_lo", "_hi") and n[0] == "P"),
            blank=True,
        )
    config = None
    if files.get("config").value is not None:
        config = read_text(files.at("config").file(directory))
    return Report(
        summary=reader.value,
        points=tuple(_point(i, point, files, directory) for i, point in enumerate(points, start=1)),
        profile=profile,
        borexino=borexino,
        config_text=config,
        spread=spread,
        night=_night(reader, files, directory),
        bounds=load_bounds(reader.get("bounds"), names, directory),
        fit=_fit(reader, directory),
    )
