"""The studies, one function each: {name: function(quick, say) -> numbers}; all in eps_std."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from solar_study.oscillation import solution
from solar_study.valley import (
    ALL,
    Model,
    Profile,
    base,
    diagonal,
    eps_of_zprime,
    eps_on_protons,
    minimise,
)

import sunsi

PRIORS = {"juno": "juno-2025", "kamland": "kamland"}
#: arXiv:2211.15686, eqs. (15) and (17), as printed.
PRINTED = {"15": (2.0, 2.5, 3.0), "17": (-0.081, 0.67, 1.422)}
#: (N_n + N_p)/N_e of that paper, below (14).
PAPER_RATIO = 1.54
EXPERIMENTS = {
    "all": ALL,
    "SNO": ["sno"],
    "SK I-IV": ["super-kamiokande"],
    "SK + SNO": ["super-kamiokande", "sno"],
    "Borexino": ["borexino"],
    "Ga + Cl": ["gallium", "chlorine"],
}
#: These know too little of dm21 by themselves: KamLAND's stands beside them.
WITH_DM21 = ("Borexino", "Ga + Cl")


def pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=2)


def standard(quick, say) -> dict:
    """Task 1: theta12 and dm21 of the standard model, by experiment and with reactors."""
    rows = {
        name: (e, ["kamland"] if name in WITH_DM21 else [], None) for name, e in EXPERIMENTS.items()
    }
    rows |= {"all + KamLAND": (ALL, ["kamland"], None), "all + JUNO": (ALL, ["juno-2025"], None)}
    if not quick:
        rows |= {"all, 8B free": (ALL, [], {"8B": "free"}), "all, fluxes free": (ALL, [], "free")}
    say("at once: " + ", ".join(rows))
    likelihoods = [
        sunsi.Chi2(base(experiments, priors=priors, fluxes=fluxes))
        for experiments, priors, fluxes in rows.values()
    ]
    with pool() as threads:
        return dict(zip(rows, threads.map(solution, likelihoods), strict=True))


def contours(quick, say) -> dict:
    """chi2 on a grid of theta12 and dm21, for the figure."""
    count = 13 if quick else 31
    s12 = np.linspace(0.18, 0.50, count)
    dm21 = np.geomspace(3.0e-5, 2.0e-4, count)
    result = {"sin2_theta12": s12.tolist(), "dm21_eV2": dm21.tolist(), "chi2": {}}
    for name in ("SNO", "SK I-IV", "Borexino", "Ga + Cl", "all"):
        say(name)
        chi2 = sunsi.Chi2(base(EXPERIMENTS[name]))
        with pool() as threads:
            cells = [(s, d) for d in dm21 for s in s12]
            values = threads.map(lambda p, f=chi2: f(sin2_theta12=p[0], dm21_eV2=p[1]), cells)
            result["chi2"][name] = np.array(list(values)).reshape(count, count).round(4).tolist()
    return result


def grid(quick) -> list:
    """eps from -4 to 6; dense where the solutions lie."""
    coarse = np.arange(-4, 6.01, 1.0 if quick else 0.5)
    fine = np.concatenate([np.arange(-1.0, 1.01, 0.2), np.arange(1.0, 3.01, 0.2)])
    return sorted({round(float(x), 6) for x in (*coarse, *fine)})


def eps_profile(kind, prior, earth):
    """A task: chi2 against eps_std in both octants, and the bands."""

    def task(quick, say) -> dict:
        family = eps_on_protons if kind == "constant" else eps_of_zprime
        model = Model(base(earth=earth, priors=[PRIORS[prior]]), family)
        octants = {"light": Profile(model, False), "dark": Profile(model, True)}
        best = {}
        with pool() as threads:
            for name, profile in octants.items():
                say(f"{name}, grid")
                profile.fill(grid(quick), threads)
            for name, found in zip(
                octants, threads.map(Profile.lowest, octants.values()), strict=True
            ):
                best[name] = found
        lowest = min(chi2 for _, chi2 in best.values())
        result = {"standard": octants["light"].minimum(0.0), "overall": lowest, "octants": {}}
        for name, profile in octants.items():
            say(f"{name}, bands")
            at, chi2 = best[name]
            levels = [(n, origin + n * n) for origin in (chi2, lowest) for n in (1, 2, 3)]
            with pool() as threads:
                bands = list(threads.map(lambda p, f=profile: f.intervals(p[1]), levels))
            result["octants"][name] = {
                "best_eps": at,
                "chi2": chi2,
                "delta_chi2": chi2 - lowest,
                "at_best": profile.minimum(at),
                "own": {str(n): b for (n, _), b in zip(levels[:3], bands[:3], strict=True)},
                "overall": {str(n): b for (n, _), b in zip(levels[3:], bands[3:], strict=True)},
                "profile": profile.points(),
            }
        return result

    return task


def at_point(likelihood, config, model, dark) -> dict:
    """chi2 of a model at the configuration's theta12 and dm21, and at the best ones."""
    chi2 = likelihood if model is None else likelihood.around(config.with_(model=model))
    best = minimise(chi2, dark)
    where = {k: best[k] for k in ("sin2_theta12", "dm21_eV2")}
    parts = chi2.parts(**where)
    s12 = 0.3092
    plain = chi2(sin2_theta12=1 - s12 if dark else s12, dm21_eV2=7.5e-5)
    return {
        **best,
        "at_juno": plain,
        "experiments": parts["experiments"],
        "fluxes": parts["chi2_fluxes"],
    }


def points(quick, say) -> dict:
    """Task 3: the highlighted point, (15) and (17), read in either convention, against the data."""
    config = base(priors=["juno-2025"])
    likelihood = sunsi.Chi2(config)
    ratio = sunsi.SolarModel("b16-gs98").nucleons_per_electron(0.0)
    readings = {"standard": 1.0, "paper": 2 * ratio / PAPER_RATIO}
    models: dict = {"standard model": None}
    for reading, factor in readings.items():
        for tan_eta in (-0.75, 1.0):
            name = f"highlighted, {reading}, tan_eta = {tan_eta:g}"
            models[name] = eps_of_zprime(factor, tan_eta)
        for equation, values in PRINTED.items():
            for value in values:
                models[f"({equation}), {reading}, eps = {value:g}"] = eps_of_zprime(factor * value)
                if equation == "17":
                    name = f"({equation}) mirrored, {reading}, eps = {-value:g}"
                    models[name] = eps_of_zprime(-factor * value)
    result = {}
    jobs = [(name, dark) for name in models for dark in (False, True)]
    say(f"{len(jobs)} points")
    with pool() as threads:
        found = threads.map(lambda j: at_point(likelihood, config, models[j[0]], j[1]), jobs)
        for (name, dark), numbers in zip(jobs, found, strict=True):
            result.setdefault(name, {})["dark" if dark else "light"] = numbers
    return result


#: Mediator masses [MeV] of the study of electrons; the last is as good as infinite.
MASSES = (1.0, 2.0, 5.0, 10.0, 20.0, 40.0, 100.0, 1e4)


def electrons_of_zprime(mass):
    """eps^e_std of nu_mu and nu_tau alone: c = 0, so that neutral matter has no potential."""

    g = 1e-5 * mass
    one = 1e-3 / sunsi.ZPrime(mass, g, 0, eps_kin=1e-3).effective_nsi()["e"]

    def model(eps: float) -> dict | None:
        if eps == 0:
            return None
        return {"mass_MeV": mass, "c": 0, "g": g, "eps_kin": eps * one}

    return model


def electrons_nsi(cancelled, dark=False):
    """eps^e with eps^p = -eps^e (no potential), or alone; protons have 2 more in LMA-Dark."""

    def model(eps: float) -> dict | None:
        protons = (-eps if cancelled else 0) + (2 if dark else 0)
        if eps == 0 and protons == 0:
            return None
        return {"kind": "nsi", "eps_p": diagonal(protons), "eps_e": diagonal(eps)}

    return model


def electron_interval(experiments, model, dark, quick) -> dict:
    """Intervals of eps^e_std at 90 % and two sigma, one degree of freedom, all islands."""
    # The night moves Borexino's rates by less than 0.1 %: by day it is all but the same fit.
    night = experiments != ["borexino"]
    profile = Profile(Model(base(experiments, earth=night, priors=["juno-2025"]), model), dark)
    step = 1.0 if quick else 0.5
    coarse = np.arange(-2, 3.01, step)
    fine = np.arange(-1, 1.51, step / 2)
    with pool() as threads:
        profile.fill(sorted({round(float(x), 6) for x in (*coarse, *fine)}), threads)
    at, lowest = profile.lowest()
    # chi2(1) at 90 %: 2.7055
    levels = {"90 %": 2.7055, "1 sigma": 1.0, "2 sigma": 4.0, "3 sigma": 9.0}
    return {
        "best_eps_e": at,
        "chi2": lowest,
        "chi2_at_0": profile(0.0),
        "intervals": {k: profile.intervals(lowest + v) for k, v in levels.items()},
        "profile": profile.points(),
    }


def electrons(quick, say) -> dict:
    """Task 4: the limit on eps^e_mumu = eps^e_tautau."""
    rows = {}
    for name, experiments in (("Borexino", ["borexino"]), ("all", ALL)):
        rows[f"{name}, heavy, no potential"] = (experiments, electrons_nsi(True), False)
        rows[f"{name}, heavy, with its potential"] = (experiments, electrons_nsi(False), False)
        rows[f"{name}, heavy, LMA-Dark"] = (experiments, electrons_nsi(True, True), True)
        # all data have SNO's and Super-Kamiokande's energies above 3.5 MeV: a light mediator is
        # studied where the limit is quoted
        for mass in MASSES if name == "Borexino" and not quick else (5.0, 10.0, 40.0):
            rows[f"{name}, {mass:g} MeV"] = (experiments, electrons_of_zprime(mass), False)
    result = {}
    for name, (experiments, model, dark) in rows.items():
        say(name)
        result[name] = electron_interval(experiments, model, dark, quick)
    return result


TASKS = {
    "standard": standard,
    "constant-juno-day": eps_profile("constant", "juno", False),
    "zprime-juno-day": eps_profile("zprime", "juno", False),
    "zprime-juno-earth": eps_profile("zprime", "juno", True),
    "points": points,
    "electrons": electrons,
    "constant-juno-earth": eps_profile("constant", "juno", True),
    "zprime-kamland-earth": eps_profile("zprime", "kamland", True),
    "constant-kamland-earth": eps_profile("constant", "kamland", True),
    "contours": contours,
}
