"""The figure of a plane: excluded regions, favoured bands, names on them."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from sunsi.plane.labels import Room, mask, trace
from sunsi.plane.load import Axis, Band, Bound, Line, Plane
from sunsi.plane.region import band_rings, rings
from sunsi.plane.words import axis_label, band_name, drawn, fixed, levels, short
from sunsi.report.style import BLACK, GREY, axes, own_style, save

WIDTH, HEIGHT = 6.6, 5.8  #: inches
_SIZE = 8  #: points, names in the plane
#: The colours and dashes of the captions of arXiv:2211.15686 where it has them.
_LOOKS = {
    "borexino-quoted": ("#C00000", "-"),
    "na48-2": ("#2E8B22", "--"),
    "na64-2019": ("#1F5FBF", ":"),
    "na64-bl-2022": ("#4B3FAF", ":"),
    "phi-mass": ("#0B7FAB", "--"),
    "gminus2": ("#0A7A5A", "-."),
}
_COLOURS = ("#8C510A", "#B5338A", "#5E6B00", "#D55E00", "#00778B", "#7A3B9A", "#9C2F2F", "#3D6E8E")
_HATCHES = {"lma": "//", "lma-dark": "\\\\", "gminus2-2021": "||"}
_BAND_COLOURS = {"lma": "#777777", "lma-dark": "#222222", "gminus2-2021": "#0A7A5A"}


def look(bound: Bound, number: int) -> tuple[str, str]:
    """Colour and dashes of a bound."""
    if bound.planned:
        return _COLOURS[number % len(_COLOURS)], "--"
    return _LOOKS.get(bound.name, (_COLOURS[number % len(_COLOURS)], "-"))


class _Canvas:
    """Axes in data coordinates, geometry in the unit square."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self.figure = Figure(figsize=(WIDTH, HEIGHT))
        self.axes: Axes = axes(self.figure, 0.82, 0.55, WIDTH - 1.07, HEIGHT - 1.0)
        x, y = plane.axes
        self.axes.set(
            xscale="log" if x.log else "linear",
            yscale="log" if y.log else "linear",
            xlim=(x.low, x.high),
            ylim=(y.low, y.high),
            xlabel=axis_label(x, plane),
            ylabel=axis_label(y, plane),
        )
        for axis, values in ((self.axes.xaxis, x), (self.axes.yaxis, y)):
            if values.log:
                _decades(axis, values)
        self.axes.set_title(fixed(plane), fontsize=9, loc="left")

    def data(self, units: np.ndarray) -> np.ndarray:
        x, y = self.plane.axes
        return np.column_stack((x.value(units[:, 0]), y.value(units[:, 1])))

    def path(self, area: list[np.ndarray]) -> Path:
        return Path.make_compound_path(
            *(Path(np.vstack((d := self.data(ring), d[:1])), closed=True) for ring in area)
        )

    def area(self, area: list[np.ndarray], **style) -> PathPatch:
        patch = PathPatch(self.path(area), **style)
        self.axes.add_patch(patch)
        return patch

    def lines(self, lines: list[Line], colour: str, dashes: str, width: float, gid: str) -> None:
        for k, (points, limit) in enumerate(lines):
            d = self.data(points)
            (line,) = self.axes.plot(
                d[:, 0],
                d[:, 1],
                color=colour,
                ls=dashes if limit else ":",
                lw=width if limit else 0.7,
                scalex=False,
                scaley=False,
            )
            line.set_gid(f"{gid}-line-{k + 1}")

    def size(self, words: str) -> tuple[float, float]:
        """Width and height of a name as shares of the axes."""
        text = self.axes.text(0, 0, words, fontsize=_SIZE, transform=self.axes.transAxes)
        box = text.get_window_extent(self.figure.canvas.get_renderer())
        text.remove()
        frame = self.axes.get_window_extent()
        return (box.width + 6) / frame.width, (box.height + 5) / frame.height


def _decades(axis, values: Axis) -> None:
    """Plain numbers on short logarithmic axes."""
    from matplotlib.ticker import LogFormatterSciNotation, LogLocator, ScalarFormatter

    if values.high / values.low < 1e3 and values.low >= 1e-3:
        axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        formatter = ScalarFormatter()
        formatter.set_scientific(False)
        axis.set_major_formatter(formatter)
        axis.set_minor_formatter("")
    else:
        axis.set_major_formatter(LogFormatterSciNotation())


def _draw_bands(canvas: _Canvas, bands: list[Band]) -> list[tuple]:
    names = []
    for band in bands:
        areas = band_rings(band)
        own = mask(areas)
        if not areas or not own.any():
            continue
        colour = _BAND_COLOURS.get(band.name, GREY)
        patch = canvas.area(
            areas[0],
            facecolor="none",
            edgecolor=colour,
            hatch=_HATCHES.get(band.name, "xx"),
            lw=0,
            alpha=0.75,
        )
        patch.set_gid(f"band-{band.name}")
        if len(areas) > 1:
            patch.set_clip_path(canvas.path(areas[1]), canvas.axes.transData)
        every = [line for edge in band.edges for line in edge.lines]
        canvas.lines(every, colour, "-", 0.8, f"band-{band.name}")
        names.append((band_name(band), colour, own, trace(every)))
    return names


def _draw_bounds(canvas: _Canvas, bounds: list[Bound]) -> list[tuple]:
    names = []
    for number, bound in enumerate(bounds):
        colour, dashes = look(bound, number)
        area = rings(bound.lines, bound.excluded >= 1)
        gid = f"bound-{bound.name}"
        if area and not bound.planned:
            canvas.area(area, facecolor=colour, alpha=0.1, lw=0).set_gid(gid)
        canvas.lines(bound.lines, colour, dashes, 1.0 if bound.planned else 1.6, gid)
        names.append((short(bound), colour, mask([area]), trace(bound.lines)))
    return names


def _label(canvas: _Canvas, names: list[tuple]) -> None:
    """Names where they hide least, the smallest areas first as they have least choice."""
    room = Room([item[3] for item in names])
    if canvas.plane.highlighted is not None:
        room.block(*canvas.plane.highlighted, 0.025)
    for words, colour, own, outline in sorted(names, key=lambda item: int(item[2].sum())):
        spot = room.place(own, outline, *canvas.size(words))
        ax = canvas.axes
        if spot.anchor is not None:
            (line,) = ax.plot(
                [spot.anchor[0], spot.x],
                [spot.anchor[1], spot.y],
                color=colour,
                lw=0.6,
                transform=ax.transAxes,
                scalex=False,
                scaley=False,
            )
            line.set_gid("leader")
        ax.text(
            spot.x,
            spot.y,
            words,
            color=colour,
            fontsize=_SIZE,
            ha="center",
            va="center",
            transform=ax.transAxes,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 1.0},
        )


def _titles(svg: bytes, plane: Plane) -> bytes:
    """Adds what a browser shows where the pointer rests."""
    text = svg.decode()
    words = {f"bound-{b.name}": f"{b.title}: {b.quantity} ({b.source})" for b in plane.bounds}
    words |= {f"band-{b.name}": f"{b.title}: {b.low:g} to {b.high:g}" for b in plane.bands}

    def add(match: re.Match) -> str:
        key = re.sub(r"-line-\d+$", "", match.group(1))
        title = f"<title>{escape(words[key])}</title>" if key in words else ""
        return match.group(0) + title

    # Hundredths of a point are below what can be seen and halve the file.
    text = re.sub(r' d="[^"]*"', lambda m: re.sub(r"(\.\d\d)\d+", r"\1", m.group(0)), text)
    return re.sub(r'<g id="((?:bound|band)-[^"]*)">', add, text).encode()


def draw(plane: Plane) -> tuple[bytes, bytes]:
    """SVG and PNG of the plane."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    with own_style(), rc_context({"hatch.linewidth": 0.5}):
        canvas = _Canvas(plane)
        FigureCanvasAgg(canvas.figure)
        names = _draw_bounds(canvas, drawn(plane)) + _draw_bands(canvas, plane.bands)
        if plane.highlighted is not None:
            (star,) = canvas.axes.plot(
                *plane.highlighted,
                marker="*",
                ms=13,
                mfc="#FFD400",
                mec=BLACK,
                mew=0.8,
                transform=canvas.axes.transAxes,
                scalex=False,
                scaley=False,
                clip_on=False,
                zorder=5,
            )
            star.set_gid("highlighted-point")
        _label(canvas, names)
        note = levels(plane)
        if len(note) < 130:
            canvas.figure.text(0.012, 0.012, note, fontsize=6.5, color=GREY)
        svg, png = save(canvas.figure)
    return _titles(svg, plane), png
