"""The wheel of scripts/wheel in an environment that has numpy and nothing else of ours: it runs
from what it brings along, and gives the numbers of the tree's build."""

import csv
import json
import os
import re
import subprocess
import sys
import venv
from dataclasses import dataclass
from importlib.metadata import files
from pathlib import Path
from shutil import copy2

import pytest

ROOT = Path(__file__).resolve().parents[2]
POINT = """model: {mass_MeV: 40, g: 4.22e-4, c: -0.1, tan_eta: -0.75}
oscillation: {dark_octant: true}
energies: {min_MeV: 0.2, max_MeV: 15, count: 9}
"""
# What every Linux of a manylinux tag has (PEP 600 names glibc's parts, libgcc_s and libstdc++).
SYSTEM = re.compile(r"(ld-linux.*|lib(c|m|dl|pthread|rt|util|gcc_s|stdc\+\+))[-.0-9]*\.so[.0-9]*")

PROCESS = """
import importlib, json, pathlib, sys
for name in json.loads(sys.argv[1]):
    importlib.import_module(name)
P = None
if len(sys.argv) > 2:
    import sunsi
    config = sunsi.Config.load(sys.argv[2])
    energy = [float(x) for x in sys.argv[3:]]
    P = sunsi.survival(energy, config, sources=["8B"]).tolist()
    P.append([str(sunsi.data_directory()), sunsi.__file__])
maps = [line.split(maxsplit=5) for line in pathlib.Path("/proc/self/maps").read_text().splitlines()]
libraries = sorted({row[5] for row in maps if len(row) == 6 and ".so" in row[5]})
print(json.dumps({"P": P, "modules": sorted(sys.modules), "libraries": libraries}))
"""


def tree_program():
    """The tree's own build; a missing one is an error, not a skip."""
    program = Path(os.environ.get("SUNSI_EXE") or ROOT / "build/release/bin/sunsi").resolve()
    assert program.exists(), f"{program}: build sunsi first or set SUNSI_EXE"
    return program


def clean(**changes):
    """An environment without a hint at the tree, and without a search path for libraries."""
    kept = {k: os.environ[k] for k in ("HOME", "TMPDIR") if k in os.environ}
    return {**kept, "PATH": "/usr/bin:/bin", "LC_ALL": "C", "LD_LIBRARY_PATH": "", **changes}


def run(*words, cwd, **environment):
    return subprocess.run(
        list(map(str, words)),
        cwd=cwd,
        env=clean(**environment),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def loaded(program, *arguments, cwd):
    """The output, and every library of the run: those that the loader lists for the program, and
    those that it started while the program ran (opened later, too)."""
    trace = cwd / "trace"
    for old in cwd.glob("trace.*"):
        old.unlink()
    done = run(program, *arguments, cwd=cwd, LD_DEBUG="libs", LD_DEBUG_OUTPUT=trace)
    assert done.returncode == 0, done.stderr
    text = "".join(path.read_text() for path in cwd.glob("trace.*"))
    return {
        os.path.realpath(path) for path in re.findall(r"calling init: (/.*)", text)
    }, done.stdout


def foreign(libraries, own):
    """Those that neither the system of a manylinux tag nor the wheel gives."""
    outside = (path for path in libraries if not Path(path).is_relative_to(own))
    return sorted(path for path in outside if not SYSTEM.fullmatch(Path(path).name))


def rows(text):
    """The table as (source, energy) -> numbers."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    header, *cells = csv.reader(lines)
    assert header[:3] == ["source", "energy_MeV", "P_ee_day"]
    return {(row[0], row[1]): [float(cell) for cell in row[2:] if cell] for row in cells}


@dataclass(frozen=True)
class Installed:
    """A fresh environment with the wheel."""

    folder: Path
    packages: Path

    @property
    def python(self):
        return self.folder / "bin/python"

    @property
    def program(self):
        return self.folder / "bin/sunsi"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built by the script, incrementally after `scripts/setup`."""
    dist = tmp_path_factory.mktemp("dist")
    done = subprocess.run([ROOT / "scripts/wheel", dist], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (path,) = dist.iterdir()
    assert done.stdout.splitlines()[-1] == str(path)
    assert re.search(r"platform tag:\s+\"manylinux_2_\d+_x86_64\"", done.stdout), done.stdout
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """numpy is copied from the environment of the tests: nothing is downloaded."""
    folder = tmp_path_factory.mktemp("fresh").resolve() / "venv"
    venv.create(folder, symlinks=True)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = folder / "lib" / version / "site-packages"
    for file in files("numpy"):
        if ".." not in file.parts:
            target = packages / file
            target.parent.mkdir(parents=True, exist_ok=True)
            copy2(file.locate(), target)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    pip += ["--python", folder / "bin/python", "install", "--quiet", "--no-deps", "--no-index"]
    done = subprocess.run([*pip, wheel], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return Installed(folder, packages)


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    """Probabilities of the tree's build."""
    folder = tmp_path_factory.mktemp("expected")
    (folder / "point.yaml").write_text(POINT)
    done = run(tree_program(), "probability", "point.yaml", "--quiet", cwd=folder)
    assert done.returncode == 0, done.stderr
    table = rows(done.stdout)
    assert len({source for source, _ in table}) == 8 and len(table) == 57
    return table


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "point.yaml").write_text(POINT)
    return tmp_path


def test_the_name_says_what_is_needed(wheel):
    assert re.fullmatch(
        rf"sunsi-[0-9.]+-cp3{sys.version_info.minor}-cp3{sys.version_info.minor}-manylinux_2_\d+_x86_64\.whl",
        wheel.name,
    )


def test_the_program_says_its_version(installed, folder):
    done = run(installed.program, "--version", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.match(r"sunsi \d+\.\d+\.\d+ \(", done.stdout)


def test_the_program_gives_the_numbers_of_the_tree(installed, folder, expected):
    done = run(installed.program, "probability", "point.yaml", "--quiet", cwd=folder)
    assert done.returncode == 0, done.stderr
    table = rows(done.stdout)
    assert table.keys() == expected.keys()
    for key, numbers in expected.items():
        # The same sources and flags: only the order of TBB's sums could differ, and there is none.
        assert table[key] == pytest.approx(numbers, rel=1e-12, abs=1e-15), key


def test_the_program_loads_nothing_from_elsewhere(installed, folder):
    program = installed.packages / "sunsi.scripts/sunsi"
    libraries, out = loaded(program, "probability", "point.yaml", "--quiet", cwd=folder)
    assert len(rows(out)) == 57
    assert foreign(libraries, installed.packages) == []
    own = {Path(path).name.split("-")[0] for path in libraries if "sunsi.libs" in path}
    assert {"libgsl", "libtbb", "libfmt", "libmd"} <= own


def test_the_check_sees_libraries_from_elsewhere(installed, folder):
    """The tree's own program takes GSL from the system, and the check must say so."""
    libraries, _ = loaded(tree_program(), "--version", cwd=folder)
    assert any("libgsl.so" in path for path in foreign(libraries, installed.packages))


def test_the_module_runs_from_the_wheel_alone(installed, folder, expected):
    energies = [energy for source, energy in expected if source == "8B"]

    def process(*words):
        done = run(installed.python, "-I", "-c", PROCESS, *words, cwd=folder)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    ours = process("[]", "point.yaml", *energies)
    P_ee, (data, package) = ours["P"]
    assert Path(package).is_relative_to(installed.packages)
    assert Path(data).is_relative_to(installed.folder)
    assert P_ee == pytest.approx([expected["8B", e][0] for e in energies], rel=1e-12)
    assert not {"matplotlib", "jinja2"} & set(ours["modules"])
    # Python's own are those of a process that imports the same modules, but nothing of sunsi.
    others = [name for name in ours["modules"] if not re.match(r"sunsi\b|__main__$", name)]
    python = process(json.dumps(others))
    assert python["P"] is None and not any("sunsi" in path for path in python["libraries"])
    more = set(ours["libraries"]) - set(python["libraries"])
    assert any("sunsi/_core" in path for path in more)
    assert any("sunsi.libs/libgsl" in path for path in more)
    assert foreign(more, installed.packages) == []


def test_the_data_are_those_of_the_wheel(installed, folder):
    """No silent fall-back on the tree: damage to the wheel's own table is seen."""
    good = run(installed.program, "data", cwd=folder)
    assert good.returncode == 0, good.stderr
    table = installed.folder / "share/sunsi/data/solar/b16-gs98.csv"
    content = table.read_bytes()
    try:
        table.write_bytes(content + b"# one line more\n")
        damaged = run(installed.program, "data", cwd=folder)
        assert damaged.returncode == 3
        assert os.path.realpath(damaged.stderr.split(":")[0]) == str(table), damaged.stderr
        (installed.folder / "share/sunsi").rename(installed.folder / "share/away")
        gone = run(installed.packages / "sunsi.scripts/sunsi", "data", cwd=folder)
        assert gone.returncode == 3 and "no data folder found" in gone.stderr
    finally:
        if (installed.folder / "share/away").exists():
            (installed.folder / "share/away").rename(installed.folder / "share/sunsi")
        table.write_bytes(content)
