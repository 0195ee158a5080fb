"""Survival probability against energy."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, NullFormatter

from sunsi.report import spread as bands
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
_BAND_HEIGHT, _BAND_GAP = 1.5, 0.14
#: Fill, edge and hatch of the bands: two colours that differ in lightness too, one hatched.
_BANDS = {"osc": ("#9ED0F0", "#005A8C", None), "model": ("#F2C26B", "#8A3C00", "////")}


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


def has_bands(report: Report) -> bool:
    """Whether the bands of the main point are drawn: at least one of them, over a range."""
    if report.main is None or len(curve(report.main, main_source(report))[0]) < 2:
        return False
    return any(_edges(report, stem) is not None for stem in _BANDS)


def _edges(report: Report, stem: str) -> tuple[np.ndarray, ...] | None:
    """Energies, P_ee, and both edges of a band less P_ee, along the main point's curve."""
    source = main_source(report)
    energy, pee = curve(report.main, source)
    found = bands.offsets(report, stem, source, energy)
    return None if found is None else (energy, pee, *found)


def draw_pee(report: Report) -> Figure:
    """The figure `pee`."""
    styles = looks(report)
    handles = _handles(report, styles)
    lines = sum(1 + handle.get_label().count("\n") for handle in handles)
    legend = 0.18 * lines + 0.1
    below = _BAND_HEIGHT + _BAND_GAP if has_bands(report) else 0.0
    figure = Figure(figsize=(WIDTH, 0.5 + below + _PLOT_HEIGHT + legend))
    ax = axes(figure, 0.72, 0.5 + below, WIDTH - 1.07, _PLOT_HEIGHT)
    for point in report.points:
        _draw_point(ax, report, point, styles[point.number])
    if report.borexino is not None:
        _draw_borexino(ax, report)
    _set_axes(ax, report)
    _number_curves(ax, report, styles)
    if below:
        _draw_bands(ax, axes(figure, 0.72, 0.5, WIDTH - 1.07, _BAND_HEIGHT), report)
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


def _draw_bands(ax, low_ax, report: Report) -> None:
    """The bands around the main point's curve, and below at a scale on which they can be seen."""
    largest = 0.0
    names = {
        "osc": f"θ₁₂, Δm²₂₁ within 1σ\n({bands.preset(report)})",
        "model": bands.models_text(report),
    }
    for stem, (fill, edge, hatch) in _BANDS.items():
        found = _edges(report, stem)
        if found is None:
            continue
        energy, pee, low, high = found
        style = {"facecolor": fill, "edgecolor": edge, "hatch": hatch}
        ax.fill_between(energy, pee + low, pee + high, zorder=1.5, lw=0.0, **style)
        low_ax.fill_between(energy, 1e3 * low, 1e3 * high, zorder=2, lw=0.7, **style)
        largest = max(largest, -1e3 * low.min(), 1e3 * high.max())
        # The labels stand above, left and right, each with a line down into its band.
        part, align = (0.12, "left") if stem == "osc" else (0.93, "right")
        at = np.log(energy[0]) + part * np.log(energy[-1] / energy[0])
        y = np.interp(at, np.log(energy), (0.8 * high if stem == "osc" else (low + high) / 2))
        low_ax.annotate(
            names[stem], (np.exp(at), 1e3 * y), (0.02 if stem == "osc" else 0.98, 0.96),
            textcoords="axes fraction", ha=align, va="top", color=edge, fontsize=SMALL,
            fontweight="bold", zorder=4, arrowprops={
                "arrowstyle": "-", "color": edge, "lw": 0.9, "shrinkA": 1, "shrinkB": 0,
                "relpos": (0.25, 0) if stem == "osc" else (0.75, 0),
            },
        )  # fmt: skip
    low_ax.axhline(0, color=BLACK, lw=0.8, zorder=3)
    low_ax.set_ylim(-1.15 * largest, 2.1 * largest)
    low_ax.set_xscale("log")
    low_ax.set_xlim(ax.get_xlim())
    low_ax.set_xticks(ax.get_xticks())
    low_ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}"))
    low_ax.xaxis.set_minor_formatter(NullFormatter())
    low_ax.tick_params(which="both", top=True, right=True)
    low_ax.locator_params(axis="y", nbins=5)
    low_ax.set_xlabel(ax.get_xlabel())
    low_ax.set_ylabel(r"$\Delta P_{ee}$ ($10^{-3}$)")
    ax.set_xlabel("")
    ax.tick_params(labelbottom=False)


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
