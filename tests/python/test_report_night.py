"""The night in the report: a section with figures, a table and definitions; or one line."""

import html
import json
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import conftest
from sunsi.report import night, render
from sunsi.report.__main__ import main
from sunsi.report.load import load

FIGURES = ("zenith", "regeneration")
POINTS = {"highlighted": conftest.HIGHLIGHTED,
          "standard": [(*conftest.STANDARD, True)]}  # fmt: skip


@pytest.fixture(params=["highlighted", "standard"])
def any_night(request):
    directory = request.getfixturevalue(f"{request.param}_directory")
    return conftest.add_night(directory, POINTS[request.param])


@pytest.fixture
def user_night(user_directory):
    return conftest.add_night(user_directory, conftest.USER)


def plain(directory):
    """Text of the page, tags and no-break spaces removed."""
    page = re.sub(r"</?sub>", "", render(directory).read_text())
    text = html.unescape(re.sub(r"<[^>]*>", " ", page))
    return re.sub(r"\s+", " ", text.replace("\u00a0", " "))


def words_of(directory, name):
    return "".join(ET.fromstring((directory / f"figures/{name}.svg").read_text()).itertext())


def change(directory, edit):
    path = directory / "report.json"
    summary = json.loads(path.read_text())
    edit(summary)
    path.write_text(json.dumps(summary))


def test_section_has_its_figures_in_order(any_night):
    page = render(any_night).read_text()
    places = [page.index(f'id="figure-{n}"') for n in ("pee", "sun", "rates", *FIGURES)]
    section, tables = page.index("<h2>Night</h2>"), page.index("<h2>Tables</h2>")
    assert places == sorted(places) and places[2] < section < places[3] and places[4] < tables
    assert "Figure 4. Zenith angle." in page and "Figure 5. Regeneration." in page
    for alt in re.findall(r'<img alt="([^"]*)"', page)[3:]:
        assert len(alt) > 60 and "{" not in alt
    loads = re.findall(r'src="([^"]*)"', page)
    assert len(loads) == 5 and all(load.startswith("data:image/svg+xml;base64,") for load in loads)
    assert not re.search(r"\bnan\b|\bNone\b", html.unescape(re.sub(r"<[^>]*>", " ", page)))


def test_captions_say_site_earth_signs_and_definitions(user_night):
    page = plain(user_night)
    for words in (
        "Seen from kamioka, 1 km below ground, the whole year's exposure",
        "PREM (Dziewonski and Anderson 1981) with continental crust at the detector",
        "45.00 %",
        "ADN = 2 (day − night)/(day + night)",
        "negative where more νe arrive by night",
        "freg = P(ν2 → νe) by night less its value by day, |Ue2|²",
        "above zero more νe arrive by night",
    ):
        assert words in page, words
    assert "_" not in page[page.index("Night Seen") : page.index("Files: figures/zenith")]


def test_numbers_of_the_table(user_night):
    """Standard model and main point; the sign of A_DN is Super-Kamiokande's."""
    section = night.section(load(user_night))
    assert [point.number for point in section["points"]] == [1, 2]
    rows = {(row["source"], row["energy"]): row["points"] for row in section["rows"]}
    energy = min(conftest.ENERGIES, key=lambda e: abs(np.log(e / 10)))
    standard, point = next(v for k, v in rows.items() if k == ("⁸B", f"{energy:.4g}"))
    day = conftest.survival(energy, 0, False, "8B")
    by_night = day + conftest.f_reg(energy, 0) / 2
    assert standard[:2] == (f"{day:.4f}", f"{by_night:.4f}")
    assert float(standard[2].replace("−", "-")) == pytest.approx(
        200 * (day - by_night) / (day + by_night), abs=0.005
    )
    assert standard[2].startswith("−")
    assert point[0] == point[1] and point[2] == "0.00"  # eps = 1: the made-up Earth is transparent
    assert {source for source, _ in rows} == {"pp", "⁸B", "⁷Be", "pep"}
    assert all(cell in plain(user_night) for cell in standard)


def test_figures_are_whole_and_legible(any_night):
    render(any_night)
    expected = {"zenith": ["⁸B, 10 MeV", "⁷Be, 0.8618 MeV", "core", "night, 45.00 %"],
                "regeneration": ["Neutrino energy (MeV)", "thick: night"]}  # fmt: skip
    for name, words in expected.items():
        svg = (any_night / f"figures/{name}.svg").read_text()
        text = words_of(any_night, name)
        assert [word for word in words if word not in text] == []
        assert "http" not in "".join(re.findall(r'href="([^"]*)"', svg))
        sizes = [float(s) for s in re.findall(r'<text style="[^"]*font-size: ([\d.]+)px', svg)]
        assert sizes and min(sizes) >= 8
        png = (any_night / f"figures/{name}.png").read_bytes()
        assert png.startswith(b"\x89PNG") and len(png) > 10_000


def test_curve_is_the_table_less_the_day(user_night):
    point = load(user_night).points[0]
    boron, beryllium = night.curves(point)
    assert (boron.source, boron.energy, beryllium.energy) == ("8B", 10.0, 0.8618)
    shift = conftest.f_reg(10.0, 0) * np.sin(30 * boron.cosine) ** 2
    assert boron.shift == pytest.approx(shift, abs=1e-12)
    assert (np.diff(boron.cosine) > 0).all()


def test_same_tables_same_bytes(user_night):
    def content():
        render(user_night)
        paths = [user_night / "report.html", *sorted((user_night / "figures").iterdir())]
        return [path.read_bytes() for path in paths]

    assert content() == content()


def test_disabled_night_is_one_line(user_directory):
    change(user_directory, lambda s: s.update(night=None))
    page = render(user_directory).read_text()
    section = page[page.index("<h2>Night</h2>") :]
    section = section[: section.index("</section>")]
    assert section.count("<p>") == 1 and "<figure" not in section
    assert "Not computed (earth.enabled: false" in section
    assert not (user_directory / "figures/zenith.svg").exists()


def test_older_tables_say_nothing_of_the_night(user_directory):
    assert "<h2>Night</h2>" not in render(user_directory).read_text()


def test_other_places_and_a_table_of_ones_own(user_night):
    def edit(summary):
        summary["night"] |= {"where": "latitude -12.5 deg", "exposure_file": "my<b>.csv"}

    change(user_night, edit)
    page = plain(user_night)
    assert "Seen from -12.5° of latitude, 1 km below ground, the exposure of my<b>.csv" in page


def test_without_curves_the_exposure_is_drawn_alone(user_night):
    change(user_night, lambda s: s["files"].pop("zenith_curve"))
    render(user_night)
    words = words_of(user_night, "zenith")
    assert "Exposure" in words and "10 MeV" not in words


def test_one_energy(user_night):
    for folder in (user_night / "points").iterdir():
        for name in ("probability.csv", "regeneration.csv"):
            lines = (folder / name).read_text().splitlines()
            start = next(i for i, line in enumerate(lines) if line[0] != "#")
            (folder / name).write_text("\n".join(lines[: start + 2]) + "\n")
    assert "<h2>Night</h2>" in render(user_night).read_text()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("exposure.csv", None),
        ("exposure.csv", "cos_zenith_low,cos_zenith_high,exposure\n-1,0,x\n"),
        ("points/point/regeneration.csv", None),
        ("points/point/regeneration.csv", "energy_MeV,P_2e_night,P_2e_day,error\n1,1,1,1\n"),
        ("points/point/zenith-curve.csv", "source,energy_MeV,cos_zenith,P_ee\n8B,10,0,0.3\n"),
        ("points/point/probability.csv", "source,energy_MeV,P_ee_day\n8B,1,0.5\n"),
    ],
)
def test_damaged_or_missing_file_stops_with_its_name(user_night, capsys, name, content):
    path = user_night / name
    path.unlink() if content is None else path.write_text(content)
    assert main([str(user_night)]) == 3
    message = capsys.readouterr().err
    assert str(path) in message and "sunsi run" in message and message.count("\n") == 1


@pytest.mark.parametrize(
    ("edit", "where"),
    [
        (lambda s: s["night"].pop("share"), "night.share is missing"),
        (lambda s: s["night"].update(depth_km="deep"), "night.depth_km is not a number"),
        (lambda s: s["files"].pop("exposure"), "files.exposure is missing"),
        (lambda s: s["files"].pop("regeneration"), "files.regeneration is missing"),
        (lambda s: s["night"]["tangents"][0].pop("shell"), "night.tangents[0].shell is missing"),
    ],
)
def test_wrong_member_is_named(user_night, capsys, edit, where):
    change(user_night, edit)
    assert main([str(user_night)]) == 3
    assert f"report.json: {where}" in capsys.readouterr().err
