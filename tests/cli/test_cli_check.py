"""The one-line verdict and the BibTeX of a run."""

import json
import re

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
