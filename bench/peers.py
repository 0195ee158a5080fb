#!/usr/bin/env python3
"""The same work by sunsi and by programs of others, in one run on one thread: error against time.

    pip install '.[peers]'
    python bench/peers.py --study build/bench/bin/study_peers [-o FOLDER] [--figure FILE]

Work (b): 10 MeV, standard parameters, P(nu_e -> nu_i) at the surface of b16-gs98 from given
production radii, one and eight; sunsi's magnus and ode engines, nuSQuIDS (arXiv:2112.13804) and
magnuspy 1.2.0. The error is the largest difference of a P_i from a reference in long double
(study_peers --reference) that shares no step with any of them.
Work (a): the production average of 8B, adiabatic, 160 energies, the same radii and weights: by
sunsi (its engine, which also bounds its error, its levels, its vector kernel) and by jaxnu as it
comes (each call traced anew), compiled and asked for one energy a call, and compiled and
vectorised over all energies.

Times are processor seconds of this process or of sunsi's, the least of the repetitions; what is
done once (reading tables, compiling) is not counted for any of them.
"""

import argparse
import csv
import importlib.metadata
import io
import math
import os
import subprocess
import sys
import time
import warnings
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false")

import numpy as np  # noqa: E402

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT / "tests/validation/peers"))

import peer_sheets as sheets  # noqa: E402

ENERGY = 10.0  # MeV
ONE = [0.05]  # R_sun
EIGHT = [0.01, 0.025, 0.04, 0.055, 0.07, 0.085, 0.105, 0.13]  # as wide as the radii of 8B
FRACTIONS = ("P_e1", "P_e2", "P_e3")


def least_time(call, times):
    """Least processor seconds, and what the call gave."""
    least = math.inf
    for _ in range(times):
        start = time.process_time()
        result = call()
        least = min(least, time.process_time() - start)
    return least, result


def settings(case):
    """sunsi's configuration of a case, as one line of YAML."""
    keys = ("sin2_theta12", "sin2_theta13", "sin2_theta23", "delta_cp_deg", "dm21_eV2", "dm31_eV2")
    oscillation = ", ".join(f"{key}: {case[key]!r}" for key in keys)
    return f"{{oscillation: {{{oscillation}}}, solar: {{model: b16-gs98, sources: [8B]}}}}"


def study(program, case, radii, *more):
    """{(engine, tolerance): (seconds, P by radius)} of study_peers."""
    command = [program, ROOT / "data", settings(case), ENERGY, *radii, *more]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    result = {}
    for row in csv.DictReader(io.StringIO(done.stdout)):
        key = (row["engine"], row["tolerance"])
        result.setdefault(key, (float(row["seconds"]), []))[1].append(
            [float(row[name]) for name in FRACTIONS]
        )
    return {key: (seconds, np.array(P)) for key, (seconds, P) in result.items()}


def reference(program, case, radii, steps):
    """P by radius in long double, and how much half the steps change it."""
    coarse, fine = (
        next(iter(study(program, case, radii, "--reference", n).values()))[1]
        for n in (steps // 2, steps)
    )
    return fine, float(np.max(np.abs(fine - coarse)))


def by_nusquids(case, radii, tolerances, times):
    """(setting, seconds, P by radius): one run a radius."""
    import nusquids_compare

    body = nusquids_compare.make_body(case["eps_centre"], 100001)
    for tolerance in tolerances:
        seconds, P = least_time(
            lambda tolerance=tolerance: [
                nusquids_compare.evolve(case, body, ENERGY, r, tolerance) for r in radii
            ],
            times,
        )
        yield f"{tolerance:g}", seconds, np.array(P)


def mixing(case):
    """The PMNS matrix, PDG's parametrisation."""
    s12, s13, s23 = (math.sqrt(case[f"sin2_theta{k}"]) for k in ("12", "13", "23"))
    c12, c13, c23 = (math.sqrt(1 - s * s) for s in (s12, s13, s23))
    phase = np.exp(1j * math.radians(case["delta_cp_deg"]))
    return np.array(
        [
            [c12 * c13, s12 * c13, s13 / phase],
            [-s12 * c23 - c12 * s23 * s13 * phase, c12 * c23 - s12 * s23 * s13 * phase, s23 * c13],
            [s12 * s23 - c12 * c23 * s13 * phase, -c12 * s23 - s12 * c23 * s13 * phase, c23 * c13],
        ]
    )


def by_magnuspy(case, radii, slabs, times):
    """(setting, seconds, P by radius): fixed slabs, scaled with the length of the way."""
    from magnus import oscprob

    U = mixing(case)
    vacuum = np.array([0, case["dm21_eV2"], case["dm31_eV2"]]) / (2 * ENERGY * 1e6)
    H0 = (U * (vacuum - vacuum.mean())) @ U.conj().T
    density = sheets.effective_density(case["eps_centre"])
    end = sheets.R_SUN / sheets.HBAR_C  # 1/eV

    def hamiltonian(x):
        places = np.atleast_1d(x)
        H = np.broadcast_to(H0, (len(places), 3, 3)).copy()
        H[:, 0, 0] += sheets.V_UNIT * density(np.minimum(places / end, 1.0))
        return H if np.ndim(x) else H[0]

    def from_radius(r, order, count):
        _, S = oscprob.osc_prob(
            hamiltonian,
            r * end,
            end,
            n_slabs=max(1, round(count * (1 - r))),
            magnus_exp_order=order,
            rtol=None,
            atol=None,
            return_evolution_operator=True,
            validate_input=False,
        )
        return np.abs(U.conj().T @ np.asarray(S)[:, 0]) ** 2

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # slabs wider than the series' guarantee: that is the test
        for order in (4, 6):
            from_radius(radii[0], order, 1000)  # compiles
            for count in slabs:
                seconds, P = least_time(
                    lambda order=order, count=count: [from_radius(r, order, count) for r in radii],
                    times,
                )
                yield f"order {order}, {count}", seconds, np.array(P)


def work_b(program, case, radii, steps, times):
    """Rows of the table for one set of radii."""
    exact, uncertain = reference(program, case, radii, steps)
    rows = []

    def add(code, setting, seconds, P):
        error = float(np.max(np.abs(P - exact)))
        rows.append((code, setting, len(radii), seconds, error))
        print(f"{code:14} {setting:18} {len(radii)} {seconds:10.4g} s {error:10.3g}", flush=True)

    print(f"reference: {steps} steps a radius, halved they change P by {uncertain:.1e}")
    for (engine, tolerance), (seconds, P) in study(program, case, radii).items():
        add(f"sunsi {engine}", tolerance, seconds, P)
    for setting, seconds, P in by_nusquids(case, radii, (1e-8, 1e-9, 1e-10, 1e-11, 1e-12), times):
        add("nuSQuIDS", setting, seconds, P)
    for setting, seconds, P in by_magnuspy(case, radii, (15000, 30000, 60000, 120000), times):
        add("magnuspy", setting, seconds, P)
    return rows, uncertain


def by_jaxnu(case, energies, radii, weights, times):
    """(name, energies at once, seconds an energy, {energy: P}) of jaxnu's production averages."""
    import jaxnu_compare

    jaxnu_compare.load_jaxnu()
    import jax
    import jax.numpy as jnp
    from jaxnu import constants, solar

    r = np.array([0.0, *sorted(radii), 1.0, 1.001])  # its interpolation is linear: radii as nodes
    density = np.append(sheets.effective_density(case["eps_centre"])(r[:-1]), 0.0)
    profile = solar.SolarProfile(r, density * sheets.V_UNIT / constants.V_FACTOR_EV, solar.R_SUN_KM)
    parameters = jaxnu_compare.parameters(case)
    out = 1.01 * solar.R_SUN_KM

    def one(energy, radius):
        return solar.adiabatic_mass_fractions(parameters, energy, profile, out, radius)

    by_radius = jax.vmap(one, in_axes=(None, 0))

    def average(energy, radii, weights):
        return weights @ by_radius(energy, radii)

    averages = jax.jit(jax.vmap(average, in_axes=(0, None, None)))
    arguments = [
        jnp.asarray(x)
        for x in (np.array(energies) * 1e-3, np.array(radii) * solar.R_SUN_KM, np.array(weights))
    ]
    averages(*arguments).block_until_ready()  # compiles
    seconds, P = least_time(lambda: averages(*arguments).block_until_ready(), 5 * times)
    at_once = ("jaxnu, compiled, all energies at once", len(energies), seconds / len(energies))
    rows = [(*at_once, dict(zip(energies, np.asarray(P), strict=True)))]
    forms = (("jaxnu, compiled, one energy a call", jax.jit(average), energies),)
    forms += (("jaxnu, as it comes", average, energies[::20]),)
    for name, call, some in forms:
        places = [energies.index(e) for e in some]

        def each(call=call, places=places):
            return [call(arguments[0][k], *arguments[1:]).block_until_ready() for k in places]

        each()
        seconds, P = least_time(each, times)
        rows.append((name, 1, seconds / len(some), dict(zip(some, np.asarray(P), strict=True))))
    return rows


def work_a(program, case, times):
    """Rows of the production averages: code, points, seconds a point, largest difference."""
    energies = list(np.linspace(0.1, 16, 160))
    command = [program, ROOT / "data", settings(case), "--averages", *energies]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    words = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# "))
    radii, weights = ([float(x) for x in words[k].split()] for k in ("radii", "weights"))
    table = csv.DictReader(line for line in lines if not line.startswith("#"))
    ours = np.array([[float(row[name]) for name in FRACTIONS] for row in table])
    n = len(energies)
    rows = [
        ("sunsi adiabatic", 1, float(words["seconds"]) / n, 0.0),
        ("sunsi levels", 1, float(words["seconds-levels"]) / n, 0.0),
        ("sunsi kernel", 1, float(words["seconds-kernel"]) / n, float(words["difference-kernel"])),
    ]
    for name, at_once, seconds, P in by_jaxnu(case, energies, radii, weights, times):
        apart = max(float(np.max(np.abs(P[e] - ours[energies.index(e)]))) for e in P)
        rows.append((name, at_once, seconds, apart))
    for row in rows:
        print("{:40} {} at once, {:.3g} s each, differs by {:.1e}".format(*row))
    return rows


def fastest(rows, code, largest_error):
    """Least seconds of a code at an error no larger than given; None if it has none."""
    times = [row[3] for row in rows if row[0] == code and row[4] <= largest_error]
    return min(times, default=None)


def summary(rows):
    """Lines of Markdown: seconds at an error of at most so much."""
    lines = []
    for count in sorted({row[2] for row in rows}):
        some = [row for row in rows if row[2] == count]
        limits = (1e-6, 1e-7, 1e-8, 1e-9)
        lines += [
            "",
            f"{count} production radi{'us' if count == 1 else 'i'}, seconds at an error of at most",
            "",
            "| program | " + " | ".join(f"{limit:g}" for limit in limits) + " |",
            "|---|" + "---|" * len(limits),
        ]
        for code in dict.fromkeys(row[0] for row in some):
            found = [fastest(some, code, limit) for limit in limits]
            cells = ["–" if seconds is None else f"{seconds:.3g}" for seconds in found]
            lines.append(f"| {code} | " + " | ".join(cells) + " |")
    return lines


def versions():
    """Versions of what was compared."""
    names = ("nuSQuIDS", "magnuspy", "jaxnu", "jax", "numpy", "numba")
    return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)


def draw(rows, path):
    """Error against time."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    counts = sorted({row[2] for row in rows})
    figure, axes = plt.subplots(1, len(counts), figsize=(4.6 * len(counts), 4), sharey=True)
    markers = dict(zip(dict.fromkeys(row[0] for row in rows), "osD^v", strict=False))
    for axis, count in zip(np.atleast_1d(axes), counts, strict=True):
        for code, marker in markers.items():
            points = [(row[3], row[4]) for row in rows if row[0] == code and row[2] == count]
            axis.loglog(*zip(*points, strict=True), marker, label=code, alpha=0.8)
        axis.set_title(f"{count} production radi{'us' if count == 1 else 'i'}", fontsize=10)
        axis.set_xlabel("processor time [s], one thread")
        axis.grid(alpha=0.3)
    first = np.atleast_1d(axes)[0]
    first.set_ylabel("largest error of $P_{e1}, P_{e2}, P_{e3}$")
    first.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=140)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--study", type=Path, default=ROOT / "build/bench/bin/study_peers")
    parser.add_argument("-o", "--output", type=Path, default=HERE / "results")
    parser.add_argument("--figure", type=Path, default=ROOT / "docs/figures/bench-peers.png")
    parser.add_argument("--steps", type=int, default=1_600_000, help="of the reference, a radius")
    parser.add_argument("--times", type=int, default=2, help="repetitions")
    arguments = parser.parse_args()
    case = sheets.cases()["standard"]

    averages = work_a(arguments.study, case, arguments.times)
    rows, uncertain = [], 0.0
    for radii in (ONE, EIGHT):
        more, doubt = work_b(arguments.study, case, radii, arguments.steps, arguments.times)
        rows += more
        uncertain = max(uncertain, doubt)

    arguments.output.mkdir(parents=True, exist_ok=True)
    with (arguments.output / "peers.csv").open("w", newline="") as file:
        file.write(f"# {versions()}\n# reference uncertain by {uncertain:.1e}\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["program", "setting", "radii", "seconds", "error"])
        writer.writerows([*row[:3], f"{row[3]:.4g}", f"{row[4]:.3g}"] for row in rows)
    lines = [
        "| production average of 8B, one energy | microseconds | difference |",
        "|---|---|---|",
    ]
    lines += [f"| {code} | {1e6 * t:.3g} | {d:.1e} |" for code, _, t, d in averages]
    lines += summary(rows)
    (arguments.output / "peers.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))
    draw(rows, arguments.figure)


if __name__ == "__main__":
    main()
