"""theta12 and dm21 of the standard model: fits by experiment and with reactors, the planes.

The fits are those of `sunsi fit` with theta13 free (prior `reactor`). Of all data they are made a
second time by comparisons of chi2 alone (golden section), which kinks do not disturb:
Super-Kamiokande publishes A_DN by the dm21 that its analysis assumes, a table with kinks at rows.
"""

import math

import numpy as np
from solar_study.valley import ALL, base, number_at, parallel

import sunsi

#: Further out the adiabatic limit fails and a point takes seconds instead of milliseconds.
LIGHT = (0.15, 0.5)
DM21 = (2.5e-5, 3.0e-4)
#: Largest distances between both ways to fit all data: of chi2, and of the ends of one sigma in
#: units of it. chi2 ripples by 2e-3 (docs/likelihood.md), which moves an end by 1e-3; the rise that
#: golden section takes for an end is good to 0.005.
AGREE_CHI2, AGREE_ENDS = 0.01, 0.03

EXPERIMENTS = {
    "all": ALL,
    "SNO": ["sno"],
    "SK I-IV": ["super-kamiokande"],
    "SK + SNO": ["super-kamiokande", "sno"],
    "Borexino": ["borexino"],
    "Ga + Cl": ["gallium", "chlorine"],
}
#: name: (experiments, priors beside `reactor`, fluxes). Borexino's and the radiochemical rates know
#: too little of dm21 by themselves: KamLAND's stands beside them.
ROWS = {
    "all": (ALL, [], None),
    "SNO": (EXPERIMENTS["SNO"], [], None),
    "SK I-IV": (EXPERIMENTS["SK I-IV"], [], None),
    "SK + SNO": (EXPERIMENTS["SK + SNO"], [], None),
    "Borexino + KamLAND's dm21": (EXPERIMENTS["Borexino"], ["kamland"], None),
    "Ga + Cl + KamLAND's dm21": (EXPERIMENTS["Ga + Cl"], ["kamland"], None),
    "all + KamLAND": (ALL, ["kamland"], None),
    "all + JUNO": (ALL, ["juno-2025"], None),
    "all, 8B flux free": (ALL, [], {"8B": "free"}),
    "all, fluxes free": (ALL, [], "free"),
}
QUICK_ROWS = ("all", "SNO", "SK I-IV", "all + KamLAND", "all + JUNO", "all, fluxes free")


def lowest(f, low: float, high: float, tolerance: float, coarse: int = 9) -> tuple[float, float]:
    """Place and value of the smallest f: a coarse scan, then golden section around its best."""
    step = (high - low) / (coarse - 1)
    known = {low + k * step: f(low + k * step) for k in range(coarse)}
    best = min(known, key=known.get)
    a, b = max(best - step, low), min(best + step, high)
    ratio = (math.sqrt(5) - 1) / 2
    c, d = b - ratio * (b - a), a + ratio * (b - a)
    known[c], known[d] = f(c), f(d)
    while b - a > tolerance:
        if known[c] < known[d]:
            b, d = d, c
            c = b - ratio * (b - a)
            known[c] = f(c)
        else:
            a, c = c, d
            d = a + ratio * (b - a)
            known[d] = f(d)
    best = min(known, key=known.get)
    return best, known[best]


def rise(f, start: float, bottom: float, end: float, level: float) -> float | None:
    """Where f - bottom = level between start and end, to 0.005 of f; None if it never is."""
    inside, outside = start, end
    if f(end) - bottom < level:
        return None
    for _ in range(40):
        # Halves: profiles of a parabola need about ten.
        x = 0.5 * (inside + outside)
        value = f(x) - bottom - level
        if abs(value) < 0.005:
            break
        inside, outside = (x, outside) if value < 0 else (inside, x)
    return x


def by_comparison(chi2: sunsi.Chi2) -> dict:
    """Best fit of the light octant with its intervals; theta13 is the configuration's."""
    ln_dm21 = tuple(math.log(x) for x in DM21)

    def value(s12: float, u: float) -> float:
        return number_at(chi2, s12, math.exp(u))

    def over_dm21(s12: float) -> float:
        return lowest(lambda u: value(s12, u), *ln_dm21, 2e-3)[1]

    def over_theta12(u: float) -> float:
        return lowest(lambda s: value(s, u), *LIGHT, 5e-4, coarse=5)[1]

    s12, bottom = lowest(over_dm21, *LIGHT, 1e-3, coarse=5)
    u, at_dm21 = lowest(over_theta12, *ln_dm21, 2e-3)
    bottom = min(bottom, at_dm21)
    theta = [rise(over_dm21, s12, bottom, end, 1.0) for end in LIGHT]
    dm21 = [rise(over_theta12, u, bottom, end, 1.0) for end in ln_dm21]
    return {
        "sin2_theta12": [s12, *theta],
        "dm21_eV2": [math.exp(u), *(None if x is None else math.exp(x) for x in dm21)],
        "chi2": bottom,
    }


def fitted(row) -> dict:
    """Value, lower and upper end at one sigma by `sunsi fit`, and the rise of the other octant."""
    experiments, priors, fluxes = row
    fit = {
        "parameters": ["sin2_theta12", "sin2_theta13", "dm21_eV2"],
        "priors": ["reactor", *priors],
        "limits": {"dm21_eV2": list(DM21)},
    }
    solutions = sunsi.fit(base(experiments, fluxes=fluxes, fit=fit))["solutions"]
    light, dark = solutions["lma"], solutions["lma_dark"]
    result = {
        name: [light["best_fit"][name], *light["intervals"][name]["1"]]
        for name in ("sin2_theta12", "dm21_eV2")
    }
    return result | {
        "chi2": light["chi2"],
        "dof": light["dof"],
        "other_octant": dark["chi2"] - light["chi2"],
    }


def distance(fit: dict, check: dict) -> str | None:
    """What the two ways to fit all data disagree in; None if they agree."""
    if abs(fit["chi2"] - check["chi2"]) > AGREE_CHI2:
        return f"chi2 {fit['chi2']:.4f} and {check['chi2']:.4f}"
    for name in ("sin2_theta12", "dm21_eV2"):
        if None in (*fit[name], *check[name]):
            return f"{name}: an open end"
        sigma = 0.5 * (fit[name][2] - fit[name][1])
        ends = zip(fit[name][1:], check[name][1:], strict=True)
        if any(abs(a - b) > AGREE_ENDS * sigma for a, b in ends):
            return f"{name}: {fit[name][1:]} and {check[name][1:]}"
    return None


def standard(quick, say) -> dict:
    """Task: theta12 and dm21 of the standard model, by experiment, with reactors, fluxes free."""
    names = [name for name in ROWS if not quick or name in QUICK_ROWS]
    result = {}
    for done, name in enumerate(names):
        say(name, done, len(names) + 1)
        try:
            result[name] = fitted(ROWS[name])
        except sunsi.NumericalError as error:
            raise RuntimeError(f"standard: the fit of {name} failed: {error}") from error
    say("all, by comparison", len(names), len(names) + 1)
    check = by_comparison(sunsi.Chi2(base(ALL)))
    wrong = distance(result["all"], check)
    if wrong:
        raise RuntimeError(f"standard: two ways to fit all data disagree in {wrong}")
    return {"fits": result, "all by comparison": check}


def contours(quick, say) -> dict:
    """Task: chi2 on a grid of theta12 and dm21, for the figure."""
    count = 16 if quick else 46
    s12 = np.linspace(0.18, 0.50, count)
    dm21 = np.geomspace(DM21[0], 2.5e-4, count)
    result = {"sin2_theta12": s12.tolist(), "dm21_eV2": dm21.tolist(), "chi2": {}}
    shown = ("SNO", "SK I-IV", "Borexino", "Ga + Cl", "all")
    for done, name in enumerate(shown):
        say(name, done, len(shown))
        chi2 = sunsi.Chi2(base(EXPERIMENTS[name]))
        cells = [(s, d) for d in dm21 for s in s12]
        values = parallel(lambda p, f=chi2: number_at(f, *p), cells)
        values = np.array(values).reshape(count, count)
        if not np.all(np.isfinite(values)):
            raise RuntimeError(f"contours: chi2 of {name} has no value somewhere on the grid")
        result["chi2"][name] = values.round(4).tolist()
    return result
