"""The one-line verdict and the BibTeX of a run."""

import json
import re

import pytest
from sunsi_program import DATA, POINT


def test_the_standard_model_is_allowed(sunsi):
    result = sunsi("check")
    assert result.status == 0
    assert result.out.startswith("Standard model, LMA: allowed")
    assert result.out.count("\n") == 1


def test_the_highlighted_point_is_excluded_and_by_whom(sunsi, config):
    name = config(POINT)
    line = sunsi("check", name).out
    assert "excluded" in line and line.count("\n") == 1
    verdict = json.loads(sunsi("check", name, "--format", "json").out)
    assert verdict["verdict"] == "excluded"
    assert {"borexino", "sno", "na64-2019"} <= set(verdict["excluded_by"])
    assert set(verdict["excluded_by"]) <= {"borexino", "sno", *verdict["bounds"]}
    assert verdict["chi2"] > 100 > verdict["dof"]


def test_lma_dark_without_electrons_is_allowed(sunsi, config):
    """tan_eta = 1: the electrons are left alone; eps_std = 2 mirrors the standard solution."""
    dark = POINT.replace("g: 4.22e-4", "g: 5.96e-4").replace("-0.75", "1")
    dark += "bounds: {enabled: false}\n"
    name = config(dark + "oscillation: {dark_octant: true}\n")
    assert ": allowed" in sunsi("check", name).out
    assert ": excluded" in sunsi("check", name, "--set", "oscillation.dark_octant=false").out


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
@pytest.mark.parametrize("text", ["", POINT], ids=["standard", "zprime"])
def test_there_is_one_chi2(sunsi, config, tmp_path, text, night):
    """check, the verdicts of a run and the fit: to the last digit, spectra and priors included."""
    text += f"""experiments: [borexino, sno, super-kamiokande, gallium, chlorine]
earth: {{enabled: {str(night).lower()}}}
energies: [1, 10]
bounds: {{enabled: false}}
fit: {{point: true, priors: [juno-2025]}}
"""
    name = config(text)
    check = json.loads(sunsi("check", name, "--format", "json").out)
    fit = json.loads(sunsi("fit", name, "--quiet").out)
    assert sunsi("run", name, "-o", "out", "--quiet").status == 0
    report = json.loads((tmp_path / "out/report.json").read_text())
    [main] = [point for point in report["points"] if point["main"]]
    for other, dof, p in (
        (main["chi2"]["total"], main["chi2"]["dof"], main["chi2"]["p_value"]),
        (fit["chi2_solar"], fit["dof_solar"], fit["p_value_solar"]),
    ):
        assert (other, dof, p) == (check["chi2"], check["dof"], check["p_value"])
    in_run = json.loads((tmp_path / "out/fit.json").read_text())
    assert (in_run["chi2"], in_run["dof"]) == (fit["chi2"], fit["dof"])
    assert fit["chi2"] == pytest.approx(check["chi2"] + fit["priors"]["juno-2025"], rel=1e-14)
    assert fit["dof"] == check["dof"] + 2  # theta12 and dm21
    # 97 data by night, A_DN and SNO's a0 and a1 less by day.
    assert check["dof"] == (97 if night else 94)
    parts = sum(one["chi2"] for one in check["experiments"].values())
    assert parts + check["chi2_fluxes"] + check["chi2_pulls"] == pytest.approx(check["chi2"])
    phases = [v for k, v in fit["experiments"].items() if k.startswith("super-kamiokande")]
    assert sum(phases) == pytest.approx(check["experiments"]["super-kamiokande"]["chi2"])
    for key, one in check["experiments"].items():
        assert main["chi2"][key] == one["chi2"] and main["chi2"][f"p_{key}"] == one["p_value"]
    line = sunsi("check", name).out
    assert line.startswith(main["verdict_line"]) and "systematic errors" in line


def test_without_data_there_is_no_verdict(sunsi, config, tmp_path):
    """Gallium sees every source; this Sun makes 8B alone."""
    config(
        "r,Ne,Nn,nu_8B\n0,60,30,1\n0.1,40,15,1\n0.2,20,5,0.2\n0.5,1,0.2,0\n1,1e-6,1e-7,0\n", "p.csv"
    )
    sun = "solar: {file: p.csv, sources: [8B]}\nexperiments: [gallium]\nenergies: [5, 10]\n"
    for verb in ("check", "fit"):
        result = sunsi(verb, config(sun + "fit: {point: true}\n"))
        assert (result.status, result.out) == (2, "") and "no data" in result.err
    # The rest of a run stands without it, and says so.
    assert sunsi("run", config(sun), "-o", "out", "--quiet").status == 0
    point = json.loads((tmp_path / "out/report.json").read_text())["points"][0]
    assert "no solar data" in point["verdict_line"] and point["chi2"]["dof"] == 0


def test_bibtex_of_a_run(sunsi, config):
    out = sunsi("data", config("solar: {model: sf3-gs98}\n"), "--bibtex").out
    keys = re.findall(r"^@\w+\{([^,]+),", out, re.M)
    assert {"HerreraSerenelli2024", "NuFIT6.1", "SNO2013", "BernalFarzan2022"} <= set(keys)
    assert "Vinyoles2017" not in keys
    known = (DATA / "references.yaml").read_text()
    assert all(re.search(rf"^{re.escape(key)}:", known, re.M) for key in keys)
    assert out.count("{") == out.count("}")


def test_data_of_a_run_lists_what_it_uses(sunsi, config):
    out = sunsi("data", config("solar: {model: sf3-c11, spectrum_8B: bahcall1996}\n")).out
    files = [line.split(",")[0] for line in out.splitlines() if line[0] != "#"][1:]
    assert "solar/sf3-c11.profile.csv" in files and "spectra/8B-bahcall1996.csv" in files
    assert "solar/b16-gs98.csv" not in files and "fluxes/correlation-sf3-c11.csv" in files
