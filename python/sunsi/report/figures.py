"""All figures of a report."""

from __future__ import annotations

from dataclasses import dataclass

from sunsi.report.figure_bounds import draw_bounds
from sunsi.report.figure_fit import figures_of
from sunsi.report.figure_night import draw_regeneration, draw_zenith
from sunsi.report.figure_pee import draw_pee
from sunsi.report.figure_rates import draw_rates
from sunsi.report.figure_sun import draw_sun
from sunsi.report.load import Report
from sunsi.report.style import own_style, save

_FIGURES = {"pee": draw_pee, "sun": draw_sun, "rates": draw_rates}
#: Drawn when the run had a night; the page shows them in its own section.
NIGHT_FIGURES = {"zenith": draw_zenith, "regeneration": draw_regeneration}
#: Drawn when the run has planes of bounds; in a section of their own, too.
BOUNDS_FIGURES = {"bounds": draw_bounds}


@dataclass(frozen=True)
class Drawing:
    """One figure in both formats."""

    svg: bytes
    png: bytes


def draw(report: Report) -> dict[str, Drawing]:
    """Figures by name, in the order of the page."""
    figures = _FIGURES | figures_of(report) | (NIGHT_FIGURES if report.night else {})
    if report.bounds and report.bounds.planes:
        figures = figures | BOUNDS_FIGURES
    with own_style():
        return {name: Drawing(*save(function(report))) for name, function in figures.items()}
