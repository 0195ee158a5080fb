"""Cases, profile and sheets that the comparisons with other programs share."""

import csv
import hashlib
import math
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROFILE = HERE.parents[2] / "data/solar/b16-gs98.profile.csv"
# Constants of sunsi: CODATA 2018, PDG 2024, IAU 2015; a peer's own are scaled to these.
G_F = 1.1663788e-23  # eV^-2
N_A = 6.02214076e23  # 1/mol
HBAR_C = 6.62607015e-34 / (2 * math.pi) / 1.602176634e-19 * 299792458.0  # eV m
V_UNIT = math.sqrt(2) * G_F * N_A * (100 * HBAR_C) ** 3  # eV per mol/cm3
R_SUN = 6.957e8  # m
COLUMNS = [
    ("case", "-"),
    ("energy_MeV", "MeV"),
    ("r", "Rsun"),
    ("P_e1", "1"),
    ("P_e2", "1"),
    ("P_e3", "1"),
    ("tolerance", "1"),
]


def read_sheet(path):
    """The `# key: value` lines as a dict (the last of a repeated key) and the rows as dicts."""
    lines = Path(path).read_text().splitlines()
    meta = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# "))
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return meta, [{k: v if k == "case" else float(v) for k, v in row.items()} for row in rows]


def cases():
    """Name to parameters, from cases.csv."""
    return {row["case"]: row for row in read_sheet(HERE / "cases.csv")[1]}


def write_sheet(path, meta, rows):
    """Rows are (case, energy in MeV, r, (P_e1, P_e2, P_e3), tolerance)."""
    with Path(path).open("w", newline="") as file:
        file.write("# sunsi-table: 1\n")
        file.writelines(f"# {key}: {value}\n" for key, value in meta.items())
        file.writelines(f"# column: {name} [{unit}]\n" for name, unit in COLUMNS)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([name for name, _ in COLUMNS])
        for case, energy, r, fractions, tolerance in rows:
            numbers = [f"{float(p):.15g}" for p in fractions]
            writer.writerow([case, f"{energy:g}", f"{r:g}", *numbers, f"{tolerance:g}"])


def profile_digest():
    """SHA-256 of the solar profile that the peers are fed with."""
    return hashlib.sha256(PROFILE.read_bytes()).hexdigest()


def constants():
    """Header lines every sheet has."""
    return {
        "profile": PROFILE.name,
        "profile-sha256": profile_digest(),
        "G_F": f"{G_F} eV^-2",
        "N_A": f"{N_A} 1/mol",
        "potential": f"{V_UNIT:.16g} eV per mol/cm3 (sqrt2 G_F N_A)",
        "R_sun": f"{R_SUN} m",
    }


def load_profile():
    """Functions of r/R_sun: N_e in mol/cm3 and nucleons per electron 1 + N_n/N_p. Needs scipy."""
    import numpy as np
    from scipy.interpolate import BPoly

    rows = [line for line in PROFILE.read_text().splitlines() if not line.startswith("#")]
    table = np.array([[float(cell) for cell in row.split(",")] for row in rows[1:]])
    log_density = BPoly.from_derivatives(table[:, 0], table[:, 1:4])
    ratio = BPoly.from_derivatives(table[:, 0], table[:, 4:7])
    return lambda r: np.exp(log_density(r)), lambda r: 1 + ratio(r)


def effective_density(eps_centre):
    """N_e (1 - eps(r)) in mol/cm3: with V_mu = V_tau the evolution knows only V_e - V_mu."""
    density, nucleons = load_profile()
    centre = nucleons(0.0)
    return lambda r: density(r) * (1 - eps_centre * nucleons(r) / centre)
