"""Exclusion planes, and questions the other way round: `sunsi bounds --plane|--largest|--find`."""

import csv
import json
import signal
import time

import pytest
from sunsi_program import POINT, read_table
from test_cli_signals import started

SCAN = """scan:
  axes:
    - {key: model.mass_MeV, min: 6, max: 120, count: 30, spacing: log}
    - {key: model.g, min: 1.0e-6, max: 1.0e-2, count: 25, spacing: log}
"""


def tables(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.csv")}


def verdict(sunsi, name, **values):
    """The NA64 row of the point's table."""
    changes = [w for k, v in values.items() for w in ("--set", f"model.{k}={v!r}")]
    result = sunsi("bounds", name, "--quiet", *changes)
    assert result.status == 0, result.err
    lines = [x for x in result.out.splitlines() if not x.startswith("#")]
    return next(row for row in csv.DictReader(lines) if row["bound"] == "na64-2019")


def test_files_and_their_counts(sunsi, config, tmp_path):
    result = sunsi("bounds", config(POINT + SCAN), "--plane", "-o", "out")
    assert (result.status, result.out) == (0, "out/plane.json\n"), result.err
    assert "% of the plane excluded by" in result.err
    found = tables(tmp_path / "out")
    assert {"plane.csv", "contours.csv", "bands.csv", "regions.csv"} <= set(found)
    points = read_table(found["plane.csv"].decode())
    assert points.header == ["mass_MeV", "g", "excluded", "strongest", "ratio"]
    assert len(points.rows) == 750
    assert {"30 values", "25 values"} == {
        part for line in points.meta["axis"] for part in line.split(", ") if "values" in part
    }
    assert points.meta["confidence"][0].startswith("levels are mixed")
    assert [(r == "yes") for r in points.column("excluded")] == [
        float(r or 0) > 1 for r in points.column("ratio")
    ]
    regions = read_table(found["regions.csv"].decode())
    bounds = sunsi("bounds", "c.yaml", "--quiet")
    names = [row.split(",")[0] for row in bounds.out.splitlines() if not row.startswith("#")][1:]
    assert regions.column("bound") == names
    machine = json.loads((tmp_path / "out/plane.json").read_text())
    assert [len(axis["values"]) for axis in machine["axes"]] == [30, 25]
    assert len(machine["points"]["ratio"]) == 750
    assert [b["name"] for b in machine["bounds"]] == names
    assert {"lma", "lma-dark"} <= {b["name"] for b in machine["bands"]}


def test_the_contour_is_where_the_verdict_turns(sunsi, config, tmp_path):
    sunsi("bounds", config(POINT + SCAN), "--plane", "-o", "out", "--quiet")
    limit = read_table((tmp_path / "out/limits/na64-2019.csv").read_text())
    assert limit.header == ["mass_MeV", "g_min", "g_max"]
    for mass, g, _ in limit.rows[::9]:
        at = {"mass_MeV": float(mass)}
        below = verdict(sunsi, "c.yaml", g=float(g) * (1 - 1e-4), **at)
        above = verdict(sunsi, "c.yaml", g=float(g) * (1 + 1e-4), **at)
        assert (below["excluded"], above["excluded"]) == ("no", "yes")
    contours = read_table((tmp_path / "out/contours.csv").read_text())
    rows = [r for r in contours.rows if r[0] == "na64-2019" and r[2] == "limit"]
    on_grid = {(float(m), float(g)) for m, g, _ in limit.rows}
    assert on_grid <= {(float(r[3]), float(r[4])) for r in rows}


def test_named_axes_and_usual_ones(sunsi, config, tmp_path):
    name = config(POINT + SCAN)
    assert sunsi("bounds", name, "--plane", "mass_MeV,model.c", "-o", "out").status == 0
    axes = json.loads((tmp_path / "out/plane.json").read_text())["axes"]
    assert [a["key"] for a in axes] == ["model.mass_MeV", "model.c"]
    assert [len(a["values"]) for a in axes] == [30, 200]
    assert not (tmp_path / "out/limits").exists()
    assert sunsi("bounds", config(POINT, "d.yaml"), "--plane", "-o", "usual").status == 0
    axes = json.loads((tmp_path / "usual/plane.json").read_text())["axes"]
    assert [(a["values"][0], a["values"][-1]) for a in axes] == [(5, 200), (1e-6, 1e-2)]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["--plane", "g"], "write two keys"),
        (["--plane", "g,h"], "no axis can run over 'h'"),
        (["--plane", "model.g,model.gg"], "did you mean 'model.g'?"),
        (["--plane", "g,g"], "stands twice"),
        (["--plane", "g,eps_medium"], "contradict"),
        (["--plane", "-o", "c.yaml"], "is no folder"),
        (["--plane", "-o", "."], "holds other files"),
        (["--plane", "-o", "-"], "writes a folder"),
        (["--plane", "--set", "model=null"], "set model.kind: zprime"),
        (["--find", "g"], "no relation"),
        (["--find", "gg > 1"], "unknown quantity 'gg'"),
        (["--find", "g > 1", "--largest", "g"], "--largest"),
        (["--largest", "c"], "--largest"),
    ],
)
def test_wrong_words(sunsi, config, tmp_path, words, part):
    result = sunsi("bounds", config(POINT), *words)
    assert result.status == 2, result.err
    assert part in result.err
    assert [p.name for p in tmp_path.iterdir()] == ["c.yaml"]


def test_same_bytes_for_any_number_of_threads(sunsi, config, tmp_path):
    name = config(POINT + SCAN)
    for threads in (1, 2, 4):
        out = f"out{threads}"
        assert sunsi("bounds", name, "--plane", "-o", out, "--threads", threads).status == 0
    one = {p.name: p.read_bytes() for p in (tmp_path / "out1").rglob("*") if p.is_file()}
    assert len(one) >= 6
    for threads in (2, 4):
        folder = tmp_path / f"out{threads}"
        assert {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == one


def test_an_earlier_plane_is_replaced_whole(sunsi, config, tmp_path):
    name = config(POINT + SCAN)
    assert sunsi("bounds", name, "--plane", "-o", "out").status == 0
    assert (tmp_path / "out/limits/na64-2019.csv").exists()
    assert sunsi("bounds", name, "--plane", "mass_MeV,c", "-o", "out/").status == 0
    assert not (tmp_path / "out/limits").exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["c.yaml", "out"]


def test_large_planes_keep_their_points(sunsi, config, tmp_path):
    """Lines and shares are written, a million rows are not."""
    big = SCAN.replace("count: 30", "count: 600").replace("count: 25", "count: 600")
    result = sunsi("bounds", config(POINT + big), "--plane", "-o", "out", megabytes=2000)
    assert result.status == 0, result.err
    assert not (tmp_path / "out/plane.csv").exists()
    assert json.loads((tmp_path / "out/plane.json").read_text())["points"] is None
    meta = read_table((tmp_path / "out/contours.csv").read_text()).meta
    assert meta["points"] == ["360000, not written one by one above 250000"]


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["SIGINT", "SIGTERM"]
)
def test_interrupted(config, tmp_path, number, status):
    big = SCAN.replace("count: 30", "count: 3000").replace("count: 25", "count: 3000")
    words = ("bounds", config(POINT + big), "--plane", "-o", "out", "--threads", 1)
    with started(*words, cwd=tmp_path) as process:
        time.sleep(0.5)
        assert process.poll() is None, "the plane is too short to be interrupted"
        process.send_signal(number)
        out, err = process.communicate(timeout=10)
    assert (process.returncode, out) == (status, "")
    assert "interrupted" in err.splitlines()[-1]
    assert [path.name for path in tmp_path.iterdir()] == ["c.yaml"]


def test_largest_g_is_where_the_verdict_turns(sunsi, config):
    result = sunsi("bounds", config(POINT + "bounds: {only: [na64-2019]}\n"), "--largest", "g")
    assert result.status == 0, result.err
    assert "largest allowed g = " in result.err and "set by na64-2019" in result.err
    table = read_table(result.out)
    g = float(table.column("g_max")[0])
    assert verdict(sunsi, "c.yaml", g=g * 0.9999)["excluded"] == "no"
    assert verdict(sunsi, "c.yaml", g=g * 1.0001)["excluded"] == "yes"


@pytest.mark.parametrize("convention", ["standard", "paper"])
def test_what_is_found_meets_the_demands(sunsi, config, convention):
    name = config(f"convention: {convention}\n{POINT}bounds: {{only: [na64-2019]}}\n")
    result = sunsi("bounds", name, "--find", "eps_medium in 1.9..3.3, tan_eta > 0.5")
    assert result.status == 0, result.err
    assert result.err.startswith("allowed; closest to its limit is na64-2019")
    table = read_table(result.out)
    found = dict(zip(table.column("quantity"), table.numbers("value"), strict=True))
    # The Sun's centre, as eps_medium is meant without `at`.
    eps = found["eps_medium_std" if convention == "standard" else "eps_medium_paper"]
    assert eps >= 1.9 * (1 - 1e-9)
    assert eps <= 3.3 * (1 + 1e-9)
    assert found["eps_medium_std"] == pytest.approx(2 * found["eps_medium_paper"], rel=1e-12)
    assert found["tan_eta"] > 0.5
    again = verdict(
        sunsi, name, **{k: found[k] for k in ("mass_MeV", "g", "c")}, tan_eta=found["tan_eta"]
    )
    assert again["excluded"] == "no"
    assert float(again["ratio"]) == pytest.approx(found["strongest_ratio"], rel=1e-6)
