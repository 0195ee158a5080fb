"""A small made-up output directory of `sunsi run`: numbers of the right shape from formulas.

The profile is exponential; P_ee is the two-flavour adiabatic formula with theta13, averaged over
Gaussian production shells. No number here is a prediction.
"""

import csv
import hashlib
import json
import math

import numpy as np
import pytest

SIN2_12, SIN2_13, DM21 = 0.307, 0.0221, 7.4e-5
V_UNIT = 7.6325e-14  # eV per mol/cm3
R = np.linspace(0.0, 1.0, 201)
N_E = 101.0 * np.exp(-10.5 * R - 1.1 * np.exp(-((R / 0.18) ** 2)) + 1.1)
NUCLEONS = 1.14 + 0.345 / (1 + (R / 0.12) ** 3)  # per electron
PEAKS = {"pp": (0.1, 0.06), "pep": (0.09, 0.05), "7Be": (0.06, 0.028), "8B": (0.046, 0.02)}
ENERGIES = np.geomspace(0.1, 15.0, 40)
RATES = [  # experiment, observable, unoscillated share, measured, sigma, unit, energy
    ("borexino-phase2", "pp", 134.0, 12.8, "cpd/100t", 0.267),
    ("borexino-phase2", "7Be", 48.3, 1.22, "cpd/100t", 0.862),
    ("borexino-phase2", "pep", 2.43, 0.41, "cpd/100t", 1.44),
    ("borexino-phase2", "8B:3.2", None, None, "cpd/100t", 8.1),
    ("borexino-phase2", "8B:3.2-5.7", 0.136, 0.0133, "cpd/100t", 7.4),
    ("borexino-phase2", "8B:5.7", 0.087, 0.0103, "cpd/100t", 9.7),
    ("borexino-phase3", "CNO", 6.7, 1.4, "cpd/100t", 1.0),
]
SNO = {"phi_8B": (5.25, 0.2), "c0": (0.317, 0.0184), "c1": (0.0039, 0.008), "c2": (-0.001, 0.0033),
       "a0": (0.046, 0.0338), "a1": (-0.016, 0.0271)}  # fmt: skip


def integral(shape, radius):
    """Trapezoidal rule."""
    return float(np.sum((shape[1:] + shape[:-1]) * np.diff(radius)) / 2)


def production(source):
    """Shares per radius of a source (normalised)."""
    centre, width = PEAKS[source]
    shape = R**2 * np.exp(-0.5 * ((R - centre) / width) ** 2)
    return shape / integral(shape, R)


def survival(energy, eps_centre, dark, source):
    """P_ee by day at one energy in MeV."""
    theta = math.asin(math.sqrt(SIN2_12))
    theta = math.pi / 2 - theta if dark else theta
    eps = eps_centre * NUCLEONS / NUCLEONS[0]
    matter = 2 * energy * 1e6 * V_UNIT * N_E * (1 - SIN2_13) * (1 - eps) / DM21
    cos_m = (math.cos(2 * theta) - matter) / np.hypot(
        math.cos(2 * theta) - matter, math.sin(2 * theta)
    )
    mean = integral(production(source) * cos_m, R)
    return SIN2_13**2 + (1 - SIN2_13) ** 2 * (0.5 + 0.5 * math.cos(2 * theta) * mean)


def write_csv(path, header, rows):
    """One table with the lines that the program puts first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as file:
        file.write("# sunsi: 0.1.0\n# git_commit: 0123456789ab\n# config_hash: feed\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_point(folder, eps, dark):
    """Tables of one point; eps is the standard one at the centre. Returns the pulls."""
    rows = []
    for source in ("pp", "8B"):
        for energy in ENERGIES:
            p = survival(energy, eps, dark, source)
            rows.append((source, energy, p, 1.01 * p, 1.005 * p, 0.6, 0.37, 0.03, 1e-7))
    for source, energy in (("7Be", 0.3843), ("7Be", 0.8613), ("pep", 1.442)):
        p = survival(energy, eps, dark, source)
        rows.append((source, energy, p, p, p, 0.6, 0.37, 0.03, 1e-7))
    header = [
        "source",
        "energy_MeV",
        "P_ee_day",
        "P_ee_night",
        "P_ee",
        "P_e1",
        "P_e2",
        "P_e3",
        "error",
    ]
    write_csv(folder / "probability.csv", header, rows)

    rows, pulls = [], {}
    for experiment, observable, measured, sigma, unit, energy in RATES:
        source = "8B" if observable.startswith("8B") else "pp"
        ratio = (0.2 + 0.8 * survival(energy, eps, dark, source)) / (
            0.2 + 0.8 * survival(energy, 0, False, source)
        )
        if measured is None:
            rows.append((experiment, observable, 0.223 * ratio, "", "", unit, ""))
            continue
        predicted = measured * ratio * 0.99
        pulls[experiment, observable] = (measured - predicted) / sigma
        rows.append(
            (
                experiment,
                observable,
                predicted,
                measured,
                sigma,
                unit,
                pulls[experiment, observable],
            )
        )
    for name, (measured, sigma) in SNO.items():
        shift = {
            "c0": survival(10, eps, dark, "8B") - survival(10, 0, False, "8B") - 0.005,
            "phi_8B": -0.07,
        }.get(name, 0.4 * sigma)
        pulls["sno", name] = shift / sigma
        unit = "1e6 cm-2 s-1" if name == "phi_8B" else "1/MeV2" if name == "c2" else "1"
        rows.append(("sno", name, measured + shift, measured, sigma, unit, shift / sigma))
    header = ["experiment", "observable", "predicted", "measured", "sigma", "unit", "pull"]
    write_csv(folder / "rates.csv", header, rows)

    v_cc, eps_r = V_UNIT * N_E, eps * NUCLEONS / NUCLEONS[0]
    write_csv(
        folder / "potential.csv",
        ["r", "V_CC_eV", "V_mu_eV", "eps_std", "eps_paper"],
        zip(R, v_cc, v_cc * eps_r, eps_r, eps_r / 2, strict=True),
    )
    if eps:
        rows = [
            ("g", 4.22e-4 * math.sqrt(abs(eps)), "1", "coupling of the Z' to mu and tau neutrinos"),
            ("c", -math.copysign(0.1, eps), "1", "baryon charge over lepton charge"),
            ("mass", 40, "MeV", "mass of the Z'"),
            ("eps_medium_std_centre", eps, "1", "V_mu / (sqrt2 G_F N_e) at the centre"),
            ("V_mu_centre", v_cc[0] * eps, "eV", "-c g^2 (N_n + N_p) / m^2 at the centre"),
        ]
        write_csv(folder / "model.csv", ["quantity", "value", "unit", "definition"], rows)
    return pulls


def describe_point(directory, name, label, eps, dark, main=False, reading=None):
    """Write a point and return its entry in report.json."""
    pulls = write_point(directory / "points" / name, eps, dark)
    borexino = sum(p**2 for (e, _), p in pulls.items() if e != "sno")
    sno = sum(p**2 for (e, _), p in pulls.items() if e == "sno")
    total = borexino + sno + 0.4
    p_value = math.exp(-max(total - 12, 0) / 3)
    return {
        "name": name,
        "label": label,
        "kind": "zprime" if eps else "standard",
        "octant": "dark" if dark else "light",
        "main": main,
        "reading": reading,
        "eps_medium_std_centre": eps or None,
        "directory": f"points/{name}",
        "chi2": {
            "total": total, "borexino": borexino, "sno": sno, "fluxes": 0.4, "dof": 12,
            "p_value": p_value, "p_borexino": math.exp(-borexino / 6), "p_sno": math.exp(-sno / 6),
        },
        "verdict": "allowed" if p_value > 0.05 else "excluded",
        "flux_pulls": {"pp": 0.05, "7Be": -0.12, "8B": -0.61 if eps else -0.2},
    }  # fmt: skip


def write_spread(directory, eps, dark):
    """Bands of the main point: 1 % of P_ee down to a model; 0.02 up, 0.01 down for theta12."""
    header = ["source", "energy_MeV", "P_ee_day", "P_ee_model_lo", "P_ee_model_hi", "model_lo",
              "model_hi", "P_ee_osc_lo", "P_ee_osc_hi"]  # fmt: skip
    places = [("8B", e) for e in (0.1, 1.0, 10.0, 15.0)] + [("pp", 0.267), ("7Be", 0.8618)]
    rows = []
    for source, energy in places:
        p = survival(energy, eps, dark, source)
        rows.append((source, energy, p, 0.99 * p, p, "sf3-c11", "b16-gs98", p - 0.01, p + 0.02))
    write_csv(directory / "spread.csv", header, rows)
    path = directory / "spread.csv"
    path.write_text(
        "# spread-models: b16-gs98, sf3-gs98, sf3-c11\n# model-band: least and largest\n"
        "# oscillation-interval: nufit-6.1-no (NuFIT6.1): sin2_theta12 0.3021 to 0.3155\n"
        "# oscillation-band: one sigma in quadrature\n" + path.read_text()
    )


def write_directory(directory, points, headline):
    """A whole output directory; `points` are arguments of describe_point."""
    directory.mkdir(parents=True, exist_ok=True)
    rows = [
        (r, n, 0.67 * n, n * k - 0.67 * n, k, *(production(s)[i] for s in PEAKS))
        for i, (r, n, k) in enumerate(zip(R, N_E, NUCLEONS, strict=True))
    ]
    header = ["r", "N_e_mol_cm3", "N_p_mol_cm3", "N_n_mol_cm3", "nucleons_per_electron"]
    write_csv(directory / "profile.csv", header + [f"nu_{s}" for s in PEAKS], rows)
    main = next((point for point in points if len(point) > 4 and point[4]), None)
    if main:
        write_spread(directory, main[2], main[3])
    (directory / "borexino-pee.csv").write_text(
        "# sunsi-table: 1\n# citation: Borexino collaboration, Nature 562, 505 (2018), Fig. 3\n"
        "source,energy,P_ee,error_up,error_down\npp,0.267,0.566,0.092,0.092\n"
        "7Be,0.862,0.532,0.054,0.054\npep,1.44,0.428,0.114,0.114\n"
        "8B,7.4,0.39,0.09,0.09\n8B,8.1,0.37,0.08,0.08\n8B,9.7,0.35,0.09,0.09\n"
    )
    (directory / "config.yaml").write_text(
        "convention: standard  # <default>\nmodel:\n  mass_MeV: 40\n"
    )
    summary = {
        "sunsi": {"version": "0.1.0", "git_commit": "0123456789ab"},
        "command": "sunsi run examples/solar-nsi.yaml -o out",
        "config_file": "examples/solar-nsi.yaml",
        "config_hash": "feedc0de",
        "convention": "standard",
        "solar_model": "b16-gs98",
        "engine": "adiabatic",
        "tolerance": 1e-6,
        "cross_section": "full",
        "verdict": {
            "headline": headline,
            "lines": ["SNO: c0 is 0.55, measured 0.317 ± 0.018.", "Borexino's rates fit."],
        },
        "points": [describe_point(directory, *point) for point in points],
        "files": {
            "profile": "profile.csv",
            "borexino_pee": "borexino-pee.csv",
            "config": "config.yaml",
            **({"spread": "spread.csv"} if main else {}),
        },
        "inputs": [
            {
                "file": name,
                "sha256": hashlib.sha256(name.encode()).hexdigest(),
                "title": f"Title of {name}",
                "source": "Vinyoles2017",
                "citation": "N. Vinyoles et al., Astrophys. J. 835, 202 (2017), https://arxiv.org/abs/1611.09867",
            }
            for name in ("solar/b16-gs98.csv", "experiments/borexino.yaml")
        ],
        "notes": ["The fluxes' correlations are not included."],
    }  # fmt: skip
    (directory / "report.json").write_text(json.dumps(summary, indent=1))
    return directory


STANDARD = ("standard", "Standard model, LMA", 0.0, False)
USER = [
    STANDARD,
    ("point", "Z′ 40 MeV, g = 4.22 × 10⁻⁴, c = −0.1, LMA", 1.0, False, True, "standard"),
    ("point-dark", "Z′ 40 MeV, g = 4.22 × 10⁻⁴, c = −0.1, LMA-Dark", 1.0, True, False, "standard"),
]
HIGHLIGHTED = [
    STANDARD,
    ("std-light", "ε_std = 1 at the centre, LMA", 1.0, False, False, "standard"),
    ("std-dark", "ε_std = 1 at the centre, LMA-Dark", 1.0, True, False, "standard"),
    ("paper-light", "ε_paper = 1 at the centre, LMA", 2.0, False, False, "paper"),
    ("paper-dark", "ε_paper = 1 at the centre, LMA-Dark", 2.0, True, False, "paper"),
]


@pytest.fixture
def user_directory(tmp_path):
    """Tables of a run with a config: standard model, the point, its mirror octant."""
    return write_directory(tmp_path / "out", USER, "Excluded by SNO: P_ee is too large.")


@pytest.fixture
def highlighted_directory(tmp_path):
    """Tables of a run without a config: five points, none of them the main one."""
    headline = "The paper's point has two readings, with opposite verdicts."
    return write_directory(tmp_path / "out", HIGHLIGHTED, headline)


@pytest.fixture
def standard_directory(tmp_path):
    """Tables of a run without a Z'."""
    return write_directory(tmp_path / "out", [(*STANDARD, True)], "The standard model fits.")


NIGHT = {"where": "kamioka", "depth_km": 1.0, "earth_model": "prem", "share": 0.45,
         "exposure_file": None,
         "tangents": [{"shell": "outer core", "cos_zenith": -0.84}]}  # fmt: skip


def f_reg(energy, eps):
    """A made-up regeneration: of first order in the energy, gone at eps = 1."""
    return 1e-3 * energy * (1 - eps)


def add_night(directory, points):
    """What a run with a night adds to a directory: P_ee by night is that by day plus f_reg/2."""
    for name, _, eps, dark, *_ in points:
        folder = directory / "points" / name
        write_csv(
            folder / "regeneration.csv",
            ["energy_MeV", "P_1e_night", "P_2e_night", "P_3e_night", "P_1e_day", "P_2e_day",
             "P_3e_day", "f_reg", "error"],
            [(e, 0.68 - f_reg(e, eps), 0.3 + f_reg(e, eps), 0.02, 0.68, 0.3, 0.02, f_reg(e, eps),
              1e-7) for e in ENERGIES],
        )  # fmt: skip
        curve = []
        for source, energy in (("8B", 10.0), ("7Be", 0.8618)):
            day = survival(energy, eps, dark, source)
            for c in np.linspace(-1, 0, 50):
                shift = f_reg(energy, eps) * math.sin(30 * c) ** 2
                curve.append((source, energy, c, day, day + shift))
        write_csv(folder / "zenith-curve.csv",
                  ["source", "energy_MeV", "cos_zenith", "P_ee_day", "P_ee"], curve)  # fmt: skip
        path = folder / "probability.csv"
        lines = path.read_text().splitlines()
        for i, line in enumerate(lines):
            cells = line.split(",")
            if line[0] != "#" and cells[0] != "source":
                cells[3] = str(float(cells[2]) + f_reg(float(cells[1]), eps) / 2)
                lines[i] = ",".join(cells)
        path.write_text("\n".join(lines) + "\n")
    edges = np.linspace(-1, 1, 21)
    shares = [0.045] * 10 + [0.055] * 10  # night 0.45
    write_csv(
        directory / "exposure.csv",
        ["cos_zenith_low", "cos_zenith_high", "exposure"],
        zip(edges[:-1], edges[1:], shares, strict=True),
    )
    path = directory / "report.json"
    summary = json.loads(path.read_text())
    summary["night"] = NIGHT
    summary["files"] |= {
        "exposure": "exposure.csv",
        "regeneration": "regeneration.csv",
        "zenith_curve": "zenith-curve.csv",
    }
    path.write_text(json.dumps(summary, indent=1))
    return directory
