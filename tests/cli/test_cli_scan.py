"""sunsi scan: one row a point, the same bytes however it came to its end."""

import json
import signal
import subprocess
import time

import pytest
from sunsi_program import POINT, command, environment, read_table

AXES = """scan:
  axes:
    - {{key: model.mass_MeV, min: 20, max: 200, count: {0}, spacing: log}}
    - {{key: model.g, min: 2.0e-5, max: 2.0e-4, count: {1}, spacing: log}}
"""
GRID = POINT + "experiments: [borexino, sno, super-kamiokande]\n" + AXES.format(4, 3)


def test_rows_are_the_points_of_check(sunsi, config):
    """chi2 and what excludes, at corners of the grid and between them."""
    name = config(GRID + "fit: {priors: [juno-2025]}\n")
    table = read_table(sunsi("scan", name).out)
    assert table.header == [
        *("mass_MeV", "g", "chi2_solar", "p_solar", "excluded_by", "strongest", "ratio", "error")
    ]
    assert len(table.rows) == 12 and set(table.column("error")) == {""}
    masses, couplings = table.numbers("mass_MeV"), table.numbers("g")
    assert masses[:4] == pytest.approx([20, 20 * 10 ** (1 / 3), 20 * 10 ** (2 / 3), 200])
    assert masses[4:8] == masses[:4] and couplings[:4] == [2e-5] * 4 and couplings[-1] == 2e-4
    assert len(set(table.column("chi2_solar"))) == 12
    for k in (0, 5, 11):
        at = [f"model.mass_MeV={masses[k]!r}", f"model.g={couplings[k]!r}"]
        out = sunsi("check", name, *(w for a in at for w in ("--set", a)), "--format", "json").out
        point = json.loads(out)
        # Fifteen digits of mass and g are what the table prints.
        assert float(table.column("chi2_solar")[k]) == pytest.approx(point["chi2"], rel=1e-11)
        assert float(table.column("p_solar")[k]) == pytest.approx(point["p_value"], rel=1e-9)
        data = set(point["experiments"])
        bounds = [n for n in point["excluded_by"] if n not in data]
        assert table.column("excluded_by")[k].split() == bounds
        ratios = {n: v["ratio"] for n, v in point["bounds"].items() if v["applies"] and v["ratio"]}
        strongest = table.column("strongest")[k]
        assert float(table.column("ratio")[k]) == pytest.approx(ratios[strongest], rel=1e-9)


def test_outputs_choose_the_columns(sunsi, config):
    name = config(GRID)
    solar = read_table(sunsi("scan", name, "--set", "scan.outputs=[chi2_solar]").out)
    assert solar.header == ["mass_MeV", "g", "chi2_solar", "p_solar", "error"]
    bounds = read_table(sunsi("scan", name, "--set", "scan.outputs=[bounds]").out)
    assert bounds.header == ["mass_MeV", "g", "excluded_by", "strongest", "ratio"]
    both = read_table(sunsi("scan", name).out)
    assert both.column("chi2_solar") == solar.column("chi2_solar")
    assert both.column("excluded_by") == bounds.column("excluded_by")


def test_any_number_of_threads_gives_the_same_bytes(sunsi, config):
    name = config(GRID)
    assert sunsi("scan", name, "--threads", 1).out == sunsi("scan", name, "--threads", 3).out


def test_an_interrupted_scan_goes_on(sunsi, config, tmp_path):
    """What the second call writes is what one call would have written."""
    name = config(POINT + "experiments: [borexino, sno, super-kamiokande]\n" + AXES.format(150, 20))
    part = tmp_path / "out.csv.partial"
    process = subprocess.Popen(
        command("scan", name, "-o", "out.csv"),
        cwd=tmp_path,
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        for _ in range(600):
            if part.exists() and part.stat().st_size > 1000:
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    finally:
        process.kill()
    assert process.returncode == 130 and "the same command goes on" in err
    assert not (tmp_path / "out.csv").exists()
    kept = part.read_text().splitlines()
    assert kept[-1] == "block" and 128 < len(kept) < 3000
    # Another scan does not take these points for its own.
    other = sunsi("scan", name, "-o", "out.csv", "--set", "model.c=-0.2")
    assert other.status == 2 and "another scan" in other.err
    fewer = "scan.outputs=[chi2_solar]"
    assert sunsi("scan", name, "-o", "out.csv", "--set", fewer).status == 2
    # A write that was cut short does not count.
    part.write_text(part.read_text() + "0x1.8p+4\t0x")
    again = sunsi("scan", name, "-o", "out.csv")
    assert again.status == 0 and f" of 3000 points stand in {part.name}" in again.err
    assert not part.exists()
    assert (tmp_path / "out.csv").read_text() == sunsi("scan", name).out


def test_points_without_chi2_do_not_cost_the_others(sunsi, config, tmp_path):
    """eps^e many orders above one: no flux is left that data measure."""
    text = GRID.replace("min: 2.0e-5, max: 2.0e-4", "min: 1.0e-5, max: 1")
    text = text.replace("min: 20,", "min: 0.5,")
    result = sunsi("scan", config(text), "-o", "out.csv")
    assert result.status == 4 and "points have no chi2_solar" in result.err
    table = read_table((tmp_path / "out.csv").read_text())
    failed = [row for row in table.rows if row[-1]]
    assert 0 < len(failed) < 12
    for row in table.rows:
        assert bool(row[-1]) == (row[2] == "") == (row[3] == "")
        assert "nan" not in ",".join(row).lower()


def test_the_point_that_axes_replace_need_have_no_chi2(sunsi, config):
    """Its mass and g, for which nothing measures a flux, are no point of the grid."""
    text = GRID + "bounds: {enabled: false}\n"
    absurd = ("--set", "model.mass_MeV=0.5", "--set", "model.g=1")
    only = ("--set", "scan.outputs=[chi2_solar]")
    usual, other = (sunsi("scan", config(text), *only, *more) for more in ((), absurd))
    assert sunsi("check", config(text), *absurd).status == 4
    assert usual.status == other.status == 0
    assert read_table(usual.out).rows == read_table(other.out).rows


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (POINT, ["two axes", "scan: {axes:"]),
        (GRID.replace("count: 4", "count: 9999").replace("count: 3", "count: 999"), ["1000000"]),
        (GRID + "bounds: {enabled: false}\n", ["chi2_solar", "bounds.enabled"]),
    ],
    ids=["no-axes", "too-many", "nothing-left"],
)
def test_faulty(sunsi, config, text, words):
    outputs = ["--set", "scan.outputs=[bounds]"] if "enabled: false" in text else []
    result = sunsi("scan", config(text), *outputs)
    assert (result.status, result.out) == (2, "")
    assert all(word in result.err for word in words), result.err
