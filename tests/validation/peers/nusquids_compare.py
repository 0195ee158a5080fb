#!/usr/bin/env python3
"""Writes nusquids.csv: nu_e from a production radius to the surface, by nuSQuIDS.

Versions used: nuSQuIDS 1.13.3 (PyPI, with SQuIDS 1.3.1), numpy 2.4.6, scipy 1.17.1, Python 3.11.
nuSQuIDS (arXiv:2112.13804) integrates the density matrix in the interaction picture with GSL's
Runge-Kutta 8(9). It has no NSI in Python; it gets the density N_e (1 - eps(r)), which it takes
negative as well. Electron fraction 1 switches its neutral-current potential off (the same for
three active flavours anyway).

    pip install nuSQuIDS scipy
    python nusquids_compare.py                  # about three minutes
"""

import argparse
import importlib.metadata
import itertools
import math

import numpy as np
import peer_sheets as sheets

ENERGIES = [2.0, 5.0, 10.0]
RADII = [0.05, 0.15]
TOLERANCES = [1e-10, 1e-12, 1e-14]


def potential_unit():
    """The peer's own sqrt2 G_F N_A in eV per mol/cm3."""
    import nuSQuIDS as nsq

    units = nsq.Const()
    return math.sqrt(2) * units.GF * units.Na / units.cm**3


def make_body(eps_centre, points):
    """The profile on a uniform grid of r; the density carries the ratio of the constants."""
    import nuSQuIDS as nsq

    r = np.linspace(0, 1, points)
    density = sheets.effective_density(eps_centre)(r) * (sheets.V_UNIT / potential_unit())
    return nsq.VariableDensity((r * sheets.R_SUN * 100).tolist(), density.tolist(), [1.0] * points)


def evolve(case, body, energy, r, tolerance):
    """P(nu_e -> nu_i) at the surface, energy in MeV, r in R_sun."""
    import nuSQuIDS as nsq

    units = nsq.Const()
    radius = sheets.R_SUN * 100 * units.cm
    solver = nsq.nuSQUIDS(3, nsq.NeutrinoType.neutrino)
    solver.Set_E(energy * units.MeV)
    for (i, j), key in {(0, 1): "12", (0, 2): "13", (1, 2): "23"}.items():
        solver.Set_MixingAngle(i, j, math.asin(math.sqrt(case[f"sin2_theta{key}"])))
    solver.Set_SquareMassDifference(1, case["dm21_eV2"])
    solver.Set_SquareMassDifference(2, case["dm31_eV2"])
    solver.Set_CPPhase(0, 2, math.radians(case["delta_cp_deg"]))
    solver.Set_Body(body)
    solver.Set_Track(nsq.VariableDensity.Track(r * radius, radius))
    solver.Set_GSL_step(nsq.GSL_STEP_FUNCTIONS.GSL_STEP_RK8PD)
    solver.Set_rel_error(tolerance)
    solver.Set_abs_error(tolerance)
    solver.Set_initial_state(np.array([1.0, 0.0, 0.0]), nsq.Basis.flavor)
    solver.EvolveState()
    return [solver.EvalMass(i) for i in range(3)]


def compute(names, energies, radii, tolerances, points):
    """Rows of the sheet."""
    rows = []
    for name in names:
        case = sheets.cases()[name]
        body = make_body(case["eps_centre"], points)
        for energy, r, tolerance in itertools.product(energies, radii, tolerances):
            rows.append((name, energy, r, evolve(case, body, energy, r, tolerance), tolerance))
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-o", "--output", default=sheets.HERE / "nusquids.csv")
    parser.add_argument("--points", type=int, default=100001, help="of the density grid")
    parser.add_argument("--tolerances", type=float, nargs="+", default=TOLERANCES)
    arguments = parser.parse_args()
    meta = {
        "title": "mass-state fractions at the solar surface, by nuSQuIDS",
        "package": f"nuSQuIDS {importlib.metadata.version('nuSQuIDS')}",
        "citation": "C. A. Argüelles, J. Salvado, C. N. Weaver, arXiv:2112.13804",
        **sheets.constants(),
        "potential-of-peer": f"{potential_unit():.16g} eV per mol/cm3, density corrects it",
        "grid": f"{arguments.points} points, uniform in r, density in g/cm3 = N_e (1 - eps)",
        "stepper": "GSL_STEP_RK8PD; column tolerance is Set_rel_error and Set_abs_error",
        "inputs": "cases.csv",
    }
    rows = compute(sheets.cases(), ENERGIES, RADII, arguments.tolerances, arguments.points)
    sheets.write_sheet(arguments.output, meta, rows)


if __name__ == "__main__":
    main()
