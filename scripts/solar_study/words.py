"""The numbers of the running text of docs/solar-fit.md, and what it claims of them."""

import math

from solar_study.facts import CASES, CHOSEN, HALF, closed
from solar_study.oscillation import AGREE_ENDS, DM21

PRINTED_17 = (-0.081, 1.422)


def one(pairs) -> tuple[float, float]:
    return closed(pairs, "docs/solar-fit.md speaks of an interval, which")


def span(pairs, digits=2) -> str:
    low, high = one(pairs)
    return f"{low:.{digits}f} to {high:.{digits}f}"


def pull_of_dm21(values) -> float:
    """How far the dm21 of all data is below JUNO's, in both errors; ours is that upwards."""
    best, _, high = values["standard"]["all"]["dm21_eV2"]
    juno, error = values["juno"]["dm21_eV2"]
    return (juno - best) / math.hypot(high - best, error)


def standard_words(values) -> dict:
    juno, error = values["juno"]["dm21_eV2"]
    return {
        "juno_dm21": f"({1e5 * juno:.2f} +- {1e5 * error:.2f})e-5",
        "dm21_pull": f"{pull_of_dm21(values):.1f}",
        "searched": f"{DM21[0]:.1e} to {DM21[1]:.1e}".replace("e-0", "e-"),
        "agree_ends": f"{AGREE_ENDS:g}",
    }


def eps_words(values) -> dict:
    cases = values["eps_medium"]
    chosen, day = cases[CHOSEN], cases["zprime-juno-day"]
    light, dark = chosen["octants"]["light"], chosen["octants"]["dark"]
    gain = chosen["chi2_at_0"] - light["chi2"]
    rise = dark["chi2"] - chosen["overall"]

    def split(case) -> str:
        octants = cases[case]["octants"]
        return f"{abs(octants['dark']['chi2'] - octants['light']['chi2']):.2f}"

    ratio = values["medium"]["nucleons_per_electron"]
    earth = [ratio[p] / ratio["centre"] for p in ("earth_mantle", "earth_core")]
    return {
        "constant_day_split": split("constant-juno-day"),
        "zprime_day_split": split("zprime-juno-day"),
        "constant_earth_split": split("constant-juno-earth"),
        "earth_low": f"{min(earth):.2f}",
        "earth_high": f"{max(earth):.2f}",
        # eps = 2 at the centre, where abs(1 - eps) = 1
        "night_low": f"{2 * min(earth) - 1:.1f}",
        "night_high": f"{2 * max(earth) - 1:.1f}",
        "day_dark_high": f"{one(day['octants']['dark']['own']['3'])[1]:.2f}",
        "dark_high": f"{one(dark['own']['3'])[1]:.2f}",
        "dark_best": f"{dark['best_eps']:.2f}",
        "dark_rise": f"{rise:.1f}",
        "dark_sigma": f"{math.sqrt(rise):.1f}",
        "kamland_dark_sigma": f"{kamland_sigma(cases):.1f}",
        "light_best": f"{light['best_eps']:.2f}",
        "light_gain": f"{gain:.1f}",
        "light_gain_sigma": f"{math.sqrt(max(gain, 0)):.1f}",
        "half": f"{HALF:g}",
        "dark_below_half": f"{math.floor(chosen['dark_below_half'] - chosen['overall'])}",
    }


def kamland_sigma(cases) -> float:
    case = cases["zprime-kamland-earth"]
    return math.sqrt(case["octants"]["dark"]["chi2"] - case["overall"])


def rises(values) -> dict:
    """(light, dark) above the standard model's chi2, by point."""
    points = values["points"]
    zero = points["standard model"]["light"]
    return {name: (p["light"] - zero, p["dark"] - zero) for name, p in points.items()}


def points_words(values) -> dict:
    above, chosen = rises(values), values["eps_medium"][CHOSEN]
    zero = values["points"]["standard model"]["light"]
    high = [above[f"highlighted, standard, tan_eta = {t}"] for t in ("-0.75", "1")]
    paper = [above[f"highlighted, paper, tan_eta = {t}"] for t in ("-0.75", "1")]
    over_lowest = values["points"]["highlighted, paper, tan_eta = 1"]["dark"] - chosen["overall"]
    fifteen = {e: above[f"(15), standard, eps = {e}"][1] for e in ("2", "2.5", "3")}
    all_15 = [x for e in ("2", "2.5", "3") for x in above[f"(15), paper, eps = {e}"]]
    paper_17 = [x for e in ("0.67", "1.422") for x in above[f"(17), paper, eps = {e}"]]
    factor = values["medium"]["paper_factor"]
    return {
        "h_low": f"{min(x for pair in high for x in pair):.0f}",
        "h_high": f"{max(x for pair in high for x in pair):.0f}",
        "h_least": f"{math.floor(least_of_highlighted(values))}",
        "h_paper_eps": f"{factor:.2f}",
        "h_paper_light": f"{math.floor(min(pair[0] for pair in paper))}",
        "h_paper_dark": f"{paper[1][1]:.1f}",
        "h_paper_over_lowest": f"{over_lowest:.1f}",
        "h_paper_sigma": f"{math.sqrt(over_lowest):.1f}",
        "h_eps_e": f"{values['medium']['highlighted_eps_e']:.1f}",
        "h_paper_electrons": f"{paper[0][1]:.0f}",
        "p15_2": f"{fifteen['2']:.1f}",
        "p15_25": f"{fifteen['2.5']:.1f}",
        "p15_3": f"{fifteen['3']:.0f}",
        "p15_best": f"{chosen['octants']['dark']['chi2'] - zero:.1f}",
        "p15_paper_low": f"{2 * factor:.1f}",
        "p15_paper_high": f"{3 * factor:.1f}",
        "p15_paper": f"{math.floor(min(all_15))}",
        "p17_high": f"{one(chosen['octants']['light']['own']['3'])[1]:.2f}",
        "p17_middle": f"{above['(17), standard, eps = 0.67'][0]:.0f}",
        "p17_end": f"{above['(17), standard, eps = 1.422'][0]:.0f}",
        "p17_mirrored": f"{above['(17) mirrored, standard, eps = -1.422'][0]:.0f}",
        "p17_paper": f"{math.floor(min(paper_17))}",
        "p17_paper_mirrored": f"{above['(17) mirrored, paper, eps = -0.67'][0]:.0f}",
    }


def least_of_highlighted(values) -> float:
    """How much the highlighted point, eps_std = 1, at least costs SNO, Super-Kamiokande, Borexino,
    each by itself, in either octant and at either tan_eta."""
    points = values["points"]
    zero = points["standard model"]["by_experiment"]["light"]
    return min(
        points[f"highlighted, standard, tan_eta = {t}"]["by_experiment"][octant][e] - zero[e]
        for t in ("-0.75", "1")
        for octant in ("light", "dark")
        for e in ("sno", "super-kamiokande", "borexino")
    )


def electron_words(values) -> dict:
    rows = values["electrons"]
    heavy, dark = rows["Borexino, heavy, no potential"], rows["Borexino, heavy, LMA-Dark"]
    pairs = [(heavy["intervals"][k], dark["intervals"][k]) for k in ("90 %", "2 sigma", "3 sigma")]
    apart = max(abs(a - b) for x, y in pairs for a, b in zip(one(x), one(y), strict=True))
    two = one(heavy["intervals"]["2 sigma"])
    return {
        "bx_middle": f"{0.5 * sum(two):.1f}",
        "bx_two": f"({two[0]:.2f}, {two[1]:.2f})",
        "bx_dark_apart": f"{math.ceil(1e3 * apart) / 1e3:.3f}",
        "all_two": "({:.2f}, {:.2f})".format(
            *one(rows["all, heavy, no potential"]["intervals"]["2 sigma"])
        ),
        "sk_one": span(rows["Super-Kamiokande, heavy, no potential"]["intervals"]["1 sigma"]),
        "light_mediator": f"{-one(rows['Borexino, 5 MeV']['intervals']['90 %'])[0]:.2f}",
        "heavy_mediator": f"{-one(heavy['intervals']['90 %'])[0]:.2f}",
    }


def claims(values) -> dict:
    """What sentences of the template say without a number, and whether it is so."""
    cases, above, rows = values["eps_medium"], rises(values), values["electrons"]
    chosen = cases[CHOSEN]["octants"]
    light3, dark3 = one(chosen["light"]["own"]["3"]), one(chosen["dark"]["own"]["3"])
    share = (light3[1] - PRINTED_17[0]) / (PRINTED_17[1] - PRINTED_17[0])
    day = one(cases["zprime-juno-day"]["octants"]["light"]["own"]["3"])

    def end(row, k) -> float:
        return one(rows[row]["intervals"]["90 %"])[k]

    return {
        "dm21 of solar data is below JUNO's, by less than 3 sigma": 0 < pull_of_dm21(values) < 3,
        "by day the octants cannot be told apart": all(
            abs(c["octants"]["dark"]["chi2"] - c["octants"]["light"]["chi2"]) < 0.5
            for name, c in cases.items()
            if name.endswith("day")
        ),
        "with the Earth and eps(r) LMA is better than LMA-Dark, which lives": all(
            0 < c["octants"]["dark"]["chi2"] - c["octants"]["light"]["chi2"] < 9
            for name, c in cases.items()
            if name.startswith("zprime") and name.endswith("earth")
        ),
        "the night brings the upper end of LMA-Dark down": dark3[1]
        < one(cases["zprime-juno-day"]["octants"]["dark"]["own"]["3"])[1] - 1,
        "the best eps is negative, by less than 2 sigma": chosen["light"]["best_eps"] < 0
        and 0 < cases[CHOSEN]["chi2_at_0"] - chosen["light"]["chi2"] < 4,
        "the dark octant with eps < 0.5 lies hundreds above": cases[CHOSEN]["dark_below_half"]
        > cases[CHOSEN]["overall"] + 200,
        "SNO, SK and Borexino each exclude the highlighted point": least_of_highlighted(values) > 9,
        "the highlighted point, eps_paper = 1, lives in the dark octant only if tan_eta = 1": above[
            "highlighted, paper, tan_eta = 1"
        ][1]
        < 9
        < 100
        < above["highlighted, paper, tan_eta = -0.75"][1],
        "(15) as eps_std: 2 and 2.5 live, 3 is dead": dark3[0] < 2 < 2.5 < dark3[1] < 3,
        "(15) as eps_paper is excluded": float(points_words(values)["p15_paper"]) > 25,
        "a fifth of (17) lives": 0.15 < share < 0.25,
        "(17) mirrored holds the best fit": -PRINTED_17[1]
        < chosen["light"]["best_eps"]
        < -PRINTED_17[0],
        "the lower end of (17) mirrored is fine by day, dead with the Earth": day[0]
        < -PRINTED_17[1]
        < light3[0],
        "(17) as eps_paper: middle and end are excluded": float(points_words(values)["p17_paper"])
        > 9,
        "all data bind eps^e more than Borexino": end("all, heavy, no potential", 1)
        < 0.5 * end("Borexino, heavy, no potential", 1),
        "a light mediator weakens the lower limit, the upper moves little": end(
            "Borexino, 5 MeV", 0
        )
        < end("Borexino, 40 MeV", 0)
        and abs(end("Borexino, 5 MeV", 1) - end("Borexino, 40 MeV", 1)) < 0.1,
        "every case has its fit": set(cases) == set(CASES),
    }
