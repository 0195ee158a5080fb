"""The shipped data: listed, verified, and status 3 when damaged or missing."""

import hashlib

import pytest
from sunsi_program import DATA, read_table

TABLE = "solar/b16-gs98.csv"


def change_digit(text):
    """The last digit of the table turned into another."""
    position = max(i for i, c in enumerate(text) if c.isdigit())
    return text[:position] + str(9 - int(text[position])) + text[position + 1 :]


def keep_rows(share):
    """Only that share of the rows, and one at least unless none, complete."""

    def change(text):
        lines = text.splitlines(keepends=True)
        first = next(i for i, line in enumerate(lines) if not line.startswith("#"))
        rows = len(lines) - first - 1
        return "".join(lines[: first + 1 + (max(1, int(share * rows)) if share else 0)])

    return change


def twice_the_last_row(text):
    return text + text.splitlines(keepends=True)[-1]


DAMAGES = {
    "digit": change_digit,
    "letter": lambda text: text[:-3] + "x" + text[-2:],
    "cut": lambda text: text[: len(text) // 2],
    "empty": lambda text: "",
    "no-rows": keep_rows(0),
    "one-row": keep_rows(1e-6),
    "half-the-rows": keep_rows(0.5),
    "row-twice": twice_the_last_row,
}
FILES = [TABLE, "solar/b16-gs98.profile.csv", "spectra/8B-winter2006.csv", "spectra/hep.csv",
         "spectra/lines.csv", "fluxes/b16-gs98.csv", "experiments/sno-sensitivity.csv"]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", FILES)
def test_damaged_table(sunsi, data_copy, name, damage):
    path = data_copy / name
    sound = path.read_text()
    path.write_text(DAMAGES[damage](sound))
    if path.read_text() == sound:
        pytest.fail("the damage changed nothing")
    for verb in ("rates", "data"):
        result = sunsi(verb, env={"SUNSI_DATA": str(data_copy)}, timeout=5)
        assert result.status == 3, f"{verb}: {result.err}"
        assert str(path) in result.err, f"{verb}: {result.err}"
        assert result.out == "" or verb == "data"


@pytest.mark.parametrize("name", ["oscillation/presets.yaml", "experiments/borexino.yaml",
                                  "experiments/sno.yaml"])  # fmt: skip
@pytest.mark.parametrize("damage", ["digit", "cut", "empty"])
def test_damaged_card(sunsi, data_copy, name, damage):
    path = data_copy / name
    path.write_text(DAMAGES[damage](path.read_text()))
    result = sunsi("rates", env={"SUNSI_DATA": str(data_copy)}, timeout=5)
    assert (result.status, result.out) == (3, ""), result.err
    assert str(path) in result.err, result.err


@pytest.mark.parametrize("name", [*FILES, "oscillation/presets.yaml", "experiments/sno.yaml"])
def test_missing_file(sunsi, data_copy, name):
    (data_copy / name).unlink()
    result = sunsi("rates", env={"SUNSI_DATA": str(data_copy)})
    assert (result.status, result.out) == (3, "")
    assert f"{data_copy / name}: no such file" in result.err, result.err


def test_a_damaged_row_is_named_by_its_line(sunsi, data_copy):
    path = data_copy / TABLE
    lines = path.read_text().splitlines()
    lines[99] = lines[99].replace(",", ",-.-", 1)
    path.write_text("\n".join(lines) + "\n")
    result = sunsi("rates", env={"SUNSI_DATA": str(data_copy)})
    assert result.status == 3
    assert result.err.startswith(f"{path}:100:"), result.err


@pytest.mark.parametrize("folder", ["nowhere", "."])
def test_no_data_folder(sunsi, folder):
    for verb in ("probability", "data"):
        result = sunsi(verb, env={"SUNSI_DATA": folder})
        assert (result.status, result.out) == (3, "")
        assert f"SUNSI_DATA={folder}" in result.err
        assert "unset it" in result.err


@pytest.mark.parametrize("change", ["cut-line", "no-line", "other-sum"])
def test_damaged_manifest(sunsi, data_copy, change):
    manifest = data_copy / "manifest.csv"
    lines = manifest.read_text().splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith(TABLE + ","))
    if change == "cut-line":
        lines[at] = lines[at][:40]
    elif change == "no-line":
        del lines[at]
    else:
        name, digest, size = lines[at].split(",")
        lines[at] = f"{name},{digest[::-1]},{size}"
    manifest.write_text("\n".join(lines) + "\n")
    result = sunsi("rates", env={"SUNSI_DATA": str(data_copy)})
    assert (result.status, result.out) == (3, "")
    assert TABLE in result.err, result.err


def test_data_lists_every_file_as_sound(sunsi):
    result = sunsi("data")
    assert (result.status, result.err) == (0, "")
    table = read_table(result.out)
    assert table.header == ["file", "status", "sha256", "title", "source", "citation"]
    shipped = {
        path.relative_to(DATA).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in DATA.rglob("*")
        if path.is_file() and path.name not in ("README.md", "manifest.csv")
    }
    assert len(shipped) > 15
    assert dict(zip(table.column("file"), table.column("sha256"), strict=True)) == shipped
    assert set(table.column("status")) == {"ok"}
    cited = zip(*map(table.column, ("file", "source", "citation")), strict=True)
    uncited = {file for file, *source in cited if not any(source)}
    assert uncited == {"bounds/index.yaml", "references.yaml"}  # lists, no numbers of their own


def test_data_says_which_file_is_damaged(sunsi, data_copy):
    path = data_copy / TABLE
    path.write_text(change_digit(path.read_text()))
    result = sunsi("data", env={"SUNSI_DATA": str(data_copy)})
    assert result.status == 3
    assert f"{path}: damaged" in result.err
    table = read_table(result.out)
    status = dict(zip(table.column("file"), table.column("status"), strict=True))
    assert {name for name, word in status.items() if word != "ok"} == {TABLE}
