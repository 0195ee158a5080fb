"""The extension module: numbers, shapes, arrays and errors of the functions."""

import doctest
import importlib
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import sunsi

pytest.importorskip(
    "sunsi._core", reason="the extension module is not built (pip install ., SUNSI_BUILD_PYTHON)"
)

ROOT = Path(__file__).resolve().parents[2]
POINT = {"model": {"mass_MeV": 40, "g": 4.22e-4, "c": -0.1, "tan_eta": -0.75}}
ALL = ["pp", "pep", "hep", "7Be", "8B", "13N", "15O", "17F"]


@pytest.fixture(scope="module")
def config():
    return sunsi.Config.from_dict(POINT)


def table(*arguments):
    """Rows of a table of the program, as dicts of texts."""
    beside = [os.environ.get("SUNSI_EXE"), ROOT / "build/release/bin/sunsi"]
    program = next((p for p in beside if p and Path(p).exists()), None)
    if program is None:
        pytest.skip("the program sunsi is not built; set SUNSI_EXE")
    env = {**os.environ, "SUNSI_DATA": str(sunsi.data_directory())}
    done = subprocess.run(
        [program, *arguments, "--quiet"], capture_output=True, text=True, env=env, check=True
    )
    lines = [line for line in done.stdout.splitlines() if not line.startswith("#")]
    header = lines[0].split(",")
    return [dict(zip(header, line.split(","), strict=False)) for line in lines[1:]]


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """The point as a file, with few energies."""
    path = tmp_path_factory.mktemp("module") / "point.yaml"
    path.write_text(
        "model: {mass_MeV: 40, g: 4.22e-4, c: -0.1, tan_eta: -0.75}\n"
        "energies: {min_MeV: 0.1, max_MeV: 16, count: 12}\n"
        "oscillation: {dark_octant: true}\n"
    )
    return path


def test_probabilities_are_those_of_the_program(file):
    config = sunsi.Config.load(file)
    rows = table("probability", str(file))
    assert len(rows) > 12
    for source in config.sources:
        mine = [row for row in rows if row["source"] == source]
        energy = [float(row["energy_MeV"]) for row in mine]
        got = sunsi.propagate(energy, config, [source])
        for i, row in enumerate(mine):
            assert got.P_ee[0, i] == pytest.approx(float(row["P_ee_day"]), rel=1e-14)
            assert got.mass_fractions[0, i] == pytest.approx(
                [float(row[f"P_e{k}"]) for k in (1, 2, 3)], rel=1e-14, abs=1e-16
            )
            assert got.error[0, i] == pytest.approx(float(row["error"]), rel=1e-13)


def test_rates_are_those_of_the_program(file):
    rows = table("rates", str(file))
    rates = sunsi.rates(sunsi.Config.load(file))
    assert len(rows) == len(rates) > 10
    for expected, row in zip(rows, rates, strict=True):
        for name in ("experiment", "observable", "unit"):
            assert row[name] == expected[name]
        for name in ("predicted", "measured", "sigma", "pull"):
            assert row[name] == pytest.approx(float(expected[name]), rel=1e-14, abs=1e-14)
        assert row["pull"] == (row["measured"] - row["predicted"]) / row["sigma"]
    assert not rates.in_chi2[list(rates.observable).index("a0")]


def test_quantities_are_those_of_the_program(file):
    config = sunsi.Config.load(file)
    rows = table("model", str(file))
    model = sunsi.model(config)
    assert list(model) == [row["quantity"] for row in rows]
    for row in rows:
        assert model[row["quantity"]] == pytest.approx(float(row["value"]), rel=1e-14)
    no_proton = config.with_({"model.eps_kin": 0, "model.c": 0})
    assert sunsi.model(no_proton)["tan_eta"] is None
    units = {row.quantity: row.unit for row in sunsi.model_table(config)}
    assert units["tau"] == "s"


def test_chi2_adds_up(config):
    result = sunsi.chi2(config)
    parts = sum(result["experiments"].values()) + result["fluxes"] + result["pulls"]
    assert result["total"] == pytest.approx(parts, rel=1e-12)
    assert set(result["experiments"]) == {"borexino", "sno", "super-kamiokande"}
    rates = config.with_(experiments=["borexino", "sno"])
    assert sunsi.chi2(rates)["dof"] == sum(sunsi.rates(rates).in_chi2)
    assert set(result["flux_pulls"]) == set(ALL)
    one = sunsi.chi2(config.with_(experiments=["sno"]))
    assert set(one["experiments"]) == {"sno"} and one["dof"] == 4
    assert one["p_value"] < 1
    assert one["p_alone"]["sno"] == pytest.approx(one["p_value"], rel=1e-12)


def test_chi2_is_that_of_the_likelihood(config):
    """Phases of Super-Kamiokande are one experiment; priors are the fit's."""
    config = config.with_(
        experiments=["borexino", "super-kamiokande"], fit__priors=["juno-2025"], fit__point=True
    )
    result = sunsi.chi2(config)
    assert result["total"] == sunsi.fit(config)["chi2_solar"]
    assert result["total"] < sunsi.fit(config)["chi2"] == sunsi.Chi2(config)()
    assert set(result["experiments"]) == {"borexino", "super-kamiokande"} and result["pulls"] > 0
    parts = sum(result["experiments"].values()) + result["fluxes"] + result["pulls"]
    assert result["total"] == pytest.approx(parts, rel=1e-12)


@pytest.mark.parametrize(("energy", "n"), [(8.0, 1), ([8], 1), ([1, 2.5], 2), ([], 0)])
def test_shapes(config, energy, n):
    assert sunsi.survival(energy, config, ["8B", "pp", "8B"]).shape == (3, n)
    assert sunsi.survival(energy, config).shape == (8, n)
    assert sunsi.mass_fractions(energy, config, ["8B"]).shape == (1, n, 3)
    assert sunsi.survival_error(energy, config, ("8B",)).shape == (1, n)
    assert sunsi.survival(energy, config, []).shape == (0, n)


def test_order_of_sources_and_energies_is_that_asked(config):
    energy = np.array([10.0, 0.5, 3.0])
    all_at_once = sunsi.survival(energy, config, ["pp", "8B"])
    for i, source in enumerate(["pp", "8B"]):
        for k, E in enumerate(energy):
            assert all_at_once[i, k] == sunsi.survival(E, config, [source])[0, 0]


def test_probability_is_the_sum_over_mass_states(config):
    got = sunsi.propagate([0.3, 8.0], config)
    row = config.oscillation.electron_row()
    assert got.P_ee == pytest.approx(got.mass_fractions @ row, rel=1e-12)
    assert got.mass_fractions.sum(axis=2) == pytest.approx(1, abs=1e-12)
    assert not got.by_ode.all()
    assert sunsi.propagate(8.0, config.with_({"propagation.engine": "ode"})).by_ode.all()
    off = config.with_(oscillation__enabled=False)
    assert (sunsi.survival([0.3, 8.0], off) == 1).all() and off.oscillation is None


def test_arrays_of_float64_are_read_in_place(config):
    from sunsi import _arrays

    energy = np.linspace(1.0, 15.0, 31)
    for array in (energy, energy[::3], energy[::-1]):
        assert np.shares_memory(_arrays.vector(array, "x"), array)
        expected = sunsi.survival(array.tolist(), config, ["8B"])
        assert (sunsi.survival(array, config, ["8B"]) == expected).all()
    energy.flags.writeable = False
    assert sunsi.survival(energy, config, ["8B"]).shape == (1, 31)


def test_results_own_their_memory(config):
    first = sunsi.survival([1.0, 2.0], config, ["8B"])
    kept = first.copy()
    second = sunsi.survival([1.0, 2.0], config, ["8B"])
    assert first.dtype == np.float64 and first.flags.c_contiguous and first.flags.writeable
    second[:] = 0
    assert (first == kept).all()


@pytest.mark.parametrize(
    "energy",
    [np.float32([1.0]), np.array([1.0], ">f8"), np.array([1 + 0j]), np.array(["1"]), "1", ["1"],
     True, None, np.float32(1), [[1.0], [1.0, 2.0]],
     [[1.0]], np.ones((2, 2)), [1.0, 0.0], [-1.0], [math.nan], [math.inf], {"a": 1}],
)  # fmt: skip
def test_wrong_energies_are_named(config, energy):
    with pytest.raises(sunsi.ConfigError, match="energy_MeV"):
        sunsi.survival(energy, config)


def test_the_compiled_part_itself_refuses_to_convert(config):
    from sunsi import _core

    with pytest.raises(TypeError):
        _core.propagate(config._native, np.float32([1.0]), ["8B"])


def test_wrong_arguments_are_named(config):
    with pytest.raises(sunsi.ConfigError, match="did you mean '8B'"):
        sunsi.survival(1.0, config, ["8b"])
    with pytest.raises(sunsi.ConfigError, match="write \\['8B'\\]"):
        sunsi.survival(1.0, config, "8B")
    with pytest.raises(sunsi.ConfigError, match="names, not 8"):
        sunsi.survival(1.0, config, [8])
    for time in ("mean", ""):
        with pytest.raises(sunsi.ConfigError, match="allowed are 'day', 'night', 'average'"):
            sunsi.survival(1.0, config, time=time)
    with pytest.raises(sunsi.ConfigError, match=r"earth\.enabled: true"):
        sunsi.survival(1.0, config, time="night")
    for function in (sunsi.rates, sunsi.chi2, sunsi.model):
        with pytest.raises(sunsi.ConfigError, match="Config is needed"):
            function(POINT)
    with pytest.raises(sunsi.ConfigError, match="kind is standard"):
        sunsi.model(sunsi.Config())


def test_errors_are_of_the_usual_kinds(config):
    assert issubclass(sunsi.ConfigError, ValueError)
    assert issubclass(sunsi.NumericalError, ArithmeticError)
    for kind in (sunsi.ConfigError, sunsi.DataError, sunsi.NumericalError):
        assert issubclass(kind, sunsi.Error)
    from sunsi import errors

    assert sunsi.DataError is errors.DataError


def test_rates_cannot_be_changed(config):
    rates = sunsi.rates(config.with_(experiments=["sno"]))
    with pytest.raises(ValueError, match="read-only"):
        rates.predicted[0] = 1
    with pytest.raises(AttributeError):
        rates.unit = ()


@pytest.mark.parametrize(
    "name",
    ["_bounds", "_config", "_data", "_functions", "_oscillation", "_solar", "_zprime", "__init__"],
)
def test_examples_in_docstrings(name):
    module = sunsi if name == "__init__" else importlib.import_module(f"sunsi.{name}")
    result = doctest.testmod(module, extraglobs={"sunsi": sunsi})
    assert result.attempted > 0 and result.failed == 0


def test_every_public_name_is_there_and_says_what_it_is():
    assert set(sunsi.__all__) <= set(dir(sunsi))
    for name in sunsi.__all__:
        assert getattr(sunsi, name).__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = sunsi.nonsense


def test_the_package_works_without_the_compiled_part(tmp_path):
    """Pure CMake use: the report is importable, everything else says what to do."""
    (tmp_path / "sunsi").mkdir()
    for path in Path(sunsi.__file__).parent.glob("*"):
        if not path.name.startswith("_core") and path.name != "__pycache__":
            (tmp_path / "sunsi" / path.name).symlink_to(path.resolve())
    code = """
import sys
sys.modules["sunsi._core"] = None
import sunsi, sunsi.report
assert sunsi.DataError and sunsi.ConfigError
try:
    sunsi.Config
except ImportError as error:
    assert "pip install" in str(error), error
else:
    raise SystemExit("no error")
"""
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], env=env, check=True, cwd=tmp_path)


def test_night_and_average():
    config = sunsi.Config.from_dict({"earth": {"enabled": True, "site": "kamioka"}})
    energies = [5.0, 10.0]
    day, night, both = (
        sunsi.survival(energies, config, ["8B"], time=t) for t in ("day", "night", "average")
    )
    assert (night > day).all()  # regeneration
    share = (both - day) / (night - day)
    assert np.allclose(share, 0.4984, atol=2e-4)  # of the year's time at 36.4 degrees north
    without = sunsi.Config.from_dict({})
    assert (sunsi.survival(energies, without, ["8B"]) == day).all()
