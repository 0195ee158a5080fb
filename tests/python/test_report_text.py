"""How the report writes numbers, units and names."""

import re

import numpy as np
import pytest

import sunsi
from sunsi.report import text
from sunsi.report.style import spread


def test_version():
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", sunsi.__version__)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (4.22e-4, "4.22 × 10⁻⁴"),
        (-7.6325e-14, "−7.633 × 10⁻¹⁴"),
        (0.0, "0"),
        (40.0, "40"),
        (0.9999999, "1"),
        (99999.6, "1 × 10⁵"),
        (12345.0, "12345"),
        (0.317, "0.317"),
        (float("nan"), "–"),
        (None, "–"),
    ],
)
def test_numbers(value, expected):
    assert text.number(value).replace("\u00a0", " ") == expected


def test_signed_numbers_have_no_negative_zero():
    assert [text.signed(x) for x in (1.234, -0.001, 0.001, -2.0)] == [
        "+1.23",
        "0.00",
        "0.00",
        "−2.00",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("8B:3.2-5.7", "⁸B 3.2–5.7 MeV"), ("8B:5.7", "⁸B > 5.7 MeV"), ("c0", "c₀"), ("CNO", "CNO"),
     ("gallium:7Be", "gallium ⁷Be"), ("7Be", "⁷Be")],
)  # fmt: skip
def test_observables(name, expected):
    assert text.observable(name).replace("\u00a0", " ") == expected


def test_errors_have_two_digits():
    assert text.with_error(5.25, 0.2) == "5.25 ± 0.20"
    assert text.with_error(-0.001, 0.0033) == "−0.0010 ± 0.0033"
    assert text.with_error(134.0, 12.8) == "134 ± 13"


def test_units():
    assert text.unit("1e6 cm-2 s-1") == "10⁶ cm⁻² s⁻¹"
    assert text.unit("cpd/100t") == "cpd/100t"
    assert text.unit("1/MeV2") == "1/MeV²"


def test_spread_keeps_order_gap_and_range():
    rng = np.random.default_rng(1)
    for _ in range(100):
        positions = rng.uniform(0, 1, 6)
        placed = np.array(spread(list(positions), 0.1, 0.0, 1.0))
        assert np.all(np.diff(placed[np.argsort(positions)]) > 0.0999)
        assert placed.min() > -1e-9 and placed.max() < 1 + 1e-9
