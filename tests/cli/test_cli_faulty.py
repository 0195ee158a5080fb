"""Faulty configurations: status 2, the place, what is wrong and what is allowed."""

import re
from dataclasses import dataclass

import pytest

MODEL = "model:\n  kind: zprime\n  mass_MeV: {mass}\n  c: {c}\n  {rest}\n"


def model(rest="g: 4e-4\n  tan_eta: -0.75", mass="40", c="-0.1"):
    """A Z' with the mass in line 3, c in line 4 and the rest from line 5 on."""
    return MODEL.format(mass=mass, c=c, rest=rest)


@dataclass(frozen=True)
class Case:
    """A configuration, where its fault stands, and words of the message."""

    name: str
    text: str
    place: tuple  # line, or line and column
    words: tuple


CASES = [
    # keys
    Case("misspelt-key", "convention: paper\nmodle: {}\n", (2, 1), ("'modle'", "did you mean 'model'", "solar")),
    Case("misspelt-nested", "solar:\n  sorces: [8B]\n", (2, 3), ("'sorces'", "'sources'", "fluxes")),
    Case("misspelt-deep", model("g: 1e-4\n  eps_kin: 0\n  phi:\n    chrage: 4\n    mass_MeV: 9"), (8, 5), ("'chrage'", "'charge'")),
    Case("far-key", "whatever: 1\n", (1, 1), ("'whatever'", "allowed", "oscillation", "energies")),
    Case("duplicate", "convention: paper\nsolar: {}\nconvention: paper\n", (3, 1), ("'convention'", "twice", "line 1")),
    Case("duplicate-nested", "oscillation:\n  dm21_eV2: 7.5e-5\n\n  dm21_eV2: 7.4e-5\n", (4, 3), ("'dm21_eV2'", "twice", "line 2")),
    Case("merge-key", "<<: {convention: paper}\n", (1, 1), ("'<<'", "allowed")),
    Case("list-as-key", "? [a]\n: 1\n", (1, 3), ("key",)),
    # types
    Case("word-for-number", model(mass="heavy"), (3, 13), ("model.mass_MeV", "must be a number", "heavy")),
    Case("unit", model(mass="40 MeV"), (3, 13), ("model.mass_MeV", "must be a number", "40 MeV", "unit")),
    Case("list-for-number", model(mass="[40]"), (3, 13), ("model.mass_MeV", "must be a number")),
    Case("map-for-number", model(mass="{value: 40}"), (3, 13), ("model.mass_MeV", "must be a number")),
    Case("quoted-number", model(mass='"40"'), (3, 13), ("model.mass_MeV", "must be a number")),
    Case("bool-for-number", model(c="true"), (4, 6), ("model.c", "must be a number")),
    Case("map-for-scalar", "convention: {paper: 1}\n", (1, 13), ("convention", "standard", "paper")),
    Case("scalar-for-section", "solar: b16-gs98\n", (1, 8), ("'solar'", "section", "model")),
    Case("scalar-for-eps", model("eps_medium: 1\n  tan_eta: -0.75"), (5, 15), ("eps_medium", "value", "at")),
    Case("scalar-for-list", "solar: {sources: 8B}\n", (1, 18), ("solar.sources", "list")),
    Case("word-for-bool", "oscillation: {dark_octant: 1}\n", (1, 28), ("dark_octant", "true or false")),
    Case("decimal-comma", "solar:\n  production_radius: 0,1\n", (2, 22), ("production_radius", "number", "0,1")),
    # not finite
    Case("yaml-nan", model(mass=".nan"), (3, 13), ("mass_MeV", "finite")),
    Case("nan", model(c="nan"), (4, 6), ("model.c", "finite")),
    Case("yaml-inf", "propagation: {tolerance: -.inf}\n", (1, 26), ("tolerance", "finite")),
    Case("inf", model(c="-inf"), (4, 6), ("model.c", "finite")),
    Case("1e999", model(mass="1e999"), (3, 13), ("mass_MeV", "finite")),
    Case("nan-in-list", "energies:\n  - 1\n  - .nan\n", (3, 5), ("energies", "finite")),
    # the model
    Case("negative-mass", model(mass="-40"), (3, 13), ("mass_MeV = -40", "> 0")),
    Case("zero-mass", model(mass="0"), (3, 13), ("mass_MeV = 0", "> 0")),
    Case("negative-g", model("g: -4e-4\n  tan_eta: -0.75"), (5, 6), ("model.g", "> 0")),
    Case("underflow", model("g: 1e-999\n  tan_eta: -0.75"), (5, 6), ("model.g", "1e-999", "> 0")),
    Case("two-couplings", model("g: 4e-4\n  eps_medium: {value: 1}\n  tan_eta: -0.75"), (6,), ("model.g", "model.eps_medium", "contradict", "keep one")),
    Case("two-mixings", model("g: 4e-4\n  eps_kin: 0\n  tan_eta: 1"), (6, 12), ("tan_eta", "eps_kin", "contradict", "keep one")),
    Case("two-phi-masses", model("g: 4e-4\n  eps_kin: 0\n  phi: {charge: 1, mass_ratio: 1, mass_MeV: 3}"), (7,), ("phi.mass_ratio", "phi.mass_MeV", "contradict")),
    Case("no-mass", "model:\n  c: 1\n  g: 1e-4\n  eps_kin: 0\n", (2,), ("model.mass_MeV", "missing")),
    Case("no-c", "model:\n  mass_MeV: 1\n  g: 1e-4\n  eps_kin: 0\n", (2,), ("model.c", "missing")),
    Case("no-coupling", model("tan_eta: 1"), (2,), ("model.g", "model.eps_medium", "missing")),
    Case("no-mixing", model("g: 1e-4"), (2,), ("model.tan_eta", "model.eps_kin", "missing")),
    Case("no-phi-mass", model("g: 1e-4\n  eps_kin: 0\n  phi: {charge: 1}"), (7,), ("mass_ratio", "mass_MeV", "missing")),
    Case("c-0-eps", model("eps_medium: {value: 1}\n  eps_kin: 0", c="0"), (4, 6), ("c = 0", "eps_medium", "g")),
    Case("wrong-sign", model("eps_medium: {value: -1}\n  eps_kin: 0"), (5, 23), ("eps_medium", "sign", "-0.1")),
    Case("eps-0", model("eps_medium: {value: 0}\n  eps_kin: 0"), (5, 23), ("eps_medium", "kind: standard")),
    Case("no-place", model("eps_medium: {value: 1, at: center}\n  eps_kin: 0"), (5, 30), ("'center'", "'centre'", "surface")),
    Case("tan-eta-0", model("g: 1e-4\n  tan_eta: 0"), (6, 12), ("tan_eta = 0", "eps_kin")),
    Case("c-0-tan-eta", model(c="0"), (4, 6), ("c = 0", "tan_eta", "eps_kin")),
    Case("standard-with-g", "model:\n  kind: standard\n  g: 1e-4\n", (3,), ("model.g", "standard", "zprime")),
    Case("nsi-key", model("g: 1e-4\n  eps_kin: 0\n  eps_u: 1"), (7,), ("eps_u", "nsi", "remove")),
    # oscillation
    Case("dark-twice", "oscillation:\n  sin2_theta12: 0.69\n  dark_octant: true\n", (3, 16), ("dark_octant", "0.69", "0.5")),
    Case("sin2-above-1", "oscillation: {sin2_theta13: 1.1}\n", (1, 29), ("sin2_theta13 = 1.1", "[0, 1]")),
    Case("sin2-below-0", "oscillation: {sin2_theta12: -0.3}\n", (1, 29), ("sin2_theta12 = -0.3", "[0, 1]")),
    Case("dm21-0", "oscillation: {dm21_eV2: 0}\n", (1, 25), ("dm21_eV2 = 0", "> 0")),
    Case("dm21-negative", "oscillation: {dm21_eV2: -7.5e-5}\n", (1, 25), ("dm21_eV2", "> 0", "octant")),
    Case("dm31-small", "oscillation: {dm31_eV2: -7e-5}\n", (1, 25), ("dm31", "dm21", "exceed")),
    Case("preset", "oscillation: {preset: nufit-6.1-on}\n", (1, 23), ("'nufit-6.1-on'", "mean 'nufit-6.1-no'", "juno-2025")),
    # the Sun, energies, experiments
    Case("solar-model", "solar: {model: b16-gs89}\n", (1, 16), ("'b16-gs89'", "mean 'b16-gs98'", "sf3-gs98")),
    Case("source", "solar:\n  sources: [pp, 8b]\n", (2, 17), ("'8b'", "mean '8B'", "hep")),
    Case("source-twice", "solar:\n  sources:\n  - pp\n  - pp\n", (4, 5), ("'pp'", "twice", "remove")),
    Case("no-sources", "solar: {sources: []}\n", (1, 18), ("solar.sources", "empty")),
    Case("flux", "solar: {fluxes: {8B: -1}}\n", (1, 22), ("fluxes.8B", ">= 0")),
    Case("radius", "solar: {production_radius: 1.5}\n", (1, 28), ("production_radius = 1.5", "[0, 1]")),
    Case("experiment", "experiments: [borexno]\n", (1, 15), ("'borexno'", "mean 'borexino'", "sno")),
    Case("min-0", "energies: {min_MeV: 0}\n", (1, 21), ("min_MeV = 0", "> 0")),
    Case("max-below-min", "energies: {min_MeV: 5, max_MeV: 2}\n", (1, 33), ("max_MeV = 2", "min_MeV = 5")),
    Case("count-0", "energies: {count: 0}\n", (1, 19), ("count = 0", "whole number", "1000000")),
    Case("count-1e12", "energies: {count: 1e12}\n", (1, 19), ("energies.count", "whole number", "1000000")),
    Case("count-2.5", "energies: {count: 2.5}\n", (1, 19), ("count = 2.5", "whole number")),
    Case("energy-0", "energies: [1, 0]\n", (1, 15), ("energies", "> 0")),
    Case("energy-negative", "energies:\n  - 1\n  - 2\n  - -3\n", (4, 5), ("-3 MeV", "> 0")),
    Case("no-energies", "energies: []\n", (1, 11), ("energies", "1 to 1000000")),
    Case("tolerance-large", "propagation: {tolerance: 0.5}\n", (1, 26), ("tolerance = 0.5", "[1e-12, 0.1]")),
    Case("tolerance-0", "propagation: {tolerance: 0}\n", (1, 26), ("tolerance = 0", "[1e-12, 0.1]")),
    Case("engine", "propagation: {engine: odd}\n", (1, 23), ("'odd'", "mean 'ode'", "adiabatic")),
    Case("cross-section", "cross_section: fulll\n", (1, 16), ("'fulll'", "mean 'full'", "kappa")),
    # not in this version
    Case("nsi", "model: {kind: nsi}\n", (1, 15), ("nsi", "not in this version", "zprime")),
    Case("magnus", "propagation: {engine: magnus}\n", (1, 23), ("magnus", "not in this version", "ode")),
    Case("earth", "earth: {enabled: true}\n", (1, 18), ("not in version", "earth.enabled: false")),
    Case("super-k", "experiments: [super-kamiokande]\n", (1,), ("super-kamiokande", "not in version", "borexino")),
    Case("free-fluxes", "solar: {fluxes: free}\n", (1, 17), ("free", "not in this version", "ssm")),
    Case("one-free-flux", "solar: {fluxes: {8B: free}}\n", (1, 22), ("free", "not in this version", "number")),
    Case("bounds", "bounds: {enabled: true}\n", (1,), ("'bounds'", "not in version", "enabled: false")),
    Case("fit", "\nfit: {parameters: [dm21_eV2]}\n", (2,), ("'fit'", "not in version")),
    Case("solar-file", "solar: {file: mine.csv}\n", (1, 15), ("not in this version", "solar.model")),
    # not YAML, or not one map
    Case("open-bracket", "solar:\n  sources: [pp,\n", (3,), ("end of sequence",)),
    Case("two-colons", "model: kind: zprime\n", (1,), ("illegal",)),
    Case("tab", "model:\n\tkind: zprime\n", (2,), ("tab",)),
    Case("unknown-alias", "convention: *a\n", (1,), ("a",)),
    Case("alias-of-itself", "model: &m {phi: *m}\n", (1,), ("phi",)),
    Case("list", "- convention: paper\n", (1, 1), ("map",)),
    Case("two-documents", "---\nconvention: paper\n---\nconvention: paper\n", (4,), ("second", "document")),
    Case("utf-16", "convention: paper\n".encode("utf-16"), (1, 1), ("UTF-8",)),
    Case("nul", "convention: paper\n\0\n", (1,), ("UTF-8",)),
    Case("deep", "a: " + "[" * 5000 + "\n", (1,), ("deep",)),
]  # fmt: skip


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_faulty_configuration(sunsi, config, case):
    result = sunsi("validate", config(case.text), timeout=5)
    assert (result.status, result.out) == (2, ""), result.err
    line, column = (*case.place, r"\d+")[:2]
    assert re.match(rf"c\.yaml:{line}:{column}: \S", result.err), result.err
    assert result.err.count("\n") == 1, "one fault, one line"
    message = result.err.split(": ", 1)[1]
    assert [word for word in case.words if word not in message] == [], result.err


def test_names_of_cases_are_unique():
    assert len({case.name for case in CASES}) == len(CASES) >= 30


def test_aliases_do_not_multiply(sunsi, config):
    """Forty lists of twice the one before are small as text and 2^40 as a tree."""
    lines = ["a0: &a0 [1, 1]"] + [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 40)]
    result = sunsi("validate", config("\n".join(lines) + "\n"), timeout=5)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("c.yaml:"), result.err


@pytest.mark.parametrize("verb", ["run", "probability", "rates", "model", "validate"])
def test_every_verb_refuses_it_alike(sunsi, config, tmp_path, verb):
    result = sunsi(verb, config("convention: papre\n"), "-o", "out")
    expected = "c.yaml:1:13: unknown value of convention 'papre', did you mean 'paper'?"
    assert result.status == 2
    assert result.err.startswith(expected), result.err
    assert not (tmp_path / "out").exists()
