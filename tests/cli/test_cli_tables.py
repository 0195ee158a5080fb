"""The probability and rates tables as a user gets them."""

import json
import math
import re

import pytest
from sunsi_program import DATA, POINT, ROOT, config_hash, read_table

HEADER = "source,energy_MeV,P_ee_day,P_ee_night,P_ee,P_e1,P_e2,P_e3,error"
RATES_HEADER = "experiment,observable,predicted,measured,sigma,unit,pull"
CONTINUUM = ["pp", "hep", "8B", "13N", "15O", "17F"]
FEW = "energies: [0.2, 3, 10.5]\n"


def preset(name):
    """The numbers of a preset of the oscillation card."""
    card = (DATA / "oscillation/presets.yaml").read_text()
    block = re.search(rf"^  {name}:\n((?:    .*\n)+)", card, re.MULTILINE)[1]
    return {k: float(v) for k, v in re.findall(r"^    (\w+): (-?[\d.e-]+)$", block, re.MULTILINE)}


def electron_row(numbers):
    """|U_e1|^2, |U_e2|^2, |U_e3|^2."""
    s12, s13 = numbers["sin2_theta12"], numbers["sin2_theta13"]
    return (1 - s12) * (1 - s13), s12 * (1 - s13), s13


@pytest.fixture
def probability(sunsi, config):
    """The probability table of a configuration."""

    def table(text, *arguments):
        result = sunsi("probability", config(text), *arguments)
        assert (result.status, result.err) == (0, ""), result.err
        return read_table(result.out)

    return table


def test_probability_header(probability):
    assert ",".join(probability(FEW).header) == HEADER


def test_flavours_on_request(probability):
    """Columns after all others: P_emu and P_etau beside P_ee add up to 1, the rest is as it was."""
    nsi = "model: {eps_u: [[0.2, [0.1, 0.1], 0], [[0.1, -0.1], 0, 0.1], [0, 0.1, -0.2]]}\n"
    text = nsi + "energies: [0.2, 3, 10.5]\nsolar: {sources: [8B]}\nearth: {enabled: true}\n"
    plain = probability(text)
    table = probability(text + "propagation: {flavours: true}\n")
    extra = "P_emu_day,P_etau_day,P_emu_night,P_etau_night,P_emu,P_etau"
    assert ",".join(table.header) == HEADER + "," + extra
    assert ",".join(plain.header) == HEADER
    for suffix in ("_day", "_night", ""):
        e, mu, tau = (table.numbers(f"P_e{f}{suffix}") for f in ("e", "mu", "tau"))
        assert [sum(p) for p in zip(e, mu, tau, strict=True)] == pytest.approx([1] * 3, abs=1e-12)
        assert min(mu + tau) > 0 and mu != tau
    for column in plain.header[1:-1]:
        assert table.numbers(column) == pytest.approx(plain.numbers(column), abs=1e-6)
    assert table.numbers("P_emu_night") != table.numbers("P_emu_day")
    assert all(a >= b for a, b in zip(table.numbers("error"), plain.numbers("error"), strict=True))


@pytest.mark.parametrize("model", ["", POINT], ids=["standard", "zprime"])
@pytest.mark.parametrize("name", ["nufit-6.1-no", "nufit-5.2-io", "juno-2025"])
@pytest.mark.parametrize("engine", ["adiabatic", "ode"])
def test_fractions_make_the_probability(probability, model, name, engine):
    """P_ee is the sum over mass states of what leaves the Sun times |U_ei|^2."""
    text = f"{model}{FEW}oscillation: {{preset: {name}}}\npropagation: {{engine: {engine}}}\n"
    table = probability(text)
    row = electron_row(preset(name))
    fractions = list(zip(*(table.numbers(f"P_e{i}") for i in (1, 2, 3)), strict=True))
    assert len(fractions) == 21
    for share, p in zip(fractions, table.numbers("P_ee"), strict=True):
        assert min(share) >= 0
        assert math.fsum(share) == pytest.approx(1, abs=1e-12)
        assert p == pytest.approx(
            math.fsum(map(math.prod, zip(share, row, strict=True))), abs=1e-12
        )
        assert 0 <= p <= 1
    assert table.column("P_ee_day") == table.column("P_ee_night") == table.column("P_ee")
    assert all(0 <= error < 1e-2 for error in table.numbers("error"))
    assert len(set(table.column("P_ee"))) > 10, "the sources and energies differ"


def test_dark_octant_turns_the_angle(probability):
    table = probability(FEW + "oscillation: {dark_octant: true}\n")
    numbers = preset("nufit-6.1-no")
    row = electron_row({**numbers, "sin2_theta12": 1 - numbers["sin2_theta12"]})
    for *share, p in zip(
        *(table.numbers(c) for c in ("P_e1", "P_e2", "P_e3", "P_ee")), strict=True
    ):
        assert p == pytest.approx(
            math.fsum(map(math.prod, zip(share, row, strict=True))), abs=1e-12
        )


def test_every_energy_for_every_continuum_source_in_order(probability):
    energies = [12.0, 0.2, 3.5]
    sources = ["8B", "7Be", "pp", "pep", "17F"]
    text = f"energies: {energies}\nsolar: {{sources: [{', '.join(sources)}]}}\n"
    table = probability(text)
    expected = {s: energies for s in sources} | {"7Be": [0.8618, 0.3843], "pep": [1.442]}
    rows = [(s, e) for s in sources for e in expected[s]]
    found = list(zip(table.column("source"), table.numbers("energy_MeV"), strict=True))
    assert [s for s, _ in found] == [s for s, _ in rows]
    assert [e for _, e in found] == pytest.approx([e for _, e in rows], abs=2e-4)
    assert [e for s, e in found if s in CONTINUUM] == energies * 3


def test_energies_of_a_range(probability):
    text = "energies: {min_MeV: 0.5, max_MeV: 8, count: 4%s}\nsolar: {sources: [8B]}\n"
    linear = probability(text % "").numbers("energy_MeV")
    assert linear == pytest.approx([0.5, 3, 5.5, 8], rel=1e-14)
    log = probability(text % ", spacing: log").numbers("energy_MeV")
    assert log == pytest.approx([0.5 * 16 ** (i / 3) for i in range(4)], rel=1e-14)


@pytest.mark.parametrize("verb", ["probability", "rates"])
def test_json_says_the_same_as_csv(sunsi, config, verb):
    name = config(POINT + FEW)
    table = read_table(sunsi(verb, name).out)
    data = json.loads(sunsi(verb, name, "--format", "json").out)
    assert list(data["columns"]) == table.header
    for column, values in data["columns"].items():
        if isinstance(values[0], str):
            assert table.column(column) == values
            continue
        # at least 12 significant digits
        assert table.numbers(column) == pytest.approx(values, rel=1e-12, abs=0)
        assert max(len(re.sub(r"e.*|\D", "", c).lstrip("0")) for c in table.column(column)) >= (
            12 if column in ("predicted", "P_ee", "P_e1", "pull") else 1
        )
    units = ", ".join(f"{name} [{unit}]" for name, unit in data["units"].items())
    assert table.meta["columns"] == [units]
    for key, value in data["metadata"].items():
        assert table.meta[key] == (value if isinstance(value, list) else [value])


def test_metadata(sunsi, config):
    table = read_table(sunsi("probability", config(POINT + FEW)).out)
    version, commit = re.match(r"sunsi (\S+) \((\S+)\)", sunsi("--version").out).groups()
    assert table.meta["sunsi"] == [version]
    assert table.meta["commit"] == [commit]
    assert table.meta["config"] == ["c.yaml"]
    assert re.fullmatch("[0-9a-f]{12,64}", table.meta["config-hash"][0])
    units = "source [-], energy_MeV [MeV], P_ee_day [1], P_ee_night [1], P_ee [1], P_e1 [1], "
    assert table.meta["columns"] == [units + "P_e2 [1], P_e3 [1], error [1]"]
    manifest = dict(
        line.split(",")[:2] for line in (DATA / "manifest.csv").read_text().splitlines()[1:]
    )
    used = dict(entry.split(" sha256=") for entry in table.meta["data"])
    assert {"solar/b16-gs98.csv", "oscillation/presets.yaml"} <= used.keys()
    assert used.items() <= manifest.items()


@pytest.mark.parametrize(
    ("verb", "engine"),
    [("probability", "adiabatic"), ("probability", "ode"), ("rates", "adiabatic")],
)
def test_threads_and_output_file_change_no_byte(sunsi, config, tmp_path, verb, engine):
    name = config(f"{POINT}{FEW}propagation: {{engine: {engine}}}\n")
    one = sunsi(verb, name, "--threads", "1")
    assert one.status == 0
    assert sunsi(verb, name, "--threads", "2").out == one.out
    to_file = sunsi(verb, name, "-o", "table.csv")
    assert (to_file.status, to_file.out) == (0, "")
    assert (tmp_path / "table.csv").read_text() == one.out


def test_without_oscillation_all_arrive_as_electron_neutrinos(probability):
    table = probability(POINT + FEW + "oscillation: {enabled: false}\n")
    assert set(table.numbers("P_ee")) == set(table.numbers("P_ee_day")) == {1.0}


def test_production_radius_puts_every_source_at_one_place(probability):
    table = probability("energies: [5]\nsolar: {production_radius: 0.05}\n")
    at_5 = [
        p for e, p in zip(table.numbers("energy_MeV"), table.column("P_ee"), strict=True) if e == 5
    ]
    assert len(at_5) == 6
    assert len(set(at_5)) == 1
    outside = probability("energies: [5]\nsolar: {production_radius: 1, sources: [8B]}\n")
    numbers = preset("nufit-6.1-no")
    vacuum = math.fsum(u * u for u in electron_row(numbers))
    assert outside.numbers("P_ee") == pytest.approx([vacuum], abs=1e-6)
    assert float(at_5[0]) < vacuum - 0.05


def test_example_of_the_repository(sunsi):
    result = sunsi("probability", ROOT / "examples/solar-nsi.yaml")
    assert result.status == 0
    assert len(read_table(result.out).rows) == 6 * 160 + 3


def test_rates(sunsi, config):
    result = sunsi("rates", config(POINT + "experiments: [borexino, sno, super-kamiokande]\n"))
    assert (result.status, result.err) == (0, "")
    table = read_table(result.out)
    assert ",".join(table.header) == RATES_HEADER
    columns = [table.numbers(c) for c in ("predicted", "measured", "sigma", "pull")]
    for predicted, measured, sigma, pull in zip(*columns, strict=True):
        assert sigma > 0
        assert pull == pytest.approx((measured - predicted) / sigma, rel=1e-10)
    sno = [r for r in table.rows if r[0] == "sno"]
    assert [r[1] for r in sno] == ["phi_8B", "c0", "c1", "c2", "a0", "a1"]
    assert [r[5] for r in sno] == ["1e6 cm-2 s-1", "1", "1/MeV", "1/MeV2", "1", "1/MeV"]
    sk = [r for r in table.rows if r[0].startswith("super-kamiokande")]
    assert [r[:2] for r in sk] == [[f"super-kamiokande-{n}", "8B-ratio"] for n in (1, 2, 3, 4)]
    borexino = [r for r in table.rows if r not in sno and r not in sk]
    assert {r[0] for r in borexino} == {f"borexino-phase{i}" for i in (1, 2, 3)}
    assert {r[1].split(":")[0] for r in borexino} == {"pp", "7Be", "7Be-862", "pep", "CNO", "8B"}
    assert {r[5] for r in borexino} == {"cpd/100t"}


def test_rates_of_one_phase(sunsi, config):
    everything = read_table(sunsi("rates", config("")).out).rows
    chosen = read_table(sunsi("rates", config("experiments: [borexino-phase2]\n")).out).rows
    assert len(chosen) == 6
    assert chosen == [row for row in everything if row[0] == "borexino-phase2"]


def test_rates_without_oscillation_are_higher(sunsi, config):
    with_it = read_table(sunsi("rates", config("experiments: [borexino]\n")).out)
    text = "experiments: [borexino]\noscillation: {enabled: false}\n"
    without = read_table(sunsi("rates", config(text)).out)
    pairs = zip(without.numbers("predicted"), with_it.numbers("predicted"), strict=True)
    assert all(1.2 < high / low < 3 for high, low in pairs)


@pytest.mark.parametrize("verb", ["probability", "rates"])
def test_set_is_as_good_as_the_file(sunsi, config, verb):
    text = POINT + FEW + "solar: {sources: [8B, pep]}\n"
    in_file = sunsi(verb, config(text.replace("-0.75", "0.5").replace("[8B, pep]", "[hep]"))).out
    changes = ["--set", "model.tan_eta=0.5", "--set", "solar.sources=[hep]"]
    overridden = sunsi(verb, config(text), *changes).out
    assert overridden == in_file
    assert config_hash(overridden) != config_hash(sunsi(verb, config(text)).out)
