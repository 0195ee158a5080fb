"""What all figures share: size, fonts, colours of the points, legends, deterministic saving."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib import style
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sunsi.report.load import Point, Report

WIDTH = 5.2  #: inches, all figures
SMALL = 9  #: points, the smallest text
PNG_DPI = 200

BLACK, GREY = "#000000", "#666666"
#: Okabe-Ito, one pair per set of couplings: the light octant, the dark octant.
PAIRS = (("#0072B2", "#56B4E9"), ("#D55E00", "#E69F00"), ("#009E73", "#CC79A7"))

_STYLE = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial", "Helvetica"],
    "font.size": 10,
    "axes.labelsize": 10,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "legend.fontsize": SMALL,
    "axes.linewidth": 0.8,
    "axes.unicode_minus": True,
    "xtick.direction": "in",
    "ytick.direction": "in",
    "legend.frameon": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "sunsi",
    "text.parse_math": True,
}


@dataclass(frozen=True)
class Look:
    """How one point is drawn."""

    color: str
    dashes: str
    marker: str
    filled: bool
    width: float


def own_style() -> AbstractContextManager:
    """Our settings over matplotlib's defaults, whatever the user's own are."""
    return style.context(["default", _STYLE])


def couplings(report: Report) -> list[list[Point]]:
    """Points with a new interaction, grouped where the potential is the same (two octants)."""
    groups: dict[tuple, list[Point]] = {}
    for point in report.points:
        if point.kind != "standard":
            key = tuple(point.potential.numbers("V_mu_eV"))
            groups.setdefault(key, []).append(point)
    return list(groups.values())


def looks(report: Report) -> dict[int, Look]:
    """Look of each point by its number: black in the standard model, else one colour pair each."""
    main = report.main
    group_of = {p.number: i for i, group in enumerate(couplings(report)) for p in group}
    result = {}
    for point in report.points:
        dark = point.octant == "dark"
        index = group_of.get(point.number)
        result[point.number] = Look(
            color=BLACK if index is None else PAIRS[index % len(PAIRS)][dark],
            dashes="--" if dark else "-",
            marker="o" if index is None else "sD^"[index % 3],
            filled=not dark,
            width=2.4 if main is not None and main.number == point.number else 1.7,
        )
    return result


def plain(text: str) -> str:
    """User text for matplotlib, without mathematics."""
    return text.replace("$", r"\$")


def legend_label(point: Point, length: int = 54) -> str:
    """Number and label of a point, in at most three lines of `length` characters."""
    label = re.sub(r" ([=×<>]) ", "\u00a0\\1\u00a0", point.label)  # keep equations whole
    lines = textwrap.wrap(label, length, max_lines=3, placeholder=" …", break_on_hyphens=False) or [
        ""
    ]
    return plain(f"{point.number}  " + "\n    ".join(lines))


def marker_style(look: Look, size: float = 5) -> dict:
    """Marker settings of a point: filled for the light octant, open for the dark one."""
    return {
        "marker": look.marker,
        "markersize": size,
        "color": look.color,
        "markerfacecolor": look.color if look.filled else "white",
        "markeredgewidth": 1.1,
    }


def line_handle(point: Point, look: Look) -> Line2D:
    """Legend entry of a curve."""
    return Line2D(
        [], [], color=look.color, ls=look.dashes, lw=look.width, label=legend_label(point)
    )


def spread(positions: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions moved as little as needed to be `gap` apart, in the same order, in [low, high]."""
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    placed = [min(max(positions[i], low), high) for i in order]
    for i in range(1, len(placed)):
        placed[i] = max(placed[i], placed[i - 1] + gap)
    ceiling = high
    for i in reversed(range(len(placed))):
        placed[i] = min(placed[i], ceiling)
        ceiling = placed[i] - gap
    result = [0.0] * len(positions)
    for index, value in zip(order, placed, strict=True):
        result[index] = value
    return result


def axes(figure: Figure, left: float, bottom: float, width: float, height: float) -> mpl.axes.Axes:
    """Axes placed in inches from the lower left corner."""
    w, h = figure.get_size_inches()
    return figure.add_axes((left / w, bottom / h, width / w, height / h))


def save(figure: Figure) -> tuple[bytes, bytes]:
    """SVG (text stays text) and PNG of a figure, without dates or versions."""
    svg, png = io.BytesIO(), io.BytesIO()
    figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    figure.savefig(png, format="png", dpi=PNG_DPI, metadata={"Software": None})
    return svg.getvalue(), png.getvalue()
