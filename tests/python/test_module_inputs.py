"""The immutable inputs of the extension module: Config, Oscillation, ZPrime, SolarModel."""

import copy
import math
import os
import pickle
import shutil

import numpy as np
import pytest

import sunsi

pytest.importorskip(
    "sunsi._core", reason="the extension module is not built (pip install ., SUNSI_BUILD_PYTHON)"
)

POINT = {"model": {"mass_MeV": 40, "g": 4.22e-4, "c": -0.1, "tan_eta": -0.75}}
TEXT = "model: {mass_MeV: 40, g: 4.22e-4, c: -0.1, tan_eta: -0.75}\n"


@pytest.fixture(scope="module")
def config():
    return sunsi.Config.from_dict(POINT)


@pytest.fixture(scope="module")
def sun():
    return sunsi.SolarModel("b16-gs98")


def test_file_text_and_dict_mean_the_same(config, tmp_path):
    path = tmp_path / "c.yaml"
    path.write_text(TEXT)
    dotted = {f"model.{key}": value for key, value in POINT["model"].items()}
    numpy = {"model": {key: np.float64(value) for key, value in POINT["model"].items()}}
    others = [
        sunsi.Config.load(path),
        sunsi.Config.load(str(path)),
        sunsi.Config.from_yaml(TEXT),
        sunsi.Config.from_dict(dotted),
        sunsi.Config.from_dict(numpy),
        sunsi.Config().with_(POINT),
        sunsi.Config.from_yaml(config.completed),
    ]
    for other in others:
        assert other == config and other.hash == config.hash and hash(other) == hash(config)
    assert config != sunsi.Config() and config != config.hash
    assert len({config, *others, sunsi.Config()}) == 2


def test_properties(config):
    assert config.energies_MeV.shape == (160,) and config.energies_MeV[0] == 0.1
    assert config.sources == ["pp", "pep", "hep", "7Be", "8B", "13N", "15O", "17F"]
    assert config.convention == "standard" and config.engine == "auto"
    assert config.tolerance == 1e-6
    assert config.experiments == ["borexino", "sno", "super-kamiokande"]
    assert config.solar_model == sunsi.SolarModel("b16-gs98")
    assert config.zprime.tan_eta == pytest.approx(-0.75) and sunsi.Config().zprime is None
    assert config.hash in repr(config) and "zprime" in repr(config)
    assert "mass_MeV: 40 " in config.completed and "--set" not in config.completed


@pytest.mark.parametrize("name", ["hash", "energies_MeV", "anything", "_native"])
def test_configurations_cannot_be_changed(config, name):
    with pytest.raises(AttributeError):
        setattr(config, name, 1)
    with pytest.raises(AttributeError):
        delattr(config, name)


def test_lists_and_views_lead_no_way_in(config):
    config.sources.append("x")
    assert "x" not in config.sources
    with pytest.raises(ValueError, match="read-only"):
        config.energies_MeV[0] = 1
    view = sunsi.Config().energies_MeV
    assert view[-1] == 16.0  # the configuration lives as long as its view


def test_pickling_and_copies(config):
    made = config.with_(oscillation__preset="juno-2025", energies=[1.0, 2.0])
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        back = pickle.loads(pickle.dumps(made, protocol))
        assert back == made and back.completed == made.completed
        assert back.with_(model__g=1e-4) == made.with_(model__g=1e-4)
    assert copy.copy(made) is made and copy.deepcopy(made) is made
    state = config.__reduce__()
    with pytest.raises(sunsi.ConfigError, match="pickled"):
        state[0](*state[1][:-1], "0" * 12)


def test_with_changes_what_is_asked_and_nothing_else(config):
    assert config.with_() == config
    changed = config.with_({"model.g": 4e-4}, solar__sources=["8B"])
    assert changed.zprime.g == 4e-4 and changed.sources == ["8B"]
    assert changed.zprime.c == -0.1 and config.zprime.g == 4.22e-4
    assert config.with_(model={"g": 4e-4}).zprime == config.with_(model__g=4e-4).zprime
    assert changed.with_(solar__sources=None).sources == config.sources
    assert config.with_(model=None) == sunsi.Config()
    preset = sunsi.Config().with_(oscillation__preset="nufit-5.2-no").oscillation
    assert preset == sunsi.Oscillation(preset="nufit-5.2-no") != sunsi.Oscillation()
    many = config
    for g in np.geomspace(1e-5, 1e-3, 5):
        many = many.with_(model__g=g)
    assert many == config.with_(model__g=1e-3) and len(many._overrides) <= 5


def test_the_new_one_of_two_rivals_stays(config):
    medium = config.with_({"model.eps_medium": {"value": 1.0, "at": "centre"}})
    assert sunsi.model(medium)["eps_medium_std_centre"] == pytest.approx(1, rel=1e-12)
    assert medium.with_(model__g=4e-4).zprime.g == 4e-4
    assert medium.with_(model__g=4e-4).with_({"model.eps_medium.value": 1.0}) == medium
    assert config.with_(model__eps_kin=1e-4).zprime.eps_kin == 1e-4
    text = sunsi.Config.from_yaml(TEXT).with_(model__eps_kin=1e-4)
    assert text == config.with_(model__eps_kin=1e-4)
    with pytest.raises(sunsi.ConfigError, match="contradict"):
        config.with_(model__eps_kin=1e-4, model__tan_eta=-0.75)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"model": {"mas_MeV": 40}}, "model.mas_MeV.*did you mean 'mass_MeV'"),
        ({"modle": {}}, "did you mean 'model'"),
        ({"model": {**POINT["model"], "g": math.nan}}, "model.g.*not finite"),
        ({"model": {**POINT["model"], "g": -math.inf}}, "model.g.*not finite"),
        ({"model": {**POINT["model"], "g": "4e-4"}}, "model.g must be a number"),
        ({"model": {**POINT["model"], "g": True}}, "model.g must be a number"),
        ({"model": {**POINT["model"], "g": 1 + 1j}}, "model.g: a complex"),
        ({"model": {**POINT["model"], "g": {4e-4}}}, "model.g: a set"),
        ({"model": {**POINT["model"], "eps_kin": 0}}, "contradict"),
        ({"model": POINT["model"], "model.g": 1e-4}, "model.g stands twice"),
        ({"model": {1: 2}}, "key 1 is not a text"),
        ({"energies": np.linspace(0, 1, 5000)}, "^energies = .{,80}must be > 0"),
        ({"earth": {"enabled": True, "site": "lngz"}}, "did you mean 'lngs'"),
        ({"solar": {"sources": ["8B", "8B"]}}, "stands twice"),
        ("model: {}", "dict of keys"),
        ([1], "dict of keys"),
    ],
)
def test_wrong_dicts_are_named(values, message):
    with pytest.raises(sunsi.ConfigError, match=message) as caught:
        sunsi.Config.from_dict(values)
    assert "--set" not in str(caught.value)


def test_wrong_files_are_named(tmp_path):
    with pytest.raises(sunsi.ConfigError, match=r"nowhere.yaml: No such file"):
        sunsi.Config.load(tmp_path / "nowhere.yaml")
    with pytest.raises(sunsi.ConfigError, match="directory"):
        sunsi.Config.load(tmp_path)
    path = tmp_path / "bad.yaml"
    path.write_text("solar:\n  modle: b16-gs98\n")
    with pytest.raises(sunsi.ConfigError, match=r"bad.yaml:2:3: unknown key 'modle'"):
        sunsi.Config.load(path)
    bad = {b"\xff\xfea": "1:1", b"solar: {}\na: \xff\n": "2:4", b"a\0b": "1:2", b"a: \x1b\n": "1:4"}
    for raw, place in bad.items():
        path.write_bytes(raw)
        with pytest.raises(sunsi.ConfigError, match=f"bad.yaml:{place}: not a text in UTF-8"):
            sunsi.Config.load(path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(sunsi.ConfigError, match="pipe: a pipe or a device"):
        sunsi.Config.load(tmp_path / "pipe")
    with pytest.raises(sunsi.ConfigError, match=r"<yaml>:1:\d+: end of sequence"):
        sunsi.Config.from_yaml("model: [")


def test_damaged_data_are_named(tmp_path, monkeypatch):
    data = shutil.copytree(sunsi.data_directory(), tmp_path / "data")
    monkeypatch.setenv("SUNSI_DATA", str(data))
    assert sunsi.data_directory() == data
    assert sunsi.Config().hash
    spectrum = data / "spectra/pp.csv"
    spectrum.write_text(spectrum.read_text() + "\n")
    with pytest.raises(sunsi.DataError, match=r"pp.csv: damaged"):
        sunsi.Config()
    (data / "solar/b16-gs98.csv").unlink()
    with pytest.raises(sunsi.DataError, match="b16-gs98"):
        sunsi.SolarModel("b16-gs98")
    monkeypatch.setenv("SUNSI_DATA", str(tmp_path))
    with pytest.raises(sunsi.DataError, match=r"no manifest.csv"):
        sunsi.Config()


def test_oscillation():
    osc = sunsi.Oscillation(sin2_theta12=0.308, delta_cp_deg=212)
    U = osc.mixing_matrix()
    assert np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]]) == pytest.approx(abs(U @ U.conj().T))
    assert osc.electron_row() == pytest.approx(abs(U[0]) ** 2)
    assert osc.other_octant().sin2_theta12 == pytest.approx(0.692)
    mirror = osc.mirror()
    assert mirror.dm31_eV2 == pytest.approx(osc.dm21_eV2 - osc.dm31_eV2)
    inverted = sunsi.Oscillation(preset="nufit-6.1-io", dm21_eV2=7.0e-5)
    same = sunsi.Config.from_dict({"oscillation": {"preset": "nufit-6.1-io", "dm21_eV2": 7.0e-5}})
    assert inverted.dm31_eV2 == pytest.approx(same.oscillation.dm31_eV2, rel=1e-14)
    dark = sunsi.Config.from_dict({"oscillation": osc.other_octant()})
    assert dark.oscillation.sin2_theta12 == pytest.approx(0.692)
    assert pickle.loads(pickle.dumps(osc)) == osc and hash(osc)
    with pytest.raises(AttributeError):
        osc.dm21_eV2 = 1e-5
    for wrong in ({"sin2_theta12": 2}, {"dm21_eV2": 0}, {"preset": "x"}, {"sin2_theta13": "a"}):
        with pytest.raises(sunsi.ConfigError, match=next(iter(wrong))[:4]):
            sunsi.Oscillation(**wrong)


def test_zprime(config, sun):
    z = sunsi.ZPrime(40, 4.22e-4, -0.1, tan_eta=-0.75, phi=sunsi.Phi(40, 12.0))
    assert z.tan_eta == pytest.approx(-0.75)
    q, nsi, paper = z.charges(), z.effective_nsi(), z.effective_nsi("paper")
    assert q["n"] / q["p"] == pytest.approx(-0.75) and q["n"] == pytest.approx(q["u"] + 2 * q["d"])
    assert nsi["n"] / nsi["p"] == pytest.approx(-0.75)
    assert {f: 2 * eps for f, eps in paper.items()} == nsi
    # Neutral matter: e and p cancel in eps_kin, so R eps_medium(1) = eps^e + eps^p + eps^n N_n/N_p.
    n = sun.composition([0.0, 0.3])
    R = sun.nucleons_per_electron(np.array([0.0, 0.3]))
    V = z.potential(n.n_e, n.n_p, n.n_n)
    assert V.shape == (2, 3) and (V[:, 1] == V[:, 2]).all()
    assert V[:, 1] / V[:, 0] == pytest.approx(z.eps_medium(R), rel=1e-12)
    assert z.eps_medium(R) == pytest.approx(nsi["e"] + nsi["p"] + nsi["n"] * (R - 1), rel=1e-12)
    assert z.eps_medium(1.5, "paper") == z.eps_medium(1.5) / 2
    widths = z.widths_MeV()
    assert widths["total"] == pytest.approx(sum(widths.values()) / 2) and widths["phi"] > 0
    assert z.lifetime_s() * widths["total"] == pytest.approx(6.582119569e-22, rel=1e-9)
    assert z.decay_length_m(40.0) == 0 and z.decay_length_m(80.0) > 0
    table = sunsi.model(config.with_(model=z))
    assert table["tau"] == pytest.approx(z.lifetime_s(), rel=1e-12)
    assert table["eps_p_paper"] == pytest.approx(paper["p"], rel=1e-12)
    assert config.with_(model=z).zprime == z
    assert pickle.loads(pickle.dumps(z)) == z and hash(z) and z != config.zprime
    with pytest.raises(AttributeError):
        z.g = 1


def test_wrong_zprimes_are_named():
    with pytest.raises(sunsi.ConfigError, match="mass_MeV = -4"):
        sunsi.ZPrime(-4, 1e-4, 1, eps_kin=0)
    with pytest.raises(sunsi.ConfigError, match="eps_kin or tan_eta"):
        sunsi.ZPrime(4, 1e-4, 1)
    with pytest.raises(sunsi.ConfigError, match="eps_kin or tan_eta"):
        sunsi.ZPrime(4, 1e-4, 1, eps_kin=0, tan_eta=1)
    with pytest.raises(sunsi.ConfigError, match="g = nan"):
        sunsi.ZPrime(4, math.nan, 1, eps_kin=0)
    with pytest.raises(sunsi.ConfigError, match=r"phi.mass_MeV"):
        sunsi.ZPrime(4, 1e-4, 1, eps_kin=0, phi=sunsi.Phi(1, -1))
    with pytest.raises(sunsi.ConfigError, match="convention"):
        sunsi.ZPrime(4, 1e-4, 1, eps_kin=0).effective_nsi("mine")
    for c, eps in ((0, 1), (-0.1, -1), (-0.1, 0)):
        with pytest.raises(sunsi.ConfigError):
            sunsi.ZPrime.from_eps_medium(eps, 40, c, eps_kin=0, nucleons_per_electron=1.5)


def test_solar_model(sun):
    n = sun.composition(np.array([0.0, 0.5, 2.0]))
    assert (n.n_e == n.n_p).all() and n.n_e[2] == 0 and n.n_e[0] > n.n_e[1] > 0
    assert sun.nucleons_per_electron(0.0) == pytest.approx(1 + n.n_n[0] / n.n_p[0], rel=1e-12)
    radius, weight = sun.production("8B")
    assert radius.shape == weight.shape and weight.sum() == pytest.approx(1, rel=1e-12)
    assert weight @ sun.nucleons_per_electron(radius) == pytest.approx(
        sun.mean_nucleons_per_electron("8B"), rel=1e-6
    )  # the mean is that of the table; the rule is good to 1e-8 for P, for the ratio to 2.5e-7
    with pytest.raises(ValueError, match="read-only"):
        radius[0] = 1
    flux, error = sun.fluxes()["8B"]
    assert 4e6 < flux < 7e6 and 0 < error < 0.5
    assert sun.name in sunsi.SolarModel.names() and repr(sun) == "SolarModel('b16-gs98')"
    assert pickle.loads(pickle.dumps(sun)) == sun != sunsi.SolarModel("sf3-gs98")
    with pytest.raises(AttributeError):
        sun.name = "x"
    for wrong in (-0.1, math.nan, np.float32([0.1])):
        with pytest.raises(sunsi.ConfigError, match=r"^r"):
            sun.composition(wrong)
    with pytest.raises(sunsi.ConfigError, match="unknown source"):
        sun.production("9B")
    with pytest.raises(sunsi.ConfigError, match="unknown solar model"):
        sunsi.SolarModel("x")
