"""Captions and alternative texts of the figures: what is drawn, units, conventions, sources."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sunsi.report import bounds, fit_page, night, spread, text
from sunsi.report.figure_bounds import MOST
from sunsi.report.figure_pee import PP_END_MEV, curve, draws_pp, has_bands, main_source
from sunsi.report.figure_rates import WIDE_PULL, widest_pull
from sunsi.report.figure_sun import RADIUS_MAX, points_text, produced
from sunsi.report.load import Report
from sunsi.report.style import couplings


@dataclass(frozen=True)
class Caption:
    """Texts of one figure."""

    title: str
    alt: str
    text: str


def captions(report: Report) -> dict[str, Caption]:
    """Texts by figure name."""
    texts = {"pee": _pee(report), "sun": _sun(report), "rates": _rates(report)}
    texts |= {name: Caption(*parts) for name, parts in fit_page.captions(report).items()}
    if report.night:
        texts |= {name: Caption(*parts) for name, parts in night.captions(report).items()}
    if report.bounds and report.bounds.planes:
        texts["bounds"] = Caption(*bounds.caption(report, MOST))
    return texts


def _pee(report: Report) -> Caption:
    source = text.source(main_source(report))
    parts = [
        "Survival probability of solar electron neutrinos by day against their energy (MeV, "
        f"logarithmic). Lines: neutrinos born where {source} neutrinos are, over the whole range "
        "of energies asked for, whether or not the source reaches it. Solid: θ₁₂ < 45° (LMA); "
        "dashed: θ₁₂ > 45° (LMA-Dark); black: no new interaction. The numbers at the right are "
        "those of the table of points."
    ]
    if draws_pp(report):
        parts.append(
            f"Thin and dotted: neutrinos born where pp neutrinos are, below {PP_END_MEV} MeV."
        )
    if couplings(report):
        parts.append(
            "Where ε_std is near 1 neutrinos see nearly vacuum, and the lines of the two octants "
            "fall on each other."
        )
    parts += _bands(report)
    if report.borexino is not None:
        citation = "; ".join(report.borexino.meta.get("citation", []))
        parts.append(
            "Circles: probabilities published by Borexino, with one standard deviation, by source"
            + (f" ({citation})" if citation else "")
            + ". They assume Standard-Model scattering on electrons: once the new interaction "
            "couples to electrons they no longer measure P_ee; compare the rates of figure 3."
        )
    summary = report.summary
    used = [
        f"{key.replace('_', ' ')} {summary[key]}"
        for key in ("solar_model", "engine")
        if key in summary
    ]
    if used:
        parts.append(f"Made with {', '.join(used)}.")
    ends = []
    for point in report.points:
        energy, pee = curve(point, main_source(report))
        ends.append(
            f"{point.label}: {text.number(pee[0], 3)} at {text.number(energy[0], 3)} MeV, "
            f"{text.number(pee[-1], 3)} at {text.number(energy[-1], 3)} MeV"
        )
    alt = f"Plot of the day survival probability against energy. {'; '.join(ends)}."
    return Caption("Survival probability", alt, " ".join(parts))


def _bands(report: Report) -> list[str]:
    """What is drawn of the bands, with their numbers; why one is missing."""
    drawn = []
    if has_bands(report):
        drawn.append(
            f"Below, enlarged: how far P_ee of point {report.main.number} moves with the solar "
            "model (hatched; couplings held fixed, each model with its own electrons, neutrons and "
            "production) and within one standard deviation of θ₁₂ and Δm²₂₁ (plain); the same "
            "bands stand around its curve above."
        )
    return drawn + spread.sentences(report)


def _sun(report: Report) -> Caption:
    groups = couplings(report)
    sources = ", ".join(text.source(name) for name in produced(report))
    background = (
        f" Shaded: where {sources} neutrinos are born (share per unit of r, each scaled to its own "
        "maximum)."
    )
    reach = f" Drawn for r ≤ {RADIUS_MAX} R☉."
    if not groups:
        what = "Potential V_CC = √2 G_F N_e of electron neutrinos (eV) across the Sun."
        return Caption("Across the Sun", "Plot of V_CC against radius.", what + background + reach)
    values = []
    for group in groups:
        radius, eps = group[0].potential.numbers("r"), group[0].potential.numbers("eps_std")
        order = np.argsort(radius)
        centre, surface = (text.number(float(eps[order[i]]), 3) for i in (0, -1))
        values.append(
            f"{points_text(group)}: ε_std = {centre} at the innermost radius, "
            f"{surface} at r = {text.number(float(radius.max()), 3)} R☉"
        )
    what = (
        "Above: ε(r) = V_μ/(√2 G_F N_e) in the standard convention (left axis) and in the paper's, "
        "V = 2√2 G_F N_e ε, where every number is half (right axis). It follows "
        f"(N_n + N_p)/N_e and is not constant: {'; '.join(values)}. Below: potentials "
        "V_CC = √2 G_F N_e of electron neutrinos and V_μ = V_τ of the new interaction (eV). Only "
        "V_CC − V_μ matters: at ε_std = 1 nothing is left of it; a constant ε_std = 2 is the "
        "mirror of no interaction, with θ₁₂ in the other octant."
    )
    if any((group[0].potential.numbers("V_mu_eV") < 0).any() for group in groups):
        what += " Where potentials are negative the axis is logarithmic both ways, linear around 0."
    alt = f"Two plots against radius: epsilon and the matter potentials. {'; '.join(values)}."
    return Caption("Across the Sun", alt, what + background + reach)


def _rates(report: Report) -> Caption:
    what = (
        "Left: predicted over measured rates of Borexino; the bars are one standard deviation of "
        "the measurement. Right: pulls, (measured − predicted)/σ, of every observable that enters "
        "χ² (correlations enter χ² but not the single pulls); shaded: 1σ and 2σ. Filled markers: "
        "θ₁₂ < 45°, open: θ₁₂ > 45°. SNO's c₀, c₁, c₂ are the coefficients of "
        "P_day(E) = c₀ + c₁(E − 10 MeV) + c₂(E − 10 MeV)², a₀, a₁ those of its day-night "
        "asymmetry, Φ(⁸B) the flux of all active flavours."
    )
    widest = widest_pull(report)
    if widest > WIDE_PULL:
        what += " The axis of pulls is linear within ±3 and logarithmic beyond."
    alt = f"Rates over measurements and pulls by observable; largest pull {text.fixed(widest)}."
    return Caption("Rates and pulls", alt, what)
