#!/usr/bin/env python3
"""Writes jaxnu.csv: adiabatic mass-state fractions of nu_e from a production radius, by jaxnu.

Versions used: jaxnu 0.2.4, jax and jaxlib 0.10.2, numpy 2.4.6, scipy 1.17.1, Python 3.11.
Two routes, which must agree: `density`, jaxnu.solar.adiabatic_mass_fractions with the density
N_e (1 - eps(r)); `nsi`, the true N_e and jaxnu's NSI matrix diag(0, eps, eps) in its Hamiltonian,
diagonalised by jnp.linalg.eigh. The first is stored. Both in float64, which jaxnu switches on.

    pip install jaxnu scipy
    python jaxnu_compare.py
"""

import argparse
import importlib.metadata
import itertools
import math

import numpy as np
import peer_sheets as sheets

ENERGIES = [0.3, 1.0, 2.0, 5.0, 10.0, 15.0]
RADII = [0.05, 0.15]


def load_jaxnu():
    """jaxnu with float64."""
    import jax

    jax.config.update("jax_enable_x64", True)
    import jaxnu

    return jaxnu


def parameters(case):
    """jaxnu's parameters of a case."""
    jnu = load_jaxnu()
    import jax.numpy as jnp

    angle = {k: math.asin(math.sqrt(case[f"sin2_theta{k}"])) for k in ("12", "13", "23")}
    return jnu.OscParams(
        theta12=jnp.asarray(angle["12"]),
        theta13=jnp.asarray(angle["13"]),
        theta23=jnp.asarray(angle["23"]),
        deltacp=jnp.asarray(math.radians(case["delta_cp_deg"])),
        dm21=jnp.asarray(case["dm21_eV2"]),
        dm31=jnp.asarray(case["dm31_eV2"]),
    )


def by_density(case, energy, radii):
    """Fractions beyond the surface at each radius: jaxnu's solar module, energy in MeV."""
    jnu = load_jaxnu()
    from jaxnu import constants, solar

    # Its interpolation is linear: the production radii are nodes, and vacuum follows the surface.
    r = np.array([0.0, *radii, 1.0, 1.001])
    density = np.append(sheets.effective_density(case["eps_centre"])(r[:-1]), 0.0)
    density *= sheets.V_UNIT / constants.V_FACTOR_EV
    profile = solar.SolarProfile(r, density, jnu.solar.R_SUN_KM)
    radius = jnu.solar.R_SUN_KM
    return [
        np.asarray(
            solar.adiabatic_mass_fractions(
                parameters(case), energy * 1e-3, profile, 1.01 * radius, x * radius
            )
        )
        for x in radii
    ]


def by_nsi(case, energy, radii):
    """The same with N_e as it is and the NSI matrix."""
    jnu = load_jaxnu()
    import jax.numpy as jnp
    from jaxnu.hamiltonian import matter_hamiltonian

    density, nucleons = sheets.load_profile()
    u, msq = parameters(case).pmns(), parameters(case).msquared()
    order = np.argsort(np.asarray(msq))
    result = []
    for x in radii:
        eps = float(case["eps_centre"] * nucleons(x) / nucleons(0.0))
        nsi = jnu.NSI(eps_mumu=eps, eps_tautau=eps).matrix()
        potential = sheets.V_UNIT * float(density(x))
        _, vectors = jnp.linalg.eigh(matter_hamiltonian(u, msq, energy * 1e6, potential, nsi=nsi))
        fractions = np.empty(3)
        fractions[order] = np.abs(np.asarray(vectors[0, :])) ** 2
        result.append(fractions)
    return result


def compute(names, energies, radii):
    """Rows of the sheet, and the largest difference of the two routes."""
    rows, spread = [], 0.0
    for name, energy in itertools.product(names, energies):
        case = sheets.cases()[name]
        first, second = by_density(case, energy, radii), by_nsi(case, energy, radii)
        spread = max(spread, float(np.max(np.abs(np.array(first) - np.array(second)))))
        rows += [(name, energy, r, p, 0.0) for r, p in zip(radii, first, strict=True)]
    return rows, spread


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-o", "--output", default=sheets.HERE / "jaxnu.csv")
    arguments = parser.parse_args()
    load_jaxnu()
    from jaxnu import constants

    rows, spread = compute(sheets.cases(), ENERGIES, RADII)
    meta = {
        "title": "adiabatic mass-state fractions that leave the Sun, by jaxnu",
        "package": ", ".join(f"{p} {importlib.metadata.version(p)}" for p in ("jaxnu", "jax")),
        "citation": "jaxnu, the Python package of that name",
        **sheets.constants(),
        "potential-of-peer": f"{constants.V_FACTOR_EV:.16g} eV per mol/cm3, density corrects it",
        "precision": "float64",
        "routes": f"density N_e (1 - eps) and NSI matrix differ by at most {spread:.1e}",
        "tolerance": "none: an eigenproblem, limited by rounding",
        "inputs": "cases.csv",
    }
    sheets.write_sheet(arguments.output, meta, rows)


if __name__ == "__main__":
    main()
