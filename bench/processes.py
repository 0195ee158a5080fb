"""Figures of whole processes: start-up, memory, threads, a plane of a million points."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PLANE = (
    "scan.axes=[{key: model.mass_MeV, min: 5, max: 200, count: 1000, spacing: log}, "
    "{key: model.g, min: 1.0e-6, max: 1.0e-2, count: 1000, spacing: log}]"
)
SCAN = (
    "experiments=[borexino, sno, super-kamiokande, gallium, chlorine]",
    "scan={axes: [{key: model.mass_MeV, min: 20, max: 200, count: 400, spacing: log}, "
    "{key: model.g, min: 1.0e-5, max: 3.0e-4, count: 100, spacing: log}], outputs: [chi2_solar]}",
)
POINT = (
    "model.kind=zprime",
    "model.mass_MeV=40",
    "model.c=-0.1",
    "model.g=4.22e-4",
    "model.tan_eta=-0.75",
)


def run(command):
    """Wall-clock and processor seconds of a command and its largest resident memory in MB."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as nowhere:
        child = subprocess.Popen(command, stdout=nowhere, stderr=nowhere)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            nowhere.seek(0)
            text = nowhere.read().decode(errors="replace")
            raise RuntimeError(f"{' '.join(command)} ended with {child.returncode}: {text}")
    unit = 1024**2 if sys.platform == "darwin" else 1024  # ru_maxrss: bytes there, KiB on Linux
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit


def best(command, times):
    """Least wall-clock time, least processor time and least memory of several runs."""
    return tuple(map(min, zip(*(run(command) for _ in range(times)), strict=True)))


def threads_of(sunsi, words, times):
    """Wall-clock seconds of a command with one and with two threads, alternating."""
    least = {1: float("inf"), 2: float("inf")}
    for _ in range(times):
        for count in least:
            wall, _, _ = run([str(sunsi), *words, "--threads", str(count)])
            least[count] = min(least[count], wall)
    return least


def sets(*words):
    """--set for every word."""
    return [part for word in words for part in ("--set", word)]


def measure(sunsi):
    """Name to (value, unit)."""
    figures = {}
    wall, processor, memory = best([str(sunsi), "probability"], 5)
    figures["startup_probability"] = (wall * 1e3, "ms")
    figures["startup_probability_cpu"] = (processor * 1e3, "ms")
    figures["startup_probability_peak"] = (memory, "MB")
    jobs = {"ode_table_963": (["probability", *sets("propagation.engine=ode")], 1)}
    with tempfile.TemporaryDirectory() as folder:
        place = str(Path(folder) / "plane")
        plane = ["bounds", "--plane", "-o", place, "--quiet", *sets(*POINT, PLANE)]
        jobs["bounds_plane_1e6"] = (plane, 2)
        table = str(Path(folder) / "scan.csv")
        scan = ["scan", "-o", table, "--quiet", *sets(*POINT, *SCAN)]
        jobs["scan_chi2_4e4"] = (scan, 2)
        jobs["night_table_963"] = (["probability", *sets("earth.enabled=true")], 2)
        # The figure of the plane is drawn by Python, if there is one: not what is measured.
        os.environ["SUNSI_PYTHON"] = str(Path(folder) / "none")
        for name, (words, times) in jobs.items():
            least = threads_of(sunsi, words, times)
            figures[f"{name}/threads:1"] = (least[1], "s")
            if (os.cpu_count() or 1) > 1:
                figures[f"{name}/threads:2"] = (least[2], "s")
                figures[f"{name}/gain_of_two"] = (least[1] / least[2], "1")
    return figures
