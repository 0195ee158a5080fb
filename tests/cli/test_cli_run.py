"""sunsi run and report: the folder they leave, without a renderer."""

import json
import math

import pytest
from sunsi_program import POINT, config_hash, left_over, quantities, read_table

FEW = "energies: [0.3, 2, 9]\n"
BUILT_IN = ["standard", *(f"eps-{r}-1-{o}" for r in ("std", "paper") for o in ("light", "dark"))]


def report_of(folder):
    return json.loads((folder / "report.json").read_text())


def contents(folder):
    """Bytes of every file but report.json, which names the command."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "report.json"
    }


def check_points(folder, names):
    """Every point is listed, has its tables, and its chi2 is the sum of its parts."""
    points = report_of(folder)["points"]
    assert [point["name"] for point in points] == names
    tables = {}
    for point in points:
        place = folder / point["directory"]
        assert place == folder / "points" / point["name"]
        expected = {"probability", "rates", "potential"}
        if point["kind"] == "zprime":
            expected |= {"model", "bounds"}
            at_centre = quantities((place / "model.csv").read_text())["eps_medium_std_centre"]
            assert at_centre == pytest.approx(point["eps_medium_std_centre"], rel=1e-12)
        else:
            assert point["eps_medium_std_centre"] is None
        assert {path.name for path in place.iterdir()} == {f"{name}.csv" for name in expected}
        tables[point["name"]] = {
            name: read_table((place / f"{name}.csv").read_text()) for name in expected
        }
        chi2 = point["chi2"]
        names = ("borexino", "sno", "super-kamiokande", "fluxes", "pulls")
        parts = [chi2[name] for name in names]
        assert all(part > 0 for part in parts)
        assert math.fsum(parts) == pytest.approx(chi2["total"], rel=1e-12)
        assert 0 <= chi2["p_value"] <= 1
        alone = [chi2[f"p_{name}"] for name in names[:3]]
        judged = min(chi2["p_value"], 3 * min(alone))
        assert chi2["p_judged"] == pytest.approx(judged, rel=1e-12)
        allowed = judged > 0.0455
        assert (point["verdict_solar"] == "allowed") == allowed
        if not (point["bounds"] and point["bounds"]["excluded_by"]):
            assert point["verdict"] == point["verdict_solar"]
    return points, tables


def test_run_with_a_configuration(sunsi, config, tmp_path):
    name = config(POINT + FEW)
    result = sunsi("run", name, "-o", "out")
    assert result.status == 0
    assert result.err.count("\n") == 1, result.err
    for word in ("not rendered", "pip install", "sunsi report out"):
        assert word in result.err
    out = tmp_path / "out"
    points, tables = check_points(out, ["standard", "point", "point-other-octant"])
    assert [p["octant"] for p in points] == ["light", "light", "dark"]
    assert [p["main"] for p in points] == [False, True, False]
    assert [p["kind"] for p in points] == ["standard", "zprime", "zprime"]
    assert result.out.splitlines() == [p["verdict_line"] for p in points]
    assert len(tables["point"]["probability"].rows) == 6 * 3 + 3
    for stem in ("probability", "rates", "potential", "model", "bounds"):
        main = (out / f"{stem}.csv").read_bytes()
        assert main == (out / "points/point" / f"{stem}.csv").read_bytes()
    assert left_over(out) == []
    assert not (out / "report.html").exists()


def test_tables_of_a_run_are_those_of_the_verbs(sunsi, config, tmp_path):
    name = config(POINT + FEW)
    assert sunsi("run", name, "-o", "out", "--quiet").status == 0
    for verb in ("probability", "rates", "model", "bounds"):
        alone = read_table(sunsi(verb, name).out)
        of_run = read_table((tmp_path / "out" / f"{verb}.csv").read_text())
        assert (of_run.header, of_run.rows) == (alone.header, alone.rows)
        assert of_run.meta["config-hash"] == alone.meta["config-hash"]


def test_run_without_a_configuration(sunsi, tmp_path):
    result = sunsi("run", "-o", "out")
    assert result.status == 0
    assert result.err.count("\n") == 1, result.err
    points, tables = check_points(tmp_path / "out", BUILT_IN)
    assert [p["octant"] for p in points] == ["light", "light", "dark", "light", "dark"]
    assert [p["reading"] for p in points] == [None, "standard", "standard", "paper", "paper"]
    eps = [p["eps_medium_std_centre"] for p in points]
    assert eps[0] is None
    assert eps[1:] == pytest.approx([1, 1, 2, 2], rel=1e-12)
    assert points[0]["verdict"] == "allowed"
    probabilities = {tuple(t["probability"].column("P_ee")) for t in tables.values()}
    assert len(probabilities) == 5
    # the potential of the Z' equals that of the electrons at the centre, or twice as much
    for name, ratio in zip(BUILT_IN, [0, 1, 1, 2, 2], strict=True):
        first = tables[name]["potential"]
        assert first.numbers("r")[0] == 0
        v_mu, v_cc = first.numbers("V_mu_eV")[0], first.numbers("V_CC_eV")[0]
        assert v_mu == pytest.approx(ratio * v_cc, rel=1e-12)


def test_completed_configuration_of_a_run_repeats_it(sunsi, config, tmp_path):
    sunsi("run", config(POINT + FEW), "-o", "one", "--quiet")
    assert sunsi("run", "one/config.yaml", "-o", "two", "--quiet").status == 0
    for stem in ("probability", "rates", "model", "potential", "spread"):
        one, two = ((tmp_path / n / f"{stem}.csv").read_text() for n in ("one", "two"))
        assert read_table(one).rows == read_table(two).rows
        assert config_hash(one) == config_hash(two)


def test_config_of_a_run_without_one_is_that_of_its_main_point(sunsi, tmp_path):
    sunsi("run", "-o", "out", "--quiet", "--set", "energies=[1]")
    report = report_of(tmp_path / "out")
    again = sunsi("model", "out/config.yaml")
    assert again.status == 0
    assert config_hash(again.out) == report["config_hash"]
    assert read_table(again.out).rows == read_table((tmp_path / "out/model.csv").read_text()).rows


@pytest.mark.parametrize("octant", ["light", "dark"])
def test_run_of_the_standard_model(sunsi, config, tmp_path, octant):
    """The point is the standard model itself in LMA: it is not listed twice."""
    dark = octant == "dark"
    text = f"{FEW}oscillation: {{dark_octant: {str(dark).lower()}}}\n"
    assert sunsi("run", config(text), "-o", "out", "--quiet").status == 0
    names = [*(["standard"] if dark else []), "point", "point-other-octant"]
    points, _ = check_points(tmp_path / "out", names)
    assert [p["octant"] for p in points][-2:] == [octant, "light" if dark else "dark"]
    assert sum(p["verdict"] == "allowed" for p in points) == (2 if dark else 1)


@pytest.mark.parametrize("chosen", ["borexino-phase2", "sno"])
def test_chi2_of_one_experiment(sunsi, config, tmp_path, chosen):
    text = f"{POINT}{FEW}experiments: [{chosen}]\n"
    assert sunsi("run", config(text), "-o", "out", "--quiet").status == 0
    for point in report_of(tmp_path / "out")["points"]:
        chi2 = point["chi2"]
        there, absent = ("sno", "borexino") if chosen == "sno" else ("borexino", "sno")
        assert chi2[absent] is None
        assert chi2[there] + chi2["fluxes"] == pytest.approx(chi2["total"], rel=1e-12)


def test_the_same_run_gives_the_same_bytes(sunsi, config, tmp_path):
    name = config(POINT + FEW)
    for folder, threads in (("one", 1), ("two", 2)):
        assert sunsi("run", name, "-o", folder, "--quiet", "--threads", threads).status == 0
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert len(one) > 15
    assert one == two
    reports = [report_of(tmp_path / folder) for folder in ("one", "two")]
    for report in reports:
        assert report.pop("command").startswith("sunsi run c.yaml -o ")
    assert reports[0] == reports[1]


def test_run_again_into_the_same_folder(sunsi, config, tmp_path):
    sunsi("run", config(POINT + FEW), "-o", "out", "--quiet")
    before = contents(tmp_path / "out")
    (tmp_path / "out/mine.txt").write_text("kept")
    assert sunsi("run", "c.yaml", "-o", "out", "--quiet").status == 0
    after = contents(tmp_path / "out")
    assert after.pop("mine.txt") == b"kept"
    assert after == before


def test_quiet_run_says_only_what_is_missing(sunsi, config):
    result = sunsi("run", config(POINT + FEW), "-o", "out", "--quiet")
    assert (result.status, result.out) == (0, "")
    assert result.err.count("\n") <= 1


def test_json_of_a_run(sunsi, config, tmp_path):
    sunsi("run", config(POINT + FEW), "-o", "out", "--format", "json", "--quiet")
    place = tmp_path / "out/points/point"
    data = json.loads((place / "probability.json").read_text())
    table = read_table((place / "probability.csv").read_text())
    assert data["columns"]["P_ee"] == pytest.approx(table.numbers("P_ee"), rel=1e-12)
    for table in (tmp_path / "out").rglob("*.csv"):
        assert table.with_suffix(".json").exists() or table.name == "borexino-pee.csv"


def test_inputs_of_the_report_are_cited(sunsi, config, tmp_path):
    sunsi("run", config(POINT + FEW), "-o", "out", "--quiet")
    report = report_of(tmp_path / "out")
    data = [f"{i['file']} sha256={i['sha256']}" for i in report["inputs"]]
    table = read_table((tmp_path / "out/spread.csv").read_text())
    bounds = read_table((tmp_path / "out/bounds.csv").read_text()).meta["data"]
    spread = table.meta["data"]  # the spread is all that reads the other solar models
    (bands,) = (line for line in data if line.startswith("bounds/bands.yaml "))
    assert data == spread + [line for line in [*bounds, bands] if line not in spread]
    plane = read_table((tmp_path / "out/planes/point/bands.csv").read_text()).meta["data"]
    assert bands in plane and set(plane) <= set(data)
    data = spread
    table = read_table((tmp_path / "out/rates.csv").read_text())
    others = [line for line in data if line not in table.meta["data"]]
    assert [line for line in data if line not in others] == table.meta["data"]
    assert len(others) == 2 * 7 and all(line.startswith("solar/") for line in others)
    assert [i["file"] for i in report["inputs"] if not i["source"]] == [
        "bounds/index.yaml"  # a list, no numbers of its own
    ]
    assert report["config_hash"] == table.meta["config-hash"][0]
    for name in report["files"].values():
        assert (tmp_path / "out" / name).stat().st_size > 0


@pytest.mark.parametrize("folder", ["nowhere", "out"])
def test_report_without_an_interpreter(sunsi, config, folder):
    sunsi("run", config(POINT + FEW), "-o", "out", "--quiet")
    result = sunsi("report", folder)
    assert (result.status, result.out) == (3, "")
    for word in ("pip install", f"sunsi report {folder}", "SUNSI_PYTHON"):
        assert word in result.err
