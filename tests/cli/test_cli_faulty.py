"""Faulty configurations: status 2, the place, what is wrong and what is allowed.

The cases stand in faulty_*.txt: a line `#### name | line[:column] | words of the message`, then the
configuration; those that are no text stand in BYTES.
"""

import os
import re
import subprocess
from pathlib import Path

import pytest

PAPER = "convention: paper\n"
BYTES = {
    "utf-16": ("1:1", ["UTF-8", "UTF-16"], PAPER.encode("utf-16")),
    "nul": ("2:1", ["UTF-8"], PAPER + "\0\n"),
    "utf-16-without-mark": ("1:2", ["UTF-8", "UTF-16"], PAPER.encode("utf-16-le")),
    "utf-16-other-end": ("1:1", ["UTF-8", "UTF-16"], PAPER.encode("utf-16-be")),
    "utf-32": ("1:1", ["UTF-8", "UTF-32"], PAPER.encode("utf-32")),
    "latin-1": ("2:17", ["UTF-8", "0xe9"], "solar: {}\nconvention: papié\n".encode("latin-1")),
    "latin-1-comment": ("1:6", ["UTF-8", "0xe8"], "# Modèle\n".encode("latin-1")),
    "cut-character": ("2:3", ["UTF-8", "0xe2"], PAPER.encode() + b"# \xe2\x88"),
    "overlong-utf-8": ("1:13", ["UTF-8", "0xc0"], b"convention: \xc0\xafpaper\n"),
    "escape-sequence": ("1:16", ["control", "0x1b"], "convention: pap\x1b[31mer\n"),
    "bell": ("1:18", ["control", "0x07"], "convention: paper\x07\n"),
    "mark-then-fault": ("1:13", ["mean 'paper'"], "\ufeffconvention: papre\n"),
    "crlf-then-fault": ("2:13", ["mean 'paper'"], "solar: {}\r\nconvention: papre\r\n"),
    "lists-in-lists": ("1:30", ["nested", "20 levels"], "energies: " + "[" * 400 + "]" * 400),
    "blocks-in-blocks": ("1:41", ["nested"], "- " * 100_000),
    "maps-in-maps": ("1:77", ["nested"], "{a: " * 100_000),
    "keys-of-keys": ("1:41", ["nested"], "? " * 100_000),
    "indents": ("21:21", ["nested"], "".join(" " * i + "a:\n" for i in range(2000))),
    "two-million-items": ("1:800006", ["400000", "count"], "energies: [" + "1," * 1_999_990 + "1]"),
    "two-million-pairs": (
        "1:400009",
        ["400000", "values"],
        "energies: {" + "a," * 1_990_000 + "b}",
    ),
    "million-documents": ("400002:1", ["400000", "values"], "---\n" * 1_000_000),
    "megabytes-of-value": ("1:13", ["unknown value", "paper"], "convention: " + "a" * 4_000_000),
    "megabytes-of-key": ("1:4000001", ["no YAML"], "a" * 4_000_000 + ": 1\n"),
}


def cases():
    """(name, place, words, configuration) of every case."""
    found = []
    for path in sorted(Path(__file__).parent.glob("faulty_*.txt")):
        # What is wrong is numbers or words in one file, YAML itself in the other: names may repeat.
        prefix = "yaml-" if path.stem == "faulty_yaml" else ""
        for block in re.split(r"^#### ", path.read_text(), flags=re.MULTILINE)[1:]:
            title, _, text = block.partition("\n")
            name, place, *words = title.split(" | ")
            found.append((prefix + name, place, words, text))
    return found + [(name, *case) for name, case in BYTES.items()]


CASES = cases()


@pytest.mark.parametrize(("place", "words", "text"), [pytest.param(*c[1:], id=c[0]) for c in CASES])
def test_faulty_configuration(sunsi, config, place, words, text):
    result = sunsi("validate", config(text), timeout=5, megabytes=500)
    assert (result.status, result.out) == (2, ""), result.err
    line, _, column = place.partition(":")
    assert re.match(rf"c\.yaml:{line}:{column or r'[0-9]+'}: \S", result.err), result.err
    assert result.err.count("\n") == 1, "one fault, one line"
    assert len(result.err) < 3000 and re.search(r"[\0-\x09\x0b-\x1f\x7f]", result.err) is None
    message = result.err.split(": ", 1)[1]
    assert [word for word in words if word not in message] == [], result.err


def test_cases_are_complete():
    names = [case[0] for case in CASES]
    assert len(names) == len(set(names)) >= 150
    assert [case[0] for case in CASES if not case[2]] == [], "every case names words"


def test_aliases_do_not_multiply(sunsi, config):
    """Forty lists of twice the one before are small as text and 2^40 as a tree."""
    lines = ["a0: &a0 [1, 1]"] + [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 40)]
    result = sunsi("validate", config("\n".join(lines) + "\n"), timeout=5)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("c.yaml:"), result.err


def test_deep_nesting_is_refused(sunsi, config):
    result = sunsi("validate", config("energies: " + "[" * 100_000), timeout=5)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("c.yaml:"), result.err


@pytest.mark.parametrize("verb", ["run", "probability", "rates", "model", "validate"])
def test_every_verb_refuses_it_alike(sunsi, config, tmp_path, verb):
    result = sunsi(verb, config("convention: papre\n"), "-o", "out")
    expected = "c.yaml:1:13: unknown value of convention 'papre', did you mean 'paper'?"
    assert result.status == 2
    assert result.err.startswith(expected), result.err
    assert not (tmp_path / "out").exists()


def test_a_hundred_megabytes_are_refused_unread(sunsi, tmp_path):
    with (tmp_path / "c.yaml").open("wb") as file:
        file.truncate(100_000_000)
    result = sunsi("validate", "c.yaml", timeout=5, megabytes=500)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("c.yaml: larger than 4194304 bytes; "), result.err


def pipe(path):
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (Path.mkdir, "is a folder; a file is needed"),
        (pipe, "a pipe that nobody writes to; give a file"),
        (lambda path: path.symlink_to("nowhere"), "a link to nowhere, which does not exist; check"),
        (lambda path: path.symlink_to("c.yaml"), "symbolic links); check the path"),
        (lambda path: path.symlink_to("/dev/zero"), "larger than 4194304 bytes"),
    ],
    ids=["folder", "pipe", "dangling-link", "link-to-itself", "endless-device"],
)
def test_what_is_no_file(sunsi, tmp_path, make, words):
    make(tmp_path / "c.yaml")
    result = sunsi("validate", "c.yaml", timeout=5, megabytes=500)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("c.yaml: ") and words in result.err, result.err


def test_a_pipe_that_is_written_to_is_read(sunsi):
    """As of `sunsi validate <(generator)`; the writer takes its time."""
    words = ["sh", "-c", "sleep 0.3; echo 'convention: papre'"]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as writer:
        result = sunsi("validate", "/dev/stdin", stdin=writer.stdout, timeout=5)
    assert result.status == 2
    assert result.err.startswith("/dev/stdin:1:13: unknown value of convention 'papre'")


@pytest.mark.parametrize("change", [lambda t: "\ufeff" + t, lambda t: t.replace("\n", "\r\n")])
def test_marks_and_line_ends_of_other_systems_change_nothing(sunsi, config, change):
    text = "convention: paper\nsolar: {production_radius: 0.05}\n"
    plain = sunsi("validate", config(text))
    other = sunsi("validate", config(change(text)))
    assert (plain.status, other.status) == (0, 0), other.err
    assert other.out == plain.out


def test_a_long_override_is_shown_short(sunsi):
    result = sunsi("validate", "--set", "energies=[" + "1," * 20_000 + "0]", timeout=5)
    assert result.status == 2
    assert re.match(r"--set energies=\[1,1,.{,250}1,0\]: energies: 0 must be > 0\n$", result.err)
