"""Profiles of the user's own."""

import math
import time

import pytest

ROWS = 101
CONFIG = "solar: {file: sub/profile.csv}\nenergies: [2, 10]\npropagation: {engine: ode}\n"


def profile(scale: float = 1.0) -> str:
    lines = ["r,Ne,Nn,nu_8B"]
    for i in range(ROWS):
        r = i / (ROWS - 1)
        n = 100 * scale * math.exp(-10.54 * r)
        lines.append(f"{r},{n},{0.4 * n},{r * r * math.exp(-((r / 0.05) ** 2))}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/profile.csv").write_text(profile())
    (tmp_path / "c.yaml").write_text(CONFIG)
    return tmp_path


def test_only_the_placed_sources_come_out_and_the_path_is_the_configs(folder, sunsi):
    # The program runs one folder up: the path is taken from the configuration's own folder.
    (folder / "c.yaml").rename(folder / "sub/c.yaml")
    (folder / "sub/c.yaml").write_text(CONFIG.replace("sub/profile", "profile"))
    result = sunsi("probability", "sub/c.yaml")
    assert result.status == 0, result.err
    rows = [line.split(",") for line in result.out.splitlines() if line[0] != "#"][1:]
    assert [row[0] for row in rows] == ["8B", "8B"]
    assert float(rows[0][2]) > float(rows[1][2])  # the matter effect grows with energy
    assert "sha256=" in result.out and "profile.csv" in result.out


def test_density_matters(folder, sunsi):
    def p_ee() -> float:
        out = sunsi("probability", folder / "c.yaml").out
        return float(out.splitlines()[-1].split(",")[2])

    dense = p_ee()
    (folder / "sub/profile.csv").write_text(profile(1e-6))
    vacuum = p_ee()
    assert dense < 0.4  # 10 MeV, made at 0.05 R_sun, where this profile has 59 mol/cm3
    assert vacuum == pytest.approx(0.548, abs=0.005)


def test_rates_leave_out_what_cannot_be_predicted(folder, sunsi):
    out = sunsi("rates", folder / "c.yaml").out
    names = {line.split(",")[1] for line in out.splitlines() if line[0] != "#"}
    assert {"8B:5.7", "phi_8B", "c0"} <= names
    assert not {"pp", "7Be", "pep", "CNO"} & names


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no rows"),
        (profile().replace("Nn,", ""), "cells"),
        (profile() + "0.5,1,1,0\n", "increase"),
        (profile().replace("\n", "\n\0", 1), "not a text file"),
        (profile().replace("100.0,", "nan,", 1), "finite"),
    ],
)
def test_a_faulty_profile_is_named(folder, sunsi, text, words):
    (folder / "sub/profile.csv").write_text(text)
    result = sunsi("probability", folder / "c.yaml")
    assert (result.status, result.out) == (3, "")
    assert "profile.csv" in result.err and words in result.err


def test_missing_source_and_file(folder, sunsi):
    result = sunsi("probability", folder / "c.yaml", "--set", "solar.sources=[pp]")
    assert result.status == 2 and "nu_pp" in result.err
    (folder / "sub/profile.csv").unlink()
    assert sunsi("probability", folder / "c.yaml").status == 3


def test_a_huge_sparse_file_is_refused_at_once(folder, sunsi):
    with (folder / "sub/profile.csv").open("wb") as file:
        file.truncate(3 << 30)
    start = time.monotonic()
    result = sunsi("probability", folder / "c.yaml")
    assert result.status == 3 and "larger than" in result.err
    assert time.monotonic() - start < 5
