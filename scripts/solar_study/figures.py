"""The figures of docs/solar-fit.md."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

COLOURS = {
    "SNO": "#1b6ca8",
    "SK I-IV": "#c0562b",
    "Borexino": "#5b8c3a",
    "Ga + Cl": "#8a6bb1",
    "all": "#111111",
}
#: Delta chi2 of 68.27 and 99.73 % with two degrees of freedom: -2 ln(1 - p).
TWO_DOF = (2.296, 11.829)
plt.rcParams.update({"svg.hashsalt": "sunsi", "font.size": 9, "axes.grid": False})


def save(figure, path) -> None:
    figure.savefig(path, dpi=150, bbox_inches="tight", metadata={"Software": None})
    plt.close(figure)


def oscillation(numbers, path) -> None:
    """theta12 and dm21 by experiment: 68.27 % (full) and 99.73 % (dashed)."""
    x, y = np.array(numbers["sin2_theta12"]), 1e5 * np.array(numbers["dm21_eV2"])
    figure, axes = plt.subplots(figsize=(5.2, 4.2))
    for name, table in numbers["chi2"].items():
        chi2 = np.array(table)
        rise = chi2 - chi2.min()
        lines = axes.contour(
            x, y, rise, levels=TWO_DOF, colors=COLOURS[name], linestyles=["solid", "dashed"]
        )
        lines.set_linewidth(1.8 if name == "all" else 1.1)
        axes.plot([], [], color=COLOURS[name], label=name)
    axes.errorbar(
        [0.3092], [7.50], xerr=[0.0087], yerr=[0.12], color="#d4a017", capsize=2, label="JUNO 2025"
    )
    axes.set_yscale("log")
    axes.set_yticks([3, 5, 7.5, 10, 15], labels=["3", "5", "7.5", "10", "15"])
    axes.minorticks_off()
    axes.set_xlabel("sin²θ₁₂")
    axes.set_ylabel("Δm²₂₁ [10⁻⁵ eV²]")
    axes.legend(frameon=False, fontsize=8, loc="upper right")
    save(figure, path)


def eps_profiles(cases, path) -> None:
    """chi2 above the overall minimum against eps_std, both octants, one panel a case."""
    figure, panels = plt.subplots(1, len(cases), figsize=(3.3 * len(cases), 3.4), sharey=True)
    for axes, (title, numbers) in zip(panels, cases.items(), strict=True):
        for octant, colour, word in (
            ("light", "#1b6ca8", "θ₁₂ < 45° (LMA)"),
            ("dark", "#c0562b", "θ₁₂ > 45° (LMA-Dark)"),
        ):
            points = np.array([p[:2] for p in numbers["octants"][octant]["profile"]])
            axes.plot(points[:, 0], points[:, 1] - numbers["overall"], color=colour, label=word)
        for n in (1, 2, 3):
            axes.axhline(n * n, color="#999999", lw=0.6, ls=":")
        axes.set_xlim(-2, 4)
        axes.set_ylim(0, 30)
        axes.set_title(title, fontsize=9)
        axes.set_xlabel("eps_std at the Sun's centre")
    panels[0].set_ylabel("χ² − lowest χ²")
    panels[0].legend(frameon=False, fontsize=7, loc="upper center")
    save(figure, path)


def electrons(numbers, path) -> None:
    """chi2 against eps^e for a heavy mediator: Borexino alone and all data."""
    figure, axes = plt.subplots(figsize=(5.2, 3.4))
    for name, style in (
        ("Borexino, heavy, no potential", ("#5b8c3a", "-")),
        ("Borexino, heavy, with its potential", ("#5b8c3a", "--")),
        ("all, heavy, no potential", ("#111111", "-")),
        ("all, heavy, with its potential", ("#111111", "--")),
    ):
        points = np.array([p[:2] for p in numbers[name]["profile"]])
        rise = points[:, 1] - points[:, 1].min()
        axes.plot(
            points[:, 0], rise, color=style[0], ls=style[1], label=name.replace(", heavy", "")
        )
    axes.axhline(2.7055, color="#999999", lw=0.6, ls=":")
    axes.axhline(4, color="#999999", lw=0.6, ls=":")
    axes.set_xlim(-2, 3)
    axes.set_ylim(0, 15)
    axes.set_xlabel("eps_std^e of nu_mu and nu_tau")
    axes.set_ylabel("χ² − lowest χ²")
    axes.legend(frameon=False, fontsize=8)
    save(figure, path)
