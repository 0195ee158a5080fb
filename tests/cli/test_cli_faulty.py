"""Faulty configurations: status 2, the place, what is wrong and what is allowed.

The cases stand in faulty_*.txt: a line `#### name | line[:column] | words of the message`, then the
configuration.
"""

import re
from pathlib import Path

import pytest


def cases():
    """(name, place, words, configuration) of every case."""
    found = []
    for path in sorted(Path(__file__).parent.glob("faulty_*.txt")):
        for block in re.split(r"^#### ", path.read_text(), flags=re.MULTILINE)[1:]:
            title, _, text = block.partition("\n")
            name, place, *words = title.split(" | ")
            found.append((name, place, words, text))
    found.append(("utf-16", "1:1", ["UTF-8"], "convention: paper\n".encode("utf-16")))
    found.append(("nul", "1", ["UTF-8"], "convention: paper\n\0\n"))
    return found


CASES = cases()


@pytest.mark.parametrize(("place", "words", "text"), [pytest.param(*c[1:], id=c[0]) for c in CASES])
def test_faulty_configuration(sunsi, config, place, words, text):
    result = sunsi("validate", config(text), timeout=5)
    assert (result.status, result.out) == (2, ""), result.err
    line, _, column = place.partition(":")
    assert re.match(rf"c\.yaml:{line}:{column or r'[0-9]+'}: \S", result.err), result.err
    assert result.err.count("\n") == 1, "one fault, one line"
    message = result.err.split(": ", 1)[1]
    assert [word for word in words if word not in message] == [], result.err


def test_cases_are_complete():
    names = [case[0] for case in CASES]
    assert len(names) == len(set(names)) >= 80
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
