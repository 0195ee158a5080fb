"""Names, axis labels and captions of a plane."""

from __future__ import annotations

from sunsi.plane.load import Axis, Band, Bound, Plane

#: Axis labels: plain text, so that the SVG keeps it as text.
_AXES = {
    "mass_MeV": "m [MeV]",
    "g": "g",
    "c": "c",
    "tan_eta": "tan η",
    "eps_kin": "ε_kin (kinetic mixing)",
}
#: Short names where the first words of the title do not say it.
_SHORT = {
    "gminus2": "(g−2)_μ too large",
    "phi-mass": "m_φ < 10 MeV",
    "na64-bl-2022": "NA64 2022 (B−L)",
    "na64-bl-2026": "NA64 2026 (B−L)",
    "borexino-quoted": "Borexino (quoted)",
    "borexino-es": "Borexino (rates)",
    "bbn-cmb": "BBN and CMB",
    "k-mu-nu-zprime": "K → μ ν Z'",
    "k-pi-zprime": "K → π Z'",
    "b-k-zprime": "B → K Z'",
    "na62-pi0-invisible": "NA62 π⁰ → γ Z'",
    "kloe-phi-eta": "KLOE φ → η Z'",
    "coherent-csi": "COHERENT CsI",
    "coherent-ar": "COHERENT Ar",
    "xenon-8b": "8B in xenon",
    "babar-invisible": "BaBar invisible",
    "babar-visible": "BaBar visible",
    "na64-visible": "NA64 visible",
    "c9": "C9 (b → s μ μ)",
    "a1": "A1",
    "phi-perturbativity": "φ not perturbative",
    "white-dwarf": "white dwarfs",
}


def short(bound: Bound) -> str:
    """The name beside a bound's region."""
    name = _SHORT.get(bound.name) or bound.title.split(",")[0].replace(" as a proton beam dump", "")
    return f"{name} (planned)" if bound.planned else name


def band_name(band: Band) -> str:
    """The name in a band."""
    return band.title.replace("(g-2)_mu", "(g−2)_μ") + (
        "" if band.quantity == "eps_medium" else " favours"
    )


def axis_label(axis: Axis, plane: Plane) -> str:
    """Name and unit of an axis; an epsilon with its convention and place."""
    if axis.name == "eps_medium":
        ratio = plane.fixed["nucleons_per_electron"]
        return f"eps_medium, {plane.fixed['convention']} (where (N_n + N_p)/N_e = {ratio:.4g})"
    return _AXES.get(axis.name, axis.name)


def fixed(plane: Plane) -> str:
    """What is the same everywhere in the plane."""
    names = {
        "mass_MeV": "m",
        "c": "c",
        "g": "g",
        "eps_medium": "eps_medium",
        "tan_eta": "tan η",
        "eps_kin": "ε_kin",
    }
    parts = [
        f"{names[k]} = {plane.fixed[k]:.4g}{' MeV' * (k == 'mass_MeV')}".replace("-", "−")
        for k in names
        if k in plane.fixed
    ]
    phi = plane.fixed["phi"]
    if phi is None:
        parts.append("no φ")
    elif "mass_ratio" in phi:
        parts.append(f"c_φ = {phi['charge']:g}, m_φ = {phi['mass_ratio']:.3g} m")
    else:
        parts.append(f"c_φ = {phi['charge']:g}, m_φ = {phi['mass_MeV']:g} MeV")
    return ", ".join(parts) + f"; convention {plane.fixed['convention']}"


def drawn(plane: Plane) -> list[Bound]:
    """Bounds with something to draw: an outline, or the whole plane."""
    return [b for b in plane.bounds if b.lines or b.excluded >= 1]


def levels(plane: Plane) -> str:
    """The confidence levels of what is drawn."""
    groups: dict[float | None, list[str]] = {}
    for bound in drawn(plane):
        if not bound.planned:
            groups.setdefault(bound.confidence_level, []).append(short(bound))
    stated = sorted(k for k in groups if k is not None)
    parts = [f"{100 * level:g} %: {', '.join(groups[level])}" for level in stated]
    if None in groups:
        parts.append(f"none stated: {', '.join(groups[None])}")
    if not parts:
        return "levels: no bound excludes anything here"
    return "levels are mixed: " + "; ".join(parts)


def caption(plane: Plane) -> list[str]:
    """Sentences under the figure."""
    lines = [
        f"{fixed(plane)}. Coloured: excluded, {100 * plane.excluded:.1f} % of the plane. "
        f"Confidence {levels(plane)}.",
        "Thin dotted lines: the end of a bound's table or reach, which is no limit.",
    ]
    if any(b.planned for b in drawn(plane)):
        lines.append("Dashed and not filled: planned searches, which exclude nothing.")
    for band in plane.bands:
        reach = f"{band.low:g} < {band.quantity} < {band.high:g}"
        place = f" at {band.place}" if band.place else ""
        note = f" ({band.note})" if band.note else ""
        lines.append(f"Hatched, {band.title}: {reach}{place}{note}; {band.source}.")
    if plane.highlighted is not None:
        lines.append(
            "Star: the point that arXiv:2211.15686 highlights (m = 40 MeV, c = −0.1, "
            f"tan η = −0.75, eps_medium = 1 in the convention {plane.fixed['convention']}, where "
            f"(N_n + N_p)/N_e = {plane.fixed['nucleons_per_electron']:.4g})."
        )
    return lines
