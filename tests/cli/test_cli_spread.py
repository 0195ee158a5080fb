"""The bands of P_ee over solar models and over theta12 and dm21, as sunsi run writes them."""

import json

import pytest
from sunsi_program import POINT, read_table

HEADER = (
    "source,energy_MeV,P_ee_day,P_ee_model_lo,P_ee_model_hi,model_lo,model_hi,"
    "P_ee_osc_lo,P_ee_osc_hi"
)
FEW = "energies: [0.3, 2, 10]\nexperiments: [sno]\n"
OSC = ("P_ee_osc_lo", "P_ee_osc_hi")
MODEL = ("P_ee_model_lo", "P_ee_model_hi")


@pytest.fixture
def spread(sunsi, config, tmp_path):
    """The table of a run."""

    def table(text, *arguments):
        result = sunsi("run", config(text), "-o", "out", "--quiet", *arguments)
        assert result.status == 0, result.err
        return read_table((tmp_path / "out/spread.csv").read_text())

    return table


def rows(table):
    """(source, energy) -> {column: cell}."""
    columns = [dict(zip(table.header, row, strict=True)) for row in table.rows]
    return {(c["source"], float(c["energy_MeV"])): c for c in columns}


@pytest.mark.parametrize("model", ["", POINT], ids=["standard", "zprime"])
def test_table_of_the_bands(spread, tmp_path, model):
    table = spread(model + FEW)
    assert ",".join(table.header) == HEADER
    assert len(table.meta["spread-models"][0].split(", ")) == 8
    assert "not eps_medium" in table.meta["model-band"][0]
    interval = table.meta["oscillation-interval"][0]
    assert interval.startswith("nufit-6.1-no (NuFIT6.1): sin2_theta12 0.3021 to 0.3155")
    assert "quadrature" in table.meta["oscillation-band"][0]
    names = ["P_ee_day", *MODEL, *OSC]
    for p, model_lo, model_hi, osc_lo, osc_hi in zip(*map(table.numbers, names), strict=True):
        assert 0 < model_lo <= p <= model_hi < 1 and model_lo < model_hi
        assert 0 < osc_lo < p < osc_hi < 1
        # One sigma of theta12 is 0.005 in the vacuum and no more elsewhere; models agree better.
        assert osc_hi - osc_lo < 0.02 and model_hi - model_lo < 0.01
    found = rows(table)
    assert {("8B", 10.0), ("pp", 0.267), ("7Be", 0.8618), ("pep", 1.442)} <= set(found)
    # the point's own P_ee is that of the probability table
    probability = rows(read_table((tmp_path / "out/probability.csv").read_text()))
    for key in (("8B", 10.0), ("8B", 0.3), ("7Be", 0.8618)):
        own = float(probability[key]["P_ee_day"])
        assert float(found[key]["P_ee_day"]) == pytest.approx(own, abs=1e-5)


def test_band_of_the_configured_model_alone_is_within(spread):
    """A run with the model at an edge of the band gives that edge as its own P_ee."""
    found = rows(spread(FEW))[("8B", 10.0)]
    for side in ("lo", "hi"):
        name = found[f"model_{side}"]
        own = rows(spread(f"{FEW}solar: {{model: {name}}}\n"))[("8B", 10.0)]
        edge = float(found[f"P_ee_model_{side}"])
        assert float(own["P_ee_day"]) == pytest.approx(edge, abs=1e-12)
        assert own[f"model_{side}"] == name


@pytest.mark.parametrize(
    ("oscillation", "why"),
    [
        ("{preset: nufit-6.1-io}", "the preset nufit-6.1-io has no intervals"),
        ("{sin2_theta12: 0.3}", "sin2_theta12 or dm21_eV2 was set"),
        ("{dm21_eV2: 7.0e-5}", "sin2_theta12 or dm21_eV2 was set"),
    ],
)
def test_oscillation_band_is_left_out_with_a_reason(spread, oscillation, why):
    table = spread(f"{FEW}oscillation: {oscillation}\n")
    assert table.meta["oscillation-band"][0].startswith("left out: ")
    assert why in table.meta["oscillation-band"][0]
    assert "oscillation-interval" not in table.meta
    for name in OSC:
        assert set(table.column(name)) == {""}
    assert all(table.numbers(MODEL[0]))


def test_without_oscillation_both_are_left_out(spread):
    table = spread(f"{FEW}oscillation: {{enabled: false}}\n")
    for name in (*MODEL, *OSC):
        assert set(table.column(name)) == {""}
    for key in ("model-band", "oscillation-band"):
        assert table.meta[key][0].startswith("left out: ")


def test_bands_as_json(spread, tmp_path):
    table = spread(FEW, "--format", "json")
    data = json.loads((tmp_path / "out/spread.json").read_text())
    assert data["columns"]["P_ee_osc_hi"] == pytest.approx(table.numbers("P_ee_osc_hi"), rel=1e-12)
    assert data["units"]["energy_MeV"] == "MeV"
    report = json.loads((tmp_path / "out/report.json").read_text())
    assert report["files"]["spread"] == "spread.csv"
