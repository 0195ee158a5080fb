"""Epsilon and the matter potentials across the Sun, over the places of production."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from sunsi.report import text
from sunsi.report.load import Point, Report
from sunsi.report.style import BLACK, GREY, SMALL, WIDTH, axes, couplings, looks, spread

RADIUS_MAX = 0.5  #: in solar radii; no neutrinos to speak of are born beyond
_FILLS = {"pp": "#F0E442", "7Be": "#009E73", "8B": "#CC79A7"}
_HEIGHT = 2.35
_WHITE = {"frameon": True, "edgecolor": "none", "framealpha": 0.85}


def points_text(points: list[Point]) -> str:
    """Point 2 / points 2 and 3."""
    numbers = [str(point.number) for point in points]
    if len(numbers) == 1:
        return f"point {numbers[0]}"
    return f"points {', '.join(numbers[:-1])} and {numbers[-1]}"


def produced(report: Report) -> list[str]:
    """Sources whose production density is drawn."""
    return [name for name in _FILLS if f"nu_{name}" in report.profile.columns]


def draw_sun(report: Report) -> Figure:
    """The figure `sun`: two panels, or the potentials alone without a Z' point."""
    groups = couplings(report)
    panels = 2 if groups else 1
    figure = Figure(figsize=(WIDTH, 0.62 + panels * (_HEIGHT + 0.08)))
    left, width = 0.72, WIDTH - 1.42
    lower = axes(figure, left, 0.5, width, _HEIGHT)
    top = lower
    if groups:
        top = axes(figure, left, 0.5 + _HEIGHT + 0.08, width, _HEIGHT)
        _draw_epsilon(top, report, groups)
        top.tick_params(labelbottom=False)
    _draw_potentials(lower, report, groups)
    for ax in dict.fromkeys((top, lower)):
        _draw_production(ax, report, labels=ax is top)
        ax.set_xlim(0, RADIUS_MAX)
        ax.tick_params(which="both", top=True, right=ax is lower)
    lower.set_xlabel(r"Distance from the centre, $r/R_\odot$")
    return figure


def _color(report: Report, group: list[Point]) -> str:
    return looks(report)[group[0].number].color


def _inside(point: Point, column: str) -> tuple[np.ndarray, np.ndarray]:
    """Radius and one column of a point's potential, up to a little beyond the drawn range."""
    radius = point.potential.numbers("r")
    last = max(int(np.searchsorted(radius, RADIUS_MAX, side="right")) + 1, 2)
    return radius[:last], point.potential.numbers(column)[:last]


def _draw_epsilon(ax, report: Report, groups: list[list[Point]]) -> None:
    curves = [_inside(group[0], "eps_std") for group in groups]
    values = np.concatenate([eps for _, eps in curves])
    high, low = max(values.max(), 0.0), min(values.min(), 0.0)
    margin = 0.16 * (high - low) or 1.0
    low, high = (low - margin if low < 0 else 0.0), high + margin
    ax.set_ylim(low, high)
    for value, name in ((1, "1: vacuum-like"), (2, "2: mirror of 0")):
        if low < value < high - 0.06 * (high - low):
            ax.axhline(value, color=GREY, lw=0.8, ls=(0, (1, 2)))
            if value == 2 and high - low > 12:
                continue  # too near to the other line for a text of its own
            ax.annotate(
                name,
                (0.25, value),
                (0, 2.5),
                textcoords="offset points",
                fontsize=SMALL,
                color=GREY,
            )
    ends = [float(np.interp(0.94 * RADIUS_MAX, radius, eps)) for radius, eps in curves]
    gap = 0.17 / _HEIGHT * (high - low)
    places = spread([end + 0.55 * gap for end in ends], gap, low + gap, high - gap)
    for group, (radius, eps), place in zip(groups, curves, places, strict=True):
        color = _color(report, group)
        ax.plot(radius, eps, color=color, lw=2)
        ax.text(
            0.97 * RADIUS_MAX, place, points_text(group), color=color, fontsize=SMALL,
            fontweight="bold", ha="right", va="center",
        )  # fmt: skip
    ax.set_ylabel(r"$ε_{\mathrm{std}}$,  $V$ = √2 $G_F N_e ε$")
    right = ax.secondary_yaxis("right", functions=(lambda x: x / 2, lambda x: 2 * x))
    right.set_ylabel(r"$ε_{\mathrm{paper}}$,  $V$ = 2√2 $G_F N_e ε$")
    right.tick_params(direction="in")


def _draw_potentials(ax, report: Report, groups: list[list[Point]]) -> None:
    charged = _inside(report.points[0], "V_CC_eV")
    curves = [_inside(group[0], "V_mu_eV") for group in groups]
    ax.plot(*charged, color=BLACK, lw=1.2, label=r"$V_{CC}$", zorder=3)
    for group, curve in zip(groups, curves, strict=True):
        label = rf"$V_\mu$, {points_text(group)}"
        ax.plot(*curve, color=_color(report, group), lw=2.4, label=label)
    drawn = np.concatenate(
        [v[r <= RADIUS_MAX] for r, v in (charged, *curves) if np.any(v[r <= RADIUS_MAX])]
        or [np.array([1e-12])]
    )
    if drawn.min() > 0:
        ax.set_yscale("log")
        ax.set_ylim(0.6 * drawn.min(), 4 * drawn.max())
    else:
        smallest = np.abs(drawn[drawn != 0]).min()
        ax.set_yscale("symlog", linthresh=10.0 ** np.ceil(np.log10(smallest)), linscale=0.5)
        ax.set_ylim(2.5 * min(drawn.min(), 0.0), 6 * max(drawn.max(), smallest))
    ax.legend(loc="upper right", labelspacing=0.3, borderaxespad=0.3, **_WHITE)
    ax.set_ylabel("Potential (eV)")


def _draw_production(ax, report: Report, *, labels: bool) -> None:
    """Production densities, each scaled to its own maximum, behind everything else."""
    back = ax.twinx()
    back.set_ylim(0, 1.12)
    back.set_yticks([])
    ax.set_zorder(back.get_zorder() + 1)
    ax.patch.set_visible(False)
    radius = report.profile.numbers("r")
    for name in produced(report):
        density = report.profile.numbers(f"nu_{name}")
        if not density.max() > 0:
            continue
        density = density / density.max()
        back.fill_between(radius, density, color=_FILLS[name], alpha=0.28, lw=0)
        if labels:
            peak = int(np.argmax(density))
            ax.text(
                radius[peak], 1.02, text.source(name), transform=back.transData, fontsize=SMALL,
                color=GREY, ha={"8B": "right", "7Be": "left", "pp": "center"}[name],
            )  # fmt: skip
