"""Faulty profiles (`solar.file`): status 3, the place, what is wrong and what to do.

The cases stand in profiles_faulty.txt: a line `#### name | line[:column] | words of the message`,
then the profile; those that are no text, too long or no file stand here.
"""

import os
import re
from pathlib import Path

import pytest

HEADER = "r,Ne,Nn,nu_8B\n"
ROWS = "0,100,50,0\n0.1,50,20,1\n0.2,20,8,1\n0.3,8,3,0\n"
CONFIG = "solar: {file: profile.csv}\nenergies: [2, 10]\n"

OTHERS = {
    "png": (
        "1:1",
        ["not a text file", "0x89", "UTF-8"],
        b"\x89PNG\r\n\x1a\n" + bytes(range(1, 256)),
    ),
    "elf": ("1:1", ["not a text file", "UTF-8"], b"\x7fELF\x02\x01\x01" + bytes(64)),
    "utf-16": ("1:1", ["UTF-16", "UTF-8"], (HEADER + ROWS).encode("utf-16")),
    "utf-16-without-mark": ("1:2", ["UTF-16", "UTF-8"], (HEADER + ROWS).encode("utf-16-le")),
    "utf-32": ("1:1", ["UTF-32", "UTF-8"], (HEADER + ROWS).encode("utf-32")),
    "nul-in-the-end": ("6:4", ["not a text file", "UTF-8"], HEADER + ROWS + "0.4\0,1,1,0\n"),
    "latin-1": ("2:9", ["0xe9", "UTF-8"], ("# a\nr,Ne,Nn,é\n" + ROWS).encode("latin-1")),
    "latin-1-comment": ("1:6", ["0xe8", "UTF-8"], ("# Modèle\n" + HEADER + ROWS).encode("latin-1")),
    "escape-sequence": ("1:6", ["control", "0x1b"], HEADER.replace("Nn", "\x1b[31mNn") + ROWS),
    "carriage-returns": ("1:1", ["carriage return"], (HEADER + ROWS).replace("\n", "\r")),
    "megabytes-of-digits": (
        "6:5",
        ["Ne", "finite"],
        HEADER + ROWS + "0.4," + "1" * 20_000_000 + ",1,1\n",
    ),
    "megabytes-of-header": ("1:1", ["too long"], "r" * 20_000_000 + "\n" + ROWS),
    "million-cells": ("6:1", ["1000001 cells"], HEADER + ROWS + "1," * 1_000_000 + "\n"),
    "million-columns": ("1:1", ["header cells", "at most 100"], "r," * 1_000_000 + "Ne\n" + ROWS),
}


def cases():
    """(name, place, words, profile) of every case."""
    text = (Path(__file__).parent / "profiles_faulty.txt").read_text()
    found = []
    for block in re.split(r"^#### ", text, flags=re.MULTILINE)[1:]:
        title, _, profile = block.partition("\n")
        name, place, *words = title.split(" | ")
        found.append((name, place, words, profile))
    return found + [(name, *case) for name, case in OTHERS.items()]


CASES = cases()


@pytest.fixture
def probability(sunsi, config):
    """Runs `probability` on the profile under the limits that every fault must keep."""

    def run(*arguments, verb="probability"):
        return sunsi(verb, config(CONFIG), *arguments, timeout=5, megabytes=500)

    return run


@pytest.mark.parametrize(("place", "words", "text"), [pytest.param(*c[1:], id=c[0]) for c in CASES])
def test_faulty_profile(probability, tmp_path, place, words, text):
    content = text if isinstance(text, bytes) else text.encode()
    (tmp_path / "profile.csv").write_bytes(content)
    result = probability("-o", "out.csv")
    assert (result.status, result.out) == (3, ""), result.err
    line, _, column = place.partition(":")
    assert re.match(rf"profile\.csv:{line}:{column or r'[0-9]+'}: \S", result.err), result.err
    assert result.err.count("\n") == 1, "one fault, one line"
    assert len(result.err) < 3000 and re.search(r"[\0-\x09\x0b-\x1f\x7f]", result.err) is None
    message = result.err.split(": ", 1)[1]
    assert [word for word in words if word not in message] == [], result.err
    assert not (tmp_path / "out.csv").exists()


def test_cases_are_complete():
    names = [case[0] for case in CASES]
    assert len(names) == len(set(names)) >= 50
    assert [case[0] for case in CASES if not case[2]] == [], "every case names words"


NO_FILES = {
    "folder": (Path.mkdir, "is a folder; a file is needed"),
    "pipe": (os.mkfifo, "is a pipe or a device; a regular file is needed"),
    "dangling-link": (lambda p: p.symlink_to("nowhere"), "a link to nowhere, which does not exist"),
    "link-to-itself": (lambda p: p.symlink_to("profile.csv"), "symbolic links); check the path"),
    "endless-device": (lambda p: p.symlink_to("/dev/zero"), "is a pipe or a device; a regular"),
    "empty-device": (lambda p: p.symlink_to("/dev/null"), "is a pipe or a device; a regular"),
    "below-a-file": (lambda p: p.symlink_to("c.yaml/x"), "no such file; check the path"),
}


@pytest.mark.parametrize("verb", ["probability", "validate", "run"])
@pytest.mark.parametrize(("make", "words"), [pytest.param(*v, id=k) for k, v in NO_FILES.items()])
def test_what_is_no_file(probability, tmp_path, make, words, verb):
    make(tmp_path / "profile.csv")
    result = probability("-o", "out", verb=verb)
    assert (result.status, result.out) == (3, ""), result.err
    assert result.err.startswith("profile.csv: ") and words in result.err, result.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("size", [(64 << 20) + 1, 3 << 30])
def test_a_sparse_file_is_refused_unread(probability, tmp_path, size):
    with (tmp_path / "profile.csv").open("wb") as file:
        file.truncate(size)
    result = probability()
    assert result.status == 3 and result.seconds < 2
    assert result.err.startswith("profile.csv: larger than 67108864 bytes; is it"), result.err


def test_a_source_that_is_nowhere_made_is_named(probability, tmp_path):
    (tmp_path / "profile.csv").write_text(HEADER + ROWS)
    result = probability("--set", "solar.sources=[8B, 7Be]")
    assert (result.status, result.out) == (2, "")
    assert "--set solar.sources" in result.err and "nu_7Be" in result.err, result.err


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.rstrip("\n"),
        lambda text: text.replace("\n", "\n\n# between\n").replace(",", " ,\t"),
    ],
    ids=["crlf", "byte-order-mark", "no-last-line-end", "blanks-and-comments"],
)
def test_how_it_is_typed_changes_no_number(probability, tmp_path, change):
    def rows(text):
        (tmp_path / "profile.csv").write_bytes(text.encode())
        result = probability()
        assert result.status == 0, result.err
        return [line for line in result.out.splitlines() if not line.startswith("#")]

    plain = rows(HEADER + ROWS)
    assert len(plain) == 3
    assert rows(change(HEADER + ROWS)) == plain
    assert rows(HEADER + ROWS.replace("0.1,50", "0.1,40")) != plain
