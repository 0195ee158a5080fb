"""A solar profile of the user's own in the module."""

import pickle

import numpy as np
import pytest

import sunsi

pytest.importorskip(
    "sunsi._core", reason="the extension module is not built (pip install ., SUNSI_BUILD_PYTHON)"
)


@pytest.fixture
def path(tmp_path):
    """A table with Nn/Ne = 0.4 and 8B made within 0.1 R_sun."""
    r = np.linspace(0, 1, 101)
    n_e = 100 * np.exp(-10.5 * r)
    rows = np.column_stack([r, n_e, 0.4 * n_e, r**2 * np.exp(-((r / 0.05) ** 2))])
    name = tmp_path / "profile.csv"
    np.savetxt(name, rows, delimiter=",", header="r,Ne,Nn,nu_8B", comments="", fmt="%.12g")
    return name


def test_file_is_read_in_its_units(path):
    sun = sunsi.SolarModel.from_file(path)
    assert sun.name == str(path) and not sun.shipped
    r = np.array([0.0, 0.1, 0.5])
    n_e, n_p, n_n = sun.composition(r)
    assert n_e == pytest.approx(100 * np.exp(-10.5 * r), rel=1e-9)  # ln Ne is a straight line
    assert n_p == pytest.approx(n_e) and n_n == pytest.approx(0.4 * n_e)
    assert sun.nucleons_per_electron(0.3) == pytest.approx(1.4)
    radius, weight = sun.production("8B")
    # mean of r with the weight r^2 exp(-(r/a)^2): 2 a/sqrt(pi)
    assert float(radius @ weight) == pytest.approx(0.1 / np.sqrt(np.pi), rel=1e-3)
    with pytest.raises(sunsi.ConfigError, match="nu_pp"):
        sun.production("pp")


def test_configuration_gives_the_model_of_its_file(path):
    config = sunsi.Config.from_dict({"solar": {"file": str(path)}})
    assert config.sources == ["8B"]
    sun = config.solar_model
    assert (sun.name, sun.shipped) == (str(path), False)
    assert sun.mean_nucleons_per_electron("8B") == pytest.approx(1.4)
    assert config.solar_model == sun and sun == sun
    assert sun != sunsi.SolarModel.from_file(path)  # the file may have changed in between
    del config
    assert sun.composition(0.0).n_e[0] == pytest.approx(100)  # outlives its configuration
    assert sunsi.Config().solar_model == sunsi.SolarModel("b16-gs98")
    assert sunsi.Config().solar_model.shipped


def test_model_of_a_file_in_a_configuration(path):
    sun = sunsi.SolarModel.from_file(path)
    config = sunsi.Config.from_dict({"solar": {"file": sun}})
    assert config == sunsi.Config.from_dict({"solar": {"file": str(path)}})
    with pytest.raises(sunsi.ConfigError, match=r"stands at solar\.file"):
        sunsi.Config.from_dict({"solar": {"model": sun}})
    with pytest.raises(sunsi.ConfigError, match=r"stands at solar\.model"):
        sunsi.Config.from_dict({"solar": {"file": sunsi.SolarModel("b16-gs98")}})


def test_pickle_repr_and_fluxes(path):
    sun = sunsi.SolarModel.from_file(path)
    again = pickle.loads(pickle.dumps(sun))
    assert (again.name, again.shipped) == (sun.name, False)
    assert repr(sun) == f"SolarModel.from_file({str(path)!r})"
    with pytest.raises(sunsi.ConfigError, match="says nothing of fluxes"):
        sun.fluxes()


@pytest.mark.parametrize(
    ("text", "what"), [("r,Ne\n0,1\n", "no column Nn"), ("r,Ne,Nn\n0,1,1\n", "at least 4")]
)
def test_damaged_file_is_a_data_error(tmp_path, text, what):
    name = tmp_path / "bad.csv"
    name.write_text(text)
    with pytest.raises(sunsi.DataError, match=what):
        sunsi.SolarModel.from_file(name)
    with pytest.raises(sunsi.DataError, match=r"nowhere\.csv"):
        sunsi.SolarModel.from_file(tmp_path / "nowhere.csv")
