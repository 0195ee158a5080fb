"""sunsi.bounds: the rows of the program's table, and errors."""

import csv
import os
import subprocess
from pathlib import Path

import pytest

import sunsi

pytest.importorskip(
    "sunsi._core", reason="the extension module is not built (pip install ., SUNSI_BUILD_PYTHON)"
)

ROOT = Path(__file__).resolve().parents[2]
TEXT = """model: {{mass_MeV: {mass}, g: 4.22e-4, c: -0.1, tan_eta: -0.75,
  phi: {{charge: 40, mass_ratio: 0.3}}}}
convention: {convention}
"""
POINT = {"model": {"mass_MeV": 40, "g": 4.22e-4, "c": -0.1, "tan_eta": -0.75}}


def rows_of_the_program(path):
    beside = [os.environ.get("SUNSI_EXE"), ROOT / "build/release/bin/sunsi"]
    program = next((p for p in beside if p and Path(p).exists()), None)
    if program is None:
        pytest.skip("the program sunsi is not built; set SUNSI_EXE")
    env = {**os.environ, "SUNSI_DATA": str(sunsi.data_directory())}
    words = [program, "bounds", path, "--quiet"]
    out = subprocess.run(words, capture_output=True, text=True, env=env, check=True).stdout
    return list(csv.DictReader(line for line in out.splitlines() if not line.startswith("#")))


@pytest.mark.parametrize("convention", ["standard", "paper"])
@pytest.mark.parametrize("mass", [4, 40, 250])
def test_rows_are_those_of_the_program(tmp_path, mass, convention):
    path = tmp_path / "point.yaml"
    path.write_text(TEXT.format(mass=mass, convention=convention))
    verdicts = sunsi.bounds(sunsi.Config.load(path))
    rows = rows_of_the_program(path)
    assert len(rows) == len(verdicts) > 50
    for row, verdict in zip(rows, verdicts, strict=True):
        assert list(row) == list(verdict._fields[:-1])
        for name, cell in row.items():
            value = getattr(verdict, name)
            if isinstance(value, bool):
                assert cell == ("yes" if value else "no"), (verdict.bound, name)
            elif value is None:
                assert cell == "", (verdict.bound, name)
            elif isinstance(value, float):  # the program prints 15 digits
                assert float(cell) == pytest.approx(value, rel=1e-14), (verdict.bound, name)
            else:
                assert cell == value
        assert verdict.planned == verdict.bound.startswith("planned-")
        if verdict.excluded:
            assert verdict.applies and verdict.ratio > 1


def test_choice_and_switches():
    config = sunsi.Config.from_dict({**POINT, "bounds": {"only": ["na64-2019"]}})
    (verdict,) = sunsi.bounds(config)
    assert verdict.bound == "na64-2019" and verdict.excluded and verdict.confidence_level == 0.9
    # missing energy: (e eps)^2, so the ratio goes with the square of the coupling
    (half,) = sunsi.bounds(config.with_({"model.g": 2.11e-4}))
    assert half.ratio == pytest.approx(verdict.ratio / 4, rel=1e-6)
    off = sunsi.Config.from_dict({**POINT, "bounds": {"enabled": False}})
    assert len(sunsi.bounds(off)) > 50  # asked for by name


@pytest.mark.parametrize(
    "model", [None, {"kind": "nsi", "eps_e": [[0.1, 0, 0], [0, 0, 0], [0, 0, 0]]}]
)
def test_without_a_zprime(model):
    config = sunsi.Config.from_dict({"model": model} if model else {})
    with pytest.raises(sunsi.ConfigError, match=r"set model\.kind: zprime"):
        sunsi.bounds(config)


def test_not_a_config():
    with pytest.raises(sunsi.ConfigError, match=r"sunsi\.Config is needed"):
        sunsi.bounds(POINT)
