"""Faulty arguments, overrides, configuration files and outputs."""

import os
import stat

import pytest
from sunsi_program import POINT, command, environment, left_over, run_program

ARGUMENTS = {
    "no-verb": ([], ["subcommand", "--help"]),
    "unknown-verb": (["frobnicate"], ["frobnicate", "--help"]),
    "later-verb": (["sensitivity"], ["'sensitivity'", "not in version", "--help"]),
    "unknown-option": (["validate", "--fast"], ["--fast", "--help"]),
    "two-configurations": (["validate", "good.yaml", "second.yaml"], ["second.yaml"]),
    "threads-0": (["probability", "--threads", "0"], ["--threads", "1", "4096"]),
    "threads-word": (["probability", "--threads", "two"], ["--threads", "two"]),
    "format": (["rates", "--format", "xml"], ["--format", "xml", "csv", "json", "hdf5"]),
    "hdf5-to-standard-output": (["rates", "--format", "hdf5"], ["hdf5", "-o PATH"]),
    "set-nothing": (["validate", "--set"], ["--set"]),
    "set-no-equals": (["validate", "--set", "convention"], ["convention", "section.key=value"]),
    "set-no-key": (["validate", "--set", "=paper"], ["=paper", "section.key=value"]),
    "set-empty-key": (["validate", "--set", "solar.=1"], ["--set solar.=1: ", "section.key=value"]),
    "set-no-yaml": (
        ["validate", "--set", "energies=[1"],
        ["--set energies=[1: ", "end of sequence"],
    ),
    "set-wrong-type": (
        ["validate", "--set", "propagation.tolerance=small"],
        ["--set propagation.tolerance=small: ", "must be a number"],
    ),
    "set-unknown-key": (
        ["validate", "--set", "model.gg=1"],
        ["--set model.gg=1: ", "unknown key 'gg'", "mean 'g'", "tan_eta"],
    ),
    "set-unknown-section": (
        ["validate", "good.yaml", "--set", "modle.g=1"],
        ["--set modle.g=1: ", "unknown key 'modle'", "mean 'model'"],
    ),
    "set-below-a-value": (
        ["validate", "good.yaml", "--set", "convention.paper=1"],
        ["--set convention.paper=1: ", "'convention'"],
    ),
    "set-contradicts-file": (
        ["validate", "good.yaml", "--set", "model.eps_medium.value=1"],
        ["--set model.eps_medium.value=1: ", "model.g", "contradict"],
    ),
    "missing-file": (["rates", "nope.yaml"], ["nope.yaml: ", "no such file"]),
    "folder": (["rates", "folder"], ["folder: ", "is a folder", "a file is needed"]),
    "too-large": (["validate", "large.yaml"], ["large.yaml: ", "larger than"]),
    "model-of-standard": (["model"], ["standard", "zprime"]),
    "report-of-nothing": (["report"], ["folder"]),
}


@pytest.fixture
def prepared(config, tmp_path):
    """A folder with a sound configuration, one far too large, and a subfolder."""
    config(POINT + "convention: standard\n", "good.yaml")
    config("#" * 5_000_000, "large.yaml")
    (tmp_path / "folder").mkdir()


@pytest.mark.parametrize(
    ("arguments", "words"), [pytest.param(*v, id=k) for k, v in ARGUMENTS.items()]
)
def test_faulty_arguments(sunsi, prepared, arguments, words):
    result = sunsi(*arguments, timeout=5)
    assert (result.status, result.out) == (2, ""), result.err
    assert [word for word in words if word not in result.err] == [], result.err
    assert "terminate called" not in result.err


def test_a_contradiction_of_the_file_is_solved_by_null(sunsi, prepared):
    """--set key=null takes a key away, so that another of its set can stand."""
    changes = ["--set", "model.g=null", "--set", "model.eps_medium.value=1"]
    result = sunsi("validate", "good.yaml", *changes)
    assert result.status == 0, result.err
    assert "eps_medium" in result.out
    assert "\n  g:" not in result.out


OUTPUTS = {
    "missing-folder": (["probability"], "nowhere/p.csv"),
    "folder": (["probability"], "folder"),
    "folder-slash": (["rates"], "folder/"),
    "proc": (["rates"], "/proc/nope/x"),
    "proc-itself": (["validate"], "/proc/x"),
    "below-a-file": (["data"], "good.yaml/x"),
    "run-onto-a-file": (["run"], "good.yaml"),
    "run-in-proc": (["run"], "/proc/nope/x"),
}


@pytest.mark.parametrize(("verb", "target"), [pytest.param(*v, id=k) for k, v in OUTPUTS.items()])
def test_unwritable_output(sunsi, prepared, tmp_path, verb, target):
    before = sorted(tmp_path.rglob("*"))
    result = sunsi(*verb, "-o", target, "--quiet")
    assert (result.status, result.out) == (3, ""), result.err
    assert result.err.startswith(target.rstrip("/")), result.err
    assert "choose another place with -o" in result.err
    assert sorted(tmp_path.rglob("*")) == before
    assert left_over(tmp_path) == []


@pytest.mark.parametrize("verb", ["probability", "rates", "validate", "data"])
def test_full_device_behind_standard_output(sunsi, verb):
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        result = sunsi(verb, stdout=full)
    assert result.status == 3
    assert "standard output cannot be written" in result.err


def test_full_device_behind_standard_error(tmp_path):
    """Nobody reads the message, but the status stays that of the contract."""
    script = '"$@" 2>/dev/full'
    words = ["sh", "-c", script, "sh", *command("validate", "nope.yaml")]
    assert os.spawnvpe(os.P_WAIT, "sh", words, environment()) == 2


def test_output_replaces_only_a_finished_file(sunsi, config, tmp_path):
    (tmp_path / "p.csv").write_text("old")
    assert sunsi("probability", config("convention: papre\n"), "-o", "p.csv").status == 2
    assert (tmp_path / "p.csv").read_text() == "old"
    assert sunsi("probability", "-o", "p.csv").status == 0
    assert (tmp_path / "p.csv").read_text().startswith("# sunsi: ")
    assert left_over(tmp_path) == []


def test_output_onto_a_pipe_or_device_does_not_replace_it(tmp_path):
    """What holds for a named pipe holds for /dev/null, which root could replace by a file."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        run_program("validate", "-o", "pipe", cwd=tmp_path, timeout=5)
        assert stat.S_ISFIFO(pipe.lstat().st_mode), "the pipe became another file"
    finally:
        os.close(reader)


def test_output_onto_a_link_keeps_the_link(sunsi, tmp_path):
    (tmp_path / "target").write_text("old")
    (tmp_path / "link").symlink_to("target")
    assert sunsi("validate", "-o", "link").status == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text().startswith("oscillation:")
