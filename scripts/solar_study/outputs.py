"""From the numbers of the studies: data cards, figures and the tables of docs/solar-fit.md."""

import json
import subprocess
import sys
from pathlib import Path

import sunsi

ROOT = Path(__file__).resolve().parents[2]
FIGURES = ROOT / "docs/figures"
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


def write(folder: Path) -> None:
    numbers = {path.stem: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}
    if any(n["quick"] for n in numbers.values()):
        sys.exit("solar-study: numbers of --quick are not for cards; compute them in full first")
    numbers = {name: n["numbers"] for name, n in numbers.items()}
    bands_card(numbers[CHOSEN])
    electron_card(numbers["electrons"])
    subprocess.run([sys.executable, ROOT / "scripts/data-manifest"], check=True)
    draw(numbers)
    kept(ROOT / "docs/studies/solar-fit.json", json.dumps(slim(numbers), indent=1) + "\n")
    print(tables(numbers))


def kept(path: Path, text: str) -> None:
    """Whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def slim(numbers):
    """Six digits are more than the minima have; the grids of the figure stay out."""
    if isinstance(numbers, dict):
        return {k: slim(v) for k, v in numbers.items() if k not in ("contours", "profile")}
    if isinstance(numbers, list):
        return [slim(v) for v in numbers]
    return float(f"{numbers:.7g}") if isinstance(numbers, float) else numbers


def ratios() -> tuple[float, float]:
    """(N_n + N_p)/N_e at the centre and as 8B is produced."""
    sun = sunsi.SolarModel("b16-gs98")
    return sun.nucleons_per_electron(0.0), sun.mean_nucleons_per_electron("8B")


def bands_card(numbers) -> None:
    """The lines of data/bounds/bands.yaml between the marks."""
    centre, b8 = ratios()
    path = ROOT / "data/bounds/bands.yaml"
    head, rest = path.read_text(encoding="utf-8").split("  # fit: begin", 1)
    tail = rest.split("  # fit: end\n", 1)[1]
    lines = ["  # fit: begin (written by scripts/solar-study --write)"]
    for name, title, octant in (("lma", "LMA", "light"), ("lma-dark", "LMA-Dark", "dark")):
        (low, high), *others = numbers["octants"][octant]["own"]["3"]
        if others or low is None or high is None:
            sys.exit(f"solar-study: the band of {name} is not one closed interval")
        lines += [
            f"  - name: {name}",
            f"    title: {title}",
            "    quantity: eps_medium",
            f"    low: {low * b8 / centre:.4f}",
            f"    high: {high * b8 / centre:.4f}",
            "    place: 8B",
            "    source: JUNO2025, SK2024, SNO2013, Borexino2018",
            f'    note: "3 sigma of all solar data with the Earth and JUNO, {BAND_NOTE}"',
        ]
    kept(path, "\n".join([head.rstrip("\n"), *lines, "  # fit: end"]) + "\n" + tail)


BAND_NOTE = (
    "one degree of freedom, chi2 < that octant's own minimum + 9, eps(r) of the Z' in b16-gs98; "
    "docs/solar-fit.md"
)


def electron_card(numbers) -> None:
    """data/bounds/curves/borexino-es.csv: the interval of eps^e by mass, 90 %."""
    rows = []
    for name, row in numbers.items():
        if not name.startswith("Borexino, ") or not name.endswith(" MeV"):
            continue
        islands = row["intervals"]["90 %"]
        low = min(i[0] for i in islands)
        high = max(i[1] for i in islands)
        if low is None or high is None or len(islands) != 1 or not low < 0 < high:
            sys.exit(f"solar-study: {name}: {islands} is not one interval around 0")
        rows.append((float(name.split(",")[1].split()[0]), -low, high))
    text = ELECTRON_HEAD + "".join(f"{m:g},{low:.4f},{high:.4f}\n" for m, low, high in sorted(rows))
    kept(ROOT / "data/bounds/curves/borexino-es.csv", text)


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


def draw(numbers) -> None:
    from solar_study import figures

    FIGURES.mkdir(exist_ok=True)
    figures.oscillation(numbers["contours"], FIGURES / "solar-fit-oscillation.png")
    shown = ("constant-juno-day", "zprime-juno-day", "zprime-juno-earth")
    figures.eps_profiles(
        {CASES[name]: numbers[name] for name in shown}, FIGURES / "solar-fit-eps.png"
    )
    figures.electrons(numbers["electrons"], FIGURES / "solar-fit-electrons.png")


def interval(pairs, factor=1.0) -> str:
    """[low, high] and [low, high]."""
    if not pairs:
        return "–"
    word = lambda x: "open" if x is None else f"{x * factor:.3f}"  # noqa: E731
    return " and ".join(f"{word(a)} to {word(b)}" for a, b in pairs)


def tables(numbers) -> str:
    parts = [standard_table(numbers["standard"])]
    parts.append(solutions_table(numbers))
    parts.append(bands_table(numbers[CHOSEN]))
    parts.append(points_table(numbers["points"]))
    parts.append(electrons_table(numbers["electrons"]))
    return "\n\n".join(parts)


def row(*cells) -> str:
    return "| " + " | ".join(str(c) for c in cells) + " |"


def standard_table(numbers) -> str:
    lines = [
        row("data", "sin2_theta12", "dm21 [1e-5 eV2]", "chi2/dof", "other octant"),
        "|---|" * 1 + "---|" * 4,
    ]
    for name, fit in numbers.items():
        best, ends = fit["best_fit"], fit["intervals"]
        cells = []
        for key, scale, digits in (("sin2_theta12", 1, 4), ("dm21_eV2", 1e5, 2)):
            low, high = ends[key]["1"]
            value = best[key] * scale
            up = "open" if high is None else f"+{high * scale - value:.{digits}f}"
            down = "open" if low is None else f"-{value - low * scale:.{digits}f}"
            cells.append(f"{value:.{digits}f} {up} {down}")
        cells.append(f"{fit['chi2']:.1f}/{fit['dof']}")
        cells.append(f"+{fit['dark_delta_chi2']:.1f}")
        lines.append(row(name, *cells))
    return "\n".join(lines)


def solutions_table(numbers) -> str:
    lines = [
        row(
            "case",
            "octant",
            "eps_std",
            "chi2",
            "above lowest",
            "1 sigma",
            "2 sigma",
            "3 sigma",
            "3 sigma above the overall minimum",
        ),
        "|" + "---|" * 9,
    ]
    for case, title in CASES.items():
        if case not in numbers:
            continue
        for octant, n in numbers[case]["octants"].items():
            own = [interval(n["own"][k]) for k in "123"]
            lines.append(
                row(
                    title,
                    octant,
                    f"{n['best_eps']:.3f}",
                    f"{n['chi2']:.2f}",
                    f"{n['delta_chi2']:.2f}",
                    *own,
                    interval(n["overall"]["3"]),
                )
            )
    return "\n".join(lines)


def bands_table(numbers) -> str:
    centre, b8 = ratios()
    lines = [
        row(
            "band", "sigma", "eps_std, centre", "eps_std, 8B", "eps_paper, centre", "eps_paper, 8B"
        ),
        "|" + "---|" * 6,
    ]
    for octant, n in numbers["octants"].items():
        for kind in ("own", "overall"):
            for sigma in "123":
                factors = (1.0, b8 / centre, 0.5, 0.5 * b8 / centre)
                lines.append(
                    row(
                        f"{octant}, {kind} minimum",
                        sigma,
                        *(interval(n[kind][sigma], f) for f in factors),
                    )
                )
    return "\n".join(lines)


def points_table(numbers) -> str:
    zero = numbers["standard model"]["light"]["chi2"]
    lines = [row("point", "theta12 < 45 deg", "theta12 > 45 deg"), "|---|---|---|"]
    for name, both in numbers.items():
        cells = [f"{both[o]['chi2'] - zero:+.1f}" for o in ("light", "dark")]
        lines.append(row(name, *cells))
    return "\n".join(lines)


def electrons_table(numbers) -> str:
    lines = [
        row("data", "best eps_std^e", "chi2 at 0", "90 %", "2 sigma", "3 sigma"),
        "|" + "---|" * 6,
    ]
    for name, n in numbers.items():
        ends = [interval(n["intervals"][k]) for k in ("90 %", "2 sigma", "3 sigma")]
        rise = n["chi2_at_0"] - n["chi2"]
        lines.append(row(name, f"{n['best_eps_e']:.3f}", f"+{rise:.2f}", *ends))
    return "\n".join(lines)
