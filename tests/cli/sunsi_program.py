"""Starts sunsi and reads its tables."""

import csv
import os
import resource
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
PROGRAM = Path(os.environ.get("SUNSI_EXE") or ROOT / "build/release/bin/sunsi").resolve()

# The highlighted point of arXiv:2211.15686, its coupling given directly.
POINT = """model:
  kind: zprime
  mass_MeV: 40
  g: 4.22e-4
  c: -0.1
  tan_eta: -0.75
"""


@dataclass(frozen=True)
class Result:
    """What one call left behind."""

    status: int
    out: str
    err: str
    seconds: float


def environment(**changes):
    """The surroundings of a call: no renderer, the data of the repository."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("SUNSI_")}
    return {**env, "SUNSI_PYTHON": "/bin/false", "LC_ALL": "C", **changes}


def command(*arguments):
    """Words of a call; a missing program is an error, not a skip."""
    if not PROGRAM.exists():
        raise FileNotFoundError(f"{PROGRAM}: build sunsi first or set SUNSI_EXE")
    return [str(PROGRAM), *map(str, arguments)]


def limited(megabytes):
    """Sets the address space of a child; a build with AddressSanitizer reserves terabytes."""
    if megabytes is None or b"__asan_init" in PROGRAM.read_bytes():
        return None
    limit = megabytes * 1_000_000
    return lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def run_program(
    *arguments, cwd, env=None, timeout=60, stdout=subprocess.PIPE, megabytes=None, stdin=None
):
    """Runs sunsi to its end, with at most so many megabytes of memory."""
    start = time.monotonic()
    done = subprocess.run(
        command(*arguments),
        cwd=cwd,
        env=environment(**(env or {})),
        stdin=stdin or subprocess.DEVNULL,
        preexec_fn=limited(megabytes),
        stdout=stdout,
        stderr=subprocess.PIPE,
        timeout=timeout,
        check=False,
    )
    out = (done.stdout or b"").decode(errors="replace")
    return Result(
        done.returncode, out, done.stderr.decode(errors="replace"), time.monotonic() - start
    )


@dataclass(frozen=True)
class Table:
    """A CSV table: `# key: value` lines, the header, the rows as text."""

    meta: dict
    header: list
    rows: list

    def column(self, name):
        """Cells of a column, as text."""
        return [row[self.header.index(name)] for row in self.rows]

    def numbers(self, name):
        """Cells of a column, as numbers."""
        return [float(cell) for cell in self.column(name)]


def read_table(text):
    """Parses what the program prints; comment lines stand first."""
    lines = text.splitlines()
    count = next(i for i, line in enumerate(lines) if not line.startswith("#"))
    meta = {}
    for line in lines[:count]:
        key, _, value = line[2:].partition(": ")
        meta.setdefault(key, []).append(value)
    header, *rows = csv.reader(lines[count:])
    return Table(meta, header, rows)


def quantities(text):
    """The model table as {quantity: value}."""
    table = read_table(text)
    return dict(zip(table.column("quantity"), table.numbers("value"), strict=True))


def config_hash(text):
    """The hash of the configuration that a table names."""
    return read_table(text).meta["config-hash"][0]


def left_over(folder):
    """Files of an unfinished write below a folder."""
    return sorted(path.name for path in Path(folder).rglob("*.part"))
