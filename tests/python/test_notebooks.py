"""The notebooks of docs/ run from start to end, and what they print is right."""

import re
from pathlib import Path

import jupytext
import numpy as np
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]

# nufit-6.1-no, data/oscillation/presets.yaml (NuFIT6.1)
S12, S13, DM21 = 0.3088, 0.02248, 7.537e-5
SQRT2_G_F_MOL = np.sqrt(2) * 1.1663788e-23 * 6.02214076e23 * 1.973269804e-5**3  # eV per mol/cm3


@pytest.fixture(scope="module")
def own_profile(tmp_path_factory):
    """(what the cells of own-profile.py printed, the folder they ran in)."""
    folder = tmp_path_factory.mktemp("notebook")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT / "python"))
        patch.setenv("IPYTHONDIR", str(folder / "ipython"))
        patch.setenv("JUPYTER_RUNTIME_DIR", str(folder / "runtime"))
        notebook = jupytext.read(ROOT / "docs/notebooks/own-profile.py")
        resources = {"metadata": {"path": str(folder)}}
        NotebookClient(notebook, timeout=120, resources=resources).execute()
    printed = "".join(
        output["text"]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.get("name") == "stdout"
    )
    return printed, folder


def number(printed, pattern):
    found = re.search(pattern, printed)
    assert found, f"{pattern} is not in what the notebook printed:\n{printed}"
    return float(found[1])


def two_flavours(folder, energy_MeV, eps_a_nucleon=0.0):
    """P_ee from the notebook's own table: adiabatic two-flavour formula with theta13 (Parke, PRL
    57, 1275 (1986)) and V_e (1 - eps_std) for V_e, averaged over production."""
    _, n_e, n_n, production = np.loadtxt(folder / "own-profile.csv", delimiter=",", skiprows=1).T
    cos2, sin2 = 1 - 2 * S12, 2 * np.sqrt(S12 * (1 - S12))
    eps = eps_a_nucleon * (n_n + n_e) / n_e
    matter = 2 * energy_MeV * 1e6 * SQRT2_G_F_MOL * n_e * (1 - eps) * (1 - S13) / DM21
    cos_m = (cos2 - matter) / np.hypot(cos2 - matter, sin2)
    mean = np.sum(production * cos_m) / np.sum(production)  # even steps, nothing at either end
    return S13**2 + (1 - S13) ** 2 * (0.5 + 0.5 * cos2 * mean)


def test_the_own_profile_gives_the_two_flavour_formula(own_profile):
    printed, folder = own_profile
    energy = number(printed, r"P_ee at ([\d.]+) MeV")
    # The formula leaves out theta13 in matter, 2 s13^2 2EV/dm31 = 1e-3 of P_ee at 10 MeV. A
    # potential that is off by 2 % would change P_ee by 2e-3, a factor of two in eps by 0.1.
    told = number(printed, r"standard model, own profile: ([\d.]+)")
    assert told == pytest.approx(two_flavours(folder, energy), abs=1e-3)
    told = number(printed, r"Z', own profile: ([\d.]+)")
    # V_mu = -c g^2 (N_n + N_p)/m^2 with c = -0.1, g = 3e-4, m = 40 MeV over sqrt2 G_F N_e
    eps_a_nucleon = 0.1 * (3e-4) ** 2 / (40e6**2 * np.sqrt(2) * 1.1663788e-23)
    assert told == pytest.approx(two_flavours(folder, energy, eps_a_nucleon), abs=1e-3)


def test_eps_std_of_one_is_vacuum(own_profile):
    printed, _ = own_profile
    row = np.array([(1 - S12) * (1 - S13), S12 * (1 - S13), S13])
    assert number(printed, r"sum \|U_ei\|\^4 = ([\d.]+);") == pytest.approx(
        np.sum(row**2), abs=1e-6
    )
    assert number(printed, r"off by at most ([\d.e+-]+)") < 1e-9
    assert abs(number(printed, r"at the centre: ([+-][\d.]+) from vacuum")) > 1e-3


def test_the_plot_is_written(own_profile):
    assert (own_profile[1] / "own-profile.png").read_bytes().startswith(b"\x89PNG")


def test_a_cell_that_raises_is_a_failure(tmp_path):
    """The client must not swallow errors: the asserts in the cells count."""
    notebook = jupytext.reads("# %%\nassert 1 + 1 == 3\n", fmt="py:percent")
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "", "language": "python"}
    client = NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(tmp_path)}})
    with pytest.raises(Exception, match="AssertionError"):
        client.execute()
