"""HDF5 tables: what CSV and JSON say, as h5py reads it."""

import json
import math
import time

import h5py
import pytest
from sunsi_program import POINT, left_over, read_table

TABLES = ["probability", "rates", "model", "data"]
FEW = "energies: [0.2, 3, 10.5]\n"
# No mixing with the photon: the table has cells without a number and with 0.
NO_TAN_ETA = POINT.replace("c: -0.1", "c: 0").replace("tan_eta: -0.75", "eps_kin: 0")


def text_of(value):
    """Words of an HDF5 column or attribute, as a list of str."""
    if isinstance(value, str):
        return [value]
    return [word.decode() if isinstance(word, bytes) else word for word in value]


def check_same(h5, table):
    """Every column, unit and line of the metadata of the CSV table stands in the HDF5 file."""
    assert list(h5) == table.header == text_of(h5.attrs["columns"])
    units = ", ".join(f"{name} [{h5[name].attrs['unit']}]" for name in h5)
    assert table.meta["columns"] == [units]
    meta = {key: text_of(value) for key, value in h5.attrs.items() if key != "columns"}
    assert meta == {key: value for key, value in table.meta.items() if key != "columns"}
    for name in h5:
        cells, column = table.column(name), h5[name]
        assert column.shape == (len(cells),)
        if column.dtype != "f8":
            assert tuple(h5py.check_string_dtype(column.dtype)) == ("utf-8", None)
            assert text_of(column[()]) == cells
            continue
        # CSV has 15 digits: half a unit of the last is at most 5e-15 of the number
        expected = [float(cell) if cell else math.nan for cell in cells]
        assert list(column[()]) == pytest.approx(expected, rel=6e-15, abs=0, nan_ok=True)
        assert ("missing" in column.attrs) == ("" in cells)


@pytest.mark.parametrize("text", [POINT, NO_TAN_ETA], ids=["point", "no-tan-eta"])
@pytest.mark.parametrize("verb", TABLES)
def test_hdf5_says_the_same_as_csv(sunsi, config, tmp_path, verb, text):
    name = config(text + FEW)
    result = sunsi(verb, name, "--format", "hdf5", "-o", "t.h5")
    assert (result.status, result.out, result.err) == (0, "", "")
    table = read_table(sunsi(verb, name).out)
    assert len(table.rows) > 5
    with h5py.File(tmp_path / "t.h5") as h5:
        check_same(h5, table)
    assert left_over(tmp_path) == []


@pytest.mark.parametrize("verb", ["probability", "rates", "model"])
def test_numbers_are_the_doubles_themselves(sunsi, config, tmp_path, verb):
    """JSON prints as many digits as tell a double from its neighbours."""
    name = config(POINT + FEW)
    data = json.loads(sunsi(verb, name, "--format", "json").out)["columns"]
    sunsi(verb, name, "--format", "hdf5", "-o", "t.h5")
    rounded = read_table(sunsi(verb, name).out)
    with h5py.File(tmp_path / "t.h5") as h5:
        numbers = [c for c in h5 if h5[c].dtype == "f8"]
        assert len(numbers) >= {"probability": 8, "rates": 4, "model": 1}[verb]
        for column in numbers:
            values = [None if math.isnan(v) else v for v in h5[column][()]]
            assert values == data[column]
        column = {"probability": "P_ee", "rates": "predicted", "model": "value"}[verb]
        at_15_digits = [float(cell) for cell in rounded.column(column) if cell]
        assert [v for v in h5[column][()] if not math.isnan(v)] != at_15_digits


def test_an_empty_cell_is_announced(sunsi, config, tmp_path):
    """c = 0 and eps_kin = 0: the proton couples to nothing, so there is no tan_eta."""
    sunsi("model", config(NO_TAN_ETA), "--format", "hdf5", "-o", "t.h5")
    with h5py.File(tmp_path / "t.h5") as h5:
        value = dict(zip(text_of(h5["quantity"][()]), h5["value"][()], strict=True))
        assert math.isnan(value["tan_eta"]) and value["g_p"] == 0
        assert h5["value"].attrs["missing"].startswith("NaN")


def test_words_keep_their_letters(sunsi, config, tmp_path):
    """Comma, quote and letters beyond ASCII, in a name that the metadata repeat."""
    name = config(FEW, 'größe, "zwei".yaml')
    sunsi("probability", name, "--format", "hdf5", "-o", "t.h5")
    with h5py.File(tmp_path / "t.h5") as h5:
        assert h5.attrs["config"] == name
        assert text_of(h5["source"][:1]) == ["pp"]


def test_the_same_table_gives_the_same_bytes(sunsi, config, tmp_path):
    name = config(POINT + FEW)
    for file in ("one.h5", "two.h5"):
        sunsi("rates", name, "--format", "hdf5", "-o", file)
        time.sleep(1.1)  # HDF5 counts its times in seconds
    assert (tmp_path / "one.h5").read_bytes() == (tmp_path / "two.h5").read_bytes()


def test_run_has_every_table_in_both(sunsi, config, tmp_path):
    result = sunsi("run", config(POINT + FEW), "-o", "out", "--format", "hdf5", "--quiet")
    assert result.status == 0
    tables = [p for p in (tmp_path / "out").rglob("*.csv") if p.name != "borexino-pee.csv"]
    assert len(tables) == 7 + 3 + 5 + 5 + 4  # spread.csv stands at the top, the plane in its folder
    assert len(list((tmp_path / "out").rglob("*.h5"))) == len(tables)
    for path in tables:
        with h5py.File(path.with_suffix(".h5")) as h5:
            check_same(h5, read_table(path.read_text()))
    assert left_over(tmp_path) == []


REFUSED = {
    "standard-output": (["rates"], ["-o PATH"]),
    "dash": (["model", "c.yaml", "-o", "-"], ["standard output", "-o PATH"]),
    "no-table": (["validate", "-o", "x.h5"], ["validate", "no table", "csv, json"]),
    "verdict": (["check", "-o", "x.h5"], ["check", "no table", "csv, json"]),
    "bibtex": (["data", "--bibtex", "-o", "x.h5"], ["--bibtex", "no table"]),
}


@pytest.mark.parametrize(("words", "said"), [pytest.param(*v, id=k) for k, v in REFUSED.items()])
def test_where_hdf5_cannot_go(sunsi, config, tmp_path, words, said):
    config(POINT)
    result = sunsi(*words, "--format", "hdf5")
    assert (result.status, result.out) == (2, "")
    assert result.err.count("\n") == 1 and "--format hdf5" in result.err
    assert [word for word in said if word not in result.err] == [], result.err
    assert [path.name for path in tmp_path.iterdir()] == ["c.yaml"]


@pytest.mark.parametrize("target", ["nowhere/t.h5", "folder", "/proc/nope/t.h5", "file/t.h5"])
def test_unwritable_place(sunsi, config, tmp_path, target):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()  # nobody can write below a file, not even root
    before = sorted(tmp_path.rglob("*"))
    result = sunsi("rates", "--format", "hdf5", "-o", target)
    assert (result.status, result.out) == (3, ""), result.err
    assert result.err.startswith(target) and "choose another place with -o" in result.err
    assert result.err.count("\n") == 1, "HDF5 prints nothing of its own"
    assert sorted(tmp_path.rglob("*")) == before


def test_an_old_file_stands_until_the_new_one_is_whole(sunsi, config, tmp_path):
    (tmp_path / "t.h5").write_text("old")
    bad = config("convention: papre\n")
    assert sunsi("rates", bad, "--format", "hdf5", "-o", "t.h5").status == 2
    assert (tmp_path / "t.h5").read_text() == "old"
    assert sunsi("rates", "--format", "hdf5", "-o", "t.h5").status == 0
    assert h5py.is_hdf5(tmp_path / "t.h5")
    assert left_over(tmp_path) == []
