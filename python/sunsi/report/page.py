"""Fills the page's template."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape

from sunsi.report import bounds, fit_page, night, spread, text
from sunsi.report.captions import captions
from sunsi.report.figure_pee import main_source
from sunsi.report.figure_rates import Rate, all_keys, rates_of
from sunsi.report.figures import BOUNDS_FIGURES, NIGHT_FIGURES
from sunsi.report.load import EXPERIMENTS, Point, Report
from sunsi.report.style import couplings

OCTANT = {"light": "light (θ₁₂ < 45°)", "dark": "dark (θ₁₂ > 45°)"}
_SETUP = (
    ("config_file", "Config"),
    ("convention", "Convention"),
    ("solar_model", "Solar model"),
    ("engine", "Engine"),
    ("tolerance", "Tolerance of P_ee"),
    ("cross_section", "Cross-section"),
)


def symbols(prose: str) -> Markup:
    """Our own prose with its indices lowered: P_ee, ε_std, N_e and the like."""
    pattern = r"\b([PVGNεAfνU])_(ee|DN|reg|day|night|std|paper|CC|e[123]|[μτFenpi12])\b"
    return Markup(re.sub(pattern, r"\1<sub>\2</sub>", str(escape(prose))))


def page(report: Report, figures: Mapping[str, bytes]) -> str:
    """The whole page; `figures` are SVG files by name."""
    environment = Environment(
        loader=PackageLoader("sunsi.report", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        fixed=text.fixed,
        number=text.number,
        signed=text.signed,
        source=text.source,
        symbols=symbols,
    )
    style, _, _ = environment.loader.get_source(environment, "report.css")
    return environment.get_template("report.html").render(
        style=style,
        report=report,
        summary=report.summary,
        experiments=_experiments(report),
        systematics=any(point.chi2["pulls"] for point in report.points),
        judged=[report.main] if report.main else list(report.points),
        octant=OCTANT,
        setup=_setup(report),
        figures=_figures(report, figures),
        fit=fit_page.section(report),
        night_figures=NIGHT_FIGURES,
        night=night.section(report),
        bounds_figures=BOUNDS_FIGURES,
        bounds=bounds.section(report),
        rates=_rates(report),
        models=_models(report),
        fluxes=_fluxes(report),
        spread=_spread(report),
    )


def _experiments(report: Report) -> list[tuple[str, str]]:
    """Key and name of the experiments that the points' chi2 is made of; Borexino and SNO always."""
    always = ("borexino", "sno")
    return [
        (key, name)
        for key, name in EXPERIMENTS.items()
        if key in always or any(point.chi2[key] is not None for point in report.points)
    ]


def _setup(report: Report) -> list[tuple[str, str]]:
    rows = []
    for key, name in _SETUP:
        value = report.summary.get(key)
        if value is None:
            continue
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        rows.append((name, text.number(value) if number else str(value)))
    return rows


def _figures(report: Report, figures: Mapping[str, bytes]) -> list[dict[str, Any]]:
    texts = captions(report)
    return [
        {
            "number": number,
            "name": name,
            "caption": texts[name],
            "data": base64.b64encode(svg).decode(),
        }
        for number, (name, svg) in enumerate(figures.items(), start=1)
    ]


def _rates(report: Report) -> dict[str, Any]:
    """Standard model and main point side by side, or every point when none is the main one."""
    points = list(report.points)
    if report.main:
        points = [p for p in points if p in (report.standard, report.main)]
    tables = [rates_of(point) for point in points]
    rows = []
    for key in all_keys(points):
        known = next(table[key] for table in tables if key in table)
        rows.append(
            {
                "experiment": text.experiment(key[0]),
                "observable": text.observable(key[1]),
                "unit": "" if known.unit == "1" else text.unit(known.unit),
                "measured": _measured(known),
                "points": [_predicted(table.get(key)) for table in tables],
            }
        )
    return {"points": points, "rows": rows}


def _measured(rate: Rate) -> str:
    if rate.measured != rate.measured:
        return text.NO_VALUE
    if rate.sigma != rate.sigma:
        return text.number(rate.measured)
    return text.with_error(rate.measured, rate.sigma)


def _predicted(rate: Rate | None) -> tuple[str, str]:
    if rate is None:
        return text.NO_VALUE, text.NO_VALUE
    pull = text.signed(rate.pull)
    return text.number(rate.predicted), pull if rate.in_chi2 else f"({pull})"


def _models(report: Report) -> dict[str, Any] | None:
    """Quantities of the main point, or of one point for each set of couplings."""
    points: list[Point] = [group[0] for group in couplings(report)]
    if report.main:
        points = [report.main] if report.main.model else []
    if not points:
        return None
    tables = []
    for point in points:
        names, values = point.model.text("quantity"), point.model.text("value")
        tables.append(dict(zip(names, values, strict=True)))
    rows = []
    for name, unit, definition in _definitions(points):
        values = [text.cell(table.get(name, ""), 5) for table in tables]
        rows.append((name, values, "" if unit == "1" else text.unit(unit), definition))
    groups = {id(group[0]): group for group in couplings(report)}
    return {"columns": [groups.get(id(p), [p]) for p in points], "rows": rows}


def _definitions(points: list[Point]) -> list[tuple[str, str, str]]:
    found: dict[str, tuple[str, str, str]] = {}
    for point in points:
        columns = (point.model.text(name) for name in ("quantity", "unit", "definition"))
        for name, unit, definition in zip(*columns, strict=True):
            found.setdefault(name, (name, unit, definition))
    return list(found.values())


def _fluxes(report: Report) -> dict[str, Any] | None:
    points = [point for point in report.points if point.flux_pulls]
    sources = list(dict.fromkeys(name for point in points for name in point.flux_pulls))
    return {"points": points, "sources": sources} if sources else None


def _spread(report: Report) -> dict[str, Any] | None:
    rows = spread.table_rows(report, main_source(report))
    if not rows:
        return None
    return {
        "point": report.main,
        "rows": rows,
        "sentences": spread.sentences(report),
        "models": spread.models_text(report),
        "explanation": spread.explanation(report),
    }
