"""Figures of a run: from Google Benchmark's JSON, against needs and against an earlier run."""

import math
import re
import statistics

SECONDS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}
REFERENCE = "reference"
# Wall-clock figures, which mean nothing on a machine that is busy with something else.
WALL = re.compile(r"real_time|/threads:|gain_of_two|^startup_probability$")
SLOWER = 1.15  # a figure is called slower beyond this multiple of the earlier one


def from_google(document):
    """Name to (value, unit): the smallest of the repetitions; wall-clock where the name says so.

    Other work on the machine only ever adds time, so the smallest is the least disturbed.
    """
    result = {}
    for run in document["benchmarks"]:
        if run.get("run_type") == "aggregate" or run.get("error_occurred"):
            continue
        name = run.get("run_name", run["name"])
        value = run["real_time" if "real_time" in name else "cpu_time"]
        if name not in result or value < result[name][0]:
            result[name] = (value, run["time_unit"])
    return result


def without_wall(figures):
    """Only the figures that other work on the machine hardly changes."""
    return {name: figure for name, figure in figures.items() if not WALL.search(name)}


def converted(value, unit, wanted):
    """A time in another unit; anything else must have the unit already."""
    if unit == wanted:
        return value
    if unit not in SECONDS or wanted not in SECONDS:
        raise ValueError(f"a figure in {unit} cannot be compared with one in {wanted}")
    return value * SECONDS[unit] / SECONDS[wanted]


def found(name, figures):
    """(value, unit) of a row, or the smallest of its variants name/...; None if there is none."""
    if name in figures:
        return figures[name]
    variants = [figure for row, figure in figures.items() if row.startswith(f"{name}/")]
    return min(variants, key=lambda f: converted(*f, "s"), default=None)


def reached(target, figures):
    """What a run reached of a target, in its unit; None if it was not measured."""
    if "ratio" in target:
        above, below = (found(name, figures) for name in target["ratio"])
        if above is None or below is None:
            return None
        return converted(*above, below[1]) / below[0]
    figure = found(target["name"], figures)
    if figure is None:
        return None
    return converted(*figure, target["unit"]) / target.get("per", 1)


def meets(target, value):
    """Whether a value is on the right side of the need."""
    return value >= target["need"] if target.get("sense") == "least" else value <= target["need"]


def need_table(targets, figures):
    """Lines of text: name, reached, need, unit, verdict."""
    lines = [f"{'figure':28} {'reached':>10} {'need':>12}  unit"]
    for target in targets:
        value = reached(target, figures)
        sign = ">=" if target.get("sense") == "least" else "<="
        shown = "-" if value is None else f"{value:.4g}"
        verdict = "not measured" if value is None else "met" if meets(target, value) else "NOT MET"
        lines.append(
            f"{target['name']:28} {shown:>10} {sign:>4} {target['need']:>7.4g}  "
            f"{target['unit']:4} {verdict}"
        )
    return lines


def slower(figures, earlier):
    """(name, ratio) of the times that grew by more than SLOWER against an earlier run.

    Times count as multiples of the reference row of their own run; memory and counts as they are.
    Empty without that row in both.
    """
    if REFERENCE not in figures or REFERENCE not in earlier:
        return []
    scale = converted(*earlier[REFERENCE], "s") / converted(*figures[REFERENCE], "s")
    result = []
    for name, (value, unit) in figures.items():
        if name not in earlier or name == REFERENCE or (unit not in SECONDS and unit != "MB"):
            continue
        ratio = value / converted(*earlier[name], unit)
        ratio *= scale if unit in SECONDS else 1
        if ratio > SLOWER:
            result.append((name, ratio))
    return result


def spread(document):
    """Name to the relative spread (largest over smallest, less one) of its repetitions."""
    values = {}
    for run in document["benchmarks"]:
        if run.get("run_type") != "aggregate":
            name = run.get("run_name", run["name"])
            values.setdefault(name, []).append(
                run["real_time" if "real_time" in name else "cpu_time"]
            )
    return {name: max(v) / min(v) - 1 for name, v in values.items() if len(v) > 1}


def noise(document):
    """Median of the spreads, nan for a single repetition: how much the machine was disturbed."""
    values = list(spread(document).values())
    return statistics.median(values) if values else math.nan
