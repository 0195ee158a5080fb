"""House rules that a machine can check."""

import re
import subprocess
import sys
from pathlib import Path

from test_includes import MAY_INCLUDE

ROOT = Path(__file__).resolve().parents[2]
CODE = [
    path
    for folder in (*MAY_INCLUDE, "python", "tests", "bench")
    for pattern in ("*.hpp", "*.cpp", "*.py")
    for path in (ROOT / folder).rglob(pattern)
]


def test_files_stay_short():
    long = {
        str(p.relative_to(ROOT)): n for p in CODE if (n := len(p.read_text().splitlines())) > 400
    }
    assert not long


def test_long_tests_are_registered():
    """Long test cases, tagged [slow], are run where a folder asks CMake for them: SLOW."""
    cmake = (ROOT / "tests/CMakeLists.txt").read_text()
    asked = set(re.findall(r"sunsi_test\((\w+) SLOW", cmake))
    tagged = {
        path.parent.name
        for path in (ROOT / "tests").rglob("*.cpp")
        if re.search(r'^TEST_CASE\(.*?"[^"]*\[slow\]', path.read_text(), re.M | re.S)
    }
    assert "fit" in tagged
    assert tagged <= asked


def test_data_are_what_the_manifest_says():
    done = subprocess.run(
        [sys.executable, ROOT / "scripts/data-manifest", "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr + done.stdout


def test_profiles_are_reproduced_to_the_byte(tmp_path):
    names = [
        path.name.removesuffix(".profile.csv")
        for path in (ROOT / "data/solar").glob("*.profile.csv")
    ]
    assert len(names) == 8
    for name in names:
        out = tmp_path / f"{name}.profile.csv"
        table = ROOT / f"data/solar/{name}.csv"
        subprocess.run(
            [sys.executable, ROOT / "scripts/fit-profile", table, "-o", out],
            check=True,
            capture_output=True,
        )
        assert out.read_bytes() == (ROOT / f"data/solar/{name}.profile.csv").read_bytes()


def test_cited_keys_in_code_and_cards_exist():
    keys = set(re.findall(r"^(\w[\w.]*):", (ROOT / "data/references.yaml").read_text(), re.M))
    assert len(keys) > 20
    used = set()
    for card in (ROOT / "data").rglob("*.yaml"):
        used |= set(re.findall(r"^\s*source: ([\w.]+)$", card.read_text(), re.M))
    assert used and used - keys == set()


def test_commands_are_executable():
    for name in (
        "setup",
        "demo",
        "test",
        "check",
        "bench",
        "data-manifest",
        "fit-profile",
        "paper-figures",
        "wheel",
    ):
        assert (ROOT / "scripts" / name).stat().st_mode & 0o111, name
    assert (ROOT / ".ci/run").stat().st_mode & 0o111


def test_ctest_can_name_every_case():
    # A semicolon splits a CMake list: ctest would look for two cases that do not exist, and pass.
    names = [
        name
        for path in (ROOT / "tests").rglob("*.cpp")
        for name in re.findall(r'TEST_CASE\(\s*((?:"[^"]*"\s*)+)', path.read_text())
    ]
    assert len(names) > 300
    assert not [name for name in names if ";" in name]
