"""The bands of P_ee in the report: drawn, in words, as a table, or missing with a reason."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

import conftest
from sunsi.report import render, spread
from sunsi.report.__main__ import main
from sunsi.report.load import load

POINT = (1.0, False)  # eps and octant of the main point of `user_directory`


def words_of(directory):
    svg = (directory / "figures/pee.svg").read_text()
    return "".join(ET.fromstring(svg).itertext())


def plain(directory):
    """Text of the page, tags and no-break spaces removed."""
    html = render(directory).read_text()
    html = re.sub(r"</?sub>", "", html)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html)).replace("\u00a0", " ")


def edit_spread(directory, function):
    path = directory / "spread.csv"
    path.write_text(function(path.read_text()))


def without_osc(text):
    """The table as it is when the preset has no intervals."""
    lines = []
    for line in text.splitlines():
        if line.startswith("# oscillation-interval"):
            continue
        if line.startswith("# oscillation-band"):
            line = "# oscillation-band: left out: the preset x has no intervals"
        elif line[0] != "#" and not line.startswith("source"):
            line = ",".join([*line.split(",")[:-2], "", ""])
        lines.append(line)
    return "\n".join(lines) + "\n"


def test_numbers_are_those_of_the_table(user_directory):
    page = plain(user_directory)
    p = conftest.survival(10.0, *POINT, "8B")
    told = next(s for s in spread.sentences(load(user_directory)) if "10 MeV" in s)
    assert told.startswith(f"⁸B at 10 MeV: P_ee = {p:.4f}".rstrip("0"))
    assert f"the 3 solar models spread it by {0.01 * p:.2g}" in told
    assert "lowest sf3-c11, highest b16-gs98" in told
    assert "moves it by +0.02 −0.01." in told  # up 0.02, down 0.01: not the other way round
    assert told.replace("P_ee", "Pee") in page  # the page sets the index lower
    assert "pp at 0.267 MeV" in page and "nufit-6.1-no (NuFIT6.1)" in page
    assert f"{p:.4f} +0.00 −{10 * p:.2f} sf3-c11 b16-gs98 +20.00 −10.00" in page


def test_bands_are_drawn_with_labels(user_directory):
    render(user_directory)
    words = words_of(user_directory)
    for label in ("3 solar models", "Δm²₂₁ within 1σ", "nufit-6.1-no"):
        assert label in words
    assert "own profile" not in words


def test_a_sun_that_is_none_of_the_models_is_named(user_directory):
    """The band then holds the user's own profile, and must not pass for a spread of models."""
    edit_spread(user_directory, lambda text: "# solar-model: my/profile.csv\n" + text)
    page = plain(user_directory)
    assert "the own profile and 3 solar models spread it by" in page
    assert "own profile and 3 solar models" in words_of(user_directory)
    edit_spread(user_directory, lambda text: text.replace("my/profile.csv", "sf3-c11"))
    assert "the 3 solar models spread it by" in plain(user_directory)


def test_edges_are_offsets_from_the_curve(user_directory):
    report = load(user_directory)
    energy = np.array([0.1, 1.0, 10.0, 15.0])
    low, high = spread.offsets(report, "osc", "8B", energy)
    assert np.allclose(low, -0.01, atol=1e-12) and np.allclose(high, 0.02, atol=1e-12)
    low, high = spread.offsets(report, "model", "8B", energy)
    p = np.array([conftest.survival(e, *POINT, "8B") for e in energy])
    assert np.allclose(low, -0.01 * p, atol=1e-12) and np.allclose(high, 0, atol=1e-12)
    # between the rows: linear in the logarithm of the energy
    middle, _ = spread.offsets(report, "model", "8B", np.array([np.sqrt(10.0)]))
    assert middle[0] == pytest.approx((low[1] + low[2]) / 2, abs=1e-12)
    assert spread.offsets(report, "osc", "pp", energy) is None  # a single row


def test_a_missing_band_is_told_and_not_drawn(user_directory):
    edit_spread(user_directory, without_osc)
    page = plain(user_directory)
    assert "The band of θ₁₂ and Δm²₂₁ is left out: the preset x has no intervals." in page
    assert "standard deviation of θ₁₂ and Δm²₂₁ moves" not in page
    words = words_of(user_directory)
    assert "within 1σ" not in words and "3 solar models" in words


def test_directories_without_the_table_still_render(user_directory):
    path = user_directory / "report.json"
    summary = json.loads(path.read_text())
    summary["files"].pop("spread")
    path.write_text(json.dumps(summary))
    Path(user_directory / "spread.csv").unlink()
    page = plain(user_directory)
    assert "How firm" not in page and "solar models spread" not in page
    assert "solar models" not in words_of(user_directory)


@pytest.mark.parametrize(
    ("function", "what"),
    [
        (lambda t: t.replace("P_ee_osc_hi", "P_ee_osc"), "lacks column P_ee_osc_hi"),
        (lambda t: re.sub(r"(?m)^pp,0\.267,[^,]*", "pp,0.267,nan", t), "is not a finite number"),
        (lambda t: re.sub(r"(?m)^pp,0\.267,", "pp,,", t), "is not a finite number"),
    ],
)
def test_damaged_table_is_an_error(user_directory, capsys, function, what):
    edit_spread(user_directory, function)
    assert main([str(user_directory)]) == 3
    message = capsys.readouterr().err
    assert "spread.csv" in message and what in message
    assert not (user_directory / "report.html").exists()
