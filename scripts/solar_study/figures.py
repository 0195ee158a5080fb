"""The figures of docs/solar-fit.md: {name: function(results, JUNO's values, path)}."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

BLUE, ORANGE, GREEN, VIOLET, YELLOW = "#1b6ca8", "#c0562b", "#5b8c3a", "#8a6bb1", "#d4a017"
COLOURS = {
    "SNO": BLUE,
    "SK I-IV": ORANGE,
    "Borexino": GREEN,
    "Ga + Cl": VIOLET,
    "all": "#111111",
}
#: Delta chi2 of 68.27 and 99.73 % with two degrees of freedom: -2 ln(1 - p).
TWO_DOF = tuple(-2 * np.log(1 - p) for p in (0.682689, 0.997300))
MEDIA = {
    "constant-juno-day": "constant eps, by day",
    "zprime-juno-day": "eps(r) of the Z', by day",
    "zprime-juno-earth": "eps(r) of the Z', with the Earth",
}
OCTANTS = {"light": (BLUE, "theta12 < 45° (LMA)"), "dark": (ORANGE, "theta12 > 45° (LMA-Dark)")}


def save(figure, path) -> None:
    """The same bytes for the same numbers."""
    figure.savefig(path, dpi=125, metadata={"Software": None})
    plt.close(figure)


def plain(axes) -> None:
    axes.grid(True, color="0.92")
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def heights(axes, x: float, levels) -> None:
    """Lines of equal significance, named around x."""
    for rise, word in levels:
        axes.axhline(rise, color="0.55", lw=0.8, ls=":")
        axes.annotate(
            word, (x, rise), (0, 2), textcoords="offset points", ha="center", fontsize=8,
            color="0.45",
        )  # fmt: skip


SIGMAS = ((1, "1 sigma"), (4, "2 sigma"), (9, "3 sigma"))


def oscillation(results, juno, path) -> None:
    """theta12 and dm21 by experiment: 68.27 % (full) and 99.73 % (dashed)."""
    numbers = results["contours"]
    x, y = np.array(numbers["sin2_theta12"]), 1e5 * np.array(numbers["dm21_eV2"])
    figure, axes = plt.subplots(figsize=(8.4, 5.2), layout="constrained")
    for name, values in numbers["chi2"].items():
        rise = np.array(values) - np.min(values)
        width = 2.2 if name == "all" else 1.2
        for level, style in zip(TWO_DOF, ("solid", "dashed"), strict=True):
            axes.contour(
                x, y, rise, levels=[level], colors=COLOURS[name], linestyles=style,
                linewidths=width,
            )  # fmt: skip
        axes.plot([], [], color=COLOURS[name], lw=width, label=name)
    (s12, s12_error), (dm21, dm21_error) = juno["sin2_theta12"], juno["dm21_eV2"]
    axes.errorbar(
        s12, 1e5 * dm21, xerr=s12_error, yerr=1e5 * dm21_error, color=YELLOW, capsize=2.5, lw=2,
        zorder=5, label="JUNO, 1 sigma",
    )  # fmt: skip
    best = results["standard"]["fits"]["all"]
    axes.plot(best["sin2_theta12"][0], 1e5 * best["dm21_eV2"][0], "+", color="#111111", ms=9)
    axes.set_yscale("log")
    ticks = [3, 4, 5, 6, 7.5, 10, 15, 20]
    axes.set_yticks(ticks, labels=[f"{t:g}" for t in ticks])
    axes.minorticks_off()
    axes.set_xlabel("sin²(theta12)")
    axes.set_ylabel("dm21 [10⁻⁵ eV²]")
    axes.set_title("Standard model: 68.27 % (full) and 99.73 % (dashed), 2 d.o.f.", fontsize=10)
    figure.legend(frameon=False, fontsize=9, loc="outside right upper")
    plain(axes)
    save(figure, path)


def eps_profiles(results, juno, path) -> None:
    """chi2 above the overall minimum against eps_std, both octants, a panel a medium."""
    figure, panels = plt.subplots(1, 3, figsize=(10.4, 4.1), sharey=True, layout="constrained")
    for axes, (case, title) in zip(panels, MEDIA.items(), strict=True):
        numbers = results[case]
        for octant, (colour, word) in OCTANTS.items():
            n = numbers["octants"][octant]
            points = np.array([p[:2] for p in n["profile"]])
            axes.plot(points[:, 0], points[:, 1] - numbers["overall"], color=colour, label=word)
            axes.plot(n["best_eps"], n["chi2"] - numbers["overall"], "o", color=colour, ms=4)
        axes.plot([], [], "o", color="0.4", ms=4, label="lowest of the octant")
        plain(axes)
        heights(axes, 1.02, SIGMAS)
        axes.set_xlim(-2.6, 4.6)
        axes.set_ylim(-0.6, 22)
        axes.set_title(title, fontsize=10)
        axes.set_xlabel("eps_std at the Sun's centre")
    panels[0].set_ylabel("chi2 above the lowest")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, frameon=False, fontsize=9, loc="outside upper center", ncols=3)
    save(figure, path)


def electrons(results, juno, path) -> None:
    """chi2 against eps^e for a heavy mediator: Borexino alone and all data."""
    figure, axes = plt.subplots(figsize=(7.2, 4.2), layout="constrained")
    for data, colour in (("Borexino", GREEN), ("all", "#111111")):
        for case, style in (("no potential", "-"), ("with its potential", "--")):
            n = results["electrons"][f"{data}, heavy, {case}"]
            points = np.array([p[:2] for p in n["profile"]])
            label = f"{data}, {case}"
            axes.plot(points[:, 0], points[:, 1] - n["chi2"], color=colour, ls=style, label=label)
    plain(axes)
    heights(axes, 1.3, ((2.7055, "90 %"), *SIGMAS[1:]))
    axes.set_xlim(-0.9, 1.5)
    axes.set_ylim(-0.4, 14)
    axes.set_xlabel("eps_std^e of nu_mu and nu_tau")
    axes.set_ylabel("chi2 above its lowest")
    figure.legend(frameon=False, fontsize=9, loc="outside upper center", ncols=2)
    save(figure, path)


FIGURES = {"oscillation": oscillation, "eps": eps_profiles, "electrons": electrons}
