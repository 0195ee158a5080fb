# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A solar profile of your own
#
# From a table of densities and production to P_ee against energy, for the standard model and for
# a light Z' (arXiv:2211.15686), beside the shipped model b16-gs98; then two limits that every
# result should be held against. Open this file as a notebook with jupytext, or run it with Python.
# It writes `own-profile.csv`, `constant-ratio.csv` and `own-profile.png` into the current folder.

# %%
import matplotlib.pyplot as plt
import numpy as np

import sunsi

# %% [markdown]
# ## The table
#
# A header row `r,Ne,Nn` and one column `nu_<source>` for each source; `r` in solar radii, electrons
# and neutrons in mol/cm³, production per unit of r in any normalisation. Protons follow electrons
# (neutral matter), and beyond the last row there is vacuum. This one is a toy: an exponential Sun
# whose centre is rich in helium, with 8B made within a tenth of the radius.


# %%
def write_profile(path, neutrons_per_electron):
    """Writes the toy Sun; the second argument gives Nn/Ne at a radius."""
    r = np.linspace(0.0, 1.0, 401)
    electrons = 100.0 * np.exp(-10.5 * r)
    neutrons = electrons * neutrons_per_electron(r)
    production = r**2 * np.exp(-((r / 0.05) ** 2))
    rows = np.column_stack([r, electrons, neutrons, production])
    np.savetxt(path, rows, fmt="%.10g", delimiter=",", header="r,Ne,Nn,nu_8B", comments="")


write_profile("own-profile.csv", lambda r: 0.17 + 0.32 * np.exp(-((r / 0.15) ** 2)))
own = sunsi.SolarModel.from_file("own-profile.csv")
shipped = sunsi.SolarModel("b16-gs98")
for sun in (own, shipped):
    centre = sun.composition(0.0)
    print(
        f"{sun.name}: Ne = {centre.n_e[0]:.1f} mol/cm3 at the centre, (Nn + Np)/Ne = "
        f"{sun.nucleons_per_electron(0.0):.3f} there and "
        f"{sun.mean_nucleons_per_electron('8B'):.3f} where 8B neutrinos are made"
    )

# %% [markdown]
# ## P_ee
#
# The coupling is given as g, so it is the same in both Suns; `eps_medium` follows from it and from
# each Sun's own neutrons. Asking for an `eps_medium` instead would make g depend on the profile.

# %%
zprime = sunsi.ZPrime(mass_MeV=40, g=3.0e-4, c=-0.1, tan_eta=-0.75)
energy = np.geomspace(0.1, 16, 80)
curves = {}
for place, solar in (("own profile", {"file": "own-profile.csv"}), ("b16-gs98", {})):
    for what, model in (("standard model", {"kind": "standard"}), ("Z'", zprime)):
        config = sunsi.Config.from_dict({"solar": solar, "model": model})
        curves[place, what] = sunsi.survival(energy, config, sources=["8B"])[0]
for sun in (own, shipped):
    eps = zprime.eps_medium(sun.mean_nucleons_per_electron("8B"))
    print(f"{sun.name}: eps_std = {eps:.3f}, eps_paper = {eps / 2:.3f} where 8B is made")

# %%
figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
for (place, what), P_ee in curves.items():
    color = "#000000" if what == "standard model" else "#0072B2"
    dashes = "-" if place == "own profile" else "--"
    axes.semilogx(energy, P_ee, color=color, ls=dashes, label=f"{what}, {place}")
axes.set(xlabel="Neutrino energy (MeV)", ylabel="$P_{ee}$ by day, where $^8$B is made")
axes.legend(frameon=False)
figure.savefig("own-profile.png", dpi=150)

# %%
at = np.argmin(abs(energy - 10))
P_10 = {key: float(P_ee[at]) for key, P_ee in curves.items()}
print(f"P_ee at {energy[at]:.2f} MeV")
for (place, what), P_ee in P_10.items():
    print(f"  {what}, {place}: {P_ee:.4f}")

# %% [markdown]
# ## First limit: eps_std = 1 everywhere is vacuum
#
# The Z' potential is V_mu = V_tau = eps_std V_e. Where eps_std = 1 all three flavours feel the
# same, which is a common phase, and P_ee is the average of vacuum oscillation, the sum of |U_ei|⁴,
# at every energy. (In the paper's convention this is eps_paper = 1/2, not 1: V = 2√2 G_F N_e eps.)
# A real Sun cannot do this, because eps_std follows Nn/Ne; a profile where that ratio is constant
# can.

# %%
write_profile("constant-ratio.csv", lambda r: np.full_like(r, 0.4))
constant = sunsi.SolarModel.from_file("constant-ratio.csv")
ratio = constant.nucleons_per_electron(0.0)
base = sunsi.Config.from_dict({"solar": {"file": "constant-ratio.csv"}})


def with_eps(eps_std, oscillation=None):
    """P_ee of the constant profile with this eps_std, where 8B is made."""
    z = sunsi.ZPrime.from_eps_medium(eps_std, 40, -0.1, nucleons_per_electron=ratio, tan_eta=-0.75)
    config = base.with_(model=z)
    if oscillation is not None:
        config = config.with_(oscillation=oscillation)
    return sunsi.survival(energy, config, sources=["8B"])[0]


vacuum = float(np.sum(base.oscillation.electron_row() ** 2))
off = float(np.max(abs(with_eps(1.0) - vacuum)))
print(f"sum |U_ei|^4 = {vacuum:.6f}; P_ee at eps_std = 1 is off by at most {off:.1e}")
assert off < 1e-9

# %% [markdown]
# With the own profile's varying ratio the same eps_std at the centre is not vacuum outside:

# %%
z = sunsi.ZPrime.from_eps_medium(
    1.0, 40, -0.1, nucleons_per_electron=own.nucleons_per_electron(0.0), tan_eta=-0.75
)
varying = sunsi.Config.from_dict({"solar": {"file": "own-profile.csv"}, "model": z})
away = sunsi.survival(energy, varying, sources=["8B"])[0] - vacuum
print(f"own profile, eps_std = 1 at the centre: {away[at]:+.4f} from vacuum at 10 MeV")
assert abs(away[at]) > 100 * off

# %% [markdown]
# ## Second limit: eps_std = 2 in the dark octant is the standard model
#
# The generalised mass-ordering degeneracy: H → −H* with theta12 → 90° − theta12 (and the ordering
# turned) leaves P_ee as it is when eps_std → 2 − eps_std at every radius.

# %%
standard = sunsi.survival(energy, base, sources=["8B"])[0]
mirrored = with_eps(2.0, base.oscillation.mirror())
off_mirror = float(np.max(abs(mirrored - standard)))
print(f"eps_std = 2 in the dark octant differs from the standard model by {off_mirror:.1e}")
assert off_mirror < 1e-9
