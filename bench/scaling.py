#!/usr/bin/env python3
"""What more energies, radii, zenith angles and points cost: measured, kept as CSV, drawn.

    python bench/scaling.py --sunsi build/bench/bin/sunsi     # measures, writes, draws
    python bench/scaling.py --draw                            # draws what is written

Processor seconds of whole processes on one thread, start-up (some 30 ms) included, but for the
production radii, which are those of one call of the engine; the least of the repetitions.
"""

import argparse
import csv
import tempfile
from pathlib import Path

import processes

HERE = Path(__file__).resolve().parent
MEASURED = HERE / "results/scaling.csv"
FIGURE = HERE.parent / "docs/figures/scaling.png"
SUN = "solar.sources=[8B]"
SITE = ("earth.enabled=true", "earth.site=kamioka")


def energies(count):
    """--set of so many energies."""
    return f"energies={{min_MeV: 1, max_MeV: 16, count: {count}}}"


def plane(count):
    """--set of a plane of so many values an axis."""
    return processes.PLANE.replace("count: 1000", f"count: {count}")


def series(folder):
    """Name to (what is counted, {count: words of the command})."""
    point = processes.POINT
    out = str(Path(folder) / "plane")
    return {
        "energies by day": (
            "energies",
            {n: ["probability", SUN, energies(n)] for n in (160, 640, 2560, 10240)},
        ),
        "energies by the ode": (
            "energies",
            {n: ["probability", SUN, "propagation.engine=ode", energies(n)] for n in (4, 16, 64)},
        ),
        "energies by magnus": (
            "energies",
            {
                n: ["probability", SUN, "propagation.engine=magnus", energies(n)]
                for n in (4, 16, 64)
            },
        ),
        "energies by night": (
            "energies",
            {n: ["probability", SUN, *SITE, energies(n)] for n in (10, 40, 160)},
        ),
        "zenith bins": (
            "bins",
            {
                n: ["probability", SUN, *SITE, f"earth.zenith_bins={n}", energies(20), "--zenith"]
                for n in (5, 20, 80)
            },
        ),
        "points of a plane of bounds": (
            "points",
            {n * n: ["bounds", "--plane", "-o", out, *point, plane(n)] for n in (100, 300, 1000)},
        ),
    }


def command(sunsi, words):
    """The words with --set before every key=value."""
    line = [str(sunsi)]
    for word in words:
        line += ["--set", word] if "=" in word else [word]
    return [*line, "--threads", "1", "--quiet"]


def measure(sunsi, times):
    """Rows series, counted, count, seconds."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        processes.os.environ["SUNSI_PYTHON"] = str(Path(folder) / "none")
        for name, (counted, jobs) in series(folder).items():
            for count, words in jobs.items():
                seconds = min(processes.run(command(sunsi, words))[1] for _ in range(times))
                rows.append((name, counted, count, seconds))
                print(f"{name:28} {count:8} {counted:9} {seconds:.4g} s", flush=True)
    return rows


def radii(study):
    """The same of one pass of magnus at 10 MeV for so many production radii, tolerance 1e-6."""
    import peers

    case = peers.sheets.cases()["standard"]
    rows = []
    for count in (1, 8, 64, 512):
        places = [0.2 * (k + 1) / count for k in range(count)]
        seconds, _ = peers.study(study, case, places)["magnus", "1e-06"]
        rows.append(("production radii, one call", "radii", count, seconds))
        print(f"production radii {count} {seconds:.4g} s", flush=True)
    return rows


def draw(rows, path):
    """Seconds against what is counted, with the slope of proportionality."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axis = plt.subplots(figsize=(6.4, 4.4))
    for name in dict.fromkeys(row[0] for row in rows):
        points = [(float(n), float(t)) for which, _, n, t in rows if which == name]
        axis.loglog(*zip(*points, strict=True), "o-", label=name)
    n0, t0 = 10, 0.01
    axis.loglog([n0, 100 * n0], [t0, 100 * t0], "k:", lw=1, label="proportional")
    axis.set_xlabel("energies, radii, zenith bins or points")
    axis.set_ylabel("processor time [s]")
    axis.grid(alpha=0.3)
    axis.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=140)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sunsi", type=Path, default=HERE.parent / "build/bench/bin/sunsi")
    parser.add_argument("--draw", action="store_true", help="draw what was measured before")
    parser.add_argument("--times", type=int, default=3)
    arguments = parser.parse_args()
    if not arguments.draw:
        rows = measure(arguments.sunsi, arguments.times)
        rows += radii(arguments.sunsi.parent / "study_peers")
        with MEASURED.open("w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["series", "counted", "count", "seconds"])
            writer.writerows([*row[:3], f"{row[3]:.4g}"] for row in rows)
    with MEASURED.open() as file:
        draw(list(csv.reader(file))[1:], FIGURE)


if __name__ == "__main__":
    main()
