"""Draws the figures of docs/studies from the tables beside this file: python plot.py STUDY."""

import csv
import sys
from collections import defaultdict
from math import log10
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

HERE = Path(__file__).resolve().parent
FIGURES = HERE.parent / "figures"


def rows(study: str) -> list[dict[str, str]]:
    """The table of a study; lines that begin with # are comments."""
    with (HERE / f"{study}.csv").open(newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def spread(heights: dict[str, float], gap: float) -> dict[str, float]:
    """Heights of labels moved apart to at least `gap`, in their order."""
    placed: dict[str, float] = {}
    last = float("-inf")
    for name, height in sorted(heights.items(), key=lambda item: item[1]):
        last = placed[name] = max(height, last + gap)
    return placed


def largest_by_nodes(table, variable: str, column: str) -> dict[str, dict[int, float]]:
    """Largest error of each source over the solar models, by number of nodes."""
    largest: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for row in table:
        if row["variable"] == variable:
            curve = largest[row["source"]]
            nodes = int(row["nodes"])
            curve[nodes] = max(curve[nodes], float(row[column]))
    return largest


def quadrature():
    """Error of the production average against the number of radii."""
    table = rows("quadrature")
    figure, axes = plt.subplots(figsize=(7.2, 4.6), layout="constrained")
    for name, curve in largest_by_nodes(table, "radius", "family").items():
        if name in ("pp", "8B"):
            x, y = list(curve), list(curve.values())
            axes.plot(x, y, color="0.6", lw=1, ls="--")
            axes.annotate(
                f"{name}, nodes in the radius", (x[-1], y[-1]), (6, 0),
                textcoords="offset points", va="center", fontsize=8, color="0.45",
            )  # fmt: skip
    colours = plt.get_cmap("tab10").colors
    ends = {}
    for colour, (name, curve) in zip(
        colours, largest_by_nodes(table, "potential", "family").items(), strict=False
    ):
        shown = {n: error for n, error in curve.items() if error > 1e-13}
        axes.plot(list(shown), list(shown.values()), color=colour, lw=1.6, marker="o", ms=3)
        ends[name] = (max(shown), shown[max(shown)], colour)
    labels: dict[str, float] = {}
    for end in {x for x, _, _ in ends.values()}:
        labels |= spread({name: log10(y) for name, (x, y, _) in ends.items() if x == end}, 0.42)
    for name, (x, y, colour) in ends.items():
        axes.annotate(
            name, (x, y), (x + 0.5, 10 ** (labels[name] - 0.2)), va="center",
            fontsize=9, color=colour,
        )  # fmt: skip
    axes.axhline(1e-8, color="0.3", lw=0.8, ls=":")
    axes.annotate(
        "1e-8, the accuracy asked", (24.35, 1e-8), (0, 3), textcoords="offset points", fontsize=8
    )
    axes.set(
        yscale="log", xlim=(3.5, 30), ylim=(3e-14, 2e-3), xticks=range(4, 25, 2),
        xlabel="nodes of the production average",
        ylabel="largest error of sin$^2$ theta12 in matter",
    )  # fmt: skip
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(FIGURES / "quadrature-error.png", dpi=150)


def engines():
    """Stated and true error of the engines against the tolerance."""
    table = rows("engines")
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 4.2), sharey=True, layout="constrained")
    colours = {"ode": "tab:blue", "magnus": "tab:red", "adiabatic": "0.4"}
    for axes, made in zip(panels, ("at 0.05 R", "8B"), strict=True):
        for row in (r for r in table if r["production"] == made and r["engine"] != "adiabatic"):
            x, colour = float(row["tolerance"]), colours[row["engine"]]
            nudge = 0.9 if row["engine"] == "ode" else 1.1
            for column, mark in (("stated", "_"), ("true", ".")):
                y = max(float(row[column]), 1e-13)
                axes.plot(x * nudge, y, mark, color=colour, ms=8, alpha=0.8)
        for row in (r for r in table if r["production"] == made and r["engine"] == "adiabatic"):
            axes.axhline(max(float(row["true"]), 1e-13), color="0.75", lw=0.8)
        axes.plot([1e-9, 1e-4], [1e-9, 1e-4], color="0.3", lw=0.8, ls=":")
        axes.set(
            xscale="log", yscale="log", ylim=(5e-14, 1e-3),
            xlabel="tolerance", title="made " + made if made != "8B" else "made where $^8$B is",
        )  # fmt: skip
        axes.spines[["top", "right"]].set_visible(False)
    panels[0].set_ylabel("error of P(e → i)")
    panels[0].annotate("error = tolerance", (1e-6, 1.4e-6), rotation=33, fontsize=8, ha="center")
    for k, name in enumerate(("ode", "magnus")):
        panels[0].annotate(
            f"{name}:  – stated   · true", (0.03, 0.95 - 0.06 * k), xycoords="axes fraction",
            color=colours[name], fontsize=9,
        )  # fmt: skip
    panels[0].annotate(
        "grey: true error of the adiabatic limit", (0.03, 0.83), xycoords="axes fraction",
        color="0.4", fontsize=9,
    )  # fmt: skip
    figure.savefig(FIGURES / "engine-error.png", dpi=150)


def zenith():
    """Error of the zenith average against the number of nodes."""
    table = rows("zenith")
    figure, axes = plt.subplots(figsize=(7.6, 4.8), layout="constrained")
    places = {"0.3": (7, -3), "1": (-42, -3), "5": (7, 2), "10": (7, -10)}
    colours = {"0.3": "tab:purple", "1": "tab:blue", "5": "tab:orange", "10": "tab:red"}
    for energy, colour in colours.items():
        for rule in ("chords", "panels"):
            curve = sorted(
                (int(row["nodes"]), max(float(row["error"]), 1e-13))
                for row in table
                if (row["rule"], row["energy_MeV"]) == (rule, energy)
            )
            style = {"ls": "-", "lw": 1.8, "marker": "o", "ms": 4}
            if rule == "chords":
                style = {"ls": "--", "lw": 1, "marker": ".", "ms": 4, "alpha": 0.7}
            axes.plot(*zip(*curve, strict=True), color=colour, **style)
            if rule == "panels":
                axes.annotate(
                    f"{energy} MeV", curve[-1], places[energy], textcoords="offset points",
                    fontsize=9, color=colour,
                )  # fmt: skip
    fixed = next(
        r for r in table if (r["rule"], r["energy_MeV"], r["nodes"]) == ("chords", "10", "80")
    )
    axes.annotate(
        f"80 chords, 10 MeV: {float(fixed['error']):.1e}", (80, float(fixed["error"])), (18, 26),
        textcoords="offset points", fontsize=9, color=colours["10"],
        arrowprops={"arrowstyle": "-", "color": colours["10"], "lw": 0.8},
    )  # fmt: skip
    axes.axhline(1e-6, color="0.3", lw=0.8, ls=":")
    axes.annotate(
        "1e-6, the default tolerance", (9, 1e-6), (0, -11), textcoords="offset points", fontsize=8
    )
    axes.plot(
        [], [], color="0.3", lw=1.8, marker="o", ms=4, label="our panels, 12 Gauss nodes each"
    )
    axes.plot([], [], color="0.3", lw=1, ls="--", marker=".", label="chords at even fixed angles")
    axes.legend(loc="lower left", frameon=False, fontsize=9)
    axes.set(
        xscale="log", yscale="log", xlim=(8, 8e4), ylim=(3e-12, 3e-2),
        xlabel="chords through the Earth", ylabel="largest error of P(νᵢ → νₑ) by night",
    )  # fmt: skip
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(FIGURES / "zenith-convergence.png", dpi=150)


STUDIES = {"quadrature": quadrature, "engines": engines, "zenith": zenith}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in STUDIES:
        sys.exit(f"usage: plot.py STUDY, one of: {', '.join(STUDIES)}")
    STUDIES[sys.argv[1]]()
