"""validate, config-hash, the model table, help and version."""

import math
import re

import pytest
from sunsi_program import POINT, config_hash, quantities

EPS = """model:
  mass_MeV: 40
  c: -0.1
  tan_eta: -0.75
  eps_medium: {value: 1.0, at: centre}
"""
PHI = "  phi: {charge: 40, mass_ratio: 0.3333333333333333}\n"
DIAGONAL = "[[0.1, 0, 0], [0, -0.2, 0], [0, 0, 3e-1]]"
NSI = """model:
  kind: nsi
  %s: [[0.1, [0.2, -0.1], 0], [[0.2, 0.1], 0, 1.0e-3], [0, 1e-3, 0.5]]
  %s:
    - [0.1, 0.3, [0, 0.2]]
    - [0.3, -0.1, 0]
    - [[0, -0.2], 0, 0.25]
"""
FLUXES = [f"flux_{s}" for s in ("pp", "pep", "hep", "7Be", "8B", "13N", "15O", "17F")]
FREE = ["sin2_theta12", "sin2_theta13", "dm21_eV2", "mass_MeV", "eps_medium", "c", "tan_eta"]
LIMITS = [f"{p}: [{'1e-4, 1e-3' if p == 'dm21_eV2' else '0.1, 0.2'}]" for p in FREE]
LIMITS += [f"{p}: [1, 1000]" for p in FLUXES]
AXIS = "{parameter: dm21_eV2, min: 5e-5, max: 1e-4, count: 9}"

CONFIGURATIONS = {
    "defaults": "",
    "zprime": POINT,
    "eps-medium": EPS.replace("centre", "8B") + PHI,
    "paper-ratio": EPS.replace("centre", "1.54") + "convention: paper\n",
    "phi-mass": POINT + "  phi: {charge: 2, mass_MeV: 12.5}\n",
    "kinetic": POINT.replace("tan_eta: -0.75", "eps_kin: -3e-4"),
    "nsi-quarks": NSI % ("eps_u", "eps_d") + f"  eps_e: {DIAGONAL}\n",
    "nsi-nucleons": NSI % ("eps_p", "eps_n") + "convention: paper\n",
    "nsi-angle": f"model: {{eps: {DIAGONAL}, eta_deg: 30}}\n",
    "nsi-ee": "model: {eps_ee_minus_mumu: -1.9, eta_deg: 12.5}\n",
    "fit-all": f"{POINT}fit: {{parameters: [{', '.join(FREE + FLUXES)}], limits: "
    f"{{{', '.join(LIMITS)}}}}}\n",
    "fit-others": f"{POINT}fit: {{parameters: [g, eps_kin], limits: "
    "{g: [1e-9, 1], eps_kin: [0, 0.1]}}\n",
    "fit-tables": f"fit: {{priors: [], profiles: [{AXIS}], contours: [[sin2_theta12, {AXIS}]]}}\n",
    "list": "energies: [0.1, 3e-1, 14.999999999999998]\n",
    "long-list": f"energies: {list(range(1, 40))}\n",
    "log": "energies: {min_MeV: 1, max_MeV: 9, count: 3, spacing: log}\n",
    "fluxes": "solar: {model: sf3-gs98, fluxes: {8B: 5.25e6, pp: 6e10}, sources: [8B]}\n",
    "inverted": "oscillation: {preset: nufit-6.0-io, dm21_eV2: 7.41e-5, dark_octant: true}\n",
    "off": "oscillation: {enabled: false}\nsolar: {production_radius: 0.05}\n",
    "engine": "propagation: {engine: ode, tolerance: 1.0e-9}\ncross_section: kappa\n",
    "night": "earth: {enabled: true, site: kamioka}\nsolar: {sources: [8B]}\nenergies: [9]\n",
    "zenith": "earth: {zenith_bins: 12}\n",
    "zenith-edges": "earth: {zenith_bins: [-1, -8.375e-1, -0.1, 0]}\n",
    "flavours": "propagation: {flavours: true}\nsolar: {sources: [8B]}\n",
    "scan": POINT
    + "scan: {axes: [{key: model.mass_MeV, min: 5, max: 2e2, count: 9, spacing: log}, "
    + "{key: model.eps_medium.value, min: 1e-1, max: 3.1, count: 8}], outputs: [bounds]}\n",
    "bounds": "bounds: {gminus2: 2021, only: [na64-2019], white_dwarf: true}\n",
    "place": "earth: {latitude_deg: 40, depth_km: 1.5}\n",
    "dates": "earth: {enabled: true, from: 2008-10-06, until: 2018-05-30}\nenergies: [9]\n",
    "live-time": "earth: {enabled: true, exposure: sno-salt}\nenergies: [9]\n",
    "experiments": "experiments: [sno, borexino-phase3]\nearth: {enabled: false}\n",
}


def values(completed):
    """Lines of a completed configuration without their comments."""
    return [re.sub(r"\s*#.*$", "", line) for line in completed.splitlines()]


def hash_of(sunsi, config, text):
    """The hash that the tables of a configuration carry."""
    result = sunsi("probability", config(text), "--set", "energies=[5]")
    assert result.status == 0, result.err
    return config_hash(result.out)


@pytest.mark.parametrize("text", [pytest.param(v, id=k) for k, v in CONFIGURATIONS.items()])
def test_completed_configuration_is_a_configuration(sunsi, config, text):
    first = sunsi("validate", config(text))
    assert (first.status, first.err) == (0, "")
    again = sunsi("validate", config(first.out, "again.yaml"))
    assert (again.status, again.err) == (0, "")
    assert values(again.out) == values(first.out)
    assert len(values(first.out)) > 20
    assert hash_of(sunsi, config, first.out) == hash_of(sunsi, config, text)


@pytest.mark.parametrize("name", ["defaults", "long-list"])
def test_completed_configuration_keeps_to_yaml(sunsi, config, name):
    """A comment starts behind a blank: elsewhere `#` is not one to every YAML reader."""
    completed = sunsi("validate", config(CONFIGURATIONS[name])).out
    assert "# default" in completed
    assert [line for line in completed.splitlines() if re.search(r"\S#", line)] == []


def test_every_value_says_where_it_comes_from(sunsi, config):
    changes = ["--set", "cross_section=tree"]
    completed = sunsi("validate", config(POINT + "convention: paper\n"), *changes).out
    origin = {}
    for line in completed.splitlines():
        key, _, rest = line.strip().partition(":")
        if rest.strip():
            origin[key] = rest.partition("#")[2].strip()
    assert origin["sin2_theta12"].startswith("preset nufit-6.1-no")
    assert "NuFIT6.1" in origin["sin2_theta12"]
    assert origin["mass_MeV"].endswith("line 3")
    assert origin["convention"].endswith("line 7")
    assert origin["cross_section"] == "--set"
    assert origin["tolerance"] == origin["count"] == "default"
    assert [key for key, source in origin.items() if not source] == []


def test_hash_is_that_of_the_values(sunsi, config):
    base = "solar: {model: sf3-gs98}\n" + POINT
    same = [
        POINT + "\n# a comment\nsolar:\n    model:   'sf3-gs98'   # another\n",
        base.replace("4.22e-4", "0.000422").replace("40", "4.0e+1"),
        base + "convention: standard\npropagation: {tolerance: 0.000001}\n",
        "solar: {model: sf3-gs98}\n"
        "model: {tan_eta: -0.75, c: -0.1, g: 4.22e-4, mass_MeV: 40, kind: zprime}\n",
    ]
    expected = hash_of(sunsi, config, base)
    assert [text for text in same if hash_of(sunsi, config, text) != expected] == []
    other = [
        POINT,
        base + "convention: paper\n",
        base.replace("4.22e-4", "4.22000000000001e-4"),
        base.replace("-0.75", "0.75"),
        base + "propagation: {engine: ode}\n",
        base + "oscillation: {dark_octant: true}\n",
        base.replace("sf3-gs98}", "sf3-gs98, fluxes: {hep: 8e3}}"),
    ]
    hashes = {hash_of(sunsi, config, text) for text in other}
    assert len(hashes) == len(other)
    assert expected not in hashes


PLACES = ["centre", "8B", "surface", "earth_mantle", "earth_core"]
NAMES = [
    *[
        "g",
        "c",
        "eps_kin",
        "e_eps_kin",
        "tan_eta",
        "g_mu",
        "g_p",
        "g_n",
        "V_mu_centre",
        "V_CC_centre",
    ],
    *(f"eps_{f}_{r}" for f in "udepn" for r in ("std", "paper")),
    *(f"eps_medium_{r}_{place}" for r in ("std", "paper") for place in PLACES),
    *(f"width_{w}" for w in ("ee", "nunu", "mumu", "phi", "total")),
    *(f"br_{b}" for b in ("ee", "inv", "mumu", "phi")),
    *("tau", "c_tau", "gamma_c_tau_30GeV"),
]


def test_model_quantities(sunsi, config):
    result = sunsi("model", config(EPS + PHI))
    assert (result.status, result.err) == (0, "")
    q = quantities(result.out)
    assert [name for name in NAMES if name not in q] == []
    for stem in (f"eps_{f}" for f in "udepn"):
        assert q[f"{stem}_paper"] == pytest.approx(q[f"{stem}_std"] / 2, rel=1e-13)
    for place in PLACES:
        std, paper = q[f"eps_medium_std_{place}"], q[f"eps_medium_paper_{place}"]
        assert paper == pytest.approx(std / 2, rel=1e-13)
    assert q["eps_medium_std_centre"] == pytest.approx(1, rel=1e-12)
    assert q["V_mu_centre"] == pytest.approx(q["V_CC_centre"], rel=1e-12)
    assert q["g_mu"] == pytest.approx(q["g"] - q["e_eps_kin"], rel=1e-12)
    assert q["g_p"] == pytest.approx(q["e_eps_kin"] - q["c"] * q["g"], rel=1e-12)
    assert q["g_n"] / q["g_p"] == pytest.approx(-0.75, rel=1e-12)
    assert q["eps_p_std"] == pytest.approx(2 * q["eps_u_std"] + q["eps_d_std"], rel=1e-12)
    shares = [q[f"br_{b}"] for b in ("ee", "inv", "mumu", "phi")]
    assert math.fsum(shares) == pytest.approx(1, abs=1e-12)
    assert q["br_phi"] > 0.9 and q["br_mumu"] == 0
    widths = [q[f"width_{w}"] for w in ("ee", "nunu", "mumu", "phi")]
    assert math.fsum(widths) == pytest.approx(q["width_total"], rel=1e-12)
    assert q["tau"] == pytest.approx(6.582119569e-22 / q["width_total"], rel=1e-9)
    assert q["c_tau"] == pytest.approx(299792458 * q["tau"], rel=1e-9)
    assert q["gamma_c_tau_30GeV"] == pytest.approx(30e3 / 40 * q["c_tau"], rel=1e-9)
    for equation in (25, 26, 30, 31):
        assert [name for name in q if re.search(rf"_{equation}$", name)], f"eq. ({equation})"


@pytest.mark.parametrize(
    ("convention", "at", "g"),
    [
        ("standard", "centre", 4.22e-4),
        ("standard", "8B", 4.32e-4),
        ("paper", "centre", 5.96e-4),
        ("paper", "1.54", 5.85e-4),
    ],
)
def test_coupling_of_the_highlighted_point(sunsi, config, convention, at, g):
    text = EPS.replace("centre", at) + f"convention: {convention}\n"
    q = quantities(sunsi("model", config(text)).out)
    assert q["g"] == pytest.approx(g, abs=0.01e-4)  # one unit of the last printed digit
    nucleons = 1.54 if at == "1.54" else q[f"nucleons_per_electron_{at}"]
    standard = {"standard": 1, "paper": 2}[convention]
    scale = math.sqrt(2) * 1.1663788e-11 * 40**2  # sqrt2 G_F m^2, MeV
    assert q["g"] == pytest.approx(math.sqrt(standard * scale / (0.1 * nucleons)), rel=1e-9)


def test_help_and_version(sunsi):
    helped = sunsi("--help")
    assert (helped.status, helped.err) == (0, "")
    for verb in ("run", "probability", "rates", "model", "report", "validate", "data", "schema"):
        assert re.search(rf"^\s+{verb}\s", helped.out, re.MULTILINE)
        one = sunsi(verb, "--help")
        assert one.status == 0
        assert "--output" in one.out
    version = sunsi("--version")
    assert (version.status, version.err) == (0, "")
    assert re.fullmatch(r"sunsi \d+\.\d+\.\d+ \(\S+\)\n", version.out)
