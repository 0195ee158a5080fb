"""Night in the tables of a run: day and night by energy, asymmetry of event rates, dates."""

import json

import pytest
from sunsi_program import POINT, read_table

NIGHT = "earth: {enabled: true, site: kamioka}\n"
ALL = "experiments: [borexino, sno, super-kamiokande]\n"
FEW = "energies: [3, 10.5]\n"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    from sunsi_program import run_program

    folder = tmp_path_factory.mktemp("daynight")
    (folder / "c.yaml").write_text(NIGHT + FEW + ALL)
    result = run_program("run", "c.yaml", "-o", "out", "--quiet", cwd=folder)
    assert result.status == 0, result.err
    return folder / "out"


def test_day_and_night_by_energy(run):
    table = read_table((run / "daynight.csv").read_text())
    assert table.header == ["energy_MeV", "P_ee_day", "P_ee_night", "A_DN_sk", "A_sno"]
    probability = read_table((run / "probability.csv").read_text())
    rows = [row for row in probability.rows if row[0] == "8B"]
    assert [row[:3] for row in table.rows] == [row[1:4] for row in rows]
    columns = [table.numbers(name) for name in table.header[1:]]
    for day, night, sk, sno in zip(*columns, strict=True):
        assert sk == pytest.approx(2 * (day - night) / (day + night), rel=1e-9)
        assert sno == -sk
        assert sk < 0, "the Earth gives back electron neutrinos"


def test_asymmetry_of_event_rates_by_bin(run):
    table = read_table((run / "daynight-rates.csv").read_text())
    assert table.header == ["T_low_MeV", "T_high_MeV", "A_DN_sk"]
    low, high, asymmetry = (table.numbers(name) for name in table.header)
    assert (low[0], high[-1]) == (3.49, 19.49)
    assert low[1:] == high[:-1]
    # regeneration grows with energy; the whole window lies between its first and last bin
    assert asymmetry == sorted(asymmetry, reverse=True)
    rates = read_table((run / "rates.csv").read_text())
    [whole] = [float(row[2]) for row in rates.rows if row[:2] == ["super-kamiokande", "A_DN"]]
    assert asymmetry[-1] < whole < asymmetry[0] < 0


def test_report_names_the_tables_and_the_experiment(run):
    report = json.loads((run / "report.json").read_text())
    assert report["files"]["daynight"] == "daynight.csv"
    assert report["files"]["daynight_rates"] == "daynight-rates.csv"
    for point in report["points"]:
        chi2 = point["chi2"]
        names = ("borexino", "sno", "super-kamiokande", "pulls", "fluxes")
        assert sum(chi2[name] for name in names) == pytest.approx(chi2["total"], rel=1e-12)
        assert 0 <= chi2["p_super-kamiokande"] <= 1
        assert "Super-Kamiokande" in point["verdict_line"]
        folder = run / point["directory"]
        assert (folder / "daynight.csv").exists() and (folder / "daynight-rates.csv").exists()
    used = [entry["file"] for entry in report["inputs"]]
    assert {"experiments/sk-adn.csv", "earth/exposure-sno-d2o.csv"} <= set(used)


def test_without_night_there_are_none(sunsi, config, tmp_path):
    assert sunsi("run", config(FEW), "-o", "out", "--quiet").status == 0
    assert list((tmp_path / "out").rglob("daynight*")) == []
    report = json.loads((tmp_path / "out/report.json").read_text())
    assert "daynight" not in report["files"] and "daynight_rates" not in report["files"]
    # Spectra count without nights, A_DN does not.
    assert all(point["chi2"]["super-kamiokande"] > 50 for point in report["points"])
    rates = read_table((tmp_path / "out/rates.csv").read_text())
    assert "A_DN" not in rates.column("observable") and "8B-ratio" in rates.column("observable")


def test_rates_by_night(sunsi, config):
    text = f"{NIGHT}experiments: [super-kamiokande]\n"
    table = read_table(sunsi("rates", config(text)).out)
    row, *ratios = table.rows
    assert row[:2] == ["super-kamiokande", "A_DN"] and row[5] == "1"
    assert [r[:2] for r in ratios] == [[f"super-kamiokande-{n}", "8B-ratio"] for n in (1, 2, 3, 4)]
    # arXiv:2312.12907 at dm21 = 7.5e-5 eV^2: measured -2.74 %, statistical 0.83, systematic 0.32
    assert float(row[3]) == pytest.approx(-0.0274, abs=2e-4)
    assert float(row[4]) == pytest.approx(0.0089, abs=1e-4)
    assert "note" not in table.meta
    beyond = sunsi("rates", config(text), "--set", "oscillation.dm21_eV2=1e-5").out
    assert "1e-05 eV2" in read_table(beyond).meta["note"][0]


def test_rates_of_single_phases(sunsi, config):
    """Fluxes of 8B for electron neutrinos alone, 1e6 cm^-2 s^-1: 2.35 +- 0.02 +- 0.08 of phase I
    (hep-ex/0508053), 2.314 +- 0.018 +- 0.039 of phase IV (arXiv:2312.12907)."""
    text = "experiments: [super-kamiokande-4, super-kamiokande-1]\n"
    result = sunsi("rates", config(text))
    assert result.status == 0, result.err
    table = read_table(result.out)
    one, four = table.rows
    assert [one[0], four[0]] == ["super-kamiokande-1", "super-kamiokande-4"]
    assert one[5] == four[5] == "1"
    assert float(one[3]) * 5.79 == pytest.approx(2.35, abs=0.01)
    assert float(four[3]) * 5.25 == pytest.approx(2.314, abs=0.009)
    # P_ee + 0.155 (1 - P_ee) = 0.43 of the standard point, times its flux of 8B over that of the MC
    assert float(four[2]) == pytest.approx(0.43 * 5.46 / 5.25, rel=0.03)
    files = " ".join(table.meta["data"])
    assert "experiments/sk4-spectrum.csv" in files and "sk2-spectrum.csv" not in files
    night = sunsi("rates", config(text), "--set", "earth.enabled=true").out
    assert float(read_table(night).rows[1][2]) / float(four[2]) == pytest.approx(1.009, abs=0.002)


def test_dates_change_the_night_of_a_season(sunsi, config):
    """Winter nights in the north are longer and deeper under the Earth."""

    def night(earth):
        text = f"earth: {{enabled: true, {earth}}}\nenergies: [10]\nsolar: {{sources: [8B]}}\n"
        result = sunsi("probability", config(text))
        assert result.status == 0, result.err
        table = read_table(result.out)
        return float(table.meta["night"][0].split("night share ")[1].split()[0]), table

    winter, table = night("site: kamioka, from: 2009-12-01, until: 2009-12-31")
    summer, _ = night("site: kamioka, from: 2010-06-01, until: 2010-06-30")
    year, _ = night("site: kamioka, from: 2009-01-01, until: 2009-12-31")
    # length of the night at 36.4 degrees: 14.3 h in December, 9.6 h in June
    assert winter == pytest.approx(14.3 / 24, abs=0.01)
    assert summer == pytest.approx(9.6 / 24, abs=0.01)
    assert year == pytest.approx(0.4984, abs=2e-4)
    assert "the time from 2009-12-01 to 2009-12-31" in table.meta["night"][0]
    d2o, table = night("exposure: sno-d2o")
    assert d2o == pytest.approx(0.5805, abs=1e-4)  # nucl-ex/0204009
    assert table.meta["night"][0].startswith("snolab, ")
    assert any(d.startswith("earth/exposure-sno-d2o.csv sha256=") for d in table.meta["data"])


def test_zprime_run_by_night_gives_the_same_bytes(sunsi, config, tmp_path):
    name = config(POINT + NIGHT + FEW)
    for folder, threads in (("one", 1), ("two", 2)):
        assert sunsi("run", name, "-o", folder, "--quiet", "--threads", threads).status == 0
    for table in ("daynight", "daynight-rates", "rates"):
        one, two = (tmp_path / folder / f"{table}.csv" for folder in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()
