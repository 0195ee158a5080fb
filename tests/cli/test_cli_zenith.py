"""The tables of the night: bins of the zenith angle, curve, exposure, regeneration."""

import json
import math

import pytest
from sunsi_program import POINT, read_table

FEW = "energies: [2, 10]\nsolar: {sources: [8B, 7Be]}\nexperiments: [borexino-phase2]\n"
NIGHT = "earth: {enabled: true, site: kamioka, zenith_bins: %s}\n"
HEADER = ["source", "energy_MeV", "cos_zenith_low", "cos_zenith_high", "exposure", "P_ee", "error"]
TABLES = ["exposure", "regeneration", "zenith-curve", "zenith"]


def rows(table):
    """Rows of {column: cell}."""
    return [dict(zip(table.header, row, strict=True)) for row in table.rows]


def by_row(table):
    """(source, energy) -> rows."""
    found = {}
    for row in rows(table):
        found.setdefault((row["source"], row["energy_MeV"]), []).append(row)
    return found


def bins_sum(bins):
    """P_ee of the night from its bins."""
    return math.fsum(float(b["exposure"]) * float(b["P_ee"]) for b in bins)


@pytest.mark.parametrize("edges", ["4", "[-1, -0.84, -0.2, 0]"])
def test_zenith_option(sunsi, config, edges):
    name = config(POINT + FEW + NIGHT % edges)
    result = sunsi("probability", name, "--zenith")
    assert (result.status, result.err) == (0, "")
    table = read_table(result.out)
    assert table.header == HEADER
    assert "share of the night" in table.meta["exposure"][0]
    expected = [-1, -0.75, -0.5, -0.25, 0] if edges == "4" else json.loads(edges)
    ordinary = {
        (r["source"], r["energy_MeV"]): r for r in rows(read_table(sunsi("probability", name).out))
    }
    found = by_row(table)
    assert found.keys() == ordinary.keys()
    for key, (*bins, day) in found.items():
        assert [float(b["cos_zenith_low"]) for b in bins] == expected[:-1]
        assert [float(b["cos_zenith_high"]) for b in bins] == expected[1:]
        assert math.fsum(float(b["exposure"]) for b in bins) == pytest.approx(1, abs=1e-12)
        # Both to the tolerance, 1e-6.
        assert bins_sum(bins) == pytest.approx(float(ordinary[key]["P_ee_night"]), abs=2e-6)
        assert (day["cos_zenith_low"], day["cos_zenith_high"], day["exposure"]) == ("0", "1", "1")
        assert day["P_ee"] == ordinary[key]["P_ee_day"]
        assert all(0 < float(b["error"]) < 1e-4 for b in bins)
    night_share = float(table.meta["night-share"][0])
    key = ("8B", "10")
    mean = night_share * bins_sum(found[key][:-1]) + (1 - night_share) * float(
        found[key][-1]["P_ee"]
    )
    assert mean == pytest.approx(float(ordinary[key]["P_ee"]), abs=1e-6)
    assert abs(mean - float(ordinary[key]["P_ee_day"])) > 1e-4


def test_zenith_option_needs_a_night_and_bins(sunsi, config):
    for text, words in (
        (FEW, ["--zenith", "earth.enabled: true"]),
        (FEW + "earth: {enabled: false, zenith_bins: 3}\n", ["--zenith", "earth.enabled: true"]),
        (FEW + "earth: {enabled: true}\n", ["--zenith", "--set earth.zenith_bins=10"]),
    ):
        result = sunsi("probability", config(text), "--zenith")
        assert (result.status, result.out) == (2, "")
        assert result.err.count("\n") == 1
        assert [word for word in words if word not in result.err] == []
    assert sunsi("rates", config(FEW), "--zenith").status == 2


def test_where_the_sun_never_stands(sunsi, config):
    """Gran Sasso: cos z is nowhere below -cos(42.4 - 23.4 degrees) = -0.945."""
    name = config(FEW + "earth: {enabled: true, zenith_bins: [-1, -0.96, 0]}\n")
    for never, ever, _ in by_row(read_table(sunsi("probability", name, "--zenith").out)).values():
        assert (never["exposure"], never["P_ee"], never["error"]) == ("0", "", "")
        assert float(ever["exposure"]) == pytest.approx(1, abs=1e-12)


def test_threads_change_no_byte(sunsi, config):
    name = config(FEW + NIGHT % 3)
    one, two = (sunsi("probability", name, "--zenith", "--threads", n).out for n in (1, 2))
    assert one and one == two


@pytest.fixture
def run(sunsi, config, tmp_path):
    """The folder of a run."""

    def start(text, *arguments):
        result = sunsi("run", config(text), "-o", "out", "--quiet", *arguments, timeout=300)
        assert result.status == 0, result.err
        return tmp_path / "out"

    return start


def test_tables_of_a_run(sunsi, run):
    out = run(POINT + FEW + NIGHT % 4, "--threads", 1)
    report = json.loads((out / "report.json").read_text())
    for stem in TABLES:
        assert report["files"][stem.replace("-", "_")] == f"{stem}.csv"
    for stem in TABLES[1:]:
        assert (out / f"{stem}.csv").read_bytes() == (out / f"points/point/{stem}.csv").read_bytes()
    assert (out / "points/standard/zenith.csv").exists()
    night = report["night"]
    assert (night["where"], night["depth_km"], night["earth_model"]) == ("kamioka", 1, "prem")
    core = next(t for t in night["tangents"] if t["shell"] == "outer core")
    # -sqrt(1 - (3480/6370)^2) from PREM's core of 3480 km, seen 1 km deep
    assert core["cos_zenith"] == pytest.approx(-math.sqrt(1 - (3480 / 6370) ** 2), rel=1e-12)
    one = {p.relative_to(out): p.read_bytes() for p in out.rglob("*.csv")}
    run(POINT + FEW + NIGHT % 4, "--threads", 2)
    assert one == {p.relative_to(out): p.read_bytes() for p in out.rglob("*.csv")}


def test_exposure_and_regeneration(run):
    out = run(FEW + NIGHT % "null")
    assert not (out / "zenith.csv").exists()
    exposure = read_table((out / "exposure.csv").read_text())
    assert exposure.header == ["cos_zenith_low", "cos_zenith_high", "exposure"]
    assert len(exposure.rows) == 200
    shares = exposure.numbers("exposure")
    assert math.fsum(shares) == pytest.approx(1, abs=1e-12)
    lows, highs = exposure.numbers("cos_zenith_low"), exposure.numbers("cos_zenith_high")
    assert (lows[0], highs[-1]) == (-1, 1) and lows[1:] == highs[:-1]
    report = json.loads((out / "report.json").read_text())
    assert math.fsum(shares[:100]) == pytest.approx(report["night"]["share"], abs=1e-12)

    table = {r["energy_MeV"]: r for r in rows(read_table((out / "regeneration.csv").read_text()))}
    assert list(table) == ["0.3843", "0.8618", "2", "10"]
    for p in rows(read_table((out / "probability.csv").read_text())):
        row = {k: float(v) for k, v in table[p["energy_MeV"]].items()}
        fractions = [float(p[f"P_e{i}"]) for i in (1, 2, 3)]
        for time in ("night", "day"):
            arriving = [row[f"P_{i}e_{time}"] for i in (1, 2, 3)]
            assert math.fsum(arriving) == pytest.approx(1, abs=1e-9)
            told = math.fsum(map(math.prod, zip(fractions, arriving, strict=True)))
            assert told == pytest.approx(float(p[f"P_ee_{time}"]), abs=1e-12)
        assert row["f_reg"] == pytest.approx(row["P_2e_night"] - row["P_2e_day"], abs=1e-14)
        assert 0 < row["error"] < 2e-6
    assert 0.005 < float(table["10"]["f_reg"]) < 0.02  # nu_2 is turned back into nu_e


def test_curve(run):
    out = run(FEW + NIGHT % 1)
    table = by_row(read_table((out / "zenith-curve.csv").read_text()))
    assert [(key, len(points)) for key, points in table.items()] == [
        (("8B", "10"), 500),
        (("7Be", "0.8618"), 500),
    ]
    day = {
        (p["source"], p["energy_MeV"]): float(p["P_ee_day"])
        for p in rows(read_table((out / "probability.csv").read_text()))
    }
    for key, points in table.items():
        cosines = [float(p["cos_zenith"]) for p in points]
        assert (cosines[0], cosines[-1]) == (-1, 0) and cosines == sorted(cosines)
        shifts = [float(p["P_ee"]) - day[key] for p in points]
        # Regeneration is of the order of 2 E V/dm21, 1e-2 at 10 MeV; by day there is none.
        assert max(shifts) > (1e-2 if key[0] == "8B" else 1e-4)
        assert max(map(abs, shifts)) < (0.06 if key[0] == "8B" else 4e-3)


def test_no_night_no_tables(run):
    out = run(FEW + "earth: {enabled: false, zenith_bins: 3}\n")
    assert [stem for stem in TABLES if (out / f"{stem}.csv").exists()] == []
    report = json.loads((out / "report.json").read_text())
    assert report["night"] is None
    assert not {"exposure", "regeneration", "zenith", "zenith_curve"} & set(report["files"])


def test_without_oscillation_nothing_is_regenerated(sunsi, config, run):
    text = FEW + NIGHT % 2 + "oscillation: {enabled: false}\n"
    assert [stem for stem in TABLES if (run(text) / f"{stem}.csv").exists()] == []
    table = read_table(sunsi("probability", config(text), "--zenith").out)
    assert set(table.column("P_ee")) == {"1"}
