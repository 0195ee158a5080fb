"""chi2 of Super-Kamiokande, SNO, chlorine and gallium written a second time, in numpy.

From the tables and cards of data/ and the survival probabilities that `sunsi probability` prints;
no line of it is shared with the program. Where there was a choice it is another one: plain sums
over recoils and energies, straight lines through spectra, a natural spline through cross-sections,
derivatives by differences.
"""

import csv
import math
from functools import cache
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML

DATA = Path(__file__).resolve().parents[2] / "data"
M_E = 0.51099895  # MeV, PDG 2024
SOURCES = ["pp", "pep", "hep", "7Be", "8B", "13N", "15O", "17F"]
B8, HEP = SOURCES.index("8B"), SOURCES.index("hep")


def table(name):
    """Columns of a CSV of data/ as arrays, text where it is no number."""
    lines = [x for x in (DATA / name).read_text().splitlines() if not x.startswith("#")]
    rows = list(csv.DictReader(lines))
    columns = {}
    for key in rows[0]:
        try:
            columns[key] = np.array([float(row[key]) for row in rows])
        except ValueError:
            columns[key] = [row[key] for row in rows]
    return columns


def card(name):
    """A YAML card of data/."""
    return YAML(typ="safe").load((DATA / name).read_text())


# Neutrino-electron scattering.


@cache
def spence_nodes():
    """Gauss-Legendre on [0, 1]."""
    x, w = np.polynomial.legendre.leggauss(60)
    return (x + 1) / 2, w / 2


def spence(x):
    """int_0^x ln(1 - t)/t dt for 0 <= x < 1; t = x (1 - u^3) opens the logarithm at t = 1."""
    u, w = spence_nodes()
    x = np.asarray(x, float)[..., None]
    t = x * (1 - u**3)
    return np.sum(w * np.log1p(-t) / t * 3 * u**2 * x, axis=-1)


def dsigma(E, T, flavour):
    """dsigma/dT up to a constant factor: Bahcall, Kamionkowski, Sirlin, PRD 51, 6146 (1995),
    with their radiative corrections; 0 beyond the largest recoil."""
    E, T = np.broadcast_arrays(np.asarray(E, float), np.asarray(T, float))
    top = 2 * E**2 / (M_E + 2 * E)
    inside = top * (1 - 1e-9) > T
    E, T = np.where(inside, E, 1.0), np.where(inside, T, 0.1)
    s2, rho = 0.2317, 1.0126
    x = np.sqrt(1 + 2 * M_E / T)
    current = (1 / 3 + (3 - x**2) * (x / 2 * np.log((x + 1) / (x - 1)) - 1)) / 6
    kappa = 0.9791 + 0.0097 * current if flavour == "e" else 0.9970 - 0.00037 * current
    left = (1 if flavour == "e" else 0) - rho * (0.5 - kappa * s2)
    right = rho * kappa * s2
    z, e = T / E, T + M_E
    momentum = np.sqrt(e**2 - M_E**2)
    beta = momentum / e
    f0 = e / momentum * np.log((e + momentum) / M_E) - 1
    X = np.log(np.maximum(1 - z - M_E / (e + momentum), 1e-12))
    lz, l1 = np.log(z), np.log(1 - z)
    minus = (
        f0 * (2 * X - l1 - lz / 2 - 5 / 12)
        + (spence(z) - spence(beta)) / 2
        - l1**2 / 2
        - (11 / 12 + z / 2) * l1
        + z * (lz + np.log(2 * E / M_E) / 2)
        - (31 / 18 + lz / 12) * beta
        - 11 * z / 12
        + z**2 / 24
    )
    plus = (
        f0 * ((1 - z) ** 2 * (2 * X - l1 - lz / 2 - 2 / 3) - (z**2 * lz + 1 - z) / 2)
        - (1 - z) ** 2 / 2 * (l1**2 + beta * (spence(1 - z) - lz * l1))
        + l1 * (z**2 / 2 * lz + (1 - z) / 3 * (2 * z - 0.5))
        - z**2 / 2 * spence(1 - z)
        - z * (1 - 2 * z) / 3 * lz
        - z * (1 - z) / 6
        - beta / 12 * (lz + (1 - z) / 6 * (115 - 109 * z))
    )
    alpha = 1 / 137.036 / math.pi
    rate = left**2 * (1 + alpha * minus) + right**2 * ((1 - z) ** 2 + alpha * plus)
    rate -= left * right * M_E * z / E * (1 + alpha * 2 * f0 * X)
    return np.where(inside, rate, 0)


# Spectra.


@cache
def spectrum(source):
    """Energies and density of a continuous source."""
    columns = table("spectra/8B-winter2006.csv" if source == "8B" else f"spectra/{source}.csv")
    return columns["energy"], columns["density"]


def density(source, E):
    """1/MeV, straight lines between the rows."""
    return np.interp(E, *spectrum(source), left=0, right=0)


# Super-Kamiokande.


@cache
def scattering(step_E=0.05, step_T=0.04):
    """Energies, recoils, and dsigma/dT of nu_e and nu_x on them (midpoints)."""
    E = np.arange(1.2 + step_E / 2, 18.8, step_E)
    T = np.arange(1 + step_T / 2, 18.6, step_T)
    grid = E[:, None], T[None, :]
    return E, T, step_E * step_T, dsigma(*grid, "e"), dsigma(*grid, "x")


def window(response, lo, hi, T):
    """Chance that a recoil is seen between kinetic energies, Gaussian in the total energy."""
    total = T + M_E
    sigma = response["a"] + response["b"] * np.sqrt(total) + response["c"] * total

    def below(edge):
        return np.array([math.erf(v) for v in (edge - T) / (math.sqrt(2) * sigma)])

    return (below(hi) - below(lo)) / 2


def response_of(row):
    """A row of the table of responses."""
    columns = table("experiments/sk-response.csv")
    k = columns["phase"].index(row)
    return {key: value[k] for key, value in columns.items()}


def seen(source, chance, P):
    """Rates in windows (rows of chance) with a P_ee(E)."""
    E, _, area, e, x = scattering()
    weight = density(source, E)
    p = P(E)
    return chance @ ((weight * p) @ e + (weight * (1 - p)) @ x) * area


def sk_phase(phase, P, flux):
    """Data, prediction by 8B and hep, covariance and pulls of the merged spectrum of a phase."""
    whole = card("experiments/super-kamiokande-phases.yaml")
    own = next(p for p in whole["phases"] if p["phase"] == phase)
    response = response_of(own["response"])
    bins = table(own["spectrum"])
    systematic = table(whole["systematics"])
    rows = systematic["phase"] == phase
    shift = M_E if response["binned_in"] == "total" else 0
    _, T, _, _, _ = scattering()
    chance = np.array(
        [
            window(response, lo - shift, hi - shift, T)
            for lo, hi in zip(bins["E_low"], bins["E_high"], strict=True)
        ]
    )
    by_source = np.zeros((len(chance), 8))
    for s, source, mc in ((B8, "8B", "mc_8B"), (HEP, "hep", "mc_hep")):
        plain = seen(source, chance, np.ones_like)
        ratio = (
            seen(source, chance, P[source, "day"]) + seen(source, chance, P[source, "night"])
        ) / (2 * plain)
        by_source[:, s] = bins[mc] * ratio * flux[s] / float(own[f"mc_flux_{source}"])
    stat = (bins["all_up"] + bins["all_down"]) / 2
    mc = bins["mc_8B"] + bins["mc_hep"]
    level = np.sum(mc * bins["all"] / stat**2) / np.sum(mc**2 / stat**2)
    variance = stat**2 + (systematic["uncorrelated"][rows] * level * mc) ** 2
    pulls = {
        name: (systematic[f"{column}_up"][rows], systematic[f"{column}_down"][rows])
        for name, column in (
            ("8B-shape", "shape"),
            (f"sk{phase}-scale", "scale"),
            (f"sk{phase}-resolution", "resolution"),
        )
    }
    norm = response["normalisation"] * np.ones(len(mc))
    pulls[f"sk{phase}-norm"] = (norm, -norm)
    return {
        "data": bins["all"],
        "fixed": np.zeros(len(mc)),
        "by_source": by_source,
        "covariance": np.diag(variance),
        "pulls": pulls,
    }


def sk_asymmetry(P, flux, dm21):
    """A_DN of phases I to IV."""
    sk = card("experiments/super-kamiokande.yaml")
    _, T, _, _, _ = scattering()
    low, high = sk["window"]["low_MeV"], sk["window"]["high_MeV"]
    chance = window(response_of(sk["resolution"]), low, high, T)[None, :]
    day, night = (
        sum(
            flux[s] * seen(source, chance, P[source, time])[0]
            for s, source in ((B8, "8B"), (HEP, "hep"))
        )
        for time in ("day", "night")
    )
    rows = table("experiments/sk-adn.csv")
    x = np.log(rows["dm21"])

    def at(column):
        """Without the jitter of the reading (up to 4e-4), as docs/super-kamiokande.md defines the
        datum: a straight line in ln dm21 through the rows with Gaussian weights of width 0.08."""
        u = x - math.log(dm21)
        return np.polyfit(u, rows[column], 1, w=np.exp(-((u / 0.08) ** 2) / 4))[1]

    sigma = math.hypot((at("A_DN_high") - at("A_DN_low")) / 2, sk["asymmetry"]["systematic"])
    return {
        "data": np.array([at("A_DN")]),
        "fixed": np.array([2 * (day - night) / (day + night)]),
        "by_source": np.zeros((1, 8)),
        "covariance": np.array([[sigma**2]]),
        "pulls": {},
    }


# SNO.


def sno_polynomial(P_day, P_night):
    """c0, c1, c2, a0, a1 of the polynomials that give SNO's expected events best (likelihood ratio
    of Poisson numbers), by Fisher scoring."""
    rows = table("experiments/sno-sensitivity.csv")
    E = rows["energy_low"] + 0.05
    one = np.concatenate([rows[f"cc_{t}"] + rows[f"es_e_{t}"] for t in ("day", "night")])
    zero = np.concatenate([rows[f"es_mutau_{t}"] for t in ("day", "night")])
    P = np.concatenate([P_day(E), P_night(E)])
    events = one * P + zero * (1 - P)
    use = events > 0

    def predicted(v):
        day = v[0] + v[1] * (E - 10) + v[2] * (E - 10) ** 2
        a = v[3] + v[4] * (E - 10)
        p = np.concatenate([day, day * (1 + a / 2) / (1 - a / 2)])
        return (one * p + zero * (1 - p))[use]

    values = np.array([0.33, 0.0, 0.0, 0.02, 0.0])
    for _ in range(30):
        mu = predicted(values)
        steps = 1e-5
        J = np.array([(predicted(values + d) - predicted(values - d)) / (2 * steps)
                      for d in steps * np.eye(5)]).T  # fmt: skip
        # The divergence 2 [N ln(N/M) + M - N] has the slope 2 ln(N/M) by N = mu, M = events.
        slope = np.log(mu / events[use])
        change = np.linalg.solve(J.T @ (J / mu[:, None]), -J.T @ slope)
        values = values + change
        if np.max(np.abs(change)) < 1e-12:
            break
    return values


def sno(P, flux):
    """The six published numbers."""
    own = card("experiments/sno.yaml")
    value = np.array([float(p["value"]) for p in own["parameters"]])
    sigma = np.array([math.hypot(p["stat"], p["syst"]) for p in own["parameters"]])
    polynomial = sno_polynomial(P["8B", "day"], P["8B", "sno"])
    by_source = np.zeros((6, 8))
    by_source[0, B8] = flux[B8] / 1e6
    return {
        "data": value,
        "fixed": np.concatenate([[0], polynomial]),
        "by_source": by_source,
        "covariance": np.array(own["correlation"]["matrix"]) * np.outer(sigma, sigma),
        "pulls": {},
    }


# Chlorine and gallium.


def natural_spline(x, y):
    """The natural cubic spline through points, as a function."""
    n, h = len(x), np.diff(x)
    A, b = np.eye(n), np.zeros(n)
    for i in range(1, n - 1):
        A[i, i - 1 : i + 2] = h[i - 1], 2 * (h[i - 1] + h[i]), h[i]
        b[i] = 6 * ((y[i + 1] - y[i]) / h[i] - (y[i] - y[i - 1]) / h[i - 1])
    second = np.linalg.solve(A, b)

    def at(v):
        i = np.clip(np.searchsorted(x, v) - 1, 0, n - 2)
        left, right, width = x[i + 1] - v, v - x[i], h[i]
        inside = (
            (second[i] * left**3 + second[i + 1] * right**3) / (6 * width)
            + (y[i] / width - second[i] * width / 6) * left
            + (y[i + 1] / width - second[i + 1] * width / 6) * right
        )
        slope = (y[1] - y[0]) / h[0] - h[0] * second[1] / 6
        return np.where(v < x[0], y[0] + slope * (v - x[0]), inside)

    return at


def captures(target, P, flux):
    """Data and prediction [SNU] of one target."""
    own = card(f"experiments/{target}.yaml")
    sigma = own["cross_section"]
    rows = table(sigma["table"])
    threshold = float(sigma["threshold_MeV"])
    below = threshold if sigma["variable"] == "energy above threshold" else 0
    columns = ["best"] + [c for c in ("plus_3sigma", "minus_3sigma") if c in rows]
    curves = [natural_spline(np.log(rows["energy"] - below), np.log(rows[c])) for c in columns]

    def cross_section(E, which):  # 0 best, 1 and 2: a third of the way to three sigma
        x = np.log(np.maximum(E - below, 1e-9))
        best = np.exp(curves[0](x))
        far = np.exp(curves[which](x)) if which < len(curves) else best
        return np.where(threshold < E, best + (far - best) / 3, 0) * 1e-46

    norm = sigma.get("normalisation", {"error": 0, "sources": []})
    rates = np.zeros((3, 8))
    lines = table("spectra/lines.csv")
    for s, source in enumerate(SOURCES):
        if source in ("7Be", "pep"):
            picked = [k for k, name in enumerate(lines["line"]) if name.startswith(source)]
            E, weight = lines["energy"][picked], lines["fraction"][picked]
        else:
            end = spectrum(source)[0][-1]
            E = threshold + (np.arange(20000) + 0.5) / 20000 * max(end - threshold, 0)
            weight = density(source, E) * max(end - threshold, 0) / 20000
        probability = P[source, target](E)
        for which, sign in ((0, 0), (1, 1), (2, -1)):
            factor = 1 + sign * (float(norm["error"]) if source in norm["sources"] else 0)
            rates[which, s] = (
                flux[s] * 1e36 * factor * np.sum(weight * probability * cross_section(E, which))
            )
    datum = own[own["use"]][0]
    up, down = (math.hypot(datum[f"stat_{d}"], datum[f"syst_{d}"]) for d in ("up", "down"))
    assert up == down and len(own[own["use"]]) == 1  # one datum with one error
    best, plus, minus = rates.sum(axis=1)
    return {
        "data": np.array([datum["value"]]),
        "fixed": np.zeros(1),
        "by_source": rates[:1],
        "covariance": np.array([[up**2]]),
        "pulls": {sigma["pull"]: (np.array([plus / best - 1]), np.array([minus / best - 1]))},
    }


# All together.


def fluxes(model="b16-gs98", correlation="sf3-gs98"):
    """Fluxes [cm^-2 s^-1] and covariance of their ratios to these."""
    own = table(f"fluxes/{model}.csv")
    matrix = table(f"fluxes/correlation-{correlation}.csv")
    rho = np.array([matrix[source] for source in SOURCES])
    order = [own["source"].index(source) for source in SOURCES]
    error = own["fractional_error"][order]
    return own["flux"][order], rho * np.outer(error, error)


def profile(sets, covariance):
    """The least chi2 over fluxes and pulls: residuals of data and priors, Gauss and Newton with
    derivatives by differences."""
    names = sorted({name for one in sets for name in one["pulls"]})
    roots = [np.linalg.inv(np.linalg.cholesky(one["covariance"])) for one in sets]
    prior = np.linalg.inv(np.linalg.cholesky(covariance))

    def residuals(v):
        parts = [prior @ (v[:8] - 1), v[8:]]
        for one, root in zip(sets, roots, strict=True):
            mu = one["fixed"] + one["by_source"] @ v[:8]
            for name, (up, down) in one["pulls"].items():
                xi = v[8 + names.index(name)]
                mu = mu * (1 + xi * (up - down) / 2 + xi**2 * (up + down) / 2)
            parts.append(root @ (one["data"] - mu))
        return np.concatenate(parts)

    v = np.concatenate([np.ones(8), np.zeros(len(names))])
    for _ in range(20):
        h = 1e-5
        J = np.array(
            [(residuals(v + d) - residuals(v - d)) / (2 * h) for d in h * np.eye(len(v))]
        ).T
        v = v - np.linalg.lstsq(J, residuals(v), rcond=None)[0]
    return float(np.sum(residuals(v) ** 2)), dict(zip(SOURCES + names, v, strict=True))
