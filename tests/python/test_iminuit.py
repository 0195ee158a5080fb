"""The example of docs/fit.md with iminuit runs and finds what sunsi.fit finds."""

import re
from pathlib import Path

import pytest

import sunsi

DOC = Path(__file__).resolve().parents[2] / "docs/fit.md"


def test_the_documented_example():
    blocks = re.findall(r"```python\n(.*?)```", DOC.read_text(), re.DOTALL)
    (example,) = [block for block in blocks if "from iminuit" in block]
    names: dict = {}
    exec(compile(example, str(DOC), "exec"), names)
    minuit, fit = names["minuit"], sunsi.fit(names["config"])
    assert minuit.valid
    # Both minimise to a thousandth of an error and better; Minos ends within a percent of it.
    lma = fit["solutions"]["lma"]
    assert minuit.fval == pytest.approx(lma["chi2"], abs=1e-3)
    for name, ours, unit in (("sin2_theta12", "sin2_theta12", 1), ("dm21_5", "dm21_eV2", 1e-5)):
        low, high = lma["intervals"][ours]["1"]
        best, error = lma["best_fit"][ours], (high - low) / 2
        assert unit * minuit.values[name] == pytest.approx(best, abs=0.02 * error)
        errors = minuit.merrors[name]
        assert unit * errors.upper == pytest.approx(high - best, rel=0.02)
        assert -unit * errors.lower == pytest.approx(best - low, rel=0.02)
