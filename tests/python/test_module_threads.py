"""The extension module beside other threads, signals and processes."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import sunsi

pytest.importorskip(
    "sunsi._core", reason="the extension module is not built (pip install ., SUNSI_BUILD_PYTHON)"
)

# One energy by the ode: about 1 s at 1e-9; at 1e-10 it gives up after 2e6 steps, about 14 s.
SLOW = {
    "model": {"mass_MeV": 40, "g": 4.22e-4, "c": -0.1, "tan_eta": -0.75},
    "propagation": {"engine": "ode", "tolerance": 1e-9},
}


def test_other_python_threads_go_on():
    config = sunsi.Config.from_dict(SLOW)
    started, done = threading.Event(), threading.Event()

    def work():
        started.set()
        sunsi.survival([0.1, 0.2], config)
        done.set()

    worker = threading.Thread(target=work)
    worker.start()
    started.wait()
    turns, start = 0, time.monotonic()
    while not done.is_set():
        time.sleep(0.005)
        turns += 1
    seconds = time.monotonic() - start
    worker.join()
    assert seconds > 0.2  # else the run was too short to tell
    assert turns > 20 * seconds  # of 200 a second on an idle machine


def test_two_threads_get_the_same():
    configs = [
        sunsi.Config.from_dict({"oscillation": {"dark_octant": dark}}).with_(model=SLOW["model"])
        for dark in (False, True)
    ]
    energy = np.linspace(0.1, 16, 40)
    alone = [sunsi.survival(energy, config) for config in configs]
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda i: sunsi.survival(energy, configs[i % 2]), range(16)))
    for i, result in enumerate(results):
        assert (result == alone[i % 2]).all()
    assert (alone[0] != alone[1]).any()


INTERRUPTED = """
import signal, sys, time, sunsi
signal.signal(signal.SIGINT, signal.default_int_handler)
config = sunsi.Config.from_dict({config!r}).with_({{"propagation.tolerance": 1e-10}})
print("ready", flush=True)
try:
    sunsi.survival({energies!r}, config)
except KeyboardInterrupt:
    print(time.monotonic(), flush=True)
    # The module goes on working afterwards.
    print(sunsi.survival(8.0, sunsi.Config()).shape)
"""


@pytest.mark.parametrize("energies", [[0.1], [0.1, 0.15, 0.2, 0.25]])
def test_ctrl_c_ends_a_long_call(energies):
    code = INTERRUPTED.format(config=SLOW, energies=energies)
    path = os.pathsep.join(filter(None, sys.path))
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.7)
    sent = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    caught, shape = out.splitlines()
    assert process.returncode == 0 and shape == "(8, 1)"
    assert float(caught) - sent < 2  # steps are microseconds; the rest is a busy machine


@pytest.mark.parametrize("kind", [sunsi.ConfigError, KeyError])
def test_what_a_signal_handler_raises_comes_out(kind):
    config = sunsi.Config.from_dict(SLOW).with_({"propagation.tolerance": 1e-10})

    def handler(number, frame):
        raise kind("from the handler")

    previous = signal.signal(signal.SIGALRM, handler)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        with pytest.raises(kind, match="from the handler"):
            sunsi.survival(0.1, config)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def test_a_handler_that_raises_nothing_changes_nothing():
    config = sunsi.Config.from_dict(SLOW)
    alone = sunsi.survival(0.1, config)
    seen = []
    previous = signal.signal(signal.SIGALRM, lambda number, frame: seen.append(number))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.1, 0.1)
        result = sunsi.survival(0.1, config)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
    assert seen and (result == alone).all()


def test_failures_of_the_engine_name_point_and_engine():
    config = sunsi.Config.from_dict(SLOW).with_({"propagation.tolerance": 1e-12})
    with pytest.raises(sunsi.NumericalError, match=r"ode .*MeV"):
        sunsi.survival(0.1, config, ["8B"])


def _in_a_process(config):
    return sunsi.survival([1.0, 8.0], config, ["8B"])


def test_configurations_go_to_other_processes():
    config = sunsi.Config.from_dict({"model": SLOW["model"]})
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        result = pool.apply(_in_a_process, (config,))
    assert (result == _in_a_process(config)).all()
