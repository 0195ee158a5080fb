"""docs/solar-fit.md from its template and the numbers of docs/studies/solar-fit.json alone."""

import re
from pathlib import Path

from solar_study.facts import CASES, CHOSEN, at_8b
from solar_study.words import (
    claims,
    electron_words,
    eps_words,
    points_words,
    rises,
    standard_words,
)

TEMPLATE = Path(__file__).with_name("solar-fit.md.in")
PLACEHOLDER = re.compile(r"@(\w+)@")


def placeholders(values: dict) -> dict[str, str]:
    """What stands for each @name@ of the template."""
    return {
        "standard": standard_table(values["standard"]),
        "solutions": solutions_table(values["eps_medium"]),
        "bands": bands_table(values),
        "points": points_table(values),
        "electrons": electrons_table(values["electrons"]),
        **standard_words(values),
        **eps_words(values),
        **points_words(values),
        **electron_words(values),
    }


def render(template: str, values: dict) -> str:
    """The document. Raises RuntimeError for a placeholder without a number, a number that no
    placeholder shows, and a sentence that the numbers contradict."""
    wrong = [sentence for sentence, holds in claims(values).items() if not holds]
    if wrong:
        raise RuntimeError(
            "the numbers contradict what scripts/solar_study/solar-fit.md.in says: "
            + "; ".join(wrong)
            + ". Reword it there and in scripts/solar_study/words.py"
        )
    known = placeholders(values)
    asked = set(PLACEHOLDER.findall(template))
    if asked != set(known):
        raise RuntimeError(
            f"solar-fit.md.in: unknown placeholders {sorted(asked - set(known))}, "
            f"unused numbers {sorted(set(known) - asked)}"
        )
    text = PLACEHOLDER.sub(lambda m: known[m[1]], template)
    bad = re.search(r"\b(nan|inf|None)\b|-0\.0+\b", text)
    if bad:
        raise RuntimeError(f"docs/solar-fit.md would say {bad[0]}")
    return text


def interval(pairs, factor=1.0) -> str:
    """[low, high] and [low, high]; an end beyond the grid is open."""
    if not pairs:
        return "–"

    def word(x) -> str:
        return "open" if x is None else positive_zero(f"{x * factor:.3f}")

    return " and ".join(f"{word(a)} to {word(b)}" for a, b in pairs)


def positive_zero(text: str) -> str:
    """-0.000 as 0.000."""
    return text.lstrip("-") if float(text) == 0 else text


def table(head, rows) -> str:
    lines = ["| " + " | ".join(cells) + " |" for cells in (head, *rows)]
    return "\n".join([lines[0], "|" + "---|" * len(head), *lines[1:]])


def standard_table(fits) -> str:
    rows = []
    for name, fit in fits.items():
        cells = []
        for parameter, scale, digits in (("sin2_theta12", 1, 4), ("dm21_eV2", 1e5, 2)):
            value, low, high = (x if x is None else x * scale for x in fit[parameter])
            up = "open" if high is None else f"+{high - value:.{digits}f}"
            down = "open" if low is None else f"-{value - low:.{digits}f}"
            cells.append(f"{value:.{digits}f} {up} {down}")
        chi2 = f"{fit['chi2']:.1f}/{fit['dof']}"
        rows.append([name, *cells, chi2, f"+{fit['other_octant']:.1f}"])
    return table(["data", "sin2_theta12", "dm21 [1e-5 eV2]", "chi2/dof", "other octant"], rows)


def solutions_table(cases) -> str:
    head = ["case", "octant", "eps_std", "chi2", "above lowest", "1 sigma", "2 sigma", "3 sigma"]
    rows = []
    for case, title in CASES.items():
        for octant, n in cases[case]["octants"].items():
            own = [interval(n["own"][k]) for k in "123"]
            above = positive_zero(f"{n['chi2'] - cases[case]['overall']:.2f}")
            best = f"{n['best_eps']:.2f}"
            rows.append(
                [title, octant, best, f"{n['chi2']:.2f}", above, *own, interval(n["overall"]["3"])]
            )
    return table([*head, "3 sigma above the overall minimum"], rows)


def bands_table(values) -> str:
    b8 = at_8b(values)
    factors = {
        "eps_std, centre": 1.0,
        "eps_std, 8B": b8,
        "eps_paper, centre": 0.5,
        "eps_paper, 8B": 0.5 * b8,
    }
    rows = []
    for octant, n in values["eps_medium"][CHOSEN]["octants"].items():
        for kind in ("own", "overall"):
            for sigma in "123":
                ends = [interval(n[kind][sigma], f) for f in factors.values()]
                rows.append([f"{octant}, {kind} minimum", sigma, *ends])
    return table(["band", "sigma", *factors], rows)


def points_table(values) -> str:
    order = ("standard model", "highlighted", "(15)", "(17)")
    named = sorted(
        rises(values).items(), key=lambda p: [p[0].startswith(o) for o in order].index(True)
    )
    rows = [[name, *(positive_zero(f"{rise:.1f}") for rise in both)] for name, both in named]
    return table(["point", "theta12 < 45 deg", "theta12 > 45 deg"], rows)


def electrons_table(rows) -> str:
    lines = []
    for name, n in rows.items():
        ends = [interval(n["intervals"][k]) for k in ("90 %", "2 sigma", "3 sigma")]
        rise = f"+{n['chi2_at_0'] - n['chi2']:.2f}"
        lines.append([name, positive_zero(f"{n['best_eps_e']:.2f}"), rise, *ends])
    return table(["data", "best eps_std^e", "chi2 at 0", "90 %", "2 sigma", "3 sigma"], lines)
