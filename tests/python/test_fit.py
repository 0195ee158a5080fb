"""sunsi.fit and the function sunsi.Chi2."""

import threading

import pytest

import sunsi

QUICK = {"experiments": ["borexino", "sno"], "earth": {"enabled": False}}
POINT = {"mass_MeV": 40, "eps_medium": {"value": 1.9}, "c": -0.1, "tan_eta": 1}


@pytest.fixture(scope="module")
def chi2():
    return sunsi.Chi2(sunsi.Config.from_dict(QUICK))


def test_the_function_is_the_fit_at_a_point(chi2):
    config = sunsi.Config.from_dict({**QUICK, "fit": {"point": True}})
    fit = sunsi.fit(config)
    assert chi2() == fit["chi2"]
    assert chi2.parts()["experiments"] == fit["experiments"]
    osc = config.oscillation
    assert chi2(sin2_theta12=osc.sin2_theta12, dm21_eV2=osc.dm21_eV2) == pytest.approx(
        fit["chi2"], abs=1e-9
    )


def test_best_fit_is_where_the_function_is_lowest(chi2):
    fit = sunsi.fit(sunsi.Config.from_dict({**QUICK, "fit": {"priors": ["juno-2025"]}}))
    best = dict(fit["best_fit"])
    least = best.pop("chi2")
    with_prior = sunsi.Chi2(sunsi.Config.from_dict({**QUICK, "fit": {"priors": ["juno-2025"]}}))
    assert with_prior(**best) == pytest.approx(least, abs=1e-6)
    low, high = fit["intervals"]["sin2_theta12"]["1"]
    # Without re-minimising over dm21 chi2 is no lower than the profile's.
    assert with_prior(**{**best, "sin2_theta12": low}) >= least + 1 - 0.01
    assert with_prior(**{**best, "sin2_theta12": high}) >= least + 1 - 0.01
    assert with_prior(**best) == pytest.approx(
        chi2(**best) + sum(with_prior.parts(**best)["priors"].values()), abs=1e-9
    )


def test_couplings_by_name():
    chi2 = sunsi.Chi2(sunsi.Config.from_dict({**QUICK, "model": POINT}))
    standard = sunsi.Chi2(sunsi.Config.from_dict(QUICK))
    assert chi2(eps_medium=0) == pytest.approx(standard(), abs=1e-9)
    # The other octant at eps = 2 - 0.1 is near to the light one at 0.1.
    assert chi2(eps_medium=1.9, sin2_theta12=0.69) < chi2(eps_medium=1.9, sin2_theta12=0.31) - 20
    paper = sunsi.Chi2(sunsi.Config.from_dict({**QUICK, "convention": "paper", "model": POINT}))
    assert paper(eps_medium=0.95) == pytest.approx(chi2(eps_medium=1.9), abs=1e-6)


def test_a_held_flux(chi2):
    best = chi2.parts()["fluxes"]["8B"]["flux"]
    assert chi2(flux_8B=best) == pytest.approx(chi2(), abs=1e-6)
    assert chi2(flux_8B=1.3 * best) > chi2() + 4


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"dm21": 7e-5}, "dm21_eV2"),
        ({"g": 1e-4}, "Z'"),
        ({"sin2_theta12": 1.5}, "[0, 1]"),
        ({"sin2_theta12": "a"}, "number"),
        ({"sin2_theta12": float("nan")}, "sin2_theta12"),
    ],
)
def test_faulty_values(chi2, values, words):
    with pytest.raises(sunsi.ConfigError) as error:
        chi2(**values)
    assert words in str(error.value)


def test_threads_share_one_function(chi2):
    values = [0.25, 0.28, 0.31, 0.34]
    alone = [chi2(sin2_theta12=s) for s in values]
    together = [0.0] * len(values)

    def ask(i):
        together[i] = chi2(sin2_theta12=values[i])

    threads = [threading.Thread(target=ask, args=(i,)) for i in range(len(values))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == alone


def test_not_a_config():
    with pytest.raises(sunsi.ConfigError):
        sunsi.fit({})
    with pytest.raises(sunsi.ConfigError):
        sunsi.Chi2("c.yaml")
