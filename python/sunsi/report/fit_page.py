"""The fit on the page: what was fitted, tables, captions."""

from __future__ import annotations

from typing import Any

from sunsi.report import fit, text
from sunsi.report.fit import Fit
from sunsi.report.load import Report


def section(report: Report) -> dict[str, Any] | None:
    """What the template shows of the fit; None without one."""
    one = report.fit
    if one is None:
        return None
    return {
        "text": _told(one),
        "places": [fit.PLACES[place] for place in one.places],
        "solutions": _solutions(one),
        "parameters": [fit.name_of(p, one.convention) for p in one.document.get("parameters", {})],
        "chi2": _chi2(one),
        "fluxes": _fluxes(one),
        "pulls": _pulls(one),
        "notes": _notes(one),
    }


def _told(one: Fit) -> str:
    if not one.solutions:
        return "χ² at the configuration's point; nothing was left free (fit.point: true)."
    free = ", ".join(fit.name_of(name) for name in one.document["parameters"])
    priors = list(dict.fromkeys(fit.prior_name(p["name"]) for p in one.summary["priors"]))
    beside = f"with the priors of {' and '.join(priors)}" if priors else "without other data"
    told = (
        f"Free: {free}; fluxes and systematic errors are profiled everywhere. All solar data of "
        f"the configuration together, {beside}. "
    )
    best = one.best
    for name, solution in one.solutions.items():
        if name != best:
            told += (
                f"The better solution is {fit.PLACES[best]}; {fit.PLACES[name]} lies "
                f"Δχ² = {text.fixed(solution['delta_chi2'])} above it."
            )
    return told


def _end(value: float | None) -> str:
    return "open" if value is None else text.number(value)


def _solutions(one: Fit) -> list[dict[str, Any]]:
    rows = []
    for name, solution in one.solutions.items():
        cells = []
        for parameter in one.document["parameters"]:
            ends = solution["intervals"][parameter]
            cells.append(
                {
                    "best": text.number(solution["best_fit"][parameter]),
                    "intervals": [
                        f"{sigmas}σ: {_end(ends[sigmas][0])} to {_end(ends[sigmas][1])}"
                        for sigmas in ("1", "2", "3")
                    ],
                }
            )
        rows.append(
            {
                "name": fit.PLACES[name],
                "best": name == one.best,
                "chi2": text.fixed(solution["chi2"]),
                "delta": text.fixed(solution["delta_chi2"]),
                "dof": text.number(solution["dof"]),
                "p": text.number(solution["p_value"], 3),
                "cells": cells,
            }
        )
    return rows


def _row(one: Fit, name: str, value: Any) -> tuple[str, list[str]]:
    return name, [text.fixed(value(place)) for place in one.places.values()]


def _chi2(one: Fit) -> list[tuple[str, list[str]]]:
    """chi2 by part; the last rows are the sum, its degrees of freedom and its p-value."""
    rows = [
        _row(one, _experiment(one, name), lambda p, n=name: p["experiments"].get(n))
        for name in one.document["experiments"]
    ]
    rows += [
        _row(one, f"prior: {fit.prior_name(name)}", lambda p, n=name: p["priors"].get(n))
        for name in one.document["priors"]
    ]
    rows.append(_row(one, "fluxes (solar model)", lambda p: p["chi2_fluxes"]))
    rows.append(_row(one, "systematic errors (pulls)", lambda p: p["chi2_pulls"]))
    rows.append(_row(one, "total", lambda p: p["chi2"]))
    rows.append(("degrees of freedom", [text.number(p["dof"]) for p in one.places.values()]))
    rows.append(("p-value", [text.number(p["p_value"], 3) for p in one.places.values()]))
    return rows


def _experiment(one: Fit, name: str) -> str:
    """The asymmetry has no phase: it stands beside the spectra."""
    if name == "super-kamiokande":
        return "Super-Kamiokande, A_DN"
    return text.experiment(name)


def _fluxes(one: Fit) -> list[dict[str, Any]]:
    rows = []
    for source in one.document["fluxes"]:
        cells = []
        for place in one.places:
            flux = one.places[place]["fluxes"][source]
            _, pull = fit.flux_shifts(one, place)[source]
            cells.append(
                (
                    text.number(flux["flux"]),
                    text.fixed(flux["over_reference"], 3),
                    text.NO_VALUE if pull is None else text.signed(pull),
                )
            )
        rows.append({"source": text.source(source), "places": cells})
    return rows


def _pulls(one: Fit) -> list[tuple[str, list[str]]]:
    names = dict.fromkeys(n for place in one.places.values() for n in place["pulls"])
    return [
        (name, [text.signed(place["pulls"].get(name)) for place in one.places.values()])
        for name in names
    ]


def _notes(one: Fit) -> str:
    told = (
        "LMA: θ₁₂ < 45°, LMA-Dark: θ₁₂ > 45°. Intervals: the profile of χ² rises by 1, 4, 9 from "
        "each solution's own minimum (one degree of freedom); open: it does not within the range "
        "that was searched. p-value: probability of a larger χ² for the degrees of freedom "
        "(data and priors less free fluxes, for solutions also less free parameters)."
    )
    if "eps_medium" in one.document.get("parameters", {}):
        told += (
            f" eps_medium is that of the {one.convention} convention, at the place that "
            "model.eps_medium.at names."
        )
    return told


def captions(report: Report) -> dict[str, tuple[str, str, str]]:
    """Title, alternative text and caption by figure name."""
    one = report.fit
    if one is None:
        return {}
    return {
        "fit-planes": _planes(one),
        "fit-profiles": _profiles(one),
        "fit-spectra": _spectra(one),
        "fit-daynight": _daynight(one),
        "fit-pulls": _bars(one),
    }


def _best_words(one: Fit) -> str:
    return "; ".join(
        f"{fit.PLACES[name]}: "
        + ", ".join(
            f"{fit.name_of(p)} = {text.number(v)}"
            for p, v in solution["best_fit"].items()
            if p != "chi2"
        )
        + f", Δχ² = {text.fixed(solution['delta_chi2'])}"
        for name, solution in one.solutions.items()
    )


def _planes(one: Fit) -> tuple[str, str, str]:
    what = (
        "Contours of 68.27, 95.45 and 99.73 % with two degrees of freedom (Δχ² = 2.30, "
        "6.18, 11.83). First all experiments and priors together, enlarged, minimised over "
        "every other parameter and counted from the better solution; then each experiment alone "
        "with the solar model's fluxes, the other free parameters at the best fit of the octant, "
        "counted from its own lowest χ² within the window shown. Black: 3σ of all together."
    )
    if one.summary["priors"]:
        names = dict.fromkeys(fit.prior_name(p["name"]) for p in one.summary["priors"])
        what += (
            f" Yellow: one standard deviation of the priors ({', '.join(names)}), which single "
            "experiments do not use."
        )
    hidden = [
        n
        for n, s in one.solutions.items()
        if not any(li.solution in (n, "both") for li in one.joint)
    ]
    if hidden and one.joint:
        names = " and ".join(fit.PLACES[n] for n in hidden)
        what += f" {names} lies above Δχ² = 11.83 and is left out."
    alt = f"Planes of sin²θ₁₂ and Δm²₂₁. {_best_words(one)}."
    return "θ₁₂ and Δm²₂₁, by experiment and together", alt, what


def _profiles(one: Fit) -> tuple[str, str, str]:
    names = ", ".join(fit.name_of(p) for p in one.profiles)
    what = (
        f"χ² against {names}, minimised over everything else, above the better solution's. Each "
        "octant of θ₁₂ by itself; circles: the minima; dashed: the configuration's point. "
        "Above Δχ² = 20 nothing is drawn."
    )
    alt = f"Profiles of chi2. {_best_words(one)}."
    return "Profiles", alt, what


def _spectra(one: Fit) -> tuple[str, str, str]:
    what = (
        "Rates of Super-Kamiokande's phases over the collaboration's Monte Carlo without "
        "oscillation, against the kinetic energy seen. Bars: statistical error and that of "
        "the bin alone; errors that bins share are pulls and part of the predictions. Lines: "
        "predictions at the configuration's point and at the best fits, each with the fluxes and "
        "systematic errors that suit it best. The scale of each panel is its own."
    )
    parts = [f"{len(fit.spectra(one))} spectra of data with errors and predictions"]
    for place in one.places:
        total = sum(
            v
            for n, v in one.places[place]["experiments"].items()
            if n.startswith("super-kamiokande-")
        )
        parts.append(f"χ² of the spectra at {fit.PLACES[place]}: {text.fixed(total)}")
    return "Super-Kamiokande's spectra", "; ".join(parts) + ".", what


def _daynight(one: Fit) -> tuple[str, str, str]:
    what = (
        "A_DN = 2 (D − N)/(D + N), negative where more ν_e arrive by night. By phase: the "
        "published rates by day and by night, summed with the same weights (expectation over "
        "error squared) for data and predictions; statistical errors. All phases: the amplitude "
        "fit, which uses the zenith angles, too, at the Δm²₂₁ of the configuration's point. "
    )
    what += (
        "χ² has the spectra by day and by night."
        if one.summary.get("spectra") == "day-night"
        else "Only the amplitude fit enters χ²; the phases hold the same events."
    )
    rows = []
    for name, places in fit.daynight(one):
        near = places.get("point") or next(iter(places.values()))
        told = ", ".join(f"{fit.PLACES[p]} {text.fixed(100 * v[2])} %" for p, v in places.items())
        rows.append(
            f"{fit.window_title(name)}: measured {text.fixed(100 * near[0])} ± "
            f"{text.fixed(100 * near[1])} %, predicted {told}"
        )
    return "Day and night", "; ".join(rows) + ".", what


def _bars(one: Fit) -> tuple[str, str, str]:
    what = (
        "Where fluxes and systematic errors come to lie: Φ: (flux − solar model)/error of the "
        "solar model, the others in standard deviations of their own. Shaded: 1σ and 2σ."
    )
    free = [text.source(s) for s, e in one.summary["flux_errors"].items() if e is None]
    if free:
        what += f" Free or given fluxes have no bar: {', '.join(free)}."
    words = []
    for place, values in one.places.items():
        name = max(values["pulls"], key=lambda n: abs(values["pulls"][n]), default=None)
        if name is not None:
            words.append(
                f"{fit.PLACES[place]}: largest {name} {text.signed(values['pulls'][name])}"
            )
    return "Fluxes and systematic errors", f"Bars of pulls. {'; '.join(words)}.", what
