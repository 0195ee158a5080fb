"""The program under test and the places it reads and writes."""

import shutil

import pytest
from sunsi_program import DATA, run_program


@pytest.fixture
def sunsi(tmp_path):
    """Runs the program in an empty folder: `sunsi("validate", "a.yaml")` gives a Result."""

    def run(*arguments, **options):
        return run_program(*arguments, cwd=tmp_path, **options)

    return run


@pytest.fixture
def config(tmp_path):
    """Writes a configuration and returns its name within the folder the program runs in."""

    def write(text, name="c.yaml"):
        content = text if isinstance(text, bytes) else text.encode()
        (tmp_path / name).write_bytes(content)
        return name

    return write


@pytest.fixture
def data_copy(tmp_path):
    """A copy of the data folder, to be damaged."""
    return shutil.copytree(DATA, tmp_path / "data")
