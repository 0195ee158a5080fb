"""The studies: {name: function(quick, say) -> numbers}, all in eps_std, and what they cost.

`say(what, done, of)` tells how far a task is.
"""

import numpy as np
from solar_study.oscillation import contours, standard
from solar_study.valley import (
    ALL,
    Model,
    Profile,
    base,
    electrons_nsi,
    eps_of_zprime,
    eps_on_protons,
    fill,
    minimise,
    parallel,
)

import sunsi

PRIORS = {"juno": "juno-2025", "kamland": "kamland"}
#: arXiv:2211.15686, eqs. (15) and (17), as printed.
PRINTED = {"15": (2.0, 2.5, 3.0), "17": (-0.081, 0.67, 1.422)}
#: (N_n + N_p)/N_e of that paper, below (14).
PAPER_RATIO = 1.54
#: tan_eta of the highlighted point of that paper, and the one that leaves electrons alone.
TAN_ETA = (-0.75, 1.0)


def grid(quick) -> list:
    """eps from -4 to 6; dense where the solutions lie."""
    coarse = np.arange(-4, 6.01, 1.0 if quick else 0.5)
    step = 0.2 if quick else 0.1
    fine = np.concatenate([np.arange(-1, 0.61, step), np.arange(1.4, 3.01, step)])
    return sorted({round(float(x), 6) for x in (*coarse, *fine)})


def eps_profile(kind, prior, earth):
    """A task: chi2 against eps_std in both octants, and the bands."""

    def task(quick, say) -> dict:
        family = eps_on_protons if kind == "constant" else eps_of_zprime
        config = base(earth=earth, priors=[PRIORS[prior]])
        model = Model(sunsi.Chi2(config), config, family)
        octants = {"light": Profile(model, False), "dark": Profile(model, True)}
        say("grid", 0, 10)
        fill(octants.values(), grid(quick))
        say("minima", 6, 10)
        best = dict(zip(octants, parallel(Profile.lowest, octants.values()), strict=True))
        overall = min(chi2 for _, chi2 in best.values())
        result = {"standard": octants["light"].minimum(0.0), "overall": overall, "octants": {}}
        for done, (name, profile) in enumerate(octants.items()):
            say(f"ends, {name}", 7 + done, 10)
            at, chi2 = best[name]
            levels = [(n, origin + n * n) for origin in (chi2, overall) for n in (1, 2, 3)]
            bands = parallel(lambda p, f=profile, a=at: f.intervals(a, p[1]), levels)
            result["octants"][name] = {
                "best_eps": at,
                "chi2": chi2,
                "at_best": profile.minimum(at),
                "own": {str(n): b for (n, _), b in zip(levels[:3], bands[:3], strict=True)},
                "overall": {str(n): b for (n, _), b in zip(levels[3:], bands[3:], strict=True)},
                "profile": profile.points(),
            }
        return result

    return task


def at_point(likelihood, config, model, dark) -> dict:
    """chi2 of a model at the best theta12 and dm21 of an octant, and its parts."""
    chi2 = likelihood if model is None else likelihood.around(config.with_(model=model))
    best = minimise(chi2, dark)
    where = {k: best[k] for k in ("sin2_theta12", "dm21_eV2")}
    try:
        parts = chi2.parts(**where)
    except sunsi.NumericalError:  # see number_at
        parts = chi2.parts(**where | {"sin2_theta12": where["sin2_theta12"] + 1e-7})
    return {**best, "experiments": parts["experiments"]}


def models_of_paper() -> dict:
    """{name: model}: the highlighted point, (15) and (17), read in either convention.

    "standard": the printed number is eps_std at the centre of b16-gs98. "paper": it is eps_paper
    at (N_n + N_p)/N_e = 1.54, eps_std = 2 eps_paper with the ratio of b16-gs98.
    """
    models: dict = {"standard model": None}
    for reading, factor in {"standard": 1.0, "paper": paper_factor()}.items():
        for tan_eta in TAN_ETA:
            name = f"highlighted, {reading}, tan_eta = {tan_eta:g}"
            models[name] = eps_of_zprime(factor, tan_eta)
        for equation, values in PRINTED.items():
            for sign, word in ((1, ""), (-1, " mirrored")) if equation == "17" else ((1, ""),):
                for value in values:
                    name = f"({equation}){word}, {reading}, eps = {sign * value:g}"
                    models[name] = eps_of_zprime(sign * factor * value)
    return models


def paper_factor() -> float:
    """eps_std at the centre of b16-gs98 for eps = 1 as the paper counts."""
    return 2 * sunsi.SolarModel("b16-gs98").nucleons_per_electron(0.0) / PAPER_RATIO


def of_highlighted(factor: float) -> dict:
    """eps_std^e of nu_mu and nu_tau at the highlighted point, eps_std = factor at the centre, and
    (N_n + N_p)/N_e where the document speaks of it."""
    values = sunsi.model(base().with_(model=eps_of_zprime(factor, TAN_ETA[0])))
    places = ("centre", "8B", "earth_mantle", "earth_core")
    return {
        "eps_e": values["eps_e_std"],
        "nucleons_per_electron": {p: values[f"nucleons_per_electron_{p}"] for p in places},
    }


def points(quick, say) -> dict:
    """Task: the highlighted point, (15) and (17), against the data in both octants."""
    config = base(priors=["juno-2025"])
    likelihood = sunsi.Chi2(config)
    models = models_of_paper()
    jobs = [(name, dark) for name in models for dark in (False, True)]
    say(f"{len(jobs)} points", 0, 1)
    found = parallel(lambda j: at_point(likelihood, config, models[j[0]], j[1]), jobs)
    chi2: dict = {}
    for (name, dark), numbers in zip(jobs, found, strict=True):
        chi2.setdefault(name, {})["dark" if dark else "light"] = numbers
    return {
        "chi2": chi2,
        "paper_factor": paper_factor(),
        **of_highlighted(paper_factor()),
    }


#: Mediator masses [MeV] of the study of electrons; the last is as good as infinite.
MASSES = (1.0, 2.0, 5.0, 10.0, 20.0, 40.0, 100.0, 1e4)
SOME_MASSES = (5.0, 10.0, 40.0)


def electrons_of_zprime(mass):
    """eps^e_std of nu_mu and nu_tau alone: c = 0, so that neutral matter has no potential."""

    g = 1e-5 * mass
    one = 1e-3 / sunsi.ZPrime(mass, g, 0, eps_kin=1e-3).effective_nsi()["e"]

    def model(eps: float) -> dict | None:
        if eps == 0:
            return None
        return {"mass_MeV": mass, "c": 0, "g": g, "eps_kin": eps * one}

    return model


def electron_rows(quick) -> dict:
    """name: (experiments, by night too, {row of a model: (model, dark octant)}).

    The night moves Borexino's rates by less than 0.1 %: by day it is all but the same fit. SNO's
    and Super-Kamiokande's energies are above 3.5 MeV: a light mediator is studied where the limit
    of the card is quoted, Borexino's.
    """
    heavy = {
        "heavy, no potential": (electrons_nsi(True), False),
        "heavy, with its potential": (electrons_nsi(False), False),
        "heavy, LMA-Dark": (electrons_nsi(True, True), True),
    }

    def light(masses) -> dict:
        return {f"{mass:g} MeV": (electrons_of_zprime(mass), False) for mass in masses}

    return {
        "Borexino": (["borexino"], False, heavy | light(SOME_MASSES if quick else MASSES)),
        "Super-Kamiokande": (
            ["super-kamiokande"],
            False,
            {"heavy, no potential": heavy["heavy, no potential"]},
        ),
        "all": (ALL, True, heavy | light(SOME_MASSES)),
    }


def electron_interval(model, dark, quick) -> dict:
    """Intervals of eps^e_std at 90 % and 1, 2, 3 sigma, one degree of freedom, all islands."""
    profile = Profile(model, dark)
    step = 0.2 if quick else 0.1
    coarse = np.arange(-2, 3.01, 1.0 if quick else 0.5)
    # Most of these are far above the minimum where all data bind; the figure wants them.
    fine = np.concatenate([np.arange(-1, 1.41, step), np.arange(-0.15, 0.151, 0.05)])
    fill([profile], sorted({round(float(x), 6) for x in (*coarse, *fine)}))
    at, lowest = profile.lowest()
    # chi2(1) at 90 %: 2.7055
    levels = {"90 %": 2.7055, "1 sigma": 1.0, "2 sigma": 4.0, "3 sigma": 9.0}
    ends = parallel(lambda v: profile.intervals(at, lowest + v), levels.values())
    return {
        "best_eps_e": at,
        "chi2": lowest,
        "chi2_at_0": profile(0.0),
        "intervals": dict(zip(levels, ends, strict=True)),
        "profile": profile.points(),
    }


def electrons(quick, say) -> dict:
    """Task: the limit on eps^e_mumu = eps^e_tautau, theta12 and dm21 with JUNO's prior."""
    result: dict = {}
    studies = electron_rows(quick)
    count = sum(len(rows) * (10 if night else 1) for _, night, rows in studies.values())
    done = 0
    for data, (experiments, night, rows) in studies.items():
        config = base(experiments, earth=night, priors=["juno-2025"])
        chi2 = sunsi.Chi2(config)
        for row, (model, dark) in rows.items():
            say(f"{data}, {row}", done, count)
            result[f"{data}, {row}"] = electron_interval(Model(chi2, config, model), dark, quick)
            done += 10 if night else 1
    return result


TASKS = {
    "standard": standard,
    "constant-juno-day": eps_profile("constant", "juno", False),
    "zprime-juno-day": eps_profile("zprime", "juno", False),
    "constant-juno-earth": eps_profile("constant", "juno", True),
    "zprime-juno-earth": eps_profile("zprime", "juno", True),
    "constant-kamland-earth": eps_profile("constant", "kamland", True),
    "zprime-kamland-earth": eps_profile("zprime", "kamland", True),
    "points": points,
    "electrons": electrons,
    "contours": contours,
}
