"""theta12 and dm21 of the standard model: profiles by golden section, which kinks do not disturb.

Super-Kamiokande publishes A_DN by the dm21 that its analysis assumes, a table with kinks at rows:
a Newton search of second derivatives can stumble there, comparisons of chi2 cannot.
"""

import math

import sunsi

#: Further out the adiabatic limit fails and a point takes seconds instead of milliseconds.
LIGHT, DARK = (0.15, 0.5), (0.5, 0.85)
LN_DM21 = (math.log(3.0e-5), math.log(2.5e-4))


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
    """Where f - bottom = level between start and end, to 0.005; None if it never is."""
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


def solution(chi2: sunsi.Chi2) -> dict:
    """Best fit of the light octant with its intervals, and how far above the dark octant lies."""

    def value(s12: float, ln_dm21: float) -> float:
        return chi2(sin2_theta12=s12, dm21_eV2=math.exp(ln_dm21))

    def over_dm21(s12: float) -> float:
        return lowest(lambda u: value(s12, u), *LN_DM21, 2e-3)[1]

    def over_theta12(ln_dm21: float) -> float:
        return lowest(lambda s: value(s, ln_dm21), *LIGHT, 5e-4, coarse=5)[1]

    s12, bottom = lowest(over_dm21, *LIGHT, 1e-3, coarse=5)
    ln_dm21 = lowest(lambda u: value(s12, u), *LN_DM21, 5e-4)[0]
    dark = lowest(over_dm21, *DARK, 1e-2, coarse=5)[1]
    ends = {
        "sin2_theta12": [rise(over_dm21, s12, bottom, end, 1.0) for end in LIGHT],
        "dm21_eV2": [rise(over_theta12, ln_dm21, bottom, end, 1.0) for end in LN_DM21],
    }
    ends["dm21_eV2"] = [None if u is None else math.exp(u) for u in ends["dm21_eV2"]]
    parts = chi2.parts(sin2_theta12=s12, dm21_eV2=math.exp(ln_dm21))
    return {
        "best_fit": {"sin2_theta12": s12, "dm21_eV2": math.exp(ln_dm21)},
        "intervals": {name: {"1": pair} for name, pair in ends.items()},
        "chi2": bottom,
        "dof": parts["dof"] - 2,
        "experiments": parts["experiments"],
        "dark_delta_chi2": dark - bottom,
        # of dm21 at JUNO's and KamLAND's centre
        "at_juno_dm21": over_theta12(math.log(7.50e-5)) - bottom,
        "at_kamland_dm21": over_theta12(math.log(7.53e-5)) - bottom,
    }
