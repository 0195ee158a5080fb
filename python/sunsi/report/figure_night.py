"""The night: P_ee against the zenith angle, the exposure, regeneration against energy."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, NullFormatter

from sunsi.report import night, text
from sunsi.report.figure_pee import main_source
from sunsi.report.load import Report
from sunsi.report.style import BLACK, GREY, SMALL, WIDTH, axes, line_handle, looks

_CORE = "outer core"  #: of the Earth's shells: inside its tangent, lines of sight cross the core
_SHADE = "#E4E4E4"
_NIGHT, _DAY = "#5B6B8C", "#E9D9A6"
_LEFT, _BOTTOM, _GAP, _BETWEEN = 0.72, 0.5, 0.1, 0.62
_HEIGHTS = (2.3, 1.4)  #: of the panels of the first curve and of every other
_EXPOSURE_HEIGHT = 1.2
_ENERGY_TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20)


def _legend(report: Report) -> tuple[list[Line2D], float]:
    styles = looks(report)
    handles = [line_handle(point, styles[point.number]) for point in report.points]
    return handles, 0.18 * sum(1 + h.get_label().count("\n") for h in handles) + 0.1


def draw_zenith(report: Report) -> Figure:
    """The figure `zenith`: a panel for each energy of the zenith curves, the exposure below."""
    keys = [(curve.source, curve.energy) for curve in night.curves(report.points[0])]
    heights = [_HEIGHTS[min(i, 1)] for i in range(len(keys))]
    handles, above = _legend(report) if keys else ([], 0.1)
    curves_bottom = _BOTTOM + _EXPOSURE_HEIGHT + _BETWEEN
    top = curves_bottom + sum(heights) + _GAP * max(len(keys) - 1, 0)
    figure = Figure(figsize=(WIDTH, (top if keys else _BOTTOM + _EXPOSURE_HEIGHT) + above))
    bottom = top
    for i, (key, height) in enumerate(zip(keys, heights, strict=True)):
        bottom -= height
        ax = axes(figure, _LEFT, bottom, WIDTH - _LEFT - 0.2, height)
        _draw_curves(ax, report, key, dots=i > 0)
        last = i == len(keys) - 1
        ax.tick_params(labelbottom=last)
        if last:
            ax.set_xlabel(r"$\cos z$ of the Sun by night")
        if i == 0:
            ax.legend(
                handles=handles, loc="lower left", bbox_to_anchor=(-0.01, 1.0), labelspacing=0.3
            )
        bottom -= _GAP
    _draw_exposure(axes(figure, _LEFT, _BOTTOM, WIDTH - _LEFT - 0.2, _EXPOSURE_HEIGHT), report)
    return figure


def _draw_curves(ax, report: Report, key: tuple[str, float], *, dots: bool) -> None:
    """P_ee by night less that by day of every point, at one energy."""
    styles = looks(report)
    for point in report.points:
        look = styles[point.number]
        for curve in night.curves(point):
            if (curve.source, curve.energy) != key:
                continue
            style = (
                {"ls": "", "marker": ".", "ms": 2.2, "mew": 0}
                if dots
                else {"ls": look.dashes, "lw": 0.6 * look.width}
            )
            ax.plot(curve.cosine, 1e3 * curve.shift, color=look.color, **style)
    core = dict(report.night.tangents).get(_CORE)
    if core is not None:
        ax.axvspan(-1, core, color=_SHADE, lw=0, zorder=0)
    ax.axhline(0, color=BLACK, lw=0.8, zorder=1.5)
    low, high = ax.get_ylim()
    ax.set_ylim(low, high + 0.16 * (high - low))
    where = f"{text.source(key[0])}, {text.number(key[1])} MeV"
    ax.text(0.985, 0.95, where, transform=ax.transAxes, ha="right", va="top", fontweight="bold")
    if core is not None and not dots:
        ax.text(
            (core + 1) / 2, 0.95, "core", transform=ax.transAxes, ha="center", va="top",
            color=GREY, fontsize=SMALL,
        )  # fmt: skip
    ax.set_xlim(-1, 0)
    ax.tick_params(which="both", top=True, right=True)
    ax.set_ylabel(r"$P_{ee}$ night − day ($10^{-3}$)" if not dots else r"night − day ($10^{-3}$)")


def _draw_exposure(ax, report: Report) -> None:
    """Share of the time per unit of cos z, night and day."""
    table = report.night.exposure
    low, high = table.numbers("cos_zenith_low"), table.numbers("cos_zenith_high")
    density = table.numbers("exposure") / (high - low)
    edges = np.append(low, high[-1])
    share = report.night.share
    for part, color, name, at, value in (
        (high <= 1e-12, _NIGHT, "night", 0.02, share),
        (low >= -1e-12, _DAY, "day", 0.98, 1 - share),
    ):
        if not part.any():
            continue
        inside = edges[np.append(part, False) | np.insert(part, 0, False)]
        ax.stairs(density[part], inside, fill=True, color=color, lw=0)
        ax.text(
            at, 0.93, f"{name}, {100 * value:.2f} %", transform=ax.transAxes, va="top",
            ha="left" if name == "night" else "right", fontsize=SMALL,
        )  # fmt: skip
    ax.set_xlim(-1, 1)
    ax.set_xticks((-1, -0.5, 0, 0.5, 1), ("−1", "−0.5", "0", "0.5", "1"))
    ax.set_ylim(0, 1.45 * density.max())
    ax.tick_params(which="both", top=True, right=True)
    ax.set_xlabel(r"$\cos z$ of the Sun")
    ax.set_ylabel("Exposure")


def draw_regeneration(report: Report) -> Figure:
    """The figure `regeneration`: P_ee by day and night above, f_reg below, against energy."""
    handles, above = _legend(report)
    extra = [
        Line2D([], [], color=GREY, lw=2.4, label="thick: night"),
        Line2D([], [], color=GREY, lw=0.8, label="thin: day"),
    ]
    figure = Figure(figsize=(WIDTH, _BOTTOM + 2.4 + _GAP + 1.7 + above))
    width = WIDTH - _LEFT - 0.2
    lower = axes(figure, _LEFT, _BOTTOM, width, 1.7)
    upper = axes(figure, _LEFT, _BOTTOM + 1.7 + _GAP, width, 2.4)
    _draw_day_and_night(upper, report)
    _draw_f_reg(lower, report)
    _energy_axis(upper, lower)
    legend = upper.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(-0.01, 1.0), labelspacing=0.3
    )
    upper.add_artist(legend)
    upper.legend(handles=extra, loc="best", labelspacing=0.3)
    return figure


def _draw_day_and_night(ax, report: Report) -> None:
    source, styles = main_source(report), looks(report)
    for point in report.points:
        energy, day, by_night = night.day_and_night(point, source)
        look = styles[point.number]
        marker = {"marker": look.marker, "ms": 4} if len(energy) == 1 else {}
        ax.plot(energy, by_night, color=look.color, ls=look.dashes, lw=look.width, **marker)
        ax.plot(energy, day, color=look.color, ls=look.dashes, lw=0.8, **marker)
    low, high = ax.get_ylim()
    ax.set_ylim(max(0, low), min(1, high))
    ax.set_ylabel(rf"$P_{{ee}}$, born where {text.source(source)} is")


def _draw_f_reg(ax, report: Report) -> None:
    styles = looks(report)
    for point in report.points:
        energy, value = night.f_reg(point)
        look = styles[point.number]
        marker = {"marker": look.marker, "ms": 4} if len(energy) == 1 else {}
        ax.plot(
            energy, 1e3 * value, color=look.color, ls=look.dashes, lw=0.7 * look.width, **marker
        )
    ax.axhline(0, color=BLACK, lw=0.8, zorder=1.5)
    ax.set_ylabel(r"$f_{\mathrm{reg}}$ ($10^{-3}$)")
    ax.set_xlabel("Neutrino energy (MeV)")


def _energy_axis(upper, lower) -> None:
    """The same logarithmic energies in both panels, labelled below."""
    limits = [ax.dataLim.intervalx for ax in (upper, lower)]
    low, high = min(a for a, _ in limits), max(b for _, b in limits)
    if low == high:
        low, high = low / 2, high * 2
    ticks = [tick for tick in _ENERGY_TICKS if low <= tick <= high]
    for ax in (upper, lower):
        ax.set_xscale("log")
        ax.set_xlim(low, high)
        if len(ticks) > 1:
            ax.set_xticks(ticks)
            ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}"))
            ax.xaxis.set_minor_formatter(NullFormatter())
        ax.tick_params(which="both", top=True, right=True)
    upper.tick_params(labelbottom=False)
