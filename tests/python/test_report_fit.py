"""The fit in the report: figures, tables, captions; damaged files are named."""

import html
import json
import math
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import conftest
from sunsi.report import fit, render
from sunsi.report.__main__ import main
from sunsi.report.load import load

FIGURES = ("fit-planes", "fit-profiles", "fit-spectra", "fit-daynight", "fit-pulls")
PAIR = ["sin2_theta12", "dm21_eV2"]


def place(chi2, shift):
    """What a fit says of one place; `shift` moves fluxes and pulls."""
    return {
        "chi2": chi2, "dof": 90, "p_value": 0.8,
        "experiments": {"borexino": 6.25, "sno": 2.5, "super-kamiokande": 0.04,
                        "super-kamiokande-4": 10.0 + shift},
        "priors": {"juno-2025": 0.125}, "chi2_fluxes": 2.0, "chi2_pulls": 1.5,
        "pulls": {"sk4-scale": -0.75 * shift, "8B-shape": 0.3},
        "fluxes": {"8B": {"over_reference": 1 + 0.06 * shift, "flux": 5.2e6 * (1 + 0.06 * shift)},
                   "pp": {"over_reference": 1.0, "flux": 5.98e10}},
    }  # fmt: skip


def solution(chi2, delta, values, shift):
    names = [*PAIR, "eps_medium"]
    ends = {
        n: {str(k): [v - 0.01 * k * v, v + 0.01 * k * v] for k in (1, 2, 3)}
        for n, v in zip(names, values, strict=True)
    }
    ends["eps_medium"]["3"][0] = None
    best = dict(zip(names, values, strict=True)) | {"chi2": chi2}
    return place(chi2, shift) | {"delta_chi2": delta, "best_fit": best, "intervals": ends}


def circle(x, y, radius):
    angle = np.linspace(0, 2 * math.pi, 30)
    return [[x + radius * math.cos(a), y * (1 + radius * math.sin(a))] for a in angle]


def add_fit(directory):
    """What a run with a fit adds to a directory."""
    dark = solution(75.0, 0.0, (0.692, 7.5e-5, 2.36), 1.0)
    light = solution(76.5, 1.5, (0.306, 7.4e-5, 0.125), 0.5)
    document = place(99.5, 2.0) | {
        "parameters": {"sin2_theta12": 0.69, "dm21_eV2": 7.6e-5, "eps_medium": 1.9},
        "best_fit": dark["best_fit"], "intervals": dark["intervals"],
        "solutions": {"lma": light, "lma_dark": dark},
        "profiles": [
            {"parameter": "eps_medium", "solution": s, "values": [e - 0.4, e, e + 0.4],
             "chi2": [85.0, c, 84.0]} for s, e, c in (("lma", 0.5, 76.5), ("lma_dark", 2.4, 75.0))
        ],
        "contours": [
            {"parameters": PAIR, "solution": s, "chi2_min": 75.0, "levels": [
                {"sigmas": k, "delta_chi2": fit.LEVELS[k],
                 "lines": [{"closed": True, "points": circle(x, 7.5e-5, 0.01 * k)}]}
                for k in (1, 2, 3)]} for s, x in (("lma", 0.306), ("lma_dark", 0.692))
        ],
    }  # fmt: skip
    (directory / "fit.json").write_text(json.dumps(document))
    rows, asymmetry = [], []
    for at in ("point", "lma", "lma_dark"):
        rows.append((at, "sno", "c0", "", "", 0.317, 0.018, 0.32, ""))
        for low in range(4, 10):
            rows.append((at, "super-kamiokande-4", f"{low}-{low + 1}", low, low + 1, 45.0 + low,
                         2.0, 44.0, 100.0))  # fmt: skip
        asymmetry.append((at, "super-kamiokande-4", 4, 10, -0.0321, 0.016, -0.0123))
        asymmetry.append((at, "super-kamiokande", "", "", -0.0286, 0.0085, -0.0175))
    header = ["at", "experiment", "observable", "T_low_MeV", "T_high_MeV", "measured", "sigma",
              "predicted", "expected"]  # fmt: skip
    conftest.write_csv(directory / "fit-data.csv", header, rows)
    header = ["at", "experiment", "T_low_MeV", "T_high_MeV", "measured", "sigma", "predicted"]
    conftest.write_csv(directory / "fit-daynight.csv", header, asymmetry)
    grid, lines = [], []
    for s, middle in (("lma", 0.3), ("lma_dark", 0.7)):
        for y in np.geomspace(1e-5, 3e-4, 9):
            for x in np.linspace(middle - 0.2, middle + 0.2, 7):
                rise = ((x - middle) / 0.03) ** 2 + math.log(y / 7e-5) ** 2
                grid.append(("sno", s, x, y, 5 + rise, rise))
        for x, y in circle(middle, 7e-5, 0.06):
            lines.append(("sno", s, 1, 1, x, y))
    header = ["experiment", "solution", *PAIR, "chi2", "delta_chi2"]
    conftest.write_csv(directory / "fit-alone.csv", header, grid)
    header = ["experiment", "solution", "sigmas", "line", *PAIR]
    conftest.write_csv(directory / "fit-alone-lines.csv", header, lines)
    change(
        directory,
        lambda s: s.update(
            fit={
                "document": "fit.json", "data": "fit-data.csv", "daynight": "fit-daynight.csv",
                "alone": "fit-alone.csv", "alone_lines": "fit-alone-lines.csv",
                "spectra": "merged",
                "priors": [
                    {"name": "juno-2025", "parameter": "dm21_eV2", "value": 7.5e-5, "up": 0.12e-5,
                     "down": 0.12e-5, "octant_free": True, "source": "JUNO2025"},
                    {"name": "juno-2025", "parameter": "sin2_theta12", "value": 0.3092,
                     "up": 0.0087, "down": 0.0087, "octant_free": True, "source": "JUNO2025"}],
                "flux_errors": {"8B": 0.12, "pp": None},
                "window": {"sin2_theta12": [0.1, 0.5], "dm21_eV2": [1e-5, 3e-4]},
            }
        ),
    )  # fmt: skip
    return directory


def change(directory, edit):
    path = directory / "report.json"
    summary = json.loads(path.read_text())
    edit(summary)
    path.write_text(json.dumps(summary))


def change_fit(directory, edit):
    path = directory / "fit.json"
    document = json.loads(path.read_text())
    edit(document)
    path.write_text(json.dumps(document))


@pytest.fixture
def fit_directory(user_directory):
    return add_fit(user_directory)


def plain(directory):
    """Text of the page, tags and no-break spaces removed."""
    page = re.sub(r"</?sub>", "", render(directory).read_text())
    text = html.unescape(re.sub(r"<[^>]*>", " ", page))
    return re.sub(r"\s+", " ", text.replace("\u00a0", " "))


def section_of(directory):
    page = plain(directory)
    return page[page.index("Fit Free:") : page.index("All numbers: fit.json")]


def test_section_has_its_figures_in_order(fit_directory):
    page = render(fit_directory).read_text()
    places = [page.index(f'id="figure-{name}"') for name in ("rates", *FIGURES)]
    start, tables = page.index("<h2>Fit</h2>"), page.index("<h2>Tables</h2>")
    assert places == sorted(places) and places[0] < start < places[1] and places[-1] < tables
    for name, alt in re.findall(r'id="figure-(fit-\w+)">\s*<img alt="([^"]*)"', page):
        assert len(alt) > 60 and "{" not in alt, name
    assert not re.search(r"\bnan\b|\bNone\b", section_of(fit_directory))


def test_figures_are_whole_and_legible(fit_directory):
    render(fit_directory)
    expected = {"fit-planes": ["All together, LMA-Dark", "SNO, LMA", "priors, 1σ", "3σ of all"],
                "fit-profiles": ["eps_medium (standard convention)", "LMA-Dark", "3σ"],
                "fit-spectra": ["Phase IV", "Kinetic energy seen (MeV)"],
                "fit-daynight": ["phase IV", "all phases, amplitude fit"],
                "fit-pulls": ["Φ(⁸B)", "sk4-scale", "8B-shape", "Pull (σ)"]}  # fmt: skip
    for name in FIGURES:
        svg = (fit_directory / f"figures/{name}.svg").read_text()
        words = "".join(ET.fromstring(svg).itertext())
        assert [word for word in expected[name] if word not in words] == [], name
        sizes = [float(s) for s in re.findall(r'<text style="[^"]*font-size: ([\d.]+)px', svg)]
        assert sizes and min(sizes) >= 8
        png = (fit_directory / f"figures/{name}.png").read_bytes()
        assert png.startswith(b"\x89PNG") and len(png) > 10_000


def test_numbers_of_the_tables(fit_directory):
    words = section_of(fit_directory)
    for told in (
        "The better solution is LMA-Dark; LMA lies Δχ² = 1.50 above it.",
        "LMA-Dark 75.00 / 90 0.00 0.8 0.692 1σ: 0.6851 to 0.6989",
        "3σ: open to 2.431",  # an interval without a lower end
        "eps_medium (standard convention)",
        "SNO 2.50 2.50 2.50",
        "Super-Kamiokande, phase IV 12.00 10.50 11.00",
        "Super-Kamiokande, ADN 0.04",
        "prior: JUNO 2025 0.12",
        "total 99.50 76.50 75.00",
        "⁸B 5.824 × 10⁶ 1.120 +1.00 5.356 × 10⁶ 1.030 +0.25",
        "pp 5.98 × 10¹⁰ 1.000 –",
        "sk4-scale −1.50 −0.38 −0.75",
    ):
        assert told in words, told


def test_asymmetries_keep_their_sign(fit_directory):
    rows = dict(fit.daynight(load(fit_directory).fit))
    assert rows["super-kamiokande-4"]["lma"] == (-0.0321, 0.016, -0.0123)
    alt = re.search(r'id="figure-fit-daynight">\s*<img alt="([^"]*)"',
                    render(fit_directory).read_text())[1]  # fmt: skip
    assert "phase IV: measured −3.21 ± 1.60 %, predicted the point −1.23 %" in alt
    assert "amplitude fit: measured −2.86 ± 0.85 %" in alt


def test_pulls_of_fluxes_are_in_errors_of_the_solar_model(fit_directory):
    shifts = fit.flux_shifts(load(fit_directory).fit, "point")
    assert shifts["8B"] == pytest.approx((0.12, 1.0))
    assert shifts["pp"] == (0.0, None)


def test_levels_are_those_of_two_degrees_of_freedom():
    # 2.30, 6.18, 11.83: probabilities of 1, 2, 3 Gaussian standard deviations.
    assert [fit.LEVELS[n] for n in (1, 2, 3)] == pytest.approx([2.2957, 6.1801, 11.8292], abs=1e-4)


def test_contours_with_the_axes_the_other_way(fit_directory):
    before = [(line.x.tolist(), line.y.tolist()) for line in load(fit_directory).fit.joint]

    def turn(document):
        for table in document["contours"]:
            table["parameters"].reverse()
            for level in table["levels"]:
                for line in level["lines"]:
                    line["points"] = [point[::-1] for point in line["points"]]

    change_fit(fit_directory, turn)
    assert [(li.x.tolist(), li.y.tolist()) for li in load(fit_directory).fit.joint] == before


def test_point_alone(fit_directory):
    def edit(document):
        for key in ("solutions", "best_fit", "intervals", "parameters", "profiles", "contours"):
            del document[key]

    change_fit(fit_directory, edit)
    for name in ("fit-data.csv", "fit-daynight.csv"):
        path = fit_directory / name
        lines = [li for li in path.read_text().splitlines() if not li.startswith("lma")]
        path.write_text("\n".join(lines) + "\n")
    change(fit_directory, lambda s: s["fit"].update(alone=None, alone_lines=None))
    page = plain(fit_directory)
    assert "nothing was left free" in page
    made = {path.stem for path in (fit_directory / "figures").iterdir()}
    assert {"fit-spectra", "fit-pulls", "fit-daynight"} <= made
    assert not {"fit-planes", "fit-profiles"} & made


def test_without_night_priors_or_other_tables(fit_directory):
    change(fit_directory, lambda s: s["fit"].update(daynight=None, priors=[]))
    change_fit(fit_directory, lambda d: d.pop("profiles"))
    assert "without other data" in plain(fit_directory)
    made = {path.stem for path in (fit_directory / "figures").iterdir()}
    assert "fit-daynight" not in made and "fit-planes" in made


def test_directories_without_a_fit_say_nothing(user_directory):
    assert "<h2>Fit</h2>" not in render(user_directory).read_text()
    change(user_directory, lambda s: s.update(fit=None))
    assert "<h2>Fit</h2>" not in render(user_directory).read_text()


def test_same_tables_same_bytes(fit_directory):
    def content():
        render(fit_directory)
        paths = [fit_directory / "report.html", *sorted((fit_directory / "figures").iterdir())]
        return [path.read_bytes() for path in paths]

    assert content() == content()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("fit.json", None),
        ("fit.json", "{"),
        ("fit-data.csv", None),
        ("fit-data.csv", "at,experiment,observable,measured,sigma\npoint,sno,c0,1,1\n"),
        ("fit-daynight.csv", "at,experiment,measured,sigma,predicted\nelsewhere,a,1,1,1\n"),
        ("fit-daynight.csv", "at,experiment,measured,sigma,predicted\npoint,a,1,x,1\n"),
        ("fit-alone.csv", None),
        ("fit-alone.csv", "experiment,solution,sin2_theta12,dm21_eV2,delta_chi2\n"
                          "sno,lma,0.1,1e-5,1\nsno,lma,0.2,2e-5,1\nsno,lma,0.1,2e-5,1\n"),
        ("fit-alone-lines.csv", None),
    ],
)  # fmt: skip
def test_damaged_or_missing_file_stops_with_its_name(fit_directory, capsys, name, content):
    path = fit_directory / name
    path.unlink() if content is None else path.write_text(content)
    assert main([str(fit_directory)]) == 3
    message = capsys.readouterr().err
    assert str(path) in message and "sunsi run" in message and message.count("\n") == 1


@pytest.mark.parametrize(
    ("edit", "where"),
    [
        (lambda d: d.pop("chi2"), "chi2 is missing"),
        (lambda d: d["solutions"]["lma"].pop("delta_chi2"), "solutions.lma.delta_chi2 is missing"),
        (lambda d: d["pulls"].update({"8B-shape": "x"}), "pulls.8B-shape is not a number"),
        (lambda d: d["solutions"].update(far=d["solutions"]["lma"]), "solutions.far is not one"),
        (
            lambda d: d["solutions"]["lma"]["intervals"]["dm21_eV2"].pop("2"),
            "solutions.lma.intervals.dm21_eV2.2 is missing",
        ),
    ],
)
def test_wrong_member_is_named(fit_directory, capsys, edit, where):
    change_fit(fit_directory, edit)
    assert main([str(fit_directory)]) == 3
    assert f"fit.json: {where}" in capsys.readouterr().err
