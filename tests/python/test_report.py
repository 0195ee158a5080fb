"""The report is made from tables alone, whole or not at all, and loads nothing from outside."""

import json
import os
import re
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest

import conftest
import sunsi
from sunsi.report import render
from sunsi.report.__main__ import main

FIGURES = ("pee", "sun", "rates")


class Page(HTMLParser):
    """Text, and every address that a browser would load."""

    def __init__(self, html):
        super().__init__()
        self.texts, self.loads, self.tags, self.alts = [], [], [], []
        self.feed(html)
        self.text = " ".join(" ".join(self.texts).split())

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        for name, value in attrs:
            if name in ("src", "href", "srcset", "data", "poster", "action", "xlink:href"):
                self.loads.append(value)
            if tag == "img" and name == "alt":
                self.alts.append(value)

    def handle_data(self, data):
        self.texts.append(data)


def change(directory, edit):
    path = directory / "report.json"
    summary = json.loads(path.read_text())
    edit(summary)
    path.write_text(json.dumps(summary))


def files_of(directory):
    return {str(p.relative_to(directory)) for p in directory.rglob("*")}


@pytest.fixture(params=["user", "highlighted", "standard"])
def any_directory(request):
    return request.getfixturevalue(f"{request.param}_directory")


def test_page_shows_everything_and_loads_nothing(any_directory):
    page = Page(render(any_directory).read_text())
    summary = json.loads((any_directory / "report.json").read_text())
    assert summary["verdict"]["headline"] in page.text
    for line in summary["verdict"]["lines"] + summary["notes"]:
        assert line in page.text
    for point in summary["points"]:
        assert point["label"] in page.text
        assert point["verdict"] in page.text
    for item in summary["inputs"]:
        assert item["sha256"] in page.text
        assert item["citation"] in page.text
    for key in ("command", "config_hash"):
        assert summary[key] in page.text
    assert "mass_MeV: 40" in page.text
    assert len(page.loads) == len(page.alts) == len(FIGURES)
    assert all(load.startswith("data:image/svg+xml;base64,") for load in page.loads)
    assert all(len(alt) > 20 for alt in page.alts)
    assert not {"script", "link", "iframe", "object", "embed"} & set(page.tags)


def test_style_sheet_loads_nothing(user_directory):
    html = render(user_directory).read_text()
    assert "url(" not in html
    assert "@import" not in html
    assert "default-src 'none'" in html


def test_verdict_stands_before_everything_else(user_directory):
    text_ = Page(render(user_directory).read_text()).text
    order = ["✗ excluded", "Points", "Figure 1", "Rates and pulls", "The model", "Flux pulls",
             "Notes and limitations", "Inputs", "How this was made"]  # fmt: skip
    start = text_.index("examples/solar-nsi.yaml")
    places = [text_.index(name, start) for name in order]
    assert places == sorted(places)


@pytest.mark.parametrize("name", FIGURES)
def test_figures_are_whole(any_directory, name):
    render(any_directory)
    png = (any_directory / "figures" / f"{name}.png").read_bytes()
    assert png.startswith(b"\x89PNG") and b"IEND" in png[-12:]
    assert len(png) > 10_000
    svg = (any_directory / "figures" / f"{name}.svg").read_text()
    words = "".join(ET.fromstring(svg).itertext())
    expected = {"pee": "Neutrino energy (MeV)", "sun": "Potential (eV)", "rates": "Pull (σ)"}
    assert expected[name] in words
    assert "http" not in "".join(re.findall(r'href="([^"]*)"', svg))


@pytest.mark.parametrize("name", FIGURES)
def test_text_in_figures_is_at_least_8_points(highlighted_directory, name):
    render(highlighted_directory)
    svg = (highlighted_directory / "figures" / f"{name}.svg").read_text()
    # Text only, not the smaller indices of formulas, which are tspan elements.
    sizes = [float(s) for s in re.findall(r'<text style="[^"]*font-size: ([\d.]+)px', svg)]
    assert sizes and min(sizes) >= 8


def test_points_without_main_all_get_a_badge_at_the_top(highlighted_directory):
    html = render(highlighted_directory).read_text()
    top = html[html.index("<header>") : html.index("</header>")]
    assert top.count('class="badge') == 5


def test_both_conventions_are_shown(user_directory):
    html = render(user_directory).read_text()
    row = re.search(r'<tr class="main">(.*?)</tr>', html, re.DOTALL)[1]
    numbers = re.findall(r'<td class="n">([^<]*)', row)
    assert numbers[1:3] == ["1", "0.5"]  # eps_std, eps_paper


def test_same_tables_same_bytes(highlighted_directory):
    def content():
        render(highlighted_directory)
        paths = [highlighted_directory / "report.html"]
        paths += sorted((highlighted_directory / "figures").iterdir())
        return {path.name: path.read_bytes() for path in paths}

    assert content() == content()


def test_same_bytes_in_another_process_and_place(user_directory, tmp_path):
    first = render(user_directory).read_bytes()
    headline = "Excluded by SNO: P_ee is too large."
    other = conftest.write_directory(tmp_path / "elsewhere", conftest.USER, headline)
    subprocess.run([sys.executable, "-m", "sunsi.report", other], check=True, env=environment())
    assert (other / "report.html").read_bytes() == first


def environment():
    return os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": "7"}


def test_without_zprime_the_model_is_left_out(standard_directory):
    assert "The model" not in Page(render(standard_directory).read_text()).text
    svg = (standard_directory / "figures" / "sun.svg").read_text()
    assert "paper" not in svg


@pytest.mark.parametrize("eps", [-1.0, 1e-9, 30.0])
def test_any_size_and_sign_of_epsilon(tmp_path, eps):
    points = [conftest.STANDARD, ("point", "Point", eps, False, True), ("dark", "Dark", -eps, True)]
    directory = conftest.write_directory(tmp_path / "out", points, "Headline")
    assert "Point" in render(directory).read_text()


def test_other_sources_and_energies(user_directory):
    header = "source,energy_MeV,P_ee_day\n"
    for table in user_directory.glob("points/*/probability.csv"):
        table.write_text(header + "13N,1,0.5\n7Be,0.862,0.5\n")  # one energy, no 8B
    for table in user_directory.glob("points/*/rates.csv"):
        table.write_text("\n".join(table.read_text().splitlines()[:5]) + "\n")  # one observable
    change(user_directory, lambda s: s["files"].update(borexino_pee=None))
    assert "where ¹³N neutrinos are" in render(user_directory).read_text()


def test_no_measurement_at_all(user_directory):
    header = "experiment,observable,predicted,measured,sigma,unit,pull\n"
    for table in user_directory.glob("points/*/rates.csv"):
        table.write_text(header + "xenonnt,8B,12.5,,,events,\n")
    assert "12.5" in Page(render(user_directory).read_text()).text


def test_labels_are_escaped(user_directory):
    label = '<script>alert("1")</script> $x_1$ & more'

    def edit(summary):
        summary["points"][1]["label"] = label
        summary["verdict"]["headline"] = label
        summary["notes"] = [label]
        summary["command"] = label

    change(user_directory, edit)
    html = render(user_directory).read_text()
    page = Page(html)
    assert "script" not in page.tags
    assert label in page.text
    svg = (user_directory / "figures" / "pee.svg").read_text()
    assert label in "".join(ET.fromstring(svg).itertext()).replace("\u00a0", " ")


def test_optional_members_may_be_absent(user_directory):
    def edit(summary):
        for key in (
            "notes",
            "inputs",
            "command",
            "config_file",
            "tolerance",
            "engine",
            "config_hash",
        ):
            del summary[key]
        del summary["verdict"]["lines"]
        del summary["sunsi"]["git_commit"]
        summary["files"] = {"profile": "profile.csv", "borexino_pee": None}
        for point in summary["points"]:
            del point["flux_pulls"], point["reading"]
            point["chi2"] = {"total": 3.5, "dof": 12, "p_value": None}

    change(user_directory, edit)
    page = Page(render(user_directory).read_text())
    assert "3.50 / 12" in page.text
    assert "None" not in page.text and "nan" not in page.text


DAMAGE = {
    "report.json": [None, "", "{", '{"points": []}', "[]", '{"a": NaN}', b"\xff\xfe\x00"],
    "profile.csv": [None, "", "# only: a comment\n", "r\n", "q,nu_8B\n1,2\n", "r,nu_8B\n0.1,x\n"],
    "borexino-pee.csv": [None, "source,energy,P_ee,error_up,error_down\n8B,7,0.3,0.1\n"],
    "config.yaml": [None],
    "points/point/probability.csv": [None, "source,energy_MeV,P_ee_day\n8B,1,nan\n"],
    "points/point/rates.csv": [
        None,
        'experiment,observable,predicted,measured,sigma,unit,pull\nsno,"c0,1,,,1,\n',
        "experiment,observable,predicted,measured,sigma,unit\nsno,c0,1,,,1\n",
    ],
    "points/point/model.csv": [None, "quantity,value,value,unit,definition\ng,1,1,1,coupling\n"],
    "points/point/potential.csv": [None, "r,V_CC_eV,V_mu_eV,eps_std,eps_paper\n0,1,,1,1\n"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content"), [(name, content) for name in DAMAGE for content in DAMAGE[name]]
)
def test_damaged_or_missing_file_stops_with_its_name(user_directory, capsys, name, content):
    path = user_directory / name
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = files_of(user_directory)
    assert main([str(user_directory)]) == 3
    message = capsys.readouterr().err
    assert str(path) in message and "sunsi run" in message
    assert message.count("\n") == 1
    assert files_of(user_directory) == before


@pytest.mark.parametrize(
    ("edit", "where"),
    [
        (lambda s: s["points"][1].pop("label"), "points[1].label is missing"),
        (lambda s: s["points"][1].update(octant="left"), "points[1].octant is 'left'"),
        (lambda s: s["points"][2].update(verdict="fine"), "points[2].verdict is 'fine'"),
        (lambda s: s["points"][0]["chi2"].pop("total"), "points[0].chi2.total is missing"),
        (lambda s: s["points"][0]["chi2"].update(sno="1"), "points[0].chi2.sno is not a number"),
        (lambda s: s["points"][0].update(directory="../x"), "points[0].directory is '../x'"),
        (lambda s: s["files"].update(profile="/profile.csv"), "files.profile is '/profile.csv'"),
        (lambda s: s["verdict"].pop("headline"), "verdict.headline is missing"),
        (lambda s: s.update(points=[]), "points is empty"),
        (lambda s: s.update(points={}), "points is not a list"),
        (lambda s: s["inputs"][0].pop("sha256"), "inputs[0].sha256 is missing"),
    ],
)  # fmt: skip
def test_wrong_member_is_named(user_directory, capsys, edit, where):
    change(user_directory, edit)
    assert main([str(user_directory)]) == 3
    assert f"report.json: {where}" in capsys.readouterr().err


def test_missing_directory(tmp_path, capsys):
    assert main([str(tmp_path / "nowhere")]) == 3
    assert "nowhere: no such directory" in capsys.readouterr().err


@pytest.mark.parametrize("blocked", ["report.html", "figures/sun.png"])
def test_name_taken_by_a_directory(user_directory, capsys, blocked):
    (user_directory / blocked).mkdir(parents=True)
    before = files_of(user_directory)
    assert main([str(user_directory)]) == 3
    assert f"{blocked}: cannot be written" in capsys.readouterr().err
    assert files_of(user_directory) == before


def test_figures_taken_by_a_file(user_directory, capsys):
    (user_directory / "figures").write_text("not a directory")
    before = files_of(user_directory)
    assert main([str(user_directory)]) == 3
    assert "figures/pee.svg: cannot be written" in capsys.readouterr().err
    assert files_of(user_directory) == before


def test_page_taken_by_a_folder_with_files(user_directory, capsys):
    """A fault that root meets too: a folder that holds something cannot be replaced."""
    kept = user_directory / "report.html" / "kept.txt"
    kept.parent.mkdir()
    kept.write_text("mine")
    assert main([str(user_directory)]) == 3
    message = capsys.readouterr().err
    assert "report.html: cannot be written" in message and message.count("\n") == 1
    assert kept.read_text() == "mine"
    assert not (user_directory / "figures").exists()


def test_failed_rename_leaves_the_old_page(user_directory, monkeypatch):
    page = user_directory / "report.html"
    page.write_text("old")
    before = files_of(user_directory)

    def full(self, content):
        if "report.html" in self.name:
            raise OSError(28, "No space left on device")
        return len(content)

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(sunsi.DataError, match=r"report\.html: cannot be written \(No space"):
        render(user_directory)
    assert page.read_text() == "old"
    assert files_of(user_directory) == before


@pytest.mark.parametrize("arguments", [[], ["a", "b"], ["--nonsense"]])
def test_wrong_usage(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_signals_end_with_their_status(user_directory, monkeypatch):
    def interrupt(_directory):
        raise KeyboardInterrupt

    monkeypatch.setattr("sunsi.report.build.load", interrupt)
    assert main([str(user_directory)]) == 130
    monkeypatch.setattr(
        "sunsi.report.build.load", lambda _directory: signal.raise_signal(signal.SIGTERM)
    )
    before = signal.getsignal(signal.SIGTERM)
    try:
        with pytest.raises(SystemExit) as stop:
            main([str(user_directory)])
    finally:
        signal.signal(signal.SIGTERM, before)
    assert stop.value.code == 143
