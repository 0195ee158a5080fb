"""The figure and the page that `sunsi bounds --plane` makes when there is a Python."""

import json
import re
import sys
import xml.etree.ElementTree as ET

import pytest
from sunsi_program import POINT, ROOT, run_program

RENDERER = {"SUNSI_PYTHON": sys.executable, "PYTHONPATH": str(ROOT / "python")}
SCAN = """scan:
  axes:
    - {key: model.mass_MeV, min: 5, max: 200, count: 60, spacing: log}
    - {key: model.g, min: 1.0e-6, max: 1.0e-2, count: 60, spacing: log}
"""
FEW = "bounds: {only: [na64-2019, na48-2, gminus2]}\n"


@pytest.fixture
def plane(sunsi, config, tmp_path):
    """Makes a plane with its figure; returns the folder."""

    def make(text=POINT + SCAN + FEW, *words):
        result = sunsi("bounds", config(text), "--plane", "-o", "out", *words, env=RENDERER)
        assert result.status == 0, result.err
        return tmp_path / "out"

    return make


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """A plane of every bound."""
    folder = tmp_path_factory.mktemp("full")
    (folder / "c.yaml").write_text(POINT + SCAN)
    done = run_program("bounds", "c.yaml", "--plane", "-o", "out", cwd=folder, env=RENDERER)
    assert done.status == 0, done.err
    return folder / "out"


def words_of(svg):
    return {
        " ".join("".join(e.itertext()).split())
        for e in ET.fromstring(svg).iter()
        if e.tag.endswith("}text")
    }


def drawn(folder):
    """Bounds with an outline, and bands with an edge, in plane.json."""
    data = json.loads((folder / "plane.json").read_text())
    bounds = [b for b in data["bounds"] if b["lines"]]
    bands = [b for b in data["bands"] if any(e["lines"] for e in b["edges"])]
    return data, bounds, bands


def test_every_drawn_region_has_its_name_and_shape(full):
    folder = full
    _, bounds, bands = drawn(folder)
    svg = (folder / "plane.svg").read_text()
    groups = {e.get("id") for e in ET.fromstring(svg).iter()}
    from sunsi.plane.load import load
    from sunsi.plane.words import band_name, short

    read = load(folder)
    names = words_of(svg)
    assert len(bounds) > 20 and len(bands) == 3
    for bound in bounds:
        assert short(next(b for b in read.bounds if b.name == bound["name"])) in names
        assert f"bound-{bound['name']}-line-1" in groups
        # Planned searches are lines, not areas.
        assert (f"bound-{bound['name']}" in groups) == (not bound["planned"]), bound["name"]
    for band in bands:
        assert band_name(next(b for b in read.bands if b.name == band["name"])) in names
        assert f"band-{band['name']}" in groups


def test_nothing_is_loaded_from_outside(full):
    folder = full
    page = (folder / "plane.html").read_text()
    svg = (folder / "plane.svg").read_text()
    for text in (page, svg):
        assert not re.findall(r'(?:href|src)="(?!#)', text)
        assert not re.findall(r"url\((?!#)", text)
    assert "<script" not in page and "<img" not in page and "@import" not in page
    assert (folder / "plane.png").read_bytes().startswith(b"\x89PNG")
    _, bounds, _ = drawn(folder)
    assert "levels are mixed" in page
    for bound in bounds:
        assert bound["name"] in page


def test_star_where_the_highlighted_point_lies(plane):
    point = POINT.replace("g: 4.22e-4", "eps_medium: {value: 1, at: centre}")
    folder = plane(point + SCAN + FEW)
    data, _, _ = drawn(folder)
    mass, g = data["highlighted"]
    # docs/errata.md: 4.213e-4 at the centre of B16-GS98, four figures.
    assert (mass, g) == (pytest.approx(40), pytest.approx(4.213e-4, rel=3e-4))
    assert 'id="highlighted-point"' in (folder / "plane.svg").read_text()
    assert "Star: the point" in (folder / "plane.html").read_text()
    folder = plane((point + SCAN + FEW).replace("c: -0.1", "c: -0.2"))
    assert drawn(folder)[0]["highlighted"] is None
    assert 'id="highlighted-point"' not in (folder / "plane.svg").read_text()


def test_shaded_area_is_the_excluded_share(full):
    """The areas closed along the border have the areas that the grid counted."""
    folder = full
    from sunsi.plane.labels import mask
    from sunsi.plane.load import load
    from sunsi.plane.region import rings

    for bound in load(folder).bounds:
        area = mask([rings(bound.lines, bound.excluded >= 1)]).mean()
        # Half a grid cell (1/60) along an outline that may be as long as three sides.
        assert area == pytest.approx(bound.excluded, abs=0.025), bound.name


def test_same_tables_same_bytes(plane):
    first = {p.name: p.read_bytes() for p in plane().glob("plane.*")}
    second = {p.name: p.read_bytes() for p in plane().glob("plane.*")}
    assert {"plane.svg", "plane.png", "plane.html", "plane.json"} <= set(first)
    assert first == second


def test_without_python_the_tables_are_complete(sunsi, config, tmp_path):
    result = sunsi("bounds", config(POINT + SCAN + FEW), "--plane", "-o", "out", "--quiet")
    assert (result.status, result.out) == (0, "")
    assert result.err.count("\n") == 1
    assert "tables are complete" in result.err and "sunsi report out" in result.err
    assert (tmp_path / "out/contours.csv").exists()
    assert not (tmp_path / "out/plane.svg").exists()
    later = sunsi("report", "out", env=RENDERER)
    assert (later.status, later.out) == (0, "out/plane.html\n"), later.err
    assert (tmp_path / "out/plane.svg").exists()


@pytest.mark.parametrize("content", ["", "{}", '{"axes": 3}', "not json"])
def test_damaged_plane_is_named(plane, sunsi, content):
    folder = plane()
    before = (folder / "plane.html").read_bytes()
    (folder / "plane.json").write_text(content)
    result = sunsi("report", "out", env=RENDERER)
    assert result.status == 3
    assert "out/plane.json: is no plane" in result.err
    assert "Traceback" not in result.err
    assert (folder / "plane.html").read_bytes() == before
