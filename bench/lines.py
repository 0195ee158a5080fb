"""One line a figure, `name value unit`; then, to stderr, needs and what became slower.

    lines.py GOOGLE.json [--sunsi EXE] [--build DIR] [--store]

GOOGLE.json is what Google Benchmark wrote; it receives the figures of whole processes and the
description of the machine, and loses the names of the host and of folders.
"""

import argparse
import json
import sys
from pathlib import Path

import figures
import machine
import processes

HERE = Path(__file__).resolve().parent


def read_targets():
    """The needs."""
    from ruamel.yaml import YAML

    return YAML(typ="safe").load((HERE / "targets.yaml").read_text())


def stored_runs(folder, description):
    """Stored runs of like machines, oldest first; what cannot be read is said and left out."""
    runs = []
    for path in sorted(Path(folder).glob("*.json")):
        try:
            run = json.loads(path.read_text())
            if machine.like(run["machine"], description):
                run["figures"] = {k: (v["value"], v["unit"]) for k, v in run["figures"].items()}
                runs.append(run)
        except (ValueError, KeyError, TypeError) as error:
            print(f"bench: {path.name} is not a stored run: {error}", file=sys.stderr)
    return sorted(runs, key=lambda run: run["machine"].get("date", ""))


def tell_slower(now, description, folder, out):
    """Compares with the last stored run of a like machine."""
    runs = stored_runs(folder, description)
    if not runs:
        print("No stored run of a like machine (scripts/bench --store keeps this one).", file=out)
        return
    last = runs[-1]
    if machine.busy(description):
        now = figures.without_wall(now)
    found = figures.slower(now, last["figures"])
    of = f"{last['machine']['date']} ({last['machine']['commit']})"
    if not found:
        print(f"Nothing became slower by more than 15 % since {of}.", file=out)
    for name, ratio in found:
        print(f"SLOWER since {of}: {name} by {100 * (ratio - 1):.0f} %", file=out)


def store(now, description, folder):
    """Writes the run under the name of its kind of machine and its date; whole or not at all.

    Wall-clock figures of a busy machine are left out.
    """
    if machine.busy(description):
        now = figures.without_wall(now)
    folder.mkdir(exist_ok=True)
    path = folder / f"{machine.slug(description)}-{description['date']}.json"
    rows = {k: {"value": float(f"{v:.5g}"), "unit": unit} for k, (v, unit) in sorted(now.items())}
    text = json.dumps({"machine": description, "figures": rows}, indent=1) + "\n"
    draft = path.with_suffix(".part")
    draft.write_text(text)
    draft.replace(path)
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("google", type=Path)
    parser.add_argument("--sunsi", type=Path, help="the program, for figures of whole processes")
    parser.add_argument("--build", type=Path, default=HERE.parent / "build/bench")
    parser.add_argument("--store", action="store_true", help="keep the run in bench/results")
    arguments = parser.parse_args()

    document = json.loads(arguments.google.read_text())
    now = figures.from_google(document)
    if arguments.sunsi:
        now |= processes.measure(arguments.sunsi)
    for name, (value, unit) in now.items():
        print(name, f"{value:.6g}", unit)

    description = machine.describe(arguments.build, HERE.parent)
    for key in ("host_name", "executable"):
        document.get("context", {}).pop(key, None)
    document["machine"] = description
    document["figures"] = {k: {"value": v, "unit": unit} for k, (v, unit) in now.items()}
    arguments.google.write_text(json.dumps(document, indent=1) + "\n")

    out = sys.stderr
    sys.stdout.flush()
    print("", *figures.need_table(read_targets(), now), sep="\n", file=out)
    print(f"Repetitions differ by {100 * figures.noise(document):.0f} % (median).", file=out)
    if machine.busy(description):
        print(
            f"The machine is busy (load {description['load']} on {description['cores']} cores): "
            "processor times are usable, wall-clock times and gains of threads are not.",
            file=out,
        )
    tell_slower(now, description, HERE / "results", out)
    if arguments.store:
        print(f"Kept as bench/results/{store(now, description, HERE / 'results').name}", file=out)


if __name__ == "__main__":
    main()
