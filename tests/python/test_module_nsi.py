"""sunsi.Nsi and configurations with it."""

import math
import pickle

import numpy as np
import pytest

import sunsi

EPS = np.array([[0.2, 0.1 + 0.3j, 0], [0.1 - 0.3j, 0, 0.1], [0, 0.1, -0.2]])


def test_quarks_nucleons_and_angles():
    u = sunsi.Nsi(eps_u=EPS)
    assert np.array_equal(u.eps_p, 2 * EPS) and np.array_equal(u.eps_n, EPS)
    assert np.allclose(u.eps_u, EPS, atol=1e-15) and np.allclose(u.eps_d, 0, atol=1e-15)
    assert np.all(u.eps_e == 0) and not u.eps_p.flags.writeable
    angle = sunsi.Nsi.from_angle(EPS, math.degrees(math.atan(2)))
    assert np.allclose(angle.eps_d, EPS, atol=1e-15)
    assert sunsi.Nsi(eps_u=EPS, convention="paper") == sunsi.Nsi(eps_u=2 * EPS)
    assert np.array_equal(u.eps_medium(1.5), 2.5 * EPS)
    assert np.allclose(u.eps_medium(1.5, "paper"), 1.25 * EPS, rtol=1e-15)
    assert pickle.loads(pickle.dumps(u)) == u and hash(u) == hash(sunsi.Nsi(eps_u=EPS))


def test_potential_has_the_charged_current():
    V = sunsi.Nsi(eps_p=EPS).potential([100.0], [100.0], [50.0])
    unit = sunsi.Nsi().potential([100.0], [100.0], [50.0])[0, 0, 0]
    assert V.shape == (1, 3, 3) and unit == pytest.approx(7.63247e-12, rel=1e-5)
    assert np.allclose(V[0], unit * (EPS + np.diag([1, 0, 0])), rtol=1e-14)


def test_in_a_configuration():
    nsi = sunsi.Nsi(eps_u=EPS)
    config = sunsi.Config.from_dict({"model": nsi, "solar.sources": ["8B"]})
    assert config.nsi == nsi and config.zprime is None and "nsi" in repr(config)
    typed = sunsi.Config.from_dict({"model": {"eps_u": EPS}, "solar": {"sources": ["8B"]}})
    energy = [1.0, 10.0]
    assert np.allclose(
        sunsi.survival(energy, config), sunsi.survival(energy, typed), rtol=0, atol=1e-13
    )
    assert np.abs(sunsi.survival(energy, config.with_(model=None)) - 0.3).max() > 0.01
    # An Nsi is standard whatever the configuration said before.
    paper = sunsi.Config.from_dict({"convention": "paper"}).with_(model=nsi)
    assert paper.nsi == nsi and paper.convention == "standard"
    with pytest.raises(sunsi.ConfigError, match="convention"):
        sunsi.Config.from_dict({"model": nsi, "convention": "paper"})
    half = sunsi.Config.from_dict({"model": {"eps_u": EPS / 2}, "convention": "paper"})
    assert half.nsi == nsi
    assert config.with_(model=None).nsi is None


def test_mirror():
    config = sunsi.Config.from_dict({"model": sunsi.Nsi(eps_u=EPS), "solar.sources": ["8B"]})
    mirrored = config.with_(
        {"model": config.nsi.mirror(), "oscillation": config.oscillation.mirror()}
    )
    here, there = (sunsi.survival([0.5, 5.0, 12.0], c) for c in (config, mirrored))
    assert np.allclose(here, there, rtol=0, atol=1e-7)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"eps_u": np.eye(2)}, "eps_u"),
        ({"eps_u": EPS, "eps_p": EPS}, "not both"),
        ({"eps_e": [[0, 1, 0], [0.5, 0, 0], [0, 0, 0]]}, "eps_e.*e mu and mu e"),
        ({"eps_p": np.full((3, 3), np.nan)}, "finite"),
        ({"eps_p": [["a"] * 3] * 3}, "numbers"),
        ({"eps_p": EPS, "convention": "papper"}, "convention"),
    ],
)
def test_faults(arguments, words):
    with pytest.raises(sunsi.ConfigError, match=words):
        sunsi.Nsi(**arguments)


def test_eps_e_changes_the_rates():
    config = sunsi.Config.from_dict({"model": sunsi.Nsi(eps_e=EPS), "experiments": ["borexino"]})
    standard = sunsi.rates(config.with_(model=None))
    rates = sunsi.rates(config)
    assert rates.observable == standard.observable
    # eps_e_ee = 0.2 raises g_L and g_R of nu_e by 0.1: 0.73 -> 0.83 squared is +29 %.
    be7 = rates.observable.index("7Be")
    assert 1.1 < rates.predicted[be7] / standard.predicted[be7] < 1.5


def test_probabilities_of_all_flavours():
    config = sunsi.Config.from_dict(
        {
            "model": sunsi.Nsi(eps_u=EPS),
            "earth": {"enabled": True, "site": "kamioka"},
            "solar.sources": ["8B", "pp"],
        }
    )
    energy = [0.3, 8.0]
    P = {
        (f, t): sunsi.survival(energy, config, time=t, final=f)
        for f in ("e", "mu", "tau")
        for t in ("day", "night", "average")
    }
    for time in ("day", "night", "average"):
        total = P["e", time] + P["mu", time] + P["tau", time]
        assert total.shape == (2, 2)
        # nu_e alone may have stopped on coarser grids: the tolerance is 1e-6.
        assert np.allclose(total, 1, rtol=0, atol=1e-12 if time == "day" else 1e-6)
    assert np.abs(P["mu", "day"] - P["tau", "day"]).max() > 0.01
    assert np.abs(P["mu", "night"] - P["mu", "day"]).max() > 1e-3
    # By day sum_i P_i abs(U_mu i)^2.
    fractions = sunsi.mass_fractions(energy, config)
    U = config.oscillation.mixing_matrix()
    assert np.allclose(P["mu", "day"], fractions @ np.abs(U[1]) ** 2, rtol=0, atol=1e-13)
    with pytest.raises(sunsi.ConfigError, match="allowed are"):
        sunsi.survival(energy, config, final="x")
