"""The JSON schema: sound, complete, and of one mind with `sunsi validate`."""

import datetime
import io
import json
import re

import jsonschema
import pytest
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from sunsi_program import POINT, ROOT, run_program
from test_cli_faulty import BYTES
from test_cli_faulty import CASES as FAULTS
from test_cli_validate import CONFIGURATIONS, EPS, PHI

# Faults that are none of types, keys or ranges: one value against another. The schema takes them,
# and what a reader merged that still knows `<<` of YAML 1.1.
TAKEN = {"dark-twice", "dm31-small", "wrong-sign", "max-below-min", "merge-key"}
TAKEN |= {"earth-no-depth", "earth-both", "zenith-edges-fall", "zenith-edges-same"}
TAKEN |= {"earth-until", "earth-no-until"}
TAKEN |= {"earth-no-from", "earth-dates-and-table", "earth-dates-and-file"}
TAKEN |= {"earth-exposure-name", "earth-exposure-elsewhere"}
TAKEN |= {f"scan-{w}" for w in ("max-below-min", "max-is-min", "twice", "one-set", "mixings")}
TAKEN |= {f"scan-{w}" for w in ("mass-0", "no-c", "c-through-0", "eps-sign", "eta-0", "no-zprime")}
TAKEN |= {"scan-many-points", "scan-eps-fixed"}
TAKEN |= {
    f"fit-{w}" for w in ("couplings", "mixings", "no-zprime", "no-c", "flux", "default-parameters")
}
FIT = "couplings mixings no-zprime no-c flux default-parameters no-oscillation limits-held"
FIT += " limits-fall profile profile-half contour-same contour-large"
TAKEN |= {f"fit-{word}" for word in FIT.split()}
TAKEN |= {"nsi-complex-diagonal", "nsi-not-hermitian", "nsi-not-quite-symmetric"}
# A schema speaks of documents: what is wrong with the text itself (YAML, encoding) is not its.
CASES = [case for case in FAULTS if not case[0].startswith("yaml-") and case[0] not in BYTES]
# What a reader of YAML 1.2 or JSON (no nan, no inf, keys once) refuses before any schema.
NO_DOCUMENT = {"duplicate", "duplicate-nested", "list-as-key"}
NO_DOCUMENT |= {"yaml-nan", "yaml-inf", "1e999", "nan-in-list", "nsi-too-large", "zenith-edges-nan"}
NO_DOCUMENT |= {"open-bracket", "two-colons", "tab", "unknown-alias", "alias-of-itself"}
NO_DOCUMENT |= {"two-documents", "earth-no-day"}
FLUXES = ["pp", "pep", "hep", "7Be", "8B", "13N", "15O", "17F"]
# Keys whose value is a list of words.
OF_WORDS = ("solar.sources", "experiments", "bounds.only", "bounds.skip", "scan.outputs")
OF_WORDS += ("fit.parameters", "fit.priors")


@pytest.fixture(scope="module")
def schema(tmp_path_factory):
    result = run_program("schema", cwd=tmp_path_factory.mktemp("schema"))
    assert (result.status, result.err) == (0, "")
    return json.loads(result.out)


def document(text):
    """Text as YAML 1.2 has it (1e-4 is a number), as far as it is JSON."""
    text = text.decode() if isinstance(text, bytes) else text
    loaded = YAML(typ="safe", pure=True).load(io.StringIO(text))
    return json.loads(json.dumps(loaded, allow_nan=False, default=as_text))


def as_text(value):
    """A date, which JSON does not have, as it was typed."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(type(value))


def takes(schema, text):
    return jsonschema.Draft202012Validator(schema).is_valid(document(text))


def leaves(schema, path=""):
    """(path, schema) of every value, through sections and alternatives."""
    for key, sub in schema.get("properties", {}).items():
        full = f"{path}.{key}" if path else key
        branches = [b for b in [sub, *sub.get("anyOf", [])] if "properties" in b]
        for branch in branches:
            yield from leaves(branch, full)
        if not branches or sub.get("items") or "anyOf" in sub:
            yield full, sub


def flat(values, path=""):
    """(path, value) of a configuration."""
    for key, value in (values or {}).items():
        full = f"{path}.{key}" if path else key
        if isinstance(value, dict):
            yield from flat(value, full)
        else:
            yield full, value


def completed(sunsi, config, text):
    result = sunsi("validate", config(text))
    assert result.status == 0, result.err
    return document(result.out)


def test_the_schema_is_one(schema):
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)
    paths = dict(leaves(schema))
    assert len(paths) > 50
    assert [path for path, sub in paths.items() if len(sub.get("description", "")) < 5] == []
    numbers = [s for s in paths.values() if "number" in s.get("type", [])]
    assert len(numbers) > 20
    assert [s for s in numbers if not re.search(r"\[[^]]+\]", s["description"])] == [], "units"


def test_every_section_is_closed(schema):
    def sections(node):
        if isinstance(node, dict):
            if "properties" in node and "type" in node:
                yield node
            for sub in node.values():
                yield from sections(sub)
        elif isinstance(node, list):
            for sub in node:
                yield from sections(sub)

    found = list(sections(schema))
    # the root, its sections, and eps_medium, phi, fluxes, an axis; limits and two axes of fit
    assert len(found) == 1 + 12 - 3 + 4 + 3
    assert [s for s in found if s.get("additionalProperties") is not False] == []


@pytest.mark.parametrize(
    "path", [pytest.param(p, id=p.name) for p in sorted((ROOT / "examples").glob("*.yaml"))]
)
def test_examples_are_taken(sunsi, schema, path):
    assert sunsi("validate", path).status == 0
    jsonschema.Draft202012Validator(schema).validate(document(path.read_text()))


@pytest.mark.parametrize("text", [pytest.param(v, id=k) for k, v in CONFIGURATIONS.items()])
def test_configurations_and_their_completion_are_taken(sunsi, config, schema, text):
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(document(text))
    validator.validate(completed(sunsi, config, text))


@pytest.mark.parametrize(("name", "text"), [pytest.param(c[0], c[3], id=c[0]) for c in CASES])
def test_faults_of_type_key_and_range_are_refused(schema, name, text):
    try:
        taken = takes(schema, text)
    except (ValueError, TypeError, YAMLError):  # no UTF-8, no JSON, no YAML
        assert name in NO_DOCUMENT
    else:
        assert name not in NO_DOCUMENT
        assert taken == (name in TAKEN)


SCAN = """model: {mass_MeV: 40, c: -0.1, g: 1e-4, tan_eta: 1}
scan: {axes: [{key: model.mass_MeV, min: 5, max: 200, count: 20}, %s]}
"""
AXES = [
    "{key: model.g, min: 1e-6, max: 1e-2, count: 20, spacing: log}",
    "{key: model.g, min: 1e-6, max: 1e-2, count: 20, spacing: null}",
    "{key: model.g, min: 1e-6, max: 1e-2, count: 1}",
    "{key: model.g, min: 1e-6, max: 1e-2, count: 10001}",
    "{key: model.g, min: 1e-6, max: 1e-2}",
    "{key: model.g, min: null, max: 1e-2, count: 20}",
    "{key: model.c, min: -1, max: -0.1, count: 20, spacing: linear}",
    "{key: model.c, min: -1, max: -0.1, count: 20, spacing: log}",
    "{key: model.eps_medium, min: 1, max: 2, count: 20}",
    "{key: model.eps_medium.value, min: 1, max: 2, count: 20}",
    "{key: model.eps_kin, min: 1, max: 2, count: 20, steps: 3}",
    "model.eps_kin",
]
ZPRIME = "model: {mass_MeV: 40, c: -0.1, g: 1e-4, tan_eta: 1, %s}\n"
NSI = "model: {eps_u: [[1, 0.5, 0], [0.5, 0, 0], [0, 0, 0]], %s}\n"
ALIKE = [
    "model:\n",
    "model: {kind: standard}\n",
    "model: {kind: standard, g: null, phi: }\n",
    "model: {kind: zprime}\n",
    "model: {kind: null, mass_MeV: 40}\n",
    ZPRIME % "kind: zprime",
    ZPRIME % "kind: standard",
    ZPRIME % "eps_medium: null, eps_kin: null",
    ZPRIME % "eps_u: 0.1",
    ZPRIME % "eps_u: null, eta_deg: null",
    "model: {kind: nsi}\n",
    NSI % "kind: nsi",
    NSI % "kind: zprime",
    NSI % "kind: standard",
    NSI % "eps_d: null",
    NSI % "g: 1e-4",
    NSI % "eta_deg: 0",
    NSI % "eps_n: [[0, 0, 0], [0, 0, 0], [0, 0, 0]]",
    NSI % "eps_e: [[0, 0, [0, 1]], [0, 0, 0], [[0, -1], 0, 0]]",
    NSI % "eps_e: [[0, 0, [0, 1, 2]], [0, 0, 0], [0, 0, 0]]",
    (NSI % "eta_deg: 0").replace("eps_u", "eps"),
    (NSI % "eta_deg: 0").replace("eps_u", "eps_e"),
    (NSI % "kind: null").replace("eps_u", "eps_e"),
    (NSI % "eta_deg: 0, eps_ee_minus_mumu: 1").replace("eps_u", "eps"),
    "model: {eps_ee_minus_mumu: -1, eta_deg: 400}\n",
    "model: {eps_ee_minus_mumu: -1}\n",
    "model: {eps_ee_minus_mumu: [-1], eta_deg: 0}\n",
    "model: {eta_deg: 0}\n",
    ZPRIME % "phi: {}",
    ZPRIME % "phi: {charge: 1}",
    ZPRIME % "phi: {charge: null, mass_ratio: 1}",
    ZPRIME % "phi: {charge: 1, mass_ratio: null, mass_MeV: 2}",
    ZPRIME % "phi: {mass_ratio: 1}",
    (ZPRIME % "kind: zprime").replace("-0.1", "null"),
    (ZPRIME % "kind: zprime").replace("-0.1", "0"),
    (ZPRIME % "kind: zprime").replace("-0.1", "0").replace("tan_eta: 1", "eps_kin: 0"),
    (ZPRIME % "eps_medium: {value: 1}").replace("1e-4", "null"),
    (ZPRIME % "eps_medium: {value: 1, at: 8B}").replace("1e-4", "null"),
    (ZPRIME % "eps_medium: {value: 1, at: 1.5}").replace("1e-4", "null"),
    (ZPRIME % "eps_medium: {value: 1, at: -1.5}").replace("1e-4", "null"),
    (ZPRIME % "eps_medium: {value: 1, at: 9B}").replace("1e-4", "null"),
    (ZPRIME % "eps_medium: {at: centre}").replace("1e-4", "null"),
    (ZPRIME % "eps_medium: {}").replace("1e-4", "null"),
    (ZPRIME % "eps_medium: {value: 1}").replace("1e-4", "null").replace("-0.1", "0"),
    "energies: 5\n",
    "energies: -5\n",
    "energies: [5, word]\n",
    "energies: {count: 1e3}\n",
    "energies: null\n",
    "energies: {min_MeV: null, spacing: }\n",
    "bounds: {gminus2: 2021}\n",
    "bounds: {gminus2: '2021'}\n",
    "bounds: {gminus2: 2022}\n",
    "bounds: {only: [na64-2019], skip: null}\n",
    "bounds: {only: [na64-2019], skip: [na64-2019]}\n",
    "bounds: {only: []}\n",
    "bounds: {enabled: maybe}\n",
    "scan: {axes: null}\n",
    "scan: {outputs: []}\n",
    "scan: {outputs: [chi2_solar]}\n",
    "scan: {outputs: [chi2]}\n",
    "scan: {axes: {key: model.g}}\n",
    "scan: {axes: []}\n",
    *(SCAN % axis for axis in AXES),
    "solar: {fluxes: {8B: null}}\n",
    "solar: {fluxes: {8B: 0}}\n",
    "solar: {fluxes: {}}\n",
    "solar: {fluxes: all}\n",
    "solar: {fluxes: {9B: 1}}\n",
    "solar: {production_radius: 1}\n",
    "solar: {production_radius: 1.01}\n",
    "solar: {production_radius: -0.01}\n",
    "solar: {file: ''}\n",
    "solar: {file: [p.csv]}\n",
    "solar: {spectrum_8B_sigma: 3.01}\n",
    "experiments: []\n",
    "experiments: [sno, sno]\n",
    "experiments:\n",
    "earth: {enabled: false, site: lngs}\n",
    "earth: {enabled: 0}\n",
    "earth: {height: 0}\n",
    "earth: {zenith_bins: 7}\n",
    "earth: {zenith_bins: [-0.5, 0]}\n",
    "earth: {zenith_bins: [-0.5, null]}\n",
    "earth: {zenith_bins: [[-0.5, 0]]}\n",
    "earth: {zenith_bins: }\n",
    "earth: {exposure: sno-d2o, site: snolab}\n",
    "earth: {exposure: ''}\n",
    "earth: {from: 2008-10-06, until: 2018-05-30}\n",
    "earth: {from: 1949-12-31, until: 2018-05-30}\n",
    "earth: {from: 1950-01-01, until: 2050-12-31}\n",
    "earth: {from: 1950-01-01, until: 2051-01-01}\n",
    "earth: {from: 2008-10, until: 2018-05-30}\n",
    "earth: {from: 20081006, until: 20180530}\n",
    "fit: {enabled: false}\n",
    "fit: {enabled: false, priors: []}\n",
    "fit: {enabled: null}\n",
    "fit: {}\n",
    "scan: null\n",
    "bounds: []\n",
    "scan: []\n",
    "oscillation: []\n",
    "",
]


@pytest.mark.parametrize("text", ALIKE)
def test_schema_and_validate_say_the_same(sunsi, config, schema, text):
    result = sunsi("validate", config(text))
    assert result.status in (0, 2), result.err
    assert takes(schema, text) == (result.status == 0), result.err


def test_those_cases_are_of_both_kinds(schema):
    taken = [takes(schema, text) for text in ALIKE]
    assert min(taken.count(True), taken.count(False)) > 20


# What else must change so that a value at the edge of its range does not meet another fault.
BESIDE = {
    "energies.max_MeV": ["energies.min_MeV=1e-7"],
    "earth.depth_km": ["earth.latitude_deg=40"],
    "earth.latitude_deg": ["earth.depth_km=1"],
    "model.g": ["model.eps_medium=null"],
    "model.eps_kin": ["model.tan_eta=null"],
    "model.phi.mass_MeV": ["model.phi.mass_ratio=null"],
}


def edges(sub):
    """(value, allowed) on both sides of every limit."""
    low, high = sub.get("minimum"), sub.get("maximum")
    step = 1 if "integer" in sub["type"] else 1e-14
    if low is not None:
        yield from [(low, True), (low - step, False)]
    if high is not None:
        yield from [(high, True), (high * (1 + step), False)]
    if sub.get("exclusiveMinimum") == 0:
        yield from [(0, False), (1e-6, True)]


def test_limits_are_those_of_the_reader(sunsi, config, schema):
    name, probed = config(EPS + PHI), 0
    found = [(p, b) for p, s in leaves(schema) for b in [s, *s.get("anyOf", [])]]
    for path, sub in found:
        for value, allowed in edges(sub) if "type" in sub else []:
            changes = [f"{path}={value!r}", *BESIDE.get(path, [])]
            result = sunsi("validate", name, *(w for c in changes for w in ("--set", c)))
            assert (result.status == 0) == allowed, (changes, result.err)
            probed += 1
    assert probed > 50


def test_words_are_those_of_the_reader(sunsi, config, schema):
    """Each is taken, and the message about a wrong one lists these and no other."""
    name = config(EPS + PHI)
    lists = {}
    for path, sub in leaves(schema):
        for branch in [sub, *sub.get("anyOf", [])]:
            words = branch.get("enum") or sub.get("items", {}).get("enum")
            if words and path != "model.kind":
                lists[path] = words
    assert len(lists) == 19
    for path, words in lists.items():
        shape = "{}=[{}]" if path in OF_WORDS else "{}={}"
        words = list(dict.fromkeys(w if w is None else str(w) for w in words))
        for word in words:
            value = "null" if word is None else word
            change = shape.format(path, value).replace("[null]", "null")
            result = sunsi("validate", name, "--set", change)
            assert result.status == 0, result.err
        if path == "model.eps_medium.at":
            continue  # its message describes the places
        error = sunsi("validate", name, "--set", shape.format(path, "xxxxxxxx")).err
        listed = re.search(r"allowed are (.*)$", error, re.MULTILINE)[1].split(", ")
        known = {word for word in listed if not word.startswith("xenonnt")}
        assert set(words) - {None} == known


def test_every_key_of_the_reader_is_in_the_schema_and_no_other(sunsi, config, schema):
    paths = {path for path, _ in leaves(schema)}
    default = {path for path, _ in flat(completed(sunsi, config, ""))}
    assert len(default) > 20
    assert default - paths == set()
    profile = "r,Ne,Nn,nu_8B\n0,100,50,0\n0.1,90,40,1\n0.2,80,30,1\n1,1,0.4,0\n"
    config(profile, "p.csv")
    read = set(default)
    for text in (
        POINT + PHI,
        EPS + PHI.replace("mass_ratio", "mass_MeV"),
        POINT.replace("tan_eta", "eps_kin"),
        *(v for k, v in CONFIGURATIONS.items() if k.startswith(("nsi", "fit"))),
        "solar: {file: p.csv}\n",
        "earth: {latitude_deg: 40, depth_km: 1, exposure: e.csv}\n",
        "earth: {zenith_bins: 5}\n",
        "earth: {from: 2008-10-06, until: 2018-05-30}\n",
        "energies: [1]\n",
        f"solar: {{fluxes: {{{', '.join(f'{s}: 1' for s in FLUXES)}}}}}\n",
    ):
        read |= {path for path, _ in flat(completed(sunsi, config, text))}
    assert paths == read


def test_defaults_are_those_of_the_reader(sunsi, config, schema):
    printed = dict(flat(completed(sunsi, config, "")))
    from_preset = {"sin2_theta12", "sin2_theta13", "sin2_theta23", "delta_cp_deg"}
    from_preset |= {"dm21_eV2", "dm31_eV2"}
    expected = {k: v for k, v in printed.items() if k.split(".")[-1] not in from_preset}
    no_place = completed(sunsi, config, EPS.replace(", at: centre", ""))
    expected["model.eps_medium.at"] = no_place["model"]["eps_medium"]["at"]
    assert {path: s["default"] for path, s in leaves(schema) if "default" in s} == expected


def test_presets_are_those_of_the_data_folder(sunsi, data_copy):
    card = data_copy / "oscillation/presets.yaml"
    card.write_text(card.read_text().replace("  juno-2025:", "  of-my-own:"))
    result = sunsi("schema", env={"SUNSI_DATA": str(data_copy)})
    words = json.loads(result.out)["properties"]["oscillation"]["properties"]["preset"]["enum"]
    assert "of-my-own" in words and "juno-2025" not in words


def test_schema_goes_to_a_file(sunsi, tmp_path):
    result = sunsi("schema", "-o", "schema.json")
    assert (result.status, result.out, result.err) == (0, "", "")
    assert (tmp_path / "schema.json").read_text() == sunsi("schema").out
    assert sunsi("schema", "-o", "nowhere/schema.json").status == 3
    assert sunsi("schema", "c.yaml").status == 2
