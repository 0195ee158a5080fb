"""Bounds where users look: the verb, a run and its folder, `check` and `data`."""

import json
import math

import pytest
from sunsi_program import POINT, left_over, read_table

FEW = "energies: [0.3, 2, 9]\n"
PHI = "  phi: {charge: 40, mass_ratio: 0.3333333333333333}\n"
NSI = "model: {kind: nsi, eps_d: [[0, 0, 0], [0, 0.1, 0], [0, 0, 0]]}\n"
BY_NA64 = ["na64-2019", "na64-bl-2022", "borexino-es", "charm2-es"]


def report_of(folder):
    return json.loads((folder / "report.json").read_text())


def excluded(table):
    rows = zip(table.column("bound"), table.column("excluded"), strict=True)
    return [name for name, word in rows if word == "yes"]


def data_lines(table):
    return {line.split(" ")[0] for line in table.meta["data"]}


@pytest.mark.parametrize("convention", ["standard", "paper"])
def test_the_table_of_a_run_is_that_of_the_verb(sunsi, config, tmp_path, convention):
    """With a phi: in `paper` the factor 8 of (24) makes another ratio."""
    name = config(f"convention: {convention}\n{POINT}{PHI}{FEW}")
    assert sunsi("run", name, "-o", "out", "--quiet").status == 0
    alone = read_table(sunsi("bounds", name, "--quiet").out)
    text = (tmp_path / "out/bounds.csv").read_text()
    of_run = read_table(text)
    assert (of_run.header, of_run.rows) == (alone.header, alone.rows)
    assert len(of_run.rows) > 50
    assert {key: alone.meta[key] for key in of_run.meta if key != "point"} == alone.meta
    assert (tmp_path / "out/points/point/bounds.csv").read_text() == text
    assert not (tmp_path / "out/points/standard/bounds.csv").exists()
    assert {"bounds/index.yaml", "bounds/na64-2019.yaml", "bounds/curves/na64-2019.csv"} <= (
        data_lines(of_run)
    )
    # xenon-8b takes P_ee from the solar model: it stands among the data, and goes with the bound.
    assert "solar/b16-gs98.profile.csv" in data_lines(of_run)
    one = sunsi("bounds", name, "--set", "bounds.only=[na64-2019]", "--quiet").out
    assert not any(line.startswith("solar/") for line in data_lines(read_table(one)))


def test_conventions_differ_where_the_paper_does(sunsi, config, tmp_path):
    ratios = []
    for convention in ("standard", "paper"):
        sunsi("run", config(f"convention: {convention}\n{POINT}{FEW}"), "-o", "out", "--quiet")
        table = read_table((tmp_path / "out/bounds.csv").read_text())
        ratios.append(dict(zip(table.column("bound"), table.column("ratio"), strict=True)))
    standard, paper = ratios
    # abs(eps^e) < 2: of eps_std = 2 eps_paper
    assert float(standard["borexino-quoted"]) == pytest.approx(2 * float(paper["borexino-quoted"]))
    assert standard["na64-2019"] == paper["na64-2019"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (POINT + "bounds: {enabled: false}\n", "bounds.enabled is false"),
        ("", "model.kind is standard"),
        (NSI, "model.kind is nsi"),
    ],
    ids=["disabled", "standard", "nsi"],
)
def test_runs_without_bounds_say_why(sunsi, config, tmp_path, text, words):
    name = config(text + FEW)
    result = sunsi("run", name, "-o", "out", "--quiet")
    assert result.status == 0, result.err
    assert not list((tmp_path / "out").rglob("bounds.csv"))
    assert not (tmp_path / "out/planes").exists()
    report = report_of(tmp_path / "out")
    assert words in report["bounds"]["note"] and report["bounds"]["planes"] == []
    assert all(point["bounds"] is None for point in report["points"])
    assert not any(i["file"].startswith("bounds/") for i in report["inputs"])
    assert "bounds" not in sunsi("check", name).out
    verdict = json.loads(sunsi("check", name, "--format", "json").out)
    assert verdict["bounds"] == {} and words in verdict["bounds_summary"]
    assert not set(verdict["excluded_by"]) - {"borexino", "sno"}
    files = sunsi("data", name).out
    assert "bounds/" not in files


def test_an_earlier_table_does_not_outlive_its_run(sunsi, config, tmp_path):
    sunsi("run", config(POINT + FEW), "-o", "out", "--quiet")
    assert (tmp_path / "out/bounds.csv").exists() and (tmp_path / "out/planes").exists()
    again = sunsi("run", "c.yaml", "-o", "out", "--quiet", "--set", "bounds.enabled=false")
    assert again.status == 0
    assert not list((tmp_path / "out").rglob("bounds.csv"))
    assert not (tmp_path / "out/planes").exists()
    assert left_over(tmp_path / "out") == []


def test_the_highlighted_point_shows_both_readings(sunsi, tmp_path):
    assert sunsi("run", "-o", "out", "--quiet", "--set", "energies=[1]").status == 0
    out = tmp_path / "out"
    report = report_of(out)
    tables = {}
    for point in report["points"][1:]:
        table = read_table((out / point["directory"] / "bounds.csv").read_text())
        assert table.meta["convention"] == [point["reading"]]
        assert excluded(table) == point["bounds"]["excluded_by"]
        assert point["bounds"]["summary"] == table.meta["summary"][0]
        assert "charm2-es" in excluded(table) and point["verdict"] == "excluded"
        assert "bounds: excluded by" in point["verdict_line"]
        tables[point["name"]] = table
    assert report["points"][0]["bounds"] is None
    assert (out / "bounds.csv").read_text() == (
        out / "points/eps-std-1-light/bounds.csv"
    ).read_text()
    # g is larger by sqrt2 in the paper's reading: (g-2)_mu grows by 2
    g2 = [
        float(tables[name].column("ratio")[tables[name].column("bound").index("gminus2")])
        for name in ("eps-std-1-light", "eps-paper-1-light")
    ]
    assert g2[1] == pytest.approx(2 * g2[0], rel=1e-9)
    planes = report["bounds"]["planes"]
    assert [plane["points"] for plane in planes] == [
        ["eps-std-1-light", "eps-std-1-dark"],
        ["eps-paper-1-light", "eps-paper-1-dark"],
    ]
    assert [plane["convention"] for plane in planes] == ["standard", "paper"]
    assert "4 by laboratory and other bounds" in report["verdict"]["headline"]


def test_the_plane_goes_a_decade_to_either_side(sunsi, config, tmp_path):
    sunsi("run", config(POINT + FEW), "-o", "out", "--quiet")
    (plane,) = report_of(tmp_path / "out")["bounds"]["planes"]
    assert plane["points"] == ["point", "point-other-octant"]
    assert (plane["mass_MeV"], plane["g"]) == (pytest.approx(40), pytest.approx(4.22e-4))
    folder = tmp_path / "out" / plane["directory"]
    names = {path.name for path in folder.iterdir()}
    assert names == {"contours.csv", "bands.csv", "regions.csv", "excluded.csv"}
    axes = (
        "scan: {axes: [{key: model.mass_MeV, min: 4, max: 400, count: 120, spacing: log}, "
        "{key: model.g, min: 4.22e-5, max: 4.22e-3, count: 120, spacing: log}]}\n"
    )
    sunsi("bounds", config(POINT + axes, "plane.yaml"), "--plane", "-o", "plane", "--quiet")
    for stem in ("contours", "bands", "regions"):
        ours, verb = (
            read_table((f / f"{stem}.csv").read_text()) for f in (folder, tmp_path / "plane")
        )
        assert ours.header == verb.header and len(ours.rows) == len(verb.rows) > 20
        for mine, other in zip(ours.rows, verb.rows, strict=True):
            for a, b in zip(mine, other, strict=True):
                # ends differ by the rounding of value/10 against the typed number
                assert a == b or float(a) == pytest.approx(float(b), rel=1e-6, abs=1e-9)


def test_shading_is_what_the_points_of_the_plane_say(sunsi, config, tmp_path):
    """Against the bounds themselves, at places well off the half step of the shading."""
    sunsi("run", config(POINT + FEW), "-o", "out", "--quiet")
    table = read_table((tmp_path / "out/planes/point/excluded.csv").read_text())
    rows = [tuple(map(float, row)) for row in table.rows]
    step = 100 ** (1 / 119)
    masses = sorted({mass for mass, _, _ in rows})
    tried = set()
    for mass in masses[::29]:
        parts = [(low, high) for m, low, high in rows if m == mass]
        for g in (5e-5, 1.1e-4, 2e-4, 4e-4, 9e-4, 2.2e-3):
            distance = min(abs(math.log(g / end)) for part in parts for end in part)
            if distance < math.log(step):
                continue
            inside = any(low < g < high for low, high in parts)
            point = POINT.replace("4.22e-4", repr(g)).replace("40", repr(mass))
            point += "bounds: {skip: [xenon-8b]}\n"
            verb = read_table(sunsi("bounds", config(point, "p.yaml"), "--quiet").out)
            assert bool(excluded(verb)) == inside, (mass, g)
            tried.add(inside)
    assert tried == {True, False}


@pytest.mark.parametrize(
    ("mass", "g", "names", "upper"),
    [(40, 4.22e-4, "na64-2019", False), (10, 1e-5, "e137, orsay, nucal", True)],
    ids=["missing-energy", "beam-dumps"],
)
def test_ends_of_the_shading_lie_within_a_step(sunsi, config, tmp_path, mass, g, names, upper):
    """A step further out nothing is excluded, inside it is. Beam dumps end above, NA64 below."""
    only = f"bounds: {{only: [{names}]}}\n"

    def at(m, coupling):
        return POINT.replace("4.22e-4", repr(coupling)).replace(": 40", f": {m!r}") + only

    sunsi("run", config(at(mass, g) + FEW), "-o", "out", "--quiet")
    table = read_table((tmp_path / "out/planes/point/excluded.csv").read_text())
    step = 100 ** (1 / 119)
    column = table.numbers("g_high" if upper else "g_low")
    ends = [
        (m, end)
        for m, end in zip(table.numbers("mass_MeV"), column, strict=True)
        if g / 9 < end < g * 9
    ][::12]
    assert len(ends) > 3
    for m, end in ends:
        for factor, inside in ((1 / step, upper), (step, not upper)):
            verb = sunsi("bounds", config(at(m, end * factor), "p.yaml"), "--quiet").out
            assert bool(excluded(read_table(verb))) == inside, (m, end)


def test_check_lists_the_bounds(sunsi, config):
    name = config(POINT)
    verdict = json.loads(sunsi("check", name, "--format", "json").out)
    assert verdict["excluded_by"] == ["borexino", "sno", *BY_NA64]
    table = read_table(sunsi("bounds", name, "--quiet").out)
    assert list(verdict["bounds"]) == table.column("bound")
    na64 = verdict["bounds"]["na64-2019"]
    assert na64["excluded"] is True and na64["ratio"] == na64["prediction"] / na64["limit"] > 1
    assert na64["confidence_level"] == 0.9
    assert verdict["bounds"]["apex"]["ratio"] is None
    assert verdict["bounds_summary"] == table.meta["summary"][0]
    line = sunsi("check", name).out
    assert line.count("\n") == 1
    assert (
        "; bounds: excluded by na64-2019, na64-bl-2022, borexino-es, charm2-es (4 of the " in line
    )


def test_a_bound_excludes_what_solar_data_allow(sunsi, config):
    """LMA-Dark without electrons: coherent scattering sees it, the Sun does not."""
    dark = POINT.replace("4.22e-4", "5.96e-4").replace("-0.75", "1")
    name = config(dark + "oscillation: {dark_octant: true}\n")
    verdict = json.loads(sunsi("check", name, "--format", "json").out)
    assert (verdict["verdict"], verdict["verdict_solar"]) == ("excluded", "allowed")
    assert "coherent-csi" in verdict["excluded_by"] and "sno" not in verdict["excluded_by"]
    line = sunsi("check", name).out
    assert line.startswith("Point, LMA-Dark: excluded by coherent-csi")
    assert "; solar data: allowed (chi2" in line
    alone = ("--set", "bounds.only=[na64-2019]")
    line = sunsi("check", name, *alone).out
    assert line.startswith("Point, LMA-Dark: allowed (chi2")
    assert line.endswith("; bounds: allowed by the one bound that applies\n")


def test_data_of_a_run_names_cards_and_curves(sunsi, config):
    out = sunsi("data", config(POINT + "bounds: {only: [na64-2019]}\n")).out
    files = read_table(out).column("file")
    cards = [file for file in files if file.startswith("bounds/")]
    assert cards == [
        "bounds/curves/na64-2019.csv",
        "bounds/index.yaml",
        "bounds/na64-2019.yaml",
        "bounds/bands.yaml",
    ]
    assert len(files) == len(set(files))


def test_damaged_curves_are_found(sunsi, config, data_copy):
    path = data_copy / "bounds/curves/na64-2019.csv"
    path.write_text(path.read_text().replace("title: ", "title:  "))
    for words in (("bounds",), ("check",), ("run", "-o", "out")):
        verb, *rest = words
        result = sunsi(verb, config(POINT + FEW), *rest, env={"SUNSI_DATA": str(data_copy)})
        assert result.status == 3 and f"{path}: damaged" in result.err
