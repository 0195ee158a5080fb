"""Progress lines, Ctrl-C and SIGTERM."""

import re
import signal
import subprocess
import time
from contextlib import contextmanager

import pytest
from sunsi_program import command, environment, left_over

LONG = "energies: {count: 2000}\npropagation: {engine: ode}\n"
# One energy, and many oscillation lengths between the centre and the surface.
ONE_LONG_ENERGY = """energies: [0.001]
solar: {sources: [8B]}
propagation: {engine: ode, tolerance: 1.0e-10}
"""


@contextmanager
def started(*arguments, cwd):
    """A running sunsi, ended by force when the test is over."""
    process = subprocess.Popen(
        command(*arguments),
        cwd=cwd,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["SIGINT", "SIGTERM"]
)
@pytest.mark.parametrize("verb", ["probability", "run"])
def test_interrupted(config, tmp_path, verb, number, status):
    with started(verb, config(LONG), "-o", "out", cwd=tmp_path) as process:
        time.sleep(1)
        assert process.poll() is None, "the run is too short to be interrupted"
        process.send_signal(number)
        out, err = process.communicate(timeout=10)
    assert (process.returncode, out) == (status, "")
    assert "interrupted" in err.splitlines()[-1]
    assert [path.name for path in tmp_path.iterdir()] == ["c.yaml"]
    assert left_over(tmp_path) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_interrupted_within_one_energy(config, tmp_path, number):
    with started("probability", config(ONE_LONG_ENERGY), cwd=tmp_path) as process:
        time.sleep(1)
        assert process.poll() is None, "the run is too short to be interrupted"
        process.send_signal(number)
        out, _ = process.communicate(timeout=5)
    assert (process.returncode, out) == (128 + number, "")


def test_interrupted_run_leaves_the_earlier_one(config, tmp_path):
    (tmp_path / "out.csv").write_text("earlier")
    with started("probability", config(LONG), "-o", "out.csv", cwd=tmp_path) as process:
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)
    assert process.returncode == 130
    assert (tmp_path / "out.csv").read_text() == "earlier"


def test_progress_goes_to_standard_error(config, tmp_path):
    """Plain lines with rate and time left where there is no terminal; none with --quiet."""
    with (
        started("probability", config(LONG), cwd=tmp_path) as talking,
        started("probability", "c.yaml", "--quiet", cwd=tmp_path) as quiet,
    ):
        line = talking.stderr.readline()
        for process in (talking, quiet):
            process.send_signal(signal.SIGINT)
        talking_out, _ = talking.communicate(timeout=10)
        quiet_out, quiet_err = quiet.communicate(timeout=10)
    assert re.fullmatch(r"probability: \d+/2003 [\d.]+/s \d+ s left\n", line), line
    assert (talking_out, quiet_out) == ("", "")
    assert quiet_err.count("\n") == 1 and "interrupted" in quiet_err
