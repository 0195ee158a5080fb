"""chi2 of the solar data as a function of one number, everything else at its best."""

import bisect
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
#: A search may fail where chi2 is this far above its minimum: no interval and no figure goes there.
FAR = 100.0


def base(experiments=ALL, *, earth=True, priors=(), fluxes=None, fit=None) -> sunsi.Config:
    """The standard model; the likelihood that every study begins from."""
    values: dict = {
        "experiments": list(experiments),
        "earth": {"enabled": earth},
        "oscillation": {"sin2_theta13": SIN2_THETA13},
        "fit": fit or {"priors": list(priors)},
    }
    if fluxes is not None:
        values["solar"] = {"fluxes": fluxes}
    return sunsi.Config.from_dict(values)


def parallel(f, items) -> list:
    """[f(x) for x in items] on two threads; chi2 leaves the interpreter free.

    Whatever stops one, an interrupt too, drops those that have not begun.
    """
    threads = ThreadPoolExecutor(max_workers=2)
    try:
        return list(threads.map(f, items))
    finally:
        threads.shutdown(wait=True, cancel_futures=True)


class Model:
    """chi2(number)(sin2_theta12, dm21): one likelihood, a family of models."""

    def __init__(self, chi2: sunsi.Chi2, config: sunsi.Config, model: Callable):
        self.chi2, self.config, self.model = chi2, config, model

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


class NoMinimum(RuntimeError):
    """The search met points where chi2 has no value, or did not end."""


def number_at(chi2: sunsi.Chi2, s12: float, dm21: float) -> float:
    """chi2, or infinity where it has no value: thousands above the minimum pulls may find no end.

    SNO's projection can fail at one sin2_theta12 and not beside it (eps = 1: 0.46799999999999997
    fails, 0.468 does not): a second try stands 1e-7 aside, 1e-4 in chi2 where it is steepest.
    """
    for aside in (0.0, 1e-7):
        try:
            return chi2(sin2_theta12=s12 + aside, dm21_eV2=dm21)
        except sunsi.NumericalError:
            continue
    return math.inf


def minimise(chi2: sunsi.Chi2, dark: bool, start=None) -> Minimum:
    """Best sin2_theta12 of one octant and dm21: Newton's method from a start, by default from the
    best of a coarse search."""
    low, high = (0.5, 1 - LEAST) if dark else (LEAST, 0.5)
    calls: dict = {}

    def f(u) -> float:
        key = (float(u[0]), float(u[1]))
        if key not in calls:
            calls[key] = number_at(chi2, key[0], math.exp(key[1]))
        return calls[key]

    if start is None:
        starts = [np.array([1 - s if dark else s, math.log(7.5e-5)]) for s in STARTS]
        u = min(starts, key=f)
    else:
        u = clipped(np.array([start[0], math.log(start[1])]), low, high)
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
        raise NoMinimum(f"no minimum near sin2_theta12 = {u[0]}, dm21 = {math.exp(u[1])}")
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
        raise NoMinimum(f"chi2 has no value near sin2_theta12 = {u[0]}, ln dm21 = {u[1]}")
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


def electrons_nsi(cancelled, dark=False):
    """eps^e with eps^p = -eps^e (no potential), or alone; protons have 2 more in LMA-Dark."""

    def model(eps: float) -> dict | None:
        protons = (-eps if cancelled else 0) + (2 if dark else 0)
        if eps == 0 and protons == 0:
            return None
        return {"kind": "nsi", "eps_p": diagonal(protons), "eps_e": diagonal(eps)}

    return model


class Profile:
    """chi2 over theta12 and dm21 against one number, in one octant; every value is kept."""

    def __init__(self, model: Model, dark: bool):
        self.model, self.dark = model, dark
        self.known: dict[float, Minimum] = {}
        #: Intervals begin from these alone, so that no thread's speed moves their ends.
        self.grid: list[float] = []

    def __call__(self, x: float) -> float:
        return self.minimum(x)["chi2"]

    def minimum(self, x: float) -> Minimum:
        """On a grid the search begins anew; between two of its places from these."""
        x = round(float(x), 9)
        if x not in self.known:
            try:
                self.known[x] = minimise(self.model.at(x), self.dark, self.start(x))
            except NoMinimum as error:
                # Hundreds above the minimum that happens; `check` holds it to that.
                self.known[x] = Minimum(chi2=math.inf, why=str(error))
        return self.known[x]

    def check(self) -> None:
        """Where a search failed chi2 must be far up on both sides. Raises NoMinimum."""
        bottom = min(self(x) for x in self.grid)
        for x in self.grid:
            if self(x) < math.inf:
                continue
            k = self.grid.index(x)
            if any(self(y) < bottom + FAR for y in self.grid[max(k - 1, 0) : k + 2]):
                raise NoMinimum(f"eps = {x}: {self.known[x]['why']}")

    def start(self, x: float):
        """sin2_theta12 and dm21 on the straight line between the places of the grid around x."""
        k = bisect.bisect(self.grid, x)
        if not 0 < k < len(self.grid):
            return None
        (a, low), (b, high) = ((y, self.known[y]) for y in self.grid[k - 1 : k + 1])
        if math.inf in (low["chi2"], high["chi2"]):
            return None
        share = (x - a) / (b - a)
        names = ("sin2_theta12", "dm21_eV2")
        return [(1 - share) * low[name] + share * high[name] for name in names]

    def points(self) -> list:
        """[eps, chi2, sin2_theta12, dm21_eV2] where there is one."""
        return [[x, *self.known[x].values()] for x in sorted(self.known) if self(x) < math.inf]

    def lowest(self) -> tuple[float, float]:
        """Where it is smallest: golden section around the lowest known value, to 2e-3."""
        xs = self.grid
        k = min(range(len(xs)), key=lambda i: self(xs[i]))
        if k in (0, len(xs) - 1):
            raise RuntimeError(f"chi2 is smallest at {xs[k]}, the end of the grid; widen it")
        a, b = xs[k - 1], xs[k + 1]
        ratio = (math.sqrt(5) - 1) / 2
        while b - a > 2e-3:
            c, d = b - ratio * (b - a), a + ratio * (b - a)
            a, b = (a, d) if self(c) < self(d) else (c, b)
        best = min(self.known, key=lambda x: self.known[x]["chi2"])
        return best, self.known[best]["chi2"]

    def intervals(self, best: float, level: float) -> list:
        """Where chi2 <= level: [low, high] pairs; None beyond the grid. `best`: of the minimum."""
        xs = sorted({*self.grid, best})
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
        """chi2 = level between a and b: the bracketed secant (Illinois).

        To 0.002 in chi2, which is its ripple, or 1e-4: an end is good to 0.005 wherever chi2 rises
        by more than 0.4 a unit; one sigma of the widest profile rises by 3.
        """
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
        raise RuntimeError(f"no end of an interval between {a} and {b} for chi2 = {level}")


def fill(profiles, grid) -> None:
    """All values of a grid for each profile."""
    jobs = [(profile, x) for x in grid for profile in profiles]
    parallel(lambda job: job[0].minimum(job[1]), jobs)
    for profile in profiles:
        profile.grid = sorted(profile.known)
        profile.check()
