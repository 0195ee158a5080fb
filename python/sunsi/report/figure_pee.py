"""Survival probability against energy."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, NullFormatter

from sunsi.report import text
from sunsi.report.load import Point, Report
from sunsi.report.style import (
    BLACK,
    GREY,
    SMALL,
    WIDTH,
    Look,
    axes,
    line_handle,
    looks,
    spread,
)

PP_END_MEV = 0.42  #: the pp curve is drawn below the end point only
_CONTINUA = ("8B", "hep", "pp", "13N", "15O", "17F")
_TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20)
_PLOT_HEIGHT = 3.4


def curve(point: Point, source: str) -> tuple[np.ndarray, np.ndarray]:
    """Energies (MeV, ascending) and P_ee by day of one source."""
    table = point.probability
    rows = [i for i, name in enumerate(table.text("source")) if name == source]
    energy, pee = table.numbers("energy_MeV")[rows], table.numbers("P_ee_day")[rows]
    order = np.argsort(energy, kind="stable")
    return energy[order], pee[order]


def main_source(report: Report) -> str:
    """The continuum source whose curve stands for all: 8B when it was asked for."""
    present = [set(point.probability.text("source")) for point in report.points]
    asked = set.intersection(*present)
    first = report.points[0].probability.text("source")[0]
    return next((name for name in _CONTINUA if name in asked), first)


def draws_pp(report: Report) -> bool:
    """Whether the pp curves are drawn besides the main ones."""
    return main_source(report) != "pp" and all(
        (curve(point, "pp")[0] < PP_END_MEV).sum() > 1 for point in report.points
    )


def draw_pee(report: Report) -> Figure:
    """The figure `pee`."""
    styles = looks(report)
    handles = _handles(report, styles)
    lines = sum(1 + handle.get_label().count("\n") for handle in handles)
    legend = 0.18 * lines + 0.1
    figure = Figure(figsize=(WIDTH, 0.5 + _PLOT_HEIGHT + legend))
    ax = axes(figure, 0.62, 0.5, WIDTH - 0.97, _PLOT_HEIGHT)
    for point in report.points:
        _draw_point(ax, report, point, styles[point.number])
    if report.borexino is not None:
        _draw_borexino(ax, report)
    _set_axes(ax, report)
    _number_curves(ax, report, styles)
    ax.legend(handles=handles, loc="lower left", bbox_to_anchor=(-0.01, 1.0), labelspacing=0.3)
    return figure


def _handles(report: Report, styles: dict[int, Look]) -> list[Line2D]:
    handles = [line_handle(point, styles[point.number]) for point in report.points]
    if draws_pp(report):
        label = f"where pp neutrinos are born (below {PP_END_MEV} MeV)"
        handles.append(Line2D([], [], color=GREY, lw=1.0, ls=":", label=label))
    if report.borexino is not None:
        label = "Borexino, as published (Standard-Model scattering)"
        handles.append(
            Line2D([], [], color=BLACK, marker="o", mfc="white", ms=4.5, lw=0.9, label=label)
        )
    return handles


def _draw_point(ax, report: Report, point: Point, look: Look) -> None:
    energy, pee = curve(point, main_source(report))
    marker = {"marker": look.marker, "ms": 4} if len(energy) == 1 else {}
    ax.plot(energy, pee, color=look.color, ls=look.dashes, lw=look.width, **marker)
    if draws_pp(report):
        energy, pee = curve(point, "pp")
        below = energy < PP_END_MEV
        ax.plot(energy[below], pee[below], color=look.color, ls=":", lw=1.0)


def _draw_borexino(ax, report: Report) -> None:
    table = report.borexino
    energy, pee = table.numbers("energy"), table.numbers("P_ee")
    up, down = table.numbers("error_up"), table.numbers("error_down")
    style = {"marker": "o", "mfc": "white", "ms": 4.5, "capsize": 2, "elinewidth": 0.9}
    ax.errorbar(energy, pee, yerr=(down, up), color=BLACK, ls="", zorder=5, **style)
    names = table.text("source")
    for name in dict.fromkeys(names):
        rows = [i for i, other in enumerate(names) if other == name]
        x = float(np.exp(np.mean(np.log(energy[rows]))))
        y = min(pee[i] - down[i] for i in rows)
        ax.annotate(
            text.source(name), (x, y), (0, -4), textcoords="offset points", ha="center", va="top",
            fontsize=SMALL, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
        )  # fmt: skip


def _set_axes(ax, report: Report) -> None:
    ranges = [curve(point, main_source(report)) for point in report.points]
    energies = np.concatenate([energy for energy, _ in ranges])
    values = np.concatenate([pee for _, pee in ranges])
    if report.borexino is not None:
        table = report.borexino
        energies = np.append(energies, table.numbers("energy"))
        values = np.append(values, table.numbers("P_ee") + table.numbers("error_up"))
        values = np.append(values, table.numbers("P_ee") - table.numbers("error_down"))
    low, high = energies.min(), energies.max()
    if low == high:
        low, high = low / 2, high * 2
    ax.set_xscale("log")
    ax.set_xlim(low, high)
    ax.set_ylim(max(0.0, min(0.19, values.min() - 0.06)), min(1.0, max(0.75, values.max() + 0.07)))
    ticks = [tick for tick in _TICKS if low <= tick <= high]
    if len(ticks) > 1:
        ax.set_xticks(ticks)
        ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}"))
        ax.xaxis.set_minor_formatter(NullFormatter())
    ax.tick_params(which="both", top=True, right=True)
    ax.set_xlabel("Neutrino energy (MeV)")
    ax.set_ylabel(r"Survival probability $P_{ee}$, day")


def _number_curves(ax, report: Report, styles: dict[int, Look]) -> None:
    """The points' numbers at the right end, pulled apart, with a hair line to each curve."""
    low, high = ax.get_ylim()
    ends = []
    for point in report.points:
        energy, pee = curve(point, main_source(report))
        ends.append((energy[-1], pee[-1]))
    gap = (high - low) * 0.15 / _PLOT_HEIGHT
    places = spread([pee for _, pee in ends], gap, low + gap / 2, high - gap / 2)
    for point, (_, pee), place in zip(report.points, ends, places, strict=True):
        color = styles[point.number].color
        y, y_text = ((value - low) / (high - low) for value in (pee, place))
        ax.plot(
            (1.0, 1.03), (y, y_text), color=color, lw=0.8, transform=ax.transAxes, clip_on=False
        )
        ax.text(
            1.04, y_text, str(point.number), color=color, fontsize=SMALL, fontweight="bold",
            transform=ax.transAxes, va="center_baseline",
        )  # fmt: skip
