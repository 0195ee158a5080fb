"""Bounds in the report: verdicts with reasons and the plane around the point; or one line."""

import base64
import html
import json
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import conftest
from sunsi.report import render
from sunsi.report.__main__ import main
from sunsi.report.load import load

HEADER = ["bound", "applies", "prediction", "limit", "ratio", "excluded", "confidence_level",
          "reason", "source"]  # fmt: skip
LIMIT_G = 1e-3  # of the made-up bound "beam", at every mass
SUMMARY = "excluded by beam (1 of the 2 bounds that apply); strongest beam: 3 of its limit"


def rows_of_a_point(ratio):
    return [
        ("weak", "yes", 0.25e-9, 1e-9, 0.25, "no", "", "made by the proton's coupling", "Weak2000"),
        ("beam", "yes", ratio * 1e-9, 1e-9, ratio, "yes" if ratio > 1 else "no", 0.9,
         "made by the electron's coupling, <neutrinos> are missing energy", "Beam2019"),
        ("absent", "no", "", "", "", "no", "", "the mass lies outside of the curve", "Absent2001"),
        ("planned-beam", "no", 1e-9, 1e-10, 10, "no", "", "planned, excludes nothing", "Plan2030"),
    ]  # fmt: skip


def add_bounds(directory, groups, empty=False):
    """What a run with bounds adds; `groups`: (names of points, convention, mass, g)."""
    path = directory / "report.json"
    summary = json.loads(path.read_text())
    planes = []
    for names, convention, mass, g in groups:
        folder = directory / "planes" / names[0]
        ends = (mass / 10, mass * 10)
        lines = [("beam", 1, "limit", m, LIMIT_G) for m in ends]
        lines += [("beam", 2, "end", ends[1] / 2, y) for y in (LIMIT_G, g * 10)]
        lines += [("planned-beam", 1, "limit", m, LIMIT_G / 5) for m in ends]
        bands = [("lma-dark", "low", 2, 1, m, 1e-5 * m) for m in ends]
        masses = np.geomspace(*ends, 20)
        shaded = [(m, LIMIT_G, 10 * g) for m in masses if m < ends[1] / 2]
        shares = [("weak", "no", 1, 0, ""), ("beam", "no", 0.5, 0.4, ""),
                  ("absent", "no", 0, 0, "not computed in planes (it integrates over spectra)"),
                  ("planned-beam", "yes", 1, 0.6, "")]  # fmt: skip
        for stem, header, rows in (
            ("contours", ["bound", "line", "kind", "mass_MeV", "g"], lines),
            ("bands", ["band", "edge", "value", "line", "mass_MeV", "g"], bands),
            ("excluded", ["mass_MeV", "g_low", "g_high"], shaded),
        ):
            conftest.write_csv(folder / f"{stem}.csv", header, [] if empty else rows)
        header = ["bound", "planned", "applies", "excluded", "reason"]
        shares = [(*row[:3], 0, row[4]) for row in shares] if empty else shares
        conftest.write_csv(folder / "regions.csv", header, shares)
        planes.append({"directory": f"planes/{names[0]}", "points": names,
                       "convention": convention, "mass_MeV": mass, "g": g})  # fmt: skip
        for point in summary["points"]:
            if point["name"] in names:
                point["bounds"] = {"summary": SUMMARY, "applied": 2, "excluded_by": ["beam"]}
                point["verdict_solar"] = point["verdict"]
                point["verdict"] = "excluded"
                rows = rows_of_a_point(3.0 if convention == "standard" else 6.0)
                conftest.write_csv(directory / point["directory"] / "bounds.csv", HEADER, rows)
    summary["bounds"] = {"note": None, "planes": planes}
    path.write_text(json.dumps(summary))
    return directory


@pytest.fixture
def user(user_directory):
    return add_bounds(user_directory, [(["point", "point-dark"], "standard", 40.0, 4.2e-4)])


@pytest.fixture
def highlighted(highlighted_directory):
    groups = [(["std-light", "std-dark"], "standard", 40.0, 4.2e-4),
              (["paper-light", "paper-dark"], "paper", 40.0, 5.9e-4)]  # fmt: skip
    return add_bounds(highlighted_directory, groups)


def section(directory):
    page = render(directory).read_text()
    return page[page.index("<h2>Bounds</h2>") : page.index("<h2>Tables</h2>")]


def plain(markup):
    text = html.unescape(re.sub(r"<[^>]*>", " ", markup.replace("<sub>", "").replace("</sub>", "")))
    return re.sub(r"\s+", " ", text.replace("\u00a0", " "))


def change(directory, edit):
    path = directory / "report.json"
    summary = json.loads(path.read_text())
    edit(summary)
    path.write_text(json.dumps(summary))


def test_verdicts_with_reasons(user):
    markup = section(user)
    text = plain(markup)
    assert f"2. {conftest.USER[1][1]}: {SUMMARY}" in text
    # the strongest first; what does not apply after all that do
    places = [markup.index(f"<code>{name}</code>") for name in ("beam", "weak", "absent")]
    assert places == sorted(places) and markup.index("<details>") > places[1]
    assert markup.index("<details>") < places[2]
    assert "<neutrinos> are missing energy" in text and "<neutrinos>" not in markup
    assert "✗ excluded 3 3 × 10⁻⁹ 1 × 10⁻⁹ 90 %" in text
    assert "✓ allowed 0.25 2.5 × 10⁻¹⁰ 1 × 10⁻⁹ –" in text
    assert "2 that do not apply at this point, and why" in text
    assert "planned, excludes nothing" in text
    assert not re.search(r"\bnan\b|\bNone\b", text)
    assert "Bounds at point 2" in text and "Bounds at point 3" not in text


def test_both_readings_each_in_its_convention(highlighted):
    text = plain(section(highlighted))
    first, second = text.index("Bounds at point 2"), text.index("Bounds at point 4")
    assert "(standard convention)" in text[first:second]
    assert "✗ excluded 3 " in text[first:second] and "✗ excluded 6 " in text[second:]
    assert "(paper convention)" in text[second:]
    drawing = (highlighted / "figures/bounds.svg").read_text()
    words = "".join(ET.fromstring(drawing).itertext())
    assert "Points 2, 3: standard convention" in words and "Points 4, 5: paper convention" in words


def test_the_plane_marks_the_point(user):
    page = section(user)
    svg = (user / "figures/bounds.svg").read_text()
    assert base64.b64encode(svg.encode()).decode() in page
    assert "Figure 4. Bounds around the point." in plain(page)
    words = "".join(ET.fromstring(svg).itertext())
    for word in ("Mass of the Z′ (MeV)", "Coupling g", "beam", "edge of LMA-Dark", "the point"):
        assert word in words
    assert "planned-beam" not in words
    assert "Not part of a plane, though of the table: absent." in plain(page)
    sizes = [float(s) for s in re.findall(r'<text style="[^"]*font-size: ([\d.]+)px', svg)]
    assert sizes and min(sizes) >= 8


def test_what_is_drawn_is_what_the_tables_say(user):
    from sunsi.report.figure_bounds import draw_bounds

    report = load(user)
    (ax,) = draw_bounds(report).axes
    assert ax.get_xlim() == pytest.approx((4, 400)) and ax.get_ylim() == pytest.approx(
        (4.2e-5, 4.2e-3)
    )
    star = next(line for line in ax.lines if line.get_marker() == "*")
    assert star.get_xydata().tolist() == [[40.0, 4.2e-4]]
    limits = [line for line in ax.lines if np.allclose(line.get_ydata(), LIMIT_G)]
    assert len(limits) == 1 and limits[0].get_linestyle() == "-"
    dotted = [line for line in ax.lines if line.get_linestyle() == ":"]
    assert [line.get_xdata().tolist() for line in dotted] == [[200.0, 200.0]]
    (shading,) = ax.collections
    for path in shading.get_paths():
        low, high = path.get_extents().get_points()
        assert (low[1], high[1]) == pytest.approx((LIMIT_G, 4.2e-3))
    assert max(path.vertices[:, 0].max() for path in shading.get_paths()) < 200 * 1.13


def test_verdict_of_solar_data_stands_beside(user):
    change(user, lambda s: s["points"][1].update(verdict_solar="allowed"))
    text = plain(render(user).read_text())
    assert "by bounds; solar data: allowed" in text


def test_nothing_excluded_in_the_plane(user_directory):
    groups = [(["point", "point-dark"], "standard", 40.0, 4.2e-4)]
    add_bounds(user_directory, groups, empty=True)
    assert "Bounds around the point" in plain(section(user_directory))


NOTES = (
    "No bounds: bounds.enabled is false.",
    "No bounds: they are those of a Z', and model.kind is nsi.",
)


@pytest.mark.parametrize("note", NOTES)
def test_without_bounds_one_line(user_directory, note):
    change(user_directory, lambda s: s.update(bounds={"note": note, "planes": []}))
    text = plain(section(user_directory))
    assert text.strip() == f"Bounds {note}"
    assert not (user_directory / "figures/bounds.svg").exists()


def test_older_directories_have_no_section(user_directory):
    assert "<h2>Bounds</h2>" not in render(user_directory).read_text()


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (lambda d: (d / "planes/point/contours.csv").unlink(), "contours.csv: no such file"),
        (lambda d: (d / "points/point/bounds.csv").unlink(), "bounds.csv: no such file"),
        (lambda d: change(d, lambda s: s["bounds"]["planes"][0].pop("g")),
         "planes[0].g is missing"),
        (lambda d: change(d, lambda s: s["bounds"]["planes"][0].update(directory="../x")),
         "not a path inside the directory"),
        (lambda d: change(d, lambda s: s["bounds"]["planes"][0].update(points=["nobody"])),
         "is 'nobody'"),
        (lambda d: (d / "planes/point/excluded.csv").write_text("mass_MeV,g_low,g_high\n4,x,1\n"),
         "column g_low: 'x' is not a finite number"),
    ],
)  # fmt: skip
def test_damage_is_named(user, capsys, break_it, words):
    break_it(user)
    assert main([str(user)]) == 3
    error = capsys.readouterr().err
    assert words in error and error.count("\n") == 1
