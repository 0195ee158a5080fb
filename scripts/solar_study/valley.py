"""chi2 of the solar data as a function of one number, everything else at its best."""

import itertools
import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

import sunsi

ALL = ["borexino", "sno", "super-kamiokande", "gallium", "chlorine"]
#: theta13 is held here where eps or eps^e is profiled: the centre of the prior
#: "reactor".
SIN2_THETA13 = 0.0218
#: Steps of the differences in sin2_theta12 and ln dm21: JUNO's errors are twice as wide.
STEP = np.array([0.004, 0.008])
STARTS = (0.2, 0.27, 0.31, 0.36, 0.44)
#: The search stays within 20 sigma of JUNO: further out, where the adiabatic limit fails, a point
#: takes 20 s instead of 5 ms. An end is reached where chi2 is beyond
#: its minimum by hundreds.
LEAST = 0.12
DM21 = (5.0e-5, 1.2e-4)
MASS_MEV = 40.0


def base(experiments=ALL, *, earth=True, priors=(), fluxes=None) -> sunsi.Config:
    """The standard model; the likelihood that every study begins from."""
    values: dict = {
        "experiments": list(experiments),
        "earth": {"enabled": earth},
        "oscillation": {"sin2_theta13": SIN2_THETA13},
        "fit": {"priors": list(priors)},
    }
    if fluxes is not None:
        values["solar"] = {"fluxes": fluxes}
    return sunsi.Config.from_dict(values)


class Model:
    """chi2(number)(sin2_theta12, dm21): one likelihood, a family of models."""

    def __init__(self, config: sunsi.Config, model: Callable[[float], dict | None], place="centre"):
        self.config, self.model = config, model
        self.chi2 = sunsi.Chi2(config)

    def at(self, x: float) -> sunsi.Chi2:
        """The likelihood around the model of this number (None: the standard model)."""
        values = self.model(x)
        return self.chi2 if values is None else self.chi2.around(self.config.with_(model=values))


def eps_on_protons(eps: float) -> dict | None:
    """V_e - V_mu = V_CC (1 - eps) at every radius: nu_mu and nu_tau on protons, N_p = N_e."""
    if eps == 0:
        return None
    return {"kind": "nsi", "eps_p": diagonal(eps), "eps_n": diagonal(0)}


def eps_of_zprime(eps: float, tan_eta: float = 1.0, at: str = "centre") -> dict | None:
    """eps_std(r) of the Z'; tan_eta = 1 leaves electrons alone. The sign of eps is that of -c."""
    if eps == 0:
        return None
    c = -0.1 if eps > 0 else 0.1
    value = {"value": eps, "at": at}
    return {"mass_MeV": MASS_MEV, "c": c, "tan_eta": tan_eta, "eps_medium": value}


def diagonal(x: float) -> list:
    """eps_mumu = eps_tautau = x."""
    return [[0, 0, 0], [0, x, 0], [0, 0, x]]


class Minimum(dict):
    """chi2, sin2_theta12, dm21_eV2."""


def minimise(chi2: sunsi.Chi2, dark: bool) -> Minimum:
    """Best sin2_theta12 of one octant and dm21: a coarse search, then Newton's method."""
    low, high = (0.5, 1 - LEAST) if dark else (LEAST, 0.5)
    calls: dict = {}

    def f(u) -> float:
        key = (float(u[0]), float(u[1]))
        if key not in calls:
            try:
                calls[key] = chi2(sin2_theta12=key[0], dm21_eV2=math.exp(key[1]))
            except sunsi.NumericalError:  # thousands above the minimum pulls may find no end
                calls[key] = math.inf
        return calls[key]

    starts = [np.array([1 - s if dark else s, math.log(7.5e-5)]) for s in STARTS]
    u = min(starts, key=f)
    for _ in range(60):
        gradient, hessian = differences(f, u, low, high)
        step = newton_step(gradient, hessian, u, low, high)
        promised = -(gradient @ step + 0.5 * step @ hessian @ step)
        if promised < 2e-4 and np.all(np.abs(step) < STEP):
            best = clipped(u + step, low, high)
            u = best if f(best) <= f(u) else u
            break
        while f(clipped(u + step, low, high)) > f(u) and np.any(np.abs(step) > 0.01 * STEP):
            step = step / 2
        u = clipped(u + step, low, high)
    else:
        raise RuntimeError(f"no minimum near sin2_theta12 = {u[0]}, dm21 = {math.exp(u[1])}")
    return Minimum(chi2=f(u), sin2_theta12=float(u[0]), dm21_eV2=math.exp(u[1]))


def clipped(u, low, high):
    """Inside the octant and the range of dm21."""
    return np.array(
        [min(max(u[0], low), high), min(max(u[1], math.log(DM21[0])), math.log(DM21[1]))]
    )


def differences(f, u, low, high):
    """Gradient and second derivatives, these from just inside where u is near an end."""
    a, b = STEP
    right_of, above = np.array([a, 0]), np.array([0, b])
    at = np.array([min(max(u[0], low + a), high - a), u[1]])
    here, right, left = f(at), f(at + right_of), f(at - right_of)
    up, down = f(at + above), f(at - above)
    cross = (f(at + STEP) - right - up + here) / (a * b)
    gradient = np.array([(right - left) / (2 * a), (up - down) / (2 * b)])
    hessian = np.array(
        [
            [(right - 2 * here + left) / a**2, cross],
            [cross, (up - 2 * here + down) / b**2],
        ]
    )
    if not np.all(np.isfinite(hessian)):
        raise RuntimeError(f"chi2 has no value near sin2_theta12 = {u[0]}, ln dm21 = {u[1]}")
    return gradient + hessian @ (u - at), hessian


def newton_step(gradient, hessian, u, low, high):
    """Newton's step with positive curvatures, at most eight STEPs, along an end if on it."""
    scale = np.diag(STEP)
    values, vectors = np.linalg.eigh(scale @ hessian @ scale)
    values = np.maximum(np.abs(values), 1e-3)
    step = scale @ (vectors @ ((vectors.T @ (scale @ -gradient)) / values))
    step = np.clip(step, -8 * STEP, 8 * STEP)
    if (u[0] >= high and step[0] > 0) or (u[0] <= low and step[0] < 0):
        step = np.array([0.0, -gradient[1] / max(abs(hessian[1, 1]), 1e-3)])
        step = np.clip(step, -8 * STEP, 8 * STEP)
    return step


class Profile:
    """chi2 over theta12 and dm21 against one number, in one octant; every value is kept."""

    def __init__(self, model: Model, dark: bool):
        self.model, self.dark = model, dark
        self.known: dict[float, Minimum] = {}

    def __call__(self, x: float) -> float:
        return self.minimum(x)["chi2"]

    def minimum(self, x: float) -> Minimum:
        x = round(float(x), 9)
        if x not in self.known:
            self.known[x] = minimise(self.model.at(x), self.dark)
        return self.known[x]

    def fill(self, grid, pool: ThreadPoolExecutor) -> None:
        """All values of a grid; chi2 leaves the interpreter free."""
        list(pool.map(self.minimum, grid))

    def points(self) -> list:
        return [[x, *self.known[x].values()] for x in sorted(self.known)]

    def lowest(self) -> tuple[float, float]:
        """Where it is smallest: golden section around the lowest known value, to 1e-3."""
        xs = sorted(self.known)
        k = min(range(len(xs)), key=lambda i: self.known[xs[i]]["chi2"])
        a, b = xs[max(k - 1, 0)], xs[min(k + 1, len(xs) - 1)]
        ratio = (math.sqrt(5) - 1) / 2
        while b - a > 2e-3:
            c, d = b - ratio * (b - a), a + ratio * (b - a)
            a, b = (a, d) if self(c) < self(d) else (c, b)
        best = min(self.known, key=lambda x: self.known[x]["chi2"])
        return best, self.known[best]["chi2"]

    def intervals(self, level: float) -> list:
        """Where chi2 <= level: [low, high] pairs, ends to 1e-4; None beyond the grid."""
        xs = sorted(self.known)
        ends, inside = [], self(xs[0]) <= level
        if inside:
            ends.append(None)
        for a, b in itertools.pairwise(xs):
            if (self(a) <= level) != (self(b) <= level):
                ends.append(self.crossing(a, b, level))
                inside = not inside
        if inside:
            ends.append(None)
        return [list(pair) for pair in zip(ends[::2], ends[1::2], strict=True)]

    def crossing(self, a: float, b: float, level: float) -> float:
        """chi2 = level between a and b: the bracketed secant (Illinois), to 0.002."""
        fa, fb = self(a) - level, self(b) - level
        for _ in range(40):
            x = b - fb * (b - a) / (fb - fa)
            fx = self(x) - level
            if abs(fx) < 2e-3 or abs(b - a) < 1e-4:
                return x
            if fx * fb < 0:
                a, fa = b, fb
            else:
                fa /= 2
            b, fb = x, fx
        return x
