"""The planes of bounds: mass of the Z' against its coupling, around each point."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sunsi.report import bounds, text
from sunsi.report.bounds import BANDS, Plane
from sunsi.report.load import Report
from sunsi.report.style import BLACK, GREY, WIDTH, axes, plain

#: Okabe-Ito and one more: lines of the bounds that exclude most.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#882255")
MOST = len(_COLOURS)
_SHADE = "#E9E9E9"
_DASHES = {"lma": (0, (8, 1.5)), "lma-dark": (0, (5, 2)), "gminus2-2021": (0, (5, 1.5, 1, 1.5))}
_LEFT, _BOTTOM, _HEIGHT, _BETWEEN, _ROW = 0.72, 0.5, 3.2, 0.75, 0.19


def draw_bounds(report: Report) -> Figure:
    """The figure `bounds`: a panel for each set of couplings, the legend above."""
    planes = report.bounds.planes
    coloured, others = bounds.drawn(report, MOST)
    colours = dict(zip(coloured, _COLOURS, strict=False))
    handles = _handles(planes, colours, bool(others))
    legend = _ROW * (len(handles) + 1) // 2 + _ROW + 0.25
    top = _BOTTOM + len(planes) * _HEIGHT + (len(planes) - 1) * _BETWEEN
    figure = Figure(figsize=(WIDTH, top + legend))
    for i, plane in enumerate(planes):
        bottom = top - _HEIGHT - i * (_HEIGHT + _BETWEEN)
        ax = axes(figure, _LEFT, bottom, WIDTH - _LEFT - 0.2, _HEIGHT)
        _draw(ax, plane, colours, others)
        if i == 0:
            ax.legend(handles=handles, loc="lower left", bbox_to_anchor=(-0.14, 1.07), ncols=2,
                      labelspacing=0.3, columnspacing=1.0, borderaxespad=0)  # fmt: skip
    return figure


def _handles(planes: tuple[Plane, ...], colours: dict[str, str], others: bool) -> list:
    star = Line2D([], [], marker="*", ms=11, ls="", color=BLACK, mec="white", label="the point")
    found = [star, Patch(color=_SHADE, label="excluded by at least one")]
    found += [Line2D([], [], color=c, lw=1.6, label=name) for name, c in colours.items()]
    if others:
        found.append(Line2D([], [], color=GREY, lw=0.7, label="other bounds"))
    for band, title in BANDS.items():
        if any(plane.edges(band) for plane in planes):
            label = f"edge of {title}"
            found.append(Line2D([], [], color=BLACK, lw=1, ls=_DASHES[band], label=label))
    return found


def _shading(plane: Plane) -> PolyCollection:
    """Rectangles of what is excluded, one step of the mass wide."""
    table = plane.excluded
    mass = table.numbers("mass_MeV")
    low, high = table.numbers("g_low"), table.numbers("g_high")
    steps = np.diff(np.log(np.unique(mass)))
    half = np.exp((steps.min() if steps.size else 0.02) / 2)
    corners = np.stack(
        [
            np.column_stack([mass / half, low]),
            np.column_stack([mass * half, low]),
            np.column_stack([mass * half, high]),
            np.column_stack([mass / half, high]),
        ],
        axis=1,
    )
    return PolyCollection(corners, facecolor=_SHADE, edgecolor=_SHADE, lw=0.3, zorder=0)


def _draw(ax, plane: Plane, colours: dict[str, str], others: list[str]) -> None:
    if len(plane.excluded):
        ax.add_collection(_shading(plane), autolim=False)
    for name in [*others, *reversed(colours)]:
        colour = colours.get(name, GREY)
        for limit, line in plane.lines(name):
            width = 1.6 if name in colours else 0.7
            style = {"lw": width} if limit else {"lw": 0.8, "ls": ":"}
            ax.plot(*line.T, color=colour, **style)
    for band in BANDS:
        for line in plane.edges(band):
            ax.plot(*line.T, color=BLACK, lw=1, ls=_DASHES[band])
    ax.plot([plane.mass], [plane.g], "*", ms=13, color=BLACK, mec="white", mew=0.8, zorder=5)
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_xlim(plane.mass / 10, plane.mass * 10)
    ax.set_ylim(plane.g / 10, plane.g * 10)
    ax.set_xlabel("Mass of the Z′ (MeV)")
    ax.set_ylabel("Coupling g")
    numbers = ", ".join(map(str, plane.points))
    what = f"Point{'s' if len(plane.points) > 1 else ''} {numbers}: {plane.convention} convention"
    what += f", {text.number(plane.mass)} MeV, g = {text.number(plane.g, 3)}"
    ax.set_title(plain(what), fontsize="small", loc="left", pad=4)
