"""What the document, its test and the cards need of the results: docs/studies/solar-fit.json."""

import json

from solar_study.store import juno

#: Profiles of eps_medium in the order of the table.
CASES = {
    "constant-juno-day": "constant eps, day",
    "constant-juno-earth": "constant eps, with the Earth",
    "zprime-juno-day": "eps(r) of the Z', day",
    "zprime-juno-earth": "eps(r) of the Z', with the Earth",
    "constant-kamland-earth": "constant eps, with the Earth, KamLAND",
    "zprime-kamland-earth": "eps(r) of the Z', with the Earth, KamLAND",
}
#: What planes and verdicts use.
CHOSEN = "zprime-juno-earth"
#: Seven digits are more than chi2 and the ends have.
DIGITS = 7
#: Below this eps the dark octant is said to lie far above.
HALF = 0.5


def slim(numbers):
    """Everything to DIGITS significant digits."""
    if isinstance(numbers, dict):
        return {str(k): slim(v) for k, v in numbers.items()}
    if isinstance(numbers, list | tuple):
        return [slim(v) for v in numbers]
    return float(f"{numbers:.{DIGITS}g}") if isinstance(numbers, float) else numbers


def eps_facts(result: dict) -> dict:
    octants = {}
    for name, n in result["octants"].items():
        octants[name] = {
            "best_eps": n["best_eps"],
            "chi2": n["chi2"],
            "own": n["own"],
            "overall": n["overall"],
        }
    below = [p[1] for p in result["octants"]["dark"]["profile"] if p[0] <= HALF]
    return {
        "chi2_at_0": result["standard"]["chi2"],
        "overall": result["overall"],
        "dark_below_half": min(below),
        "octants": octants,
    }


def points_facts(result: dict) -> dict:
    """chi2 of both octants; by experiment for the highlighted point and the standard model."""
    found = {}
    for name, both in result["chi2"].items():
        found[name] = {octant: both[octant]["chi2"] for octant in ("light", "dark")}
        if name.startswith(("highlighted", "standard")):
            found[name]["by_experiment"] = {
                octant: by_experiment(both[octant]["experiments"]) for octant in ("light", "dark")
            }
    return found


def by_experiment(parts: dict) -> dict:
    """The phases of Super-Kamiokande and its A_DN as one."""
    total: dict = {}
    for name, chi2 in parts.items():
        experiment = "super-kamiokande" if name.startswith("super-kamiokande") else name
        total[experiment] = total.get(experiment, 0.0) + chi2
    return total


def facts(results: dict, reference: dict, quick: bool) -> dict:
    """All numbers of the document, from the results of every task."""
    points = results["points"]
    electrons = {
        name: {k: n[k] for k in ("best_eps_e", "chi2", "chi2_at_0", "intervals")}
        for name, n in results["electrons"].items()
    }
    values = {
        "quick": quick,
        "juno": juno(),
        "medium": {
            "nucleons_per_electron": points["nucleons_per_electron"],
            "paper_factor": points["paper_factor"],
            "highlighted_eps_e": points["eps_e"],
        },
        "standard": results["standard"]["fits"],
        "standard by comparison": {"all": results["standard"]["all by comparison"]},
        "eps_medium": {case: eps_facts(results[case]) for case in CASES},
        "points": points_facts(points),
        "electrons": electrons,
    }
    # chi2 of the reference is compared to 1e-6 and keeps all its digits.
    return {"reference": reference, **slim(values)}


def as_text(values: dict) -> str:
    """JSON with one line an entry of each part."""
    parts = []
    for part, content in values.items():
        if isinstance(content, dict):
            rows = [f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in content.items()]
            parts.append(f"{json.dumps(part)}: {{\n" + ",\n".join(rows) + "\n}")
        else:
            parts.append(f"{json.dumps(part)}: {json.dumps(content)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def closed(pairs: list, what: str) -> tuple[float, float]:
    """The one interval that a card holds."""
    if len(pairs) != 1 or None in pairs[0]:
        raise RuntimeError(f"{what}: {pairs} is not one closed interval")
    return tuple(pairs[0])


def at_8b(values: dict) -> float:
    """eps at the 8B average over eps at the centre."""
    ratio = values["medium"]["nucleons_per_electron"]
    return ratio["8B"] / ratio["centre"]


#: Of the card of bands.
BAND_NOTE = (
    "3 sigma of all solar data with the Earth and JUNO, one degree of freedom, "
    "chi2 < that octant's own minimum + 9, eps(r) of the Z' in b16-gs98; docs/solar-fit.md"
)
MARKS = ("  # fit: begin (written by scripts/solar-study --write)\n", "  # fit: end\n")


def bands_card(values: dict, card: str) -> str:
    """The card data/bounds/bands.yaml with the lines between the marks anew."""
    if card.count(MARKS[0]) != 1 or card.count(MARKS[1]) != 1:
        raise RuntimeError("data/bounds/bands.yaml: the marks of the fit are not there once each")
    head, rest = card.split(MARKS[0])
    lines = []
    for name, title, octant in (("lma", "LMA", "light"), ("lma-dark", "LMA-Dark", "dark")):
        own = values["eps_medium"][CHOSEN]["octants"][octant]["own"]["3"]
        low, high = (end * at_8b(values) for end in closed(own, f"the band of {name}"))
        lines += [
            f"  - name: {name}",
            f"    title: {title}",
            "    quantity: eps_medium",
            f"    low: {low:.4f}",
            f"    high: {high:.4f}",
            "    place: 8B",
            "    source: JUNO2025, SK2024, SNO2013, Borexino2018",
            f'    note: "{BAND_NOTE}"',
        ]
    return head + MARKS[0] + "\n".join(lines) + "\n" + MARKS[1] + rest.split(MARKS[1])[1]


ELECTRON_HEAD = """# sunsi-table: 1
# title: Borexino's rates, interval of eps_std^e of nu_mu and nu_tau
# source: Borexino2019, Borexino2020B8, Borexino2022CNO, JUNO2025, Vinyoles2017
# citation: fit of this project to the rates of data/experiments/borexino.yaml, docs/solar-fit.md
# provenance: scripts/solar-study; theta12, dm21, fluxes free, with errors of JUNO and b16-gs98
# note: P_ee and rates of the same point; the new interaction has no potential here
# note: 90 %, one degree of freedom (chi2 2.7055 above its minimum at that mass)
# column: mass_MeV [MeV] mass of the mediator; the last is as good as infinite
# column: minus_low [1] minus the lower end
# column: high [1] upper end
mass_MeV,minus_low,high
"""


def electron_curve(values: dict) -> str:
    """The table data/bounds/curves/borexino-es.csv: the interval of eps^e by mass, 90 %."""
    rows = []
    for name, row in values["electrons"].items():
        data, _, case = name.partition(", ")
        if data == "Borexino" and case.endswith(" MeV"):
            low, high = closed(row["intervals"]["90 %"], name)
            if not low < 0 < high:
                raise RuntimeError(f"{name}: 0 is outside of {low} to {high}; the card needs it")
            rows.append((float(case.removesuffix(" MeV")), -low, high))
    return ELECTRON_HEAD + "".join(f"{m:g},{a:.4f},{b:.4f}\n" for m, a, b in sorted(rows))
