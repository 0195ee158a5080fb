"""Predicted over measured rates, and pulls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator

from sunsi.report import text
from sunsi.report.load import Point, Report
from sunsi.report.style import (
    GREY,
    SMALL,
    WIDTH,
    Look,
    axes,
    legend_label,
    looks,
    marker_style,
)

WIDE_PULL = 6.0  #: beyond this pull the axis turns logarithmic
_LINEAR = 3.0  #: ... and stays linear up to this one
_ROW, _HEAD = 0.1, 0.26  #: inches: least height of a row, height of an experiment's heading


@dataclass(frozen=True)
class Rate:
    """One observable of one point; nan where the table has an empty cell."""

    predicted: float
    measured: float
    sigma: float
    unit: str
    pull: float
    in_chi2: bool = True

    @property
    def ratio(self) -> float:
        return self.predicted / self.measured

    @property
    def has_ratio(self) -> bool:
        return self.measured > 0 and self.sigma > 0 and np.isfinite(self.predicted)


Key = tuple[str, str]  #: experiment, observable


def rates_of(point: Point) -> dict[Key, Rate]:
    """Rows of a point's table in their order."""
    table = point.rates
    keys = zip(table.text("experiment"), table.text("observable"), strict=True)
    names = ("predicted", "measured", "sigma", "pull")
    values = [table.numbers(name, blank=True) for name in names]
    outside = set(table.meta.get("outside-chi2", []))
    rows = zip(keys, *values, table.text("unit"), strict=True)
    return {
        key: Rate(p, m, s, unit, pull, " ".join(key) not in outside)
        for key, p, m, s, pull, unit in rows
    }


def all_keys(points: list[Point]) -> list[Key]:
    """Every observable of the points, experiments together, in the order of the tables."""
    keys = list(dict.fromkeys(key for point in points for key in rates_of(point)))
    experiments = list(dict.fromkeys(experiment for experiment, _ in keys))
    return sorted(keys, key=lambda key: experiments.index(key[0]))


def ratio_keys(report: Report) -> list[Key]:
    """Borexino's observables with a measurement."""
    tables = [rates_of(point) for point in report.points]
    return [
        key
        for key in all_keys(list(report.points))
        if key[0].startswith("borexino") and any(key in t and t[key].has_ratio for t in tables)
    ]


def pull_keys(report: Report) -> list[Key]:
    """Observables with a pull that enter chi2."""
    tables = [rates_of(point) for point in report.points]
    return [
        key
        for key in all_keys(list(report.points))
        if any(
            key in table and table[key].in_chi2 and np.isfinite(table[key].pull) for table in tables
        )
    ]


def widest_pull(report: Report) -> float:
    """The largest pull in size."""
    pulls = [abs(rate.pull) for p in report.points for rate in rates_of(p).values()]
    return max((pull for pull in pulls if np.isfinite(pull)), default=0.0)


def draw_rates(report: Report) -> Figure:
    """The figure `rates`: two panels side by side, the legend under the shorter, left one."""
    row = max(0.34, _ROW + 0.065 * len(report.points))
    left, right = ratio_keys(report), pull_keys(report)
    tall = max(_height(right, row), 0.6)
    styles = looks(report)
    handles = _handles(report, styles)
    legend = sum(0.2 + 0.15 * handle.get_label().count("\n") for handle in handles)
    free = tall - _height(left, row) if left else 0.0
    above = 0.0 if free >= legend else legend + 0.1
    figure = Figure(figsize=(WIDTH, 0.5 + tall + 0.1 + above))
    if left:
        height = _height(left, row)
        ax = axes(figure, 0.93, 0.5 + tall - height, 1.5, height)
        _draw_ratios(ax, report, left, row, styles)
    ax = axes(figure, 3.4, 0.5, 1.7, tall)
    _draw_pulls(ax, report, right, row, styles)
    top = free - 0.1 if above == 0 else figure.get_figheight() - 0.04
    figure.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(0.05 / WIDTH, top / figure.get_figheight()),
        handletextpad=0.3,
        labelspacing=0.35,
        borderaxespad=0,
    )
    return figure


def _height(keys: list[Key], row: float) -> float:
    return row * len(keys) + _HEAD * len({experiment for experiment, _ in keys})


def _handles(report: Report, styles: dict[int, Look]) -> list[Line2D]:
    return [
        Line2D([], [], ls="", label=legend_label(p, 31), **marker_style(styles[p.number]))
        for p in report.points
    ]


def _rows(ax, keys: list[Key], row: float) -> dict[Key, float]:
    """Lay out the rows, in inches from the top, under a heading an experiment."""
    height = _height(keys, row)
    ax.set_ylim(max(height, 0.6), 0)
    places: dict[Key, float] = {}
    depth, last = 0.0, None
    for key in keys:
        if key[0] != last:
            if last is not None:
                ax.axhline(depth, color=GREY, lw=0.6)
            name = text.experiment(key[0])
            ax.annotate(
                name, (0, depth + _HEAD / 2), (5, 0), xycoords=("axes fraction", "data"),
                textcoords="offset points", va="center", fontsize=SMALL, fontweight="bold",
            )  # fmt: skip
            depth, last = depth + _HEAD, key[0]
        else:
            ax.axhline(depth, color="#dddddd", lw=0.6, zorder=0.5)
        places[key] = depth + row / 2
        depth += row
    labels = [text.observable(name).replace(" ", "\n", 1) for _, name in keys]
    ax.set_yticks(list(places.values()), labels)
    ax.tick_params(axis="y", length=0)
    ax.tick_params(axis="x", which="both", top=True)
    return places


def _offset(report: Report, point: Point) -> float:
    """Vertical place of a point in its row, in inches."""
    return 0.065 * (point.number - 1 - (len(report.points) - 1) / 2)


def _draw_ratios(ax, report, keys: list[Key], row: float, styles: dict[int, Look]) -> None:
    places = _rows(ax, keys, row)
    ax.axvline(1, color=GREY, lw=0.8)
    for point in report.points:
        rates = {key: rate for key, rate in rates_of(point).items() if key in places}
        shown = [key for key in rates if rates[key].has_ratio]
        ax.errorbar(
            [rates[key].ratio for key in shown],
            [places[key] + _offset(report, point) for key in shown],
            xerr=[abs(rates[key].ratio) * rates[key].sigma / rates[key].measured for key in shown],
            ls="",
            elinewidth=0.9,
            **marker_style(styles[point.number], 4.5),
        )
    ax.set_xlabel("Predicted / measured")


def _draw_pulls(ax, report, keys: list[Key], row: float, styles: dict[int, Look]) -> None:
    places = _rows(ax, keys, row)
    for size, shade in ((2, "#f1f1f1"), (1, "#dedede")):
        ax.axvspan(-size, size, color=shade, lw=0, zorder=0)
    ax.axvline(0, color=GREY, lw=0.8)
    for point in report.points:
        rates = {key: rate for key, rate in rates_of(point).items() if key in places}
        ax.plot(
            [rate.pull for rate in rates.values()],
            [places[key] + _offset(report, point) for key in rates],
            ls="",
            **marker_style(styles[point.number], 4.5),
        )
    ax.set_xlabel("Pull (σ)")
    pulls = [rate.pull for p in report.points for rate in rates_of(p).values()]
    low, high = min(-2.5, np.nanmin([0, *pulls])), max(2.5, np.nanmax([0, *pulls]))
    if widest_pull(report) <= WIDE_PULL:
        ax.set_xlim(1.15 * low, 1.15 * high)
        return
    ax.set_xscale("symlog", linthresh=_LINEAR, linscale=1.2)
    low, high = 2 * low, 2 * high
    ax.set_xlim(low, high)
    decades = [10.0**k for k in range(1, 9)]
    sizes = [_LINEAR, *decades] if max(-low, high) < 100 else decades
    ticks = [0.0, *sizes, *(-size for size in sizes)]
    ticks = sorted(tick for tick in ticks if low < tick < high)
    ax.set_xticks(ticks, [text.number(tick) for tick in ticks])
    ax.xaxis.set_minor_locator(NullLocator())
