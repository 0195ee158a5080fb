"""Figures of a fit: planes of theta12 and dm21, profiles, spectra, pulls, day and night."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

from sunsi.report import fit, text
from sunsi.report.load import Report
from sunsi.report.style import BLACK, GREY, SMALL, WIDTH, axes

#: Of the places of predictions.
COLORS = {"point": BLACK, "lma": "#0072B2", "lma_dark": "#D55E00", "both": "#0072B2"}
_DASHES = {"point": (0, (4, 2)), "lma": "-", "lma_dark": (0, (1, 1))}
_WIDTHS = {1: 1.7, 2: 1.2, 3: 0.8}
_SHADES = {1: 0.3, 2: 0.2, 3: 0.12}  #: laid over each other
_PRIOR = "#F0E442"
HIGHEST = 20.0  #: of Delta chi2 in profiles
_LEFT, _RIGHT, _BOTTOM = 0.62, 0.12, 0.5
_GAP_X, _GAP_Y = 0.62, 0.36


def _grid(count: int, height: float, above: float) -> tuple[Figure, list]:
    """Panels in two columns; the last row's axis stands at the bottom."""
    rows = math.ceil(count / 2)
    total = _BOTTOM + rows * height + (rows - 1) * _GAP_Y + above
    figure = Figure(figsize=(WIDTH, total))
    width = (WIDTH - _LEFT - _RIGHT - _GAP_X) / 2
    panels = []
    for i in range(count):
        row, column = divmod(i, 2)
        bottom = _BOTTOM + (rows - 1 - row) * (height + _GAP_Y)
        panels.append(axes(figure, _LEFT + column * (width + _GAP_X), bottom, width, height))
    return figure, panels


def _head(ax, title: str) -> None:
    ax.set_title(title, fontsize=SMALL, loc="left", pad=3, fontweight="bold")
    ax.tick_params(which="both", top=True, right=True)


def _handle(place: str) -> Line2D:
    return Line2D([], [], color=COLORS[place], ls=_DASHES[place], lw=1.6, label=fit.PLACES[place])


def _marker(place: str) -> dict:
    return {"ls": "", "marker": "D" if place == "point" else "o", "ms": 4, "zorder": 5,
            "color": COLORS[place]}  # fmt: skip


def _fill(ax, grid: tuple[np.ndarray, np.ndarray, np.ndarray], color: str) -> None:
    """Regions within 1, 2 and 3 sigmas, up to the frame where they go on beyond it."""
    x, y, rise = grid
    for sigmas, level in fit.LEVELS.items():
        if rise.min() < level:
            ax.contourf(x, 1e5 * y, rise, levels=[-1, level], colors=[color],
                        alpha=_SHADES[sigmas])  # fmt: skip


def _draw_lines(ax, lines: list[fit.Line], color: str, *, filled: bool = True) -> None:
    """The thickest is 1 sigma."""
    for line in sorted(lines, key=lambda item: -item.sigmas):
        if filled and line.closed:
            ax.fill(line.x, 1e5 * line.y, color=color, alpha=_SHADES[line.sigmas], lw=0)
        ax.plot(line.x, 1e5 * line.y, color=color, lw=_WIDTHS[line.sigmas])


def _priors(ax, one: fit.Fit, solution: str) -> None:
    """One standard deviation of what the priors say."""
    for prior in one.prior_of("sin2_theta12"):
        ends = (prior["value"] - prior["down"], prior["value"] + prior["up"])
        if solution == "lma_dark" and prior.get("octant_free"):
            ends = (1 - ends[1], 1 - ends[0])
        ax.axvspan(*ends, color=_PRIOR, alpha=0.45, lw=0, zorder=0)
    for prior in one.prior_of("dm21_eV2"):
        low, high = prior["value"] - prior["down"], prior["value"] + prior["up"]
        ax.axhspan(1e5 * low, 1e5 * high, color=_PRIOR, alpha=0.45, lw=0, zorder=0)


def _solutions(one: fit.Fit) -> list[str]:
    """Solutions that have a plane."""
    names = {line.solution for lines in one.alone.values() for line in lines}
    names |= {line.solution for line in one.joint if line.solution != "both"}
    if not names and one.best:
        names = {one.best}
    return [name for name in fit.PLACES if name in names]


def _points(ax, one: fit.Fit, solution: str) -> None:
    """Best fit and, when it lies in this octant, the configuration's point."""
    best = one.solutions[solution]["best_fit"]
    ax.plot(best[fit.PAIR[0]], 1e5 * best[fit.PAIR[1]], **_marker(solution))
    start = one.document.get("parameters", {})
    x, y = (start.get(name) for name in fit.PAIR)
    if x is not None and y is not None and (x > 0.5) == (solution == "lma_dark"):
        ax.plot(x, 1e5 * y, **_marker("point"), mfc="white")


def draw_planes(report: Report) -> Figure:
    """The figure `fit-planes`: everything together, then each experiment alone."""
    one = report.fit
    shown = _solutions(one)
    panels = [(None, s) for s in shown]
    panels += [(name, s) for name in one.alone for s in shown]
    figure, drawn = _grid(len(panels), 1.75, 0.78)
    window = one.summary["window"]
    for ax, (experiment, solution) in zip(drawn, panels, strict=True):
        name = text.experiment(experiment) if experiment else "All together"
        name = name.replace("Kamiokande", "K")  # beside the octant there is no room
        _head(ax, f"{name}, {fit.PLACES[solution]}" if len(shown) > 1 else name)
        _priors(ax, one, solution)
        joint = [line for line in one.joint if line.solution in (solution, "both")]
        if experiment is None:
            _draw_lines(ax, joint, COLORS[solution])
            _points(ax, one, solution)
            ax.yaxis.set_major_locator(MaxNLocator(5))
            ax.xaxis.set_major_locator(MaxNLocator(4))
        else:
            lines = [line for line in one.alone[experiment] if line.solution == solution]
            _fill(ax, one.grids[experiment, solution], COLORS[solution])
            _draw_lines(ax, lines, COLORS[solution], filled=False)
            for line in joint:
                if line.sigmas == 3:
                    ax.plot(line.x, 1e5 * line.y, color=BLACK, lw=1.2)
            low, high = window["sin2_theta12"]
            ax.set_xlim((1 - high, 1 - low) if solution == "lma_dark" else (low, high))
            ax.set_yscale("log")
            ax.set_ylim(*(1e5 * value for value in window["dm21_eV2"]))
            ax.set_yticks((2, 5, 10, 20), ("2", "5", "10", "20"))
            ax.yaxis.set_minor_formatter(NullFormatter())
    _labels(drawn)
    handles = [
        Patch(color=GREY, alpha=0.6, label="1, 2, 3σ (2 dof)"),
        Line2D([], [], color=BLACK, lw=1.2, label="3σ of all together"),
        Patch(color=_PRIOR, alpha=0.45, label="priors, 1σ"),
        Line2D([], [], label="best fit", **{**_marker("lma"), "color": GREY}),
        Line2D([], [], label="the point", mfc="white", **_marker("point")),
    ]
    if not one.summary["priors"]:
        del handles[2]
    figure.legend(handles=handles, loc="upper left", ncol=2, bbox_to_anchor=(0.02, 1.0),
                  labelspacing=0.25, columnspacing=1.5)  # fmt: skip
    return figure


def _labels(drawn: list) -> None:
    for i, ax in enumerate(drawn):
        if i % 2 == 0:
            ax.set_ylabel(r"$\Delta m^2_{21}$ ($10^{-5}$ eV$^2$)")
        if i >= len(drawn) - 2:
            ax.set_xlabel(r"$\sin^2\theta_{12}$")


def draw_profiles(report: Report) -> Figure:
    """The figure `fit-profiles`: Delta chi2 against every parameter that was profiled."""
    one = report.fit
    profiles = one.profiles
    height, gap, above = 2.2, 0.62, 0.45
    figure = Figure(
        figsize=(WIDTH, _BOTTOM + len(profiles) * height + (len(profiles) - 1) * gap + above)
    )
    least = min(solution["chi2"] for solution in one.solutions.values())
    for i, (parameter, tables) in enumerate(profiles.items()):
        bottom = _BOTTOM + (len(profiles) - 1 - i) * (height + gap)
        ax = axes(figure, _LEFT, bottom, WIDTH - _LEFT - _RIGHT, height)
        for sigmas in (1, 2, 3):
            ax.axhline(sigmas**2, color=GREY, lw=0.6, ls=":")
            ax.text(0.995, sigmas**2 + 0.2, f"{sigmas}σ", transform=ax.get_yaxis_transform(),
                    ha="right", va="bottom", fontsize=SMALL, color=GREY)  # fmt: skip
        for table in tables:
            place = table["solution"] or one.best
            ax.plot(table["values"], np.array(table["chi2"]) - least, color=COLORS[place],
                    ls=_DASHES[place], lw=1.8)  # fmt: skip
        for name, solution in one.solutions.items():
            ax.plot(solution["best_fit"][parameter], solution["delta_chi2"], **_marker(name),
                    clip_on=False)  # fmt: skip
        start = one.document.get("parameters", {}).get(parameter)
        low, high = ax.get_xlim()
        if start is not None and low < start < high:
            ax.axvline(start, color=BLACK, ls=_DASHES["point"], lw=1)
        ax.set_ylim(0, HIGHEST)
        ax.set_ylabel(r"$\Delta\chi^2$")
        ax.set_xlabel(fit.name_of(parameter, one.convention))
        ax.yaxis.set_major_locator(MaxNLocator(5, integer=True))
        ax.tick_params(which="both", top=True, right=True)
    figure.legend(handles=[_handle(p) for p in (*one.solutions, "point")], loc="upper left",
                  ncol=3, bbox_to_anchor=(0.1, 1.0))  # fmt: skip
    return figure


def draw_spectra(report: Report) -> Figure:
    """The figure `fit-spectra`: Super-Kamiokande's rates over the unoscillated expectation."""
    one = report.fit
    spectra = fit.spectra(one)
    figure, drawn = _grid(len(spectra), 1.7, 0.5)
    for i, (ax, (key, places)) in enumerate(zip(drawn, spectra.items(), strict=True)):
        _head(ax, fit.spectrum_title(key))
        data = places["point"]
        low, high = data["T_low_MeV"], data["T_high_MeV"]
        ratio = data["measured"] / data["expected"]
        ax.errorbar(
            (low + high) / 2, ratio, xerr=(high - low) / 2, yerr=data["sigma"] / data["expected"],
            ls="", marker=".", ms=4, color=GREY, elinewidth=0.8,
        )  # fmt: skip
        for name, bins in places.items():
            order = np.argsort(bins["T_low_MeV"])
            edges = np.append(bins["T_low_MeV"][order], bins["T_high_MeV"][order][-1])
            ax.stairs((bins["predicted"] / bins["expected"])[order], edges, baseline=None,
                      color=COLORS[name], ls=_DASHES[name], lw=1.5, zorder=4)  # fmt: skip
        middle = float(np.median(ratio))
        least, most = min(0.6 * middle, ratio.min()), max(1.5 * middle, ratio.max())
        ax.set_ylim(max(least - 0.1 * middle, 0), most + 0.1 * middle)
        ax.set_xlim(3, 19.6)
        if i % 2 == 0:
            ax.set_ylabel("Rate / unoscillated")
        if i >= len(drawn) - 2:
            ax.set_xlabel("Kinetic energy seen (MeV)")
    figure.legend(handles=[_handle(p) for p in one.places], loc="upper left", ncol=3,
                  bbox_to_anchor=(0.1, 1.0))  # fmt: skip
    return figure


def _bars(one: fit.Fit, place: str) -> dict[str, float]:
    """Fluxes that have an error of the solar model, then systematic errors, in sigmas."""
    shifts = fit.flux_shifts(one, place)
    fluxes = {f"Φ({text.source(s)})": pull for s, (_, pull) in shifts.items() if pull is not None}
    return fluxes | one.places[place]["pulls"]


def draw_pulls(report: Report) -> Figure:
    """The figure `fit-pulls`: a bar for each flux and systematic error at each place."""
    one = report.fit
    bars = {place: _bars(one, place) for place in one.places}
    names = list(dict.fromkeys(name for group in bars.values() for name in group))
    thick = 0.8 / len(bars)
    height = max(0.24, 0.085 * len(bars) + 0.05) * len(names)
    figure = Figure(figsize=(WIDTH, _BOTTOM + height + 0.45))
    ax = axes(figure, 1.55, _BOTTOM, WIDTH - 1.55 - _RIGHT, height)
    for size, shade in ((2, "#f1f1f1"), (1, "#dedede")):
        ax.axvspan(-size, size, color=shade, lw=0, zorder=0)
    ax.axvline(0, color=GREY, lw=0.8)
    for k, (place, group) in enumerate(bars.items()):
        at = [names.index(name) + (k - (len(bars) - 1) / 2) * thick for name in group]
        ax.barh(at, list(group.values()), height=0.9 * thick, color=COLORS[place],
                label=fit.PLACES[place])  # fmt: skip
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.tick_params(axis="x", which="both", top=True)
    widest = max((abs(v) for group in bars.values() for v in group.values()), default=0)
    ax.set_xlim(-max(2.5, 1.08 * widest), max(2.5, 1.08 * widest))
    ax.set_xlabel("Pull (σ)")
    figure.legend(loc="upper left", ncol=3, bbox_to_anchor=(0.1, 1.0))
    return figure


def draw_daynight(report: Report) -> Figure:
    """The figure `fit-daynight`: the asymmetry of Super-Kamiokande's phases."""
    one = report.fit
    rows = fit.daynight(one)
    height = 0.42 * len(rows) + 0.1
    figure = Figure(figsize=(WIDTH, _BOTTOM + height + 0.45))
    left = 1.75
    ax = axes(figure, left, _BOTTOM, WIDTH - left - _RIGHT, height)
    ax.axvline(0, color=GREY, lw=0.8)
    for i, (_, places) in enumerate(rows):
        near = places.get("point") or next(iter(places.values()))
        ax.errorbar(100 * near[0], i, xerr=100 * near[1], ls="", marker="o", ms=4, color=GREY,
                    elinewidth=1)  # fmt: skip
        for name, (_, _, predicted) in places.items():
            ax.plot([100 * predicted] * 2, [i - 0.32, i + 0.32], color=COLORS[name],
                    ls=_DASHES[name], lw=1.8)  # fmt: skip
    ax.set_yticks(range(len(rows)), [fit.window_title(name) for name, _ in rows])
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.tick_params(axis="x", which="both", top=True)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: text.number(round(v, 6))))
    ax.set_xlabel(r"$A_{DN} = 2\,(D - N)/(D + N)$ (%)")
    figure.legend(handles=[_handle(p) for p in one.places], loc="upper left", ncol=3,
                  bbox_to_anchor=(0.1, 1.0))  # fmt: skip
    return figure


def figures_of(report: Report) -> dict[str, object]:
    """The figures that a report's fit has, in the order of the page."""
    one = report.fit
    if one is None:
        return {}
    found = {}
    if one.solutions and (one.joint or one.alone):
        found["fit-planes"] = draw_planes
    if one.profiles:
        found["fit-profiles"] = draw_profiles
    if fit.spectra(one):
        found["fit-spectra"] = draw_spectra
    if fit.daynight(one):
        found["fit-daynight"] = draw_daynight
    found["fit-pulls"] = draw_pulls
    return found
