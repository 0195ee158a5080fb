"""`sunsi fit`: the document, its tables, and its place in a run."""

import json
import math
import signal
import time

import pytest
from sunsi_program import left_over, read_table
from test_cli_signals import started

# Without Super-Kamiokande and the night a point takes milliseconds.
QUICK = "experiments: [borexino, sno]\nearth: {enabled: false}\n"
JUNO = QUICK + "fit: {priors: [juno-2025]}\n"
EPS = "model: {mass_MeV: 40, eps_medium: {value: 1.9}, c: -0.1, tan_eta: 1}\n"


def fitted(sunsi, name, *arguments):
    result = sunsi("fit", name, "--quiet", *arguments, timeout=300)
    assert (result.status, result.err) == (0, ""), result.err
    return json.loads(result.out)


@pytest.fixture(scope="module")
def juno(tmp_path_factory):
    """One fit with a prior on dm21, for several tests."""
    from sunsi_program import run_program

    folder = tmp_path_factory.mktemp("juno")
    (folder / "c.yaml").write_text(JUNO)
    result = run_program("fit", "c.yaml", cwd=folder, timeout=300)
    assert result.status == 0, result.err
    return json.loads(result.out), result.err


def test_document_has_what_the_interface_names(juno):
    fit, _ = juno
    assert {"chi2", "dof", "best_fit", "intervals", "solutions", "experiments", "pulls"} <= set(fit)
    assert set(fit["best_fit"]) == {"sin2_theta12", "dm21_eV2", "chi2"}
    assert set(fit["solutions"]) == {"lma", "lma_dark"}
    for solution in fit["solutions"].values():
        assert {"chi2", "delta_chi2", "best_fit", "intervals"} <= set(solution)
        for ends in solution["intervals"].values():
            assert set(ends) == {"1", "2", "3"}
    lma, dark = fit["solutions"]["lma"], fit["solutions"]["lma_dark"]
    assert lma["best_fit"]["sin2_theta12"] < 0.5 < dark["best_fit"]["sin2_theta12"]
    assert lma["delta_chi2"] == 0 < dark["delta_chi2"]
    assert dark["chi2"] - lma["chi2"] == pytest.approx(dark["delta_chi2"])
    assert fit["best_fit"] == lma["best_fit"]
    assert fit["dof"] == lma["dof"] + 2


def test_parts_add_up(juno):
    fit, _ = juno
    for part in (fit, *fit["solutions"].values()):
        total = sum(part["experiments"].values()) + sum(part["priors"].values())
        assert total + part["chi2_fluxes"] + part["chi2_pulls"] == pytest.approx(part["chi2"])


def test_intervals_hold_the_best_fit_and_grow(juno):
    fit, _ = juno
    for name, ends in fit["intervals"].items():
        best = fit["best_fit"][name]
        (a3, b3), (a2, b2), (a1, b1) = ends["3"], ends["2"], ends["1"]
        assert a3 < a2 < a1 < best < b1 < b2 < b3
    # JUNO's own error of dm21: 0.12e-5.
    low, high = fit["intervals"]["dm21_eV2"]["1"]
    assert (high - low) / 2 == pytest.approx(0.12e-5, rel=0.15)


def test_summary_says_both_solutions(juno):
    _, summary = juno
    assert "LMA: chi2 = " in summary and "LMA-Dark: chi2 = " in summary
    assert "delta chi2 = 0.00" in summary


def test_point_alone(sunsi, config):
    fit = fitted(sunsi, config(QUICK + "fit: {point: true}\n"))
    assert "solutions" not in fit and "best_fit" not in fit
    assert set(fit["experiments"]) >= {"sno"}
    darker = fitted(sunsi, "c.yaml", "--set", "oscillation.dark_octant=true")
    assert darker["chi2"] > fit["chi2"] + 20
    assert darker["dof"] == fit["dof"]


def test_long_table_has_the_same_numbers(sunsi, config):
    name = config(QUICK + "fit: {point: true}\n")
    fit = fitted(sunsi, name)
    result = sunsi("fit", name, "--quiet", "--format", "csv")
    assert result.status == 0, result.err
    table = read_table(result.out)
    values = dict(zip(table.column("quantity"), table.column("value"), strict=True))
    assert float(values["chi2"]) == pytest.approx(fit["chi2"], rel=1e-14)
    assert float(values["experiments.sno"]) == pytest.approx(fit["experiments"]["sno"], rel=1e-14)


def test_dark_solution_of_a_zprime(sunsi, config):
    """eps = 2 - eps mirrors the standard model into the dark octant (up to radius and dm31)."""
    text = EPS + JUNO.replace("priors", "parameters: [sin2_theta12, dm21_eV2, eps_medium], priors")
    fit = fitted(sunsi, config(text))
    lma, dark = fit["solutions"]["lma"], fit["solutions"]["lma_dark"]
    assert abs(lma["best_fit"]["eps_medium"]) < 0.9
    assert 1.1 < dark["best_fit"]["eps_medium"] < 3
    assert abs(lma["chi2"] - dark["chi2"]) < 4
    assert lma["intervals"]["eps_medium"]["3"][0] is None, "eps = 0 ends the range"


def test_folder_of_tables(sunsi, config, tmp_path):
    ranges = "min: 7.0e-5, max: 8.0e-5"
    text = QUICK + (
        "fit:\n  priors: [juno-2025]\n"
        f"  profiles: [{{parameter: dm21_eV2, {ranges}, count: 5}}]\n"
        "  contours: [[{parameter: sin2_theta12, min: 0.27, max: 0.35, count: 9}, "
        f"{{parameter: dm21_eV2, {ranges}, count: 7}}]]\n"
    )
    name = config(text)
    result = sunsi("fit", name, "--quiet", "-o", "out/", timeout=300)
    assert (result.status, result.out, result.err) == (0, "", "")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    grid = "contour-sin2_theta12-dm21_eV2"
    assert names == {"fit.json", "config.yaml", "profile-dm21_eV2.csv", f"{grid}.csv",
                     f"{grid}-lines.csv"}  # fmt: skip
    fit = json.loads((tmp_path / "out/fit.json").read_text())
    table = read_table((tmp_path / "out/profile-dm21_eV2.csv").read_text())
    assert set(table.column("solution")) == {"lma", "lma_dark"}
    assert len(table.rows) == 10
    least = min(float(x) for x in table.column("delta_chi2"))
    assert 0 <= least < 1
    grid_table = read_table((tmp_path / f"out/{grid}.csv").read_text())
    assert len(grid_table.rows) == 63 and set(grid_table.column("solution")) == {"both"}
    lines = read_table((tmp_path / f"out/{grid}-lines.csv").read_text())
    assert {float(s) for s in lines.column("sigmas")} >= {1.0}
    rises = [level["delta_chi2"] for level in fit["contours"][0]["levels"]]
    assert rises == pytest.approx([-2 * math.log(math.erfc(s / 2**0.5)) for s in (1, 2, 3)])
    # The second time in place of the first, with another number of threads: the same tables.
    before = {p.name: p.read_text() for p in (tmp_path / "out").glob("*.csv")}
    again = sunsi("fit", name, "--quiet", "-o", "out", "--threads", "1", timeout=300)
    assert again.status == 0, again.err
    assert {p.name: p.read_text() for p in (tmp_path / "out").glob("*.csv")} == before


def test_a_foreign_folder_is_left_alone(sunsi, config, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("notes")
    result = sunsi("fit", config(JUNO), "-o", "mine/")
    assert result.status == 2 and "fit.json" in result.err
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_start_outside_of_limits(sunsi, config):
    result = sunsi("fit", config(QUICK + "fit: {limits: {dm21_eV2: [1.0e-4, 2.0e-4]}}\n"))
    assert (result.status, result.out) == (2, "")
    assert "fit.limits.dm21_eV2" in result.err


def test_interrupted(config, tmp_path):
    axes = ", ".join(f"{{parameter: {p}, count: 300}}" for p in ("sin2_theta12", "dm21_eV2"))
    text = f"fit: {{contours: [[{axes}]]}}\n"
    with started("fit", config(text), "-o", "out/", cwd=tmp_path) as process:
        time.sleep(3)
        assert process.poll() is None, "the fit is too short to be interrupted"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, "")
    assert "interrupted" in err.splitlines()[-1]
    assert [path.name for path in tmp_path.iterdir()] == ["c.yaml"]
    assert left_over(tmp_path) == []


def test_run_has_the_fit_beside_its_tables(sunsi, config, tmp_path):
    name = config(QUICK + "fit: {point: true}\nenergies: [1, 10]\n")
    assert sunsi("run", name, "-o", "out", "--quiet", timeout=120).status == 0
    fit = json.loads((tmp_path / "out/fit.json").read_text())
    assert fit["chi2"] == fitted(sunsi, name)["chi2"]
    # A run without one does not leave the earlier one's.
    assert sunsi("run", name, "-o", "out", "--quiet", "--set", "fit.enabled=false").status == 0
    assert not (tmp_path / "out/fit.json").exists()


def test_run_has_what_its_report_shows_of_a_fit(sunsi, config, tmp_path):
    """Contours and single experiments without being asked; data whose residuals give chi2."""
    name = config(JUNO + "energies: [1, 10]\n")
    result = sunsi("run", name, "-o", "out", "--quiet", timeout=300)
    assert result.status == 0, result.err
    out = tmp_path / "out"
    summary = json.loads((out / "report.json").read_text())["fit"]
    assert summary["daynight"] is None, "there is no night"
    files = [summary[key] for key in ("document", "data", "alone", "alone_lines")]
    assert all((out / file).is_file() for file in files)
    assert {(p["name"], p["parameter"]) for p in summary["priors"]} == {
        ("juno-2025", "sin2_theta12"), ("juno-2025", "dm21_eV2")}  # fmt: skip
    fit = json.loads((out / "fit.json").read_text())
    (contours,) = fit["contours"]
    assert contours["parameters"] == ["sin2_theta12", "dm21_eV2"]
    assert contours["solution"] == "lma", "without new interactions the dark octant is excluded"
    alone = read_table((out / "fit-alone.csv").read_text())
    rises = {}
    for experiment, rise in zip(
        alone.column("experiment"), alone.numbers("delta_chi2"), strict=True
    ):
        rises.setdefault(experiment, []).append(rise)
    assert set(rises) == {"borexino", "sno"}
    assert all(0 <= min(values) < 1 and len(values) == 31 * 31 for values in rises.values())
    data = read_table((out / "fit-data.csv").read_text())
    rows = [row for row in data.rows if row[0] == "point" and row[1] == "borexino"]
    columns = [data.header.index(n) for n in ("measured", "sigma", "predicted")]
    chi2 = sum(((float(row[columns[0]]) - float(row[columns[2]])) / float(row[columns[1]])) ** 2
               for row in rows)  # fmt: skip
    # Exactly but for correlations of Borexino's rates, which the diagonal leaves out: 4 % of chi2.
    assert chi2 == pytest.approx(fit["experiments"]["borexino"], rel=0.1)
    assert sunsi("run", name, "-o", "out", "--quiet", "--set", "fit.enabled=false").status == 0
    assert [path.name for path in out.glob("fit*")] == []
    assert json.loads((out / "report.json").read_text())["fit"] is None
