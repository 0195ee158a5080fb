"""find_package(sunsi) from projects of somebody else's, against an installed copy of the build."""

import csv
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build/release"
CONSUMER = ROOT / "tests/consumer"
POINT = """model: {mass_MeV: 40, g: 4.22e-4, c: -0.1, tan_eta: -0.75}
solar: {sources: [8B]}
energies: [10]
"""


def run(*words, check=True, **changes):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("SUNSI_", "CMAKE_PREFIX"))}
    done = subprocess.run(
        list(map(str, words)), capture_output=True, text=True, timeout=300, env={**env, **changes}
    )
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    """What cmake --install leaves, moved elsewhere afterwards: no path of it may be kept."""
    folder = tmp_path_factory.mktemp("prefix")
    assert (BUILD / "bin/sunsi").exists(), f"{BUILD}: build sunsi first (scripts/setup)"
    run("cmake", "--install", BUILD, "--prefix", folder / "first")
    return (folder / "first").rename(folder / "moved")


def configured(source, folder, prefix, *options, check=True):
    words = ["cmake", "-S", source, "-B", folder, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release"]
    return run(*words, f"-DCMAKE_PREFIX_PATH={prefix}", *options, check=check)


def values(text):
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


def test_a_project_gets_the_programs_number(prefix, tmp_path):
    (tmp_path / "point.yaml").write_text(POINT)
    done = configured(CONSUMER, tmp_path / "build", prefix)
    count = int(re.search(r"installed headers: (\d+)", done.stdout).group(1))
    public = [
        p for p in ROOT.glob("*/*.hpp") if p.parent.name not in ("cli", "tests", "bench", "build")
    ]
    public += ROOT.glob("propagation/kernel/*.hpp")  # public headers include them
    assert count == len(public) > 30
    run("cmake", "--build", tmp_path / "build")
    number = float(run(tmp_path / "build/consumer", tmp_path / "point.yaml").stdout)
    # The installed program, with the tables beside it; its table has 15 digits.
    (row,) = values(run(prefix / "bin/sunsi", "probability", tmp_path / "point.yaml").stdout)
    assert (row["source"], float(row["energy_MeV"])) == ("8B", 10)
    assert number == pytest.approx(float(row["P_ee_day"]), rel=1e-14)
    standard = run(
        prefix / "bin/sunsi", "probability", "--set", "model=null", tmp_path / "point.yaml"
    )
    assert abs(float(values(standard.stdout)[0]["P_ee_day"]) - number) > 0.01
    damaged = run(tmp_path / "build/consumer", tmp_path / "none.yaml", check=False)
    assert damaged.returncode == 1 and "no such file" in damaged.stderr


def test_one_component_needs_nothing_else(prefix, tmp_path):
    """The project itself refuses to configure when TBB, yaml-cpp or Boost were looked for."""
    (tmp_path / "point.yaml").write_text(POINT)
    configured(CONSUMER / "model", tmp_path / "build", prefix)
    run("cmake", "--build", tmp_path / "build")
    number = float(run(tmp_path / "build/consumer_model").stdout)
    rows = values(run(prefix / "bin/sunsi", "model", tmp_path / "point.yaml").stdout)
    quantity = {row["quantity"]: row["value"] for row in rows}
    assert number == pytest.approx(float(quantity["eps_u_std"]), rel=1e-14)
    assert number == pytest.approx(2 * float(quantity["eps_u_paper"]), rel=1e-14)


def test_what_cannot_be_met_is_said(prefix, tmp_path):
    for asked, words in [
        ("0.1 COMPONENTS modle", "unknown component 'modle'; allowed"),
        ("7", "version"),
    ]:
        (tmp_path / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.25)\nproject(wrong LANGUAGES CXX)\n"
            f"find_package(sunsi {asked} REQUIRED)\n"
        )
        done = configured(tmp_path, tmp_path / "build", prefix, check=False)
        assert done.returncode != 0 and words in " ".join(done.stderr.split())


def test_the_package_knows_no_path_of_the_machine_that_built_it(prefix):
    files = [*(prefix / "lib").rglob("*.cmake")]
    assert {"sunsi-config.cmake", "sunsi-targets.cmake", "Findlibmd.cmake"} <= {
        f.name for f in files
    }
    for file in files:
        paths = re.findall(r"[\"; (](/[\w.-]+/[^\";)\s]*)", file.read_text())
        assert paths == [], f"{file.name}: {paths}"
