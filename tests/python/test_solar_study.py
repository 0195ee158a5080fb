"""docs/solar-fit.md, its numbers and the cards that come from them belong together.

They are written by `scripts/solar-study --write`; nothing here computes a study.
"""

import json
import math
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = str(ROOT / "scripts")
if SCRIPTS not in sys.path:
    sys.path.insert(0, SCRIPTS)

from solar_study import document, facts, store, valley, words  # noqa: E402
from solar_study.oscillation import lowest, rise  # noqa: E402

NUMBERS = ROOT / "docs/studies/solar-fit.json"


@pytest.fixture(scope="module")
def values():
    assert NUMBERS.exists(), (
        "docs/studies/solar-fit.json is missing: run scripts/solar-study (minutes), then "
        "scripts/solar-study --write, and commit what it writes"
    )
    return json.loads(NUMBERS.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def text():
    return (ROOT / "docs/solar-fit.md").read_text(encoding="utf-8")


def table(text, head):
    """Rows of cells of the table whose first line begins with this."""
    lines = text[text.index(head) :].split("\n\n", 1)[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_every_placeholder_has_its_number_and_every_sentence_holds(values):
    template = document.TEMPLATE.read_text(encoding="utf-8")
    known = document.placeholders(values)
    assert set(document.PLACEHOLDER.findall(template)) == set(known)
    assert all(known.values())
    assert [claim for claim, holds in words.claims(values).items() if not holds] == []


def test_the_document_is_what_its_numbers_make(values, text):
    assert values["quick"] is False
    assert document.render(document.TEMPLATE.read_text(encoding="utf-8"), values) == text
    assert "@" not in text.replace("solar-fit.md.in", "")


def test_the_cards_are_what_the_numbers_make(values):
    bands = (ROOT / "data/bounds/bands.yaml").read_text(encoding="utf-8")
    assert facts.bands_card(values, bands) == bands
    curve = (ROOT / "data/bounds/curves/borexino-es.csv").read_text(encoding="utf-8")
    assert facts.electron_curve(values) == curve


def test_the_tables_say_what_the_numbers_say(values, text):
    """Read without the code that writes them: conventions, places, units."""
    ends = values["eps_medium"]["zprime-juno-earth"]["octants"]
    ratio = values["medium"]["nucleons_per_electron"]
    rows = table(text, "| band | sigma |")
    assert len(rows) == 12
    for name, sigma, *cells in rows:
        octant, kind = name.removesuffix(" minimum").split(", ")
        pairs = ends[octant][kind][sigma]
        if not pairs:
            assert set(cells) == {"–"}
            continue
        # Three decimals: half a unit of the last. eps_paper is half of eps_std
        # (V = 2 sqrt2 G_F N eps_paper); eps falls outwards with (N_n + N_p)/N_e.
        factors = (1, ratio["8B"] / ratio["centre"], 0.5, 0.5 * ratio["8B"] / ratio["centre"])
        for cell, factor in zip(cells, factors, strict=True):
            found = [float(x) for x in cell.split(" to ")]
            assert found == pytest.approx([end * factor for end in pairs[0]], abs=5.1e-4)
    first = table(text, "| data | sin2_theta12 |")[0]
    fit = values["standard"]["all"]
    assert float(first[2].split()[0]) == pytest.approx(1e5 * fit["dm21_eV2"][0], abs=5.1e-3)
    assert float(first[1].split()[0]) == pytest.approx(fit["sin2_theta12"][0], abs=5.1e-5)
    lives = re.search(r"\*\*LMA-Dark lives at ([\d.]+) sigma\*\*", text)
    above = ends["dark"]["chi2"] - ends["light"]["chi2"]
    assert float(lives[1]) == pytest.approx(math.sqrt(above), abs=0.051)


def test_intervals_are_nested_and_lie_around_their_minimum(values):
    for case in values["eps_medium"].values():
        for octant in case["octants"].values():
            low, high = [octant["best_eps"]], [octant["best_eps"]]
            for sigma in "123":
                (pair,) = octant["own"][sigma]
                low.append(pair[0])
                high.append(pair[1])
            assert low == sorted(low, reverse=True)
            assert high == sorted(high)
    for row in values["electrons"].values():
        islands = [row["intervals"][k] for k in ("1 sigma", "90 %", "2 sigma", "3 sigma")]
        low = [row["best_eps_e"], *(min(low for low, _ in pairs) for pairs in islands)]
        high = [row["best_eps_e"], *(max(high for _, high in pairs) for pairs in islands)]
        assert low == sorted(low, reverse=True)
        assert high == sorted(high)


def test_the_ways_to_the_same_number_agree(values):
    # Heavy: 1e4 MeV is as good as infinite for recoils below 20 MeV; both by day.
    heavy = values["electrons"]["Borexino, heavy, no potential"]["intervals"]["90 %"][0]
    mediator = values["electrons"]["Borexino, 10000 MeV"]["intervals"]["90 %"][0]
    assert mediator == pytest.approx(heavy, abs=5e-3)
    # eps = 0 of the profile and of the points, by separate searches; theta13 free changes it by
    # less than its prior's pull. chi2 ripples by 2e-3.
    at_0 = values["eps_medium"]["zprime-juno-earth"]["chi2_at_0"]
    assert values["points"]["standard model"]["light"] == pytest.approx(at_0, abs=5e-3)
    assert values["eps_medium"]["constant-juno-earth"]["chi2_at_0"] == pytest.approx(at_0, abs=5e-3)
    assert values["standard"]["all + JUNO"]["chi2"] == pytest.approx(at_0, abs=0.05)
    # Two ways to fit all data, to the tolerance under which they are written.
    check = values["standard by comparison"]["all"]
    assert check["chi2"] == pytest.approx(values["standard"]["all"]["chi2"], abs=0.01)


def test_the_numbers_belong_to_this_likelihood(values):
    """chi2 is printed to 0.01: another likelihood makes the document out of date."""
    moved = store.differences(values["reference"], store.reference(), tolerance=0.01)
    assert moved == [], "run scripts/solar-study and scripts/solar-study --write"
    assert values["juno"] == {name: list(pair) for name, pair in store.juno().items()}


def test_figures_are_there_and_small(text):
    names = re.findall(r"\]\((figures/solar-fit-[\w-]+\.png)\)", text)
    assert len(names) == 3
    for name in names:
        assert 10_000 < (ROOT / "docs" / name).stat().st_size <= 200_000


def test_searches_of_one_dimension():
    """A parabola with a kink beside its minimum: place, value and rise are known."""

    def f(x):
        return (x - 0.31) ** 2 / 0.02**2 + 50 * max(0.0, x - 0.33)

    at, value = lowest(f, 0.15, 0.5, 1e-4)
    assert at == pytest.approx(0.31, abs=1e-4)
    assert value == pytest.approx(0, abs=1e-4)
    assert rise(f, at, value, 0.15, 1.0) == pytest.approx(0.29, abs=1e-4)
    assert rise(f, at, value, 0.15, 1e4) is None


class Valley:
    """chi2 with its minimum at sin2_theta12 = 0.3 + 0.02 x, dm21 = 7.5e-5 exp(0.1 x), x^2 high."""

    def __init__(self, x=0.0):
        self.x = x

    def at(self, x):
        return Valley(x)

    def __call__(self, sin2_theta12, dm21_eV2):
        u = sin2_theta12 - 0.3 - 0.02 * self.x
        v = math.log(dm21_eV2 / 7.5e-5) - 0.1 * self.x
        return self.x**2 + (u / 0.01) ** 2 + (v / 0.02) ** 2 + 0.3 * u * v / 2e-4


def test_a_profile_finds_minimum_and_intervals():
    profile = valley.Profile(Valley(), dark=False)
    valley.fill([profile], [-4.0, -2.5, -1.0, 0.5, 2.0, 3.5])
    at, chi2 = profile.lowest()
    assert (at, chi2) == (pytest.approx(0, abs=2e-3), pytest.approx(0, abs=1e-4))
    for n in (1, 2, 3):
        # The secant ends at 0.002 in chi2, 0.001/n in x.
        assert profile.intervals(at, chi2 + n * n) == [[pytest.approx(-n, abs=2e-3),
                                                        pytest.approx(n, abs=2e-3)]]  # fmt: skip
    assert profile.minimum(2.0)["sin2_theta12"] == pytest.approx(0.34, abs=1e-4)
    assert profile.intervals(at, 30.0) == [[None, None]]


def test_results_that_are_not_current_are_refused(tmp_path):
    kept = store.Store(tmp_path)
    kept.keep("points", False, {"x": 1}, 0.0)
    assert kept.complaint("points", False) is None
    assert kept.all(["points"], False) == {"points": {"x": 1}}
    assert "not been computed" in kept.complaint("electrons", False)
    assert "not of --quick" in kept.complaint("points", True)
    path = kept.path("points")
    good = json.loads(path.read_text())
    for change, why in (
        ({"quick": True}, "is of --quick"),
        ({"key": "0"}, "other data or other scripts"),
        ({"reference": {k: v + 1e-5 for k, v in good["reference"].items()}}, "another likelihood"),
    ):
        path.write_text(json.dumps(good | change))
        assert why in kept.complaint("points", False)
        with pytest.raises(store.Stale, match="points"):
            kept.all(["points"], False)
    path.write_text("{")
    assert "damaged" in kept.complaint("points", False)


def test_writing_from_nothing_changes_nothing(tmp_path):
    before = (ROOT / "data/bounds/bands.yaml").read_bytes()
    command = [sys.executable, str(ROOT / "scripts/solar-study"), "--write", "-o", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    assert "standard has not been computed" in done.stderr
    assert (ROOT / "data/bounds/bands.yaml").read_bytes() == before
