"""What scripts/bench says of figures: needs, earlier runs, repetitions, the machine."""

import json
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench"))

import figures  # noqa: E402
import lines  # noqa: E402
import machine  # noqa: E402

MACHINE = {"cpu": "Some CPU", "cores": 2, "vector_units": ["avx2"], "system": "Linux x86_64"}
BEFORE = {"reference": (10.0, "us"), "work": (2.0, "ms"), "other": (5.0, "ns"), "peak": (40, "MB")}


def google(name, cpu, real=None, unit="ms"):
    return {
        "name": name,
        "run_name": name,
        "run_type": "iteration",
        "cpu_time": cpu,
        "real_time": cpu if real is None else real,
        "time_unit": unit,
    }


def test_the_least_of_the_repetitions_counts_and_no_aggregate():
    runs = [google("a", 3.0), google("a", 2.0), google("a", 9.0)]
    runs.append(google("a", 0.1) | {"run_type": "aggregate"})
    assert figures.from_google({"benchmarks": runs}) == {"a": (2.0, "ms")}
    assert figures.noise({"benchmarks": runs[:2]}) == pytest.approx(0.5)


def test_wall_clock_where_the_name_says_so():
    runs = [google("a/real_time", 3.0, real=7.0), google("b", 3.0, real=7.0)]
    assert figures.from_google({"benchmarks": runs}) == {
        "a/real_time": (7.0, "ms"),
        "b": (3.0, "ms"),
    }


def test_a_figure_that_became_slower_is_named_with_its_ratio():
    now = BEFORE | {"work": (2500.0, "us")}
    [(name, ratio)] = figures.slower(now, BEFORE)
    assert name == "work" and ratio == pytest.approx(1.25)
    assert figures.slower(BEFORE | {"work": (2.28, "ms")}, BEFORE) == []  # 14 %
    assert figures.slower(BEFORE | {"work": (1.0, "ms")}, BEFORE) == []


def test_a_busy_machine_raises_no_alarm_but_hides_none():
    busy = {k: (v * 3 if u != "MB" else v, u) for k, (v, u) in BEFORE.items()}
    assert figures.slower(busy, BEFORE) == []
    # The same time where the reference now takes a third: three times slower.
    quick = BEFORE | {"reference": (10 / 3, "us")}
    assert {name for name, _ in figures.slower(quick, BEFORE)} == {"work", "other"}


def test_wall_clock_times_of_a_busy_machine_are_neither_kept_nor_compared(tmp_path, capsys):
    wall = {"a/real_time": (1.0, "ms"), "b/threads:2": (1.0, "s"), "startup_probability": (1, "ms")}
    description = MACHINE | {"date": "2026-01-02", "commit": "abc", "load": 9.0}
    path = lines.store(BEFORE | wall, description, tmp_path)
    assert set(json.loads(path.read_text())["figures"]) == set(BEFORE)
    quiet = description | {"load": 0.1, "date": "2026-01-03"}
    lines.store(BEFORE | wall, quiet, tmp_path)
    slow = BEFORE | {name: (9 * value, unit) for name, (value, unit) in wall.items()}
    lines.tell_slower(slow, description, tmp_path, sys.stdout)
    assert "SLOWER" not in capsys.readouterr().out
    lines.tell_slower(slow, quiet, tmp_path, sys.stdout)
    assert capsys.readouterr().out.count("SLOWER") == 3


def test_memory_is_compared_as_it_is():
    assert figures.slower(BEFORE | {"peak": (50, "MB")}, BEFORE) == [("peak", 1.25)]


def test_without_the_reference_nothing_is_claimed():
    now = {k: v for k, v in BEFORE.items() if k != "reference"} | {"work": (99.0, "ms")}
    assert figures.slower(now, BEFORE) == []


def test_needs_convert_units_and_know_their_sense():
    rows = {"work": (2000.0, "us"), "fast": (5.0, "ns"), "plain": (0.05, "us")}
    most = {"name": "work", "need": 2.0, "unit": "ms"}
    gain = {"name": "g", "ratio": ["plain", "fast"], "need": 6, "unit": "1", "sense": "least"}
    assert figures.reached(most, rows) == pytest.approx(2.0)
    assert figures.meets(most, 2.0) and not figures.meets(most, 2.1)
    assert figures.reached(gain, rows) == pytest.approx(10)
    assert figures.meets(gain, 6) and not figures.meets(gain, 5.9)
    absent = {"name": "absent", "need": 1, "unit": "ms"}
    text = figures.need_table([most, gain | {"need": 11}, absent], rows)
    assert [line.split()[-1] for line in text[1:]] == ["met", "MET", "measured"]
    assert "NOT MET" in text[2] and "not measured" in text[3]


def test_the_quickest_variant_counts_and_what_it_does_at_once():
    rows = {"kernel/0": (40.0, "us"), "kernel/1": (5120.0, "ns"), "kernels": (1.0, "ns")}
    target = {"name": "kernel", "need": 10, "unit": "ns", "per": 512}
    assert figures.reached(target, rows) == pytest.approx(10)


def test_unlike_units_are_an_error():
    with pytest.raises(ValueError, match="MB"):
        figures.reached({"name": "peak", "need": 1, "unit": "ms"}, BEFORE)


def test_targets_are_complete():
    targets = lines.read_targets()
    assert len({t["name"] for t in targets}) == len(targets)
    for target in targets:
        assert target["need"] > 0 and target["why"] and target["unit"]
        assert target.get("sense", "most") in ("most", "least")


def test_a_stored_run_is_found_by_like_machines_only(tmp_path, capsys):
    description = MACHINE | {"date": "2026-01-02", "commit": "abc"}
    lines.store(BEFORE, description, tmp_path)
    assert not list(tmp_path.glob("*.part"))
    (tmp_path / "broken.json").write_text("{")
    [run] = lines.stored_runs(tmp_path, MACHINE)
    assert run["figures"] == {k: (v, u) for k, (v, u) in BEFORE.items()}
    assert "broken.json" in capsys.readouterr().err
    assert lines.stored_runs(tmp_path, MACHINE | {"cores": 64}) == []
    lines.tell_slower(BEFORE | {"work": (4.0, "ms")}, MACHINE, tmp_path, sys.stdout)
    assert "work by 100 %" in capsys.readouterr().out


def test_the_description_names_no_host_and_no_folder():
    text = json.dumps(machine.describe(ROOT / "build/bench", ROOT))
    import platform

    assert platform.node() not in text.replace(platform.machine(), "")
    assert not re.search(r'"/|/(home|root|tmp|usr)/', text)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "bench/results").glob("*.json")), ids=lambda p: p.name
)
def test_stored_runs_hold_what_a_comparison_needs(path):
    run = json.loads(path.read_text())
    assert {"cpu", "cores", "vector_units", "system", "compiler", "date", "commit"} <= set(
        run["machine"]
    )
    assert figures.REFERENCE in run["figures"]
    assert all(row["value"] > 0 and row["unit"] for row in run["figures"].values())
    assert not re.search(r'"/|/(home|root|tmp|usr)/', path.read_text())
